"""The metrics of template section 11: plain facts in, values that say how they were made out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from radar_tui.domain.bands import TEMPLATE_LIMITS, BandLimits
from radar_tui.domain.units import Unit

TOP_ISSUES = 5
QUIET_DAYS_AFTER = timedelta(days=14)
LEAST_TICKETS = 5


class MetricKey(StrEnum):
    """The metrics of the dashboard."""

    TIME_TO_DETECT = "time-to-detect"
    TIME_TO_MITIGATE = "time-to-mitigate"
    TICKET_SPIKES = "ticket-spikes"
    REPEAT_RATE = "repeat-rate"
    ESCALATION_RATE = "escalation-rate"
    FRUSTRATION_AVERAGE = "frustration-average"
    PREVENTED_ESCALATIONS = "prevented-escalations"


@dataclass(frozen=True, slots=True)
class MetricValue:
    """One metric over one period.

    `value` is numerator / denominator; of a count it is the numerator, and the denominator, if any,
    what it was out of. It is None, with a `reason`, where there is too little data. Shares are
    fractions of 1. `parts` names what the numerator is made of; `left_out` counts what would belong
    to it but for when Radar began to watch.
    """

    key: MetricKey
    unit: Unit
    value: float | None
    numerator: float
    denominator: float | None
    how: str
    reason: str | None = None
    parts: tuple[tuple[str, int], ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class SignalTimes:
    """When a signal began, was first triaged and was mitigated; None where it has not happened."""

    began_at: datetime
    triaged_at: datetime | None = None
    mitigated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Intervention:
    """One intervention of the lead on a ticket, with the ticket's score and churn at its start."""

    started_at: datetime
    score_at_start: int
    churn_at_start: bool = False
    escalated_at: datetime | None = None


def time_to_detect(signals: Iterable[SignalTimes], *, since: datetime | None = None) -> MetricValue:
    """Average hours from the begin of a signal to its first triage.

    Signals that began before `since`, when Radar began to watch, are left out: nobody could have
    seen them here.
    """
    spans = [
        (signal.began_at, signal.triaged_at) for signal in signals if signal.triaged_at is not None
    ]
    how = "average time from signal begin to first triage"
    return _average_hours(MetricKey.TIME_TO_DETECT, spans, since, how, "no signal was triaged")


def time_to_mitigate(
    signals: Iterable[SignalTimes], *, since: datetime | None = None
) -> MetricValue:
    """Average hours from the begin of a signal to its mitigation.

    Signals that began before `since`, when Radar began to watch, are left out, as in the time to
    detect.
    """
    spans = [
        (signal.began_at, signal.mitigated_at)
        for signal in signals
        if signal.mitigated_at is not None
    ]
    how = "average time from signal begin to mitigation"
    return _average_hours(MetricKey.TIME_TO_MITIGATE, spans, since, how, "no signal was mitigated")


def ticket_spikes(fired_at: Iterable[datetime], start: datetime, end: datetime) -> MetricValue:
    """Count the spike alerts that fired from `start` up to, not including, `end`."""
    events = sum(start <= moment < end for moment in fired_at)
    how = "spike alerts that fired (threshold breaches)"
    return MetricValue(MetricKey.TICKET_SPIKES, Unit.COUNT, float(events), float(events), None, how)


def repeat_rate(
    root_causes: Iterable[str | None], *, top: int = TOP_ISSUES, least: int = LEAST_TICKETS
) -> MetricValue:
    """Share of tickets that carry one of the most frequent root causes.

    `root_causes` has one entry per ticket of the period, None where it is not a repeat issue.
    """
    tickets = list(root_causes)
    counted = Counter(cause for cause in tickets if cause is not None)
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:top]
    repeats = sum(count for _, count in ranked)
    how = f"tickets tagged with one of the top {top} root causes / all tickets"
    return _share(MetricKey.REPEAT_RATE, repeats, len(tickets), how, least, tuple(ranked))


def escalation_rate(escalated: int, tickets: int, *, least: int = LEAST_TICKETS) -> MetricValue:
    """Share of tickets that were escalated.

    Raises:
        ValueError: more escalated tickets than tickets.
    """
    if not 0 <= escalated <= tickets:
        raise ValueError(f"{escalated} escalated of {tickets} tickets cannot be")
    how = "escalated tickets / all tickets"
    return _share(MetricKey.ESCALATION_RATE, escalated, tickets, how, least)


def frustration_average(scores: Sequence[int], *, least: int = LEAST_TICKETS) -> MetricValue:
    """Average score of the period's scored tickets."""
    total, count = float(sum(scores)), len(scores)
    enough = count >= max(1, least)
    return MetricValue(
        MetricKey.FRUSTRATION_AVERAGE,
        Unit.POINTS,
        total / count if enough else None,
        total,
        float(count),
        "average frustration score of the scored tickets",
        None if enough else f"{count} scored tickets, {least} are needed",
    )


def prevented_escalations(
    interventions: Iterable[Intervention],
    start: datetime,
    end: datetime,
    *,
    limits: BandLimits = TEMPLATE_LIMITS,
) -> MetricValue:
    """Count the interventions whose 14 days ended in the period without an escalation.

    An intervention counts when it began at or over the review threshold (or on churn language) and
    before any escalation, and the ticket stayed unescalated through the 14 days after, reopens
    included. The denominator is all such interventions, prevented or not.
    """
    due = [
        each
        for each in interventions
        if start <= each.started_at + QUIET_DAYS_AFTER < end and _counts(each, limits)
    ]
    prevented = sum(_stayed_quiet(each) for each in due)
    how = "interventions at or over the review threshold, unescalated for 14 days after"
    return MetricValue(
        MetricKey.PREVENTED_ESCALATIONS,
        Unit.COUNT,
        float(prevented),
        float(prevented),
        float(len(due)),
        how,
    )


def _counts(intervention: Intervention, limits: BandLimits) -> bool:
    over = intervention.score_at_start >= limits.review or intervention.churn_at_start
    escalated = intervention.escalated_at
    return over and (escalated is None or escalated > intervention.started_at)


def _stayed_quiet(intervention: Intervention) -> bool:
    escalated = intervention.escalated_at
    return escalated is None or escalated > intervention.started_at + QUIET_DAYS_AFTER


def _average_hours(
    key: MetricKey,
    spans: Sequence[tuple[datetime, datetime]],
    since: datetime | None,
    how: str,
    nothing: str,
) -> MetricValue:
    watched = [end - begin for begin, end in spans if since is None or begin >= since]
    # A triage recorded before the signal's begin (a person was faster than the data) took no time.
    hours = sum(max(span, timedelta()) / timedelta(hours=1) for span in watched)
    return MetricValue(
        key,
        Unit.HOURS,
        hours / len(watched) if watched else None,
        hours,
        float(len(watched)),
        how,
        None if watched else nothing,
        left_out=len(spans) - len(watched),
    )


def _share(
    key: MetricKey,
    part: int,
    whole: int,
    how: str,
    least: int,
    parts: tuple[tuple[str, int], ...] = (),
) -> MetricValue:
    enough = whole >= max(1, least)
    value = part / whole if enough else None
    reason = None if enough else f"{whole} tickets, {least} are needed"
    return MetricValue(key, Unit.SHARE, value, float(part), float(whole), how, reason, parts)
