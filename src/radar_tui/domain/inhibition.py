"""Inhibition: what stands for others, so that one matter calls once.

An incident in a feature area stands for the tickets and accounts that suffer it. Of several alerts
about one ticket the widest stands for the others: the ticket is one piece of work.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from radar_tui.domain.alert_labels import ACCOUNT, FEATURE_AREA, TICKET
from radar_tui.domain.alerts import Alert
from radar_tui.domain.rules import TICKET_KINDS, RuleKind

# What can be an incident, the widest first. None of these is ever under another alert, so that
# no alert can be under itself, nor two under each other.
INCIDENT_KINDS = (
    RuleKind.TICKET_SPIKE,
    RuleKind.HIGH_IMPACT_ACCOUNTS,
    RuleKind.CONNECTION_FAILURES,
)


@dataclass(frozen=True, slots=True)
class Incident:
    """A firing alert that stands for others: those of its feature area, or of its ticket."""

    id: int
    kind: RuleKind
    about: str
    fired_at: datetime
    title: str

    @property
    def shown(self) -> str:
        """What it is about, in a word: a ticket by its number."""
        if self.kind not in TICKET_KINDS:
            return self.about
        return f"#{self.about.rpartition('/')[2]}"


def incident_of(alert_id: int, alert: Alert, kind: RuleKind, title: str) -> Incident | None:
    """Give the incident that an alert is, None where it is none."""
    area = dict(alert.labels).get(FEATURE_AREA)
    if area is None or kind not in INCIDENT_KINDS or not alert.has_fired or alert.fired_at is None:
        return None
    return Incident(alert_id, kind, area, alert.fired_at, title)


def incident_over(
    alert: Alert, kind: RuleKind, incidents: Mapping[str, Iterable[Incident]]
) -> Incident | None:
    """Give the incident that an alert about a ticket or an account is under, None where none is.

    `incidents` are given by feature area. Of several the widest kind, then the one that fired
    first.
    """
    if not incidents or kind in INCIDENT_KINDS:
        return None
    if not any(name in (TICKET, ACCOUNT) for name, _ in alert.labels):
        return None
    areas = alert.names.get(FEATURE_AREA, ())
    found = [one for area in areas for one in incidents.get(area, ())]
    return min(
        found,
        key=lambda one: (INCIDENT_KINDS.index(one.kind), one.fired_at, one.id),
        default=None,
    )


def matter_of(alert_id: int, alert: Alert, kind: RuleKind, title: str) -> Incident | None:
    """Give what an alert stands for where it is about one ticket, None where it is not."""
    ticket = dict(alert.labels).get(TICKET)
    if ticket is None or kind not in TICKET_KINDS or not alert.has_fired or alert.fired_at is None:
        return None
    return Incident(alert_id, kind, ticket, alert.fired_at, title)


def matter_over(alert: Alert, kind: RuleKind, matters: Iterable[Incident]) -> Incident | None:
    """Give the alert about the same ticket that an alert is under, None where none is.

    The kinds are in the order of `TICKET_KINDS`; of one kind none is under another.
    """
    ticket = dict(alert.labels).get(TICKET)
    if ticket is None or kind not in TICKET_KINDS:
        return None
    place = TICKET_KINDS.index(kind)
    found = [one for one in matters if one.about == ticket and TICKET_KINDS.index(one.kind) < place]
    return min(
        found, key=lambda one: (TICKET_KINDS.index(one.kind), one.fired_at, one.id), default=None
    )
