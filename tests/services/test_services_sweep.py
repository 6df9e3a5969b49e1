"""What the sweep is given: the worst of the list, by feature area, with how much is left out."""

from pathlib import Path

import pytest

from radar_tui.domain.filter_query import parse_query
from radar_tui.services import sweep as sweep_module
from radar_tui.services.radar_list import radar_list
from radar_tui.services.sweep import Sweep, SweepTicket, sweep
from radar_tui.services.workspace import Workspace
from support.app_workspaces import score
from support.workspaces import bring, bring_text, comment, ticket

VOCABULARY = """kind,name,label,aliases
feature-area,payments,Payments,billing
feature-area,exports,Data exports,
root-cause,expiry,Expiry,
"""


@pytest.fixture
def world(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Five open tickets: 150, 97 and 80 over review, a calm one, and one nobody has scored."""
    bring_text(workspace, tmp_path, "tags.csv", VOCABULARY)
    bring_text(workspace, tmp_path, "accounts.csv", "id,name,arr,tier\na,ACME,310000,5\n")
    told = [
        (1, 97, ["billing", "expiry"]),
        (2, 150, ["payments", "exports"]),
        (3, 80, []),
        (4, 12, ["exports"]),
    ]
    tickets = [
        ticket(
            number,
            organization={"name": "ACME"},
            tags=tags,
            comments=[comment(number, body=f"[{points}] said")],
        )
        for number, points, tags in told
    ]
    bring(workspace, tmp_path, *tickets)
    score(workspace)
    bring(workspace, tmp_path, ticket(5, organization={"name": "ACME"}, tags=["exports"]))
    return workspace


def picture(workspace: Workspace, query: str = "") -> Sweep:
    return sweep(workspace, radar_list(workspace, parse_query(query)))


def test_tickets_come_worst_first_with_their_feature_area(world: Workspace) -> None:
    found = picture(world)
    assert [(one.name, one.area) for one in found.tickets] == [
        ("zendesk/2", "Data exports"),
        ("zendesk/1", "Payments"),
        ("zendesk/3", None),
    ]
    assert found.tickets[0] == SweepTicket(
        "zendesk/2", "ACME", found.tickets[0].score, "critical", "Data exports"
    )
    assert list(found.areas) == ["Data exports", "Payments"]
    assert (found.listed, found.unscored) == (3, 0)


def test_the_filter_decides_and_what_has_no_score_is_counted_apart(world: Workspace) -> None:
    found = picture(world, "tag:exports")
    assert [one.name for one in found.tickets] == ["zendesk/2", "zendesk/4"]
    assert (found.listed, found.unscored) == (3, 1)


def test_nothing_is_an_empty_picture(workspace: Workspace) -> None:
    assert picture(workspace) == Sweep([], [], 0, 0)


def test_of_many_the_worst_are_read(world: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_module, "MOST_TICKETS", 2)
    found = picture(world)
    assert [one.name for one in found.tickets] == ["zendesk/2", "zendesk/1"]
    assert (found.listed, found.unscored) == (3, 0)
