"""Unit tests of rules: written series in, a clock that is stepped, alerts compared (Prometheus)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from radar_tui.detection.history_facts import HistoryFacts, Past
from radar_tui.detection.lifecycle import advance_all
from radar_tui.detection.observing import observe
from radar_tui.detection.written_history import WrittenSeries, written_history
from radar_tui.domain.alert_labels import TICKET
from radar_tui.domain.alerts import Alert, AlertState, Labels
from radar_tui.domain.rules import Rule, format_duration

# The states that a test may expect; what is normal or resolved is no alert.
STATES = {
    "pending": frozenset({AlertState.PENDING}),
    "firing": frozenset({AlertState.FIRING, AlertState.RECOVERING}),
    "no-data": frozenset({AlertState.NO_DATA}),
}
MOST_EVALUATIONS = 100_000


@dataclass(frozen=True, slots=True)
class ExpectedAlert:
    """An alert that should stand: its labels, its state in words, and its value where given."""

    labels: Labels
    state: str = "firing"
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """The alerts of one rule that should stand at a moment after the start, and no others."""

    eval_time: timedelta
    rule: str
    alerts: tuple[ExpectedAlert, ...]


@dataclass(frozen=True, slots=True)
class RuleTest:
    """Series and what should come of them.

    Rules are evaluated each `evaluation_interval`, from `begin` after `start` on: what lies before
    is history, as it is at a workspace's first import.

    Raises:
        ValueError: a test that expects nothing, or asks for more than 100,000 evaluations.
    """

    name: str
    start: datetime
    zone: str
    begin: timedelta
    evaluation_interval: timedelta
    series: tuple[WrittenSeries, ...]
    expectations: tuple[Expectation, ...]

    def __post_init__(self) -> None:
        if not self.expectations:
            raise ValueError("a test needs at least one expectation")
        first = min(one.eval_time for one in self.expectations)
        last = max(one.eval_time for one in self.expectations)
        if not timedelta() <= self.begin <= first:
            raise ValueError("begin must lie between the start and the first eval_time")
        if (last - self.begin) / self.evaluation_interval > MOST_EVALUATIONS:
            raise ValueError("that is more than 100,000 evaluations; evaluate less often")


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that was not met: which, and what was expected and found instead."""

    test: str
    rule: str
    eval_time: timedelta
    expected: tuple[str, ...]
    found: tuple[str, ...]


def run_test(test: RuleTest, rules: Mapping[str, Rule]) -> list[Failure]:
    """Run one test; gives the expectations that were not met.

    Raises:
        KeyError: an expectation of a rule that is not there.
    """
    past = Past(written_history(test.series, test.zone))
    named = sorted({one.rule for one in test.expectations})
    return [failure for name in named for failure in _run_rule(test, rules[name], past)]


def _run_rule(test: RuleTest, rule: Rule, past: Past) -> Iterator[Failure]:
    open_until_now: dict[str, Alert] = {}
    asked = {one.eval_time: one for one in test.expectations if one.rule == rule.key}
    for elapsed in _moments(test, asked):
        now = test.start + elapsed
        alerting = {rule.key: _tickets(open_until_now.values())}
        seen = observe(rule, HistoryFacts(past, now, alerting))
        after, _ = advance_all(open_until_now.values(), seen, rule, now)
        open_until_now = {alert.label_hash: alert for alert in after}
        if elapsed in asked:
            yield from _compare(test, asked[elapsed], after)


def _moments(test: RuleTest, asked: Iterable[timedelta]) -> list[timedelta]:
    """When to evaluate: at each interval until the last question, and at each question."""
    last = max(asked)
    steps = (last - test.begin) // test.evaluation_interval
    regular = {test.begin + test.evaluation_interval * step for step in range(steps + 1)}
    return sorted(regular | set(asked))


def _tickets(alerts: Iterable[Alert]) -> list[str]:
    labels = [dict(alert.labels) for alert in alerts if alert.state is not AlertState.RESOLVED]
    return [one[TICKET] for one in labels if TICKET in one]


def _compare(
    test: RuleTest, expectation: Expectation, alerts: Sequence[Alert]
) -> Iterator[Failure]:
    unmet = list(expectation.alerts)
    found = [alert for alert in alerts if _state_words(alert) is not None]
    surplus = []
    for alert in found:
        match = next((one for one in unmet if _meets(alert, one)), None)
        if match is None:
            surplus.append(alert)
        else:
            unmet.remove(match)
    if unmet or surplus:
        yield Failure(
            test=test.name,
            rule=expectation.rule,
            eval_time=expectation.eval_time,
            expected=tuple(_expected_words(one) for one in expectation.alerts),
            found=tuple(_found_words(alert) for alert in found),
        )


def _meets(alert: Alert, expected: ExpectedAlert) -> bool:
    return (
        alert.labels == expected.labels
        and alert.state in STATES[expected.state]
        and (expected.value is None or alert.value == expected.value)
    )


def _state_words(alert: Alert) -> str | None:
    return next((words for words, states in STATES.items() if alert.state in states), None)


def _expected_words(one: ExpectedAlert) -> str:
    return _words(one.labels, one.state, one.value)


def _found_words(alert: Alert) -> str:
    return _words(alert.labels, _state_words(alert) or "", alert.value)


def _words(labels: Labels, state: str, value: float | None) -> str:
    named = ", ".join(f'{name}="{text}"' for name, text in labels)
    return f"{state} {{{named}}}" + (f" {value:g}" if value is not None else "")


def failure_line(failure: Failure) -> str:
    """Say in one line what was expected of a rule, and what was found."""
    expected = " and ".join(failure.expected) or "no alert"
    found = " and ".join(failure.found) or "no alert"
    return (
        f"{failure.test}: {failure.rule} at {format_duration(failure.eval_time)}: "
        f"expected {expected}, found {found}"
    )
