"""Inhibition: an incident in a feature area stands for the tickets and accounts that suffer it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from radar_tui.domain.alert_labels import ACCOUNT, FEATURE_AREA, TICKET
from radar_tui.domain.alerts import Alert
from radar_tui.domain.rules import RuleKind

# What can be an incident, the widest first. None of these is ever under another alert, so that
# no alert can be under itself, nor two under each other.
INCIDENT_KINDS = (
    RuleKind.TICKET_SPIKE,
    RuleKind.HIGH_IMPACT_ACCOUNTS,
    RuleKind.CONNECTION_FAILURES,
)


@dataclass(frozen=True, slots=True)
class Incident:
    """A firing alert about a feature area."""

    id: int
    kind: RuleKind
    feature_area: str
    fired_at: datetime
    title: str


def incident_of(alert_id: int, alert: Alert, kind: RuleKind, title: str) -> Incident | None:
    """Give the incident that an alert is, None where it is none."""
    area = dict(alert.labels).get(FEATURE_AREA)
    if area is None or kind not in INCIDENT_KINDS or not alert.has_fired or alert.fired_at is None:
        return None
    return Incident(alert_id, kind, area, alert.fired_at, title)


def incident_over(alert: Alert, kind: RuleKind, incidents: Iterable[Incident]) -> Incident | None:
    """Give the incident that an alert about a ticket or an account is under, None where none is.

    Of several the widest kind, then the one that fired first.
    """
    if kind in INCIDENT_KINDS or not {TICKET, ACCOUNT} & dict(alert.labels).keys():
        return None
    areas = alert.names.get(FEATURE_AREA, ())
    found = [one for one in incidents if one.feature_area in areas]
    return min(
        found,
        key=lambda one: (INCIDENT_KINDS.index(one.kind), one.fired_at, one.id),
        default=None,
    )
