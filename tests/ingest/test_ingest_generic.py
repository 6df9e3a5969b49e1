"""Any table or JSON lines, by a column mapping or by guessing."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radar_tui.domain.records import (
    DESCRIPTION_ID,
    AuthorRole,
    Reject,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.generic import ROWS_TRIED
from radar_tui.ingest.mapping import ColumnMapping, load_mapping
from radar_tui.ingest.reader import Item
from radar_tui.ingest.sniff import SAMPLE_SIZE

Write = Callable[[str, object], Path]
ReadAll = Callable[..., list[Item]]

HEAD = "id,subject,status,created_at,description\n"
MAPPING = """
system = "deskfox"
zone = "Europe/Berlin"
date_format = "%d.%m.%Y %H:%M"
tag_separators = "|"

[columns]
id = "Vorgang"
subject = "Titel"
status = "Zustand"
created_at = "Eröffnet"
tags = "Marken"
message = "Text"

[constants]
priority = "normal"

[values.status]
"In Arbeit" = "open"
"Erledigt" = "solved"
"""


def only_ticket(items: list[Item]) -> SourceTicket:
    (item,) = items
    assert isinstance(item.record, SourceTicket)
    return item.record


def reasons(items: list[Item]) -> list[str]:
    return [item.record.reason for item in items if isinstance(item.record, Reject)]


class TestMapping:
    def test_reads_foreign_columns_words_and_times(self, write: Write, read_all: ReadAll) -> None:
        table = (
            "Vorgang;Titel;Zustand;Eröffnet;Marken;Text\r\n"
            'A-1;Zahlung;In Arbeit;01.07.2026 09:30;pay|sso;"Zeile 1\r\nZeile; 2"\r\n'
        )
        mapping = load_mapping(write("map.toml", MAPPING))
        ticket = only_ticket(read_all(write("t.csv", table), mapping=mapping))
        assert ticket.status is TicketStatus.OPEN
        assert ticket.created_at == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)
        assert ticket.updated_at == ticket.created_at
        assert (ticket.tags, ticket.priority) == (("pay", "sso"), "normal")
        (message,) = ticket.messages
        assert (message.external_id, message.author_role) == (DESCRIPTION_ID, AuthorRole.CUSTOMER)
        assert message.body == "Zeile 1\r\nZeile; 2"

    def test_the_system_is_the_mapping_s(self, write: Write) -> None:
        from radar_tui.ingest.registry import read_export

        mapping = load_mapping(write("map.toml", MAPPING))
        table = write("t.csv", "Vorgang,Titel\n")
        with read_export(table, mapping=mapping) as export:
            assert (export.format, export.system) == ("generic", "deskfox")

    def test_nested_json(self, write: Write, read_all: ReadAll) -> None:
        record = {"ref": 7, "state": "Resolved", "opened": 1_767_225_600, "who": {"mail": "A@b.c"}}
        mapping = ColumnMapping(
            columns={
                "id": "ref",
                "status": "state",
                "created_at": "opened",
                "requester_email": "who.mail",
            }
        )
        for name, content in (("lines", [record]), ("array", json.dumps([record], indent=1))):
            ticket = only_ticket(read_all(write(name, content), mapping=mapping))
            assert (ticket.external_id, ticket.requester_email) == ("7", "a@b.c")
            assert ticket.created_at == datetime(2026, 1, 1, tzinfo=UTC)

    @pytest.mark.parametrize("separators", [",;", "|"])
    def test_an_entry_of_a_list_is_one_tag(
        self, write: Write, read_all: ReadAll, separators: str
    ) -> None:
        record = {"id": 7, "status": "open", "created_at": "2026-01-01", "tags": ["EU, UK", "vip"]}
        mapping = ColumnMapping(columns={name: name for name in record}, tag_separators=separators)
        ticket = only_ticket(read_all(write("t.jsonl", [record]), mapping=mapping))
        assert ticket.tags == ("EU, UK", "vip")
        assert [text for name, text in ticket.fields if name == "tags"] == ["EU, UK", "vip"]

    @pytest.mark.parametrize(
        ("text", "day"), [("05.03.2026", 5), ("2026-03-06T10:00:00Z", 6), ("1772366400", None)]
    )
    def test_a_date_format_leaves_iso_8601_as_it_is(
        self, write: Write, read_all: ReadAll, text: str, day: int | None
    ) -> None:
        mapping = ColumnMapping(
            columns={"id": "id", "status": "status", "created_at": "created_at"},
            date_format="%d.%m.%Y",
        )
        table = f"id,status,created_at\n1,open,01.03.2026\n2,open,{text}\n"
        _, item = read_all(write("t.csv", table), mapping=mapping)
        found = item.record.created_at.day if isinstance(item.record, SourceTicket) else None
        assert found == day

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[columns", "not valid TOML"),
            ("[colums]", 'unknown setting "colums"; a mapping has columns, constants'),
            ("[columns]\nname = 'x'", 'unknown target "name"; the targets are id, subject'),
            ("[columns]\nid = 5", "not a column mapping"),
            ("[values.status]\nx = 'frozen'", 'unknown status "frozen"; use one of new, open'),
            ("zone = 'Mars/Base'", 'unknown zone "Mars/Base"'),
        ],
    )
    def test_a_bad_mapping_is_one_line(self, write: Write, text: str, message: str) -> None:
        with pytest.raises(BadFileError, match=message) as caught:
            load_mapping(write("map.toml", text))
        assert "\n" not in str(caught.value)

    def test_a_missing_mapping_file(self, tmp_path: Path) -> None:
        with pytest.raises(BadFileError, match="no such file"):
            load_mapping(tmp_path / "none.toml")

    def test_an_unknown_column_is_named_before_any_record(
        self, write: Write, read_all: ReadAll
    ) -> None:
        mapping = ColumnMapping(columns={"id": "Ticket No", "status": "status"})
        path = write("t.csv", HEAD + "1,s,open,2026-03-01,x\n")
        message = r'id from a column "Ticket No" .* the columns are id, subject, status, created_at'
        with pytest.raises(BadFileError, match=message):
            read_all(path, mapping=mapping)

    def test_times_in_an_unknown_form_are_refused_as_a_file(
        self, write: Write, read_all: ReadAll
    ) -> None:
        path = write("t.csv", HEAD + "1,s,open,03/04/2026,x\n2,s,open,04/04/2026,x\n")
        with pytest.raises(BadFileError, match=r"no times in created_at .* set date_format"):
            read_all(path)


class TestGuessing:
    def test_recorded_table(self, fixtures: Path, read_all: ReadAll) -> None:
        items = read_all(fixtures / "zendesk" / "etl_ticket_data.csv")
        tickets = [item.record for item in items if isinstance(item.record, SourceTicket)]
        assert len(tickets) == len(items) == 10
        assert tickets[0].status is TicketStatus.DELETED
        assert tickets[1].url == "https://zendesk.com/agent/tickets/16988"
        assert tickets[1].messages[0].body == "description1"

    def test_a_view_export_s_columns_are_known(self, fixtures: Path, read_all: ReadAll) -> None:
        path = fixtures / "zendesk" / "csv_export_header.csv"
        assert read_all(path) == []

    def test_entries_without_an_author_s_role_need_a_mapping(
        self, fixtures: Path, read_all: ReadAll
    ) -> None:
        path = fixtures / "zendesk" / "etl_ticket_comment_data.csv"
        with pytest.raises(BadFileError, match=r"no column for message_role; .*user_id.*--map"):
            read_all(path, format="generic")

    def test_entries_with_a_mapping(self, fixtures: Path, read_all: ReadAll) -> None:
        columns = {
            "id": "ticket_id",
            "message": "body",
            "message_id": "id",
            "message_at": "created",
            "message_public": "public",
        }
        mapping = ColumnMapping(columns=columns, constants={"message_role": "customer"})
        items = read_all(fixtures / "zendesk" / "etl_ticket_comment_data.csv", mapping=mapping)
        threads = [item.record for item in items if isinstance(item.record, SourceThread)]
        assert len(threads) == len(items)
        assert sum(len(thread.messages) for thread in threads) == 27

    def test_a_file_without_ticket_columns(self, write: Write, read_all: ReadAll) -> None:
        path = write("t.csv", "week,count\n2026-W01,5\n")
        with pytest.raises(BadFileError, match="no column for id and status and created_at"):
            read_all(path)

    def test_values_in_place_of_a_header_are_not_repeated(
        self, write: Write, read_all: ReadAll
    ) -> None:
        path = write("t.csv", "4711,ada@acme.example,open\n4712,bo@acme.example,new\n")
        with pytest.raises(BadFileError) as caught:
            read_all(path)
        assert "@" not in str(caught.value)
        assert "4711" not in str(caught.value)


class TestThreads:
    TABLE = (
        "ticket_id,subject,status,requester,author,message,message_at\n"
        "1,Pay,open,Ada,Ada,first,2026-03-01T10:00:00Z\n"
        "1,Pay,open,Ada,Bo,second,2026-03-01T11:00:00Z\n"
        "2,Sso,open,Cy,Cy,other,2026-03-01T10:30:00Z\n"
        "1,Pay,open,Ada,Ada,third,2026-03-01T12:00:00Z\n"
    )

    def test_rows_with_one_id_are_one_ticket(self, write: Write, read_all: ReadAll) -> None:
        first, second, third = (item.record for item in read_all(write("t.csv", self.TABLE)))
        assert isinstance(first, SourceTicket)
        assert isinstance(second, SourceTicket)
        assert isinstance(third, SourceThread)
        roles = [(message.body, str(message.author_role)) for message in first.messages]
        assert roles == [("first", "customer"), ("second", "agent")]
        assert first.created_at.hour == 10
        assert first.updated_at.hour == 11
        assert (third.ticket_external_id, third.messages[0].body) == ("1", "third")

    def test_made_up_ids_are_the_same_at_every_import(
        self, write: Write, read_all: ReadAll
    ) -> None:
        path = write("t.csv", self.TABLE)
        ids = [
            [message.external_id for message in item.record.messages]
            for _ in range(2)
            for item in read_all(path)
            if isinstance(item.record, SourceTicket | SourceThread)
        ]
        assert ids[:3] == ids[3:]
        assert len({entry for group in ids[:3] for entry in group}) == 4

    def test_a_bad_entry_costs_only_itself(self, write: Write, read_all: ReadAll) -> None:
        table = self.TABLE.replace("2026-03-01T11:00:00Z", "noon")
        items = read_all(write("t.csv", table))
        assert reasons(items) == ["message_at is not a time"]
        assert len(items) == 4


class TestRows:
    def test_rejects_say_why_and_go_on(self, write: Write, read_all: ReadAll) -> None:
        table = (
            f"{HEAD}1,s,open,2026-03-01,x\n,s,open,2026-03-01,x\n3,s,frozen,2026-03-01,x\n"
            "4,s,open,someday,x\n5,s,open,2026-03-01,a,b,c\n\n  \n6,s,,2026-03-01,x\n"
            "7,s,closed,2026-03-01\n"
        )
        items = read_all(write("t.csv", table))
        assert [item.position for item in items] == [2, 3, 4, 5, 6, 9, 10]
        assert reasons(items) == [
            "no id",
            "unknown status; translate it in [values.status] of a column mapping",
            "created_at is not a time",
            "7 cells where the header names 5; check its quotes",
            "no status",
        ]

    def test_duplicate_columns_give_the_first_filled_cell(
        self, write: Write, read_all: ReadAll
    ) -> None:
        table = "id,status,created,body,body,body\n1,open,2026-03-01,,second,third\n"
        ticket = only_ticket(read_all(write("t.csv", table)))
        assert ticket.messages[0].body == "second"

    def test_nul_is_left_out(self, write: Write, read_all: ReadAll) -> None:
        table = HEAD + "1,a\0b,open,2026-03-01,x\0y\n" + "2,s,open,2026-03-01,x\n" * 20
        first = read_all(write("t.csv", table))[0].record
        assert isinstance(first, SourceTicket)
        assert (first.subject, first.messages[0].body) == ("ab", "xy")

    def test_a_cell_of_ten_megabytes(self, write: Write, read_all: ReadAll) -> None:
        body = "x" * 10_000_000
        ticket = only_ticket(read_all(write("t.csv", f"{HEAD}1,s,open,2026-03-01,{body}\n")))
        assert len(ticket.messages[0].body) == len(body)

    def test_a_quote_that_never_closes_is_given_up(self, write: Write, read_all: ReadAll) -> None:
        good = "".join(f"{number},s,open,2026-03-01,x\n" for number in range(5))
        endless = '9,"s,open,2026-03-01,x\n' + ("y" * 999 + "\n") * 17_000
        items = read_all(write("t.csv", HEAD + good + endless))
        assert [type(item.record).__name__ for item in items[:6]] == ["SourceTicket"] * 5 + [
            "Reject"
        ]
        assert "check its quotes" in reasons(items)[0]

    def test_lines_that_are_no_objects(self, write: Write, read_all: ReadAll) -> None:
        good = {"id": 1, "status": "open", "created_at": "2026-03-01", "body": "x"}
        text = "\n".join([json.dumps(good), "[1]", "nonsense", '{"id": 1', json.dumps(good)])
        items = read_all(write("t.jsonl", text))
        assert [type(item.record).__name__ for item in items] == [
            "SourceTicket", "Reject", "Reject", "Reject", "SourceTicket",
        ]  # fmt: skip

    def test_an_array_cut_off_gives_no_record(self, write: Write, read_all: ReadAll) -> None:
        good = {"id": 1, "status": "open", "created_at": "2026-03-01", "body": "x"}
        with pytest.raises(BadFileError, match="ends in the middle"):
            read_all(write("t.json", json.dumps([good] * 3)[:-1]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6))
def test_any_table_is_read_to_its_end(
    write: Write, read_all: ReadAll, rows: list[list[str]]
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    body = written.getvalue().encode("utf-8", "surrogatepass")
    last = b"\n99,last,open,2026-03-01T10:00:00Z,text\n"
    row = b"0,s,open,2026-03-01," + b"x" * (SAMPLE_SIZE // ROWS_TRIED) + b"\n"
    # What comes after these rows has no part in telling what the file is.
    table = HEAD.encode() + row * (ROWS_TRIED + 1) + body + last
    items = read_all(write("t.csv", table))
    final = items[-1].record
    assert isinstance(final, SourceTicket)
    assert final.external_id == "99"
