"""What a mapping makes of a file's first rows is what the import makes of them."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radar_tui.domain.records import Reject, SourceRecord
from radar_tui.ingest import mapping_trial
from radar_tui.ingest.errors import BadFileError, ColumnsError
from radar_tui.ingest.generic import ROWS_TRIED
from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.mapping_trial import (
    LONGEST_RAW,
    FirstRows,
    MappingTrial,
    first_mapping,
    read_first_rows,
    try_mapping,
)
from radar_tui.ingest.open import Source
from radar_tui.ingest.registry import read_export
from support.hostile_texts import HOSTILE

Write = Callable[[str, object], Path]

GERMAN = (
    "Vorgang;Titel;Zustand;Geändert;Eröffnet;Melder;Text\n"
    "A-1;Zahlung;In Arbeit;02.07.2026 10:00;01.07.2026 09:30;ada@acme.example;Es geht nicht mehr\n"
    "A-2;Export;closed;03.07.2026 10:00;02.07.2026 09:30;bo@acme.example;Die Datei ist leer\n"
    "A-3;Sso;Offen;04.07.2026 10:00;someday;cy@acme.example;Ich komme nicht hinein\n"
    "A-4;Api;Offen;05.07.2026 10:00;03.07.2026 09:30;nobody;Der Schlüssel fehlt schon wieder\n"
)


def stored(_position: int, record: SourceRecord | Reject) -> SourceRecord | Reject:
    return record


def opened(path: Path) -> FirstRows:
    with Source(path) as source:
        return read_first_rows(source)


def tried(path: Path, mapping: ColumnMapping | None = None) -> MappingTrial:
    first = opened(path)
    return try_mapping(first, mapping or first_mapping(first, None)[0], stored)


class TestFirstRows:
    def test_columns_as_written_each_once(self, write: Write) -> None:
        first = opened(write("t.csv", "Id, Body ,,body,\x1b[31mred\n1,a,b,c,d\n"))
        assert first.names == ("Id", " Body ", "\x1b[31mred")
        assert first.cells(" Body ") == ["a"]

    def test_names_inside_json_objects(self, write: Write) -> None:
        first = opened(write("t.jsonl", [{"ref": 7, "who": {"mail": "a@b.c"}}]))
        assert first.names == ("ref", "who", "who.mail")
        assert first.cells("who.mail") == ["a@b.c"]

    def test_a_broken_row_is_one_of_them(self, write: Write) -> None:
        first = opened(write("t.csv", "id,status\n1,open,x,y\n2,open\n"))
        assert isinstance(first.tried[0], Reject)
        assert first.cells("status") == ["", "open"]

    def test_no_more_is_read_than_is_looked_at(
        self, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write("t.csv", "id,status\n" + "1,open\n" * 3_000)
        assert len(opened(path).rows) == mapping_trial.WORDS_ROWS
        assert len(opened(path).tried) == ROWS_TRIED
        monkeypatch.setattr(mapping_trial, "MOST_CHARACTERS", 40)
        assert len(opened(path).rows) == 9, "each row has five characters"

    def test_cells_are_cut(self, write: Write) -> None:
        first = opened(write("t.csv", f"id,message\n1,{'x' * 1_000_000}\n"))
        assert first.cells("message") == ["x" * LONGEST_RAW]
        trial = try_mapping(first, ColumnMapping(columns={"message": "message"}), stored)
        (sample,) = trial.target("message").samples
        assert (len(sample.raw), len(str(sample.value))) == (LONGEST_RAW, LONGEST_RAW)

    def test_plain_text_has_no_columns(self, write: Write) -> None:
        with pytest.raises(BadFileError, match="found plain text"):
            opened(write("t.txt", "Nothing works.\n"))


class TestGuess:
    def test_by_what_columns_hold(self, write: Write) -> None:
        mapping, guessed = first_mapping(opened(write("t.csv", GERMAN)), None)
        assert mapping.columns == {
            "id": "Vorgang",
            "status": "Zustand",
            "created_at": "Eröffnet",
            "requester_email": "Melder",
            "message": "Text",
        }
        assert guessed == {"id", "status", "created_at", "requester_email"}
        assert mapping.date_format == "%d.%m.%Y %H:%M"

    def test_names_go_before_content(self, write: Write) -> None:
        table = "ref,created,other\n1,2026-03-02,2026-03-01\n2,2026-03-03,2026-03-01\n"
        mapping, guessed = first_mapping(opened(write("t.csv", table)), None)
        assert (mapping.columns["created_at"], mapping.columns["id"]) == ("created", "ref")
        assert not guessed

    def test_numbers_are_not_taken_for_times(self, write: Write) -> None:
        table = "a,b\n1767225600,20260301\n1767225601,20260302\n"
        mapping, guessed = first_mapping(opened(write("t.csv", table)), None)
        assert dict(mapping.columns) == {"id": "a"}
        assert guessed == {"id"}

    def test_entries_have_no_opening_of_their_own(self, write: Write) -> None:
        table = "ticket_id,body,created_at,other,state of it\n1,x,2026-03-01,2026-02-01,open\n"
        mapping, _ = first_mapping(opened(write("t.csv", table)), None)
        assert mapping.columns["message_at"] == "created_at"
        assert not {"created_at", "status"} & mapping.columns.keys()

    def test_a_time_that_may_be_two_is_left_open(self, write: Write) -> None:
        trial = tried(write("t.csv", "id,status,created\n1,open,03/04/2026\n2,open,04/05/2026\n"))
        assert trial.mapping.date_format is None
        assert trial.date_formats == ("%d/%m/%Y", "%m/%d/%Y")
        assert (trial.timeless, trial.accepted) == ("created_at", 0)

    def test_what_is_known_stays_as_far_as_it_is_there(self, write: Write) -> None:
        known = ColumnMapping(
            columns={"id": "VORGANG", "subject": "Gone"}, zone="Europe/Berlin", system="deskfox"
        )
        mapping, guessed = first_mapping(opened(write("t.csv", GERMAN)), known)
        assert dict(mapping.columns) == {"id": "Vorgang"}
        assert (mapping.zone, mapping.system, guessed) == ("Europe/Berlin", "deskfox", frozenset())


class TestTrial:
    def test_each_field_says_what_is_read(self, write: Write) -> None:
        trial = tried(write("t.csv", GERMAN))
        created = trial.target("created_at")
        assert (created.filled, created.refused, created.reason) == (
            4,
            1,
            "created_at is not a time",
        )
        raw, moment = created.samples[0].raw, created.samples[0].value
        assert (raw, f"{moment:%Y-%m-%dT%H:%M%z}") == ("01.07.2026 09:30", "2026-07-01T09:30+0000")
        status = trial.target("status")
        assert [str(sample.value) for sample in status.samples] == ["closed"]
        assert (status.refused, trial.target("requester_email").passed_over) == (3, 1)
        assert trial.target("assignee").column is None

    def test_words_that_mean_nothing_come_first(self, write: Write) -> None:
        path = write("t.csv", GERMAN)
        trial = tried(path)
        told = [(word.word, word.rows, word.meaning) for word in trial.words]
        assert told == [("Offen", 2, None), ("In Arbeit", 1, None), ("closed", 1, "closed")]
        assert (trial.accepted, trial.tried) == (1, 4)
        mapping = trial.mapping.with_word("status", "Offen", "new")
        trial = tried(path, mapping)
        told = [(word.word, word.rows, word.meaning) for word in trial.words]
        assert told == [("Offen", 2, "new"), ("In Arbeit", 1, None), ("closed", 1, "closed")]
        assert trial.accepted == 2

    def test_words_are_looked_for_further_down(self, write: Write) -> None:
        rows = "".join(f"{number},open,2026-03-01\n" for number in range(60))
        trial = tried(write("t.csv", f"id,status,created\n{rows}61,stuck,2026-03-01\n"))
        assert [(word.word, word.meaning) for word in trial.words] == [
            ("stuck", None),
            ("open", "open"),
        ]
        assert (trial.accepted, trial.tried, trial.looked_at) == (20, 20, 61)

    def test_a_column_of_texts_has_no_words(self, write: Write) -> None:
        rows = "".join(f"{number},{'so ' * 30}{number},2026-03-01\n" for number in range(30))
        trial = tried(
            write("t.csv", f"id,what,created\n{rows}"),
            ColumnMapping(columns={"id": "id", "status": "what", "created_at": "created"}),
        )
        assert trial.words == ()
        assert trial.target("status").refused == 20

    def test_what_is_missing_keeps_all_rows_out(self, write: Write) -> None:
        trial = tried(write("t.csv", GERMAN), ColumnMapping(columns={"id": "Vorgang"}))
        assert trial.missing == ("status", "created_at")
        assert trial.accepted == 0

    def test_a_zone_is_needed_where_times_have_no_offset(self, write: Write) -> None:
        head = "id,status,created\n"
        assert tried(write("a.csv", f"{head}1,open,2026-03-01 10:00\n")).needs_zone
        assert not tried(write("b.csv", f"{head}1,open,2026-03-01T10:00Z\n")).needs_zone
        assert not tried(write("c.csv", f"{head}1,open,1767225600\n")).needs_zone

    def test_what_cannot_be_stored_is_refused_too(self, write: Write) -> None:
        def check(position: int, record: SourceRecord | Reject) -> SourceRecord | Reject:
            return Reject(position, "too long", "") if position == 3 else record

        first = opened(write("t.csv", "id,status,created\n1,open,2026-03-01\n2,open,2026-03-01\n"))
        trial = try_mapping(first, first_mapping(first, None)[0], check)
        assert (trial.accepted, trial.rejects) == (1, {3: "too long"})

    def test_a_column_that_is_not_there(self, write: Write) -> None:
        with pytest.raises(ColumnsError, match="not there"):
            tried(write("t.csv", GERMAN), ColumnMapping(columns={"id": "Ticket No"}))


CELLS = st.one_of(
    st.sampled_from(
        ("", " ", "1", "2", "open", "Offen", "solved", "customer", "agent", "yes", "private",
         "2026-03-01", "01.07.2026 09:30", "someday", "a@b.example", "no address", "a,b;c",
         "https://desk.example/1", '"', "x\ny", *(text for text in HOSTILE if text.isprintable()))
    ),
    st.text(st.characters(codec="utf-8", min_codepoint=32, exclude_characters="\x7f"), max_size=8),
)  # fmt: skip
HEADER = ("a", "b", "c", "d", "e", "f")
MAPPED = st.fixed_dictionaries(
    {},
    optional={
        target: st.sampled_from(HEADER)
        for target in (
            "id", "status", "created_at", "updated_at", "solved_at", "message", "message_at",
            "message_id", "message_author", "message_role", "message_public", "requester",
            "requester_email", "tags", "url", "subject",
        )
    },
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    rows=st.lists(st.lists(CELLS, min_size=6, max_size=7), max_size=ROWS_TRIED),
    columns=MAPPED,
    words=st.dictionaries(st.sampled_from(("Offen", "1")), st.sampled_from(("open", "solved"))),
    date_format=st.sampled_from((None, "%d.%m.%Y %H:%M")),
    status=st.sampled_from((None, "open")),
)
def test_a_trial_tells_what_the_import_does(
    tmp_path: Path,
    rows: list[list[str]],
    columns: dict[str, str],
    words: dict[str, str],
    date_format: str | None,
    status: str | None,
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([HEADER, *rows])
    path = tmp_path / "t.csv"
    path.write_bytes(written.getvalue().encode("utf-8", "surrogatepass"))
    mapping = ColumnMapping(
        columns={"id": "a", **columns},
        constants={"status": status} if status else {},
        values={"status": words} if words else {},
        date_format=date_format,
    )
    trial = tried(path, mapping)
    try:
        with read_export(path, mapping=mapping) as export:
            items = list(export.items())
    except ColumnsError:
        assert trial.missing or trial.timeless
        assert trial.accepted == 0
        return
    assert (trial.missing, trial.timeless) == ((), None)
    rejects = {one.position: one.record.reason for one in items if isinstance(one.record, Reject)}
    assert trial.rejects == rejects
    assert trial.accepted == trial.tried - len(rejects)
