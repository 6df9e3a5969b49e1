"""What watching rests on: that sources report, and that closed tickets carry their tags."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from radar_tui.detection.counting import (
    EXAMPLES,
    account_count,
    count_evidence,
    in_window,
)
from radar_tui.detection.facts import SourceReach, UntaggedTicket
from radar_tui.domain.alert_labels import MISSING_TAG, SOURCE
from radar_tui.domain.alerts import Observation, make_labels
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import Rule, format_duration


def observe_silence(sources: Iterable[SourceReach], rule: Rule, now: datetime) -> list[Observation]:
    """Observe how many of its usual intervals each source is behind.

    A source that no data came from at all is behind however long one waits. One whose data ended
    before the rule's window has been given up, not fallen silent, and is not observed; without a
    window none is given up.
    """
    return [
        _observe_source(source, rule, now)
        for source in sources
        if not rule.window or source.data_as_of is None or source.data_as_of > now - rule.window
    ]


def _observe_source(source: SourceReach, rule: Rule, now: datetime) -> Observation:
    reach = source.data_as_of
    intervals = None if reach is None else max(0.0, (now - reach) / source.usual_interval)
    holds = intervals is None or rule.exceeds(intervals)
    due = None if reach is None else reach + source.usual_interval
    return Observation(
        labels=make_labels({SOURCE: source.source}),
        value=None if intervals is None else round(intervals, 2),
        holds=holds,
        still_holds=holds or rule.still_exceeds(intervals or 0),
        evidence={
            "threshold": rule.threshold,
            "clear": rule.clear_level,
            "data-as-of": None if reach is None else reach.isoformat(),
            "usual-interval": format_duration(source.usual_interval),
        },
        began_at=due if holds else None,
    )


def observe_untagged(
    tickets: Iterable[UntaggedTicket], rule: Rule, now: datetime
) -> list[Observation]:
    """Count the tickets closed within the rule's window, by the kind of tag that they lack."""
    missing: dict[TagKind, list[UntaggedTicket]] = {}
    for ticket in sorted(tickets, key=lambda one: (one.closed_at, one.ticket)):
        if now - rule.window < ticket.closed_at <= now:
            missing.setdefault(ticket.missing, []).append(ticket)
    return [_observe_kind(kind, found, rule, now) for kind, found in sorted(missing.items())]


def _observe_kind(
    kind: TagKind, tickets: Sequence[UntaggedTicket], rule: Rule, now: datetime
) -> Observation:
    times = in_window((ticket.closed_at for ticket in tickets), rule, now)
    accounts = account_count(ticket.account for ticket in tickets)
    enough = len(times) >= rule.min_count and accounts >= rule.min_accounts
    holds = enough and rule.exceeds(len(times))
    return Observation(
        labels=make_labels({MISSING_TAG: kind.value}),
        value=len(times),
        holds=holds,
        still_holds=enough and rule.still_exceeds(len(times)),
        evidence={
            **count_evidence(times, rule),
            "tickets": [ticket.ticket for ticket in tickets[-EXAMPLES:]],
        },
        began_at=times[0] if holds else None,
    )
