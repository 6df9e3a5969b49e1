"""Small workspaces for tests: tickets in the shape of a real export, imported the real way."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import select

from radar_tui.db.tables import RuleRow, SourceRow
from radar_tui.ingest.registry import read_export
from radar_tui.services.importing import ImportSummary, import_exports
from radar_tui.services.scoring import WorkspaceScoring
from radar_tui.services.workspace import Workspace
from support.scorers import FakeScorer


def ticket(number: int, **values: Any) -> dict[str, Any]:
    """A ticket in the shape of Zendesk's account-wide export."""
    return {
        "id": number,
        "url": f"https://lumen.example/api/v2/tickets/{number}.json",
        "subject": f"Ticket {number}",
        "raw_subject": f"Ticket {number}",
        "via": {"channel": "web"},
        "brand_id": 3,
        "group_id": 4,
        "submitter_id": 7,
        "status": "open",
        "created_at": "2026-11-20T08:00:00Z",
        "updated_at": "2026-11-20T09:00:00Z",
        "requester_id": 7,
        "requester": {"id": 7, "name": "Wile", "email": "wile@acme.example", "role": "end-user"},
        "tags": ["payments"],
        "comments": [comment(1)],
    } | values


def comment(number: int, **values: Any) -> dict[str, Any]:
    """One comment of the requester (author 7), or of somebody else."""
    return {
        "id": number,
        "author_id": 7,
        "public": True,
        "created_at": "2026-11-20T08:00:00Z",
        "body": "The payment page fails.",
    } | values


def bring(workspace: Workspace, folder: Path, *tickets: dict[str, Any]) -> ImportSummary:
    """Import tickets."""
    lines = "".join(json.dumps(line) + "\n" for line in tickets)
    return bring_text(workspace, folder, "tickets.ndjson", lines)


def bring_text(workspace: Workspace, folder: Path, name: str, text: str) -> ImportSummary:
    """Import a file with the given content."""
    path = folder / name
    path.write_text(text)
    (summary,) = import_exports(workspace, [read_export(path)])
    return summary


def rows(workspace: Workspace, model: type[Any]) -> list[Any]:
    """All rows of a table."""
    with workspace.database.reading() as session:
        return list(session.exec(select(model)))


def reach_to(workspace: Workspace, moment: datetime) -> None:
    """Let the data of all sources reach to a moment, as after a later export without news."""
    with workspace.database.writing() as session:
        for source in session.exec(select(SourceRow)):
            source.data_as_of = moment


def score(
    workspace: Workspace, scorer: FakeScorer | None = None, *, limit: int | None = None
) -> None:
    """Score what is to be scored, at most so many texts."""
    scorer = scorer or FakeScorer()
    scoring = WorkspaceScoring(workspace, scorer, report=lambda _: None, cancelled=lambda: False)  # type: ignore[arg-type]
    scoring.run(limit=limit)


def bring_scored(
    workspace: Workspace, folder: Path, scorer: FakeScorer | None = None, **points: int
) -> ImportSummary:
    """Import tickets with one message each and score them (`t1=90`: number 1, 90 points)."""
    tickets = [
        ticket(int(name[1:]), comments=[comment(1, body=f"[{worth}] it broke, {name}")])
        for name, worth in points.items()
    ]
    summary = bring(workspace, folder, *tickets)
    reach_to(workspace, workspace.as_of)
    score(workspace, scorer)
    return summary


def only_rules(workspace: Workspace, *keys: str) -> None:
    """Switch off all rules but these: a small world that is not about the others stays quiet."""
    with workspace.database.writing() as session:
        for row in session.exec(select(RuleRow)):
            if row.key not in keys:
                row.definition = {**row.definition, "enabled": False}
                session.add(row)


TEMPLATE_RULES = ("ticket-spike", "connection-failures", "frustration-score", "repeat-issues")
