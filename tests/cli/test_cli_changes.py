"""`radar changes`: a table to carry back, on standard output or in a file, and as JSON."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from make_schemas import file_of

from radar_tui.config import Config
from radar_tui.db.tables import TicketRow
from radar_tui.services.triage import set_owner
from radar_tui.services.workspace import open_workspace
from support.command import Command
from support.workspaces import rows, ticket

COLUMNS = (
    "source,ticket,url,changed,tags_added,tags_removed,owner,"
    "escalated_at,escalation_reason,changed_at,changed_by\n"
)


def give(radar: Command, tmp_path: Path, owner: str) -> None:
    """Import a ticket, and give it to somebody at eight o'clock."""
    path = tmp_path / "tickets.ndjson"
    path.write_text(json.dumps(ticket(1)) + "\n")
    radar("import", path)
    moment = datetime(2026, 11, 23, 8, tzinfo=UTC)
    config = Config(location=radar.location, data_folder=tmp_path, now=moment, actor="Dana")
    workspace = open_workspace(config)
    set_owner(workspace, [row.id for row in rows(workspace, TicketRow)], owner)
    workspace.close()


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_changes_are_csv_on_standard_output(radar: Command, tmp_path: Path) -> None:
    assert radar("changes").out == COLUMNS
    give(radar, tmp_path, "Ravi")
    result = radar("changes")
    assert result.out == COLUMNS + (
        "zendesk,1,https://lumen.example/agent/tickets/1,owner,,,Ravi,"
        ",,2026-11-23T08:00:00+00:00,Dana\n"
    )
    assert result.err == ("radar: 1 ticket changed; next time: --since 2026-11-23T09:00:00+00:00\n")


def test_json_keeps_to_the_published_schema(radar: Command, tmp_path: Path) -> None:
    give(radar, tmp_path, "Ravi")
    found = radar("changes", "--json", "--since", "2h").json
    jsonschema.validate(found, json.loads(file_of("changes").read_text()))
    assert found["since"] == "2026-11-23T07:00:00Z"
    (one,) = found["tickets"]
    assert (one["changed"], one["owner"], one["escalated_at"]) == (["owner"], "Ravi", None)


@pytest.mark.parametrize(
    ("since", "count"),
    [("90m", 1), ("30m", 0), ("2026-11-23T08:00", 1), ("2026-11-23T09:01+01:00", 0), ("1w", 1)],
)
def test_since_is_a_moment_or_how_long_ago(
    radar_file: Command, tmp_path: Path, since: str, count: int
) -> None:
    give(radar_file, tmp_path, "Ravi")
    assert len(table(radar_file("changes", "--since", since).out)) == count


@pytest.mark.parametrize("since", ["yesterday", "-8h", "2026-11-24", "9999-12-31", "0h0", ""])
def test_a_moment_that_is_none_is_one_line(radar_file: Command, since: str) -> None:
    error = radar_file("changes", f"--since={since}", status=2).err
    assert len(error.splitlines()) == 1
    assert "--since" in error


def test_a_file_is_for_the_lead_alone_and_holds_no_formula(
    radar_file: Command, tmp_path: Path
) -> None:
    give(radar_file, tmp_path, '=HYPERLINK("https://evil.example")')
    target = tmp_path / "changes.csv"
    result = radar_file("changes", "-o", target)
    assert result.out == ""
    assert f"written to {target}" in result.err
    assert target.stat().st_mode & 0o077 == 0
    (row,) = table(target.read_text())
    assert row["owner"] == '\'=HYPERLINK("https://evil.example")'
    assert "cannot write" in radar_file("changes", "-o", tmp_path / "no" / "x", status=2).err
