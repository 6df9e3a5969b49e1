"""`radar spikes` without a file: the workspace's last weeks, and what late tickets changed."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from make_schemas import file_of

from radar_tui.cli.main import run
from support.area_tickets import VOCABULARY, weeks_ago
from support.command import Command

NOON = "2026-11-23T12:00:00+00:00"


def bring(radar: Command, folder: Path, tickets: list[dict[str, Any]], *options: str) -> None:
    path = folder / "tickets.ndjson"
    path.write_text("".join(json.dumps(one) + "\n" for one in tickets))
    radar("import", path, *options)


@pytest.fixture
def filled(radar_file: Command, tmp_path: Path, as_of: datetime) -> Command:
    """Thirty weeks with five tickets each; by noon twenty more come of the week before last."""
    vocabulary = tmp_path / "vocabulary.csv"
    vocabulary.write_text(VOCABULARY)
    radar_file("import", vocabulary)
    weeks = (weeks_ago(as_of, back, 5, first=back * 100) for back in range(1, 31))
    bring(radar_file, tmp_path, [one for week in weeks for one in week])
    bring(radar_file, tmp_path, weeks_ago(as_of, 2, 20, first=9000), "--as-of", NOON)
    return radar_file


def test_each_judgement_is_a_row_that_keeps_to_the_schema(filled: Command) -> None:
    rows = [json.loads(line) for line in filled("spikes", "--as-of", NOON).out.splitlines()]
    schema = json.loads(file_of("spikes").read_text())
    for row in rows:
        jsonschema.validate(row, schema)
    late = [row for row in rows if row["week"] == "2026-W46"]
    assert [(row["revision"], row["count"], row["spike"]) for row in late] == [
        (1, 5, False),
        (2, 25, True),
    ]
    assert late[0]["known_at"] < late[1]["known_at"]
    assert {row["series"] for row in rows} == {"payments"}
    assert len({row["week"] for row in rows}) == 6


def test_before_the_late_tickets_came_nothing_is_known_of_them(filled: Command) -> None:
    rows = [json.loads(line) for line in filled("spikes").out.splitlines()]
    assert [(row["revision"], row["spike"]) for row in rows] == [(1, False)] * 6


def test_on_a_terminal_the_table_says_what_a_week_was_at_first(
    filled: Command, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["spikes", "--db", filled.location, "--as-of", NOON]) == 0
    out = capsys.readouterr().out
    assert "1 spike in the last six whole weeks · 1 turned since" in out
    (line,) = [line for line in out.splitlines() if "2026-W46" in line]
    assert line.split()[:4] == ["payments", "2026-W46", "25", "5.0"]
    assert line.split()[-5:] == ["▲", "spike", "fires", "5,", "ok"]
    assert len(line) <= 80


def test_an_empty_workspace_says_what_to_do(
    radar_file: Command, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert radar_file("spikes").out == ""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(["spikes", "--db", radar_file.location]) == 0
    assert "import tickets" in capsys.readouterr().out
