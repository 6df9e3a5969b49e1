"""Where alerts stand for the lead, from their state and from all that was done about them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.alerts import Alert, AlertState
from radar_tui.domain.attention import (
    Attention,
    Because,
    Before,
    Case,
    Handling,
    Snooze,
    Standing,
    TicketSnooze,
    attend,
)
from radar_tui.domain.matchers import parse_matchers
from radar_tui.domain.rules import RuleKind
from radar_tui.domain.silences import Silence
from support.alert_cases import HOUR, NOW, RULE, SPIKE, firing

MINUTE = timedelta(minutes=1)
DAY = 24 * HOUR
TICKET = firing({"ticket": "zendesk/1"}, context={"feature-area": ("payments",)})
AREA = firing({"feature-area": "payments"}, rule=SPIKE, fired_at=NOW - 2 * HOUR)
QUIET = Silence(5, parse_matchers("ticket=*/1"), NOW - MINUTE, NOW + HOUR, "Ravi", "known")

S, B = Standing, Because


def stands(
    alert: Alert = TICKET,
    *silences: Silence,
    now: datetime = NOW,
    before: Before | None = None,
    ticket: TicketSnooze | None = None,
    **handling: object,
) -> Attention:
    case = Case(1, alert, RULE, Handling(**handling), ticket, before)  # type: ignore[arg-type]
    return attend([case], silences, now)[1]


def snoozed(at: datetime = NOW - 10 * MINUTE, value: float | None = 81) -> Snooze:
    return Snooze(at, NOW + HOUR, value)


def stored(attention: Attention) -> Before:
    return Before(attention.standing, attention.since, attention.because)


def test_what_fires_needs_the_lead_from_then_on() -> None:
    assert stands() == Attention(S.NEEDS_YOU, NOW - HOUR, B.FIRED)


@pytest.mark.parametrize(
    ("state", "fired", "standing"),
    [
        (AlertState.PENDING, False, S.PENDING),
        (AlertState.NO_DATA, False, S.UNJUDGED),
        (AlertState.ERROR, False, S.UNJUDGED),
        (AlertState.NORMAL, False, S.CALM),
        (AlertState.RESOLVED, True, S.RESOLVED),
        (AlertState.RECOVERING, True, S.NEEDS_YOU),
    ],
)
def test_the_state_decides_first(state: AlertState, fired: bool, standing: Standing) -> None:
    alert = replace(TICKET, state=state, fired_at=NOW - HOUR if fired else None)
    assert stands(alert, done_at=NOW if state is AlertState.RESOLVED else None).standing is standing


def test_what_was_broken_off_while_it_fired_still_needs_the_lead() -> None:
    alert = replace(TICKET, state=AlertState.NO_DATA, interrupted=AlertState.FIRING)
    assert stands(alert).standing is S.NEEDS_YOU
    unknown = replace(alert, interrupted=AlertState.PENDING, fired_at=None)
    assert stands(unknown).standing is S.UNJUDGED


def test_a_response_is_overdue_only_while_somebody_is_needed() -> None:
    due = NOW - MINUTE
    assert stands(due_at=due).overdue
    assert not stands(due_at=NOW).overdue, "not at its moment"
    assert not stands(due_at=due, acknowledged_at=NOW - HOUR).overdue
    assert not stands(due_at=due, snooze=snoozed()).overdue
    assert not stands(due_at=due, done_at=NOW).overdue
    assert not stands(TICKET, QUIET, due_at=due).overdue


def test_an_acknowledgement_keeps_quiet_until_its_time_is_over() -> None:
    at = NOW - DAY + MINUTE
    held = stands(acknowledged_at=at, acknowledged_by="Dana")
    assert held == Attention(S.ACKNOWLEDGED, at, until=at + DAY, by="Dana")
    over = stands(acknowledged_at=at, acknowledged_by="Dana", now=at + DAY)
    assert (over.standing, over.since, over.because) == (S.NEEDS_YOU, at + DAY, B.TIMED_OUT)
    assert (over.by, over.acknowledged_at) == ("Dana", at)


def test_the_rule_says_how_long_an_acknowledgement_lasts() -> None:
    rule = replace(RULE, acknowledged_for=HOUR)
    case = Case(1, TICKET, rule, Handling(acknowledged_at=NOW - HOUR))
    assert attend([case], [], NOW)[1].because is B.TIMED_OUT
    assert attend([case], [], NOW - MINUTE)[1].standing is S.ACKNOWLEDGED


def test_a_snooze_wakes_at_its_moment() -> None:
    assert stands(snooze=snoozed()) == Attention(S.SNOOZED, NOW - 10 * MINUTE, until=NOW + HOUR)
    woke = stands(snooze=snoozed(), now=NOW + HOUR)
    assert (woke.standing, woke.since, woke.because) == (S.NEEDS_YOU, NOW + HOUR, B.SNOOZE_OVER)


def test_a_snooze_wakes_early_when_the_evidence_is_worse_and_stays_awake() -> None:
    woke = stands(snooze=snoozed(value=70))
    assert (woke.standing, woke.since, woke.because) == (S.NEEDS_YOU, NOW, B.WORSE)
    assert (woke.value, woke.was) == (81, 70)
    better = replace(TICKET, value=72)
    later = stands(better, snooze=snoozed(value=70), before=stored(woke), now=NOW + MINUTE)
    assert (later.standing, later.since) == (S.NEEDS_YOU, NOW)
    past = stands(better, snooze=snoozed(value=70), before=stored(woke), now=NOW + 2 * HOUR)
    assert (past.since, past.because) == (NOW, B.WORSE), "it does not wake a second time"
    again = stands(better, snooze=snoozed(at=NOW + MINUTE, value=72), before=stored(woke))
    assert again.standing is S.SNOOZED, "until it is put aside anew"


def test_the_last_act_counts() -> None:
    taken, put = NOW - 20 * MINUTE, NOW - 10 * MINUTE
    assert stands(acknowledged_at=taken, snooze=snoozed(put)).standing is S.SNOOZED
    assert stands(acknowledged_at=put, snooze=snoozed(put)).standing is S.SNOOZED
    woke = stands(acknowledged_at=taken, snooze=snoozed(put), now=NOW + HOUR)
    assert woke.because is B.SNOOZE_OVER, "although the acknowledgement would hold for a day"


def test_an_alert_sleeps_with_its_ticket() -> None:
    asleep = TicketSnooze(snoozed(), 81)
    assert stands(ticket=asleep).standing is S.SNOOZED
    worse = TicketSnooze(snoozed(value=70), 81)
    assert stands(ticket=worse).because is B.WORSE
    assert stands(ticket=asleep, acknowledged_at=NOW - MINUTE).standing is S.ACKNOWLEDGED
    assert stands(ticket=asleep, acknowledged_at=NOW - HOUR).standing is S.SNOOZED


def test_a_ticket_that_woke_before_its_alert_fired_is_nothing_to_come_back_from() -> None:
    over = TicketSnooze(Snooze(NOW - 3 * HOUR, NOW - 2 * HOUR, 81), 81)
    assert stands(ticket=over) == Attention(S.NEEDS_YOU, NOW - HOUR, B.FIRED)


def test_a_silence_hides_everything_but_what_is_done() -> None:
    hidden = stands(TICKET, QUIET, acknowledged_at=NOW - HOUR)
    assert (hidden.standing, hidden.since, hidden.until) == (S.SILENCED, NOW - MINUTE, NOW + HOUR)
    assert (hidden.by, hidden.silence) == ("Ravi", QUIET)
    assert stands(TICKET, QUIET, done_at=NOW).standing is S.DONE
    pending = replace(TICKET, state=AlertState.PENDING, fired_at=None)
    assert stands(pending, QUIET).standing is S.PENDING


def test_what_still_fires_when_its_silence_ends_needs_the_lead_from_then_on() -> None:
    hidden = stands(TICKET, QUIET)
    back = stands(TICKET, QUIET, before=stored(hidden), now=NOW + 2 * HOUR)
    assert (back.standing, back.since, back.because) == (
        S.NEEDS_YOU, NOW + 2 * HOUR, B.SILENCE_OVER,
    )  # fmt: skip
    later = stands(TICKET, before=stored(back), now=NOW + 3 * HOUR)
    assert (later.since, later.because) == (back.since, back.because)


def both(
    now: datetime = NOW,
    before: Before | None = None,
    *silences: Silence,
    area: Alert = AREA,
    **handling: object,
) -> tuple[Attention, Attention]:
    """Where an incident stands, and a ticket's alert in its area."""
    cases = [
        Case(1, TICKET, RULE, before=before),
        Case(2, area, SPIKE, Handling(**handling)),  # type: ignore[arg-type]
    ]
    found = attend(cases, silences, now)
    return found[2], found[1]


def test_an_incident_stands_for_what_is_under_it() -> None:
    incident, ticket = both()
    assert incident.standing is S.NEEDS_YOU
    assert (ticket.standing, ticket.since) == (S.INHIBITED, NOW - HOUR)
    assert ticket.incident is not None
    assert (ticket.incident.id, ticket.incident.about) == (2, "payments")


def test_when_the_incident_is_over_what_was_under_it_needs_the_lead() -> None:
    _, under = both()
    resolved = replace(AREA, state=AlertState.RESOLVED)
    _, ticket = both(NOW + HOUR, stored(under), area=resolved)
    assert (ticket.standing, ticket.since, ticket.because) == (
        S.NEEDS_YOU, NOW + HOUR, B.INCIDENT_OVER,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("handling", "hides"),
    [
        ({"acknowledged_at": NOW - MINUTE}, True),
        ({"snooze": Snooze(NOW - MINUTE, NOW + HOUR, 81)}, True),
        ({"done_at": NOW - MINUTE}, False),
    ],
)
def test_an_incident_that_nobody_will_hear_of_again_hides_nothing(
    handling: dict[str, object], hides: bool
) -> None:
    _, ticket = both(NOW, None, **handling)
    assert (ticket.standing is S.INHIBITED) is hides


def test_a_silenced_incident_hides_nothing() -> None:
    silence = replace(QUIET, matchers=parse_matchers("rule=ticket-spike"))
    incident, ticket = both(NOW, None, silence)
    assert incident.standing is S.SILENCED
    assert ticket.standing is S.NEEDS_YOU


def test_what_somebody_has_taken_is_theirs_also_under_an_incident() -> None:
    cases = [
        Case(1, TICKET, RULE, Handling(acknowledged_at=NOW - MINUTE, acknowledged_by="Dana")),
        Case(2, AREA, SPIKE),
    ]
    assert attend(cases, [], NOW)[1].standing is S.ACKNOWLEDGED
    assert attend(cases, [], NOW + DAY)[1].standing is S.INHIBITED


def test_an_undone_act_leaves_the_alert_as_it_was() -> None:
    first = stands()
    taken = stands(before=stored(first), acknowledged_at=NOW)
    undone = stands(before=stored(taken))
    assert undone == first


moments = st.integers(-90, 30).map(lambda minutes: NOW + minutes * MINUTE)
snoozes = st.builds(
    lambda at, lasts, value: Snooze(at, at + lasts * MINUTE, value),
    moments,
    st.integers(1, 120),
    st.sampled_from([60, 75, 81, 90]),
)
cases = st.builds(
    lambda handling, ticket, value: Case(
        1, replace(TICKET, value=value), replace(RULE, acknowledged_for=HOUR), handling, ticket
    ),
    st.builds(
        Handling,
        due_at=st.none() | moments,
        acknowledged_at=st.none() | moments,
        snooze=st.none() | snoozes,
        done_at=st.none() | st.none() | moments,
    ),
    st.none() | st.builds(TicketSnooze, snoozes, st.sampled_from([70, 81])),
    st.sampled_from([70, 81, 95]),
)


@given(cases, st.lists(st.integers(0, 60), max_size=12), st.booleans())
def test_evaluating_moves_on_and_repeating_an_evaluation_changes_nothing(
    case: Case, elapsed: list[int], quiet: bool
) -> None:
    now, silences = NOW, [QUIET] if quiet else []
    since = None
    for minutes in elapsed:
        now += minutes * MINUTE
        found = attend([case], silences, now)[1]
        case = replace(case, before=stored(found))
        again = attend([case], silences, now)[1]
        assert stored(again) == stored(found)
        assert found.since <= now or found.standing is not S.NEEDS_YOU
        if found.standing is S.NEEDS_YOU:
            assert since is None or found.since >= since, "it never needed the lead longer before"
            since = found.since
            assert found.because is not None


LEAVING = replace(RULE, key="churn-language", kind=RuleKind.CHURN_LANGUAGE, title="Churn language")


def of_one_ticket(**handling: object) -> tuple[Attention, Attention]:
    """Where a ticket's score and its churn language stand; `handling` is the score's."""
    leaving = replace(TICKET, rule_key=LEAVING.key)
    cases = [
        Case(2, leaving, LEAVING),
        Case(1, TICKET, RULE, Handling(**handling)),  # type: ignore[arg-type]
    ]
    found = attend(cases, [], NOW)
    return found[1], found[2]


def test_of_the_alerts_about_a_ticket_one_calls() -> None:
    score, leaving = of_one_ticket()
    assert (score.standing, leaving.standing) == (S.NEEDS_YOU, S.INHIBITED)
    assert leaving.incident is not None
    assert (leaving.incident.id, leaving.incident.shown) == (1, "#1")


@pytest.mark.parametrize(
    ("handling", "standing"),
    [
        ({"acknowledged_at": NOW - MINUTE}, S.INHIBITED),
        ({"done_at": NOW - MINUTE}, S.NEEDS_YOU),
    ],
)
def test_the_other_calls_when_nobody_would_hear_of_it(
    handling: dict[str, object], standing: Standing
) -> None:
    assert of_one_ticket(**handling)[1].standing is standing


def test_alerts_about_two_tickets_are_two_matters() -> None:
    other = firing({"ticket": "zendesk/2"}, rule=LEAVING)
    found = attend([Case(1, TICKET, RULE), Case(2, other, LEAVING)], [], NOW)
    assert {one.standing for one in found.values()} == {S.NEEDS_YOU}
