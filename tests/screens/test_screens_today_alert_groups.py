"""Many alerts of one rule on Today: one row for all, opened as a list of that rule."""

from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.screens.alerts import AlertsScreen
from radar_tui.screens.today_alert_groups import (
    GROUPED_FROM,
    AlertGroup,
    group_of,
    group_words,
    grouped,
    row_of,
)
from radar_tui.services.alerts_panel import AlertEntry, alerts_panel
from radar_tui.services.workspace import open_workspace
from support.app_workspaces import rescore
from support.pilots import screen_text, shows, until, until_rows
from support.workspaces import bring, comment, ticket

USUAL, NARROW = (120, 40), (80, 24)


@pytest.fixture
def stormy(filled: Config, tmp_path: Path) -> Config:
    """Seven tickets over the review threshold besides what `filled` has."""
    workspace = open_workspace(filled)
    bring(
        workspace,
        tmp_path,
        *(
            ticket(
                5000 + number,
                organization={"name": "ACME"},
                comments=[comment(1, body=f"[{100 + 5 * number}] broken again")],
            )
            for number in range(7)
        ),
    )
    rescore(workspace)
    workspace.close()
    return filled


@pytest.fixture
def alerts(stormy: Config) -> list[AlertEntry]:
    workspace = open_workspace(stormy)
    found = list(alerts_panel(workspace).alerts)
    workspace.close()
    return found


def test_few_alike_stay_single_and_many_are_one(alerts: list[AlertEntry]) -> None:
    few = alerts[: GROUPED_FROM - 1]
    assert grouped(few) == few
    (group,) = grouped(alerts)
    assert isinstance(group, AlertGroup)
    assert len(group.entries) == len(alerts)
    assert group_of([group], group.key) is group
    assert group_of([group], str(alerts[0].id)) is None
    assert row_of([group], alerts[3].id) == group.key
    assert row_of(few, alerts[0].id) == str(alerts[0].id)


def test_a_group_tells_how_many_the_worst_and_what_is_overdue(alerts: list[AlertEntry]) -> None:
    (group,) = grouped(alerts)
    assert isinstance(group, AlertGroup)
    due = group.due_at
    assert due is not None
    words = group_words(group, due - timedelta(hours=1))
    worst = max(alerts, key=lambda one: one.value or 0)
    assert f"{len(alerts)} tickets, worst {worst.value:g} ACME #" in words
    assert "the first is due in 1h" in words
    assert "overdue" not in words


async def test_a_rule_with_many_alerts_is_one_row_and_opens_as_a_list(stormy: Config) -> None:
    app = RadarApp(stormy, score=False)
    async with app.run_test(size=USUAL) as pilot:
        table = await until_rows(pilot, "#alerts")
        assert table.row_count == 1
        await pilot.press("left")
        await shows(pilot, "9 tickets, worst ")
        await pilot.press("a")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AlertsScreen))
        await shows(pilot, "9 of Frustration score · esc lists all rules")
        await pilot.press("escape")
        await shows(pilot, "9 need you")
        assert "esc lists all rules" not in screen_text(app)


async def test_a_group_fits_eighty_columns(stormy: Config) -> None:
    app = RadarApp(stormy, score=False)
    async with app.run_test(size=NARROW) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("left")
        await shows(pilot, "▸ 9 × Frustration score, worst ")
