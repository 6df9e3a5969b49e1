"""Acting on alerts: on their own, and as one matter with the ticket that they are about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.tables import (
    AlertRow,
    ChangeSetEntryRow,
    ChangeSetRow,
    InterventionRow,
    ResponseRow,
    TicketRow,
)
from radar_tui.services.acting import ActResult
from radar_tui.services.alert_responses import (
    acknowledge_alerts,
    finish_alerts,
    give_alerts,
    plan_alerts,
    snooze_alerts,
)
from radar_tui.services.alerting import evaluate
from radar_tui.services.scoring import WorkspaceScoring
from radar_tui.services.triage import acknowledge, mark_done, set_next_action, set_owner, snooze
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.workspace import Workspace
from support.scorers import FakeScorer
from support.workspaces import TEMPLATE_RULES, bring, bring_text, comment, only_rules, rows, ticket

TOMORROW = timedelta(days=1)
Act = Callable[[Workspace, list[int]], ActResult]

ON_ALERTS: dict[str, Act] = {
    "acknowledge": acknowledge_alerts,
    "snooze": lambda work, ids: snooze_alerts(work, ids, work.as_of + TOMORROW),
    "owner": lambda work, ids: give_alerts(work, ids, "Ravi"),
    "next-action": lambda work, ids: plan_alerts(work, ids, "call the vendor"),
    "done": lambda work, ids: finish_alerts(work, ids, "certificate renewed"),
}
ON_TICKETS: dict[str, Act] = {
    "acknowledge": acknowledge,
    "snooze": lambda work, ids: snooze(work, ids, work.as_of + TOMORROW),
    "owner": lambda work, ids: set_owner(work, ids, "Ravi"),
    "next-action": lambda work, ids: set_next_action(work, ids, "call the vendor"),
    "done": lambda work, ids: mark_done(work, ids, "certificate renewed"),
}
every_action = pytest.mark.parametrize("name", ON_ALERTS)


@pytest.fixture(autouse=True)
def template_rules(workspace: Workspace) -> None:
    """These tests count alerts: only the template's own rules raise any."""
    only_rules(workspace, *TEMPLATE_RULES)


def bring_failures(workspace: Workspace, folder: Path) -> None:
    """More connection failures within the last hour than the rule lets pass."""
    times = (workspace.as_of - timedelta(minutes=number) for number in range(1, 15))
    lines = [f"e{at:%M},connection-failure,probe,{at:%Y-%m-%dT%H:%M:%SZ}" for at in times]
    bring_text(workspace, folder, "events.csv", "\n".join(["id,kind,source,at", *lines, ""]))


def bring_more_failures(workspace: Workspace, folder: Path) -> None:
    """Ten more of them, within the last quarter of an hour."""
    times = (workspace.as_of - timedelta(seconds=90 * number) for number in range(10))
    lines = [f"f{at:%M%S},connection-failure,probe,{at:%Y-%m-%dT%H:%M:%SZ}" for at in times]
    bring_text(workspace, folder, "more.csv", "\n".join(["id,kind,source,at", *lines, ""]))


def bring_angry(workspace: Workspace, folder: Path, *numbers: int) -> None:
    """Tickets over the review threshold."""
    brought = [ticket(one, comments=[comment(1, body=f"[90] broken {one}")]) for one in numbers]
    bring(workspace, folder, *brought)
    WorkspaceScoring(
        workspace,
        FakeScorer(),  # type: ignore[arg-type]
        report=lambda _: None,
        cancelled=lambda: False,
    ).run()


@pytest.fixture
def failing(workspace: Workspace, tmp_path: Path) -> int:
    """The one alert: connection failures."""
    bring_failures(workspace, tmp_path)
    evaluate(workspace)
    (alert,) = rows(workspace, AlertRow)
    assert alert.state == "firing"
    return int(alert.id)


@pytest.fixture
def angry(workspace: Workspace, tmp_path: Path) -> int:
    """The one alert: ticket 1 is over the review threshold."""
    bring_angry(workspace, tmp_path, 1)
    evaluate(workspace)
    (alert,) = rows(workspace, AlertRow)
    return int(alert.id)


def response(workspace: Workspace) -> ResponseRow:
    (row,) = rows(workspace, ResponseRow)
    assert isinstance(row, ResponseRow)
    return row


def content(workspace: Workspace) -> list[dict[str, object]]:
    """All that was written about alerts and tickets, without the counts of revisions."""
    found = [*rows(workspace, ResponseRow), *rows(workspace, InterventionRow)]
    return sorted((row.model_dump(mode="json", exclude={"rev"}) for row in found), key=repr)


@every_action
def test_an_action_is_one_change_set_undone_and_redone(
    workspace: Workspace, failing: int, name: str
) -> None:
    untouched = content(workspace)
    result = ON_ALERTS[name](workspace, [failing])
    acted = content(workspace)
    assert result.changed
    assert "probe: Connection failures" in result.label
    (header,) = rows(workspace, ChangeSetRow)
    assert (header.actor, header.action, header.label) == ("Dana", name, result.label)
    assert acted != untouched
    assert rows(workspace, InterventionRow) == []
    assert undo_action(workspace) == result.label
    assert content(workspace) == untouched
    redo_action(workspace)
    assert content(workspace) == acted


@every_action
def test_nothing_is_recorded_where_nothing_changes(
    workspace: Workspace, failing: int, name: str
) -> None:
    ON_ALERTS[name](workspace, [failing])
    later = replace(workspace, as_of=workspace.as_of + timedelta(hours=1))
    if name == "snooze":
        again = snooze_alerts(later, [failing], workspace.as_of + TOMORROW)
    else:
        again = ON_ALERTS[name](later, [failing])
    assert again == ActResult("nothing to change on probe: Connection failures", changed=False)
    assert len(rows(workspace, ChangeSetRow)) == 1


@every_action
def test_acting_on_a_ticket_s_alert_is_acting_on_the_ticket(
    workspace: Workspace, angry: int, name: str
) -> None:
    (one,) = rows(workspace, TicketRow)
    on_ticket = ON_TICKETS[name](workspace, [one.id])
    by_ticket = content(workspace)
    undo_action(workspace)
    on_alert = ON_ALERTS[name](workspace, [angry])
    assert on_alert == on_ticket
    assert content(workspace) == by_ticket
    if name == "next-action":
        # The ticket holds what is done; the alert keeps what its rule calls for.
        assert response(workspace).action == "Manager review and intervene within 2 hrs"
    else:
        tables = {row.table_name for row in rows(workspace, ChangeSetEntryRow)}
        assert tables == {"intervention", "response"}


def test_acknowledging_names_who_took_it_and_ends_a_snooze(
    workspace: Workspace, failing: int
) -> None:
    assert response(workspace).owner == "On-call lead"
    snooze_alerts(workspace, [failing], workspace.as_of + TOMORROW)
    assert acknowledge_alerts(workspace, [failing]).label == "took probe: Connection failures"
    row = response(workspace)
    assert (row.owner, row.acknowledged_by, row.acknowledged_at) == (
        "Dana",
        "Dana",
        workspace.as_of,
    )
    assert row.snoozed_until is None


def test_acknowledging_leaves_the_person_whose_it_is(workspace: Workspace, failing: int) -> None:
    give_alerts(workspace, [failing], "Ravi")
    label = acknowledge_alerts(workspace, [failing]).label
    assert label == "acknowledged probe: Connection failures"
    assert (response(workspace).owner, response(workspace).acknowledged_by) == ("Ravi", "Dana")


@pytest.mark.parametrize("blank", [None, "", " \n"])
def test_a_blank_goes_back_to_what_the_rule_says(
    workspace: Workspace, failing: int, blank: str | None
) -> None:
    before = content(workspace)
    give_alerts(workspace, [failing], "Ravi")
    plan_alerts(workspace, [failing], "call\n\x1b[31mthem\u202e")
    assert response(workspace).action == "call them"
    give_alerts(workspace, [failing], blank)
    plan_alerts(workspace, [failing], blank)
    assert content(workspace) == before


def test_done_keeps_who_acknowledged_and_stores_the_outcome(
    workspace: Workspace, failing: int
) -> None:
    acknowledge_alerts(replace(workspace, actor="Ravi"), [failing])
    later = replace(workspace, as_of=workspace.as_of + timedelta(hours=1))
    finish_alerts(later, [failing], " renewed\n")
    row = response(workspace)
    assert (row.acknowledged_by, row.acknowledged_at) == ("Ravi", workspace.as_of)
    assert (row.done_at, row.outcome) == (later.as_of, "renewed")


def test_alerts_of_both_kinds_are_one_action(workspace: Workspace, tmp_path: Path) -> None:
    bring_failures(workspace, tmp_path)
    bring_angry(workspace, tmp_path, 1, 2)
    evaluate(workspace)
    untouched = content(workspace)
    ids = [row.id for row in rows(workspace, AlertRow)]
    assert acknowledge_alerts(workspace, ids).label == "took 2 tickets and 1 alert"
    assert len(rows(workspace, ChangeSetRow)) == 1
    assert {row.acknowledged_by for row in rows(workspace, ResponseRow)} == {"Dana"}
    undo_action(workspace)
    assert content(workspace) == untouched


def test_undo_is_refused_where_somebody_went_on(workspace: Workspace, failing: int) -> None:
    acknowledge_alerts(workspace, [failing])
    finish_alerts(replace(workspace, actor="Ravi"), [failing], None)
    with pytest.raises(MovedOnError, match="Ravi changed this"):
        undo_action(workspace)


def test_the_alert_of_a_ticket_that_is_gone_is_answered_alone(
    workspace: Workspace, angry: int
) -> None:
    with workspace.database.writing() as session:
        session.connection().execute(update(TicketRow).values(external_id="another"))
    assert acknowledge_alerts(workspace, [angry]).label == "took #1: Frustration score"
    assert rows(workspace, InterventionRow) == []


def test_what_cannot_be_answered_is_said_in_a_line(workspace: Workspace, failing: int) -> None:
    with pytest.raises(WorkspaceError, match="no alert is chosen"):
        acknowledge_alerts(workspace, [])
    with pytest.raises(WorkspaceError, match="not there any more"):
        acknowledge_alerts(workspace, [failing, failing + 1])
    with pytest.raises(WorkspaceError, match="has passed"):
        snooze_alerts(workspace, [failing], workspace.as_of)
    with workspace.database.writing() as session:
        session.connection().execute(delete(ResponseRow))
    with pytest.raises(WorkspaceError, match="has not fired yet"):
        acknowledge_alerts(workspace, [failing])
    assert rows(workspace, ChangeSetRow) == []


def test_taking_an_alert_again_after_its_time_is_over_begins_it_anew(
    workspace: Workspace, failing: int
) -> None:
    acknowledge_alerts(workspace, [failing])
    later = replace(workspace, as_of=workspace.as_of + timedelta(hours=24), actor="Ravi")
    assert acknowledge_alerts(later, [failing]).changed
    row = response(workspace)
    assert (row.acknowledged_at, row.acknowledged_by) == (later.as_of, "Ravi")
    assert (row.triaged_at, row.owner) == (workspace.as_of, "Dana"), "it was first taken then"
    undo_action(later)
    assert response(workspace).acknowledged_at == workspace.as_of


def test_a_snooze_keeps_when_and_at_what_it_was_put_aside(
    workspace: Workspace, failing: int
) -> None:
    snooze_alerts(workspace, [failing], workspace.as_of + TOMORROW)
    row = response(workspace)
    assert (row.snoozed_at, row.snoozed_value) == (workspace.as_of, 14)
    acknowledge_alerts(workspace, [failing])
    row = response(workspace)
    assert (row.snoozed_until, row.snoozed_at, row.snoozed_value) == (None, None, None)


def test_a_ticket_is_put_aside_with_its_score(workspace: Workspace, angry: int) -> None:
    snooze_alerts(workspace, [angry], workspace.as_of + TOMORROW)
    (row,) = rows(workspace, InterventionRow)
    assert (row.snoozed_at, row.snoozed_score) == (workspace.as_of, 90)
    acknowledge_alerts(workspace, [angry])
    (row,) = rows(workspace, InterventionRow)
    assert (row.snoozed_until, row.snoozed_at, row.snoozed_score) == (None, None, None)


def test_what_woke_early_can_be_put_aside_until_the_same_moment(
    workspace: Workspace, failing: int, tmp_path: Path
) -> None:
    until = workspace.as_of + TOMORROW
    snooze_alerts(workspace, [failing], until)
    bring_more_failures(workspace, tmp_path)
    later = replace(workspace, as_of=workspace.as_of + timedelta(minutes=1))
    evaluate(later)
    assert snooze_alerts(later, [failing], until).changed
    assert response(workspace).snoozed_value > 14
    assert not snooze_alerts(later, [failing], until).changed
