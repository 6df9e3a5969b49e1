"""The 30-day plan: dates, what people tick, what ticks itself, and what is late."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from radar_tui.config import Config
from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.tables import (
    ChangeSetRow,
    ImportRunRow,
    RolloutItemRow,
    RuleRow,
    SettingRow,
    SourceRow,
    TagRow,
    TicketRow,
    TicketStandingRow,
)
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.rollout import (
    RolloutChange,
    RolloutItem,
    change_rollout,
    rollout_plan,
)
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace, open_workspace

START = date(2026, 11, 2)


@pytest.fixture
def workspace(location: str, as_of: datetime, tmp_path: Path) -> Iterator[Workspace]:
    workspace = open_workspace(Config(location, tmp_path, as_of, "Dana"))
    yield workspace
    workspace.close()


def item(workspace: Workspace, key: str) -> RolloutItem:
    weeks = rollout_plan(workspace).weeks
    return next(each for week in weeks for each in week.items if each.key == key)


def put(workspace: Workspace, *rows: object) -> None:
    with workspace.database.writing() as session:
        session.add_all(rows)


def imported(workspace: Workspace) -> dict[str, int]:
    put(workspace, SourceRow(name="desk", system="zendesk"))
    run = ImportRunRow(
        id=1,
        kind="tickets",
        format="zendesk",
        source="desk",
        file_name="f",
        state="done",
        actor="Dana",
        started_at=workspace.as_of,
    )
    put(workspace, run)
    return {"first_run_id": 1, "last_run_id": 1}


def test_the_plan_is_the_templates_without_dates_before_it_starts(workspace: Workspace) -> None:
    plan = rollout_plan(workspace)
    assert (plan.starts_on, plan.ends_on, plan.late) == (None, None, 0)
    template = shipped_playbook().rollout.weeks
    assert [week.title for week in plan.weeks] == [week.title for week in template]
    keys = [each.key for week in plan.weeks for each in week.items]
    assert keys == [each.key for week in template for each in week.items]
    assert plan.items == len(keys)


def test_every_week_gets_its_dates_from_the_start(workspace: Workspace) -> None:
    change_rollout(workspace, RolloutChange(start=START))
    plan = rollout_plan(workspace)
    assert [week.starts_on for week in plan.weeks] == [
        START + timedelta(days=days) for days in (0, 7, 14, 21)
    ]
    assert plan.ends_on == date(2026, 11, 29)
    assert plan.weeks[0].items[0].due_on == date(2026, 11, 8)


def test_an_item_is_late_from_the_day_after_its_week(workspace: Workspace) -> None:
    # As of Monday, 23 November: the third week ended yesterday.
    change_rollout(workspace, RolloutChange(start=START))
    plan = rollout_plan(workspace)
    late = [[each.late for each in week.items] for week in plan.weeks]
    assert late == [[True, True, True], [False, True], [True, True], [False, False, False]]
    assert (plan.late, plan.done) == (6, 1)


def test_the_day_is_the_workspaces(workspace: Workspace) -> None:
    change_rollout(workspace, RolloutChange(start=date(2026, 11, 16)))
    evening = replace(workspace, as_of=datetime.fromisoformat("2026-11-22T16:00+00:00"))
    assert not item(evening, "define-proactive").late
    put(workspace, SettingRow(key="zone", value="Asia/Tokyo", rev=1))
    assert item(evening, "define-proactive").late


def test_a_person_ticks_and_unticks(workspace: Workspace) -> None:
    change_rollout(workspace, RolloutChange(done=("choose-signals",)))
    ticked = item(workspace, "choose-signals")
    assert (ticked.done, ticked.done_by, ticked.done_at) == (True, "Dana", workspace.as_of)
    assert not ticked.ticked_by_fact
    change_rollout(workspace, RolloutChange(not_done=("choose-signals",)))
    assert not item(workspace, "choose-signals").done


def test_one_call_is_one_action_and_undone_as_one(workspace: Workspace) -> None:
    change_rollout(workspace, RolloutChange(notes=(("share-results", "first"),)))
    change = RolloutChange(
        start=START, done=("choose-signals",), notes=(("share-results", "with Eng"),)
    )
    change_rollout(workspace, change)
    assert item(workspace, "share-results").note == "with Eng"
    label = undo_action(workspace)
    assert "tick choose-signals" in label
    assert "2026-11-02" in label
    plan = rollout_plan(workspace)
    assert plan.starts_on is None
    assert not item(workspace, "choose-signals").done
    assert item(workspace, "share-results").note == "first"


def test_what_is_so_already_is_no_action(workspace: Workspace) -> None:
    change = RolloutChange(start=START, done=("choose-signals",), not_done=("share-results",))
    change_rollout(workspace, change)
    later = replace(workspace, as_of=workspace.as_of + timedelta(days=1), actor="Ravi")
    change_rollout(later, change)
    change_rollout(later, RolloutChange())
    with workspace.database.reading() as session:
        assert len(session.exec(select(ChangeSetRow)).all()) == 1
    assert item(workspace, "choose-signals").done_by == "Dana"


def test_a_blank_note_removes_it(workspace: Workspace) -> None:
    change_rollout(workspace, RolloutChange(notes=(("share-results", " with Eng "),)))
    assert item(workspace, "share-results").note == "with Eng"
    change_rollout(workspace, RolloutChange(notes=(("share-results", " "),)))
    assert item(workspace, "share-results").note is None


def test_a_note_keeps_the_tick(workspace: Workspace) -> None:
    change_rollout(workspace, RolloutChange(done=("share-results",)))
    change_rollout(workspace, RolloutChange(notes=(("share-results", "sent"),)))
    shared = item(workspace, "share-results")
    assert (shared.done, shared.note) == (True, "sent")


@pytest.mark.parametrize("field", ["done", "not_done"])
def test_an_unknown_item_is_refused_with_the_known_ones(workspace: Workspace, field: str) -> None:
    with pytest.raises(WorkspaceError, match=r"no item 'nope'.*choose-signals") as refused:
        change_rollout(workspace, RolloutChange(start=START, **{field: ("nope",)}))
    assert "\n" not in str(refused.value)
    assert rollout_plan(workspace).starts_on is None


def test_done_and_not_done_at_once_is_refused(workspace: Workspace) -> None:
    both = ("choose-signals",)
    with pytest.raises(WorkspaceError, match="both done and not done"):
        change_rollout(workspace, RolloutChange(done=both, not_done=both))


def test_a_tick_that_somebody_changed_since_is_not_undone(workspace: Workspace) -> None:
    change_rollout(workspace, RolloutChange(done=("choose-signals",)))
    ravi = replace(workspace, actor="Ravi")
    change_rollout(ravi, RolloutChange(notes=(("choose-signals", "five of them"),)))
    with pytest.raises(MovedOnError, match="Ravi"):
        undo_action(workspace)


def test_tags_tick_when_all_three_kinds_are_there(workspace: Workspace) -> None:
    run = imported(workspace)
    empty = item(workspace, "standardize-tags")
    assert (empty.done, empty.fact) == (
        False,
        "no feature areas, no root causes, no escalation reasons",
    )
    for name, kind in (("payments", "feature-area"), ("token-expiry", "root-cause")):
        put(workspace, TagRow(name=name, kind=kind, label=name, **run))
    assert not item(workspace, "standardize-tags").done
    put(workspace, TagRow(name="legal", kind="escalation-reason", label="legal", **run))
    standard = item(workspace, "standardize-tags")
    assert (standard.done, standard.ticked_by_fact) == (True, True)
    assert standard.fact == "1 feature areas, 1 root causes, 1 escalation reasons"


def test_thresholds_tick_while_every_enabled_rule_has_a_due_time(workspace: Workspace) -> None:
    shipped = item(workspace, "set-thresholds")
    assert (shipped.done, shipped.fact) == (True, "12 rules enabled with owner and due time")
    edit_rule(workspace, "repeat-issues", {"due-within": None})
    undated = item(workspace, "set-thresholds")
    assert not undated.done
    assert undated.fact == "12 rules enabled; without a due time: repeat-issues"
    edit_rule(workspace, "repeat-issues", {"enabled": False})
    assert item(workspace, "set-thresholds").fact == "11 rules enabled with owner and due time"


def test_scoring_ticks_with_the_first_scored_ticket(workspace: Workspace) -> None:
    run = imported(workspace)
    assert item(workspace, "launch-scoring").fact == "no ticket is scored yet; run: radar score"
    for number, score in ((1, 70), (2, None)):
        put(workspace, ticket(workspace, number, run))
        put(workspace, standing(number, score))
    launched = item(workspace, "launch-scoring")
    assert (launched.done, launched.fact) == (True, "1 tickets scored, review over 60")


def test_a_changed_rule_ticks_the_adjustment(workspace: Workspace) -> None:
    assert not item(workspace, "adjust-thresholds").done
    edit_rule(workspace, "ticket-spike", {"version": 2, "threshold": 40})
    adjusted = item(workspace, "adjust-thresholds")
    assert (adjusted.done, adjusted.fact) == (True, "changed: ticket-spike (version 2)")


def test_a_persons_tick_is_told_from_a_facts(workspace: Workspace) -> None:
    change_rollout(workspace, RolloutChange(done=("set-thresholds",)))
    assert not item(workspace, "set-thresholds").ticked_by_fact
    change_rollout(workspace, RolloutChange(not_done=("set-thresholds",)))
    by_fact = item(workspace, "set-thresholds")
    assert (by_fact.done, by_fact.ticked_by_fact, by_fact.done_by) == (True, True, None)


def test_a_row_of_an_item_that_the_plan_no_longer_has_does_no_harm(workspace: Workspace) -> None:
    put(workspace, RolloutItemRow(key="of-an-older-plan", rev=1))
    assert rollout_plan(workspace).items == 10


def edit_rule(workspace: Workspace, key: str, fields: dict[str, object]) -> None:
    with workspace.database.writing() as session:
        rule = session.get_one(RuleRow, key)
        rule.definition = {**rule.definition, **fields}


def ticket(workspace: Workspace, number: int, run: dict[str, int]) -> TicketRow:
    at = workspace.as_of
    return TicketRow(
        id=number,
        source="desk",
        external_id=str(number),
        subject="s",
        status="open",
        created_at=at,
        known_at=at,
        updated_at=at,
        content_hash="h",
        **run,
    )


def standing(number: int, score: int | None) -> TicketStandingRow:
    return TicketStandingRow(
        ticket_id=number,
        revision=1,
        is_open=True,
        score=score,
        trajectory="flat",
        why="w",
        model="m",
        rubric="r",
        ticket_revision=1,
    )
