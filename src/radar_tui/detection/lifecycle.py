"""The life cycle of an alert: one observation in, the alert's next state and its steps out."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from radar_tui.domain.alerts import (
    UNKNOWN_STATES,
    Alert,
    AlertState,
    Cause,
    Evidence,
    Labels,
    Observation,
    Transition,
    label_hash,
)
from radar_tui.domain.rules import Rule


def advance(
    alert: Alert | None,
    observation: Observation | None,
    rule: Rule,
    now: datetime,
    *,
    history: bool = False,
) -> tuple[Alert | None, list[Transition]]:
    """Move one alert on by one evaluation.

    `observation` is None where the label set has vanished (the ticket was closed, nothing was
    counted): that reads as "no longer holds". An alert takes at most one step per instant and never
    goes back: a `now` before its last evaluation, or the `now` of its last step, changes nothing.
    A resolved alert is never changed: a reactivation returns a new occurrence, and the caller keeps
    the old one. An edited or disabled rule closes what is open; the edited one begins anew at the
    next evaluation.

    With `history`, what begins now came with the first import of its data: it says so, and what
    has held for long enough by the data's own times fires at once.

    Raises:
        ValueError: alert, observation and rule that do not belong together.
    """
    _check_same(alert, observation, rule)
    if alert is not None and takes_nothing_in(alert, now):
        return alert, []
    if not rule.enabled:
        return _close(alert, rule, now, Cause.RULE_DISABLED)
    if alert is not None and _is_open(alert) and alert.rule_hash != rule.decision_hash:
        return _close(alert, rule, now, Cause.RULE_EDITED)
    if observation is None:
        return _vanish(alert, rule, now)
    return _observe(alert, observation, rule, now, history=history)


def is_steady(alert: Alert | None, observation: Observation) -> bool:
    """Whether looking at the same observation again can change nothing but the time of looking.

    `alert` is what came of that observation.
    """
    if alert is None:
        return observation.holds is False
    match alert.state:
        case AlertState.FIRING:
            return observation.still_holds is True
        case AlertState.NORMAL | AlertState.RESOLVED:
            return observation.holds is False
        case AlertState.NO_DATA:
            return observation.holds is None and not observation.failed
        case AlertState.ERROR:
            return observation.failed
        case _:
            return False


def advance_all(
    alerts: Iterable[Alert],
    observations: Iterable[Observation],
    rule: Rule,
    now: datetime,
    *,
    history: Container[str] = frozenset(),
) -> tuple[list[Alert], list[Transition]]:
    """Move all of a rule's alerts on: those observed, and those whose label set has vanished.

    `alerts` holds the latest occurrence per label set. Returns the latest occurrence of each label
    set, in the order of the label sets, and all steps taken. Where an edit of the rule closed one
    that still holds, the new occurrence begins at once and comes after the closed one: nothing
    that fires is out of sight until the next evaluation. `history` are the label hashes of what
    came with the first import of its data.

    Raises:
        ValueError: two observations of one label set.
    """
    latest = {alert.label_hash: alert for alert in alerts}
    seen: dict[str, Observation] = {}
    for observation in observations:
        identity = label_hash(observation.labels)
        if identity in seen:
            raise ValueError(f"rule {rule.key!r} observed one label set twice")
        seen[identity] = observation
    return _advance_each(latest, seen, rule, now, history)


def _advance_each(
    latest: Mapping[str, Alert],
    seen: Mapping[str, Observation],
    rule: Rule,
    now: datetime,
    history: Container[str],
) -> tuple[list[Alert], list[Transition]]:
    after: list[Alert] = []
    steps: list[Transition] = []
    names: dict[str, Labels] = {key: alert.labels for key, alert in latest.items()}
    names.update({key: observation.labels for key, observation in seen.items()})
    for identity in sorted(names, key=lambda key: (names[key], key)):
        moved, more = _advance_one(
            latest.get(identity), seen.get(identity), rule, now, history=identity in history
        )
        after += moved
        steps += more
    return after, steps


def _advance_one(
    before: Alert | None,
    observation: Observation | None,
    rule: Rule,
    now: datetime,
    *,
    history: bool,
) -> tuple[list[Alert], list[Transition]]:
    alert, steps = advance(before, observation, rule, now, history=history)
    if alert is None:
        return [], steps
    if observation is None or not _was_closed_by_edit(alert, steps):
        return [alert], steps
    anew, first = _observe(alert, observation, rule, now, history=history)
    if anew is None or anew.occurrence == alert.occurrence:
        return [alert], steps
    return [alert, anew], steps + first


def _was_closed_by_edit(alert: Alert, steps: list[Transition]) -> bool:
    edited = any(step.cause is Cause.RULE_EDITED for step in steps)
    return edited and alert.state is AlertState.RESOLVED


def _check_same(alert: Alert | None, observation: Observation | None, rule: Rule) -> None:
    if alert is not None and alert.rule_key != rule.key:
        raise ValueError(f"alert of rule {alert.rule_key!r} given to rule {rule.key!r}")
    if (
        alert is not None
        and observation is not None
        and label_hash(observation.labels) != alert.label_hash
    ):
        raise ValueError(f"observation and alert of rule {rule.key!r} have different labels")


def _close(
    alert: Alert | None, rule: Rule, now: datetime, cause: Cause
) -> tuple[Alert | None, list[Transition]]:
    if alert is None or not _is_open(alert):
        return alert, []
    target = AlertState.RESOLVED if alert.has_fired else AlertState.NORMAL
    after, step = _step(_judged_by(alert, rule, now), target, now, cause)
    return after, [step]


def _vanish(
    alert: Alert | None, rule: Rule, now: datetime
) -> tuple[Alert | None, list[Transition]]:
    if alert is None or alert.state is AlertState.RESOLVED:
        return alert, []
    kept = _judged_by(replace(alert, value=None, evidence={}), rule, now)
    return _settle(kept, _calm_state(kept, rule, now), now, Cause.VANISHED)


def _observe(
    alert: Alert | None, seen: Observation, rule: Rule, now: datetime, *, history: bool
) -> tuple[Alert | None, list[Transition]]:
    if alert is None or alert.state is AlertState.RESOLVED:
        if seen.holds is False:
            return alert, []
        current = _fresh(alert, seen, rule, now)
    else:
        current = alert
    looked_at = replace(
        _judged_by(current, rule, now),
        value=seen.value,
        evidence=seen.evidence,
        began_at=_earlier(current.began_at, seen.began_at, now) if seen.holds else current.began_at,
        # What cannot be judged may be unable to say what it is about, too.
        context=seen.context or (current.context if seen.holds is None else {}),
    )
    begins = seen.holds is True and not (looked_at.has_fired or _is_pending(looked_at))
    if history and begins:
        return _settle(looked_at, _begun_state(looked_at, rule, now), now, Cause.HISTORY)
    target, cause = _target(looked_at, seen, rule, now)
    return _settle(looked_at, target, now, cause, seen.reason)


def _begun_state(alert: Alert, rule: Rule, now: datetime) -> AlertState:
    """Where an alert stands that began before anybody could see it."""
    held = now - (alert.began_at or now) >= rule.for_
    return AlertState.FIRING if held else AlertState.PENDING


def _target(alert: Alert, seen: Observation, rule: Rule, now: datetime) -> tuple[AlertState, Cause]:
    if seen.holds is None:
        if seen.failed:
            return AlertState.ERROR, Cause.FAILED
        return AlertState.NO_DATA, Cause.UNJUDGED
    if seen.holds or (seen.still_holds and alert.has_fired):
        return _loud_state(alert, seen, rule, now), Cause.THRESHOLD
    return _calm_state(alert, rule, now), Cause.CLEARED


def _loud_state(alert: Alert, seen: Observation, rule: Rule, now: datetime) -> AlertState:
    # A value between the two levels keeps a firing alert firing, but does not bring back one that
    # is recovering: it would flap.
    if alert.state is AlertState.RECOVERING and not seen.holds:
        return _calm_state(alert, rule, now)
    if alert.has_fired or not rule.for_:
        return AlertState.FIRING
    held = alert.state is AlertState.PENDING and now - alert.since >= rule.for_
    return AlertState.FIRING if held else AlertState.PENDING


def _calm_state(alert: Alert, rule: Rule, now: datetime) -> AlertState:
    if not alert.has_fired:
        return AlertState.NORMAL
    if not rule.keep_firing_for:
        return AlertState.RESOLVED
    calm = alert.state is AlertState.RECOVERING and now - alert.since >= rule.keep_firing_for
    return AlertState.RESOLVED if calm else AlertState.RECOVERING


def _is_pending(alert: Alert) -> bool:
    return alert.state is AlertState.PENDING


def _is_open(alert: Alert) -> bool:
    return alert.state not in (AlertState.NORMAL, AlertState.RESOLVED)


def takes_nothing_in(alert: Alert, now: datetime) -> bool:
    """Whether a look changes nothing: it is before the last one, or as of the alert's last step."""
    return now < alert.evaluated_at or (alert.step > 0 and now <= alert.since)


def _fresh(alert: Alert | None, seen: Observation, rule: Rule, now: datetime) -> Alert:
    return Alert(
        rule_key=rule.key,
        rule_version=rule.version,
        rule_hash=rule.decision_hash,
        labels=tuple(sorted(seen.labels)),
        label_hash=label_hash(seen.labels),
        occurrence=1 if alert is None else alert.occurrence + 1,
        step=0,
        state=AlertState.NORMAL,
        since=now,
        evaluated_at=now,
    )


def _judged_by(alert: Alert, rule: Rule, now: datetime) -> Alert:
    return replace(alert, rule_version=rule.version, rule_hash=rule.decision_hash, evaluated_at=now)


def _earlier(first: datetime | None, second: datetime | None, now: datetime) -> datetime:
    return min(moment for moment in (first, second or now, now) if moment is not None)


def _settle(
    alert: Alert, target: AlertState, now: datetime, cause: Cause, reason: str | None = None
) -> tuple[Alert, list[Transition]]:
    if target is alert.state:
        return alert, []
    after, step = _step(alert, target, now, cause, reason)
    return after, [step]


def _step(
    alert: Alert, target: AlertState, now: datetime, cause: Cause, reason: str | None = None
) -> tuple[Alert, Transition]:
    broken_off = alert.interrupted if alert.state in UNKNOWN_STATES else alert.state
    after = replace(
        alert,
        state=target,
        since=now,
        step=alert.step + 1,
        interrupted=broken_off if target in UNKNOWN_STATES else None,
        began_at=None if target is AlertState.NORMAL else alert.began_at,
        fired_at=(alert.fired_at or now) if target is AlertState.FIRING else alert.fired_at,
        resolved_at=now if target is AlertState.RESOLVED else None,
    )
    evidence: Evidence = alert.evidence
    step = Transition(
        rule_key=alert.rule_key,
        rule_version=alert.rule_version,
        labels=alert.labels,
        label_hash=alert.label_hash,
        occurrence=alert.occurrence,
        step=after.step,
        from_state=alert.state,
        to_state=target,
        at=now,
        cause=cause,
        value=alert.value,
        evidence=evidence,
        reason=reason,
    )
    return after, step
