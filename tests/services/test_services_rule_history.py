"""How far back a back-test reads the team's own past."""

from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.detection.past import History
from radar_tui.domain.rules import RuleKind
from radar_tui.services.rule_editing import workspace_rules
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


@pytest.mark.parametrize(("oldest", "read"), [(60, {1, 30}), (120, {1, 30, 60, 120})])
def test_spikes_look_back_half_a_year_and_further_where_there_may_be_a_season(
    workspace: Workspace, tmp_path: Path, oldest: int, read: set[int]
) -> None:
    bring_text(workspace, tmp_path, "tags.csv", VOCABULARY)
    weeks = [back for back in (1, 30, 60, 120) if back <= oldest]
    bring(workspace, tmp_path, *(came(back, workspace.as_of - WEEK * back) for back in weeks))
    found = spikes_of(workspace, since=2 * WEEK)
    assert {(workspace.as_of - ticket.created_at) // WEEK for ticket in found.tickets} == read
