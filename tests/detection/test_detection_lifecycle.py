from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.detection.lifecycle import advance, advance_all
from radar_tui.domain.alerts import (
    LEGAL_STEPS,
    Alert,
    AlertState,
    Cause,
    Labels,
    Observation,
    Transition,
    label_hash,
)
from radar_tui.domain.rules import Rule, RuleKind

START = datetime(2026, 11, 22, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LABELS: Labels = (("feature-area", "payments"),)
RULE = Rule(
    key="ticket-spike",
    kind=RuleKind.TICKET_SPIKE,
    title="Ticket spike",
    threshold=30,
    clear=20,
    for_=5 * MINUTE,
    keep_firing_for=10 * MINUTE,
    action="Create incident thread and notify Eng",
    owner="Support Ops",
)
AT_ONCE = replace(RULE, for_=timedelta(), keep_firing_for=timedelta())

S = AlertState


def seen(value: float | None, labels: Labels = LABELS, **more: object) -> Observation:
    if value is None:
        return Observation(labels, None, None, None, **more)  # type: ignore[arg-type]
    return Observation(
        labels,
        value,
        RULE.exceeds(value),
        RULE.still_exceeds(value),
        {"count": value},
        **more,  # type: ignore[arg-type]
    )


HIGH, BETWEEN, LOW, UNKNOWN = seen(40), seen(25), seen(10), seen(None, reason="2 weeks")
FAILED = seen(None, failed=True, reason="query failed")


@dataclass
class Run:
    """An alert that is advanced step by step, with everything that was recorded of it."""

    rule: Rule = RULE
    alert: Alert | None = None
    steps: list[Transition] = field(default_factory=list)

    def see(self, minute: float, observation: Observation | None) -> AlertState | None:
        now = START + minute * MINUTE
        self.alert, steps = advance(self.alert, observation, self.rule, now)
        self.steps += steps
        return None if self.alert is None else self.alert.state

    def walk(self, *visits: tuple[float, Observation | None]) -> list[AlertState | None]:
        return [self.see(minute, observation) for minute, observation in visits]


def test_nothing_becomes_of_what_never_holds() -> None:
    run = Run()
    assert run.walk((0, LOW), (1, BETWEEN), (2, None)) == [None, None, None]
    assert run.steps == []


def test_the_whole_life_of_an_alert() -> None:
    run = Run()
    states = run.walk((0, HIGH), (4, HIGH), (5, HIGH), (9, LOW), (18, LOW), (19, LOW), (30, LOW))
    assert states == [
        S.PENDING, S.PENDING, S.FIRING, S.RECOVERING, S.RECOVERING, S.RESOLVED, S.RESOLVED,
    ]  # fmt: skip
    assert [(step.step, step.from_state, step.to_state) for step in run.steps] == [
        (1, S.NORMAL, S.PENDING),
        (2, S.PENDING, S.FIRING),
        (3, S.FIRING, S.RECOVERING),
        (4, S.RECOVERING, S.RESOLVED),
    ]
    assert run.alert is not None
    assert run.alert.began_at == START
    assert run.alert.fired_at == START + 5 * MINUTE
    assert run.alert.resolved_at == START + 19 * MINUTE
    assert run.steps[1].evidence == {"count": 40}


def test_without_waiting_times_an_alert_fires_and_resolves_at_once() -> None:
    assert Run(AT_ONCE).walk((0, HIGH), (1, LOW)) == [S.FIRING, S.RESOLVED]


def test_pending_that_does_not_last_is_no_alert() -> None:
    run = Run()
    assert run.walk((0, HIGH), (1, LOW), (2, HIGH)) == [S.PENDING, S.NORMAL, S.PENDING]
    assert run.alert is not None
    assert (run.alert.occurrence, run.alert.step) == (1, 3)
    assert run.alert.began_at == START + 2 * MINUTE


def test_between_the_levels_firing_goes_on_but_does_not_begin() -> None:
    assert Run(AT_ONCE).walk((0, BETWEEN)) == [None]
    assert Run(AT_ONCE).walk((0, HIGH), (1, BETWEEN), (2, LOW)) == [S.FIRING, S.FIRING, S.RESOLVED]
    recovering = Run().walk((0, HIGH), (5, HIGH), (6, LOW), (7, BETWEEN), (16, BETWEEN))
    assert recovering[2:] == [S.RECOVERING, S.RECOVERING, S.RESOLVED]


def test_a_relapse_while_recovering_fires_again_in_the_same_occurrence() -> None:
    run = Run()
    assert run.walk((0, HIGH), (5, HIGH), (6, LOW), (8, HIGH))[-1] is S.FIRING
    assert run.alert is not None
    assert run.alert.occurrence == 1
    assert run.alert.fired_at == START + 5 * MINUTE


def test_a_reactivation_is_a_new_occurrence() -> None:
    run = Run(AT_ONCE)
    run.walk((0, HIGH), (1, LOW), (2, HIGH))
    assert [(step.occurrence, step.step) for step in run.steps] == [(1, 1), (1, 2), (2, 1)]
    assert run.steps[-1].from_state is S.NORMAL
    assert run.alert is not None
    assert run.alert.resolved_at is None


def test_a_vanished_label_set_resolves() -> None:
    run = Run(AT_ONCE)
    assert run.walk((0, HIGH), (1, None)) == [S.FIRING, S.RESOLVED]
    assert run.steps[-1].cause is Cause.VANISHED
    assert Run().walk((0, HIGH), (5, HIGH), (6, None), (16, None))[2:] == [S.RECOVERING, S.RESOLVED]
    assert Run().walk((0, HIGH), (1, None)) == [S.PENDING, S.NORMAL]


def test_what_cannot_be_judged_is_no_data_and_says_why() -> None:
    run = Run()
    assert run.walk((0, UNKNOWN), (1, UNKNOWN), (2, LOW)) == [S.NO_DATA, S.NO_DATA, S.NORMAL]
    assert [(step.to_state, step.reason) for step in run.steps] == [
        (S.NO_DATA, "2 weeks"),
        (S.NORMAL, None),
    ]


def test_firing_goes_on_after_an_interruption() -> None:
    run = Run()
    states = run.walk((0, HIGH), (5, HIGH), (6, UNKNOWN), (7, FAILED), (8, HIGH))
    assert states[2:] == [S.NO_DATA, S.ERROR, S.FIRING]
    assert run.alert is not None
    assert (run.alert.occurrence, run.alert.interrupted) == (1, None)
    calm = Run().walk((0, HIGH), (5, HIGH), (6, UNKNOWN), (7, LOW), (17, LOW))
    assert calm[3:] == [S.RECOVERING, S.RESOLVED]


def test_pending_starts_anew_after_an_interruption() -> None:
    states = Run().walk((0, HIGH), (4, UNKNOWN), (6, HIGH), (10, HIGH), (11, HIGH))
    assert states == [S.PENDING, S.NO_DATA, S.PENDING, S.PENDING, S.FIRING]


def test_an_edited_rule_closes_what_is_open_and_begins_anew() -> None:
    run = Run(AT_ONCE)
    run.see(0, HIGH)
    run.rule = replace(AT_ONCE, version=2, threshold=35)
    assert run.see(1, HIGH) is S.RESOLVED
    assert run.steps[-1].cause is Cause.RULE_EDITED
    assert run.see(2, HIGH) is S.FIRING
    assert run.alert is not None
    assert (run.alert.occurrence, run.alert.rule_version) == (2, 2)


def test_a_new_owner_closes_nothing() -> None:
    run = Run(AT_ONCE)
    run.see(0, HIGH)
    run.rule = replace(AT_ONCE, version=2, owner="On-call lead")
    assert run.see(1, HIGH) is S.FIRING
    assert run.alert is not None
    assert run.alert.rule_version == 2


def test_a_disabled_rule_closes_what_is_open() -> None:
    run = Run(AT_ONCE)
    run.see(0, HIGH)
    run.rule = replace(AT_ONCE, enabled=False)
    assert run.walk((1, HIGH), (2, HIGH)) == [S.RESOLVED, S.RESOLVED]
    assert run.steps[-1].cause is Cause.RULE_DISABLED
    assert Run(run.rule).walk((0, HIGH)) == [None]


def test_what_still_holds_after_an_edit_begins_anew_at_once() -> None:
    alerts, _ = advance_all([], [HIGH], AT_ONCE, START)
    edited = replace(AT_ONCE, version=2, threshold=35)
    after, steps = advance_all(alerts, [HIGH], edited, START + MINUTE)
    assert [(one.occurrence, one.state) for one in after] == [(1, S.RESOLVED), (2, S.FIRING)]
    assert [(step.occurrence, step.step, step.cause) for step in steps] == [
        (1, 2, Cause.RULE_EDITED),
        (2, 1, Cause.THRESHOLD),
    ]
    assert advance_all(after[1:], [HIGH], edited, START + MINUTE) == (after[1:], [])
    calm, steps = advance_all(alerts, [LOW], edited, START + MINUTE)
    assert [(one.occurrence, one.state) for one in calm] == [(1, S.RESOLVED)]
    assert len(steps) == 1


def test_history_says_so_and_does_not_wait_for_what_has_long_held() -> None:
    began = replace(HIGH, began_at=START - 30 * MINUTE)
    hashes = {label_hash(LABELS)}
    (alert,), (step,) = advance_all([], [began], RULE, START, history=hashes)
    assert (alert.state, step.cause) == (S.FIRING, Cause.HISTORY)
    (alert,), (step,) = advance_all([], [HIGH], RULE, START, history=hashes)
    assert (alert.state, step.cause) == (S.PENDING, Cause.HISTORY), "it has only begun"
    (alert,), (step,) = advance_all([alert], [HIGH], RULE, START + 5 * MINUTE, history=hashes)
    assert (alert.state, step.cause) == (S.FIRING, Cause.THRESHOLD)
    assert advance_all([], [BETWEEN], RULE, START, history=hashes) == ([], [])
    unknown, _ = advance_all([], [UNKNOWN], RULE, START)
    (alert,), (step,) = advance_all(unknown, [began], RULE, START + MINUTE, history=hashes)
    assert (step.from_state, step.to_state, step.cause) == (S.NO_DATA, S.FIRING, Cause.HISTORY)


def test_an_alert_keeps_what_it_is_about_while_nothing_can_be_judged() -> None:
    run = Run(AT_ONCE)
    run.see(0, replace(HIGH, context={"account": ("ACME",)}))
    assert run.alert is not None
    assert run.alert.names == {"account": ("ACME",), "feature-area": ("payments",)}
    run.see(1, UNKNOWN)
    assert run.alert.context == {"account": ("ACME",)}
    run.see(2, replace(HIGH, context={"account": ("Globex",)}))
    assert run.alert.context == {"account": ("Globex",)}
    run.see(3, None)
    assert run.alert.context == {"account": ("Globex",)}, "it is over, and still about that"


def test_the_signal_began_when_the_data_say_so_and_never_in_the_future() -> None:
    run = Run(AT_ONCE)
    run.see(0, replace(HIGH, began_at=START - 30 * MINUTE))
    assert run.alert is not None
    assert run.alert.began_at == START - 30 * MINUTE
    run.see(1, replace(HIGH, began_at=START - 40 * MINUTE))
    assert run.alert.began_at == START - 40 * MINUTE
    later = Run(AT_ONCE)
    later.see(0, replace(HIGH, began_at=START + MINUTE))
    assert later.alert is not None
    assert later.alert.began_at == START


def test_time_never_goes_back() -> None:
    run = Run(AT_ONCE)
    run.see(5, HIGH)
    before = run.alert
    assert run.see(4, LOW) is S.FIRING
    assert run.alert == before
    assert len(run.steps) == 1


def test_what_does_not_belong_together_is_refused() -> None:
    alert, _ = advance(None, HIGH, AT_ONCE, START)
    with pytest.raises(ValueError, match="different labels"):
        advance(alert, seen(40, (("feature-area", "exports"),)), AT_ONCE, START)
    with pytest.raises(ValueError, match="given to rule"):
        advance(alert, HIGH, replace(AT_ONCE, key="other"), START)


def test_all_alerts_of_a_rule_advance_together() -> None:
    exports: Labels = (("feature-area", "exports"),)
    alerts, steps = advance_all([], [HIGH, seen(50, exports)], AT_ONCE, START)
    assert [alert.labels for alert in alerts] == [exports, LABELS]
    assert len(steps) == 2
    after, steps = advance_all(alerts, [seen(50, exports)], AT_ONCE, START + MINUTE)
    assert [alert.state for alert in after] == [S.FIRING, S.RESOLVED]
    assert [(step.label_hash, step.cause) for step in steps] == [
        (label_hash(LABELS), Cause.VANISHED)
    ]
    with pytest.raises(ValueError, match="twice"):
        advance_all([], [HIGH, HIGH], AT_ONCE, START)


observations = st.sampled_from([HIGH, BETWEEN, LOW, UNKNOWN, FAILED, None])
waits = st.sampled_from([timedelta(), 2 * MINUTE, 5 * MINUTE])
rules = st.builds(
    replace,
    st.just(RULE),
    for_=waits,
    keep_firing_for=waits,
    threshold=st.sampled_from([30.0, 35.0]),
    enabled=st.sampled_from([True, True, True, False]),
)
visits = st.lists(st.tuples(st.integers(-2, 6), observations), max_size=40)


def legal(steps: Sequence[Transition]) -> None:
    for before, after in zip([None, *steps], steps, strict=False):
        assert after.to_state in LEGAL_STEPS[after.from_state]
        if before is None or before.to_state is S.RESOLVED:
            assert (after.from_state, after.step) == (S.NORMAL, 1)
            assert after.occurrence == (1 if before is None else before.occurrence + 1)
        else:
            assert after.from_state is before.to_state
            assert (after.occurrence, after.step) == (before.occurrence, before.step + 1)
            assert after.at > before.at


@given(rules, visits, st.none() | rules)
def test_every_course_is_legal_and_repeating_a_call_adds_nothing(
    rule: Rule, moves: list[tuple[int, Observation | None]], edited: Rule | None
) -> None:
    run, minute = Run(rule), 0
    for position, (elapsed, observation) in enumerate(moves):
        if edited is not None and position == len(moves) // 2:
            run.rule = edited
        minute += elapsed
        run.see(minute, observation)
        first, recorded = run.alert, len(run.steps)
        run.see(minute, observation)
        assert run.alert == first
        assert len(run.steps) == recorded
    legal(run.steps)
    keys = [(step.rule_key, step.label_hash, step.occurrence, step.step) for step in run.steps]
    assert len(keys) == len(set(keys))
    if run.alert is not None:
        assert run.steps[-1].to_state is run.alert.state
        assert (run.alert.interrupted is not None) == (run.alert.state in (S.NO_DATA, S.ERROR))
        assert (run.alert.resolved_at is not None) == (run.alert.state is S.RESOLVED)


@given(waits, visits)
def test_an_alert_fires_only_after_holding_for_long_enough(
    wait: timedelta, moves: list[tuple[int, Observation | None]]
) -> None:
    run, minute = Run(replace(RULE, for_=wait)), 0
    for elapsed, observation in moves:
        minute += abs(elapsed)
        run.see(minute, observation)
    for before, after in zip(run.steps, run.steps[1:], strict=False):
        if (before.to_state, after.to_state) == (S.PENDING, S.FIRING):
            assert after.at - before.at >= wait
        if (before.to_state, after.to_state) == (S.RECOVERING, S.RESOLVED):
            assert after.at - before.at >= RULE.keep_firing_for
