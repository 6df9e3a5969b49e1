"""What is due in a small workspace: alerts that fired, snoozes that ended, the rollout."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.tables import AlertRow, TicketRow
from radar_tui.services.alerting import evaluate
from radar_tui.services.due_list import WOKE_WITHIN, DueKind, DueList, due_list
from radar_tui.services.notes import write_note
from radar_tui.services.rollout import RolloutChange, change_rollout, rollout_plan
from radar_tui.services.triage import (
    Verdict,
    acknowledge,
    disagree,
    mark_done,
    set_next_action,
    set_owner,
    snooze,
    tag,
)
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace
from support.app_workspaces import rescore, score
from support.workspaces import TEMPLATE_RULES, bring, bring_text, comment, only_rules, rows, ticket

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DAY = 24 * HOUR


@pytest.fixture(autouse=True)
def template_rules(workspace: Workspace) -> None:
    """These tests count alerts: only the template's own rules raise any."""
    only_rules(workspace, *TEMPLATE_RULES)


def at(workspace: Workspace, later: timedelta) -> Workspace:
    return replace(workspace, as_of=workspace.as_of + later)


def words(due: DueList) -> list[str]:
    return [entry.words for entry in due.entries]


def kinds(due: DueList) -> list[DueKind]:
    return [entry.kind for entry in due.entries]


@pytest.fixture
def angry(workspace: Workspace, tmp_path: Path) -> dict[str, int]:
    """Two tickets over the review threshold, with firing alerts; their ids by number."""
    bring_text(workspace, tmp_path, "tags.csv", "kind,name,label,aliases\nfeature-area,api,API,\n")
    bring(
        workspace,
        tmp_path,
        ticket(1, organization={"name": "ACME"}, comments=[comment(1, body="[90] broken")]),
        ticket(2, comments=[comment(2, body="[120] broken")]),
        ticket(3, comments=[comment(3, body="[10] fine")]),
    )
    rescore(workspace)
    return {row.external_id: row.id for row in rows(workspace, TicketRow)}


def test_nothing_is_due_in_an_empty_workspace(workspace: Workspace) -> None:
    assert due_list(workspace) == DueList(workspace.as_of, (), total=0, overdue=0)


@pytest.mark.usefixtures("angry")
def test_a_response_is_due_from_its_alert_on(workspace: Workspace) -> None:
    due = due_list(workspace)
    assert (due.total, due.overdue) == (2, 0)
    assert words(due) == [
        "#1 ACME: Frustration score · Team lead",
        "#2: Frustration score · Team lead",
    ]
    first = due.entries[0]
    alert = next(row for row in rows(workspace, AlertRow) if row.id == first.alert_id)
    assert alert.labels == {"ticket": first.ticket}
    # Two working hours from Monday at nine.
    assert (first.kind, first.due_at) == (DueKind.RESPONSE, workspace.as_of + 2 * HOUR)


@pytest.mark.usefixtures("angry")
def test_a_response_is_overdue_after_its_moment_not_at_it(workspace: Workspace) -> None:
    assert due_list(at(workspace, 2 * HOUR)).overdue == 0
    late = due_list(at(workspace, 2 * HOUR + timedelta(seconds=1)))
    assert [entry.overdue for entry in late.entries] == [True, True]
    assert late.overdue == 2


def test_who_took_a_response_has_it_until_it_is_done(
    workspace: Workspace, angry: dict[str, int]
) -> None:
    acknowledge(workspace, [angry["1"]])
    assert words(due_list(workspace))[0] == "#1 ACME: Frustration score · Dana has it"
    mark_done(workspace, [angry["1"]], "called")
    assert words(due_list(workspace)) == ["#2: Frustration score · Team lead"]
    undo_action(workspace)
    assert len(due_list(workspace).entries) == 2


def test_a_response_that_is_put_aside_is_not_due_until_then(
    workspace: Workspace, angry: dict[str, int]
) -> None:
    snooze(workspace, [angry["1"]], workspace.as_of + 3 * HOUR)
    assert [entry.ticket for entry in due_list(workspace).entries] == ["zendesk/2"]
    woke = due_list(at(workspace, 3 * HOUR))
    assert "zendesk/1" in [one.ticket for one in woke.entries if one.kind is DueKind.RESPONSE]


def test_an_alert_that_fires_about_a_sleeping_ticket_sleeps_too(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, ticket(1, comments=[comment(1, body="[90] broken")]))
    score(workspace)
    (row,) = rows(workspace, TicketRow)
    snooze(workspace, [row.id], workspace.as_of + 3 * HOUR)
    evaluate(at(workspace, MINUTE))
    assert len(rows(workspace, AlertRow)) == 1
    assert due_list(at(workspace, MINUTE)).total == 0
    assert kinds(due_list(at(workspace, 3 * HOUR))) == [DueKind.RESPONSE, DueKind.SNOOZE_OVER]


def test_a_sleeping_ticket_that_gets_worse_wakes_with_its_alert(
    workspace: Workspace, angry: dict[str, int], tmp_path: Path
) -> None:
    snooze(workspace, [angry["3"]], workspace.as_of + 3 * HOUR)
    worse = comment(4, body="[150] broken", created_at="2026-11-23T08:30:00Z")
    calm = comment(3, body="[10] fine")
    bring(workspace, tmp_path, ticket(3, comments=[calm, worse], updated_at="2026-11-23T08:30:00Z"))
    rescore(at(workspace, MINUTE))
    assert len(rows(workspace, AlertRow)) == 3
    due = due_list(at(workspace, MINUTE))
    assert due.total == 4
    (woken,) = [one for one in due.entries if one.kind is DueKind.SNOOZE_OVER]
    assert woken.words == "#3: woke early, score 165 after 10 · nobody has it"
    assert woken.due_at == workspace.as_of + MINUTE, "since it is worse"
    snooze(at(workspace, MINUTE), [angry["3"]], workspace.as_of + 3 * HOUR)
    assert due_list(at(workspace, MINUTE)).total == 2, "it is put aside as it is now"


def test_an_alert_that_is_over_calls_for_nothing(
    workspace: Workspace, angry: dict[str, int], tmp_path: Path
) -> None:
    assert angry
    solved = ticket(2, status="solved", updated_at="2026-11-23T08:59:00Z", comments=[
        comment(2, body="[120] broken"),
    ])  # fmt: skip
    bring(workspace, tmp_path, solved)
    rescore(at(workspace, MINUTE))
    assert [entry.ticket for entry in due_list(workspace).entries] == ["zendesk/1"]


def test_a_ticket_whose_snooze_is_over_waits_to_be_touched(
    workspace: Workspace, angry: dict[str, int]
) -> None:
    snooze(workspace, [angry["3"]], workspace.as_of + HOUR)
    asleep = due_list(at(workspace, HOUR - MINUTE))
    assert DueKind.SNOOZE_OVER not in kinds(asleep)
    awake = due_list(at(workspace, HOUR + MINUTE))
    (entry,) = [one for one in awake.entries if one.kind is DueKind.SNOOZE_OVER]
    assert entry.words == "#3: snooze is over · nobody has it"
    assert (entry.ticket, entry.due_at) == ("zendesk/3", workspace.as_of + HOUR)
    assert entry.overdue
    later = due_list(at(workspace, HOUR + WOKE_WITHIN + MINUTE))
    assert DueKind.SNOOZE_OVER not in kinds(later)


TOUCHES: dict[str, Callable[[Workspace, list[int]], object]] = {
    "owner": lambda work, ids: set_owner(work, ids, "Ravi"),
    "next-action": lambda work, ids: set_next_action(work, ids, "call"),
    "tag": lambda work, ids: tag(work, ids, "api"),
    "disagree": lambda work, ids: disagree(work, ids, Verdict.RIGHT),
    "note": lambda work, ids: write_note(work, ids, "called them"),
    "acknowledge": acknowledge,
    "done": lambda work, ids: mark_done(work, ids, None),
    "snooze-again": lambda work, ids: snooze(work, ids, work.as_of + DAY),
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_who_touches_a_woken_ticket_takes_it_off(
    workspace: Workspace, angry: dict[str, int], touch: str
) -> None:
    snooze(workspace, [angry["3"]], workspace.as_of + HOUR)
    awake = at(workspace, HOUR + MINUTE)
    assert DueKind.SNOOZE_OVER in kinds(due_list(awake))
    TOUCHES[touch](awake, [angry["3"]])
    assert DueKind.SNOOZE_OVER not in kinds(due_list(awake))


@pytest.mark.parametrize("touch", ["owner", "next-action", "tag", "disagree"])
def test_what_was_done_before_it_woke_does_not_count(
    workspace: Workspace, angry: dict[str, int], touch: str
) -> None:
    snooze(workspace, [angry["3"]], workspace.as_of + HOUR)
    TOUCHES[touch](at(workspace, HOUR / 2), [angry["3"]])
    assert DueKind.SNOOZE_OVER in kinds(due_list(at(workspace, HOUR + MINUTE)))


def test_a_ticket_that_was_solved_meanwhile_does_not_wake(
    workspace: Workspace, angry: dict[str, int], tmp_path: Path
) -> None:
    snooze(workspace, [angry["3"]], workspace.as_of + HOUR)
    bring(workspace, tmp_path, ticket(3, status="solved", updated_at="2026-11-23T08:59:00Z"))
    assert DueKind.SNOOZE_OVER not in kinds(due_list(at(workspace, 2 * HOUR)))


def start_rollout(workspace: Workspace, days_ago: int, *done: str) -> None:
    today = rollout_plan(workspace).today
    change_rollout(workspace, RolloutChange(start=today - timedelta(days=days_ago), done=done))


def test_the_running_rollout_week_tells_its_progress(workspace: Workspace) -> None:
    start_rollout(workspace, 0, "define-proactive")
    (entry,) = due_list(workspace).entries
    assert (entry.kind, entry.words) == (DueKind.ROLLOUT, "rollout week 1: 1 of 3")
    # The week ends with Sunday, that is at midnight before Monday.
    assert entry.due_at == workspace.as_of.replace(hour=0) + 7 * DAY
    assert not entry.overdue


def test_late_rollout_items_are_one_entry(workspace: Workspace) -> None:
    start_rollout(workspace, 7, "define-proactive")
    late, running = due_list(workspace).entries
    assert late.words.startswith("rollout: 2 items late, first “Choose 3–6 signals”")
    assert (late.overdue, late.due_at) == (True, workspace.as_of.replace(hour=0))
    assert running.words.startswith("rollout week 2: ")
    change_rollout(workspace, RolloutChange(done=("choose-signals",)))
    assert due_list(workspace).entries[0].words.endswith("” is late")


def test_a_rollout_that_is_done_is_not_due(workspace: Workspace) -> None:
    every = [item.key for week in rollout_plan(workspace).weeks for item in week.items]
    start_rollout(workspace, 60, *every)
    assert due_list(workspace).entries == ()


def test_overdue_comes_first_and_customers_before_the_plan(
    workspace: Workspace, angry: dict[str, int]
) -> None:
    start_rollout(workspace, 10)
    snooze(workspace, [angry["3"]], workspace.as_of + MINUTE)
    due = due_list(at(workspace, 3 * HOUR))
    assert kinds(due) == [
        DueKind.RESPONSE,
        DueKind.RESPONSE,
        DueKind.SNOOZE_OVER,
        DueKind.ROLLOUT,
        DueKind.ROLLOUT,
    ]
    assert [entry.overdue for entry in due.entries] == [True] * 4 + [False]
    before = due_list(at(workspace, 2 * MINUTE))
    # What is not overdue yet comes in the order of its moments.
    assert kinds(before)[:2] == [DueKind.SNOOZE_OVER, DueKind.ROLLOUT]
    assert kinds(before)[2:4] == [DueKind.RESPONSE] * 2


@pytest.mark.usefixtures("angry")
def test_a_limit_cuts_the_list_not_the_counts(workspace: Workspace) -> None:
    start_rollout(workspace, 0)
    due = due_list(at(workspace, 3 * HOUR), limit=1)
    assert (len(due.entries), due.total, due.overdue) == (1, 3, 2)
    assert len({entry.key for entry in due_list(workspace).entries}) == 3
