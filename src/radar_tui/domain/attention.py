"""Where an alert stands for the lead: whether it needs them, since when, and why it came back.

The state of an alert says what the signal does. Its standing says what follows for people, from
that state, from what they did, from silences, and from the incident that it may be under.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from radar_tui.domain.alert_labels import TICKET
from radar_tui.domain.alerts import UNKNOWN_STATES, Alert, AlertState
from radar_tui.domain.bands import TEMPLATE_LIMITS, BandLimits
from radar_tui.domain.inhibition import (
    Incident,
    incident_of,
    incident_over,
    matter_of,
    matter_over,
)
from radar_tui.domain.rules import TICKET_KINDS, Rule, RuleKind
from radar_tui.domain.silences import Silence, matched_names, silence_over
from radar_tui.domain.worsening import is_worse, weighed_value


class Standing(StrEnum):
    """Where an alert stands for the lead; what wants to be seen first comes first."""

    NEEDS_YOU = "needs-you"
    ACKNOWLEDGED = "acknowledged"
    PENDING = "pending"
    SNOOZED = "snoozed"
    INHIBITED = "inhibited"
    SILENCED = "silenced"
    DONE = "done"
    UNJUDGED = "unjudged"
    RESOLVED = "resolved"
    CALM = "calm"


class Because(StrEnum):
    """Why an alert needs the lead: it fired, or it came back."""

    FIRED = "fired"
    TIMED_OUT = "timed-out"
    SNOOZE_OVER = "snooze-over"
    WORSE = "worse"
    SILENCE_OVER = "silence-over"
    INCIDENT_OVER = "incident-over"


@dataclass(frozen=True, slots=True)
class Snooze:
    """Putting something aside from one moment until another; `value` is what it weighed then."""

    at: datetime
    until: datetime
    value: float | None


@dataclass(frozen=True, slots=True)
class TicketSnooze:
    """The snooze of a ticket, and the score that the ticket has now."""

    snooze: Snooze
    score: int | None


@dataclass(frozen=True, slots=True)
class Handling:
    """What people did about an alert that has fired, each act as it was done last."""

    due_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    snooze: Snooze | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attention:
    """Where an alert stands at one moment.

    `until` is when that ends by itself. `by` is who acknowledged or silenced it. `because` is set
    where it needs the lead: where an acknowledgement has timed out, it was given at
    `acknowledged_at`; where the alert is worse, `value` was `was` when it was put aside.
    """

    standing: Standing
    since: datetime
    because: Because | None = None
    until: datetime | None = None
    by: str | None = None
    incident: Incident | None = None
    silence: Silence | None = None
    value: float | None = None
    was: float | None = None
    acknowledged_at: datetime | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """Where an alert stood when it was last evaluated."""

    standing: Standing
    since: datetime
    because: Because | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """An alert with everything that decides where it stands."""

    id: int
    alert: Alert
    rule: Rule
    handling: Handling = Handling()
    ticket_snooze: TicketSnooze | None = None
    before: Before | None = None
    limits: BandLimits = TEMPLATE_LIMITS


_STATES = {
    AlertState.PENDING: Standing.PENDING,
    AlertState.RESOLVED: Standing.RESOLVED,
    AlertState.NORMAL: Standing.CALM,
    **dict.fromkeys(UNKNOWN_STATES, Standing.UNJUDGED),
}
# An incident that nobody will hear of again must not keep others out of sight.
_STANDS_FOR_OTHERS = (Standing.NEEDS_YOU, Standing.ACKNOWLEDGED, Standing.SNOOZED)


def attend(
    cases: Sequence[Case], silences: Sequence[Silence], now: datetime
) -> Mapping[int, Attention]:
    """Say where each alert stands at a moment, by its id.

    An incident stands for what is under it until it resolves, and of the alerts about one ticket
    the first kind for the others. One that is silenced, or whose response is done, does not: nobody
    would hear of what it hides.
    """
    found, incidents = _attend_incidents(cases, silences, now)
    others = [case for case in cases if case.id not in found]
    matters: dict[str, list[Incident]] = {}
    for case in sorted(others, key=_ticket_kind):
        alert, kind, ticket = case.alert, case.rule.kind, dict(case.alert.labels).get(TICKET, "")
        over = incident_over(alert, kind, incidents)
        over = over or matter_over(alert, kind, matters.get(ticket, ()))
        found[case.id] = _attention(case, silences, over, now)
        matter = matter_of(case.id, alert, kind, case.rule.title)
        if matter is not None and found[case.id].standing in _STANDS_FOR_OTHERS:
            matters.setdefault(ticket, []).append(matter)
    return found


def incidents_in_sight(
    cases: Sequence[Case], silences: Sequence[Silence], now: datetime
) -> Mapping[str, Sequence[Incident]]:
    """Give the incidents that stand for what is under them, by feature area."""
    return _attend_incidents(cases, silences, now)[1]


def _attend_incidents(
    cases: Sequence[Case], silences: Sequence[Silence], now: datetime
) -> tuple[dict[int, Attention], dict[str, list[Incident]]]:
    found: dict[int, Attention] = {}
    incidents: dict[str, list[Incident]] = {}
    for case in cases:
        incident = incident_of(case.id, case.alert, case.rule.kind, case.rule.title)
        if incident is None:
            continue
        found[case.id] = _attention(case, silences, None, now)
        if found[case.id].standing in _STANDS_FOR_OTHERS:
            incidents.setdefault(incident.about, []).append(incident)
    return found, incidents


def _ticket_kind(case: Case) -> int:
    """What stands for other alerts about its ticket comes before them."""
    kind = case.rule.kind
    return TICKET_KINDS.index(kind) if kind in TICKET_KINDS else len(TICKET_KINDS)


def _attention(
    case: Case, silences: Sequence[Silence], incident: Incident | None, now: datetime
) -> Attention:
    alert, done_at = case.alert, case.handling.done_at
    if not alert.has_fired or alert.fired_at is None:
        return Attention(_STATES.get(alert.state, Standing.UNJUDGED), alert.since)
    if done_at is not None:
        return Attention(Standing.DONE, done_at)
    silence = silence_over(silences, matched_names(alert, case.rule), now) if silences else None
    if silence is not None:
        since = max(silence.starts_at, alert.fired_at)
        return Attention(
            Standing.SILENCED, since, until=silence.ends_at, by=silence.by, silence=silence
        )
    act = _last_act(case, now)
    if act is not None and act.aside is not None:
        return act.aside
    if incident is not None:
        since = max(incident.fired_at, alert.fired_at)
        return Attention(Standing.INHIBITED, since, incident=incident)
    return _calling(case, act, now)


@dataclass(frozen=True, slots=True)
class _Act:
    """What somebody did last: where it leaves the alert, or since when and why it is over."""

    at: datetime
    aside: Attention | None = None
    over_at: datetime | None = None
    because: Because | None = None
    value: float | None = None
    was: float | None = None


def _last_act(case: Case, now: datetime) -> _Act | None:
    """Of acknowledging it, snoozing it and snoozing its ticket, what was done last."""
    acts: list[_Act] = []
    handling, ticket = case.handling, case.ticket_snooze
    if handling.acknowledged_at is not None:
        ends_at = handling.acknowledged_at + case.rule.acknowledged_for
        acts.append(_acknowledged(handling.acknowledged_at, handling.acknowledged_by, ends_at, now))
    if ticket is not None:
        score = RuleKind.FRUSTRATION_SCORE
        acts.append(_snoozed(ticket.snooze, score, ticket.score, case, now))
    if handling.snooze is not None:
        kind = case.rule.kind
        value = weighed_value(kind, case.alert.value, case.alert.evidence)
        acts.append(_snoozed(handling.snooze, kind, value, case, now))
    # What comes later in the list wins where the moments are the same: taking an alert ends its
    # snooze, so that a snooze which stands was the later act.
    return max(reversed(acts), key=lambda act: act.at, default=None)


def _acknowledged(at: datetime, by: str | None, ends_at: datetime, now: datetime) -> _Act:
    if now < ends_at:
        return _Act(at, aside=Attention(Standing.ACKNOWLEDGED, at, until=ends_at, by=by))
    return _Act(at, over_at=ends_at, because=Because.TIMED_OUT)


def is_asleep(
    snooze: Snooze,
    kind: RuleKind,
    value: float | None,
    before: Before | None,
    limits: BandLimits,
    now: datetime,
) -> bool:
    """Whether a snooze holds: it is not over, and it has not woken for being worse."""
    if snooze.until <= now or is_worse(kind, snooze.value, value, limits):
        return False
    return not _has_woken(snooze, before)


def _has_woken(snooze: Snooze, before: Before | None) -> bool:
    """Whether it was found awake since. It stays so, also when the evidence gets better."""
    return before is not None and before.standing is Standing.NEEDS_YOU and before.since > snooze.at


def _snoozed(
    snooze: Snooze, kind: RuleKind, value: float | None, case: Case, now: datetime
) -> _Act:
    before = case.before
    if is_asleep(snooze, kind, value, before, case.limits, now):
        return _Act(snooze.at, aside=Attention(Standing.SNOOZED, snooze.at, until=snooze.until))
    if before is not None and _has_woken(snooze, before):
        return _Act(snooze.at, None, before.since, before.because, value, snooze.value)
    if snooze.until <= now:
        return _Act(snooze.at, over_at=snooze.until, because=Because.SNOOZE_OVER)
    return _Act(snooze.at, None, now, Because.WORSE, value, snooze.value)


def _calling(case: Case, act: _Act | None, now: datetime) -> Attention:
    """It needs the lead, since the last thing that made it so."""
    handling = case.handling
    since, because = case.alert.fired_at or now, Because.FIRED
    if act is not None and act.because is not None and (act.over_at or since) > since:
        since, because = act.over_at or since, act.because
    shown = _shown_again(case.before, now)
    if shown is not None and shown[0] >= since:
        since, because = shown
    worse = act if because is Because.WORSE else None
    timed_out = because is Because.TIMED_OUT
    return Attention(
        Standing.NEEDS_YOU,
        since,
        because,
        by=handling.acknowledged_by if timed_out else None,
        acknowledged_at=handling.acknowledged_at if timed_out else None,
        value=worse.value if worse else None,
        was=worse.was if worse else None,
        overdue=handling.due_at is not None and handling.due_at < now,
    )


def _shown_again(before: Before | None, now: datetime) -> tuple[datetime, Because] | None:
    """Since when a silence or an incident does not hide it any more; None where none did."""
    if before is None:
        return None
    if before.standing is Standing.SILENCED:
        return now, Because.SILENCE_OVER
    if before.standing is Standing.INHIBITED:
        return now, Because.INCIDENT_OVER
    if before.because in (Because.SILENCE_OVER, Because.INCIDENT_OVER):
        return before.since, before.because
    return None
