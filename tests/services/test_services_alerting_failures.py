"""A rule that fails: its open alerts say so, the other rules go on, and no text gets out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from radar_tui.db.tables import AlertRow, AlertTransitionRow, SpikeDecisionRow
from radar_tui.services.alerting import Evaluation, RuleEvaluator
from radar_tui.services.rule_facts import StoredFacts
from radar_tui.services.scoring import WorkspaceScoring
from radar_tui.services.workspace import Workspace
from support.area_tickets import VOCABULARY, weeks_ago
from support.scorers import FakeScorer
from support.workspaces import bring, bring_text, comment, rows, ticket

SECRET = "Our password is hunter2, said the customer"


def bad_day(workspace: Workspace, folder: Path) -> None:
    """One ticket over review that speaks of leaving, from a source that has fallen silent."""
    bring(workspace, folder, ticket(1, comments=[comment(1, body="[150] we will cancel")]))
    WorkspaceScoring(
        workspace,
        FakeScorer(),  # type: ignore[arg-type]
        report=lambda _: None,
        cancelled=lambda: False,
    ).run()


def states(workspace: Workspace) -> dict[str, str]:
    return {row.rule_key: row.state for row in rows(workspace, AlertRow)}


def evaluate_at(evaluator: RuleEvaluator, workspace: Workspace, hours: int) -> Evaluation:
    later = replace(workspace, as_of=workspace.as_of + timedelta(hours=hours))
    evaluation = evaluator.evaluate(later)
    assert evaluation is not None
    return evaluation


def python_fails(_facts: object) -> None:
    raise ValueError(SECRET)


def database_fails(facts: StoredFacts) -> None:
    facts._session.connection().execute(text("SELECT 'hunter2' FROM there_is_no_such_table"))


@pytest.mark.parametrize("fail", [python_fails, database_fails])
def test_open_alerts_of_a_failing_rule_are_in_error_and_the_others_go_on(
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fail: Callable[[StoredFacts], None],
) -> None:
    bad_day(workspace, tmp_path)
    evaluator = RuleEvaluator()
    evaluate_at(evaluator, workspace, 0)
    before = states(workspace)
    assert before == {
        "churn-language": "firing",
        "frustration-score": "firing",
        "source-silence": "firing",
    }
    with monkeypatch.context() as patch:
        patch.setattr(StoredFacts, "churn_language", fail)
        evaluation = evaluate_at(evaluator, workspace, 1)
        assert states(workspace) == before | {"churn-language": "error"}
        assert [failure.rule_key for failure in evaluation.failures] == ["churn-language"]
        assert not evaluate_at(evaluator, workspace, 2).failures, "it is told once"
    steps = rows(workspace, AlertTransitionRow)
    (step,) = (one for one in steps if one.to_state == "error")
    assert step.cause == "failed"
    assert step.reason.startswith("the rule could not be evaluated (")
    assert "hunter2" not in str([vars(one) for one in steps])
    evaluate_at(evaluator, workspace, 3)
    assert states(workspace) == before, "the same occurrence goes on"
    assert {row.occurrence for row in rows(workspace, AlertRow)} == {1}


def test_a_rule_without_open_alerts_fails_alone(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad_day(workspace, tmp_path)
    monkeypatch.setattr(StoredFacts, "weekly_counts", python_fails)
    evaluation = evaluate_at(RuleEvaluator(), workspace, 0)
    assert evaluation.fired == 3
    assert [failure.rule_key for failure in evaluation.failures] == ["ticket-spike"]


@pytest.mark.parametrize("fail", [python_fails, database_fails])
def test_past_weeks_that_cannot_be_judged_end_nothing_else_and_are_judged_later(
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fail: Callable[..., None],
) -> None:
    bring_text(workspace, tmp_path, "tags.csv", VOCABULARY)
    bad_day(workspace, tmp_path)
    for weeks in range(1, 9):
        bring(workspace, tmp_path, *weeks_ago(workspace.as_of, weeks, 5, first=weeks * 100))
    evaluator = RuleEvaluator()

    def fail_with(session: Session, *_: object) -> None:
        fail(StoredFacts(session, workspace.as_of, "UTC"))

    with monkeypatch.context() as patch:
        patch.setattr("radar_tui.services.late_data._revisions", fail_with)
        evaluation = evaluate_at(evaluator, workspace, 0)
        assert evaluation.fired == len(states(workspace)) > 0
        assert [failure.rule_key for failure in evaluation.failures] == ["ticket-spike"]
        assert not evaluate_at(evaluator, workspace, 1).failures, "it is told once"
    assert rows(workspace, SpikeDecisionRow) == []
    evaluate_at(evaluator, workspace, 2)
    assert len(rows(workspace, SpikeDecisionRow)) == 6


def test_what_fails_while_storing_leaves_nothing_half_written(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad_day(workspace, tmp_path)
    evaluator = RuleEvaluator()
    with monkeypatch.context() as patch:
        patch.setattr("radar_tui.services.alerting.mark_evaluated", python_fails)
        with pytest.raises(TypeError):
            evaluate_at(evaluator, workspace, 0)
    assert rows(workspace, AlertRow) == []
    assert evaluate_at(evaluator, workspace, 0).fired == 3
