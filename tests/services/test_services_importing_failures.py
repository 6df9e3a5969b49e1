"""Imports that break off, refuse or are taken back, and what scores must follow."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import ImportRunRow, SourceRow, TicketRow, TicketStandingRow
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.registry import Export, read_export
from radar_tui.services import importing
from radar_tui.services.importing import import_exports, list_imports, undo_import
from radar_tui.services.leasing import HeldLease, held_lease
from radar_tui.services.rejects import KEPT_FOR, reject_folder, remove_expired
from radar_tui.services.workspace import Workspace
from support.workspaces import bring, bring_text, comment, rows, ticket


def revisions(workspace: Workspace) -> dict[str, int]:
    """Give the tickets' revisions by the source's id."""
    return {row.external_id: row.revision for row in rows(workspace, TicketRow)}


def stand(workspace: Workspace) -> None:
    """Give every ticket a standing that was computed from what it is now."""
    values: dict[str, Any] = {
        "revision": 1,
        "is_open": True,
        "trajectory": "steady",
        "why": "",
        "model": "m",
        "rubric": "r",
    }
    with workspace.database.writing() as session:
        for row in session.exec(select(TicketRow)).all():
            standing = TicketStandingRow(
                ticket_id=row.id or 0, ticket_revision=row.revision, **values
            )
            session.merge(standing)


def outdated(workspace: Workspace) -> set[str]:
    """Give the ids of the tickets whose standings must be computed anew."""
    current = {row.id: row for row in rows(workspace, TicketRow)}
    return {
        current[row.ticket_id].external_id
        for row in rows(workspace, TicketStandingRow)
        if row.ticket_revision != current[row.ticket_id].revision
    }


def of(email: str) -> dict[str, Any]:
    """Give a requester."""
    return {"id": 7, "name": "Wile", "email": email, "role": "end-user"}


def export(folder: Path, name: str, text: str) -> Export:
    """Open a file with the given content."""
    path = folder / name
    path.write_text(text)
    return read_export(path)


def test_every_change_of_a_ticket_or_its_thread_counts(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, ticket(1), ticket(2))
    assert revisions(workspace) == {"1": 1, "2": 1}
    bring(workspace, tmp_path, ticket(1, comments=[comment(1), comment(2)]), ticket(2))
    assert revisions(workspace) == {"1": 2, "2": 1}
    two = [ticket(1, comments=[comment(number)]) for number in (3, 4)]
    run = bring(workspace, tmp_path, *two, ticket(2, status="solved")).run
    assert revisions(workspace) == {"1": 4, "2": 2}, "each chunk of a run counts"
    stand(workspace)
    undo_import(workspace, run)
    assert revisions(workspace) == {"1": 5, "2": 3}, "no revision comes back"
    assert outdated(workspace) == {"1", "2"}


def test_tickets_that_an_account_claims_count_on(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(1))
    bring_text(workspace, tmp_path, "accounts.csv", "id,name,domains\na1,ACME,acme.example\n")
    assert revisions(workspace) == {"1": 2}


def test_other_tickets_of_the_requester_are_scored_anew(
    workspace: Workspace, tmp_path: Path
) -> None:
    others = [ticket(2), ticket(3, requester=of("ada@b.example"))]
    bring(workspace, tmp_path, ticket(1), *others)
    stand(workspace)
    run = bring(workspace, tmp_path, ticket(4)).run
    assert outdated(workspace) == {"1", "2"}
    stand(workspace)
    undo_import(workspace, run)
    assert outdated(workspace) == {"1", "2"}
    stand(workspace)
    bring(workspace, tmp_path, ticket(1, comments=[comment(1), comment(2)]))
    assert outdated(workspace) == {"1", "2"}
    stand(workspace)
    moved = ticket(1, requester=of("ada@b.example"))
    bring(workspace, tmp_path, moved)
    assert outdated(workspace) == {"1", "2", "3"}
    stand(workspace)
    bring(workspace, tmp_path, moved)
    assert outdated(workspace) == set()


def test_a_changed_vocabulary_has_everything_scored_anew(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, ticket(1), ticket(2, requester=of("ada@b.example")))
    stand(workspace)
    words = "kind,name,aliases\nroot-cause,bug,\n"
    run = bring_text(workspace, tmp_path, "vocabulary.csv", words).run
    assert outdated(workspace) == {"1", "2"}
    stand(workspace)
    bring_text(workspace, tmp_path, "vocabulary.csv", words)
    assert outdated(workspace) == set()
    undo_import(workspace, run + 1)
    undo_import(workspace, run)
    assert outdated(workspace) == {"1", "2"}


def test_nothing_is_taken_back_while_an_import_runs(workspace: Workspace, tmp_path: Path) -> None:
    run = bring(workspace, tmp_path, ticket(1)).run
    with held_lease(workspace.database, importing.LEASE) as lease:
        assert lease is not None
        with pytest.raises(WorkspaceError, match="an import is running; wait for it to end"):
            undo_import(workspace, run)
    undo_import(workspace, run)
    assert rows(workspace, TicketRow) == []


def test_an_import_whose_turn_has_passed_stops(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([True, False])
    monkeypatch.setattr(HeldLease, "renew", lambda _lease: next(answers))
    with pytest.raises(WorkspaceError, match="another import has begun"):
        bring(workspace, tmp_path, ticket(1))
    assert rows(workspace, TicketRow) == []
    assert [run.state for run in list_imports(workspace, limit=9)] == ["failed"]


def test_a_run_that_breaks_off_is_marked_and_can_be_taken_back(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_values: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(importing, "record_progress", broken)
        with pytest.raises(ZeroDivisionError):
            bring(workspace, tmp_path, ticket(1))
    (run,) = list_imports(workspace, limit=9)
    assert (run.state, run.file_name) == ("failed", "tickets.ndjson")
    undo_import(workspace, run.run)
    assert bring(workspace, tmp_path, ticket(1)).inserted == 1


def test_a_bad_file_takes_back_all_runs_of_the_command(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = export(tmp_path, "a.csv", "id,name,domains\na1,ACME,\na1,Again,\n")
    tickets = export(tmp_path, "t.ndjson", json.dumps(ticket(1)) + "\n")
    people = export(tmp_path, "p.csv", "email,name,roles\nada@radar.example,Ada,lead\n")

    def bad() -> None:
        raise BadFileError("p.csv: damaged")

    monkeypatch.setattr(people, "items", bad)
    with pytest.raises(BadFileError):
        import_exports(workspace, [accounts, tickets, people])
    for model in (ImportRunRow, SourceRow, TicketRow):
        assert rows(workspace, model) == []
    folder = reject_folder(workspace.database, workspace.data_folder)
    assert list(folder.iterdir()) == []


def test_keys_that_no_index_takes_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    long = "x" * 501
    summary = bring(
        workspace,
        tmp_path,
        ticket(1),
        ticket(2, tags=[long]),
        ticket(3, id=long),
        ticket(4, organization={"name": long}),
    )
    assert (summary.inserted, summary.rejected) == (1, 3)
    assert {reject.position for reject in summary.rejects} == {2, 3, 4}
    assert long not in str(summary.rejects)


def test_reject_reports_are_private_and_each_workspace_s_own(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = reject_folder(workspace.database, workspace.data_folder)
    if workspace.database.is_sqlite:
        assert folder == tmp_path / "radar.db.rejects"
    else:
        assert folder.parent == tmp_path
        assert folder.name.startswith("rejects-")
    outside = tmp_path / "outside"
    outside.write_text("precious")
    folder.mkdir(mode=0o700)
    (folder / "run-1.jsonl").symlink_to(outside)
    summary = bring_text(workspace, tmp_path, "a.csv", "id,name,domains\na1,ACME,\na1,Again,\n")
    assert summary.reject_report == str(folder / "run-1.jsonl")
    assert outside.read_text() == "precious"
    report = folder / "run-1.jsonl"
    assert not report.is_symlink()
    assert report.stat().st_mode & 0o777 == 0o600
    assert json.loads(report.read_text())["record"] == "a1"


def test_missing_folders_are_made_for_the_owner_alone(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / "one" / "two" / "radar.db.rejects"
    monkeypatch.setattr(importing, "reject_folder", lambda *_: deep)
    bring_text(workspace, tmp_path, "a.csv", "id,name,domains\na1,ACME,\na1,Again,\n")
    for folder in (deep, deep.parent, deep.parent.parent):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_report_that_cannot_be_written_is_one_clear_line(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = reject_folder(workspace.database, workspace.data_folder)
    folder.write_text("in the way")
    with pytest.raises(WorkspaceError, match="cannot write the reject report") as caught:
        bring_text(workspace, tmp_path, "a.csv", "id,name,domains\na1,ACME,\na1,Again,\n")
    assert str(folder) in str(caught.value)
    assert [run.state for run in list_imports(workspace, limit=9)] == ["failed"]


def test_old_reports_are_removed(workspace: Workspace, tmp_path: Path, as_of: datetime) -> None:
    summary = bring_text(workspace, tmp_path, "a.csv", "id,name,domains\na1,ACME,\na1,Again,\n")
    report = Path(summary.reject_report or "")
    written = (as_of - KEPT_FOR).timestamp()
    os.utime(report, (written, written))
    assert remove_expired(report.parent, as_of) == 0
    assert remove_expired(report.parent, as_of + timedelta(seconds=1)) == 1
    assert not report.exists()


def test_a_run_names_its_files_without_their_folders(workspace: Workspace, tmp_path: Path) -> None:
    lines = json.dumps(ticket(1)) + "\n"
    import_exports(workspace, [export(tmp_path, f"{name}.ndjson", lines) for name in "abc"])
    (run,) = list_imports(workspace, limit=9)
    assert run.file_name == "a.ndjson and 2 more"
