"""The frame of CSV readers: what every system's table of tickets has in common."""

from datetime import UTC, datetime, timedelta

import pytest

from radar_tui.domain.records import SourceTicket, TicketStatus
from radar_tui.ingest.csv_reader import CellForm, Cells, CsvReader
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.freshdesk_csv import FRESHDESK_CSV
from radar_tui.ingest.jira_csv import JIRA_CSV
from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ReadOptions
from radar_tui.ingest.zendesk_csv import ZENDESK_CSV
from support.export_files import Write, as_csv, read_items, read_tickets, rejects_among
from support.fuzz_seeds import all_seeds
from support.mutated_payloads import SECRET

HEADER = "No,State of it,Status,Opened,Closed,Seen,Stars"


def a_case(cells: Cells) -> SourceTicket:
    opened = cells.required_time("opened")
    seen = cells.loose_time("seen")
    if cells.text("stars") == "many":
        raise ValueError("more stars than there are")
    return SourceTicket(
        external_id=cells.required("no"),
        subject=cells.text("state of it") or "",
        status=cells.status() or TicketStatus.ON_HOLD,
        created_at=opened,
        updated_at=seen or opened,
        solved_at=cells.time("closed"),
    )


CASES = CsvReader(
    name="counterdesk-csv",
    title="Counterdesk's table",
    system_name="counterdesk",
    required=frozenset(("no", "status", "opened")),
    signs=frozenset(("no", "status")),
    telling=frozenset(("stars", "moons")),
    advice="export all columns",
    form=CellForm("is not a time such as 2026-03-01 09:30", nothing="n/a"),
    build=a_case,
)


def tickets(write: Write, *rows: str, mapping: ColumnMapping | None = None) -> list[SourceTicket]:
    path = write("t.csv", "\n".join((HEADER, *rows)))
    return read_tickets(path, CASES, mapping=mapping)


@pytest.mark.parametrize(
    ("header", "is_taken"),
    [
        ("No,Status,Opened,Stars", True),
        ("NO,status,Moons", True),
        ("No,Status,Opened", False),
        ("No,Opened,Stars", False),
    ],
)
def test_its_columns_tell_a_table(write: Write, header: str, is_taken: bool) -> None:
    row = ",".join("1" for _ in header.split(","))
    with Source(write("t.csv", f"{header}\n{row}\n")) as source:
        assert CASES.recognise(source.sample) is is_taken


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("No,Status,Stars\n1,open,5\n", "no column opened"),
        ("Stars,Moons\n1,2\n", "no column no, opened, status"),
        ([{"no": 1, "status": "open", "opened": "2026-03-01", "stars": 5}], "JSON lines"),
    ],
)
def test_what_a_file_lacks_is_said_before_its_first_row(
    write: Write, content: object, found: str
) -> None:
    expected = (
        f"found {found}, expected Counterdesk's table with the columns no, opened, status; "
        "export all columns$"
    )
    with Source(write("t", content)) as source, pytest.raises(BadFileError, match=expected):
        CASES.read(source, ReadOptions())


def test_cells_without_a_value(write: Write) -> None:
    (ticket,) = tickets(write, "1,n/a,open,2026-03-01 09:30,n/a,,n/a")
    assert (ticket.subject, ticket.solved_at) == ("", None)
    assert ticket.updated_at == ticket.created_at == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def test_a_time_that_may_be_none_costs_no_ticket(write: Write) -> None:
    (ticket,) = tickets(write, "1,x,open,2026-03-01 09:30,,at noon,")
    assert ticket.updated_at == ticket.created_at


def test_a_mapping_gives_zone_format_and_words(write: Write) -> None:
    mapping = ColumnMapping(
        zone="Europe/Berlin",
        date_format="%d.%m.%Y %H:%M",
        values={"status": {"with billing": "solved"}},
    )
    rows = (
        "1,x,With Billing,01.03.2026 10:00,02.03.2026 10:00,,",
        "2,x,Own,01.03.2026 10:00,,,",
    )
    first, second = tickets(write, *rows, mapping=mapping)
    assert first.created_at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert first.solved_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert (first.status, second.status) == (TicketStatus.SOLVED, TicketStatus.ON_HOLD)


def test_rows_that_are_no_tickets_stop_nothing(write: Write) -> None:
    rows = [
        f"1,{SECRET},open,2026-03-01 09:30,,,",
        f"n/a,{SECRET},open,2026-03-01 09:30,,,",
        f"2,{SECRET},,2026-03-01 09:30,,,",
        f"2,{SECRET},open,,,,",
        f"2,{SECRET},open,{SECRET},,,",
        f"2,{SECRET},open,2026-03-01 09:30,{SECRET},,",
        f"2,{SECRET},open,2026-03-01 09:30,,,many",
        f"2,{SECRET},open,2026-03-01 09:30,,,5,,,{SECRET}",
        f"2,{SECRET},open,2026-03-01 09:30,,,",
    ]
    items = read_items(write("t.csv", "\n".join((HEADER, *rows))), CASES)
    assert [item.position for item in items] == list(range(2, 11))
    rejects = rejects_among(items)
    assert [reject.reason for reject in rejects] == [
        "no no",
        "no status",
        "no opened",
        "opened is not a time such as 2026-03-01 09:30",
        "closed is not a time such as 2026-03-01 09:30",
        "more stars than there are",
        "10 cells where the header names 7; check its quotes",
    ]
    assert all(SECRET in reject.record for reject in rejects)


SYSTEMS = (FRESHDESK_CSV, ZENDESK_CSV, JIRA_CSV)


@pytest.mark.parametrize("reader", SYSTEMS, ids=lambda reader: reader.name)
class TestSystems:
    def test_json_is_no_table(self, write: Write, reader: CsvReader) -> None:
        found = f"found JSON lines, expected {reader.title} with the columns "
        with Source(write("l", [{"id": 1}])) as source, pytest.raises(BadFileError, match=found):
            reader.read(source, ReadOptions())

    def test_times_are_in_the_mappings_zone(self, write: Write, reader: CsvReader) -> None:
        table = next(seed.table for seed in all_seeds() if seed.format == reader.name)
        path = write("t.csv", as_csv(table))
        in_utc = read_tickets(path, reader)
        in_new_york = read_tickets(path, reader, mapping=ColumnMapping(zone="America/New_York"))
        assert in_utc
        for ticket, later in zip(in_utc, in_new_york, strict=True):
            assert later.created_at - ticket.created_at == timedelta(hours=5)
            assert later.updated_at - ticket.updated_at == timedelta(hours=5)
