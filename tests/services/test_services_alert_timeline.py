"""The story of one alert in one list."""

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import TicketRow
from radar_tui.services.alert_responses import acknowledge_alerts, snooze_alerts
from radar_tui.services.alert_timeline import AlertTimeline, alert_timeline
from radar_tui.services.alerts_panel import AlertList, alerts_panel
from radar_tui.services.silencing import add_silence
from radar_tui.services.triage import check_off, escalate
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace
from support.signals import FAILURES, FRUSTRATION, Signals
from support.workspaces import bring, rows, ticket


@pytest.fixture
def signals(workspace: Workspace) -> Signals:
    """Failures in payments."""
    signals = Signals(workspace)
    signals.see(FAILURES, "payments", 14, window="1h")
    signals.evaluate()
    return signals


def lines(timeline: AlertTimeline) -> list[str]:
    start = timeline.entries[0].at
    return [
        f"{(one.at - start).total_seconds() / 60:g} {one.by or '–'} {one.words}"
        for one in timeline.entries
    ]


def test_steps_notices_silences_and_what_people_did_in_the_order_of_time(
    signals: Signals,
) -> None:
    alert = signals.alert("payments")
    acknowledge_alerts(signals.at(minutes=5), [alert])
    undo_action(signals.at(minutes=6))
    snooze_alerts(signals.at(minutes=10), [alert], signals.at(minutes=40).as_of)
    signals.see(FAILURES, "payments", 22, window="1h")
    signals.evaluate(minutes=20)
    add_silence(
        signals.at(minutes=25),
        "feature-area=payments",
        until=signals.at(minutes=30).as_of,
        reason="known",
    )
    signals.evaluate(minutes=26)
    signals.evaluate(minutes=31)
    signals.see(FAILURES, "payments", None)
    signals.evaluate(minutes=50)
    signals.evaluate(minutes=65)
    timeline = alert_timeline(signals.at(minutes=70), alert)
    assert lines(timeline) == [
        "0 – firing: 14 failures in the last hour (> 10)",
        "5 Dana took payments: Connection failures",
        "6 Dana undid: took payments: Connection failures",
        "10 Dana snoozed payments: Connection failures until Mon 23 Nov 09:40 UTC",
        "20 – woke early: 22 > 14 when snoozed",
        "25 Dana silenced until Mon 23 Nov 09:30 UTC: known",
        "31 – silence is over, still firing",
        "50 – recovering: there is nothing to measure any more",
        "65 – resolved: there is nothing to measure any more",
    ]
    assert timeline.alert.standing == "resolved"
    assert timeline.entries[0].evidence == {"threshold": 10, "window": "1h"}
    (ended,) = alerts_panel(signals.at(minutes=70), AlertList.HISTORY).alerts
    assert (ended.id, ended.standing_words) == (alert, "resolved")


def test_the_work_on_the_ticket_is_part_of_it_while_the_alert_is_there(
    workspace: Workspace, tmp_path: object
) -> None:
    bring(workspace, tmp_path, ticket(1))  # type: ignore[arg-type]
    (row,) = rows(workspace, TicketRow)
    signals = Signals(workspace)
    check_off(signals.at(minutes=-5), [row.id], "context-reviewed", done=True)
    signals.see(FRUSTRATION, "zendesk/1", 90)
    signals.evaluate()
    acknowledge_alerts(signals.at(minutes=1), [signals.alert("zendesk/1")])
    escalate(signals.at(minutes=2), [row.id], "asks for a manager")
    timeline = alert_timeline(signals.at(minutes=3), signals.alert("zendesk/1"))
    assert lines(timeline) == [
        "0 – firing: score 90 (> 60)",
        "1 Dana took #1",
        "2 Dana escalated #1 (asks for a manager)",
    ]


def test_the_lists_of_the_screen(signals: Signals) -> None:
    signals.see(FAILURES, "sso", 12)
    signals.evaluate(minutes=1)
    add_silence(
        signals.at(minutes=1), "feature-area=sso", until=signals.at(hours=9).as_of, reason="known"
    )
    signals.see(FAILURES, "payments", None)
    signals.evaluate(minutes=2)
    signals.evaluate(minutes=20)
    found = {
        one.value: [alert.subject for alert in alerts_panel(signals.at(minutes=20), one).alerts]
        for one in AlertList
    }
    assert found == {"firing": [], "pending": [], "silenced": ["sso"], "history": ["payments"]}
    assert len(alerts_panel(signals.at(minutes=20), AlertList.HISTORY, limit=1).alerts) == 1


def test_an_alert_that_is_not_there_is_said_in_a_line(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="there is no alert 7; radar alerts lists them"):
        alert_timeline(workspace, 7)
