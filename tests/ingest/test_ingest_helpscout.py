"""Help Scout's conversations and lists of threads become tickets and threads."""

import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from radar_tui.domain.records import (
    AuthorRole,
    HistoryField,
    Noise,
    Reject,
    SourceHistory,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.helpscout import HELPSCOUT
from support import export_files
from support.export_files import Write, rejects_among, same_in_every_layout
from support.helpscout_exports import ADA, BO, a_conversation, a_page, a_thread, at
from support.mutated_payloads import SECRET

read = partial(export_files.read_items, reader=HELPSCOUT)
ticket_of = partial(export_files.ticket_of, reader=HELPSCOUT)


class TestRecordedFiles:
    def test_a_page_with_threads(self, fixtures: Path) -> None:
        (item,) = read(fixtures / "helpscout" / "conversations_embed_threads.json")
        ticket = item.record
        assert isinstance(ticket, SourceTicket)
        opened = datetime(2017, 4, 21, 14, 39, 56, tzinfo=UTC)
        closed = datetime(2017, 4, 21, 14, 43, 24, tzinfo=UTC)
        assert (ticket.external_id, ticket.subject) == ("1", "Need Help")
        assert ticket.status is TicketStatus.CLOSED
        assert (ticket.created_at, ticket.updated_at, ticket.solved_at) == (opened, closed, closed)
        assert ticket.url == "https://secure.helpscout.net/conversation/1/15473"
        assert (ticket.assignee, ticket.account, ticket.noise) == ("Mr Robot", None, None)
        assert (ticket.requester, ticket.requester_email) == ("bear@acme.com", "bear@acme.com")
        assert ticket.tags == ("vip",)
        # Its type says that the thread is the customer's, although a user entered it.
        (message,) = ticket.messages
        assert (message.external_id, message.author_role) == ("1", AuthorRole.CUSTOMER)
        assert (message.author, message.created_at, message.body) == (
            "John Doe",
            opened,
            "This is a test",
        )
        assert (message.public, message.is_html) == (True, True)
        assert ticket.history == (
            SourceHistory(HistoryField.STATUS, "open", opened),
            SourceHistory(HistoryField.ASSIGNEE, "Help Scout", opened),
            SourceHistory(HistoryField.STATUS, "closed", closed),
        )


class TestLayouts:
    def test_every_layout_gives_the_same_ticket(self, write: Write) -> None:
        one = a_conversation(a_thread(2, "message"), a_thread(1))
        page = a_page(conversations=[one])
        layouts = {
            "page.json": page,
            "pretty.json": json.dumps(page, indent=1),
            "pages.json": f"{json.dumps(page)}\n",
            "webhook.json": json.dumps(one, indent=1),
            "array.json": json.dumps([one]),
            "lines.json": [one],
        }
        (ticket,) = same_in_every_layout(write, read, layouts)
        assert isinstance(ticket, SourceTicket)

    def test_pages_one_after_another_are_one_export(self, write: Write) -> None:
        pages = [json.dumps(a_page(conversations=[a_conversation(id=n)])) for n in (1, 2)]
        records = [item.record for item in read(write("pages", "\n".join(pages)))]
        assert [r.external_id for r in records if isinstance(r, SourceTicket)] == ["1", "2"]

    def test_an_empty_page_is_an_empty_export(self, write: Write) -> None:
        assert read(write("page.json", a_page(conversations=[]))) == []

    def test_a_conversation_without_its_threads(self, write: Write) -> None:
        one = a_conversation()
        del one["_embedded"]
        assert ticket_of(write, one).messages == ()

    def test_a_list_of_threads_is_a_thread(self, write: Write) -> None:
        page = a_page(threads=[a_thread(2, "note"), a_thread(1)])
        for name, content in (("one", page), ("pretty", json.dumps(page, indent=1))):
            (item,) = read(write(name, content))
            assert isinstance(item.record, SourceThread)
            assert item.record.ticket_external_id == "12"
            found = [(m.external_id, m.author_role, m.public) for m in item.record.messages]
            assert found == [
                ("1", AuthorRole.CUSTOMER, True),
                ("2", AuthorRole.AGENT, False),
            ]

    def test_pages_of_one_conversations_threads_are_one_thread(self, write: Write) -> None:
        pages = [a_page(threads=[a_thread(number)]) for number in (2, 1)]
        (item,) = read(write("pages", pages))
        assert isinstance(item.record, SourceThread)
        assert [message.external_id for message in item.record.messages] == ["1", "2"]

    def test_threads_of_an_unknown_conversation(self, write: Write) -> None:
        page = a_page(threads=[a_thread(1)]) | {"_links": {}}
        (item,) = read(write("page", page))
        assert isinstance(item.record, Reject)
        assert item.record.reason == "threads that do not say which conversation they belong to"


class TestMessages:
    @pytest.mark.parametrize(
        ("kind", "by", "expected"),
        [
            ("customer", ADA, "customer True"),
            ("customer", BO, "customer True"),
            ("message", BO, "agent True"),
            ("note", BO, "agent False"),
            ("phone", BO, "agent False"),
            ("forwardparent", BO, "agent False"),
            ("forwardchild", BO, "agent True"),
            ("chat", ADA, "customer True"),
            ("chat", BO, "agent True"),
            ("beaconchat", ADA, "customer True"),
            ("beaconchat", None, "agent True"),
            ("something new", ADA, "customer True"),
            ("something new", BO, "agent False"),
        ],
    )
    def test_roles(self, write: Write, kind: str, by: dict[str, Any] | None, expected: str) -> None:
        thread = a_thread(1, kind, createdBy=by)
        (message,) = ticket_of(write, a_conversation(thread)).messages
        assert f"{message.author_role} {message.public}" == expected

    def test_authors(self, write: Write) -> None:
        threads = (a_thread(1), a_thread(2, "message"), a_thread(3, createdBy=BO))
        messages = ticket_of(write, a_conversation(*threads)).messages
        assert [message.author for message in messages] == ["Ada Li", "Bo Ek", "Ada Li"]

    def test_what_a_workflow_sends_is_the_systems(self, write: Write) -> None:
        thread = a_thread(1, "message", action={"type": "automatic-workflow"})
        (message,) = ticket_of(write, a_conversation(thread)).messages
        assert message.author_role is AuthorRole.SYSTEM

    def test_newest_first_threads_come_oldest_first(self, write: Write) -> None:
        same_second = "2026-03-01T04:00:00Z"
        threads = [a_thread(n, createdAt=same_second) for n in (10, 9)]
        ticket = ticket_of(write, a_conversation(*threads, a_thread(2), a_thread(1)))
        assert [message.external_id for message in ticket.messages] == ["1", "2", "9", "10"]

    def test_what_is_no_message(self, write: Write) -> None:
        threads = (
            a_thread(1),
            a_thread(2, "message", state="draft"),
            a_thread(3, "message", state="underreview"),
            a_thread(4, "message", state="deleted"),
            a_thread(5, "lineitem", body=None),
        )
        ticket = ticket_of(write, a_conversation(*threads))
        assert [message.external_id for message in ticket.messages] == ["1"]


class TestConversation:
    def test_who_and_what(self, write: Write) -> None:
        ticket = ticket_of(write, a_conversation())
        assert (ticket.external_id, ticket.subject) == ("12", "Payments fail")
        assert (ticket.requester, ticket.requester_email) == ("Ada Li", "ada@acme.example")
        assert (ticket.assignee, ticket.account, ticket.tags) == ("Bo Ek", None, ("payments",))
        assert ticket.url == "https://secure.helpscout.net/conversation/12/801"
        assert (ticket.created_at, ticket.updated_at) == (at(1), at(3))

    def test_nothing_changes_before_it_is_there(self, write: Write) -> None:
        early = {"userUpdatedAt": "2026-02-01T02:00:00Z", "customerWaitingSince": None}
        assert ticket_of(write, a_conversation(**early)).updated_at == at(1)

    def test_an_answer_makes_a_newer_version(self, write: Write) -> None:
        ticket = ticket_of(write, a_conversation(a_thread(5)))
        assert ticket.updated_at == at(5)

    @pytest.mark.parametrize(
        ("changes", "status", "noise"),
        [
            ({"status": "active"}, TicketStatus.OPEN, None),
            ({"status": "pending"}, TicketStatus.PENDING, None),
            ({"status": "closed"}, TicketStatus.CLOSED, None),
            ({"status": "spam"}, TicketStatus.CLOSED, Noise.SPAM),
            ({"state": "deleted"}, TicketStatus.DELETED, None),
            ({"snooze": {"snoozedUntil": "2026-04-01T00:00:00Z"}}, TicketStatus.ON_HOLD, None),
            ({"status": "closed", "snooze": {"snoozedUntil": "x"}}, TicketStatus.CLOSED, None),
        ],
    )
    def test_status(
        self, write: Write, changes: dict[str, Any], status: TicketStatus, noise: Noise | None
    ) -> None:
        ticket = ticket_of(write, a_conversation(a_thread(1), **changes))
        assert (ticket.status, ticket.noise) == (status, noise)
        assert bool(ticket.messages) is (status is not TicketStatus.DELETED)

    def test_a_draft_is_no_ticket(self, write: Write) -> None:
        lines = [a_conversation(), a_conversation(id=13, state="draft")]
        assert [item.position for item in read(write("lines", lines))] == [1]

    def test_tags_in_other_forms(self, write: Write) -> None:
        tags = [{"name": "vip"}, "refund", {"tag": ""}, 5, None]
        assert ticket_of(write, a_conversation(tags=tags)).tags == ("vip", "refund")

    def test_a_customer_who_is_but_an_id(self, write: Write) -> None:
        known = a_conversation(a_thread(1), primaryCustomer={"id": 3}, createdBy=BO)
        unknown = a_conversation(primaryCustomer={"id": 3}, createdBy=BO)
        found = [ticket_of(write, one) for one in (known, unknown)]
        assert [(t.requester, t.requester_email) for t in found] == [
            ("Ada Li", "ada@acme.example"),
            ("3", None),
        ]

    def test_history(self, write: Write) -> None:
        team = {"id": 77, "type": "team", "first": "Billing"}
        threads = (
            a_thread(1, status="active"),
            a_thread(2, "message", status="pending", assignedTo=BO),
            a_thread(3, "note", status="nochange", assignedTo=BO),
            a_thread(4, "lineitem", status="pending", assignedTo=team),
            a_thread(5, "message", status="closed", state="draft"),
            a_thread(6, "lineitem", status="closed", assignedTo=team),
        )
        changes = {"status": "closed", "closedAt": "2026-03-01T06:00:00Z"}
        ticket = ticket_of(write, a_conversation(*threads, **changes))
        found = [(c.field.value, c.value, c.occurred_at) for c in ticket.history]
        assert found == [
            ("status", "open", at(1)),
            ("status", "pending", at(2)),
            ("assignee", "Bo Ek", at(2)),
            ("assignee", "Billing", at(4)),
            ("status", "closed", at(6)),
        ]
        assert ticket.solved_at == at(6)

    def test_wrong_types_where_they_do_no_harm(self, write: Write) -> None:
        wrong = a_conversation(
            a_thread(1), subject=5, tags="?", assignee=[], snooze=1, customerWaitingSince=[]
        )
        ticket = ticket_of(write, wrong)
        assert (ticket.subject, ticket.tags, ticket.assignee) == ("", (), None)


class TestRejects:
    def test_bad_records_stop_nothing(self, write: Write) -> None:
        lines = [
            json.dumps(a_conversation()),
            "{broken",
            json.dumps(a_conversation(id=None)),
            json.dumps(a_conversation(status=SECRET)),
            json.dumps(a_conversation(createdAt=None)),
            json.dumps(a_conversation(createdAt=SECRET)),
            json.dumps(a_conversation(createdAt="0001-01-01T00:00:00+14:00")),
            json.dumps(a_conversation(a_thread(1, body=5))),
            json.dumps(a_conversation(id="")),
            json.dumps(a_conversation(id="7")),
        ]
        items = read(write("lines.json", "\n".join(lines)))
        rejects = rejects_among(items)
        assert [reject.position for reject in rejects] == [2, 3, 4, 5, 6, 7, 8, 9]
        reasons = [reject.reason for reject in rejects]
        assert reasons[2] == "unknown status, expected active, pending, closed or spam"
        assert reasons[3] == "no createdAt"
        assert reasons[-1] == "no id"
        assert not any(SECRET in reason for reason in reasons)
        assert SECRET in rejects[2].record
        assert [type(item.record) for item in (items[0], items[-1])] == [SourceTicket] * 2
