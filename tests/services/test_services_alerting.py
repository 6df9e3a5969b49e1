"""Evaluating the frustration rule while tickets wait for their scores."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete

from radar_tui.db.tables import AlertRow, AlertTransitionRow, TicketStandingRow
from radar_tui.services.alerting import evaluate
from radar_tui.services.scoring import WorkspaceScoring
from radar_tui.services.workspace import Workspace
from support.scorers import FakeScorer
from support.workspaces import bring, comment, rows, ticket

RULE = "frustration-score"


def score(workspace: Workspace) -> None:
    WorkspaceScoring(
        workspace,
        FakeScorer(),  # type: ignore[arg-type]
        report=lambda _: None,
        cancelled=lambda: False,
    ).run()


def evaluate_after(workspace: Workspace, hours: int) -> None:
    evaluate(replace(workspace, as_of=workspace.as_of + timedelta(hours=hours)))


def states(workspace: Workspace) -> list[str]:
    return [row.state for row in rows(workspace, AlertRow) if row.rule_key == RULE]


def angry(number: int = 1, **values: object) -> dict[str, object]:
    return ticket(number, comments=[comment(number, body=f"[150] furious {number}")], **values)


def forget_standings(workspace: Workspace) -> None:
    with workspace.database.writing() as session:
        session.connection().execute(delete(TicketStandingRow))


def test_an_alert_waits_while_its_open_ticket_has_no_score(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, angry())
    score(workspace)
    evaluate(workspace)
    assert states(workspace) == ["firing"]
    forget_standings(workspace)
    evaluate_after(workspace, 1)
    assert states(workspace) == ["no-data"]
    (*_, step) = sorted(rows(workspace, AlertTransitionRow), key=lambda row: row.step)
    assert (step.cause, step.reason) == ("unjudged", "not scored yet")
    score(workspace)
    evaluate_after(workspace, 2)
    assert states(workspace) == ["firing"], "the same occurrence, not a new one"


def test_an_alert_outlasts_a_rescore(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, angry())
    score(workspace)
    evaluate(workspace)
    steps = len(rows(workspace, AlertTransitionRow))
    scoring = WorkspaceScoring(
        workspace,
        FakeScorer(),  # type: ignore[arg-type]
        report=lambda _: evaluate_after(workspace, 1),
        cancelled=lambda: False,
    )
    scoring.run(rescore=True)
    evaluate_after(workspace, 2)
    assert states(workspace) == ["firing"]
    assert len(rows(workspace, AlertTransitionRow)) == steps


def test_the_alert_of_a_solved_ticket_resolves_with_or_without_a_standing(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, angry())
    score(workspace)
    evaluate(workspace)
    bring(workspace, tmp_path, angry(status="solved", updated_at="2026-11-21T09:00:00Z"))
    forget_standings(workspace)
    evaluate_after(workspace, 1)
    assert states(workspace) == ["resolved"]


def test_a_ticket_without_a_score_or_an_alert_is_not_observed(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, angry(1))
    score(workspace)
    evaluate(workspace)
    bring(workspace, tmp_path, angry(2))
    evaluate_after(workspace, 1)
    assert states(workspace) == ["firing"]
