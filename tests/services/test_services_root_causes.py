"""Repeat root causes, as the weekly review and the alerts tell them; and who has how much."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from radar_tui.db.queries.agent_load import OpenLoad
from radar_tui.db.tables import TicketRow
from radar_tui.services.agent_load import AgentLoad, join_loads, load_panel
from radar_tui.services.alerting import evaluate
from radar_tui.services.kept_reading import KeptReading
from radar_tui.services.reviewing import weekly_review
from radar_tui.services.root_causes import RESTS_ON, root_causes_panel
from radar_tui.services.triage import set_owner, tag
from radar_tui.services.workspace import Workspace
from support.workspaces import bring, bring_text, comment, rows, score, ticket

VOCABULARY = (
    "kind,name,label,aliases\n"
    "root-cause,token-expiry,Token expiry,\n"
    "root-cause,slow-query,Slow query,\n"
    "root-cause,once,Once,\n"
)


def caused(number: int, at: datetime, cause: str, account: str) -> dict[str, Any]:
    moment = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    return ticket(
        number,
        created_at=moment,
        updated_at=moment,
        tags=[cause],
        organization={"name": account},
        comments=[comment(1, body="[90] It keeps happening.", created_at=moment)],
    )


@pytest.fixture
def caused_world(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Last week seven times a token, twice a query; this week a token; one cause only once."""
    bring_text(workspace, tmp_path, "tags.csv", VOCABULARY)
    last, now = workspace.as_of - timedelta(days=4), workspace.as_of
    tickets = [caused(number, last, "token-expiry", f"A{number % 3}") for number in range(1, 8)]
    tickets += [caused(number, last, "slow-query", "B") for number in (11, 12)]
    tickets += [
        caused(20, now - timedelta(hours=1), "token-expiry", "A0"),
        caused(21, last - timedelta(days=7), "token-expiry", "C"),
        caused(22, last, "once", "C"),
        caused(23, last - timedelta(days=80), "slow-query", "C"),
    ]
    bring(workspace, tmp_path, *tickets)
    evaluate(workspace)
    return workspace


def test_repeat_causes_are_counted_by_week_and_account(caused_world: Workspace) -> None:
    panel = root_causes_panel(caused_world)
    assert (panel.weeks[0], panel.weeks[-1], len(panel.weeks)) == ("2026-W40", "2026-W48", 9)
    token, query = panel.causes
    assert (token.label, token.counts) == ("Token expiry", (0, 0, 0, 0, 0, 0, 1, 7, 1))
    assert (token.tickets, token.accounts) == (9, ("A0", "A1", "A2", "C"))
    assert token.share == pytest.approx(9 / 12)
    assert (query.label, query.tickets, query.accounts) == ("Slow query", 2, ("B",))


def test_the_top_issues_are_those_of_the_weekly_review(caused_world: Workspace) -> None:
    panel = root_causes_panel(caused_world)
    assert panel.top == weekly_review(caused_world).issues
    assert [one.rank for one in panel.causes] == [1, 2]
    issue = panel.issue(panel.causes[0])
    assert issue is not None
    assert (issue.tickets, issue.previous) == (7, 1)


def test_what_fires_about_a_cause_stands_beside_it(caused_world: Workspace) -> None:
    panel = root_causes_panel(caused_world)
    token, query = panel.causes
    assert token.alert is not None
    assert (token.alert.owner, token.alert.value) == ("KB owner", 8)
    assert query.alert is None
    assert panel.rule is not None
    assert panel.rule.threshold == 5


def test_it_is_read_again_once_a_tag_has_changed(caused_world: Workspace) -> None:
    read: list[int] = []

    def reading(workspace: Workspace) -> int:
        read.append(1)
        return len(root_causes_panel(workspace).causes)

    kept = KeptReading(reading, RESTS_ON)
    assert [kept.get(caused_world), kept.get(caused_world)] == [2, 2]
    assert len(read) == 1
    once = next(one.id for one in rows(caused_world, TicketRow) if one.external_id == "12")
    tag(caused_world, [once], "once")
    assert kept.get(caused_world) == 3
    assert len(read) == 2


def test_without_root_causes_there_is_nothing(workspace: Workspace) -> None:
    panel = root_causes_panel(workspace)
    assert (panel.causes, panel.top, panel.terms) == ((), (), 0)


def test_the_load_counts_open_tickets_by_assignee_and_owner(
    workspace: Workspace, tmp_path: Path
) -> None:
    angry, calm = [comment(1, body="[90] broken")], [comment(1, body="[10] fine")]
    agent = {"id": 9, "name": "Ravi", "role": "agent"}
    bring(
        workspace,
        tmp_path,
        ticket(1, comments=angry, assignee=agent, assignee_id=9),
        ticket(2, comments=calm, assignee=agent, assignee_id=9),
        ticket(3, comments=calm),
        ticket(4, comments=angry, assignee=agent, assignee_id=9, status="closed"),
    )
    score(workspace)
    first = next(one.id for one in rows(workspace, TicketRow) if one.external_id == "1")
    set_owner(workspace, [first], "Dana")
    panel = load_panel(workspace)
    assert panel.open == 3
    assert panel.agents == (
        AgentLoad(None, 1, 1, 0, 0, 0),
        AgentLoad("Ravi", 2, 2, 1, 0, 0),
        AgentLoad("Dana", 0, 0, 0, 1, 1),
    )


def test_the_same_person_in_another_case_is_one_row() -> None:
    assigned = [OpenLoad("Dana", 2, 1, 0), OpenLoad("DANA", 1, 0, 1), OpenLoad(None, 4, 0, 0)]
    owned = [OpenLoad("dana", 1, 0, 1), OpenLoad(None, 6, 0, 0)]
    nobody, dana = join_loads(assigned, owned)
    assert (nobody.name, nobody.assigned, nobody.owned) == (None, 4, 0)
    assert dana == AgentLoad("Dana", 3, 1, 1, 1, 1)
