"""The order in which alerts want to be looked at."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from radar_tui.db.tables import ResponseRow, RuleRow
from radar_tui.services.alerting import evaluate
from radar_tui.services.alerts_panel import alerts_panel
from radar_tui.services.workspace import Workspace
from support.app_workspaces import rescore
from support.workspaces import bring, bring_text, comment, rows, ticket

HOUR = timedelta(hours=1)


@pytest.fixture
def firing(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Failures of a probe, and two tickets over review."""
    times = [workspace.as_of - timedelta(minutes=minute) for minute in range(15)]
    lines = [f"e{at:%M},connection-failure,probe,{at:%Y-%m-%dT%H:%M:%SZ}" for at in times]
    bring_text(workspace, tmp_path, "events.csv", "\n".join(["id,kind,source,at", *lines, ""]))
    said = {number: [comment(1, body=f"[{number}] broken")] for number in (90, 120)}
    bring(workspace, tmp_path, *(ticket(number, comments=one) for number, one in said.items()))
    rescore(workspace)
    return workspace


def order(workspace: Workspace) -> list[str]:
    """What is wrong, but for the export that has fallen silent."""
    alerts = alerts_panel(workspace).alerts
    return [entry.subject for entry in alerts if entry.kind != "source-silence"]


def answer(workspace: Workspace, subject: str, **values: datetime | None) -> None:
    """Change the response to the alert about something."""
    alert = next(one for one in alerts_panel(workspace).alerts if one.subject == subject)
    with workspace.database.writing() as session:
        found = update(ResponseRow).where(col(ResponseRow.alert_id) == alert.id)
        session.connection().execute(found.values(**values))


def make_failures_a_warning(workspace: Workspace) -> None:
    """As severe as frustration, so that something else decides."""
    (rule,) = (row for row in rows(workspace, RuleRow) if row.key == "connection-failures")
    with workspace.database.writing() as session:
        found = update(RuleRow).where(col(RuleRow.key) == rule.key)
        definition = {**rule.definition, "severity": "warning"}
        session.connection().execute(found.values(definition=definition))
    evaluate(workspace)


def test_of_alerts_as_severe_the_one_due_first_comes_first(firing: Workspace) -> None:
    make_failures_a_warning(firing)
    for subject, hours in (("probe", 96), ("#120", 4), ("#90", 2)):
        answer(firing, subject, due_at=firing.as_of + hours * HOUR)
    assert order(firing) == ["#90", "#120", "probe"]
    answer(firing, "probe", due_at=firing.as_of - HOUR)
    assert order(firing) == ["probe", "#90", "#120"]


def test_what_is_due_at_once_goes_from_the_widest_problem_to_the_highest_value(
    firing: Workspace,
) -> None:
    make_failures_a_warning(firing)
    for due_at in (firing.as_of, None):
        for subject in ("probe", "#120", "#90"):
            answer(firing, subject, due_at=due_at)
        assert order(firing) == ["probe", "#120", "#90"]


def test_what_is_finished_or_due_at_no_time_comes_after_what_is_due(firing: Workspace) -> None:
    answer(firing, "#120", due_at=firing.as_of - HOUR, done_at=firing.as_of)
    answer(firing, "#90", due_at=firing.as_of + 96 * HOUR)
    assert order(firing) == ["probe", "#90", "#120"]


def test_a_severer_alert_comes_first_whenever_it_is_due(firing: Workspace) -> None:
    answer(firing, "probe", due_at=firing.as_of + 96 * HOUR)
    assert order(firing)[0] == "probe"
