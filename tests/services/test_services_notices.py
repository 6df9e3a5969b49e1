"""What is new about alerts, told once to each reader."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.tables import AlertNoticeRow, AlertRow, AlertTransitionRow, ResponseRow
from radar_tui.domain.attention import Because
from radar_tui.domain.notices import Digest, NoticeKind
from radar_tui.services.alert_responses import (
    acknowledge_alerts,
    finish_alerts,
    snooze_alerts,
)
from radar_tui.services.alerting import evaluate
from radar_tui.services.alerts_panel import alerts_panel
from radar_tui.services.notices import reader_here, take_digest, take_notices
from radar_tui.services.silencing import add_silence, expire_silence, list_silences
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace
from support.app_workspaces import rescore
from support.signals import FAILURES, FRUSTRATION, SPIKE, Signals
from support.workspaces import bring, comment, rows, ticket

K = NoticeKind
READER = "seen/Dana@here/screen"


@pytest.fixture
def signals(workspace: Workspace) -> Signals:
    """A workspace whose reader has looked once."""
    assert take_digest(workspace, READER) is None
    return Signals(workspace)


def told(signals: Signals) -> list[tuple[str, str]]:
    """All that was ever told: kind, and why."""
    return [(row.kind, row.because or "") for row in rows(signals.workspace, AlertNoticeRow)]


def standing(signals: Signals, **later: float) -> list[tuple[str, str | None]]:
    panel = alerts_panel(signals.at(**later))
    return [(one.standing, one.because) for one in panel.alerts]


def taken(signals: Signals, reader: str = READER) -> Digest | None:
    return take_digest(signals.workspace, reader)


def test_what_fires_is_told_once_to_each_reader_from_their_first_look_on(
    signals: Signals,
) -> None:
    signals.see(FAILURES, "payments", 14)
    signals.evaluate()
    digest = taken(signals)
    assert digest is not None
    assert dict(digest.counts) == {K.FIRED: 1}
    assert taken(signals) is None
    assert taken(signals, "seen/Ravi@there/screen") is None, "he looks for the first time"
    signals.evaluate(minutes=1)
    assert taken(signals) is None
    signals.see(FAILURES, "sso", 12)
    signals.evaluate(minutes=2)
    for reader in (READER, "seen/Ravi@there/screen"):
        later = taken(signals, reader)
        assert later is not None
        assert [group.feature_area for group in later.groups] == ["sso"]


def test_a_digest_holds_all_that_came_while_nobody_looked(signals: Signals) -> None:
    for number in range(30):
        signals.see(FRUSTRATION, f"desk/{number}", 80)
    signals.evaluate()
    signals.see(FRUSTRATION, "desk/0", 10)
    signals.see(SPIKE, "payments", 9)
    signals.evaluate(hours=9)
    reopened = replace(signals.workspace, as_of=signals.at(hours=20).as_of)
    digest = take_digest(reopened, READER)
    assert digest is not None
    assert dict(digest.counts) == {K.FIRED: 30, K.RESOLVED: 1}
    assert (digest.came_and_went, digest.groups[0].title) == (1, "Ticket spike (tagged)")


def test_of_two_that_look_under_one_name_at_once_one_is_told(signals: Signals) -> None:
    signals.see(FAILURES, "payments", 14)
    signals.evaluate()
    first = take_notices(signals.workspace, READER)
    assert len(first) == 1
    assert take_notices(signals.workspace, READER) == []


def test_an_acknowledgement_that_times_out_is_told_once(signals: Signals) -> None:
    signals.see(FAILURES, "payments", 14)
    signals.evaluate()
    acknowledge_alerts(signals.workspace, [signals.alert("payments")])
    signals.evaluate(hours=23)
    assert standing(signals, hours=23) == [("acknowledged", None)]
    signals.evaluate(hours=24)
    signals.evaluate(hours=25)
    assert told(signals) == [("fired", "fired"), ("timed-out", "timed-out")]
    assert standing(signals, hours=25) == [("needs-you", "timed-out")]
    (entry,) = alerts_panel(signals.at(hours=25)).alerts
    assert entry.standing_words == "acknowledged by Dana 25h ago, still firing"
    assert entry.standing_since == signals.at(hours=24).as_of
    acknowledge_alerts(signals.at(hours=25), [signals.alert("payments")])
    signals.evaluate(hours=48)
    assert standing(signals, hours=48) == [("acknowledged", None)]
    signals.evaluate(hours=49)
    assert told(signals)[2:] == [("timed-out", "timed-out")]


def test_what_times_out_while_radar_is_closed_is_told_at_the_next_evaluation(
    signals: Signals,
) -> None:
    signals.see(FAILURES, "payments", 14)
    signals.evaluate()
    acknowledge_alerts(signals.workspace, [signals.alert("payments")])
    signals.evaluate(days=4)
    assert told(signals) == [("fired", "fired"), ("timed-out", "timed-out")]


def test_a_snooze_that_is_over_is_told(signals: Signals) -> None:
    signals.see(FAILURES, "payments", 14)
    signals.evaluate()
    snooze_alerts(signals.workspace, [signals.alert("payments")], signals.at(hours=1).as_of)
    signals.evaluate(minutes=59)
    assert standing(signals, minutes=59) == [("snoozed", None)]
    signals.evaluate(hours=2)
    assert told(signals)[1:] == [("woke", "snooze-over")]
    assert standing(signals, hours=2) == [("needs-you", "snooze-over")]


def test_a_snooze_wakes_early_once_and_says_how_much_worse_it_is(signals: Signals) -> None:
    signals.see(SPIKE, "payments", 8, **{"last-7-days": {"count": 19}})
    signals.evaluate()
    snooze_alerts(signals.workspace, [signals.alert("payments")], signals.at(hours=9).as_of)
    signals.see(SPIKE, "payments", 21, **{"last-7-days": {"count": 21}})
    signals.evaluate(hours=1)
    assert standing(signals, hours=1) == [("snoozed", None)], "another look decided, no more"
    signals.see(SPIKE, "payments", 27, **{"last-7-days": {"count": 27}})
    signals.evaluate(hours=2)
    (row,) = rows(signals.workspace, AlertNoticeRow)[1:]
    assert (row.kind, row.because, row.value, row.was) == ("woke", "worse", 27, 19)
    (entry,) = alerts_panel(signals.at(hours=2)).alerts
    assert entry.standing_words == "woke early: 27 > 19 when snoozed"
    signals.see(SPIKE, "payments", 20, **{"last-7-days": {"count": 20}})
    signals.evaluate(hours=3)
    signals.evaluate(hours=10)
    assert standing(signals, hours=10) == [("needs-you", "worse")]
    assert len(told(signals)) == 2


def test_a_silence_is_kept_and_its_end_is_told(signals: Signals) -> None:
    add_silence(
        signals.workspace, "feature-area=payments", until=signals.at(hours=1).as_of, reason="known"
    )
    signals.see(FAILURES, "payments", 14)
    signals.see(FAILURES, "sso", 14)
    signals.evaluate()
    assert told(signals) == [("fired", "fired")], "only the one that is not silenced"
    panel = alerts_panel(signals.workspace)
    assert [(one.subject, one.standing) for one in panel.alerts] == [
        ("sso", "needs-you"),
        ("payments", "silenced"),
    ]
    assert (panel.firing, panel.needs_you, panel.silenced) == (2, 1, 1)
    signals.evaluate(hours=1)
    assert told(signals)[1:] == [("woke", "silence-over")]
    assert ("needs-you", "silence-over") in standing(signals, hours=1)


def test_a_silence_that_ends_after_the_alert_did_tells_nothing(signals: Signals) -> None:
    add_silence(
        signals.workspace, "feature-area=payments", until=signals.at(hours=3).as_of, reason="known"
    )
    signals.see(FAILURES, "payments", 14)
    signals.evaluate()
    signals.see(FAILURES, "payments", None)
    signals.evaluate(hours=1)
    signals.evaluate(hours=2)
    signals.evaluate(hours=4)
    assert told(signals) == []


def test_ending_a_silence_early_and_undoing_that(signals: Signals) -> None:
    add_silence(
        signals.workspace, "feature-area=payments", until=signals.at(hours=9).as_of, reason="known"
    )
    signals.see(FAILURES, "payments", 14)
    signals.evaluate()
    (silence,) = list_silences(signals.workspace)
    expire_silence(signals.at(hours=1), silence.id)
    assert standing(signals, hours=1) == [("needs-you", "silence-over")], "before any evaluation"
    undo_action(signals.at(hours=1))
    signals.evaluate(hours=2)
    assert standing(signals, hours=2) == [("silenced", None)]
    assert told(signals) == []


def test_an_incident_hides_what_is_under_it_until_it_is_over(signals: Signals) -> None:
    here = {"feature-area": ("payments",)}
    signals.see(FRUSTRATION, "desk/1", 90, here)
    signals.see(FRUSTRATION, "desk/2", 90, {"feature-area": ("sso",)})
    signals.evaluate()
    signals.see(FRUSTRATION, "desk/3", 90, here)
    signals.see(SPIKE, "payments", 9)
    signals.evaluate(minutes=1)
    assert told(signals) == [("fired", "fired")] * 3, "#1, #2 and the spike; #3 is under it"
    panel = alerts_panel(signals.at(minutes=1))
    assert [(one.subject, one.standing) for one in panel.alerts] == [
        ("payments", "needs-you"),
        ("#2", "needs-you"),
        ("#1", "inhibited"),
        ("#3", "inhibited"),
    ]
    under = panel.alerts[2]
    assert under.standing_words == "under payments: Ticket spike (tagged)"
    assert (under.incident, panel.inhibited) == (signals.alert("payments"), 2)
    signals.see(SPIKE, "payments", None)
    signals.evaluate(minutes=2)
    signals.evaluate(minutes=62)
    assert told(signals)[3:] == [
        ("resolved", ""),
        ("woke", "incident-over"),
        ("woke", "incident-over"),
    ]


def test_what_ends_is_told_unless_somebody_finished_it(signals: Signals) -> None:
    for area in ("payments", "sso"):
        signals.see(FAILURES, area, 14)
    signals.evaluate()
    finish_alerts(signals.workspace, [signals.alert("sso")], "renewed")
    for area in ("payments", "sso"):
        signals.see(FAILURES, area, None)
    signals.evaluate(minutes=1)
    assert signals.evaluate(minutes=16).notices == 1
    (row,) = rows(signals.workspace, AlertNoticeRow)[2:]
    assert (row.kind, row.alert_id) == ("resolved", signals.alert("payments"))


def test_a_second_evaluation_of_the_same_moment_tells_nothing(signals: Signals) -> None:
    signals.see(FAILURES, "payments", 14)
    assert signals.evaluate().notices == 1
    again = signals.evaluate()
    assert (again.transitions, again.notices) == (0, 0)


def test_an_undone_act_is_no_news(signals: Signals) -> None:
    signals.see(FAILURES, "payments", 14)
    signals.evaluate()
    acknowledge_alerts(signals.workspace, [signals.alert("payments")])
    signals.evaluate(minutes=1)
    undo_action(signals.at(minutes=2))
    signals.evaluate(minutes=3)
    assert standing(signals, minutes=3) == [("needs-you", "fired")]
    assert told(signals) == [("fired", "fired")]


def angry(number: int, **values: object) -> dict[str, object]:
    return ticket(number, comments=[comment(number, body=f"[90] broken {number}")], **values)


def test_the_first_import_is_history(workspace: Workspace, tmp_path: Path) -> None:
    take_digest(workspace, READER)
    bring(workspace, tmp_path, angry(1))
    assert evaluate(workspace) is not None, "nothing is scored yet"
    later = replace(workspace, as_of=workspace.as_of + timedelta(minutes=20))
    rescore(later)
    (alert,) = (row for row in rows(workspace, AlertRow) if row.rule_key == FRUSTRATION)
    (step,) = (row for row in rows(workspace, AlertTransitionRow) if row.alert_id == alert.id)
    (response,) = (row for row in rows(workspace, ResponseRow) if row.alert_id == alert.id)
    assert (step.to_state, step.cause) == ("firing", "history")
    assert alert.fired_at == later.as_of
    assert response.due_at == later.as_of + timedelta(hours=2), "from when it could be known"
    (entry,) = (one for one in alerts_panel(later).alerts if one.id == alert.id)
    assert (entry.standing, entry.because) == ("needs-you", Because.FIRED)
    assert take_digest(later, READER) is None
    evaluate(replace(later, as_of=later.as_of + timedelta(hours=1)))
    assert take_digest(later, READER) is None


def test_what_a_later_import_brings_is_news(workspace: Workspace, tmp_path: Path) -> None:
    take_digest(workspace, READER)
    bring(workspace, tmp_path, angry(1), ticket(3, comments=[comment(3, body="[10] fine")]))
    rescore(workspace)
    worse = comment(4, body="[90] broken", created_at="2026-11-23T08:30:00Z")
    bring(
        workspace,
        tmp_path,
        angry(2),
        ticket(
            3, comments=[comment(3, body="[10] fine"), worse], updated_at="2026-11-23T08:30:00Z"
        ),
    )
    rescore(replace(workspace, as_of=workspace.as_of + timedelta(minutes=1)))
    digest = take_digest(workspace, READER)
    assert digest is not None
    assert dict(digest.counts) == {K.FIRED: 2}
    scores = {row.id for row in rows(workspace, AlertRow) if row.rule_key == FRUSTRATION}
    steps = [row for row in rows(workspace, AlertTransitionRow) if row.alert_id in scores]
    assert [row.cause for row in steps] == ["history", "threshold", "threshold"]


def test_readers_are_people_on_their_machines(workspace: Workspace) -> None:
    name = reader_here(workspace, "screen")
    assert name.startswith("seen/Dana@")
    assert name.endswith("/screen")
