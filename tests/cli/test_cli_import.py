"""Importing on the command line: repeated, undone, and refused in one clear line."""

import json
import re
import sqlite3
from pathlib import Path

import pytest

from support.command import Command

FIXTURES = Path(__file__).parents[1] / "fixtures"
ZENDESK = FIXTURES / "zendesk" / "tickets_list.json"
ACCOUNTS = "id,name,arr,tier,segment\na-1,ACME,300000,5,Enterprise\na-2,Globex,40000,2,Mid\n"


def test_a_second_import_changes_nothing(radar: Command) -> None:
    first = radar("import", ZENDESK, "--json").json
    assert (first["read"], first["inserted"], first["rejected"]) == (100, 100, 0)
    second = radar("import", ZENDESK, "--json").json
    assert (second["inserted"], second["updated"], second["unchanged"]) == (0, 0, 100)


def test_comments_arrive_with_the_audits(radar: Command) -> None:
    radar("import", ZENDESK)
    audits = FIXTURES / "zendesk" / "ticket_audits.json"
    result = radar.any_status("import", audits, "--json")
    assert result.status in (0, 1)
    again = radar.any_status("import", audits, "--json").json
    assert (again["inserted"], again["updated"]) == (0, 0)


def test_a_run_is_listed_and_undone_as_a_whole(radar: Command, tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.csv"
    accounts.write_text(ACCOUNTS)
    radar("accounts", accounts)
    run = radar("import", ZENDESK, "--json").json["run"]
    assert "undo run" in radar("runs", "--undo", str(run - 1), status=2).err
    radar("runs", "--undo", str(run))
    states = {entry["run"]: entry["state"] for entry in radar("runs", "--json").json}
    assert states == {run: "undone", run - 1: "done"}
    assert radar("radar", "--json").json["open_tickets"] == 0
    assert len(radar("matrix", "--json").json["accounts"]) == 2
    assert radar("import", ZENDESK, "--json").json["inserted"] == 100


def test_an_update_is_undone_to_what_was_before(radar: Command, tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.csv"
    accounts.write_text(ACCOUNTS)
    radar("accounts", accounts)
    accounts.write_text(ACCOUNTS.replace("300000,5", "30000,2"))
    changed = radar("accounts", accounts, "--json").json
    assert (changed["updated"], changed["unchanged"]) == (1, 1)
    radar("runs", "--undo", str(changed["run"]))
    tiers = {
        entry["account"]: entry["arr_tier"]["value"]
        for entry in radar("matrix", "--json").json["accounts"]
    }
    assert tiers == {"ACME": 5, "Globex": 2}


def ticket_line(ticket: str, updated: str, **values: object) -> str:
    return json.dumps(
        {
            "id": ticket,
            "subject": "Export fails",
            "status": "open",
            "created_at": "2026-11-20T08:00:00Z",
            "updated_at": updated,
            "text": "It fails with an error.",
        }
        | values
    )


def test_an_older_version_never_overwrites_a_newer_one(radar: Command, tmp_path: Path) -> None:
    path = tmp_path / "tickets.jsonl"
    path.write_text(ticket_line("1", "2026-11-22T08:00:00Z", subject="Newer"))
    radar("import", path)
    path.write_text(ticket_line("1", "2026-11-21T08:00:00Z", subject="Older"))
    assert radar("import", path, "--json").json["unchanged"] == 1
    path.write_text(ticket_line("1", "2026-11-23T08:00:00Z", subject="Newest", status="deleted"))
    assert radar("import", path, "--json").json["deleted"] == 1
    assert radar("radar", "--json").json["open_tickets"] == 0


def test_a_bad_record_is_reported_and_the_rest_imported(radar: Command, tmp_path: Path) -> None:
    path = tmp_path / "tickets.jsonl"
    secret = "please-call-me-at-home"
    good, bad = ticket_line("1", "2026-11-22T08:00:00Z"), f'{{"id": 2, "subject": "{secret}"'
    path.write_text(f"{good}\n{bad}\n")
    result = radar("import", path, "--json", status=1)
    report = result.json
    assert (report["inserted"], report["rejected"]) == (1, 1)
    assert report["rejects"][0]["position"] == 2
    assert secret not in result.out + result.err
    kept = Path(report["reject_report"])
    assert secret in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600


BAD_FILES = {
    "missing": (None, "not found|no such|does not exist"),
    "image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64), "PNG|binary"),
    "truncated": (
        ZENDESK.read_bytes()[:60_000] if ZENDESK.exists() else b"{",
        "ends|truncated|JSON",
    ),
    "latin-1": ('{"tickets":[{"subject":"caf\xe9"}]}'.encode("latin-1"), "UTF-8"),
    "empty": (b"", "empty"),
    "prose": (b"Dear team,\nnothing works.\n", "expected|column"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_one_clear_line_and_nothing_is_written(
    radar_file: Command, tmp_path: Path, name: str
) -> None:
    content, words = BAD_FILES[name]
    path = tmp_path / f"{name}.json"
    if content is not None:
        path.write_bytes(content)
    error = radar_file("import", path, status=2).err
    assert len(error.splitlines()) == 1, error
    assert str(path) in error
    assert re.search(words, error, re.IGNORECASE), error
    if Path(radar_file.location).exists():
        assert radar_file("runs", "--json").json == []


def test_an_unknown_column_of_a_mapping_is_named(radar_file: Command, tmp_path: Path) -> None:
    tickets, mapping = tmp_path / "tickets.csv", tmp_path / "map.toml"
    tickets.write_text("Case,Title,Opened\n1,Export fails,2026-11-20T08:00:00Z\n")
    mapping.write_text('[columns]\nid = "Case"\nsubject = "Headline"\ncreated_at = "Opened"\n')
    error = radar_file("import", tickets, "--map", mapping, status=2).err
    assert len(error.splitlines()) == 1
    assert "Headline" in error
    assert "Title" in error


def test_a_newer_workspace_is_refused(radar_file: Command) -> None:
    radar_file("db", "upgrade")
    with sqlite3.connect(radar_file.location) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = Path(radar_file.location).read_bytes()
    error = radar_file("import", ZENDESK, status=2).err
    assert len(error.splitlines()) == 1
    assert "9999" in error
    assert Path(radar_file.location).read_bytes() == before


def test_rules_beside_the_exports_hold_for_all_of_them(radar: Command, tmp_path: Path) -> None:
    mapping = tmp_path / "radar-mapping.toml"
    mapping.write_text('[[tagging.rules]]\nwhen = { priority = "urgent" }\nroot-cause = "outage"\n')
    export = tmp_path / "t.jsonl"
    export.write_text(ticket_line("1", "2026-11-20T09:00:00Z", priority="urgent"))
    told = radar("import", mapping, export).err
    assert '"outage" is given to 1 ticket as root cause' in told
    assert radar("import", export, "--json").json["unchanged"] == 1
    assert "radar-mapping.toml: found" in radar("import", mapping, status=2).err
