"""Parquet tables are read as what they hold would be read from CSV or JSON lines."""

import gzip
import io
import json
import re
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from radar_tui.domain.records import (
    AuthorRole,
    Reject,
    SourceAccount,
    SourceEvent,
    SourcePerson,
    SourceTag,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest import open as open_module
from radar_tui.ingest import parquet_lines
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.open import SMALL_TABLE
from radar_tui.ingest.parquet import ParquetError, open_parquet
from radar_tui.ingest.reader import Item
from radar_tui.ingest.registry import read_export
from radar_tui.ingest.sniff import Shape

Write = Callable[[str, object], Path]
ReadAll = Callable[..., list[Item]]

NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000)  # noqa: DTZ001 - as tables hold it
ZSTANDARD = b"\x28\xb5\x2f\xfd"
SECRET = "zanzibar"
MANY = 3_000


def packed(columns: dict[str, Any], **options: Any) -> bytes:
    """A table as the bytes of a file."""
    file = io.BytesIO()
    pl.DataFrame(columns).write_parquet(file, **options)
    return file.getvalue()


def tickets(count: int = 2, **columns: Any) -> dict[str, Any]:
    """A table of so many tickets by the columns that are guessed."""
    return {
        "id": list(range(1, count + 1)),
        "subject": [f"{SECRET} {number}" for number in range(count)],
        "status": ["open"] * count,
        "created_at": [NOON.replace(tzinfo=UTC)] * count,
    } | columns


def lines_of(data: bytes) -> list[dict[str, Any]]:
    """The rows as the other process writes them."""
    output = io.BytesIO()
    parquet_lines.write_lines(io.BytesIO(data), output)
    _, *lines = output.getvalue().splitlines()
    return [json.loads(line) for line in lines]


def records(items: list[Item]) -> list[Any]:
    return [item.record for item in items]


class TestTables:
    def test_tickets_by_their_guessed_columns(self, write: Write, read_all: ReadAll) -> None:
        zone = timezone(timedelta(hours=5, minutes=30))
        table = tickets(
            created_at=[NOON.replace(tzinfo=UTC), None],
            updated_at=pl.Series([NOON, None]).dt.replace_time_zone("Asia/Kolkata"),
            tags=[["Billing, EU", "vip", None], None],
            priority=pl.Series(["high", None], dtype=pl.Categorical),
            assignee=[9.0, None],
        )
        first, second = read_all(write("tickets.csv", packed(table)))
        assert first.record == SourceTicket(
            external_id="1",
            subject=f"{SECRET} 0",
            status=TicketStatus.OPEN,
            created_at=NOON.replace(tzinfo=UTC),
            updated_at=NOON.replace(tzinfo=zone).astimezone(UTC),
            priority="high",
            assignee="9",
            tags=("Billing, EU", "vip"),
            fields=first.record.fields,
            untold=frozenset(
                ("account", "merged_into", "requester", "requester_email", "satisfaction", "url")
            ),
        )
        assert ("tags", "vip") in first.record.fields
        assert isinstance(second.record, Reject)
        assert (second.position, second.record.reason) == (2, "no created_at")

    def test_by_a_mapping_whose_date_format_is_for_texts(
        self, write: Write, read_all: ReadAll
    ) -> None:
        mapping = ColumnMapping(
            columns={"id": "Key", "status": "S", "created_at": "On", "updated_at": "Said"}
            | {"requester_email": "contact.email", "message": "Text"},
            zone="Europe/Berlin",
            date_format="%d.%m.%Y %H:%M",
        )
        table = {
            "Key": [Decimal(12), Decimal(13)],
            "S": ["open", "closed"],
            "On": [NOON, NOON],
            "Said": ["02.03.2026 09:00", None],
            "contact": [None, {"email": "ada@acme.example"}],
            "Text": [b"They fail.", "caf\xe9".encode("latin-1")],
        }
        found = records(read_all(write("t", packed(table)), mapping=mapping))
        assert [ticket.external_id for ticket in found] == ["12", "13"]
        assert found[0].created_at == datetime(2026, 3, 1, 11, 0, 0, 250_000, UTC)
        assert found[0].updated_at == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
        assert [ticket.requester_email for ticket in found] == [None, "ada@acme.example"]
        assert [ticket.messages[0].body for ticket in found] == ["They fail.", "caf\ufffd"]

    def test_threads(self, write: Write, read_all: ReadAll) -> None:
        table = {
            "ticket_id": [7, 7, 8],
            "body": ["one", "two", "three"],
            "created_at": [NOON + timedelta(hours=hour) for hour in range(3)],
            "role": ["customer", "agent", "customer"],
            "public": [True, False, True],
        }
        first, second = records(read_all(write("t", packed(table))))
        assert isinstance(first, SourceThread)
        assert [(one.author_role, one.public) for one in first.messages] == [
            (AuthorRole.CUSTOMER, True),
            (AuthorRole.AGENT, False),
        ]
        assert second.ticket_external_id == "8"

    def test_events(self, write: Write, read_all: ReadAll) -> None:
        table = {
            "kind": ["latency", "error"],
            "source": ["probe", "probe"],
            "at": pl.Series([NOON, NOON]).cast(pl.Datetime("ns")),
            "value": pl.Series([12.5, 3.0], dtype=pl.Float32),
            "labels": [{"zone": "eu", "host": None}, None],
        }
        first, second = records(read_all(write("t", packed(table))))
        assert isinstance(first, SourceEvent)
        assert (first.value, first.labels) == (12.5, (("zone", "eu"),))
        assert first.occurred_at == NOON.replace(tzinfo=UTC)
        assert (second.value, second.labels) == (3.0, ())

    @pytest.mark.parametrize(
        ("table", "expected"),
        [
            (
                {"name": ["Acme"], "arr": [Decimal("1200.50")], "domains": [["acme.com", "a.de"]]},
                SourceAccount("Acme", "Acme", arr=1200.5, domains=("acme.com", "a.de")),
            ),
            (
                {"email": ["D@x.example"], "name": ["D"], "roles": [["lead"]], "tier": [2]},
                SourcePerson("d@x.example", "D", ("lead",), tier=2),
            ),
            (
                {"kind": ["root-cause"], "name": ["x"], "aliases": [["a b", "c"]]},
                SourceTag(name="x", kind="root-cause", label="x", aliases=("a b", "c")),
            ),
        ],
    )
    def test_of_radars_own(
        self, write: Write, read_all: ReadAll, table: dict[str, Any], expected: object
    ) -> None:
        assert records(read_all(write("t", packed(table)))) == [expected]

    def test_another_readers_rows(self, write: Write, read_all: ReadAll, fixtures: Path) -> None:
        """What a warehouse holds is recognised, and reads like its CSV."""
        table = fixtures / "zendesk" / "etl_ticket_comment_data.csv"
        frame = pl.read_csv(table, infer_schema=False)
        with read_export(write("t", packed(frame.to_dict(as_series=False)))) as export:
            assert export.format == "zendesk-warehouse"
            assert records(list(export.items())) == records(read_all(table))

    def test_without_rows(self, write: Write, read_all: ReadAll) -> None:
        assert read_all(write("t", packed(pl.DataFrame(tickets()).clear().to_dict()))) == []

    def test_what_is_missing_is_told_by_its_names(self, write: Write, read_all: ReadAll) -> None:
        with pytest.raises(BadFileError, match="no column for status and created_at; the columns"):
            read_all(write("t", packed({"id": [1], "subject": [SECRET], "owner": [{"x": 1}]})))


class TestValues:
    def test_are_written_as_other_exports_write_them(self) -> None:
        odd = {
            "whole": [1.0, None],
            "part": [0.1, float("nan")],
            "huge": [1e300, float("inf")],
            "wide": pl.Series([2**100, None], dtype=pl.Int128),
            "most": pl.Series([2**64 - 1, None], dtype=pl.UInt64),
            "money": [Decimal("12.50"), None],
            "yes": [True, None],
            "day": [date(2026, 3, 1), None],
            "clock": [time(9, 30), None],
            "lasting": [timedelta(minutes=90), None],
            "bytes": [b"text", None],
            "choice": pl.Series(["a", None], dtype=pl.Enum(["a", "b"])),
            "nothing": [None, None],
            "pair": pl.Series([[1, 2], None], dtype=pl.Array(pl.Int8, 2)),
            "times": [[NOON, None], []],
            "deep": [{"at": NOON, "of": [{"b": b"x", "n": float("nan")}]}, None],
        }
        first, second = lines_of(packed(odd))
        assert first == {
            "whole": "1",
            "part": "0.1",
            "huge": "1e+300",
            "wide": str(2**100),
            "most": 2**64 - 1,
            "money": "12.50",
            "yes": True,
            "day": "2026-03-01T00:00:00",
            "clock": "09:30:00",
            "lasting": "PT1H30M",
            "bytes": "text",
            "choice": "a",
            "nothing": None,
            "pair": [1, 2],
            "times": ["2026-03-01T12:00:00.250000", None],
            "deep": {"at": "2026-03-01T12:00:00.250000", "of": [{"b": "x", "n": None}]},
        }
        assert second == dict.fromkeys(odd) | {"huge": "inf", "times": []}

    @pytest.mark.parametrize("unit", ["ms", "us", "ns"])
    @pytest.mark.parametrize("zone", [None, "UTC", "Europe/Berlin"])
    def test_a_time_that_no_calendar_has_is_no_time(self, unit: Any, zone: str | None) -> None:
        kind = pl.Datetime(unit, zone)
        numbers = pl.Series([0, 2**63 - 1, -(2**63)], dtype=pl.Int64).cast(kind)
        first, *beyond = lines_of(packed({"at": numbers}))
        assert first["at"].startswith("1970-01-01T00:00:00")
        if unit != "ns":  # 2**63 nanoseconds end in 2262.
            assert all(line["at"].lstrip("-").isdigit() for line in beyond)

    def test_a_day_that_no_calendar_has_is_no_time(self) -> None:
        days = pl.Series([0, 2**31 - 1, -(2**31)], dtype=pl.Int32).cast(pl.Date)
        assert [line["day"] for line in lines_of(packed({"day": days}))] == [
            "1970-01-01T00:00:00",
            "2147483647",
            "-2147483648",
        ]

    @given(
        st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001 - the zone follows
        st.sampled_from(("UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns")),
    )
    @settings(max_examples=20)
    def test_a_time_with_a_zone_is_the_same_moment(self, at: datetime, zone: str) -> None:
        times = pl.Series([at]).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
        (line,) = lines_of(packed({"at": times}))
        assert datetime.fromisoformat(line["at"]) == at.replace(tzinfo=UTC)

    def test_a_zone_may_be_an_offset(self, write: Write, read_all: ReadAll) -> None:
        """As pandas writes it; Polars itself writes names only."""
        at = pl.Series([NOON] * 2).dt.replace_time_zone("UTC").dt.convert_time_zone("Poland")
        table = packed(tickets(created_at=at))
        (schema,) = re.findall(rb"[A-Za-z0-9+/]{150,}=*", table)
        offset = b64encode(b64decode(schema).replace(b"Poland", b"+05:30"))
        first, _ = records(read_all(write("t", table.replace(schema, offset))))
        assert first.created_at == NOON.replace(tzinfo=UTC)

    def test_names_may_be_anything(self) -> None:
        names = ['a"b', "line\nbreak", "back\\slash", "", "\x01", "é", "a.b"]
        (line,) = lines_of(packed({name: [1] for name in names}))
        assert list(line) == names

    def test_slices_give_every_row_in_its_order(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(parquet_lines, "_SLICE_BYTES", 1_000)
        monkeypatch.setattr(parquet_lines, "_ROWS_AT_ONCE", 7)
        table = packed(tickets(500), row_group_size=90)
        assert [line["id"] for line in lines_of(table)] == list(range(1, 501))


class TestDamage:
    def test_a_file_cut_off_anywhere_is_refused(
        self, write: Write, read_all: ReadAll, capfd: pytest.CaptureFixture[str]
    ) -> None:
        whole = packed(tickets())
        for length in (4, 5, len(whole) // 2, len(whole) - 8, len(whole) - 1):
            with pytest.raises(BadFileError, match="damaged, cut off or compressed") as refusal:
                read_all(write("t", whole[:length]))
            assert SECRET not in str(refusal.value)
            assert "\n" not in str(refusal.value)
        assert capfd.readouterr() == ("", "")

    @pytest.mark.parametrize("most", [0, SMALL_TABLE])
    def test_a_damaged_page_is_refused_before_the_first_record(
        self, write: Write, monkeypatch: pytest.MonkeyPatch, most: int
    ) -> None:
        monkeypatch.setattr(open_module, "SMALL_TABLE", most)
        data = bytearray(packed(tickets(MANY), row_group_size=MANY // 3))
        last_page = data.rfind(ZSTANDARD)
        data[last_page : last_page + len(ZSTANDARD)] = b"none"
        items = []
        with (
            pytest.raises(BadFileError, match="damaged"),
            read_export(write("t", bytes(data))) as export,
        ):
            items += export.items()
        assert items == []

    def test_what_polars_panics_at_is_damage(self) -> None:
        """A panic of Rust is no Exception."""
        panic = (
            "from radar_tui.ingest import parquet_lines as lines; import polars, sys\n"
            "def write_lines(*_): raise polars.exceptions.PanicException\n"
            "lines.write_lines = write_lines; sys.exit(lines.main())"
        )
        done = subprocess.run([sys.executable, "-c", panic], stdin=subprocess.DEVNULL)
        assert done.returncode == parquet_lines.UNREADABLE

    def test_an_encrypted_one_is_told(self, write: Write, read_all: ReadAll) -> None:
        with pytest.raises(BadFileError, match="found an encrypted Parquet file"):
            read_all(write("t", b"PARE" + bytes(40)))


class TestReading:
    @pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
    def test_through_compression(
        self, write: Write, read_all: ReadAll, pack: Callable[[bytes], bytes]
    ) -> None:
        assert len(read_all(write("t.parquet.gz", pack(packed(tickets()))))) == 2
        with pytest.raises(BadFileError, match=r"whole .gz or .zst file"):
            read_all(write("t.parquet.gz", pack(packed(tickets()))[:-9]))

    def test_from_standard_input(self, read_all: ReadAll, monkeypatch: pytest.MonkeyPatch) -> None:
        stdin = SimpleNamespace(buffer=io.BytesIO(packed(tickets())))
        monkeypatch.setattr(sys, "stdin", stdin)
        assert len(read_all(Path("-"))) == 2

    def test_progress_goes_by_rows(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(open_module, "SMALL_TABLE", 0)
        table = write("t", packed(tickets(MANY), row_group_size=MANY // 10))
        with read_export(table) as export:
            seen = [export.progress() for _ in export.items()]
        assert seen == sorted(seen)
        assert seen[-1].done == seen[-1].total == 2 * table.stat().st_size

    def test_a_table_has_a_shape_of_its_own(self, write: Write) -> None:
        with read_export(write("t", packed(tickets()))) as export:
            assert export._source.sample.shape is Shape.PARQUET

    def test_who_stops_early_leaves_no_process(self, write: Write) -> None:
        table = write("t", packed(tickets(MANY)))
        with table.open("rb") as file, open_parquet(file) as parquet:
            next(parquet.lines(lambda _rows: None))
        assert parquet._process.returncode is not None

    def test_no_table_ends_early_unnoticed(self, write: Write) -> None:
        """Another process that dies is no end of the file."""
        table = write("t", packed(tickets(MANY, body=["long " * 50] * MANY)))
        with table.open("rb") as file, open_parquet(file) as parquet:
            lines = parquet.lines(lambda _rows: None)
            next(lines)
            parquet._process.kill()
            with pytest.raises(ParquetError, match="more memory than there is"):
                list(lines)
