"""A heat map of ARR tier and sentiment risk: how many rows stand where, and how urgent they are."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from radar_tui.analysis.priority_cells import HeatCell, Place
from radar_tui.domain.priority import HIGHEST_INPUT, LOWEST_INPUT, PriorityAction

LABEL_WIDTH = 7
NARROWEST_CELL, WIDEST_CELL = 8, 11
# Titles above the cells, and the legend below them.
TITLE_LINES, LEGEND_LINES = 2, 1
LEVELS = range(LOWEST_INPUT, HIGHEST_INPUT + 1)
LEGEND = "◆ outreach · ▲ monitor · p2–p5 worst pattern"
ACTION_GLYPHS = {PriorityAction.OUTREACH: "◆", PriorityAction.MONITOR: "▲"}
_SHADES = {
    PriorityAction.OUTREACH: "bold $foreground on $band-critical 40%",
    PriorityAction.MONITOR: "$foreground on $band-mild 30%",
    PriorityAction.STANDARD: "$foreground on $band-neutral 20%",
}
_NOBODY = "$foreground-muted on $band-neutral 6%"
_CURSOR = "bold $block-cursor-foreground on $block-cursor-background"


def _move(keys: str, tier: int, risk: int, name: str, description: str, tooltip: str) -> Binding:
    action = f"move({tier}, {risk})"
    return Binding(keys, action, description, show=False, id=f"heat-map.{name}", tooltip=tooltip)


class PlaceChosen(Message):
    """The rows of one cell are asked for."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place


class HeatMap(Widget, can_focus=True):
    """Tiers from top to bottom, risks from left to right, with a cursor while it has the keys.

    Without the keys it marks the place of whatever row is looked at elsewhere.
    """

    DEFAULT_CSS = """
    HeatMap { height: auto; min-width: 47; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _move("left,h", 0, -1, "left", "Left", "Go to the cell of a lower risk"),
        _move("right,l", 0, 1, "right", "Right", "Go to the cell of a higher risk"),
        _move("up,k", 1, 0, "up", "Up", "Go to the cell of a higher tier"),
        _move("down,j", -1, 0, "down", "Down", "Go to the cell of a lower tier"),
        Binding(
            "enter",
            "choose",
            "These only",
            id="heat-map.choose",
            tooltip="List only what stands in this cell",
        ),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._cells: Mapping[Place, HeatCell] = {}
        self._cursor = Place(HIGHEST_INPUT, HIGHEST_INPUT)
        self._marked: Place | None = None

    @property
    def cursor(self) -> Place:
        """The cell at the cursor."""
        return self._cursor

    def show(self, cells: Mapping[Place, HeatCell]) -> None:
        """Draw other cells; the cursor stays where it is."""
        self._cells = cells
        self.refresh()

    def mark(self, place: Place | None) -> None:
        """Mark the cell of the row that is looked at; the cursor begins there."""
        self._marked = place
        if place is not None and not self.has_focus:
            self._cursor = place
        self.refresh()

    def action_move(self, tiers: int, risks: int) -> None:
        """Move the cursor; it stays on the map."""
        self._cursor = Place(_level(self._cursor.tier + tiers), _level(self._cursor.risk + risks))
        self.refresh()

    def action_choose(self) -> None:
        """Ask for the rows of the cell at the cursor."""
        self.post_message(PlaceChosen(self._cursor))

    def on_click(self, event: events.Click) -> None:
        """Choose the cell under the pointer."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        risk = (offset.x - LABEL_WIDTH) // self._cell_width + 1
        down = (offset.y - TITLE_LINES) // self._cell_lines
        if offset.x >= LABEL_WIDTH and risk in LEVELS and HIGHEST_INPUT - down in LEVELS:
            self._cursor = Place(HIGHEST_INPUT - down, risk)
            self.refresh()
            self.action_choose()

    # Drawing.

    @property
    def _cell_width(self) -> int:
        room = (self.size.width - LABEL_WIDTH) // len(LEVELS)
        return max(NARROWEST_CELL, min(WIDEST_CELL, room))

    @property
    def _cell_lines(self) -> int:
        """Two lines a cell where there is room, else one."""
        lines = self.size.height - TITLE_LINES - LEGEND_LINES
        return 2 if lines >= 2 * len(LEVELS) else 1

    def render(self) -> Content:
        """The titles, a row of cells for each tier, and what the signs mean."""
        width = self._cell_width
        risks = "".join(str(risk).center(width) for risk in LEVELS)
        lines = [
            Content.styled(f"{'':{LABEL_WIDTH}}sentiment risk →", "$foreground-muted"),
            Content.styled(f"{'':{LABEL_WIDTH}}{risks}", "bold $foreground-muted"),
        ]
        for tier in reversed(LEVELS):
            lines += self._tier_lines(tier, width)
        lines.append(Content.styled(LEGEND, "$foreground-muted"))
        return Content("\n").join(lines)

    def _tier_lines(self, tier: int, width: int) -> list[Content]:
        cells = [self._cell(Place(tier, risk), width) for risk in LEVELS]
        label = Content.styled(f"tier {tier}".ljust(LABEL_WIDTH), "bold $foreground-muted")
        words = [Content.styled(text, style) for text, style in cells]
        blank = [Content.styled(" " * width, style) for _, style in cells]
        below = [Content("").join([Content(" " * LABEL_WIDTH), *blank])]
        return [Content("").join([label, *words]), *below * (self._cell_lines - 1)]

    def _cell(self, place: Place, width: int) -> tuple[str, str]:
        """What stands in a cell, and how it looks; the cursor and the mark are brackets as well."""
        cell = self._cells.get(place)
        text = cell_words(cell)
        style = _NOBODY if cell is None else _SHADES[cell.action]
        here = self._cursor if self.has_focus else self._marked
        if place == here:
            return f"[{text}]".center(width), _CURSOR if self.has_focus else style
        return text.center(width), style


def cell_words(cell: HeatCell | None) -> str:
    """Write a cell: how many, what they call for, and the worst pattern where there is one."""
    if cell is None:
        return "·"
    pattern = f" p{cell.severity}" if cell.severity > LOWEST_INPUT else ""
    return f"{cell.count}{ACTION_GLYPHS.get(cell.action, '')}{pattern}"


def _level(number: int) -> int:
    return max(LOWEST_INPUT, min(HIGHEST_INPUT, number))
