"""Evaluating the rules: facts looked at, decisions made, every step stored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TypeAlias

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.feed import FeedCursor, announce, newest_change, news_since
from radar_tui.db.queries.alerts import mark_evaluated, stored_rules
from radar_tui.db.queries.first_imports import ImportRuns
from radar_tui.detection.facts import RuleFacts
from radar_tui.detection.observing import observe
from radar_tui.domain.alerts import Alert, Observation
from radar_tui.domain.rules import Rule, RuleKind
from radar_tui.services.alert_book import AlertBook
from radar_tui.services.alert_steps import Moved, TakenStep, move_alerts, take_stand, take_steps
from radar_tui.services.first_imports import FirstImports
from radar_tui.services.garbage import rarely_collected
from radar_tui.services.late_data import judge_past_weeks
from radar_tui.services.leasing import HeldLease, held_lease
from radar_tui.services.rule_facts import StoredFacts
from radar_tui.services.rule_memory import RuleMemory
from radar_tui.services.settings import working_calendar
from radar_tui.services.settled_stands import SettledStands
from radar_tui.services.workspace import Workspace

LEASE = "evaluate"

Observe: TypeAlias = Callable[[Rule, RuleFacts], Sequence[Observation]]


@dataclass(frozen=True, slots=True)
class RuleFailure:
    """A rule that could not be evaluated, and with what; the error's words may quote a customer."""

    rule_key: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one evaluation did: rules looked at, steps taken, alerts that fired anew, notices.

    `failures` are the rules that failed, and had not failed in that way the last time.
    """

    rules: int
    transitions: int
    fired: int
    notices: int
    failures: tuple[RuleFailure, ...] = ()


class RuleEvaluator:
    """Evaluates all rules, again and again, and reads only what changed in between.

    It may be asked from several threads; one evaluation goes on at a time. `observe` makes what
    there is into what a rule sees.
    """

    def __init__(self, observe: Observe = observe) -> None:
        self._observe = observe
        self._lock = Lock()
        self._failing: dict[str, type[Exception]] = {}
        self._forget()

    def _forget(self) -> None:
        self._at: datetime | None = None
        self._cursor: FeedCursor | None = None
        self._memory = RuleMemory()
        self._book = AlertBook()
        self._settled = SettledStands()

    def evaluate(self, workspace: Workspace) -> Evaluation | None:
        """Evaluate at the workspace's moment; None where another evaluation is going on."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            database = workspace.database
            quietly = rarely_collected()
            with plain_errors(workspace.location), quietly, held_lease(database, LEASE) as lease:
                return None if lease is None else self._evaluate(workspace, lease)
        except BaseException:
            # What was remembered may be of a transaction that never was.
            self._forget()
            raise
        finally:
            self._lock.release()

    def _evaluate(self, workspace: Workspace, lease: HeldLease) -> Evaluation | None:
        calendar, now = working_calendar(workspace), workspace.as_of
        taken: list[TakenStep] = []
        failures: list[RuleFailure] = []
        with workspace.database.writing() as session:
            if not lease.is_kept(session):
                return None
            self._catch_up(session, now)
            facts = StoredFacts(session, now, calendar.zone, self._memory)
            first_imports = FirstImports(session)
            rules = stored_rules(session)
            for rule in rules:
                moved, failure = self._move(session, rule, facts, first_imports)
                taken += take_steps(session, self._book, rule, moved, calendar)
                failures += [failure] if failure else []
            mark_evaluated(session, now)
            notices = take_stand(session, self._book, self._settled, now, taken)
            revised, failure = self._judge_past_weeks(
                session, now, calendar.zone, rules, first_imports.runs
            )
            failures += [failure] if failure else []
            first_imports.settle()
            self._book.close(session)
            if taken or notices or revised:
                announce(session, "alert")
        fired = sum(one.fires for one in taken)
        return Evaluation(len(rules), len(taken), fired, notices, self._new(failures))

    def _catch_up(self, session: Session, now: datetime) -> None:
        """Bring what is remembered up to date; a step back in time leaves nothing of it."""
        if self._at is not None and now < self._at:
            self._forget()
        self._at = now
        if self._cursor is None:
            changes, self._cursor = None, newest_change(session)
        else:
            changes, self._cursor = news_since(session, self._cursor)
        self._memory.catch_up(session, changes)
        self._book.catch_up(session, changes or [])

    def _move(
        self, session: Session, rule: Rule, facts: StoredFacts, first_imports: FirstImports
    ) -> tuple[Moved, RuleFailure | None]:
        """Move a rule's alerts on; where that fails, those that are open to error."""

        def move(observations: Sequence[Observation]) -> Moved:
            return move_alerts(
                session, self._book, rule, observations, facts.now, first_imports=first_imports
            )

        try:
            # Where a statement fails, PostgreSQL refuses all that follow in its scope.
            with session.begin_nested():
                return move(self._observe(rule, facts)), None
        except Exception as error:
            _raise_if_lost(error)
            failed = [_failed(alert, error) for alert in self._book.open_alerts(session, rule)]
            return move(failed), RuleFailure(rule.key, error)

    def _judge_past_weeks(
        self, session: Session, now: datetime, zone: str, rules: Sequence[Rule], runs: ImportRuns
    ) -> tuple[int, RuleFailure | None]:
        """Judge the last whole weeks again; where that fails, they stay to be judged."""
        try:
            with session.begin_nested():
                return judge_past_weeks(session, now, zone, rules, self._memory, runs), None
        except Exception as error:
            _raise_if_lost(error)
            keys = (rule.key for rule in rules if rule.kind is RuleKind.TICKET_SPIKE)
            return 0, RuleFailure(next(keys, RuleKind.TICKET_SPIKE), error)

    def _new(self, failures: Sequence[RuleFailure]) -> tuple[RuleFailure, ...]:
        before = self._failing
        # A rule may fail twice, about the present and about past weeks: the first is told.
        told = {one.rule_key: one for one in reversed(failures)}
        self._failing = {key: type(one.error) for key, one in told.items()}
        return tuple(
            one
            for one in failures
            if one is told[one.rule_key] and before.get(one.rule_key) is not type(one.error)
        )


Evaluate = Callable[[Workspace], Evaluation | None]
"""A way to evaluate all rules: once, or as one that remembers."""


def evaluate(workspace: Workspace) -> Evaluation | None:
    """Evaluate all rules once; None where another evaluator is at work."""
    return RuleEvaluator().evaluate(workspace)


def _raise_if_lost(error: Exception) -> None:
    """Raise an error on that ended the connection: nothing can be stored over it any more."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        raise error


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
