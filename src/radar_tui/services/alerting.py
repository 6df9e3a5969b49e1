"""Evaluating the rules: facts looked at, decisions made, every step stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import insert
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.feed import announce
from radar_tui.db.queries.alerts import mark_evaluated, store_transitions, stored_rules
from radar_tui.db.tables import ResponseRow
from radar_tui.detection.lifecycle import advance_all
from radar_tui.detection.observing import observe
from radar_tui.domain.alerts import (
    Alert,
    AlertState,
    Observation,
    Transition,
    label_hash,
)
from radar_tui.domain.rules import Rule
from radar_tui.domain.working_time import WorkingCalendar, add_working_hours
from radar_tui.services.alert_book import AlertBook, Occurrence
from radar_tui.services.leasing import held_lease
from radar_tui.services.rule_facts import StoredFacts
from radar_tui.services.rule_memory import RuleMemory
from radar_tui.services.settings import working_calendar
from radar_tui.services.workspace import Workspace

LEASE = "evaluate"

Moved = tuple[list[Alert], list[Transition]]


@dataclass(frozen=True, slots=True)
class RuleFailure:
    """A rule that could not be evaluated, and what it failed with; its message may quote a text."""

    rule_key: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one evaluation did: rules looked at, steps taken, alerts that fired anew.

    `failures` are the rules that failed, and had not failed in that way the last time.
    """

    rules: int
    transitions: int
    fired: int
    failures: tuple[RuleFailure, ...] = ()


class RuleEvaluator:
    """Evaluates all rules, again and again, and reads only what changed in between.

    It may be asked from several threads; one evaluation goes on at a time.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self._memory = RuleMemory()
        self._book = AlertBook()
        self._failing: dict[str, type[Exception]] = {}

    def evaluate(self, workspace: Workspace) -> Evaluation | None:
        """Evaluate at the workspace's moment; None where another evaluation is going on."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            with (
                plain_errors(workspace.location),
                held_lease(workspace.database, LEASE) as lease,
            ):
                return None if lease is None else self._evaluate(workspace)
        except BaseException:
            # What was remembered may be of a transaction that never was.
            self._forget()
            raise
        finally:
            self._lock.release()

    def _evaluate(self, workspace: Workspace) -> Evaluation:
        calendar, now = working_calendar(workspace), workspace.as_of
        steps: list[Transition] = []
        failures: list[RuleFailure] = []
        with workspace.database.writing() as session:
            self._book.catch_up(session)
            facts = StoredFacts(session, now, calendar.zone, self._memory)
            rules = stored_rules(session)
            for rule in rules:
                (alerts, taken), failure = self._move(session, rule, facts)
                ids = self._book.write(session, rule, alerts)
                store_transitions(session, [(ids[_occurrence(step)], step) for step in taken])
                _call_for_responses(session, _fired_first(alerts, taken), ids, rule, calendar)
                steps += taken
                failures += [failure] if failure else []
            mark_evaluated(session, now)
            self._book.close(session)
            if steps:
                announce(session, "alert")
        return Evaluation(
            len(rules), len(steps), sum(_fires(step) for step in steps), self._new(failures)
        )

    def _move(
        self, session: Session, rule: Rule, facts: StoredFacts
    ) -> tuple[Moved, RuleFailure | None]:
        """Move a rule's alerts on; where that fails, its open alerts to error."""
        try:
            # Where a statement fails, PostgreSQL refuses all that follow in its scope.
            with session.begin_nested():
                return self._advance(session, rule, observe(rule, facts), facts.now), None
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            open_alerts = self._book.unresolved(session, rule)
            failed = [_failed(alert, error) for alert in open_alerts]
            return self._advance(session, rule, failed, facts.now), RuleFailure(rule.key, error)

    def _advance(
        self, session: Session, rule: Rule, seen: Sequence[Observation], now: datetime
    ) -> Moved:
        by_hash = {label_hash(observation.labels): observation for observation in seen}
        if len(by_hash) < len(seen):
            raise ValueError(f"rule {rule.key!r} observed one label set twice")
        alerts, observations = self._book.movable(session, rule, by_hash)
        return advance_all(alerts, observations, rule, now)

    def _new(self, failures: Sequence[RuleFailure]) -> tuple[RuleFailure, ...]:
        before = self._failing
        self._failing = {one.rule_key: type(one.error) for one in failures}
        return tuple(one for one in failures if before.get(one.rule_key) is not type(one.error))


def evaluate(workspace: Workspace) -> Evaluation | None:
    """Evaluate all rules once; None where another evaluator is at work."""
    return RuleEvaluator().evaluate(workspace)


def _failed(alert: Alert, error: Exception) -> Observation:
    """What is seen of an alert whose rule fails; the error's own words may quote a customer."""
    return Observation(
        labels=alert.labels,
        value=None,
        holds=None,
        still_holds=None,
        failed=True,
        reason=f"the rule could not be evaluated ({type(error).__name__})",
    )


def _occurrence(moved: Alert | Transition) -> Occurrence:
    return moved.label_hash, moved.occurrence


def _fired_first(alerts: Sequence[Alert], taken: Sequence[Transition]) -> list[Alert]:
    """Pick the alerts that have just fired and had not fired before."""
    firing = {_occurrence(step) for step in taken if step.to_state is AlertState.FIRING}
    return [
        alert for alert in alerts if _occurrence(alert) in firing and alert.fired_at == alert.since
    ]


def _call_for_responses(
    session: Session,
    alerts: Sequence[Alert],
    ids: dict[Occurrence, int],
    rule: Rule,
    calendar: WorkingCalendar,
) -> None:
    """Call for a response to each of a rule's alerts: what is to be done, by whom, by when."""
    rows = [
        {
            "alert_id": ids[_occurrence(alert)],
            "action": rule.action,
            "owner": rule.owner,
            "channel": rule.channel,
            "due_at": _due_at(alert, rule, calendar),
        }
        for alert in alerts
    ]
    if rows:
        session.connection().execute(insert(ResponseRow), rows)


def _due_at(alert: Alert, rule: Rule, calendar: WorkingCalendar) -> datetime | None:
    if alert.fired_at is None or rule.due_within is None:
        return None
    return add_working_hours(alert.fired_at, rule.due_within / timedelta(hours=1), calendar)


def _fires(step: Transition) -> bool:
    return step.to_state is AlertState.FIRING and step.from_state is not AlertState.RECOVERING
