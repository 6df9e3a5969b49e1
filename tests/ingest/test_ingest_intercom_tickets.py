"""Intercom's tickets and its webhook notifications become tickets and threads."""

import json
from functools import partial

import pytest

from radar_tui.domain.records import (
    AuthorRole,
    HistoryField,
    Reject,
    SourceHistory,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.intercom import INTERCOM
from support import export_files
from support.export_files import Write
from support.intercom_exports import (
    a_contact,
    a_conversation,
    a_notification,
    a_part,
    a_ticket,
    an_admin,
    at,
    parts,
)
from support.mutated_payloads import SECRET

read = partial(export_files.read_items, reader=INTERCOM)
ticket_of = partial(export_files.ticket_of, reader=INTERCOM)


class TestTickets:
    def test_a_ticket(self, write: Write) -> None:
        comments = [a_part(1, author=a_contact()), a_part(2, "note", author=an_admin())]
        ticket = ticket_of(write, a_ticket(ticket_parts={"ticket_parts": comments}))
        assert (ticket.external_id, ticket.subject) == ("494", "Export stops")
        assert (ticket.status, ticket.account, ticket.assignee) == ("open", "co-1", "Bo")
        assert (ticket.requester, ticket.requester_email) == ("Ada", "ada@acme.example")
        found = [(m.external_id, str(m.author_role), m.public, m.is_html) for m in ticket.messages]
        assert found == [
            ("494-description", "customer", True, False),
            ("1", "customer", True, True),
            ("2", "agent", False, True),
        ]
        assert ticket.messages[0].body == "It stops\nat 90 %."

    @pytest.mark.parametrize("category", ["Back-office", "Tracker"])
    def test_tickets_of_the_team_are_no_customers_words(self, write: Write, category: str) -> None:
        (message,) = ticket_of(write, a_ticket(category=category)).messages
        assert (message.author_role, message.public) == (AuthorRole.AGENT, False)

    @pytest.mark.parametrize(
        ("state", "is_open", "status"),
        [
            ({"category": "submitted"}, True, TicketStatus.NEW),
            ("waiting_on_customer", True, TicketStatus.PENDING),
            ({"category": "resolved"}, False, TicketStatus.SOLVED),
            ({"category": "in_progress"}, False, TicketStatus.CLOSED),
            ({"category": "something new"}, True, TicketStatus.OPEN),
        ],
    )
    def test_status(self, write: Write, state: object, is_open: bool, status: TicketStatus) -> None:
        assert ticket_of(write, a_ticket(ticket_state=state, open=is_open)).status is status

    def test_history(self, write: Write) -> None:
        changes = [
            a_part(number, "ticket_state_updated_by_admin", body=None, ticket_state=state)
            for number, state in ((1, "in_progress"), (2, "resolved"))
        ]
        ticket = ticket_of(
            write,
            a_ticket(ticket_state={"category": "resolved"}, ticket_parts={"ticket_parts": changes}),
        )
        assert ticket.history == (
            SourceHistory(HistoryField.STATUS, "open", at(1)),
            SourceHistory(HistoryField.STATUS, "solved", at(2)),
        )
        assert (ticket.solved_at, len(ticket.messages)) == (at(2), 1)


class TestNotifications:
    def test_a_reply_comes_as_ticket_and_thread(self, write: Write) -> None:
        page = "https://app.intercom.com/a/apps/ab12cd/conversations/503"
        item = a_conversation(conversation_parts=parts(a_part(8)), links={"conversation_web": page})
        notification = a_notification("conversation.user.replied", item)
        for name, content in (("lines", [notification]), ("pretty", json.dumps(notification))):
            ticket, thread = [item.record for item in read(write(name, content))]
            assert isinstance(ticket, SourceTicket)
            assert (ticket.external_id, ticket.url) == ("503", page)
            assert [message.external_id for message in ticket.messages] == ["4039"]
            assert isinstance(thread, SourceThread)
            assert thread.ticket_external_id == "503"
            assert [message.external_id for message in thread.messages] == ["8"]

    def test_notifications_of_one_conversation_are_one_thread(self, write: Write) -> None:
        items = [a_conversation(conversation_parts=parts(a_part(n))) for n in (2, 1)]
        lines = [a_notification("conversation.user.replied", item) for item in items]
        records = [item.record for item in read(write("lines", lines))]
        (thread,) = [record for record in records if isinstance(record, SourceThread)]
        assert [message.external_id for message in thread.messages] == ["1", "2"]

    def test_a_deleted_conversation(self, write: Write) -> None:
        item = {"type": "conversation", "id": "503"}
        ticket = ticket_of(write, a_notification("conversation.deleted", item))
        assert (ticket.status, ticket.messages) == (TicketStatus.DELETED, ())
        assert ticket.updated_at == at(1000)

    def test_what_holds_no_ticket(self, write: Write) -> None:
        lines = [
            a_notification("ping", {"type": "ping", "message": "hello"}),
            a_notification("contact.created", {"type": "contact", "id": "c1"}),
            a_notification("ticket.created", a_ticket()),
            a_notification("conversation.user.created", {"type": "mystery", "id": SECRET}),
        ]
        items = read(write("lines", lines))
        assert [(item.position, type(item.record)) for item in items] == [
            (3, SourceTicket),
            (4, Reject),
        ]
