"""Written series -> a history: what `tickets{feature-area="payments"} 5 6x3 19` means."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from radar_tui.detection.facts import MonitoredEvent
from radar_tui.detection.past import (
    History,
    PastDeliveries,
    PastEvent,
    PastStanding,
    PastTag,
    PastTicket,
)
from radar_tui.detection.series import Gap, Series
from radar_tui.domain.alert_labels import (
    ACCOUNT,
    FEATURE_AREA,
    MISSING_TAG,
    MONITOR,
    ROOT_CAUSE,
    SOURCE,
    TICKET,
)
from radar_tui.domain.freshness import DEFAULT_USUAL_INTERVAL
from radar_tui.domain.records import EventKind, TagKind

TIER = "tier"
# Enough that the minimum of two accounts, which guards most rules, does not hold a test back.
USUAL_ACCOUNTS = 4

_MOMENTS = {
    "connection-failures": EventKind.CONNECTION_FAILURE,
    "out-of-bounds": EventKind.OUT_OF_BOUNDS,
    "log-anomalies": EventKind.LOG_ANOMALY,
}
_TAG_LABELS = {
    FEATURE_AREA: TagKind.FEATURE_AREA,
    ROOT_CAUSE: TagKind.ROOT_CAUSE,
}
_PLACES = frozenset({SOURCE, FEATURE_AREA, ACCOUNT})
_ON_TICKETS = frozenset({TICKET, ACCOUNT, FEATURE_AREA})
_REQUIRED: Mapping[str, frozenset[str]] = {
    "score": frozenset({TICKET}),
    "churn-language": frozenset({TICKET}),
    "escalation-triggers": frozenset({TICKET}),
    "monitoring": frozenset({MONITOR}),
    "deliveries": frozenset({SOURCE}),
    "closed-untagged": frozenset({MISSING_TAG}),
}
LABELS: Mapping[str, frozenset[str]] = {
    "tickets": frozenset({FEATURE_AREA, ROOT_CAUSE, ACCOUNT, TIER}),
    **dict.fromkeys(_MOMENTS, _PLACES),
    **dict.fromkeys(("score", "churn-language", "escalation-triggers"), _ON_TICKETS),
    "monitoring": _PLACES | {MONITOR},
    "deliveries": frozenset({SOURCE}),
    "closed-untagged": frozenset({MISSING_TAG, ACCOUNT}),
}
"""The metrics that a series may have, and their labels."""


@dataclass(frozen=True, slots=True)
class WrittenSeries:
    """A series with what the numbers alone do not tell.

    `accounts` is over how many accounts its tickets are spread, in turn, where no label names one.
    `usual_interval` is how often a source delivers.

    Raises:
        ValueError: a metric or label that nobody knows, or one that is missing.
    """

    series: Series
    accounts: int = USUAL_ACCOUNTS
    usual_interval: timedelta = DEFAULT_USUAL_INTERVAL

    def __post_init__(self) -> None:
        metric, labels = self.series.metric, self.series.labels
        if metric not in LABELS:
            raise ValueError(f"unknown metric {metric[:40]!r}, known are {', '.join(LABELS)}")
        unknown = sorted(set(labels) - LABELS[metric])
        if unknown:
            known = ", ".join(sorted(LABELS[metric]))
            raise ValueError(f"{metric} has no label {unknown[0][:40]!r}, known are {known}")
        missing = sorted(_REQUIRED.get(metric, frozenset()) - set(labels))
        if missing:
            raise ValueError(f"{metric} needs the label {missing[0]!r}")
        if self.accounts < 1:
            raise ValueError("accounts must be 1 or more")
        if TIER in labels and labels[TIER] not in {"1", "2", "3", "4", "5"}:
            raise ValueError("tier must lie in 1-5")
        if MISSING_TAG in labels:
            TagKind(labels[MISSING_TAG])


@dataclass(slots=True)
class _Records:
    tickets: list[PastTicket] = field(default_factory=list)
    events: list[PastEvent] = field(default_factory=list)
    standings: dict[str, list[PastStanding]] = field(default_factory=dict)
    deliveries: dict[str, PastDeliveries] = field(default_factory=dict)
    gaps: dict[str, list[tuple[datetime, datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    numbers: Iterator[int] = field(default_factory=lambda: count(1))


def written_history(series: Iterable[WrittenSeries], zone: str) -> History:
    """Lay series out as what happened, known at once.

    The numbers of a counting metric are spread evenly over their interval; where one is missing,
    nothing is known of the feature area meanwhile. A ticket's score, its churn language and its
    escalation triggers hold until the next sample; `_` waits for a score, `stale` closes it.
    """
    records = _Records()
    about_tickets: dict[str, list[WrittenSeries]] = defaultdict(list)
    for one in series:
        if TICKET in one.series.labels:
            about_tickets[one.series.labels[TICKET]].append(one)
        else:
            _add(one, records)
    for name, parts in about_tickets.items():
        _add_ticket(name, parts, records)
    return History(
        zone=zone,
        tickets=records.tickets,
        events=records.events,
        standings=records.standings,
        deliveries=records.deliveries,
        gaps=records.gaps,
    )


def _add(one: WrittenSeries, records: _Records) -> None:
    metric = one.series.metric
    if kind := _MOMENTS.get(metric):
        records.events += [_event(one, kind, at, records) for at in one.series.times()]
    else:
        _ADDERS[metric](one, records)


def _add_tickets(one: WrittenSeries, records: _Records) -> None:
    labels = one.series.labels
    for number, at in enumerate(one.series.times()):
        tags = tuple(
            PastTag(kind, labels[name], at) for name, kind in _TAG_LABELS.items() if name in labels
        )
        records.tickets.append(
            PastTicket(
                ticket=f"written/{next(records.numbers)}",
                created_at=at,
                known_at=at,
                account=labels.get(ACCOUNT, f"account {number % one.accounts + 1}"),
                tier=int(labels[TIER]) if TIER in labels else None,
                tags=tags,
            )
        )
    if FEATURE_AREA in labels:
        records.gaps[labels[FEATURE_AREA]] += one.series.gaps()


def _event(
    one: WrittenSeries,
    kind: EventKind,
    at: datetime,
    records: _Records,
    ended_at: datetime | None = None,
) -> PastEvent:
    labels = one.series.labels
    event = MonitoredEvent(
        id=str(next(records.numbers)),
        kind=kind,
        source=labels.get(SOURCE, "written"),
        at=at,
        feature_area=labels.get(FEATURE_AREA),
        account=labels.get(ACCOUNT),
        monitor=labels.get(MONITOR),
        ended_at=ended_at,
    )
    return PastEvent(event, known_at=at, lasts=MONITOR in labels)


def _add_monitoring(one: WrittenSeries, records: _Records) -> None:
    records.events += [
        _event(one, EventKind.ERROR, begin, records, end) for begin, end in one.series.raised()
    ]


def _add_deliveries(one: WrittenSeries, records: _Records) -> None:
    times = tuple(one.series.times())
    source = one.series.labels[SOURCE]
    records.deliveries[source] = PastDeliveries(times, one.usual_interval)


def _add_untagged(one: WrittenSeries, records: _Records) -> None:
    missing = TagKind(one.series.labels[MISSING_TAG])
    for at in one.series.times():
        records.tickets.append(
            PastTicket(
                ticket=f"written/{next(records.numbers)}",
                created_at=at,
                known_at=at,
                account=one.series.labels.get(ACCOUNT),
                tags=tuple(PastTag(kind, "tagged", at) for kind in TagKind if kind is not missing),
                closed_at=at,
                escalated_at=at if missing is TagKind.ESCALATION_REASON else None,
                is_repeat=missing is TagKind.ROOT_CAUSE,
            )
        )


_ADDERS: Mapping[str, Callable[[WrittenSeries, _Records], None]] = {
    "tickets": _add_tickets,
    "monitoring": _add_monitoring,
    "deliveries": _add_deliveries,
    "closed-untagged": _add_untagged,
}


def _add_ticket(name: str, parts: Sequence[WrittenSeries], records: _Records) -> None:
    """One ticket, of which one or more series tell: its score, and what its customer says."""
    labels = {key: value for one in parts for key, value in one.series.labels.items()}
    start = min(one.series.start for one in parts)
    area = labels.get(FEATURE_AREA)
    records.tickets.append(
        PastTicket(
            ticket=name,
            created_at=start,
            known_at=start,
            account=labels.get(ACCOUNT),
            tags=(PastTag(TagKind.FEATURE_AREA, area, start),) if area else (),
        )
    )
    told = {one.series.metric: one.series for one in parts}
    moments = sorted({at for one in parts for at in one.series.moments()})
    records.standings[name] = [_standing(told, at) for at in moments]


def _standing(told: Mapping[str, Series], at: datetime) -> PastStanding:
    samples = {metric: series.at(at) for metric, series in told.items()}
    score = samples.get("score", 0.0)
    return PastStanding(
        at=at,
        is_open=Gap.STALE not in samples.values(),
        score=int(score) if isinstance(score, float) else None,
        churn=_count(samples.get("churn-language")),
        escalation=_count(samples.get("escalation-triggers")),
    )


def _count(sample: float | Gap | None) -> int:
    return int(sample) if isinstance(sample, float) else 0
