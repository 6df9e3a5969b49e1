"""What success looks like: each line with its measure, or why there is none."""

from datetime import timedelta
from pathlib import Path

from radar_tui.db.tables import AlertRow, ChannelRow, ResponseRow
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.success import Measure, success_lines
from radar_tui.services.workspace import Workspace
from support.workspaces import bring, comment, ticket


def measures(workspace: Workspace, key: str) -> tuple[Measure, ...]:
    return next(line.measures for line in success_lines(workspace) if line.key == key)


def bring_rated(workspace: Workspace, folder: Path, ratings: list[str]) -> None:
    solved = f"{workspace.as_of - timedelta(days=4):%Y-%m-%dT%H:%M:%SZ}"
    tickets = [
        ticket(
            number,
            status="solved",
            metric_set={"solved_at": solved},
            created_at=solved,
            satisfaction_rating={"score": rating},
            comments=[comment(1, body="Thanks.")],
        )
        for number, rating in enumerate(ratings, start=1)
    ]
    bring(workspace, folder, *tickets)


def test_an_empty_workspace_guesses_nothing(workspace: Workspace) -> None:
    lines = success_lines(workspace)
    assert [line.key for line in lines] == [
        item.key for item in shipped_playbook().definition.success
    ]
    assert all(line.measures for line in lines)
    assert not any(one.shown for line in lines for one in line.measures)
    assert all(one.why for line in lines for one in line.measures)


def test_csat_is_the_share_of_good_ratings(workspace: Workspace, tmp_path: Path) -> None:
    bring_rated(workspace, tmp_path, ["good"] * 3 + ["bad"])
    (csat,) = measures(workspace, "customer-confidence")
    assert (csat.shown, csat.why) == (None, "4 ratings in 4 weeks, 5 needed")
    bring_rated(workspace, tmp_path, ["good"] * 3 + ["bad"] + ["good"] * 4 + ["offered"])
    (csat,) = measures(workspace, "customer-confidence")
    assert (csat.shown, csat.why) == ("88%", "7 of 8 ratings, 4 weeks")


def test_each_incident_is_to_have_one_channel(workspace: Workspace) -> None:
    now = workspace.as_of - timedelta(hours=1)
    for number, channels in enumerate((1, 0, 2), start=1):
        alert = AlertRow(
            id=number, rule_key="ticket-spike", rule_version=1, rule_hash="r", occurrence=1,
            label_hash=f"h{number}", labels={}, evidence={}, context={}, state="firing", step=1,
            since=now, began_at=now, fired_at=now, evaluated_at=now,
        )  # fmt: skip
        answer = ResponseRow(alert_id=number, action="a", owner="o", channel="incident", rev=1)
        opened = [
            ChannelRow(
                key=f"{number}-{place}", kind="incident", name="#i", used_for="i",
                alert_id=number, rev=1,
            )
            for place in range(channels)
        ]  # fmt: skip
        for row in (alert, answer, *opened):
            with workspace.database.writing() as session:
                session.add(row)
    (one,) = measures(workspace, "internal-alignment")
    assert (one.shown, one.why) == ("1 of 3", "incidents in 4 weeks")
