"""Naming the columns of a table: tried, imported, kept, and read again without asking."""

import gzip
import os
import random
import stat
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from radar_tui.db.tables import TicketRow
from radar_tui.domain.records import Reject, TicketStatus
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.generic import ROWS_TRIED
from radar_tui.ingest.mapping import MAPPING_FILE, ColumnMapping, load_mapping
from radar_tui.ingest.registry import read_export
from radar_tui.services.column_mapping import OpenedTable, judge, open_table
from radar_tui.services.import_chunks import storable_or_refused
from radar_tui.services.import_files import (
    RecognisedFile,
    RefusedFile,
    import_files,
    recognise_file,
)
from radar_tui.services.importing import import_exports
from radar_tui.services.mapping_files import keep_mapping, mapping_file_of
from radar_tui.services.workspace import Workspace
from support.fuzz_mutations import mutant_of
from support.fuzz_seeds import all_seeds
from support.workspaces import rows

STRANGE = (
    "Vorgang;Titel;Zustand;Eröffnet;Text\n"
    "A-1;Zahlung;In Arbeit;01.07.2026 09:30;Die Zahlung geht nicht\n"
    "A-2;Export;Erledigt;13.07.2026 09:30;Die Datei bleibt leer\n"
)
RULES = '# ours\n[tagging]\ntags_from = ["Produkt"]\n'


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(STRANGE)
    return path


def named(path: Path, earlier: Sequence[ColumnMapping] = ()) -> tuple[OpenedTable, ColumnMapping]:
    """The table and what a lead makes of it."""
    table = open_table(path, earlier)
    mapping = (
        table.mapping.with_column("subject", "Titel")
        .with_column("status", "Zustand")
        .with_word("status", "In Arbeit", "open")
        .with_word("status", "Erledigt", "solved")
    )
    return table, judge(table, mapping, find_format=table.finds_format).mapping


def test_columns_that_no_name_tells_are_asked_for(strange: Path, tmp_path: Path) -> None:
    found = recognise_file(strange)
    assert isinstance(found, RefusedFile)
    assert (found.can_be_mapped, found.asks_columns) == (True, True)
    usual = tmp_path / "usual.csv"
    usual.write_text("id,status,created_at\n1,open,2026-03-01\n")
    told = recognise_file(usual)
    assert isinstance(told, RecognisedFile)
    assert (told.can_be_mapped, told.asks_columns) == (True, True)
    (tmp_path / MAPPING_FILE).write_text(
        '[columns]\nid="id"\nstatus="status"\ncreated_at="CREATED_AT"'
    )
    told = recognise_file(usual)
    assert isinstance(told, RecognisedFile)
    assert (told.can_be_mapped, told.asks_columns) == (True, False)


@pytest.mark.parametrize(
    ("content", "can_be_mapped"),
    [
        (b"Nothing works.\n", False),
        (b'{\n"tickets": [{"ref": 1}]}', False),
        (gzip.compress(STRANGE.encode(), mtime=0)[:-9], False),
        (gzip.compress(STRANGE.encode(), mtime=0), True),
        (b'[{"ref": 1, "when": "2026-03-01"}]', True),
    ],
)
def test_only_whole_files_with_columns_can_be_mapped(
    tmp_path: Path, content: bytes, can_be_mapped: bool
) -> None:
    path = tmp_path / "t"
    path.write_bytes(content)
    found = recognise_file(path)
    assert isinstance(found, RefusedFile)
    assert found.can_be_mapped is can_be_mapped


def test_a_mapping_is_imported_with_and_tells_the_times_zone(
    workspace: Workspace, strange: Path
) -> None:
    table, mapping = named(strange)
    assert mapping.date_format == "%d.%m.%Y %H:%M"
    trial = judge(table, mapping, find_format=False)
    assert (trial.accepted, trial.tried, trial.needs_zone) == (2, 2, True)
    (summary,) = import_files(workspace, [strange], mappings={strange: mapping})
    assert (summary.inserted, summary.rejected) == (2, 0)
    stored = {row.external_id: row for row in rows(workspace, TicketRow)}
    assert stored["A-1"].status == TicketStatus.OPEN
    assert stored["A-1"].created_at == datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


def test_what_a_database_cannot_find_is_told_before(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"id,status,created_at\n{'7' * 501},open,2026-03-01\n8,open,2026-03-01\n")
    table = open_table(path)
    trial = judge(table, table.mapping, find_format=True)
    assert (trial.accepted, list(trial.rejects)) == (1, [2])
    assert "more than 500 characters" in trial.rejects[2]


def test_a_kept_mapping_is_what_the_next_import_reads(workspace: Workspace, strange: Path) -> None:
    table, mapping = named(strange)
    assert table.beside.content is None
    assert "kept in" in keep_mapping(table.beside, mapping)
    following = strange.with_name("august.csv")
    following.write_text(STRANGE.replace("A-", "B-"))
    (summary,) = import_exports(workspace, [read_export(following)])
    assert (summary.inserted, summary.rejected) == (2, 0)
    again = open_table(following)
    assert again.mapping == mapping
    assert again.is_kept(mapping)
    assert not again.is_kept(mapping.without("subject"))


def test_rules_that_are_kept_already_stay(strange: Path) -> None:
    beside = strange.with_name(MAPPING_FILE)
    beside.write_text(RULES)
    beside.chmod(0o640)
    table, mapping = named(strange)
    assert not table.is_kept(mapping)
    keep_mapping(table.beside, mapping)
    assert set(RULES.splitlines()) < set(beside.read_text().splitlines())
    assert load_mapping(beside) == mapping
    assert mapping.tagging.tags_from == ("Produkt",)
    assert stat.S_IMODE(beside.stat().st_mode) == 0o640


def test_behind_a_link_its_target_changes(strange: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared.toml"
    shared.write_text(RULES)
    beside = strange.with_name(MAPPING_FILE)
    beside.symlink_to(shared)
    table, mapping = named(strange)
    assert "kept in" in keep_mapping(table.beside, mapping)
    assert beside.is_symlink()
    assert load_mapping(shared) == mapping


@pytest.mark.parametrize("before", [None, RULES])
def test_a_file_that_was_written_meanwhile_is_not_written_over(
    strange: Path, before: str | None
) -> None:
    beside = strange.with_name(MAPPING_FILE)
    if before is not None:
        beside.write_text(before)
    table, mapping = named(strange)
    beside.write_text("# somebody else's\n")
    assert "has changed since it was read" in keep_mapping(table.beside, mapping)
    assert beside.read_text() == "# somebody else's\n"


def test_a_file_that_cannot_be_written_is_told(
    strange: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> int:
        raise PermissionError(13, "Permission denied")

    table, mapping = named(strange)
    monkeypatch.setattr(os, "open", refuse)
    told = keep_mapping(table.beside, mapping)
    assert told.endswith(f"{MAPPING_FILE} cannot be written (permission denied)")
    assert "\n" not in told


def test_a_file_without_room_leaves_nothing_behind(
    strange: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *_error: object) -> None:
            pass

        def write(self, _content: bytes) -> None:
            raise OSError(28, "No space left on device")

    table, mapping = named(strange)
    monkeypatch.setattr("builtins.open", lambda *_arguments, **_values: Full())
    assert "no space left" in keep_mapping(table.beside, mapping)
    assert not table.beside.path.exists()


def test_a_mapping_that_cannot_be_read_says_so(strange: Path) -> None:
    strange.with_name(MAPPING_FILE).write_text("[columns")
    with pytest.raises(BadFileError, match="not valid TOML"):
        mapping_file_of(strange)
    with pytest.raises(BadFileError, match="not valid TOML"):
        open_table(strange)


def test_what_was_confirmed_for_another_file_comes_first(strange: Path, tmp_path: Path) -> None:
    _, mapping = named(strange)
    other = tmp_path / "other"
    other.mkdir()
    (other / MAPPING_FILE).write_text(RULES)
    (other / "t.csv").write_text(STRANGE)
    table = open_table(other / "t.csv", [mapping, ColumnMapping(columns={"id": "Gone"})])
    assert table.mapping.columns == mapping.columns
    assert table.mapping.values == mapping.values
    assert table.mapping.tagging.tags_from == ("Produkt",), "rules are those of the folder"


def test_an_export_of_a_known_system_can_be_mapped_too(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("email,name,roles\nada@acme.example,Ada,lead\n")
    found = recognise_file(path)
    assert isinstance(found, RecognisedFile)
    assert (found.can_be_mapped, found.asks_columns) == (True, False)
    assert open_table(path).is_known


def test_a_document_of_a_known_system_has_no_columns() -> None:
    document = Path(__file__).parents[1] / "fixtures" / "zendesk" / "tickets_list.json"
    found = recognise_file(document)
    assert isinstance(found, RecognisedFile)
    assert not found.can_be_mapped


def test_damaged_payloads_are_refused_or_judged_as_they_are_imported(tmp_path: Path) -> None:
    """Each with columns chosen by lot; what the trial tells is what the import does."""
    seeds, path = all_seeds(), tmp_path / "payload"
    agreed = 0
    for number in range(200):
        chance = random.Random(number)
        path.write_bytes(mutant_of(chance.choice(seeds), chance).data)
        try:
            table = open_table(path)
        except BadFileError:
            continue
        mapping = table.mapping
        for target in ("id", "status", "created_at", "message"):
            if table.first.names:
                mapping = mapping.with_column(target, chance.choice(table.first.names))
        trial = judge(table, mapping, find_format=True)
        if len(table.first.rows) > ROWS_TRIED or not table.first.names:
            continue
        try:
            with read_export(path, mapping=trial.mapping) as export:
                items = [storable_or_refused(*item) for item in export.items()]
        except BadFileError:
            assert trial.missing or trial.timeless, number
        else:
            rejects = {one.position: one.reason for one in items if isinstance(one, Reject)}
            assert trial.rejects == rejects, number
            agreed += 1
    assert agreed > 20
