"""What monitoring reports: values out of bounds, log anomalies, and its own alerts passed on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from radar_tui.detection.counting import (
    EXAMPLES,
    account_count,
    context_of,
    count_evidence,
    distinct,
    in_window,
    limit_evidence,
)
from radar_tui.detection.facts import MonitoredEvent
from radar_tui.domain.alert_labels import EVENT, FEATURE_AREA, MONITOR, SOURCE
from radar_tui.domain.alerts import Json, Labels, Observation, make_labels
from radar_tui.domain.rules import Rule


def observe_events(
    events: Iterable[MonitoredEvent], rule: Rule, now: datetime
) -> list[Observation]:
    """Count the events of each source and feature area within the rule's window up to `now`."""
    placed: dict[Labels, list[MonitoredEvent]] = {}
    for event in events:
        if now - rule.window < event.at <= now:
            placed.setdefault(_place(event), []).append(event)
    return [_observe_place(labels, found, rule, now) for labels, found in sorted(placed.items())]


def _place(event: MonitoredEvent) -> Labels:
    named = {SOURCE: event.source, FEATURE_AREA: event.feature_area or ""}
    return make_labels({name: value for name, value in named.items() if value})


def _observe_place(
    labels: Labels, events: Sequence[MonitoredEvent], rule: Rule, now: datetime
) -> Observation:
    ordered = sorted(events, key=lambda event: (event.at, event.id))
    times = in_window((event.at for event in ordered), rule, now)
    accounts = account_count(event.account for event in ordered)
    enough = len(times) >= rule.min_count and accounts >= rule.min_accounts
    holds = enough and rule.exceeds(len(times))
    return Observation(
        labels=labels,
        value=len(times),
        holds=holds,
        still_holds=enough and rule.still_exceeds(len(times)),
        evidence={
            **count_evidence(times, rule),
            "accounts": distinct(event.account for event in ordered)[:EXAMPLES],
            "events": [_shown(event) for event in ordered[-EXAMPLES:]],
        },
        began_at=times[0] if holds else None,
    )


def observe_monitoring(
    events: Iterable[MonitoredEvent], rule: Rule, now: datetime
) -> list[Observation]:
    """Pass on what a monitoring system alerts of and has not called over.

    An alert is the monitor's: the next time that it goes off is another occurrence of the same.
    What the monitoring system has not told of within the rule's window may have ended without a
    word, and is not passed on any more; without a window it is.
    """
    monitors: dict[Labels, list[MonitoredEvent]] = {}
    for event in events:
        goes_on = event.at <= now and (event.ended_at is None or event.ended_at > now)
        if goes_on and (not rule.window or (event.told_at or event.at) > now - rule.window):
            monitors.setdefault(_monitor(event), []).append(event)
    return [_observe_monitor(labels, found, rule) for labels, found in sorted(monitors.items())]


def _monitor(event: MonitoredEvent) -> Labels:
    return make_labels({MONITOR: event.monitor or event.id, SOURCE: event.source})


def _observe_monitor(labels: Labels, events: Sequence[MonitoredEvent], rule: Rule) -> Observation:
    ordered = sorted(events, key=lambda event: (event.at, event.id))
    first, latest = ordered[0], ordered[-1]
    enough = len(ordered) >= rule.min_count
    holds = enough and rule.exceeds(len(ordered))
    return Observation(
        labels=labels,
        value=len(ordered),
        holds=holds,
        still_holds=enough and rule.still_exceeds(len(ordered)),
        evidence={
            **limit_evidence(len(ordered), rule),
            **_shown(latest),
            "first": first.at.isoformat(),
            "account": latest.account,
            "url": latest.url,
        },
        began_at=first.at if holds else None,
        context={
            **context_of(latest.account, [latest.feature_area] if latest.feature_area else []),
            EVENT: (latest.kind.value,),
        },
    )


def _shown(event: MonitoredEvent) -> Mapping[str, Json]:
    return {
        "at": event.at.isoformat(),
        "title": event.title,
        "value": event.value,
        "unit": event.unit,
    }
