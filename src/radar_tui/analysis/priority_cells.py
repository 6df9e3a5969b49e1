"""The heat map's cells: the rows of the matrix by ARR tier and sentiment risk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from radar_tui.domain.priority import Priority, PriorityAction


class Place(NamedTuple):
    """Where a row stands on the heat map; each is 1-5."""

    tier: int
    risk: int


@dataclass(frozen=True, slots=True)
class HeatCell:
    """The rows of one place: how many, the worst pattern among them, and the most urgent action.

    `total` is the highest of them.
    """

    count: int
    severity: int
    total: int
    action: PriorityAction


def place_of(row: Priority) -> Place:
    """Give the place of a row: by the values that count, overrides included."""
    return Place(row.arr_tier.value, row.sentiment_risk.value)


def heat_cells(rows: Iterable[Priority]) -> Mapping[Place, HeatCell]:
    """Give the cells that have rows; the action of a cell is that of its highest total."""
    cells: dict[Place, HeatCell] = {}
    for row in rows:
        place, severity = place_of(row), row.pattern_severity.value
        known = cells.get(place)
        if known is None:
            cells[place] = HeatCell(1, severity, row.total, row.action)
            continue
        leads = row.total > known.total
        cells[place] = HeatCell(
            count=known.count + 1,
            severity=max(known.severity, severity),
            total=max(known.total, row.total),
            action=row.action if leads else known.action,
        )
    return cells
