"""Many alerts of one rule as one row of Today, which the Alerts screen lists in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from radar_tui.domain.rules import RuleKind
from radar_tui.reporting.wording import alert_subject, due_words, how_many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    # Reading the panels takes the database's libraries, drawing them does not.
    from radar_tui.services.alerts_panel import AlertEntry

# A handful alike is still read one by one.
GROUPED_FROM = 6
_PREFIX = "rule/"


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """The alerts of one rule that stand alike, in the panel's order; never empty."""

    entries: tuple[AlertEntry, ...]

    @property
    def key(self) -> str:
        """What tells it from other groups and from single alerts, whose keys are their ids."""
        return f"{_PREFIX}{self.first.rule}/{self.first.standing}"

    @property
    def first(self) -> AlertEntry:
        """The one that is to be looked at first."""
        return self.entries[0]

    @property
    def worst(self) -> AlertEntry:
        """The one with the highest value."""
        return max(self.entries, key=lambda one: one.value or 0)

    @property
    def overdue(self) -> int:
        """How many of them wait for longer than they should."""
        return sum(one.overdue for one in self.entries)

    @property
    def due_at(self) -> datetime | None:
        """When the first of them is due."""
        return min((one.due_at for one in self.entries if one.due_at), default=None)

    @property
    def listed_in(self) -> str:
        """The list of the Alerts screen in which they stand."""
        if self.first.standing == "silenced":
            return "silenced"
        return "firing" if self.first.fired_at is not None else "pending"


AlertLine: TypeAlias = "AlertEntry | AlertGroup"


def grouped(alerts: Sequence[AlertEntry]) -> list[AlertLine]:
    """Put many alerts of one rule that stand alike together, where the first of them stands."""
    alike: dict[tuple[str, str], list[AlertEntry]] = {}
    for one in alerts:
        alike.setdefault((one.rule, one.standing), []).append(one)
    lines: list[AlertLine] = []
    for one in alerts:
        group = alike[one.rule, one.standing]
        if len(group) < GROUPED_FROM:
            lines.append(one)
        elif one is group[0]:
            lines.append(AlertGroup(tuple(group)))
    return lines


def group_of(lines: Sequence[AlertLine], key: str | None) -> AlertGroup | None:
    """Find the group with a row's key; None where the row is a single alert."""
    groups = (line for line in lines if isinstance(line, AlertGroup))
    return next((group for group in groups if group.key == key), None)


def row_of(lines: Sequence[AlertLine], alert_id: int) -> str:
    """Give the key of the row in which an alert stands."""
    for line in lines:
        if isinstance(line, AlertGroup) and any(one.id == alert_id for one in line.entries):
            return line.key
    return str(alert_id)


def short_group_words(group: AlertGroup) -> str:
    """Name a group in the room of a row: how many of what, and the worst."""
    return f"▸ {len(group.entries)} × {group.first.title}, worst {_worst_words(group)}"


def short_group_measure(group: AlertGroup) -> str:
    """Say in a few characters how many are late, or else how bad the worst score is."""
    if group.overdue:
        return f"{group.overdue} late"
    worst = group.worst
    scored = worst.kind == RuleKind.FRUSTRATION_SCORE and worst.value is not None
    return f"up to {worst.value:g}" if scored else ""


def group_words(group: AlertGroup, as_of: datetime) -> str:
    """Say of a group how many there are, which is the worst, and how to see them all."""
    about = all("ticket" in one.labels for one in group.entries)
    count = how_many(len(group.entries), "ticket" if about else "alert")
    late = f" · {group.overdue} overdue" if group.overdue else ""
    first, due = group.first, due_words(group.due_at, as_of)
    return (
        f"{first.title}: {count}, worst {_worst_words(group)}{late}\n"
        f"→ {first.action} · owner {first.owner} · the first is due {due}\n"
        "enter lists them, to act on some or on all"
    )


def _worst_words(group: AlertGroup) -> str:
    worst = group.worst
    account = worst.evidence.get("account")
    subject = alert_subject(tuple(worst.labels.items()))
    named = f"{account} {subject}" if account and "ticket" in worst.labels else subject
    if worst.kind != RuleKind.FRUSTRATION_SCORE or worst.value is None:
        return named
    return f"{worst.value:g} {named}"
