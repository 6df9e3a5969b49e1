"""Storing an evaluation: the steps of every alert, the responses they call for, what is news."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from radar_tui.db.queries.alert_notices import NewNotice, Stand, store_notices, store_stands
from radar_tui.db.queries.alerts import (
    Occurrence,
    latest_alerts,
    store_alerts,
    store_transitions,
)
from radar_tui.db.tables import ResponseRow
from radar_tui.detection.lifecycle import advance_all
from radar_tui.domain.alerts import Alert, AlertState, Cause, Observation, Transition, label_hash
from radar_tui.domain.attention import Standing
from radar_tui.domain.notices import NoticeKind, kind_of, tells_of_end, tells_of_need
from radar_tui.domain.rules import Rule
from radar_tui.domain.working_time import WorkingCalendar, add_working_hours
from radar_tui.services.alert_board import BoardAlert, read_board
from radar_tui.services.first_imports import FirstImports


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step that an alert took, with the alert's id."""

    alert_id: int
    step: Transition

    @property
    def fires(self) -> bool:
        """Whether the alert fires by it, anew or after an interruption."""
        was_recovering = self.step.from_state is AlertState.RECOVERING
        return self.step.to_state is AlertState.FIRING and not was_recovering


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an evaluation: the steps of all alerts, and how many notices were stored."""

    taken: list[TakenStep]
    notices: int


def evaluate_rules(
    session: Session,
    rules: Iterable[Rule],
    observe: Callable[[Rule], Sequence[Observation]],
    now: datetime,
    calendar: WorkingCalendar,
) -> Outcome:
    """Move all alerts on by what is observed for each rule, and store all that comes of it."""
    first_imports = FirstImports(session)
    taken: list[TakenStep] = []
    for rule in rules:
        taken += _take_steps(session, rule, observe(rule), now, calendar, first_imports)
    notices = _take_stands(session, now, taken)
    first_imports.settle()
    return Outcome(taken, notices)


def _take_steps(
    session: Session,
    rule: Rule,
    observations: Sequence[Observation],
    now: datetime,
    calendar: WorkingCalendar,
    first_imports: FirstImports,
) -> list[TakenStep]:
    """Move the alerts of a rule on by what was observed, and store what came of it."""
    # A label set that does not hold needs no look at what has resolved.
    hashes = [label_hash(one.labels) for one in observations if one.holds is not False]
    known = latest_alerts(session, rule.key, hashes)
    stored = {alert.label_hash: alert for _, alert in known.values()}
    history = first_imports.history(rule, [one for one in observations if _begins(one, stored)])
    alerts, steps = advance_all(stored.values(), observations, rule, now, history=history)
    ids = store_alerts(session, known, [alert for alert in alerts if alert.step > 0])
    taken = [TakenStep(ids[step.label_hash, step.occurrence], step) for step in steps]
    store_transitions(session, [(one.alert_id, one.step) for one in taken])
    by_occurrence = {(alert.label_hash, alert.occurrence): alert for alert in alerts}
    _call_for_responses(session, taken, by_occurrence, rule, calendar)
    return taken


def _begins(observation: Observation, stored: Mapping[str, Alert]) -> bool:
    if not observation.holds:
        return False
    alert = stored.get(label_hash(observation.labels))
    return alert is None or not alert.has_fired


def _call_for_responses(
    session: Session,
    taken: Sequence[TakenStep],
    alerts: Mapping[Occurrence, Alert],
    rule: Rule,
    calendar: WorkingCalendar,
) -> None:
    """Call for a response when an alert first fires: what, by whom, by when.

    History is due from its evaluation on, like everything: nobody could have acted on it before.
    """
    for one in taken:
        step = one.step
        fired_at = alerts[step.label_hash, step.occurrence].fired_at
        if step.to_state is not AlertState.FIRING or fired_at != step.at:
            continue
        due = (
            add_working_hours(fired_at, rule.due_within / timedelta(hours=1), calendar)
            if rule.due_within is not None
            else None
        )
        session.add(
            ResponseRow(
                alert_id=one.alert_id,
                action=rule.action,
                owner=rule.owner,
                channel=rule.channel,
                due_at=due,
            )
        )
    session.flush()


def _take_stands(session: Session, now: datetime, taken: Sequence[TakenStep]) -> int:
    """Store where every alert stands after an evaluation, and a notice of all that is news.

    Gives how many notices there are.
    """
    ended = {one.alert_id: one.step.cause for one in taken if _ends(one)}
    board = read_board(session, now, also=ended)
    passed_over = _passed_over(taken)
    notices: list[NewNotice] = []
    stands: list[Stand] = []
    for one in board:
        if one.listed.alert.evaluated_at > now:
            continue
        notice = _notice(one, ended.get(one.listed.id), now)
        if notice is not None and one.listed.id not in passed_over:
            notices.append(notice)
        stand = _stand(one, told=notice)
        if stand is not None:
            stands.append(stand)
    store_stands(session, stands)
    store_notices(session, notices)
    return len(notices)


def _ends(one: TakenStep) -> bool:
    return one.step.to_state is AlertState.RESOLVED


def _passed_over(taken: Sequence[TakenStep]) -> Collection[int]:
    """The alerts that begin without a notice.

    They are history, or the edit of their rule began anew what was known already.
    """
    edited = {_label_set(one) for one in taken if one.step.cause is Cause.RULE_EDITED}
    history = {one.alert_id for one in taken if one.step.cause is Cause.HISTORY}
    begun = {one.alert_id for one in taken if one.step.step == 1 and _label_set(one) in edited}
    return history | begun


def _label_set(one: TakenStep) -> tuple[str, str]:
    return one.step.rule_key, one.step.label_hash


def _notice(one: BoardAlert, ended: Cause | None, now: datetime) -> NewNotice | None:
    listed, attention = one.listed, one.attention
    if ended is not None:
        if not tells_of_end(listed.before, listed.announced_since, ended):
            return None
        return NewNotice(listed.id, NoticeKind.RESOLVED, now, attention.since)
    if attention.because is None or not tells_of_need(attention, listed.announced_since):
        return None
    return NewNotice(
        listed.id,
        kind_of(attention.because),
        now,
        attention.since,
        attention.because,
        attention.value,
        attention.was,
    )


def _stand(one: BoardAlert, *, told: NewNotice | None) -> Stand | None:
    """What is to be stored of where an alert stands, None where that stands there already."""
    listed, attention = one.listed, one.attention
    needs = attention.standing is Standing.NEEDS_YOU
    announced = attention.since if told is not None and needs else listed.announced_since
    before = listed.before
    if before is not None and announced == listed.announced_since:
        known = (before.standing, before.since, before.because)
        if known == (attention.standing, attention.since, attention.because):
            return None
    return Stand(listed.id, attention.standing, attention.since, attention.because, announced)
