from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from radar_tui.detection.threshold_rules import (
    FailureTimes,
    RootCauseCount,
    TicketScoreNow,
    observe_connection_failures,
    observe_frustration,
    observe_repeat_issues,
)
from radar_tui.domain.rules import Rule, RuleKind

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FAILURES = Rule(
    key="connection-failures",
    kind=RuleKind.CONNECTION_FAILURES,
    title="Connection failures",
    threshold=10,
    window=timedelta(hours=1),
    action="Notify on-call and prep customer comms",
    owner="On-call lead",
)
FRUSTRATION = Rule(
    key="frustration-score",
    kind=RuleKind.FRUSTRATION_SCORE,
    title="Frustration score",
    threshold=60,
    clear=50,
    action="Manager review and intervene within 2 hrs",
    owner="Team lead",
    due_within=timedelta(hours=2),
)
REPEATS = Rule(
    key="repeat-issues",
    kind=RuleKind.REPEAT_ISSUES,
    title="Repeat issue count",
    threshold=5,
    window=timedelta(days=7),
    action="Create KB and macro and product bug intake",
    owner="KB owner",
)


def minutes_ago(*minutes: float) -> tuple[datetime, ...]:
    return tuple(NOW - timedelta(minutes=minute) for minute in minutes)


@pytest.mark.parametrize(("failures", "holds"), [(10, False), (11, True)])
def test_more_than_ten_failures_in_an_hour_hold(failures: int, holds: bool) -> None:
    source = FailureTimes(minutes_ago(*range(failures)), source="oauth")
    (seen,) = observe_connection_failures([source], FAILURES, NOW)
    assert seen.holds is holds
    assert seen.value == failures
    assert seen.labels == (("source", "oauth"),)
    assert seen.began_at == (NOW - timedelta(minutes=10) if holds else None)


def test_the_hour_slides_and_does_not_reach_into_the_future() -> None:
    times = minutes_ago(*range(6), *(60 + step for step in range(9)), -1, -2)
    source = FailureTimes(times, source="oauth", feature_area="integrations")
    (now,) = observe_connection_failures([source], FAILURES, NOW)
    (earlier,) = observe_connection_failures([source], FAILURES, NOW - timedelta(minutes=10))
    assert now.value == 6
    assert earlier.value == 9
    assert now.labels == (("feature-area", "integrations"), ("source", "oauth"))


def test_failures_carry_count_window_and_threshold_as_evidence() -> None:
    (seen,) = observe_connection_failures(
        [FailureTimes(minutes_ago(5, 30), feature_area="exports")], FAILURES, NOW
    )
    assert seen.evidence == {
        "count": 2,
        "window": "1h",
        "threshold": 10.0,
        "clear": 10.0,
        "first": "2026-11-22T11:30:00+00:00",
        "last": "2026-11-22T11:55:00+00:00",
    }


def test_failures_without_a_name_are_refused() -> None:
    with pytest.raises(ValueError, match="source or a feature area"):
        FailureTimes(())


@pytest.mark.parametrize(
    ("score", "holds", "still"),
    [(61, True, True), (60, False, True), (51, False, True), (50, False, False), (0, False, False)],
)
def test_frustration_holds_over_60_and_clears_at_50(score: int, holds: bool, still: bool) -> None:
    (seen,) = observe_frustration([TicketScoreNow("4562", score, True, "acme")], FRUSTRATION)
    assert (seen.holds, seen.still_holds) == (holds, still)
    assert seen.labels == (("ticket", "4562"),)
    assert seen.evidence["account"] == "acme"


def test_closed_and_unscored_tickets_are_not_observed() -> None:
    tickets = [TicketScoreNow("1", 90, False), TicketScoreNow("2", None, True)]
    assert observe_frustration(tickets, FRUSTRATION) == []


def test_frustration_began_when_the_score_went_over() -> None:
    (seen,) = observe_frustration(
        [TicketScoreNow("1", 90, True, over_since=NOW, why="“third time this week”")], FRUSTRATION
    )
    assert seen.began_at == NOW
    assert seen.evidence["why"] == "“third time this week”"


@pytest.mark.parametrize(("tickets", "holds"), [(5, False), (6, True)])
def test_more_than_five_tickets_of_a_root_cause_in_a_week_hold(tickets: int, holds: bool) -> None:
    times = tuple(NOW - timedelta(days=day) for day in range(tickets))
    older = tuple(NOW - timedelta(days=7 + day) for day in range(9))
    cause = RootCauseCount("token-expired", times + older, ("acme", "globex"), ("1", "2"))
    (seen,) = observe_repeat_issues([cause], REPEATS, NOW)
    assert seen.holds is holds
    assert seen.value == tickets
    assert seen.labels == (("root-cause", "token-expired"),)
    assert seen.evidence["accounts"] == 2
    assert seen.evidence["tickets"] == ["1", "2"]


def test_a_rule_may_ask_for_several_accounts() -> None:
    times = tuple(NOW - timedelta(hours=hour) for hour in range(9))
    strict = replace(REPEATS, min_accounts=2)
    one = RootCauseCount("token-expired", times, ("acme", "acme"))
    two = RootCauseCount("token-expired", times, ("acme", "globex"))
    nameless = RootCauseCount("token-expired", times)
    held = [seen.holds for seen in observe_repeat_issues([one, two, nameless], strict, NOW)]
    assert held == [False, True, False]
    assert observe_repeat_issues([nameless], REPEATS, NOW)[0].holds
