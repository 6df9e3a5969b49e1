"""Intercom's conversations and the pages that list them become tickets."""

import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from radar_tui.domain.records import (
    AuthorRole,
    HistoryField,
    SourceHistory,
    SourceMessage,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.intercom import INTERCOM
from support import export_files
from support.export_files import Write, only_tickets, rejects_among, same_in_every_layout
from support.intercom_exports import (
    START,
    a_contact,
    a_conversation,
    a_part,
    a_ticket,
    an_admin,
    at,
    parts,
)
from support.mutated_payloads import SECRET

read = partial(export_files.read_items, reader=INTERCOM)
ticket_of = partial(export_files.ticket_of, reader=INTERCOM)


class TestRecordedFiles:
    def test_a_conversation_with_its_parts(self, fixtures: Path) -> None:
        (item,) = read(fixtures / "intercom" / "conversation.json")
        ticket = item.record
        assert isinstance(ticket, SourceTicket)
        assert (ticket.external_id, ticket.status) == ("503", TicketStatus.CLOSED)
        begun_at = datetime(2024, 12, 18, 15, 58, 31, tzinfo=UTC)
        assert ticket.created_at == ticket.updated_at == begun_at
        assert (ticket.requester, ticket.requester_email) == ("6762f1261bb69f9f2193bba7", None)
        assert (ticket.assignee, ticket.account, ticket.url) == ("991267715", None, None)
        assert ticket.tags == ("Test tag",)
        # The part of the bot called Operator is dated before the message that it answers.
        closed_at = datetime(2025, 2, 21, 12, 44, 17, tzinfo=UTC)
        tagged_at = datetime(2022, 9, 19, 14, 20, 23, tzinfo=UTC)
        found = [(m.external_id, str(m.author_role), m.author, m.public) for m in ticket.messages]
        assert found == [
            ("1", "system", "Operator", True),
            ("403918334", "agent", "Ciaran176 Lee", True),
        ]
        assert [message.created_at for message in ticket.messages] == [tagged_at, begun_at]
        assert all(message.is_html for message in ticket.messages)
        assert ticket.history == (
            SourceHistory(HistoryField.TAG_ADDED, "Test tag", tagged_at),
            SourceHistory(HistoryField.STATUS, "closed", closed_at),
        )
        assert ticket.solved_at == closed_at

    def test_a_list_page(self, fixtures: Path) -> None:
        (ticket,) = only_tickets(read(fixtures / "intercom" / "conversation_list.json"))
        begun_at = datetime(2024, 12, 18, 15, 57, 40, tzinfo=UTC)
        body, agent = "<p>this is the message body</p>", AuthorRole.AGENT
        opening = SourceMessage("403918320", agent, "Ciaran166 Lee", begun_at, body, is_html=True)
        assert ticket == SourceTicket(
            external_id="471",
            subject="",
            status=TicketStatus.CLOSED,
            created_at=begun_at,
            updated_at=begun_at,
            requester="6762f0f31bb69f9f2193bb8b",
            assignee="991267715",
            messages=(opening,),
            untold=frozenset(
                ("account", "requester", "requester_email", "solved_at", "subject", "url")
            ),
        )


class TestLayouts:
    def test_every_layout_gives_the_same_ticket(self, write: Write) -> None:
        one = a_conversation()
        page = {"type": "conversation.list", "pages": {}, "total_count": 1, "conversations": [one]}
        layouts = {
            "page.json": page,
            "pretty.json": json.dumps(page, indent=1),
            "pages.json": f"{json.dumps(page)}\n",
            "single.json": json.dumps(one, indent=1),
            "array.json": json.dumps([one]),
            "lines.json": [one],
        }
        (ticket,) = same_in_every_layout(write, read, layouts)
        assert isinstance(ticket, SourceTicket)

    def test_conversations_and_tickets_stand_in_one_stream(self, write: Write) -> None:
        items = read(write("lines.json", [a_conversation(), a_ticket()]))
        found = [item.record for item in items]
        assert [r.external_id for r in found if isinstance(r, SourceTicket)] == ["503", "494"]

    def test_a_page_of_tickets(self, write: Write) -> None:
        page = {"type": "ticket.list", "pages": {}, "total_count": 1, "tickets": [a_ticket()]}
        (item,) = read(write("page.json", page))
        assert isinstance(item.record, SourceTicket)

    @pytest.mark.parametrize("name", ["conversations", "tickets"])
    def test_an_empty_page_is_an_empty_export(self, write: Write, name: str) -> None:
        page = {"type": f"{name[:-1]}.list", "pages": {}, "total_count": 0, name: []}
        assert read(write("page.json", page)) == []

    def test_a_long_first_message_hides_nothing(self, write: Write) -> None:
        body = "<p>" + "long " * 40_000 + "</p>"
        source = a_conversation()["source"] | {"body": body}
        assert ticket_of(write, a_conversation(source=source)).messages[0].body == body

    def test_a_conversation_of_an_older_version(self, write: Write) -> None:
        old = a_conversation(
            conversation_message={
                "id": "4039",
                "subject": "<p>Payments &amp; more</p>",
                "body": "<p>Hello</p>",
                "author": {"type": "user", "id": "c1"},
            },
            user=a_contact(),
            assignee={"type": "admin", "id": "9"},
        )
        for name in ("source", "contacts", "state", "admin_assignee_id", "waiting_since"):
            del old[name]
        ticket = ticket_of(write, old)
        assert (ticket.subject, ticket.status) == ("Payments & more", TicketStatus.OPEN)
        assert (ticket.requester, ticket.requester_email) == ("Ada", "ada@acme.example")
        assert ticket.assignee == "Bo"
        assert [message.external_id for message in ticket.messages] == ["4039", "1"]


class TestMessages:
    @pytest.mark.parametrize(
        ("author", "role"),
        [
            (a_contact(), AuthorRole.CUSTOMER),
            (a_contact(type="lead"), AuthorRole.CUSTOMER),
            (a_contact(type="contact"), AuthorRole.CUSTOMER),
            (an_admin(), AuthorRole.AGENT),
            (an_admin(type="team"), AuthorRole.AGENT),
            (an_admin(type="bot"), AuthorRole.SYSTEM),
            (an_admin(email="operator+ab12cd@intercom.io"), AuthorRole.SYSTEM),
            (an_admin(from_ai_agent=True), AuthorRole.SYSTEM),
            (None, AuthorRole.SYSTEM),
        ],
    )
    def test_roles(self, write: Write, author: dict[str, Any] | None, role: AuthorRole) -> None:
        thread = parts(a_part(1, author=author))
        ticket = ticket_of(write, a_conversation(conversation_parts=thread))
        assert ticket.messages[1].author_role is role

    def test_which_parts_speak_and_to_whom(self, write: Write) -> None:
        admin, bot = an_admin(), an_admin(type="bot")
        thread = parts(
            a_part(1),
            a_part(2, author=admin),
            a_part(3, "note", author=admin),
            a_part(4, "assignment", author=admin, body=None),
            a_part(5, "assignment", author=admin),
            a_part(6, "close", author=admin),
            a_part(7, "open"),
            a_part(8, "quick_reply"),
            a_part(9, "conversation_attribute_updated_by_admin", author=admin),
            a_part(10, "note_and_reopen", author=admin),
            a_part(11, "channel_and_reply_time_expectation", author=bot),
            a_part(12, "comment", body=None, attachments=[{"type": "upload"}]),
            a_part(13, "comment", body=None),
        )
        ticket = ticket_of(write, a_conversation(conversation_parts=thread))
        found = {m.external_id: f"{m.author_role} {m.public}" for m in ticket.messages[1:]}
        assert found == {
            "1": "customer True",
            "2": "agent True",
            "3": "agent False",
            "5": "agent False",
            "6": "agent True",
            "7": "customer True",
            "8": "customer True",
            "9": "system True",
            "10": "agent False",
            "11": "system True",
            "12": "customer True",
        }

    def test_messages_come_oldest_first(self, write: Write) -> None:
        thread = parts(a_part(3), a_part(1), a_part(2))
        ticket = ticket_of(write, a_conversation(conversation_parts=thread))
        assert [m.external_id for m in ticket.messages] == ["4039", "1", "2", "3"]
        assert [m.created_at for m in ticket.messages] == [at(0), at(1), at(2), at(3)]

    @pytest.mark.parametrize(
        ("delivered_as", "role"),
        [("admin_initiated", AuthorRole.AGENT), ("campaigns_initiated", AuthorRole.SYSTEM)],
    )
    def test_what_nobody_typed_is_the_systems(
        self, write: Write, delivered_as: str, role: AuthorRole
    ) -> None:
        source = a_conversation()["source"] | {"author": an_admin(), "delivered_as": delivered_as}
        assert ticket_of(write, a_conversation(source=source)).messages[0].author_role is role


class TestConversation:
    def test_who_and_what(self, write: Write) -> None:
        ticket = ticket_of(write, a_conversation(priority="priority", company={"name": "Acme"}))
        assert (ticket.subject, ticket.status) == ("Payments fail", TicketStatus.OPEN)
        assert (ticket.requester, ticket.requester_email) == ("Ada", "ada@acme.example")
        assert (ticket.assignee, ticket.account, ticket.priority) == ("Bo", "Acme", "priority")
        assert (ticket.created_at, ticket.updated_at) == (at(0), at(500))
        assert (ticket.tags, ticket.solved_at, ticket.satisfaction) == (("payments",), None, None)

    def test_nothing_changes_before_it_is_there(self, write: Write) -> None:
        assert ticket_of(write, a_conversation(updated_at=START - 5)).updated_at == at(0)

    def test_the_title_comes_before_the_subject(self, write: Write) -> None:
        assert ticket_of(write, a_conversation(title="A title")).subject == "A title"

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"state": "open"}, TicketStatus.OPEN),
            ({"state": "closed"}, TicketStatus.CLOSED),
            ({"state": "snoozed"}, TicketStatus.ON_HOLD),
            ({"state": "frozen", "open": True}, TicketStatus.OPEN),
            ({"state": None, "open": False}, TicketStatus.CLOSED),
            # Nobody waits, as only the list page has to say it.
            ({"waiting_since": None, "conversation_parts": None}, TicketStatus.PENDING),
            ({"waiting_since": None}, TicketStatus.OPEN),
        ],
    )
    def test_status(self, write: Write, changes: dict[str, Any], status: TicketStatus) -> None:
        assert ticket_of(write, a_conversation(**changes)).status is status

    @pytest.mark.parametrize(
        ("rating", "expected"), [(5, "good"), (4, "good"), (3, None), (2, "bad"), (None, None)]
    )
    def test_rating(self, write: Write, rating: int | None, expected: str | None) -> None:
        given_rating = {"rating": rating, "remark": SECRET}
        ticket = ticket_of(write, a_conversation(conversation_rating=given_rating))
        assert ticket.satisfaction == expected

    def test_history(self, write: Write) -> None:
        to_bo = {"type": "admin", "id": "9"}
        thread = parts(
            a_part(1, "comment", state="open"),
            a_part(2, "assignment", author=an_admin(), body=None, assigned_to=to_bo),
            a_part(3, "snoozed", author=an_admin(), body=None),
            a_part(4, "timer_unsnooze", author=an_admin(type="bot"), body=None),
            a_part(5, "assignment", body=None, assigned_to={"type": "team", "id": "77"}),
            a_part(6, "assignment", body=None, assigned_to={"type": "nobody_admin", "id": None}),
            a_part(7, "close", author=an_admin(), body=None),
            a_part(8, "comment", state="open"),
        )
        tags = {"tags": [{"name": "payments", "applied_at": START + 5}, {"name": "old"}]}
        ticket = ticket_of(write, a_conversation(conversation_parts=thread, tags=tags))
        found = [(c.field.value, c.value, c.occurred_at) for c in ticket.history]
        assert found == [
            ("assignee", "Bo", at(2)),
            ("status", "on-hold", at(3)),
            ("status", "open", at(4)),
            ("tag-added", "payments", at(5)),
            ("assignee", "", at(6)),
            ("status", "closed", at(7)),
            ("status", "open", at(8)),
        ]

    def test_the_last_closing_is_by_the_statistics(self, write: Write) -> None:
        changes = {"state": "closed", "statistics": {"last_close_at": START + 30}}
        assert ticket_of(write, a_conversation(**changes)).solved_at == at(30)

    def test_wrong_types_where_they_do_no_harm(self, write: Write) -> None:
        wrong = a_conversation(
            title=5, priority=[], contacts="?", tags=7, statistics="?", conversation_rating=[1]
        )
        ticket = ticket_of(write, wrong)
        assert (ticket.subject, ticket.tags, ticket.requester) == ("Payments fail", (), "Ada")


class TestRejects:
    def test_bad_records_stop_nothing(self, write: Write) -> None:
        without_id = {key: value for key, value in a_conversation().items() if key != "id"}
        lines = [
            json.dumps(a_conversation()),
            "{broken",
            json.dumps(without_id),
            json.dumps(a_conversation(created_at=None)),
            json.dumps(a_conversation(created_at=10**30)),
            json.dumps(a_conversation(state=SECRET, open=None)),
            json.dumps(a_conversation(conversation_parts=parts(a_part(1, created_at=SECRET)))),
            json.dumps(a_conversation(id=" ")),
            json.dumps(a_conversation(id=7)),
        ]
        items = read(write("lines.json", "\n".join(lines)))
        rejects = rejects_among(items)
        assert [reject.position for reject in rejects] == [2, 3, 4, 5, 6, 7, 8]
        reasons = [reject.reason for reject in rejects]
        assert "missing required field `id`" in reasons[1]
        assert reasons[2] == "no created_at"
        assert "unknown state" in reasons[4]
        assert reasons[-1] == "no id"
        assert not any(SECRET in reason for reason in reasons)
        assert SECRET in rejects[2].record
        assert [type(item.record) for item in (items[0], items[-1])] == [SourceTicket] * 2
