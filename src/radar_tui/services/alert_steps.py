"""Storing an evaluation: the steps of every alert, the responses they call for, what is news."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlmodel import Session

from radar_tui.db.queries.alert_notices import (
    NewNotice,
    Stand,
    store_notices,
    store_stands,
    told_of,
)
from radar_tui.db.queries.alerts import Occurrence, store_transitions
from radar_tui.db.tables import ResponseRow
from radar_tui.detection.lifecycle import advance_all
from radar_tui.domain.alerts import Alert, AlertState, Cause, Observation, Transition, label_hash
from radar_tui.domain.attention import Standing
from radar_tui.domain.notices import NoticeKind, kind_of, tells_of_end, tells_of_need
from radar_tui.domain.rules import Rule
from radar_tui.domain.working_time import WorkingCalendar, add_working_hours
from radar_tui.services.alert_board import BoardAlert
from radar_tui.services.alert_book import AlertBook
from radar_tui.services.first_imports import FirstImports
from radar_tui.services.settled_stands import SettledStands


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
class Moved:
    """What comes of looking at a rule, before any of it is stored."""

    alerts: Sequence[Alert]
    steps: Sequence[Transition]


def move_alerts(
    session: Session,
    book: AlertBook,
    rule: Rule,
    observations: Sequence[Observation],
    now: datetime,
    *,
    first_imports: FirstImports,
) -> Moved:
    """Move the alerts of a rule on by what was observed.

    Raises:
        ValueError: two observations of one label set.
    """
    by_hash = {label_hash(one.labels): one for one in observations}
    if len(by_hash) < len(observations):
        raise ValueError(f"rule {rule.key!r} observed one label set twice")
    alerts, seen = book.movable(session, rule, by_hash)
    stored = {alert.label_hash: alert for alert in alerts}
    history = first_imports.history(rule, [one for one in seen if _begins(one, stored)])
    return Moved(*advance_all(alerts, seen, rule, now, history=history))


def take_steps(
    session: Session, book: AlertBook, rule: Rule, moved: Moved, calendar: WorkingCalendar
) -> list[TakenStep]:
    """Store the steps of a rule's alerts, and call for the responses that they call for."""
    ids = book.write(session, rule, moved.alerts)
    taken = [TakenStep(ids[step.label_hash, step.occurrence], step) for step in moved.steps]
    store_transitions(session, [(one.alert_id, one.step) for one in taken])
    by_occurrence = {(alert.label_hash, alert.occurrence): alert for alert in moved.alerts}
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
    rows = [
        {
            "alert_id": one.alert_id,
            "action": rule.action,
            "owner": rule.owner,
            "channel": rule.channel,
            "due_at": _due_at(one.step.at, rule, calendar),
        }
        for one in taken
        if one.step.to_state is AlertState.FIRING
        and alerts[one.step.label_hash, one.step.occurrence].fired_at == one.step.at
    ]
    if rows:
        session.connection().execute(insert(ResponseRow), rows)


def _due_at(fired_at: datetime, rule: Rule, calendar: WorkingCalendar) -> datetime | None:
    if rule.due_within is None:
        return None
    return add_working_hours(fired_at, rule.due_within / timedelta(hours=1), calendar)


def take_stand(
    session: Session,
    book: AlertBook,
    settled: SettledStands,
    now: datetime,
    taken: Sequence[TakenStep],
) -> int:
    """Store where every alert stands after an evaluation, and a notice of all that is news.

    Gives how many notices there are.
    """
    ended = {one.alert_id: one.step.cause for one in taken if _ends(one)}
    board = settled.look_again(session, book.listed(session), now)
    passed_over, told = _passed_over(taken), told_of(session, ended)
    notices: list[NewNotice] = []
    stands: list[Stand] = []
    for one in board:
        if one.listed.alert.evaluated_at > now:
            continue
        alert_id = one.listed.id
        notice = _notice(one, ended.get(alert_id), now, told=alert_id in told)
        if notice is not None and alert_id not in passed_over:
            notices.append(notice)
        stand = _stand(one, told=notice)
        if stand is not None:
            stands.append(stand)
    store_stands(session, stands)
    book.take(stands)
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


def _notice(one: BoardAlert, ended: Cause | None, now: datetime, *, told: bool) -> NewNotice | None:
    listed, attention = one.listed, one.attention
    if ended is not None:
        if not tells_of_end(listed.before, told=told, cause=ended):
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
