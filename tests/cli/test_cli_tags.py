"""`radar tags`: hygiene, suggestions and patterns, as people and scripts meet them."""

import json
from pathlib import Path

import jsonschema
from make_schemas import file_of

from support.command import Command
from support.workspaces import ticket

VOCABULARY = "kind,name,label,aliases\nfeature-area,payments,Payments,\nroot-cause,dns,DNS,\n"


def keeps_to_schema(command: str, value: object) -> None:
    jsonschema.validate(value, json.loads(file_of(command).read_text()))


def bring(radar: Command, folder: Path) -> None:
    """Two tickets closed in 2026-W47, one of them without a tag, and a vocabulary."""
    (folder / "vocabulary.csv").write_text(VOCABULARY)
    at = "2026-11-19T08:00:00Z"
    closed = {"status": "solved", "updated_at": at, "metric_set": {"solved_at": at}}
    lines = [
        ticket(1, created_at="2026-11-18T08:00:00Z", **closed),
        ticket(2, created_at="2026-11-18T08:00:00Z", tags=[], **closed),
    ]
    (folder / "tickets.ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines))
    radar("vocabulary", folder / "vocabulary.csv")
    radar("import", folder / "tickets.ndjson")


def test_hygiene_is_a_line_a_week(radar: Command, tmp_path: Path) -> None:
    bring(radar, tmp_path)
    out = radar("tags", "hygiene", "--weeks", "2").out
    running, last = (line for line in out.splitlines() if line.startswith("2026-W"))
    assert running.split()[:4] == ["2026-W48", "so", "far", "0"]
    assert last.split()[:5] == ["2026-W47", "2", "50%", "(1", "of"]
    assert "Not scored, so that nobody knows whether they are repeats: 2." in out
    assert "Time unknown: " in out


def test_hygiene_as_json_keeps_to_its_schema(radar: Command, tmp_path: Path) -> None:
    bring(radar, tmp_path)
    report = radar("tags", "hygiene", "--json").json
    keeps_to_schema("tags hygiene", report)
    assert [week["week"] for week in report["weeks"]][:2] == ["2026-W48", "2026-W47"]
    assert report["weeks"][1]["hygiene"]["feature_area"] == {"part": 1, "whole": 2}
    assert report["weeks"][1]["hygiene"]["escalation_reason"] is None


def test_hygiene_of_an_empty_workspace_says_what_to_do(radar_file: Command) -> None:
    out = radar_file("tags", "hygiene").out
    assert "The vocabulary is empty. Import one with: radar vocabulary PATH" in out


def test_suggestions_of_a_young_workspace_say_what_is_missing(
    radar: Command, tmp_path: Path
) -> None:
    bring(radar, tmp_path)
    out = radar("tags", "suggest", "1").out
    assert "Feature area of zendesk/1, has payments · learned from 0 tagged tickets" in out
    assert "0 tickets with a feature area to learn from; 100 are needed" in " ".join(out.split())
    found = radar("tags", "suggest", "zendesk/1", "--json").json
    keeps_to_schema("tags suggest", found)
    assert [kind["kind"] for kind in found["kinds"]] == ["feature-area", "root-cause"]


def test_a_ticket_that_is_not_there_is_one_line(radar: Command) -> None:
    failed = radar("tags", "suggest", "404", status=2)
    assert failed.err.count("\n") == 1
    assert "no ticket '404'" in failed.err


def test_tickets_are_tagged_in_ones_name_and_that_is_undone(radar: Command, tmp_path: Path) -> None:
    bring(radar, tmp_path)
    assert radar("tags", "add", "payments", "1", "2").out == "tagged #2 with payments\n"
    assert "nothing to do" in radar("tags", "add", "payments", "2").out
    assert radar("tags", "hygiene", "--json").json["weeks"][1]["hygiene"]["feature_area"] == {
        "part": 2,
        "whole": 2,
    }
    radar("undo")
    assert radar("tags", "hygiene", "--json").json["weeks"][1]["hygiene"]["feature_area"] == {
        "part": 1,
        "whole": 2,
    }
    failed = radar("tags", "add", "paymens", "2", status=2)
    assert "close ones are payments" in failed.err


def test_without_patterns_it_says_so(radar_file: Command) -> None:
    assert "No open tickets that came within a week say nearly the same." in " ".join(
        radar_file("tags", "patterns").out.split()
    )
    assert radar_file("tags", "patterns", "--json").json == []
