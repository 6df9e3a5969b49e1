"""Load per agent on the Patterns screen: who has how much on their hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from radar_tui.domain.filter_query import Operator, Query, Term
from radar_tui.reporting.wording import how_many
from radar_tui.screens.patterns_parts import PartView, RowDetail
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from radar_tui.services.agent_load import AgentLoad, LoadPanel

COLUMNS = (
    TableColumn("agent", "agent", flex=1),
    TableColumn("bar", "open", width=20, from_width=90),
    TableColumn("assigned", "assigned", width=8, right=True),
    TableColumn("waiting", "waiting", width=7, right=True),
    TableColumn("review", "over review", width=11, right=True),
    TableColumn("owned", "owns here", width=9, right=True),
)
KEYS = "enter their tickets · →← parts"
NOBODY = "nobody"
# How the filter asks for nobody's tickets; and the key of their row, which is no name.
_NONE, _NOBODY_KEY = "none", ""
_BAR = 20


def load_view(panel: LoadPanel) -> PartView:
    """Everybody with open tickets, what is nobody's first, then the most over review."""
    most = max((one.assigned for one in panel.agents), default=1)
    return PartView(
        columns=COLUMNS,
        rows=tuple(_row(one, most) for one in panel.agents),
        details={_key(one): _detail(one, panel) for one in panel.agents},
        title=f"{how_many(panel.open, 'open ticket')} by agent",
        keys=KEYS,
        nothing="No ticket is open.",
    )


def _key(one: AgentLoad) -> str:
    return one.name or _NOBODY_KEY


def _row(one: AgentLoad, most: int) -> TableRow:
    return TableRow(
        _key(one),
        (
            Cell(one.name or NOBODY, "plain" if one.name else "warning"),
            Cell("█" * max(round(one.assigned / max(most, 1) * _BAR), one.assigned > 0), "muted"),
            Cell(str(one.assigned)),
            Cell(str(one.waiting)),
            Cell(str(one.over_review), "high" if one.over_review else "muted"),
            Cell(str(one.owned) if one.owned else "–", "plain" if one.owned else "muted"),
        ),
    )


def _detail(one: AgentLoad, panel: LoadPanel) -> RowDetail:
    share = one.assigned / panel.open if panel.open else 0
    whose = f"assigned to {one.name}" if one.name else "assigned to nobody"
    lines = [
        f"{how_many(one.assigned, 'open ticket')} {whose}: {share:.0%} of {panel.open}",
        f"{one.waiting} with a customer who waits for an answer, "
        f"{one.over_review} over the review threshold",
    ]
    if one.name:
        lines.append(
            f"owns {one.owned} in Radar, {one.owned_over_review} of them over the review threshold"
        )
    asked = Term("assignee", Operator.IS, (one.name or _NONE,))
    return RowDetail("\n".join(lines), query=Query((asked,)))
