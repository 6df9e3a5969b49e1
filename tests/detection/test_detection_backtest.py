"""Back-tests of written pasts: what would have fired, when, and how much before escalations."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from radar_tui.detection.backtest import backtest
from radar_tui.detection.facts import MonitoredEvent
from radar_tui.detection.past import History, PastEvent, PastStanding, PastTag, PastTicket
from radar_tui.domain.records import EventKind, TagKind
from radar_tui.domain.rules import Rule, RuleKind

SINCE = datetime(2026, 9, 7, tzinfo=UTC)
UNTIL = SINCE + timedelta(weeks=4)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def rule(kind: RuleKind, threshold: float, window: timedelta = timedelta()) -> Rule:
    return Rule("r", kind, "A rule", threshold, "Do it", "Lead", window=window)


SCORE = replace(rule(RuleKind.FRUSTRATION_SCORE, 60), clear=50)


def standing(days: float, score: int | None, *, is_open: bool = True) -> PastStanding:
    return PastStanding(SINCE + DAY * days, is_open, score)


def scored(*standings: PastStanding, escalated: float | None = None) -> History:
    created = standings[0].at
    ticket = PastTicket(
        "desk/1",
        created,
        created,
        account="ACME",
        escalated_at=None if escalated is None else SINCE + DAY * escalated,
    )
    return History(tickets=[ticket], standings={"desk/1": standings})


def test_a_ticket_fires_when_its_score_goes_over_and_ends_when_it_clears() -> None:
    past = scored(standing(1, 40), standing(2, 70), standing(3, 55), standing(4, 45))
    (one,) = backtest(SCORE, past, SINCE, UNTIL).occurrences
    assert (one.fired_at, one.ended_at, one.value) == (SINCE + 2 * DAY, SINCE + 4 * DAY, 70)
    assert (one.escalated_at, one.lead, one.hindsight) == (None, None, False)


def test_what_fired_before_the_time_looked_at_is_not_counted() -> None:
    past = scored(standing(-3, 90), standing(5, 10), standing(6, 95))
    found = backtest(SCORE, past, SINCE, UNTIL).occurrences
    assert [one.fired_at for one in found] == [SINCE + 6 * DAY]


@pytest.mark.parametrize(("escalated", "lead", "warned"), [(3, DAY, 1), (1.5, None, 0)])
def test_the_lead_runs_to_the_first_escalation(
    escalated: float, lead: timedelta | None, warned: int
) -> None:
    past = scored(standing(1, 40), standing(2, 70), escalated=escalated)
    played = backtest(SCORE, past, SINCE, UNTIL)
    assert [one.lead for one in played.occurrences] == [lead]
    assert (played.escalations, played.warned) == (1, warned)


def test_a_higher_threshold_fires_less() -> None:
    past = scored(standing(1, 40), standing(2, 70))
    assert backtest(replace(SCORE, threshold=80), past, SINCE, UNTIL).occurrences == ()


def test_alerts_a_week_and_the_median_lead() -> None:
    played = backtest(SCORE, scored(standing(1, 70), escalated=2), SINCE, UNTIL)
    assert (played.per_week, played.median_lead) == (0.25, DAY)


def caused(*days: float, hindsight: bool = False) -> History:
    tickets = []
    for number, day in enumerate(days):
        at = SINCE + DAY * day
        tag = PastTag(TagKind.ROOT_CAUSE, "token-expiry", at, hindsight)
        tickets.append(PastTicket(f"desk/{number}", at, at, account=f"A{number}", tags=(tag,)))
    return History(tickets=tickets)


REPEAT = rule(RuleKind.REPEAT_ISSUES, 2, 7 * DAY)


def test_a_root_cause_fires_within_the_step_that_it_goes_over_in() -> None:
    (one,) = backtest(REPEAT, caused(1, 2, 3.1), SINCE, UNTIL).occurrences
    assert timedelta() <= one.fired_at - (SINCE + 3.1 * DAY) <= 6 * HOUR
    assert one.value == 3
    assert not one.hindsight


def test_tags_of_unknown_time_are_hindsight() -> None:
    (one,) = backtest(REPEAT, caused(1, 2, 3, hindsight=True), SINCE, UNTIL).occurrences
    assert one.hindsight


def test_a_tag_counts_from_when_it_was_known() -> None:
    late = caused(1, 2, 3)
    tickets = [
        replace(ticket, tags=(replace(ticket.tags[0], known_at=SINCE + 20 * DAY),))
        for ticket in late.tickets
    ]
    assert backtest(REPEAT, replace(late, tickets=tickets), SINCE, UNTIL).occurrences == ()


def test_failures_are_looked_at_each_hour() -> None:
    start = SINCE + 3 * DAY
    events = [
        PastEvent(
            MonitoredEvent(str(n), EventKind.CONNECTION_FAILURE, "gateway", start + n * HOUR / 20),
            start,
        )
        for n in range(12)
    ]
    failures = rule(RuleKind.CONNECTION_FAILURES, 10, HOUR)
    (one,) = backtest(failures, History(events=events), SINCE, UNTIL).occurrences
    assert (one.fired_at, one.ended_at) == (start + HOUR, start + 2 * HOUR)
    assert dict(one.labels) == {"source": "gateway"}


def test_a_disabled_rule_is_tried_all_the_same() -> None:
    assert backtest(replace(REPEAT, enabled=False), caused(1, 2, 3), SINCE, UNTIL).occurrences


def test_time_goes_forwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        backtest(REPEAT, History(), UNTIL, SINCE)
