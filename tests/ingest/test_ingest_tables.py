"""Radar's own tables: accounts, people, vocabulary and events."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from radar_tui.domain.records import (
    EventKind,
    Reject,
    SourceAccount,
    SourceEvent,
    SourcePerson,
    SourceTag,
    TagKind,
)
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.reader import ExportKind, Item
from radar_tui.ingest.registry import read_export

Write = Callable[[str, object], Path]
ReadAll = Callable[..., list[Item]]


def records(items: list[Item]) -> list[object]:
    return [item.record for item in items]


def reasons(items: list[Item]) -> list[str]:
    return [item.record.reason for item in items if isinstance(item.record, Reject)]


class TestAccounts:
    HEAD = "id,name,arr,tier,segment,am,csm,se,zone,domains\n"

    def test_a_full_and_a_bare_row(self, write: Write, read_all: ReadAll) -> None:
        table = self.HEAD + (
            '5,Acme,"$1,200,000.50",4,Enterprise,Al,Cy,Ed,Europe/Berlin,Acme.com; a.de acme.com\n'
            ",Bare\n"
        )
        assert records(read_all(write("t.csv", table))) == [
            SourceAccount(
                "5", "Acme", 1_200_000.5, 4, "Enterprise", "Al", "Cy", "Ed", "Europe/Berlin",
                ("acme.com", "a.de"),
            ),
            SourceAccount("Bare", "Bare"),
        ]  # fmt: skip

    def test_rejects(self, write: Write, read_all: ReadAll) -> None:
        rows = "1,\n2,A,x\n3,A,5,6\n4,A,5,1.5\n5,A,5,1,,,,,Mars/Base\n6,A,nan\n7,A,inf\n8,Good,5\n"
        items = read_all(write("t.csv", self.HEAD + rows))
        assert reasons(items) == [
            "no name",
            "arr is not a number",
            "tier is not a whole number from 1 to 5",
            "tier is not a whole number from 1 to 5",
            "zone is not a time zone name such as Europe/Berlin",
            "arr is not a number",
            "arr is not a number",
        ]
        assert items[-1].record == SourceAccount("8", "Good", 5.0)

    @pytest.mark.parametrize(("cell", "tier"), [("5", 5), ("05", 5), ("0000000004", 4)])
    def test_a_tier_may_begin_with_zeros(
        self, write: Write, read_all: ReadAll, cell: str, tier: int
    ) -> None:
        (account,) = records(read_all(write("t.csv", f"{self.HEAD}5,Acme,1,{cell}\n")))
        assert account == SourceAccount("5", "Acme", 1.0, tier)

    @pytest.mark.parametrize("cell", ["0", "0000000019", "0000000000", "9" * 5_000, "٣", "-1"])
    def test_a_tier_outside_its_limits(self, write: Write, read_all: ReadAll, cell: str) -> None:
        items = read_all(write("t.csv", f"{self.HEAD}5,Acme,1,{cell}\n"))
        assert reasons(items) == ["tier is not a whole number from 1 to 5"]

    def test_other_columns_and_order_do_not_matter(self, write: Write, read_all: ReadAll) -> None:
        table = "Owner;Segment;NAME\nBo;Mid;Acme\n"
        assert records(read_all(write("t.csv", table))) == [
            SourceAccount("Acme", "Acme", segment="Mid")
        ]

    def test_without_a_name_column(self, write: Write, read_all: ReadAll) -> None:
        with pytest.raises(
            BadFileError, match="found no column name, expected a table of accounts"
        ):
            read_all(write("t.csv", "id,arr\n1,5\n"), format="accounts")


class TestPeople:
    def test_rows(self, write: Write, read_all: ReadAll) -> None:
        table = (
            "email,name,roles,tier,zone\n"
            "Dana@Desk.example,Dana,Lead; agent,2,Europe/Dublin\nno-address,X\na@b.c,\n"
        )
        items = read_all(write("t.csv", table))
        assert items[0].record == SourcePerson(
            "dana@desk.example", "Dana", ("lead", "agent"), 2, "Europe/Dublin"
        )
        assert reasons(items) == ["email is not an e-mail address", "no name"]


class TestVocabulary:
    def test_rows(self, write: Write, read_all: ReadAll) -> None:
        table = "kind,name,label,aliases\nFeature Area,pay,,payments;billing\ncolour,red,Red,\n"
        items = read_all(write("t.csv", table))
        assert items[0].record == SourceTag(
            "pay", TagKind.FEATURE_AREA, "pay", ("payments", "billing")
        )
        assert reasons(items) == ["kind is not one of feature-area, root-cause, escalation-reason"]


class TestEvents:
    EXPECTED = SourceEvent(
        "e1",
        EventKind.CONNECTION_FAILURE,
        "probe",
        datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        feature_area="sync",
        value=12.0,
        unit="count",
        labels=(("host", "h1"), ("zone", "eu")),
        untold=frozenset(("ended_at", "title", "url")),
    )

    def test_the_end_of_an_event_and_what_a_table_says_nothing_of(
        self, write: Write, read_all: ReadAll
    ) -> None:
        table = (
            "kind,source,at,ended_at,updated_at,title,url\n"
            "error,probe,2026-03-01T09:30:00Z,,2026-03-01T09:40:00Z,Fails,https://x.example/1\n"
            "error,probe,2026-03-01T09:30:00Z,2026-03-01T10:00:00Z,,Fails,https://x.example/1\n"
            "error,probe,2026-03-01T09:30:00Z,tomorrow,,Fails,\n"
        )
        items = read_all(write("t.csv", table))
        first, second = (e for e in records(items) if isinstance(e, SourceEvent))
        assert first.external_id == second.external_id
        assert (first.ended_at, first.updated_at) == (None, datetime(2026, 3, 1, 9, 40, tzinfo=UTC))
        assert second.ended_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
        assert (first.title, first.url) == ("Fails", "https://x.example/1")
        assert first.untold == {"account", "feature_area", "unit", "value"}
        assert reasons(items) == ["ended_at is not a time such as 2026-03-01T09:30:00Z"]

    def test_table_and_lines_say_the_same(self, write: Write, read_all: ReadAll) -> None:
        table = (
            "id,kind,source,at,feature_area,account,value,unit,label_zone,label_host,label_none\n"
            "e1,connection_failure,probe,2026-03-01T09:30:00Z,sync,,12,count,eu,h1,\n"
        )
        line = {
            "id": "e1", "kind": "connection-failure", "source": "probe",
            "at": "2026-03-01T10:30:00+01:00", "feature_area": "sync", "account": None,
            "value": 12, "unit": "count", "labels": {"zone": "eu", "host": "h1"},
        }  # fmt: skip
        assert records(read_all(write("t.csv", table))) == [self.EXPECTED]
        assert records(read_all(write("t.jsonl", [line]))) == [self.EXPECTED]
        assert records(read_all(write("t.json", json.dumps([line])))) == [self.EXPECTED]

    def test_an_event_without_an_id_gets_one_of_its_content(
        self, write: Write, read_all: ReadAll
    ) -> None:
        row = "error,probe,2026-03-01T09:30:00Z,{}\n"
        table = "kind,source,at,value\n" + row.format(1) + row.format(1) + row.format(2)
        events = [e for e in records(read_all(write("t.csv", table))) if isinstance(e, SourceEvent)]
        first, second, third = (event.external_id for event in events)
        assert first == second != third

    def test_rejects(self, write: Write, read_all: ReadAll) -> None:
        table = "kind,source,at\nnoise,p,2026-03-01\nerror,,2026-03-01\nerror,p,\nerror,p,x\n"
        found = reasons(read_all(write("t.csv", table)))
        assert found[0].startswith("kind is not one of connection-failure, latency")
        assert found[1:] == [
            "no source",
            "no at",
            "at is not a time such as 2026-03-01T09:30:00Z",
        ]


def test_each_table_is_told_by_its_columns(write: Write) -> None:
    headers = {
        ExportKind.ACCOUNTS: "id,name,arr,tier,segment,am,csm,se,zone,domains",
        ExportKind.PEOPLE: "email,name,roles,tier,zone",
        ExportKind.VOCABULARY: "kind,name,label,aliases",
        ExportKind.EVENTS: "id,kind,source,at,feature_area,account,value,unit",
        ExportKind.TICKETS: "id,subject,status,created_at,description,account,name,email",
    }
    for kind, header in headers.items():
        with read_export(write("t.csv", header + "\n")) as export:
            assert export.kind is kind
