"""Freshdesk's table of tickets becomes tickets."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from radar_tui.domain.records import AuthorRole, SourceTicket, TicketStatus
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.freshdesk import OPENING_ID
from radar_tui.ingest.freshdesk_csv import FRESHDESK_CSV
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ReadOptions
from support.export_files import Write, rejects_among
from support.freshdesk_exports import items_in, tickets_in
from support.mutated_payloads import SECRET

CSV_HEADER = (
    "Ticket ID,Subject,Status,Priority,Source,Agent,Created time,Resolved time,Closed time,"
    "Last update time,Agent interactions,Tags,Survey results,Full name,Email,Company name"
)
CELLS = (
    "id", "subject", "status", "priority", "source", "agent", "created", "resolved", "closed",
    "updated", "interactions", "tags", "survey", "name", "email", "company",
)  # fmt: skip


def a_row(**changes: str) -> str:
    cells = {
        "id": "7",
        "subject": f"{SECRET} payments",
        "status": "Open",
        "priority": "High",
        "source": "Email",
        "agent": "Bo",
        "created": "2026-03-01 10:00:00",
        "resolved": "",
        "closed": "",
        "updated": "2026-03-02 10:00:00",
        "interactions": "2",
        "tags": '"payments, card"',
        "survey": "",
        "name": "Ada",
        "email": "Ada@Acme.Example",
        "company": "Acme",
    }
    return ",".join((cells | changes).values())


class TestCsv:
    def a_table(self, *rows: str) -> str:
        return "\r\n".join([CSV_HEADER, *rows, ""])

    def test_the_header_alone_is_an_empty_export(self, fixtures: Path) -> None:
        assert items_in(fixtures / "freshdesk" / "csv_export_header.csv", FRESHDESK_CSV) == []

    def test_a_row_under_the_recorded_header(self, fixtures: Path, write: Write) -> None:
        header = (fixtures / "freshdesk" / "csv_export_header.csv").read_text().strip()
        cells = dict.fromkeys(header.split(","), "") | {
            "Ticket ID": "12",
            "Status": "Closed",
            "Created time": "2026-03-01 10:00:00",
            "Closed time": "2026-03-02 10:00:00",
            "Full name": "Ada",
        }
        (ticket,) = tickets_in(write("t", f"{header}\n{','.join(cells.values())}\n"), FRESHDESK_CSV)
        assert (ticket.external_id, ticket.status) == ("12", TicketStatus.CLOSED)
        assert (ticket.requester, ticket.assignee, ticket.account) == ("Ada", None, None)
        assert ticket.solved_at == ticket.updated_at == datetime(2026, 3, 2, 10, tzinfo=UTC)

    def test_every_column(self, write: Write) -> None:
        (ticket,) = tickets_in(write("t.csv", self.a_table(a_row())), FRESHDESK_CSV)
        assert replace(ticket, fields=()) == SourceTicket(
            external_id="7",
            subject=f"{SECRET} payments",
            status=TicketStatus.OPEN,
            created_at=datetime(2026, 3, 1, 10, tzinfo=UTC),
            updated_at=datetime(2026, 3, 2, 10, tzinfo=UTC),
            account="Acme",
            requester="Ada",
            requester_email="ada@acme.example",
            assignee="Bo",
            priority="high",
            tags=("payments", "card"),
            untold=frozenset(("merged_into", "noise")),
        )

    def test_statuses_of_the_account_are_told_by_their_times(self, write: Write) -> None:
        at = "2026-03-02 09:00:00"
        rows = [
            a_row(status="Waiting on Third Party"),
            a_row(status="With the engineers"),
            a_row(status="Gelöst", resolved=at),
            a_row(status="Geschlossen", resolved=at, closed=at),
            a_row(status="Pending", closed=at),
        ]
        tickets = tickets_in(write("t.csv", self.a_table(*rows)), FRESHDESK_CSV)
        assert [str(t.status) for t in tickets] == [
            "on-hold",
            "open",
            "solved",
            "closed",
            "pending",
        ]
        assert [t.solved_at is not None for t in tickets] == [False, False, True, True, False]

    def test_ratings_and_nobody(self, write: Write) -> None:
        words = ("Extremely Happy", "Neutral", "Very unhappy", "Not Good", "", "Tolerable")
        rows = [a_row(survey=word, agent="No Agent") for word in words]
        tickets = tickets_in(write("t.csv", self.a_table(*rows)), FRESHDESK_CSV)
        assert [t.satisfaction for t in tickets] == ["good", None, "bad", "bad", None, None]
        assert {t.assignee for t in tickets} == {None}

    @pytest.mark.parametrize(
        ("source", "role", "author"),
        [("Portal", AuthorRole.CUSTOMER, "Ada"), ("Outbound Email", AuthorRole.AGENT, "Bo")],
    )
    def test_a_description(self, write: Write, source: str, role: AuthorRole, author: str) -> None:
        table = f"{CSV_HEADER},Description\n{a_row(source=source)},They fail <again>.\n"
        (ticket,) = tickets_in(write("t.csv", table), FRESHDESK_CSV)
        (message,) = ticket.messages
        assert (message.external_id, message.author_role, message.author) == (
            OPENING_ID,
            role,
            author,
        )
        assert (message.body, message.is_html) == ("They fail <again>.", False)

    def test_bad_rows_stop_nothing(self, write: Write) -> None:
        bad = [a_row(**{name: ""}) for name in ("id", "status", "created")]
        rows = [a_row(), *bad, a_row(created="noon"), a_row(id="8")]
        items = items_in(write("t.csv", self.a_table(*rows)), FRESHDESK_CSV)
        assert [item.position for item in items] == [2, 3, 4, 5, 6, 7]
        rejects = rejects_among(items)
        assert [reject.reason for reject in rejects] == [
            "no ticket id",
            "no status",
            "no created time",
            "created time is not a time such as 2026-03-01 09:30:00",
        ]

    def test_missing_columns_are_named(self, write: Write) -> None:
        path = write("t.csv", "Ticket ID,Subject\n7,x\n")
        with Source(path) as source, pytest.raises(BadFileError, match="no column created time"):
            FRESHDESK_CSV.read(source, ReadOptions())
