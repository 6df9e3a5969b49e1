"""Picked files: recognised before they are imported, in the right order, stoppable."""

import gzip
import json
import os
from pathlib import Path

import pytest

from radar_tui.db.tables import ImportRunRow, PersonRow, SourceRow, TicketRow
from radar_tui.ingest.errors import BadFileError
from radar_tui.services import import_chunks
from radar_tui.services.import_files import (
    FilesProgress,
    ImportStoppedError,
    RecognisedFile,
    RefusedFile,
    import_files,
    recognise_file,
    summary_counts,
)
from radar_tui.services.workspace import Workspace
from support.workspaces import rows, ticket

ZENDESK = Path(__file__).parents[1] / "fixtures" / "zendesk" / "tickets_list.json"
PEOPLE = "email,name,roles\nada@radar.example,Ada,lead\n"


def tickets(folder: Path, name: str, *numbers: int) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(ticket(number)) + "\n" for number in numbers))
    return path


def people(folder: Path) -> Path:
    path = folder / "people.csv"
    path.write_text(PEOPLE)
    return path


def test_a_file_is_recognised_by_its_content(tmp_path: Path) -> None:
    found = recognise_file(ZENDESK)
    assert isinstance(found, RecognisedFile)
    assert (found.title, found.kind) == ("Zendesk JSON", "tickets")
    assert found.size == ZENDESK.stat().st_size
    packed = tmp_path / "people.csv.gz"
    packed.write_bytes(gzip.compress(PEOPLE.encode()))
    found = recognise_file(packed)
    assert isinstance(found, RecognisedFile)
    assert (found.title, found.kind) == ("table of people", "people")
    assert found.size == packed.stat().st_size


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "found a PNG image, expected text"),
        (b"", "found an empty file, expected"),
        (b"Nothing works.\n", "found plain text, expected"),
        (b"colour,size\nred,1\n", "found no column for id"),
        (gzip.compress(PEOPLE.encode(), mtime=0)[:-9], "damaged or cut off"),
    ],
)
def test_a_bad_file_says_what_was_expected(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(content)
    found = recognise_file(path)
    assert isinstance(found, RefusedFile)
    assert words in found.reason
    assert str(tmp_path) not in found.reason
    assert "\n" not in found.reason


def test_nothing_but_files_is_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "missing", tmp_path / "a\x00b"):
        assert isinstance(recognise_file(path), RefusedFile)


def test_a_file_named_like_standard_input_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-").write_text(PEOPLE)
    assert isinstance(recognise_file(Path("-")), RecognisedFile)


def test_kinds_go_in_before_what_refers_to_them(workspace: Workspace, tmp_path: Path) -> None:
    picked = [tickets(tmp_path, "t.ndjson", 1), people(tmp_path)]
    assert [summary.kind for summary in import_files(workspace, picked)] == ["people", "tickets"]


def test_progress_adds_up_over_all_files(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_chunks, "CHUNK_RECORDS", 2)
    told: list[FilesProgress] = []
    picked = [
        tickets(tmp_path, "a.ndjson", 1, 2, 3),
        tickets(tmp_path, "b.ndjson", 4, 5),
        people(tmp_path),
    ]
    import_files(workspace, picked, report=told.append)
    assert [(one.file, one.number, one.records) for one in told] == [
        ("people.csv", 1, 1),
        ("a.ndjson", 2, 3),
        ("a.ndjson", 2, 4),
        ("b.ndjson", 3, 6),
    ]
    fractions = [one.fraction for one in told]
    assert fractions == sorted(fractions)
    assert fractions[0] > 0
    assert fractions[-1] == 1.0
    assert {one.files for one in told} == {3}


def test_a_stopped_import_leaves_nothing(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_chunks, "CHUNK_RECORDS", 1)
    told: list[FilesProgress] = []
    picked = [people(tmp_path), tickets(tmp_path, "t.ndjson", 1, 2, 3)]
    with pytest.raises(ImportStoppedError, match="nothing of it is kept"):
        import_files(workspace, picked, report=told.append, stopped=lambda: len(told) == 2)
    assert len(told) == 2
    for model in (ImportRunRow, PersonRow, SourceRow, TicketRow):
        assert rows(workspace, model) == []
    assert len(import_files(workspace, picked)) == 2


def test_a_bad_file_among_good_ones_takes_all_back(workspace: Workspace, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"tickets": [')
    with pytest.raises(BadFileError):
        import_files(workspace, [people(tmp_path), bad])
    assert rows(workspace, ImportRunRow) == []


def test_counts_are_told_where_there_are_any(workspace: Workspace, tmp_path: Path) -> None:
    (first,) = import_files(workspace, [tickets(tmp_path, "t.ndjson", 1, 2)])
    assert summary_counts(first) == "2 read, 2 inserted"
