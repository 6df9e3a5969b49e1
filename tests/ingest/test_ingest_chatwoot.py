"""Chatwoot's conversations, messages and webhook events become tickets and threads."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from radar_tui.domain.records import (
    AuthorRole,
    HistoryField,
    SourceMessage,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.late_threads import MOST_ENTRIES, gather_threads
from radar_tui.ingest.reader import Item
from radar_tui.ingest.registry import read_export
from support.chatwoot_exports import (
    BO,
    a_conversation,
    a_message,
    a_message_event,
    a_page,
    a_page_of_messages,
)
from support.export_files import (
    ReadAll,
    Write,
    one_thread,
    one_ticket,
    rejects_among,
    same_in_every_layout,
)
from support.mutated_payloads import SECRET


def read_message(write: Write, read_all: ReadAll, **changes: Any) -> SourceMessage:
    (message,) = one_thread(read_all(write("m.jsonl", [a_message(**changes)]))).messages
    return message


class TestRecordedFiles:
    def test_message_created(self, external_fixtures: Path, read_all: ReadAll) -> None:
        items = read_all(external_fixtures / "chatwoot" / "webhook_message_created.json")
        first = datetime(2021, 7, 23, 18, 2, 48, tzinfo=UTC)
        last = datetime(2021, 7, 23, 18, 2, 49, tzinfo=UTC)
        assert one_ticket(items) == SourceTicket(
            external_id="10",
            subject="",
            status=TicketStatus.OPEN,
            created_at=first,
            updated_at=last,
            requester="little-haze-776",
            assignee="John",
            untold=frozenset(("priority", "requester_email", "satisfaction", "tags")),
        )
        customer, system = AuthorRole.CUSTOMER, AuthorRole.SYSTEM
        assert one_thread(items) == SourceThread(
            "10",
            (
                SourceMessage("118", customer, "little-haze-776", first, "hi"),
                SourceMessage("120", system, "system", last, "Get notified by email"),
            ),
        )


class TestConversations:
    def test_fields(self, write: Write, read_all: ReadAll) -> None:
        items = read_all(write("page.json", a_page(a_conversation())))
        assert one_ticket(items) == SourceTicket(
            external_id="10",
            subject="Payments",
            status=TicketStatus.OPEN,
            created_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
            updated_at=datetime(2026, 3, 1, 12, 1, 30, 250000, UTC),
            account="Acme",
            requester="Ada",
            requester_email="ada@acme.example",
            assignee="Bo",
            priority="high",
            tags=("payments",),
            untold=frozenset(("satisfaction",)),
        )
        assert [message.body for message in one_thread(items).messages] == ["It fails again"]

    def test_every_layout_gives_the_same_records(self, write: Write, read_all: ReadAll) -> None:
        conversation = a_conversation()
        layouts = {
            "page.json": a_page(conversation),
            "filtered.json": a_page(conversation)["data"],
            "of_contact.json": {"payload": [conversation]},
            "single.json": json.dumps(conversation, indent=1),
            "lines.json": [conversation],
            "array.json": json.dumps([conversation]),
            "event.json": {**conversation, "event": "conversation_updated"},
        }
        ticket, thread = same_in_every_layout(write, read_all, layouts)
        assert (type(ticket), type(thread)) == (SourceTicket, SourceThread)

    def test_an_empty_page_is_an_empty_export(self, write: Write, read_all: ReadAll) -> None:
        for page in (a_page(), a_page()["data"], a_page_of_messages()):
            assert read_all(write("page.json", page)) == []

    def test_a_long_first_message_hides_nothing(self, write: Write) -> None:
        long = a_conversation(messages=[a_message(content="x" * 100_000)])
        event = a_message_event(content_attributes={"email": {"full": "x" * 100_000}})
        for name, content in {
            "page.json": a_page(long),
            "single.json": long,
            "messages.json": a_page_of_messages(*long["messages"]),
            "event.json": dict(sorted(event.items())),  # The order in which Chatwoot writes it.
        }.items():
            with read_export(write(name, content)) as export:
                assert (name, export.format) == (name, "chatwoot")
                assert sum(1 for _ in export.items()) >= 1

    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            ("open", TicketStatus.OPEN),
            ("pending", TicketStatus.PENDING),
            ("snoozed", TicketStatus.ON_HOLD),
            ("resolved", TicketStatus.SOLVED),
        ],
    )
    def test_statuses(
        self, write: Write, read_all: ReadAll, status: str, expected: TicketStatus
    ) -> None:
        items = read_all(write("c.json", a_conversation(status=status)))
        assert one_ticket(items).status is expected

    def test_never_is_zero(self, write: Write, read_all: ReadAll) -> None:
        conversation = a_conversation(updated_at=None, last_activity_at=0, timestamp=0)
        ticket = one_ticket(read_all(write("c.json", conversation)))
        assert ticket.updated_at == datetime(2026, 3, 1, 12, 1, tzinfo=UTC)


class TestMessages:
    @pytest.mark.parametrize(
        ("changes", "role", "author", "public"),
        [
            ({}, AuthorRole.CUSTOMER, "Ada", True),
            ({"message_type": "incoming"}, AuthorRole.CUSTOMER, "Ada", True),
            ({"message_type": 1, "sender": BO}, AuthorRole.AGENT, "Bo", True),
            ({"message_type": "outgoing", "sender": BO}, AuthorRole.AGENT, "Bo", True),
            ({"message_type": 1, "sender": BO, "private": True}, AuthorRole.AGENT, "Bo", False),
            ({"message_type": 2, "sender": None}, AuthorRole.SYSTEM, "system", False),
            ({"message_type": "activity", "sender": None}, AuthorRole.SYSTEM, "system", False),
            ({"message_type": 3, "sender": None}, AuthorRole.SYSTEM, "system", True),
            ({"message_type": 1, "sender": None}, AuthorRole.SYSTEM, "system", True),
            (
                {"message_type": 1, "sender": {"id": 2, "name": "Robo", "type": "agent_bot"}},
                AuthorRole.SYSTEM,
                "Robo",
                True,
            ),
            (
                {"message_type": 1, "sender": None, "sender_type": "AgentBot", "sender_id": 2},
                AuthorRole.SYSTEM,
                "system",
                True,
            ),
            (
                {"message_type": 1, "sender": None, "sender_type": "User", "sender_id": 9},
                AuthorRole.AGENT,
                "9",
                True,
            ),
            (
                {"message_type": 1, "sender": BO, "content_attributes": {"automation_rule_id": 3}},
                AuthorRole.SYSTEM,
                "Bo",
                True,
            ),
            (
                {"message_type": 1, "sender": None, "content_attributes": {"external_echo": True}},
                AuthorRole.AGENT,
                "agent",
                True,
            ),
            ({"content_attributes": {"deleted": True}}, AuthorRole.SYSTEM, "Ada", True),
        ],
    )
    def test_who_wrote(
        self,
        write: Write,
        read_all: ReadAll,
        changes: dict[str, Any],
        role: AuthorRole,
        author: str,
        public: bool,
    ) -> None:
        message = read_message(write, read_all, **changes)
        assert (message.author_role, message.author, message.public) == (role, author, public)

    def test_a_conversation_names_who_is_an_id(self, write: Write, read_all: ReadAll) -> None:
        nameless = [
            a_message(1, sender=None, sender_type="Contact", sender_id=14),
            a_message(2, sender=None, sender_type="User", sender_id=9, message_type=1),
            a_message(3, sender=None, sender_type="User", sender_id=8, message_type=1),
        ]
        thread = one_thread(read_all(write("c.json", a_conversation(messages=nameless))))
        assert [message.author for message in thread.messages] == ["Ada", "Bo", "8"]

    def test_mails(self, write: Write, read_all: ReadAll) -> None:
        def mail(**email: object) -> SourceMessage:
            attributes = {"email": email}
            return read_message(
                write, read_all, content_type="incoming_email", content_attributes=attributes
            )

        html, text = {"full": "<p>x</p>"}, {"full": "x"}
        assert mail(html_content=html, text_content={}).is_html
        assert not mail(html_content=html, text_content=text).is_html
        assert mail(auto_reply=True).headers == (("Auto-Submitted", "auto-replied"),)
        assert mail(auto_reply=False).headers == ()

    def test_a_list_of_its_own(self, write: Write, read_all: ReadAll) -> None:
        page = a_page_of_messages(a_message(2, message_type=1, sender=BO), a_message(1))
        thread = one_thread(read_all(write("messages.json", page)))
        assert thread.ticket_external_id == "10"
        assert [message.external_id for message in thread.messages] == ["1", "2"]

    def test_a_file_without_text_is_a_message(self, write: Write, read_all: ReadAll) -> None:
        assert read_message(write, read_all, content=None).body == ""


class TestEvents:
    def test_a_message_is_told_once(self, write: Write, read_all: ReadAll) -> None:
        items = read_all(write("event.json", a_message_event()))
        ticket = one_ticket(items)
        assert (ticket.external_id, ticket.account) == ("10", "Acme")
        (message,) = one_thread(items).messages
        assert (message.external_id, message.author) == ("2", "Ada")
        # The webhook knows parts of seconds and the API does not: it is the same message.
        from_api = one_thread(read_all(write("m.jsonl", [a_message(2)]))).messages
        assert from_api == (message,)

    def test_changes(self, write: Write, read_all: ReadAll) -> None:
        def change(name: str, before: object, after: object) -> dict[str, Any]:
            return {name: {"previous_value": before, "current_value": after}}

        at = "2026-03-01T13:00:00.000Z"
        event = a_conversation(
            event="conversation_status_changed",
            status="resolved",
            messages=[],
            changed_attributes=[
                change("updated_at", "2026-03-01T12:01:30.250Z", at),
                change("status", "open", "resolved"),
                change("assignee_id", None, 9),
                change("label_list", ["old", "solved"], ["solved", "new"]),
            ],
        )
        items = read_all(write("event.json", event))
        one = datetime(2026, 3, 1, 13, tzinfo=UTC)
        assert (one_ticket(items).solved_at, one_ticket(items).updated_at) == (one, one)
        history = one_thread(items).history
        assert {entry.occurred_at for entry in history} == {one}
        assert {(entry.field, entry.value) for entry in history} == {
            (HistoryField.STATUS, "solved"),
            (HistoryField.ASSIGNEE, "Bo"),
            (HistoryField.TAG_ADDED, "new"),
            (HistoryField.TAG_REMOVED, "old"),
        }

    def test_events_in_any_mixture(self, write: Write, read_all: ReadAll) -> None:
        events = [
            {**a_conversation(messages=[]), "event": "conversation_created"},
            a_message_event(),
            {"id": 14, "name": "Ada", "account": {"id": 1}, "event": "contact_updated"},
            {
                "event": "conversation_typing_on",
                "conversation": a_conversation(messages=[]),
                "user": BO,
            },
            a_message(3),
        ]
        items = read_all(write("events.jsonl", events))
        tickets = [item.position for item in items if isinstance(item.record, SourceTicket)]
        assert tickets == [1, 2, 4]
        assert [message.external_id for message in one_thread(items).messages] == ["2", "3"]
        assert not rejects_among(items)

    @pytest.mark.parametrize(
        ("rating", "expected"), [(1, "bad"), (2, "bad"), (3, None), (5, "good"), (True, None)]
    )
    def test_survey(
        self, write: Write, read_all: ReadAll, rating: object, expected: str | None
    ) -> None:
        answer = {"submitted_values": {"csat_survey_response": {"rating": rating}}}
        survey = a_message(2, message_type=3, content_type="input_csat", content_attributes=answer)
        items = read_all(write("c.json", a_conversation(messages=[survey])))
        assert one_ticket(items).satisfaction == expected
        assert one_thread(items).messages[0].author_role is AuthorRole.SYSTEM


class TestGathering:
    def test_a_ticket_has_one_thread_behind_the_others(
        self, write: Write, read_all: ReadAll
    ) -> None:
        lines = [a_message(n, conversation_id=10 + n % 2) for n in range(1, 7)]
        items = read_all(write("m.jsonl", lines))
        assert [(item.position, len(item.record.messages)) for item in items
                if isinstance(item.record, SourceThread)] == [(1, 3), (2, 3)]  # fmt: skip

    def test_what_waits_is_bounded(self) -> None:
        now = datetime(2026, 3, 1, tzinfo=UTC)
        taken = 0

        def parts() -> Any:
            nonlocal taken
            for n in range(3 * MOST_ENTRIES):
                taken += 1
                message = SourceMessage(str(n), AuthorRole.AGENT, "Bo", now, "")
                yield Item(n, SourceThread("10", (message,)))

        first = next(gather_threads(parts()))
        assert isinstance(first.record, SourceThread)
        assert len(first.record.messages) == taken == MOST_ENTRIES


class TestRejects:
    def test_bad_entries_stop_nothing(self, write: Write, read_all: ReadAll) -> None:
        page = a_page(
            a_conversation(id=1),
            a_conversation(id=2, status=SECRET),
            a_conversation(id=3, created_at=SECRET, messages=[]),
            a_conversation(id=None),
            a_conversation(id=4, messages=[a_message(created_at=10**20, content=SECRET)]),
            5,
            a_conversation(id=5, messages=[]),
        )
        items = read_all(write("page.json", page))
        rejects = rejects_among(items)
        assert [(reject.position, reject.reason) for reject in rejects] == [
            (2, "unknown status, expected open, pending, snoozed or resolved"),
            (3, "no created_at, expected Unix seconds or ISO 8601"),
            (4, "no id"),
            (5, "a message without id or created_at"),
            (6, "not the expected record: Expected `object`, got `int`"),
        ]
        ids = [item.record.external_id for item in items if isinstance(item.record, SourceTicket)]
        assert ids == ["1", "5"]
