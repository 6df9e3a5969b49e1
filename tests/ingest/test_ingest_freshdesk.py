"""Freshdesk exports, recorded and made up, become tickets and threads."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from radar_tui.domain.records import (
    HistoryField,
    Noise,
    SourceMessage,
    SourceThread,
    TicketStatus,
)
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.freshdesk import FRESHDESK, OPENING_ID
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ReadOptions
from support.export_files import Write, only_threads, reasons_among, rejects_among
from support.freshdesk_exports import (
    a_conversation,
    a_ticket,
    an_old_ticket,
    items_in,
    tickets_in,
)
from support.mutated_payloads import SECRET


def told(message: SourceMessage) -> tuple[str, str, bool]:
    return message.external_id, str(message.author_role), message.public


class TestRecordedFiles:
    def test_single_ticket(self, fixtures: Path) -> None:
        (ticket,) = tickets_in(fixtures / "freshdesk" / "ticket_1.json")
        resolved_at = datetime(2020, 7, 24, 15, 35, 21, tzinfo=UTC)
        assert (ticket.external_id, ticket.subject) == ("1", "This is a sample ticket")
        assert (ticket.status, ticket.solved_at) == (TicketStatus.OPEN, None)
        assert ticket.created_at == datetime(2016, 5, 18, 4, 36, 4, tzinfo=UTC)
        assert ticket.updated_at == datetime(2016, 5, 18, 23, 42, 50, tzinfo=UTC)
        assert ticket.tags == ("foo", "bar")
        people = (ticket.requester, ticket.requester_email, ticket.assignee, ticket.account)
        assert people == ("Dummyname", "dummyname@example.com", "6010396333", None)
        assert (ticket.priority, ticket.url, ticket.satisfaction) == ("low", None, None)
        assert ticket.noise is Noise.TEST
        assert [told(message) for message in ticket.messages] == [(OPENING_ID, "customer", True)]
        assert ticket.messages[0].is_html
        assert ticket.messages[0].author == "Dummyname"
        assert [(entry.value, entry.occurred_at) for entry in ticket.history] == [
            ("solved", resolved_at),
            ("open", resolved_at),
        ]

    def test_conversations(self, fixtures: Path) -> None:
        (item,) = items_in(fixtures / "freshdesk" / "conversations.json")
        thread = item.record
        assert isinstance(thread, SourceThread)
        assert thread.ticket_external_id == "1"
        assert [told(message) for message in thread.messages] == [
            ("1", "agent", False),
            ("2", "agent", True),
        ]
        note, reply = thread.messages
        assert (note.author, note.body) == ("1", "<div>This is a private note</div>")
        assert note.created_at == datetime(2016, 5, 19, 5, 36, 12, tzinfo=UTC)
        assert (reply.author, reply.body) == ("1", "<div>This is a reply</div>")
        assert reply.created_at == datetime(2016, 5, 19, 5, 36, 14, tzinfo=UTC)

    def test_search_under_the_old_names(self, fixtures: Path) -> None:
        sample, other = tickets_in(fixtures / "freshdesk" / "search_tickets.json")
        assert (sample.external_id, other.external_id) == ("1", "1")
        assert sample.created_at == datetime(2014, 12, 31, 2, 27, 9, tzinfo=UTC)
        assert sample.updated_at == datetime(2015, 1, 1, 0, 58, 39, tzinfo=UTC)
        assert other.created_at == datetime(2020, 1, 1, 6, 21, 45, tzinfo=UTC)
        assert other.updated_at == datetime(2020, 1, 1, 7, 2, 12, tzinfo=UTC)
        assert (sample.noise, other.noise) == (Noise.TEST, None)
        assert (sample.tags, other.tags) == (("mytag",), ("mytag", "myothertag"))
        assert (other.requester, other.assignee, other.account) == ("Rachel", "Agent One", None)
        for ticket in (sample, other):
            assert [told(message) for message in ticket.messages] == [
                (OPENING_ID, "customer", True)
            ]
        assert (other.status, other.priority) == (TicketStatus.OPEN, "low")
        assert other.messages[0].body == "<div>This is a another ticket.</div>"

    def test_freshservice_is_another_product(self, write: Write) -> None:
        ticket = a_ticket(department_id=1, requested_for_id=2)
        with Source(write("tickets.json", [ticket])) as source:
            assert not FRESHDESK.recognise(source.sample)
            with pytest.raises(BadFileError, match="without Freshdesk JSON"):
                FRESHDESK.read(source, ReadOptions())


class TestLayouts:
    @pytest.mark.parametrize("make", [a_ticket, an_old_ticket])
    def test_every_layout_gives_the_same_ticket(
        self, write: Write, make: Callable[..., dict[str, Any]]
    ) -> None:
        ticket = make()
        layouts: dict[str, object] = {
            "page.json": json.dumps([ticket]),
            "single.json": json.dumps(ticket, indent=2),
            "search.json": {"total": 1, "results": [ticket]},
            "lines.json": [ticket],
        }
        found = {name: tickets_in(write(name, content)) for name, content in layouts.items()}
        assert found == dict.fromkeys(layouts, found["lines.json"])
        assert found["lines.json"][0].external_id == "7"

    def test_the_old_envelope(self, write: Write) -> None:
        envelope = {"helpdesk_ticket": an_old_ticket()}
        layouts = {
            "single.json": envelope,
            "pretty.json": json.dumps(envelope, indent=2),
            "account.json": json.dumps([envelope]),
            "lines.json": [envelope],
        }
        found = {name: tickets_in(write(name, content)) for name, content in layouts.items()}
        assert found == dict.fromkeys(layouts, tickets_in(write("bare.json", [an_old_ticket()])))

    def test_pages_one_after_another_are_one_export(self, write: Write) -> None:
        pages = "\n".join(["[]", *(json.dumps([a_ticket(id=n)]) for n in (1, 2)), "[]"])
        assert [ticket.external_id for ticket in tickets_in(write("p", pages))] == ["1", "2"]

    def test_the_number_agents_know_is_the_id(self, write: Write) -> None:
        lines = [an_old_ticket(display_id=8), an_old_ticket(display_id=None, id=9)]
        assert [ticket.external_id for ticket in tickets_in(write("l", lines))] == ["8", "9"]

    def test_old_names_give_what_new_names_give(self, write: Write) -> None:
        (ticket,) = tickets_in(write("l", [an_old_ticket()]))
        assert ticket.created_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
        assert (ticket.status, ticket.priority) == (TicketStatus.PENDING, "urgent")
        assert (ticket.requester, ticket.assignee) == ("Ada", "Bo")
        assert ticket.messages[0].body == "<div>They fail &lt;again&gt;.</div>"
        assert ticket.messages[0].is_html

    def test_an_old_description_without_html_is_plain(self, write: Write) -> None:
        (ticket,) = tickets_in(write("l", [an_old_ticket(description_html=None)]))
        (message,) = ticket.messages
        assert (message.body, message.is_html) == ("They fail <again>.", False)


class TestPeople:
    def test_what_is_included(self, write: Write) -> None:
        ticket = a_ticket(
            requester={"id": 100, "name": "Ada", "email": "Ada@Acme.Example", "phone": None},
            company={"id": 5, "name": "Acme"},
        )
        (record,) = tickets_in(write("l", [ticket]))
        people = (record.requester, record.requester_email, record.assignee, record.account)
        assert people == ("Ada", "ada@acme.example", "9", "Acme")

    def test_without_it_the_ids_stay(self, write: Write) -> None:
        (record,) = tickets_in(write("l", [a_ticket()]))
        assert (record.requester, record.requester_email) == ("100", None)
        assert (record.assignee, record.account) == ("9", "5")

    def test_nobody(self, write: Write) -> None:
        ticket = a_ticket(requester_id=None, responder_id=None, company_id=None)
        (record,) = tickets_in(write("l", [ticket]))
        assert (record.requester, record.assignee, record.account) == (None, None, None)


class TestMessages:
    def test_roles_and_privacy(self, write: Write) -> None:
        conversations = [
            a_conversation(1, user_id=9),
            a_conversation(2, user_id=9, private=True),
            a_conversation(3, user_id=100, incoming=True),
            a_conversation(4, user_id=77, incoming=True, from_email='"Cy" <cy@acme.example>'),
            a_conversation(5, user_id=55, incoming=True, private=True),
            a_conversation(6, user_id=100, incoming=True, private=True),
            a_conversation(7, user_id=None),
        ]
        ticket = a_ticket(conversations=conversations, responder_name="Bo", requester_name="Ada")
        (record,) = tickets_in(write("l", [ticket]))
        assert [(*told(message), message.author) for message in record.messages] == [
            (OPENING_ID, "customer", True, "Ada"),
            ("1", "agent", True, "Bo"),
            ("2", "agent", False, "Bo"),
            ("3", "customer", True, "Ada"),
            ("4", "customer", True, "Cy"),
            ("5", "agent", False, "Acme Help"),
            ("6", "customer", False, "Ada"),
            ("7", "system", True, "system"),
        ]

    def test_an_agent_began_an_outbound_email(self, write: Write) -> None:
        (record,) = tickets_in(write("l", [a_ticket(source=10)]))
        assert told(record.messages[0]) == (OPENING_ID, "agent", True)
        assert record.messages[0].author == "9"

    def test_the_newest_come_last_and_the_description_first(self, write: Write) -> None:
        conversations = [
            a_conversation(3),
            a_conversation(1),
            a_conversation(2, created_at="2026-03-01T10:00:00Z"),
        ]
        (record,) = tickets_in(write("l", [a_ticket(conversations=conversations)]))
        assert [message.external_id for message in record.messages] == [OPENING_ID, "2", "1", "3"]

    def test_plain_text_stands_in_for_missing_html(self, write: Write) -> None:
        conversations = [a_conversation(1, body=None), a_conversation(2, body="", body_text=None)]
        (record,) = tickets_in(write("l", [a_ticket(conversations=conversations)]))
        bodies = [(message.body, message.is_html) for message in record.messages[1:]]
        assert bodies == [(f"{SECRET} 1", False), ("", False)]

    def test_a_list_page_has_no_texts(self, write: Write) -> None:
        page = [a_ticket(description=None, description_text=None)]
        (record,) = tickets_in(write("page.json", json.dumps(page)))
        assert record.messages == ()

    def test_old_notes(self, write: Write) -> None:
        note = {
            "id": 3,
            "body": "Try <this>",
            "body_html": "<p>Try &lt;this&gt;</p>",
            "incoming": False,
            "private": False,
            "user_id": 9,
            "deleted": False,
            "created_at": "2026-03-01T13:00:00+02:00",
        }
        wrapped = {"note": {**note, "id": 4, "incoming": True, "user_id": 100, "body_html": ""}}
        ticket = an_old_ticket(notes=[note, wrapped, {**note, "id": 5, "deleted": True}])
        (record,) = tickets_in(write("l", [{"helpdesk_ticket": ticket}]))
        described = [(*told(m), m.author, m.body, m.is_html) for m in record.messages[1:]]
        assert described == [
            ("3", "agent", True, "Bo", "<p>Try &lt;this&gt;</p>", True),
            ("4", "customer", True, "Ada", "Try <this>", False),
        ]

    def test_conversations_of_several_tickets(self, write: Write) -> None:
        first = [a_conversation(2, incoming=True, user_id=100), a_conversation(3, ticket_id=8)]
        second = [a_conversation(1)]
        text = "\n".join(json.dumps(page) for page in (first, second))
        threads = only_threads(items_in(write("conversations.json", text)))
        assert [thread.ticket_external_id for thread in threads] == ["7", "8"]
        assert [told(message)[:2] for message in threads[0].messages] == [
            ("1", "agent"),
            ("2", "customer"),
        ]

    def test_conversations_a_line_each_with_bad_ones(self, write: Write) -> None:
        lines = [
            a_conversation(1),
            a_conversation(2, ticket_id=None),
            a_conversation(3, created_at="noon"),
            a_conversation(4, incoming="perhaps"),
            a_conversation(5),
        ]
        items = items_in(write("lines.json", lines))
        kinds = [(item.position, type(item.record).__name__) for item in items]
        assert kinds == [
            (2, "Reject"),
            (3, "Reject"),
            (4, "Reject"),
            (1, "SourceThread"),
        ]
        reasons = reasons_among(items)
        assert reasons[:2] == [
            "a conversation without ticket_id",
            "a conversation without id or created_at",
        ]


class TestState:
    @pytest.mark.parametrize(
        ("status", "name", "expected"),
        [
            (2, None, TicketStatus.OPEN),
            (3, None, TicketStatus.PENDING),
            (4, None, TicketStatus.SOLVED),
            (5, None, TicketStatus.CLOSED),
            (5, "Open", TicketStatus.CLOSED),
            (6, None, TicketStatus.PENDING),
            (7, None, TicketStatus.ON_HOLD),
            (6, "On hold", TicketStatus.ON_HOLD),
            (7, "With the engineers", TicketStatus.ON_HOLD),
            (12, None, TicketStatus.OPEN),
            (12, "With the engineers", TicketStatus.OPEN),
            ("4", None, TicketStatus.SOLVED),
            ("Waiting on Customer", None, TicketStatus.PENDING),
            ("With the engineers", None, TicketStatus.OPEN),
            ("--5", None, TicketStatus.OPEN),
            (10**30, None, TicketStatus.OPEN),
        ],
    )
    def test_status(
        self, write: Write, status: object, name: str | None, expected: TicketStatus
    ) -> None:
        (record,) = tickets_in(write("l", [a_ticket(status=status, status_name=name)]))
        assert record.status is expected

    def test_times_become_history(self, write: Write) -> None:
        stats = {
            "resolved_at": "2026-03-02T09:00:00Z",
            "closed_at": "2026-03-03T09:00:00+01:00",
            "reopened_at": "2026-03-01T12:00:00Z",
            "pending_since": None,
            "status_updated_at": "2026-03-03T08:00:01Z",
            "first_responded_at": "2026-03-01T10:30:00Z",
        }
        (record,) = tickets_in(write("l", [a_ticket(status=5, stats=stats)]))
        assert record.solved_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
        assert {entry.field for entry in record.history} == {HistoryField.STATUS}
        assert [(entry.value, entry.occurred_at) for entry in record.history] == [
            ("open", datetime(2026, 3, 1, 12, tzinfo=UTC)),
            ("solved", datetime(2026, 3, 2, 9, tzinfo=UTC)),
            ("closed", datetime(2026, 3, 3, 8, tzinfo=UTC)),
        ]

    def test_deleted_and_spam(self, write: Write) -> None:
        stats = {"status_updated_at": "2026-03-02T09:00:00Z"}
        lines = [a_ticket(deleted=True, stats=stats), a_ticket(spam=True), a_ticket(deleted=False)]
        deleted, spam, plain = tickets_in(write("l", lines))
        assert (deleted.status, deleted.messages) == (TicketStatus.DELETED, ())
        assert deleted.history == ()
        assert (spam.status, spam.noise) == (TicketStatus.OPEN, Noise.SPAM)
        assert (plain.status, plain.noise) == (TicketStatus.OPEN, None)

    def test_merged(self, write: Write) -> None:
        text = "This ticket is closed and merged into ticket 12"
        note = a_conversation(1, private=True, body=f"<div>{text}</div>", body_text=text)
        lines = [
            a_ticket(status=5, conversations=[note]),
            a_ticket(status=2, conversations=[note]),
            a_ticket(status=5, conversations=[{**note, "incoming": True}]),
        ]
        found = [(t.noise, t.merged_into) for t in tickets_in(write("l", lines))]
        assert found == [(Noise.MERGED, "12"), (None, None), (None, None)]

    def test_priorities_and_tags(self, write: Write) -> None:
        lines = [
            a_ticket(priority=number, tags=tags)
            for number, tags in ((1, ["a", "b", "a"]), (2, [{"name": "a"}]), (9, None), (None, []))
        ]
        found = [(t.priority, t.tags) for t in tickets_in(write("l", lines))]
        assert found == [("low", ("a", "b")), ("medium", ("a",)), (None, ()), (None, ())]


class TestRejects:
    def test_bad_tickets_stop_nothing(self, write: Write) -> None:
        lines = [
            a_ticket(),
            a_ticket(id=None),
            a_ticket(status=None),
            a_ticket(status="-5"),
            a_ticket(created_at="yesterday"),
            a_ticket(conversations=[a_conversation(1, created_at=None)]),
            a_ticket(description=[SECRET]),
            a_ticket(id=8),
        ]
        items = items_in(write("page.json", json.dumps(lines)))
        assert [item.position for item in items] == list(range(1, 9))
        rejects = rejects_among(items)
        assert [reject.position for reject in rejects] == [2, 3, 4, 5, 6, 7]
        assert [reject.reason for reject in rejects[:5]] == [
            "no id",
            "no status",
            "unknown status, expected one of Freshdesk's numbers, which begin at 2",
            "created_at is not a time such as 2026-03-01T09:30:00Z",
            "a conversation without id or created_at",
        ]
        assert all(SECRET in reject.record for reject in rejects)
        assert all(SECRET not in reject.reason for reject in rejects)

    def test_what_a_ticket_can_do_without(self, write: Write) -> None:
        names = ("subject", "priority", "tags", "requester", "company", "stats", "source", "spam")
        odd: dict[str, object] = {name: [{"a": [1]}] for name in names}
        (record,) = tickets_in(write("l", [a_ticket(**odd, updated_at="never")]))
        assert (record.subject, record.priority, record.tags, record.noise) == ("", None, (), None)
        assert record.updated_at == record.created_at

    def test_a_cut_document_is_refused(self, fixtures: Path, write: Write) -> None:
        whole = (fixtures / "freshdesk" / "search_tickets.json").read_text().rstrip()
        with pytest.raises(BadFileError, match="ends in the middle"):
            items_in(write("cut.json", whole[:-1]))
