"""Past weeks are judged again when late tickets arrive; what was known when stays to be seen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from radar_tui.db.imports.runs import discard_run, undo_run
from radar_tui.db.tables import AlertRow, SettingRow, SpikeDecisionRow
from radar_tui.detection.revisions import CountsAsKnown
from radar_tui.services.alert_timeline import alert_timeline
from radar_tui.services.alerting import evaluate
from radar_tui.services.late_data import JudgedWeek, judged_weeks
from radar_tui.services.reviewing import weekly_review
from radar_tui.services.settings import ZONE
from radar_tui.services.workspace import Workspace
from support.area_tickets import VOCABULARY, WEEK, came, weeks_ago
from support.workspaces import bring, bring_text, rows

LAST = "2026-W47"
"""The last whole week at the moment of the tests, a Monday morning."""


@pytest.fixture
def steady(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Thirty weeks with five payments tickets each, judged."""
    bring_text(workspace, tmp_path, "tags.csv", VOCABULARY)
    tickets = [
        one
        for weeks in range(1, 31)
        for one in weeks_ago(workspace.as_of, weeks, 5, first=weeks * 100)
    ]
    bring(workspace, tmp_path, *tickets)
    evaluate(workspace)
    return workspace


def later(workspace: Workspace, **elapsed: float) -> Workspace:
    return replace(workspace, as_of=workspace.as_of + timedelta(**elapsed))


def told(weeks: Sequence[JudgedWeek]) -> dict[str, list[tuple[int, str]]]:
    """The counts and judgements of the weeks of payments."""
    return {
        one.week: [(each.observed, each.status) for each in one.revisions]
        for one in weeks
        if one.feature_area == "payments"
    }


def test_the_last_six_whole_weeks_are_judged_once(steady: Workspace) -> None:
    weeks = judged_weeks(later(steady, hours=2))
    assert told(weeks) == {f"2026-W{number}": [(5, "ok")] for number in range(42, 48)}
    assert [one.week for one in weeks][:2] == [LAST, "2026-W46"]
    (first, *_) = weeks[0].revisions
    assert (first.revision, first.known_at, first.naive) == (1, steady.as_of, False)
    assert first.expected == pytest.approx(5, abs=0.5)
    assert first.upper is not None
    evaluate(later(steady, hours=1))
    assert len(rows(steady, SpikeDecisionRow)) == 6


def test_what_is_known_later_is_not_told_of_an_earlier_moment(
    steady: Workspace, tmp_path: Path
) -> None:
    tomorrow = later(steady, days=1)
    bring(tomorrow, tmp_path, *weeks_ago(steady.as_of, 2, 20, first=9000))
    evaluate(tomorrow)
    assert told(judged_weeks(steady))["2026-W46"] == [(5, "ok")]


def test_late_tickets_append_a_revision_and_rewrite_nothing(
    steady: Workspace, tmp_path: Path
) -> None:
    before = {(row.week, row.revision): row.model_dump() for row in rows(steady, SpikeDecisionRow)}
    late = weeks_ago(steady.as_of, 2, 20, first=9000)
    tomorrow = later(steady, days=1)
    bring(tomorrow, tmp_path, *late)
    evaluate(tomorrow)
    weeks = judged_weeks(tomorrow)
    assert told(weeks)["2026-W46"] == [(5, "ok"), (25, "spike")]
    (turned,) = [one for one in weeks if one.turned]
    assert (turned.week, turned.is_spike) == ("2026-W46", True)
    assert turned.revisions[1].known_at == tomorrow.as_of
    after = {(row.week, row.revision): row.model_dump() for row in rows(steady, SpikeDecisionRow)}
    assert {key: after[key] for key in before} == before
    evaluate(later(tomorrow, hours=1))
    assert len(rows(steady, SpikeDecisionRow)) == len(after)


def test_a_spike_that_late_changes_take_back_is_a_revision_too(
    steady: Workspace, tmp_path: Path
) -> None:
    bring(steady, tmp_path, *weeks_ago(steady.as_of, 1, 20, first=9000))
    evaluate(later(steady, minutes=1))
    assert told(judged_weeks(later(steady, hours=2)))[LAST][-1] == (25, "spike")
    spam = [
        one | {"status": "deleted", "updated_at": "2026-11-23T08:59:00Z"}
        for one in weeks_ago(steady.as_of, 1, 20, first=9000)
    ]
    bring(steady, tmp_path, *spam)
    evaluate(later(steady, minutes=2))
    assert told(judged_weeks(later(steady, hours=2)))[LAST] == [(5, "ok"), (25, "spike"), (5, "ok")]


def test_few_accounts_make_no_spike(steady: Workspace, tmp_path: Path) -> None:
    monday = steady.as_of - WEEK
    one_customer = [came(9000 + number, monday, account=99) for number in range(20)]
    bring(steady, tmp_path, *one_customer)
    evaluate(later(steady, minutes=1))
    # Five accounts had tickets in that week already.
    assert told(judged_weeks(later(steady, hours=2)))[LAST][-1] == (25, "spike")
    lonely = [came(9500 + number, monday, "sso", account=99) for number in range(20)]
    bring(steady, tmp_path, *lonely)
    evaluate(later(steady, minutes=2))
    sso = [
        one
        for one in judged_weeks(later(steady, hours=2))
        if (one.feature_area, one.week) == ("sso", LAST)
    ]
    assert [(each.observed, each.status) for each in sso[0].revisions] == [(20, "ok")]


def test_older_weeks_keep_their_judgement(steady: Workspace, tmp_path: Path) -> None:
    bring(steady, tmp_path, *weeks_ago(steady.as_of, 8, 20, first=9000))
    evaluate(later(steady, minutes=1))
    assert set(told(judged_weeks(later(steady, hours=2)))) == {
        f"2026-W{number}" for number in range(42, 48)
    }
    assert {len(found) for found in told(judged_weeks(later(steady, hours=2))).values()} == {1}


def test_a_week_that_ends_is_judged_without_any_import(steady: Workspace) -> None:
    next_week = later(steady, days=7)
    evaluate(next_week)
    weeks = told(judged_weeks(next_week))
    assert weeks["2026-W48"] == [(0, "ok")]
    assert len(rows(steady, SpikeDecisionRow)) == 7


def test_a_changed_vocabulary_is_judged_again(steady: Workspace, tmp_path: Path) -> None:
    bring(steady, tmp_path, came(9000, steady.as_of - timedelta(days=3), "sign-in"))
    evaluate(later(steady, minutes=1))
    assert {one.feature_area for one in judged_weeks(later(steady, hours=2))} == {"payments"}
    bring_text(steady, tmp_path, "tags.csv", VOCABULARY.replace("SSO,login", "SSO,sign-in"))
    evaluate(later(steady, minutes=2))
    areas = {one.feature_area for one in judged_weeks(later(steady, hours=2))}
    assert areas == {"payments", "sso"}


def test_weeks_are_those_of_the_workspace_s_zone(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.database.writing() as session:
        session.add(SettingRow(key=ZONE, value="Pacific/Auckland"))
    bring_text(workspace, tmp_path, "tags.csv", VOCABULARY)
    history = [
        one for weeks in range(1, 9) for one in weeks_ago(workspace.as_of, weeks, 5, weeks * 100)
    ]
    sunday_evening_here = came(9999, datetime.fromisoformat("2026-11-15T20:00:00+00:00"))
    bring(workspace, tmp_path, *history, sunday_evening_here)
    evaluate(workspace)
    found = told(judged_weeks(workspace))
    assert (found["2026-W46"][0][0], found[LAST][0][0]) == (5, 6), "Monday has begun there"


def test_the_end_of_a_long_year(workspace: Workspace, tmp_path: Path) -> None:
    """2026 has 53 weeks."""
    january = replace(workspace, as_of=datetime.fromisoformat("2027-01-11T09:00:00+00:00"))
    bring_text(january, tmp_path, "tags.csv", VOCABULARY)
    history = [
        one for weeks in range(1, 9) for one in weeks_ago(january.as_of, weeks, 5, weeks * 100)
    ]
    bring(january, tmp_path, *history)
    evaluate(january)
    labels = [one.week for one in judged_weeks(january)]
    assert labels == ["2027-W01", "2026-W53", "2026-W52", "2026-W51", "2026-W50", "2026-W49"]


def test_an_area_of_which_nothing_is_left_is_quiet(steady: Workspace, tmp_path: Path) -> None:
    spam = [
        one | {"status": "deleted", "updated_at": "2026-11-23T08:59:00Z"}
        for weeks in range(1, 31)
        for one in weeks_ago(steady.as_of, weeks, 5, first=weeks * 100)
    ]
    bring(steady, tmp_path, came(1, steady.as_of - 40 * WEEK, "sso"), *spam)
    evaluate(later(steady, minutes=1))
    assert told(judged_weeks(later(steady, hours=2)))[LAST] == [(5, "ok"), (0, "ok")]


def test_a_past_week_that_turns_out_a_spike_is_no_alert(steady: Workspace, tmp_path: Path) -> None:
    bring(steady, tmp_path, *weeks_ago(steady.as_of, 3, 40, first=9000))
    evaluation = evaluate(later(steady, minutes=1))
    assert evaluation is not None
    assert (evaluation.fired, evaluation.notices) == (0, 0)
    assert told(judged_weeks(later(steady, hours=2)))["2026-W45"][-1] == (45, "spike")


def test_late_tickets_make_no_second_alert(steady: Workspace, tmp_path: Path) -> None:
    today = steady.as_of - timedelta(hours=2)
    burst = [came(8000 + number, today + timedelta(minutes=number)) for number in range(40)]
    bring(steady, tmp_path, *burst)
    evaluate(later(steady, minutes=1))
    fired = [row.occurrence for row in rows(steady, AlertRow) if row.rule_key == "ticket-spike"]
    assert fired == [1]
    for minute, weeks in ((2, 1), (3, 2)):
        bring(steady, tmp_path, *weeks_ago(steady.as_of, weeks, 30, first=9000 + 100 * weeks))
        evaluation = evaluate(later(steady, minutes=minute))
        assert evaluation is not None
        assert (evaluation.fired, evaluation.notices) == (0, 0)
    spikes = [row for row in rows(steady, AlertRow) if row.rule_key == "ticket-spike"]
    assert [(row.occurrence, row.state) for row in spikes] == [(1, "firing")]
    assert {week.week for week in judged_weeks(later(steady, hours=2)) if week.turned} == {
        LAST,
        "2026-W46",
    }


def test_the_story_of_an_alert_tells_what_came_late(steady: Workspace, tmp_path: Path) -> None:
    bring(steady, tmp_path, *weeks_ago(steady.as_of, 1, 35, first=8000))
    evaluate(later(steady, minutes=1))
    (alert,) = (row.id for row in rows(steady, AlertRow) if row.rule_key == "ticket-spike")
    story = alert_timeline(later(steady, minutes=2), alert)
    assert [one.words for one in story.entries if one.kind == "late-data"] == [
        "late data: 2026-W47 counts 40 tickets, not 5, a spike by now"
    ]
    spam = [
        one | {"status": "deleted", "updated_at": "2026-11-23T08:59:00Z"}
        for one in weeks_ago(steady.as_of, 1, 34, first=8000)
    ]
    bring(steady, tmp_path, *spam, *weeks_ago(steady.as_of, 4, 40, first=9000))
    evaluate(later(steady, minutes=3))
    story = alert_timeline(later(steady, minutes=4), alert)
    assert [one.words for one in story.entries if one.kind == "late-data"][1:] == [
        "late data: 2026-W47 counts 6 tickets, not 40, no spike any more"
    ]


def test_the_story_of_an_alert_tells_of_a_week_that_is_judged_anew(
    steady: Workspace, tmp_path: Path
) -> None:
    bring(steady, tmp_path, *weeks_ago(steady.as_of, 1, 35, first=8000))
    evaluate(later(steady, minutes=1))
    (alert,) = (row.id for row in rows(steady, AlertRow) if row.rule_key == "ticket-spike")
    # The week itself has as many tickets as before: what is expected of it has changed.
    before_it = [
        one
        for weeks in range(2, 31)
        for one in weeks_ago(steady.as_of, weeks, 35, first=10_000 + weeks * 100)
    ]
    loud = bring(steady, tmp_path, *before_it)
    evaluate(later(steady, minutes=2))
    with steady.database.writing() as session:
        undo_run(session, loud.run)
    evaluate(later(steady, minutes=3))
    story = alert_timeline(later(steady, minutes=4), alert)
    assert [
        (one.words, one.value)
        for one in story.entries
        if one.kind == "late-data" and LAST in one.words
    ] == [
        (f"late data: {LAST} counts 40 tickets, not 5, a spike by now", 40),
        (f"{LAST} is judged anew: no spike any more", 40),
        (f"{LAST} is judged anew: a spike by now", 40),
    ]


def test_a_moment_before_the_newest_judgement_tells_nothing_new(
    steady: Workspace, tmp_path: Path
) -> None:
    before = len(rows(steady, SpikeDecisionRow))
    earlier = later(steady, days=-7)
    bring(earlier, tmp_path, *weeks_ago(steady.as_of, 3, 40, first=9000))
    evaluate(earlier)
    assert len(rows(steady, SpikeDecisionRow)) == before
    assert judged_weeks(earlier) == []


def test_a_late_import_that_is_taken_back_takes_its_spike_back(
    steady: Workspace, tmp_path: Path
) -> None:
    late = bring(steady, tmp_path, *weeks_ago(steady.as_of, 1, 20, first=9000))
    evaluate(later(steady, minutes=1))
    with steady.database.writing() as session:
        undo_run(session, late.run)
    evaluate(later(steady, minutes=2))
    assert told(judged_weeks(later(steady, hours=2)))[LAST] == [(5, "ok"), (25, "spike"), (5, "ok")]


def test_a_late_import_that_is_discarded_as_a_bad_file_takes_its_spike_back(
    steady: Workspace, tmp_path: Path
) -> None:
    late = bring(steady, tmp_path, *weeks_ago(steady.as_of, 1, 20, first=9000))
    evaluate(later(steady, minutes=1))
    assert told(judged_weeks(later(steady, hours=2)))[LAST][-1] == (25, "spike")
    with steady.database.writing() as session:
        discard_run(session, late.run)
    evaluate(later(steady, minutes=2))
    assert told(judged_weeks(later(steady, hours=2)))[LAST] == [(5, "ok"), (25, "spike"), (5, "ok")]


def test_what_an_earlier_moment_looked_at_first_is_still_judged_at_the_present(
    steady: Workspace, tmp_path: Path
) -> None:
    bring(steady, tmp_path, *weeks_ago(steady.as_of, 3, 40, first=9000))
    evaluate(later(steady, days=-7))
    evaluate(later(steady, minutes=1))
    assert told(judged_weeks(later(steady, hours=2)))["2026-W45"] == [(5, "ok"), (45, "spike")]


def test_each_week_is_judged_once_and_a_spike_once_more(
    steady: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, date]] = []
    decide = CountsAsKnown.decide

    def note(known: CountsAsKnown, area: str, week: date, *rest: Any, **more: Any) -> Any:
        asked.append((area, week))
        return decide(known, area, week, *rest, **more)

    bring(steady, tmp_path, *weeks_ago(steady.as_of, 1, 20, first=9000))
    monkeypatch.setattr(CountsAsKnown, "decide", note)
    evaluate(later(steady, minutes=1))
    weeks = [date(2026, 11, 16) - WEEK * back for back in range(5, -1, -1)]
    assert asked == [*(("payments", week) for week in weeks), ("payments", weeks[-1])]


def test_the_weekly_review_says_the_same(steady: Workspace, tmp_path: Path) -> None:
    bring(steady, tmp_path, *weeks_ago(steady.as_of, 1, 20, first=9000))
    now = later(steady, minutes=1)
    evaluate(now)
    (area,) = weekly_review(now).areas
    last = judged_weeks(now)[0].revisions[-1]
    assert (area.count, area.upper, area.status) == (last.observed, last.upper, last.status)
    assert last.status == "spike"


def test_nothing_is_read_again_while_nothing_changed(steady: Workspace) -> None:
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    event.listen(steady.database.engine, "before_cursor_execute", note)
    evaluate(later(steady, minutes=1))
    event.remove(steady.database.engine, "before_cursor_execute", note)
    assert not [one for one in statements if "spike_decision" in one]


def test_without_tickets_or_tags_there_is_nothing_to_judge(
    workspace: Workspace, tmp_path: Path
) -> None:
    evaluate(workspace)
    bring(workspace, tmp_path, came(1, workspace.as_of - 3 * WEEK))
    evaluate(later(workspace, minutes=1))
    assert judged_weeks(workspace) == []
