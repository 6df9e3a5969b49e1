"""Zendesk's tickets and comments from a data warehouse become tickets and threads."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from radar_tui.domain.records import (
    DESCRIPTION_ID,
    MAY_BE_UNTOLD,
    AuthorRole,
    SourceMessage,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ReadOptions
from radar_tui.ingest.zendesk_warehouse import ZENDESK_WAREHOUSE
from support.export_files import Write, rejects_among
from support.mutated_payloads import SECRET
from support.zendesk_exports import ZENDESK, items_in, threads_in, tickets_in

TICKET = {
    "id": "7",
    "created_at": "2026-03-01 10:00:00",
    "updated_at": "2026-03-02 10:00:00",
    "description": f"{SECRET} They fail.",
    "is_public": "TRUE",
    "organization_id": "5",
    "requester_id": "100",
    "submitter_id": "100",
    "status": "open",
    "subject": "Payments fail",
    "ticket_form_id": "3",
    "url": "https://acme.zendesk.com/api/v2/tickets/7.json",
    "via_channel": "email",
    "via_source_from_address": "",
    "via_source_rel": "",
}
COMMENT = {
    "id": "1",
    "body": f"{SECRET} text",
    "created": "2026-03-01 10:00:00",
    "facebook_comment": "FALSE",
    "public": "TRUE",
    "ticket_id": "7",
    "tweet": "FALSE",
    "user_id": "100",
    "voice_comment": "FALSE",
}


def a_table(*rows: dict[str, str]) -> str:
    """Write rows that have the same columns."""
    lines = [",".join(rows[0])]
    lines += [
        ",".join('"' + text.replace('"', '""') + '"' for text in row.values()) for row in rows
    ]
    return "\n".join([*lines, ""])


def roles(items: dict[str, SourceThread]) -> dict[str, str]:
    """Return who wrote what, by the message's text."""
    messages = [message for thread in items.values() for message in thread.messages]
    return {message.body: str(message.author_role) for message in messages}


class TestRecordedTickets:
    @pytest.fixture
    def tickets(self, fixtures: Path) -> dict[str, SourceTicket]:
        found = tickets_in(fixtures / "zendesk" / "etl_ticket_data.csv", ZENDESK_WAREHOUSE)
        assert len(found) == 10
        return {ticket.external_id: ticket for ticket in found}

    def test_statuses(self, tickets: dict[str, SourceTicket]) -> None:
        assert Counter(ticket.status for ticket in tickets.values()) == {
            TicketStatus.CLOSED: 7,
            TicketStatus.DELETED: 2,
            TicketStatus.SOLVED: 1,
        }
        deleted = [key for key, ticket in tickets.items() if not ticket.messages]
        assert deleted == ["1595", "11013"]

    def test_a_whole_ticket(self, tickets: dict[str, SourceTicket]) -> None:
        created_at = datetime(2020, 8, 28, 18, 6, 36, tzinfo=UTC)
        body = "Ticket to test field history changes"
        message = SourceMessage(DESCRIPTION_ID, AuthorRole.CUSTOMER, "2222", created_at, body)
        assert replace(tickets["11071"], fields=()) == SourceTicket(
            external_id="11071",
            subject="subject1",
            status=TicketStatus.CLOSED,
            created_at=created_at,
            updated_at=datetime(2020, 11, 15, 11, 1, 27, tzinfo=UTC),
            url="https://zendesk.com/agent/tickets/11071",
            requester="2222",
            assignee="1111",
            priority="urgent",
            messages=(message,),
            untold=MAY_BE_UNTOLD - {"account", "assignee", "priority", "subject", "url"},
        )

    def test_accounts_are_ids_until_names_are_joined(
        self, tickets: dict[str, SourceTicket]
    ) -> None:
        assert {key: ticket.account for key, ticket in tickets.items()} == {
            "1595": "370295712714",
            "16988": "370469077513",
            "14173": "370321120273",
            "11071": None,
            "1966": "370295721514",
            "11013": "370297881854",
            "1404": "370295709874",
            "4721": "370295719414",
            "6171": "370295713034",
            "6605": "370295719754",
        }

    def test_who_asked_and_when(self, tickets: dict[str, SourceTicket]) -> None:
        messages = [message for ticket in tickets.values() for message in ticket.messages]
        spoken = {(str(message.author_role), message.public) for message in messages}
        assert (len(messages), spoken) == (8, {("customer", True)})
        solved = tickets["16988"]
        assert (solved.requester, solved.assignee) == ("1500656884401", "418284131934")
        assert solved.created_at == datetime(2020, 12, 22, 0, 19, 23, tzinfo=UTC)
        assert solved.updated_at == datetime(2021, 1, 13, 18, 42, 39, tzinfo=UTC)
        assert {ticket.tags for ticket in tickets.values()} == {()}

    def test_one_that_others_were_merged_into_is_no_noise(
        self, tickets: dict[str, SourceTicket]
    ) -> None:
        assert {ticket.noise for ticket in tickets.values()} == {None}
        assert {ticket.merged_into for ticket in tickets.values()} == {None}


class TestRecordedComments:
    @pytest.fixture
    def threads(self, fixtures: Path) -> dict[str, SourceThread]:
        path = fixtures / "zendesk" / "etl_ticket_comment_data.csv"
        return threads_in(path, ZENDESK_WAREHOUSE)

    def test_one_thread_a_ticket_oldest_first(self, threads: dict[str, SourceThread]) -> None:
        assert {key: len(thread.messages) for key, thread in threads.items()} == {
            "1077": 1,
            "7636": 2,
            "7367": 6,
            "13628": 2,
            "13095": 4,
            "13057": 4,
            "14352": 1,
            "20001": 5,
            "20002": 2,
        }
        for thread in threads.values():
            times = [message.created_at for message in thread.messages]
            assert times == sorted(times)
        assert [message.body for message in threads["7636"].messages] == ["body6", "body2"]
        assert threads["1077"].messages[0] == SourceMessage(
            "1030820361033",
            AuthorRole.CUSTOMER,
            "402935450113",
            datetime(2020, 2, 11, 7, 49, 14, tzinfo=UTC),
            "body1",
        )

    def test_private_notes_are_told(self, threads: dict[str, SourceThread]) -> None:
        messages = [message for thread in threads.values() for message in thread.messages]
        assert {message.body for message in messages if not message.public} == {
            "body_private_note",
            "body_customer_private_reply",
            "body_internal_ticket_creation",
        }

    def test_the_first_who_writes_is_the_customer(self, threads: dict[str, SourceThread]) -> None:
        begun_outside = {key: threads[key] for key in threads if not key.startswith("2000")}
        assert set(roles(begun_outside).values()) == {"customer"}

    def test_in_a_ticket_begun_with_a_note_nobody_is_surely_the_customer(
        self, threads: dict[str, SourceThread]
    ) -> None:
        begun_inside = {key: threads[key] for key in ("20001", "20002")}
        assert set(roles(begun_inside).values()) == {"agent"}

    def test_the_requester_s_column_tells(self, fixtures: Path, write: Write) -> None:
        text = (fixtures / "zendesk" / "etl_ticket_comment_data.csv").read_text()
        header, *lines = text.splitlines()
        of_one = [f"{line},2222" for line in lines if ",20001," in line]
        path = write("c.csv", "\n".join([f"{header},requester_id", *of_one, ""]))
        assert roles(threads_in(path, ZENDESK_WAREHOUSE)) == {
            "body_private_note": "agent",
            "body_first_public": "agent",
            "body_customer_private_reply": "agent",
            "body_agent_real_reply": "agent",
            "body_customer_public_reply": "customer",
        }

    def test_the_author_s_role_tells_most(self, fixtures: Path, write: Write) -> None:
        text = (fixtures / "zendesk" / "etl_ticket_comment_data.csv").read_text()
        header, *lines = text.splitlines()
        of_one = [
            f"{line},{'End-user' if ',2222,' in line else 'admin'},Ada"
            for line in lines
            if ",20001," in line
        ]
        path = write("c.csv", "\n".join([f"{header},user_role,user_name", *of_one, ""]))
        threads = threads_in(path, ZENDESK_WAREHOUSE)
        assert [(m.body, str(m.author_role), m.public) for m in threads["20001"].messages] == [
            ("body_private_note", "agent", False),
            ("body_first_public", "agent", True),
            ("body_customer_private_reply", "customer", False),
            ("body_agent_real_reply", "agent", True),
            ("body_customer_public_reply", "customer", True),
        ]
        assert {message.author for message in threads["20001"].messages} == {"Ada"}


class TestTickets:
    def test_what_a_query_joins(self, write: Write) -> None:
        joined = {
            "requester_name": "Ada",
            "requester_email": "Ada@Acme.Example",
            "requester_role": "end-user",
            "assignee_id": "9",
            "assignee_name": "Bo",
            "organization_name": "Acme",
            "tags": '["payments", "vip"]',
        }
        (ticket,) = tickets_in(write("t.csv", a_table(TICKET | joined)), ZENDESK_WAREHOUSE)
        assert (ticket.requester, ticket.requester_email) == ("Ada", "ada@acme.example")
        assert (ticket.assignee, ticket.account) == ("Bo", "Acme")
        assert ticket.tags == ("payments", "vip")
        assert ticket.messages[0].author == "Ada"

    def test_tags_as_words(self, write: Write) -> None:
        path = write("t.csv", a_table(TICKET | {"tags": "payments,vip closed_by_merge"}))
        (ticket,) = tickets_in(path, ZENDESK_WAREHOUSE)
        assert ticket.tags == ("payments", "vip", "closed_by_merge")

    @pytest.mark.parametrize(
        ("changes", "role", "public"),
        [
            ({}, "customer", True),
            ({"submitter_id": "9"}, "agent", True),
            ({"is_public": "false"}, "agent", False),
            ({"submitter_id": "9", "submitter_role": "end-user"}, "customer", True),
            ({"submitter_id": ""}, "customer", True),
        ],
    )
    def test_who_wrote_the_description(
        self, write: Write, changes: dict[str, str], role: str, public: bool
    ) -> None:
        (ticket,) = tickets_in(write("t.csv", a_table(TICKET | changes)), ZENDESK_WAREHOUSE)
        (message,) = ticket.messages
        assert (str(message.author_role), message.public) == (role, public)

    @pytest.mark.parametrize(
        ("changes", "email"),
        [
            ({}, "ada@acme.example"),
            ({"via_channel": "web"}, None),
            ({"via_source_rel": "follow_up"}, None),
            ({"submitter_id": "9"}, None),
        ],
    )
    def test_an_e_mail_names_its_sender(
        self, write: Write, changes: dict[str, str], email: str | None
    ) -> None:
        row = TICKET | {"via_source_from_address": "Ada@acme.example"} | changes
        (ticket,) = tickets_in(write("t.csv", a_table(row)), ZENDESK_WAREHOUSE)
        assert ticket.requester_email == email

    def test_json_lines_of_the_same_columns(self, write: Write) -> None:
        row = TICKET | {"id": 7, "created_at": "2026-03-01 10:00:00.000 UTC", "is_public": True}
        (ticket,) = tickets_in(write("t.jsonl", [row]), ZENDESK_WAREHOUSE)
        (same,) = tickets_in(write("t.csv", a_table(TICKET)), ZENDESK_WAREHOUSE)
        assert replace(ticket, fields=()) == replace(same, fields=())

    def test_the_api_s_own_records_are_left_to_it(self, write: Write) -> None:
        row = TICKET | {"via": {"channel": "web"}}
        with Source(write("t.jsonl", [row])) as source:
            assert not ZENDESK_WAREHOUSE.recognise(source.sample)
            assert ZENDESK.recognise(source.sample)

    def test_bad_rows_stop_nothing(self, write: Write) -> None:
        bad = [{"id": ""}, {"status": SECRET}, {"created_at": SECRET}, {"updated_at": ""}]
        rows = [TICKET, *(TICKET | change for change in bad), TICKET]
        items = items_in(write("t.csv", a_table(*rows)), ZENDESK_WAREHOUSE)
        assert [item.position for item in items] == [2, 3, 4, 5, 6, 7]
        rejects = rejects_among(items)
        assert [reject.reason for reject in rejects] == [
            "no id",
            "unknown status",
            "created_at is not a time such as 2026-03-01T09:30:00Z",
            "no updated_at",
        ]


class TestComments:
    def test_nobody_and_calls_are_the_system(self, write: Write) -> None:
        rows = [
            COMMENT,
            COMMENT | {"id": "2", "user_id": "-1", "body": "rule"},
            COMMENT | {"id": "3", "voice_comment": "TRUE", "body": "call"},
            COMMENT | {"id": "4", "user_id": "", "body": "nobody"},
        ]
        found = roles(threads_in(write("c.csv", a_table(*rows)), ZENDESK_WAREHOUSE))
        assert found == {
            COMMENT["body"]: "customer",
            "rule": "system",
            "call": "system",
            "nobody": "system",
        }

    def test_who_opens_may_stand_last_in_the_file(self, write: Write) -> None:
        rows = [
            COMMENT
            | {"id": "2", "user_id": "9", "body": "answer", "created": "2026-03-02 10:00:00"},
            COMMENT | {"id": "3", "ticket_id": "8", "body": "other"},
            COMMENT | {"id": "1", "body": "question"},
        ]
        found = roles(threads_in(write("c.csv", a_table(*rows)), ZENDESK_WAREHOUSE))
        assert found == {"answer": "agent", "other": "customer", "question": "customer"}

    def test_who_writes_notes_elsewhere_is_not_the_customer(self, write: Write) -> None:
        rows = [
            COMMENT | {"user_id": "9", "body": "for a caller"},
            COMMENT | {"id": "2", "ticket_id": "8", "user_id": "9", "public": "f", "body": "note"},
        ]
        found = roles(threads_in(write("c.csv", a_table(*rows)), ZENDESK_WAREHOUSE))
        assert found == {"for a caller": "agent", "note": "agent"}

    def test_an_empty_comment_stays(self, write: Write) -> None:
        threads = threads_in(write("c.csv", a_table(COMMENT | {"body": ""})), ZENDESK_WAREHOUSE)
        assert threads["7"].messages[0].body == ""

    def test_bad_rows_stop_nothing(self, write: Write) -> None:
        bad = [{"id": ""}, {"ticket_id": ""}, {"created": SECRET}, {"public": SECRET}]
        rows = [COMMENT, *(COMMENT | change for change in bad), COMMENT | {"id": "2"}]
        items = items_in(write("c.csv", a_table(*rows)), ZENDESK_WAREHOUSE)
        rejects = rejects_among(items)
        assert [(reject.position, reject.reason) for reject in rejects] == [
            (3, "no id"),
            (4, "no ticket_id"),
            (5, "created is not a time such as 2026-03-01T09:30:00Z"),
            (6, "public is neither true nor false"),
        ]
        threads = [item.record for item in items if isinstance(item.record, SourceThread)]
        assert [len(thread.messages) for thread in threads] == [2]


def test_another_table_is_refused(write: Write) -> None:
    with (
        Source(write("t.csv", "week,count\n1,2\n")) as source,
        pytest.raises(BadFileError, match="neither of the tables ticket and ticket_comment"),
    ):
        ZENDESK_WAREHOUSE.read(source, ReadOptions())


def test_progress_ends_at_its_total(fixtures: Path) -> None:
    for name in ("etl_ticket_data.csv", "etl_ticket_comment_data.csv"):
        with Source(fixtures / "zendesk" / name) as source:
            list(ZENDESK_WAREHOUSE.read(source, ReadOptions()))
            assert source.bytes_read == source.size * source.passes
