"""Zendesk's table of tickets becomes tickets."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from radar_tui.domain.records import Noise, SourceTicket, TicketStatus
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ReadOptions
from radar_tui.ingest.zendesk_csv import ZENDESK_CSV
from support.export_files import Write, rejects_among
from support.mutated_payloads import SECRET
from support.zendesk_exports import items_in, tickets_in

CUSTOM_FIELDS = ",Severity [list],Severity [list],Version [txt],Reviewed [chk]"
ROW = {
    "Summation column": "1",
    "Id": "7",
    "Requester": "Ada",
    "Requester id": "100",
    "Requester external id": "-",
    "Requester email": "Ada@Acme.Example",
    "Requester domain": "Acme.Example",
    "Submitter": "Ada",
    "Assignee": "Bo",
    "Group": "Support",
    "Subject": f"{SECRET} payments",
    "Tags": "payments vip",
    "Status": "Open",
    "Priority": "High",
    "Via": "Mail",
    "Ticket type": "Problem",
    "Created at": "2026-03-01 10:00",
    "Updated at": "2026-03-02 10:00",
    "Assigned at": "2026-03-01 11:00",
    "Organization": "Acme",
    "Satisfaction Score": "Not Offered",
}


def a_row(header: str, **cells: str) -> str:
    """Write a row under a header; columns are named as in Python, `created_at`."""
    changes = {name.replace("_", " "): text for name, text in cells.items()}
    texts = {name.lower(): text for name, text in ROW.items()} | changes
    names = [name.lower() for name in header.split(",")]
    assert changes.keys() <= set(names)
    quoted = (texts.get(name, "").replace('"', '""') for name in names)
    return ",".join(f'"{text}"' for text in quoted)


@pytest.fixture
def header(fixtures: Path) -> str:
    return (fixtures / "zendesk" / "csv_export_header.csv").read_text().strip()


def a_table(header: str, *rows: dict[str, str]) -> str:
    return "\r\n".join([header, *(a_row(header, **cells) for cells in rows), ""])


class TestRecognition:
    def test_the_columns_of_a_view_are_enough(self, write: Write) -> None:
        path = write("t.csv", "Summation column,Id,Status,Created at\n1,7,New,2026-03-01 10:00\n")
        (ticket,) = tickets_in(path, ZENDESK_CSV)
        assert (ticket.external_id, ticket.status, ticket.requester) == (
            "7",
            TicketStatus.NEW,
            None,
        )

    def test_a_table_without_its_signs_is_another_s(self, write: Write) -> None:
        with Source(write("t.csv", "Id,Status,Created at,Subject\n7,New,2026-03-01,x\n")) as source:
            assert not ZENDESK_CSV.recognise(source.sample)


class TestRows:
    def test_the_header_alone_is_an_empty_export(self, fixtures: Path) -> None:
        assert items_in(fixtures / "zendesk" / "csv_export_header.csv", ZENDESK_CSV) == []

    def test_every_column(self, write: Write, header: str) -> None:
        wide = header + CUSTOM_FIELDS
        (ticket,) = tickets_in(write("t.csv", a_table(wide, {})), ZENDESK_CSV)
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
            tags=("payments", "vip"),
            untold=frozenset(("url",)),
        )

    def test_custom_fields_are_no_tags(self, write: Write, header: str) -> None:
        row = a_row(header) + "".join(f',"{text}"' for text in ("", "S1", SECRET, "1"))
        table = f"{header}{CUSTOM_FIELDS}\n{row}\n"
        (ticket,) = tickets_in(write("t.csv", table), ZENDESK_CSV)
        assert ticket.tags == ("payments", "vip")

    def test_a_dash_is_an_empty_cell(self, write: Write, header: str) -> None:
        names = ("assignee", "tags", "priority", "organization", "requester", "updated_at")
        row = dict.fromkeys(names, "-") | {"requester_email": ""}
        (ticket,) = tickets_in(write("t.csv", a_table(header, row)), ZENDESK_CSV)
        assert (ticket.assignee, ticket.tags, ticket.priority, ticket.account) == (
            (None, (), None, None)
        )
        assert (ticket.requester, ticket.requester_email) == ("100", None)
        assert ticket.updated_at == ticket.created_at

    def test_statuses(self, write: Write, header: str) -> None:
        at = "2026-03-01 12:30:05"
        rows = [
            *({"status": word} for word in ("New", "Pending", "On-hold", "Hold")),
            *({"status": word, "solved_at": at} for word in ("Solved", "Closed", "Open")),
            {"status": "Deleted"},
            {"status": "With the engineers"},
            {"status": "Gelöst", "solved_at": at},
        ]
        tickets = tickets_in(write("t.csv", a_table(header, *rows)), ZENDESK_CSV)
        assert [str(ticket.status) for ticket in tickets] == [
            "new", "pending", "on-hold", "on-hold", "solved", "closed", "open", "deleted",
            "open", "solved",
        ]  # fmt: skip
        solved_at = datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC)
        solved = [ticket.status for ticket in tickets if ticket.solved_at == solved_at]
        assert solved == [TicketStatus.SOLVED, TicketStatus.CLOSED, TicketStatus.SOLVED]
        assert all(ticket.solved_at in (None, solved_at) for ticket in tickets)

    def test_ratings(self, write: Write, header: str) -> None:
        words = ("Good", "Good with comment", "Bad", "Offered", "Not Offered", "-", "")
        rows = [{"satisfaction_score": word} for word in words]
        tickets = tickets_in(write("t.csv", a_table(header, *rows)), ZENDESK_CSV)
        assert [ticket.satisfaction for ticket in tickets] == [
            "good", "good", "bad", None, None, None, None,
        ]  # fmt: skip

    def test_noise(self, write: Write, header: str) -> None:
        rows = [{"tags": "x closed_by_merge"}, {"via": "Sample ticket"}, {"via": "Web form"}]
        tickets = tickets_in(write("t.csv", a_table(header, *rows)), ZENDESK_CSV)
        assert [ticket.noise for ticket in tickets] == [Noise.MERGED, Noise.TEST, None]

    def test_bad_rows_stop_nothing(self, write: Write, header: str) -> None:
        bad = [{"id": ""}, {"status": ""}, {"created_at": "noon"}, {"created_at": "-"}]
        late = {"updated_at": SECRET}
        rows = [{}, *bad, late, {"id": "8"}]
        items = items_in(write("t.csv", a_table(header, *rows)), ZENDESK_CSV)
        assert [item.position for item in items] == [2, 3, 4, 5, 6, 7, 8]
        rejects = rejects_among(items)
        assert [reject.position for reject in rejects] == [3, 4, 5, 6, 7]
        assert [reject.reason for reject in rejects] == [
            "no id",
            "no status",
            "created at is not a time such as 2026-03-01 09:30",
            "no created at",
            "updated at is not a time such as 2026-03-01 09:30",
        ]

    def test_missing_columns_are_named(self, write: Write) -> None:
        path = write("t.csv", "Id,Subject\n7,x\n")
        with (
            Source(path) as source,
            pytest.raises(BadFileError, match="found no column created at, status, expected"),
        ):
            ZENDESK_CSV.read(source, ReadOptions())
