"""The metric strip of small workspaces, its facts brought in the way a team brings them."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from radar_tui.db.tables import SettingRow, TicketRow
from radar_tui.domain.playbook_sections import MetricPlan, Metrics
from radar_tui.reporting.wording import measured_words
from radar_tui.services.alerting import evaluate
from radar_tui.services.metric_strip import (
    SERIES_WEEKS,
    MetricStrip,
    StripMetric,
    chosen_metrics,
    metric_strip,
)
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.reviewing import weekly_review
from radar_tui.services.triage import acknowledge, escalate
from radar_tui.services.workspace import Workspace
from support.app_workspaces import rescore
from support.workspaces import bring, bring_text, comment, rows, ticket

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
VOCABULARY = """kind,name,label,aliases
feature-area,payments,Payments,
root-cause,token-expired,Token expired,
root-cause,slow-report,Slow report,
escalation-reason,asks-for-manager,Asks for a manager,
"""


def case(number: int, at: datetime, score: int, *tags: str) -> dict[str, Any]:
    """A ticket that came at a moment, whose customer wrote what scores so."""
    moment = at.isoformat()
    said = comment(number, body=f"[{score}] broken {number}", created_at=moment)
    return ticket(number, created_at=moment, updated_at=moment, tags=list(tags), comments=[said])


def metric(strip: MetricStrip, name: str) -> StripMetric:
    return next(each for each in strip.metrics if each.name == name)


@pytest.fixture
def midweek(workspace: Workspace) -> Workspace:
    """The workspace on Thursday at noon, three and a half days into the running week."""
    return replace(workspace, as_of=workspace.as_of + timedelta(days=3, hours=3))


@pytest.fixture
def filled(midweek: Workspace, tmp_path: Path) -> Workspace:
    """Six tickets a week for nine weeks and the running one, with tags that grow in number."""
    bring_text(midweek, tmp_path, "vocabulary.csv", VOCABULARY)
    monday = midweek.as_of - timedelta(days=3, hours=12)
    tickets = []
    for back in range(10):
        for nth in range(6):
            number = 100 + back * 6 + nth
            tags = ["payments"]
            tags += ["token-expired", "slow-report"] if nth < 2 + (back == 0) else []
            tags += ["asks-for-manager"] if nth == 5 else []
            tickets.append(case(number, monday - back * WEEK + nth * HOUR, nth, *tags))
    bring(midweek, tmp_path, *tickets)
    rescore(midweek)
    return midweek


def test_the_strip_says_what_the_weekly_review_says(filled: Workspace) -> None:
    acknowledge(replace(filled, as_of=filled.as_of + HOUR), [ticket_id(filled, 105)])
    review = weekly_review(filled, "2026-W48")
    lines = {line.key: line for line in review.metrics}
    strip = metric_strip(filled)
    assert strip.week == "2026-W48"
    for each in strip.metrics:
        line = lines[each.key]
        assert (each.value, each.why, each.period) == (line.value, line.reason, line.period)
        assert each.shown == measured_words(line.value, line.unit)


def test_shares_are_counted_week_by_week(filled: Workspace) -> None:
    strip = metric_strip(filled)
    repeat = metric(strip, "Repeat")
    # A ticket with two root causes counts once; the running week has one more of them.
    assert repeat.series == pytest.approx([2 / 6] * 7 + [3 / 6])
    assert repeat.value == pytest.approx(9 / 24)
    assert metric(strip, "Escalation").series == pytest.approx([1 / 6] * 8)


def test_a_target_is_met_or_missed(filled: Workspace) -> None:
    strip = metric_strip(filled)
    escalation, frustration = metric(strip, "Escalation"), metric(strip, "Frustration")
    assert (escalation.shown, escalation.baseline, escalation.target) == ("16.7%", "18%", "12%")
    assert (escalation.met, escalation.unjudged) == (False, None)
    assert frustration.value is not None
    assert frustration.value < 35
    assert (frustration.baseline, frustration.target) == ("48", "35")
    assert (frustration.met, frustration.unjudged) == (True, None)


def test_what_the_lead_escalates_counts_once(filled: Workspace) -> None:
    escalate(filled, [ticket_id(filled, 100), ticket_id(filled, 105)], "asks-for-manager")
    assert metric(metric_strip(filled), "Escalation").series[-1] == pytest.approx(2 / 6)


def test_time_to_detect_is_of_the_alerts_that_somebody_took(
    midweek: Workspace, tmp_path: Path
) -> None:
    bring(midweek, tmp_path, case(1, midweek.as_of - HOUR, 90), case(2, midweek.as_of, 120))
    rescore(midweek)
    assert metric(metric_strip(midweek), "TTD").why == "no signal was triaged yet"
    later = replace(midweek, as_of=midweek.as_of + 2 * HOUR)
    acknowledge(later, [ticket_id(later, 2)])
    detect = metric(metric_strip(later), "TTD")
    assert detect.value == pytest.approx(2)
    assert (detect.shown, detect.baseline, detect.target) == ("2h", "3h", "<1h")
    # Radar saw its first data in this very week, so that the week is not whole.
    assert (detect.met, detect.unjudged) == (None, "Radar began watching later")
    assert detect.series == (*[None] * 7, pytest.approx(2))


def test_without_tags_nobody_knows_how_many_were_escalated_or_came_again(
    midweek: Workspace, tmp_path: Path
) -> None:
    monday = midweek.as_of - timedelta(days=3, hours=12)
    for vocabulary in (None, VOCABULARY):
        if vocabulary:
            bring_text(midweek, tmp_path, "vocabulary.csv", vocabulary)
        cases = (case(n, monday - (n % 9) * WEEK + HOUR, 20, "payments") for n in range(1, 91))
        bring(midweek, tmp_path, *cases)
        strip = metric_strip(midweek)
        lines = {line.key: line for line in weekly_review(midweek, "2026-W47").metrics}
        for name, key in (("Repeat", "repeat-rate"), ("Escalation", "escalation-rate")):
            told, line = metric(strip, name), lines[key]
            assert (told.shown, told.why, told.met) == ("–", "no tickets carry such tags", None)
            assert told.series == (None,) * SERIES_WEEKS
            assert (line.value, line.reason) == (None, "no tickets carry such tags")


@pytest.mark.parametrize("weeks_ago", [5, 20], ids=["shown", "before-what-is-shown"])
def test_a_team_that_tags_and_had_no_escalation_has_none(
    midweek: Workspace, tmp_path: Path, weeks_ago: int
) -> None:
    bring_text(midweek, tmp_path, "vocabulary.csv", VOCABULARY)
    monday = midweek.as_of - timedelta(days=3, hours=12)
    tagged = case(1, monday - weeks_ago * WEEK, 20, "asks-for-manager", "token-expired")
    others = (case(2 + n, monday - (n % 21) * WEEK + HOUR, 20) for n in range(21 * 6))
    bring(midweek, tmp_path, tagged, *others)
    strip = metric_strip(midweek)
    for name in ("Escalation", "Repeat"):
        told = metric(strip, name)
        assert (told.value, told.shown, told.why) == (0, "0%", None)
        unknown = (None,) * (8 - 1 - weeks_ago) if weeks_ago < 8 else ()
        assert told.series[: len(unknown)] == unknown
        assert None not in told.series[len(unknown) :]


def test_a_signal_that_began_before_radar_watched_is_left_out(
    midweek: Workspace, tmp_path: Path
) -> None:
    bring(midweek, tmp_path, case(1, midweek.as_of - 90 * HOUR, 90), case(2, midweek.as_of, 120))
    rescore(midweek)
    later = replace(midweek, as_of=midweek.as_of + HOUR)
    acknowledge(later, [ticket_id(later, 1)])
    detect = metric(metric_strip(later), "TTD")
    left_out = "left out: 1 that began before Radar watched"
    assert (detect.shown, detect.why) == ("–", f"no signal was triaged yet; {left_out}")
    acknowledge(later, [ticket_id(later, 2)])
    detect = metric(metric_strip(later), "TTD")
    assert (detect.shown, detect.why) == ("1h", left_out)


def test_a_number_of_a_week_that_radar_watched_is_judged(
    midweek: Workspace, tmp_path: Path
) -> None:
    bring(midweek, tmp_path, case(1, midweek.as_of - HOUR, 12))
    next_week = replace(midweek, as_of=midweek.as_of + WEEK)
    bring(next_week, tmp_path, case(2, next_week.as_of - HOUR, 90))
    rescore(next_week)
    soon = replace(next_week, as_of=next_week.as_of + HOUR / 2)
    acknowledge(soon, [ticket_id(soon, 2)])
    detect = metric(metric_strip(soon), "TTD")
    assert (detect.shown, detect.met, detect.unjudged) == ("1.5h", False, None)


def test_weeks_before_the_data_are_unknown(midweek: Workspace, tmp_path: Path) -> None:
    start = midweek.as_of - 2 * WEEK
    bring(midweek, tmp_path, *(case(n, start + n * HOUR, 20) for n in range(1, 7)))
    rescore(midweek)
    strip = metric_strip(midweek)
    frustration = metric(strip, "Frustration")
    # The oldest ticket came within its week, and the week after brought none at all.
    assert frustration.series == (None,) * SERIES_WEEKS
    assert frustration.why == "0 scored tickets, 5 are needed"
    assert metric(strip, "Spikes").series[:5] == (None,) * 5


def test_an_empty_workspace_knows_nothing_and_says_why(workspace: Workspace) -> None:
    strip = metric_strip(workspace)
    whys = {each.name: each.why for each in strip.metrics}
    assert whys["TTD"] == whys["Spikes"] == "Radar was not watching yet"
    assert whys["Escalation"] == "0 tickets, 5 are needed"
    assert {each.shown for each in strip.metrics if each.why and each.value is None} == {"–"}
    assert all(each.series[:-1] == (None,) * 7 for each in strip.metrics)
    assert all(each.met is None for each in strip.metrics if each.value is None)


def test_the_running_week_begins_in_the_workspaces_zone(workspace: Workspace) -> None:
    sunday_night = replace(workspace, as_of=workspace.as_of - 12 * HOUR)
    assert metric_strip(sunday_night).week == "2026-W47"
    with workspace.database.writing() as session:
        session.add(SettingRow(key="zone", value="Asia/Tokyo", rev=1))
    assert metric_strip(sunday_night).week == "2026-W48"


def test_six_metrics_are_chosen_those_with_a_target_first() -> None:
    chosen = chosen_metrics(shipped_playbook().metrics)
    assert len(chosen) == 6
    assert all(plan.target for plan in chosen)
    untargeted = [MetricPlan(str(n), "l", "t", None, None, None, None) for n in range(3)]
    last = replace(untargeted[0], key="last", target="3")
    picked = chosen_metrics(Metrics("", (*untargeted, last), fewest=1, most=2))
    assert [plan.key for plan in picked] == ["last", "0"]


def test_a_target_that_does_not_fit_is_not_judged(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    playbook = shipped_playbook()
    targets = {
        "frustration-average": "calmer",
        "ticket-spikes": "1/wk",
        "repeat-rate": None,
        "prevented-escalations": "10/mo",
    }
    table = [replace(plan, target=targets.get(plan.key)) for plan in playbook.metrics.table]
    metrics = replace(playbook.metrics, table=tuple(table), most=7)
    other = replace(playbook, metrics=metrics)
    monkeypatch.setattr("radar_tui.services.metric_strip.shipped_playbook", lambda: other)
    evaluate(filled)
    whole = replace(filled, as_of=filled.as_of + 5 * WEEK)
    strip = metric_strip(whole)
    assert metric(strip, "Spikes").unjudged == "the target is per week, the value covers 4 weeks"
    assert metric(strip, "Prevented").met is False
    still = metric_strip(filled)
    assert metric(still, "Frustration").unjudged == "the target is no number of points"
    assert metric(still, "Frustration").target == "calmer"
    assert metric(still, "Repeat").unjudged == "no target"
    assert all(each.met is None for each in still.metrics if each.unjudged)


def ticket_id(workspace: Workspace, number: int) -> int:
    found = [row for row in rows(workspace, TicketRow) if row.external_id == str(number)]
    return found[0].id or 0
