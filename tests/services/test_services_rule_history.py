"""How far back a back-test reads the team's own past."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.detection.history_facts import Past
from radar_tui.detection.past import History
from radar_tui.detection.playback import Playback
from radar_tui.detection.weeks import week_start
from radar_tui.domain.rules import RuleKind
from radar_tui.services.rule_editing import workspace_rules
from radar_tui.services.rule_facts import StoredFacts
from radar_tui.services.rule_history import team_history
from radar_tui.services.settings import working_calendar
from radar_tui.services.workspace import Workspace
from support.area_tickets import VOCABULARY, WEEK, came
from support.workspaces import bring, bring_text


def spikes_of(workspace: Workspace, since: timedelta) -> History:
    rule = next(one for one in workspace_rules(workspace) if one.kind is RuleKind.TICKET_SPIKE)
    with workspace.database.reading() as session:
        return team_history(
            session,
            rule,
            workspace.as_of - since,
            workspace.as_of,
            zone="UTC",
            calendar=working_calendar(workspace),
        )


@pytest.fixture
def tickets_at(workspace: Workspace, tmp_path: Path) -> Callable[..., None]:
    """Bring a payments ticket of so many weeks ago."""
    bring_text(workspace, tmp_path, "tags.csv", VOCABULARY)

    def bring_them(*weeks: int) -> None:
        bring(workspace, tmp_path, *(came(back, workspace.as_of - WEEK * back) for back in weeks))

    return bring_them


def test_spikes_look_back_half_a_year(
    workspace: Workspace, tickets_at: Callable[..., None]
) -> None:
    tickets_at(1, 30, 31, 60)
    found = spikes_of(workspace, since=2 * WEEK)
    assert {(workspace.as_of - one.created_at) // WEEK for one in found.tickets} == {1, 30}
    assert found.earlier is None


def test_where_there_may_be_a_season_the_weeks_before_are_counted(
    workspace: Workspace, tickets_at: Callable[..., None]
) -> None:
    tickets_at(1, 30, 31, 60, 120)
    found = spikes_of(workspace, since=2 * WEEK)
    assert {(workspace.as_of - one.created_at) // WEEK for one in found.tickets} == {1, 30}
    assert found.earlier is not None
    counted = found.earlier.counts["payments"]
    # The history began within the week of the oldest ticket.
    monday = week_start(workspace.as_of, "UTC")
    assert found.earlier.first == monday - 119 * WEEK
    assert {(monday - start) // WEEK: n for start, n in counted.items() if n} == {31: 1, 60: 1}


def test_a_back_test_sees_the_weeks_that_the_rule_sees(
    workspace: Workspace, tickets_at: Callable[..., None]
) -> None:
    tickets_at(*range(1, 121))
    with workspace.database.reading() as session:
        (stored,) = StoredFacts(session, workspace.as_of, "UTC").weekly_counts()
    past = Past(spikes_of(workspace, since=2 * WEEK))
    (played,) = Playback(past).at(workspace.as_of, {}).weekly_counts()
    assert (played.first_week, played.weeks) == (stored.first_week, stored.weeks)
    assert len(played.weeks) == 119
