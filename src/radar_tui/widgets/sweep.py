"""The sweep: the radar's tickets around a centre, by feature area and by how close to critical."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from radar_tui.domain.bands import Band
from radar_tui.reporting.wording import band_badge, band_glyph
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.sweep_labels import Label, ring_labels, sector_labels, written
from radar_tui.widgets.sweep_plot import (
    Blip,
    Disc,
    Spot,
    SweepPlot,
    fit_disc,
    merged,
    nearest,
    neighbour,
    plan,
    rings,
    spokes,
)
from radar_tui.widgets.virtual_table_layout import fit_text

if TYPE_CHECKING:
    from radar_tui.services.sweep import Sweep, SweepTicket

TITLE = "Sweep"
NO_ROOM = "Too little room for the picture."
NOT_DRAWN = "the ticket at the cursor is not in the picture"

_STYLES = ("ring", "label", "calm", "empty", "chosen", *(band.value for band in Band))


class SweepMessage(Message):
    """Something that happened to a blip; `name` is its ticket's, as `source/number`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class BlipChosen(SweepMessage):
    """The user went to a blip."""

    def can_replace(self, message: Message) -> bool:
        """Only where the cursor came to rest matters."""
        return isinstance(message, BlipChosen)


class BlipOpened(SweepMessage):
    """The user asked to see a blip's ticket."""


def _key(key: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(key, action, description, show=False, tooltip=tooltip, id=f"sweep.{name}")


class SweepView(Widget, can_focus=True):
    """Draws a `Sweep`; its cursor goes from blip to blip. `empty` is said where it has no ticket.

    Before the first `show` it is blank.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"sweep--{style}" for style in _STYLES}
    DEFAULT_CSS = """
    SweepView {
        & > .sweep--ring { color: $border-blurred; }
        & > .sweep--label { color: $foreground; }
        & > .sweep--calm { color: $text-muted; }
        & > .sweep--empty { color: $text-muted; }
        & > .sweep--critical { color: $error; text-style: bold; }
        & > .sweep--high { color: $warning; }
        & > .sweep--mild { color: $foreground; }
        & > .sweep--neutral { color: $text-muted; }
        & > .sweep--chosen { background: $primary 40%; text-style: bold; }

        &:focus > .sweep--chosen {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("left,h", "step(-1, 0)", "left", "Left", "Go to the nearest ticket on the left"),
        _key("right,l", "step(1, 0)", "right", "Right", "Go to the nearest ticket on the right"),
        _key("up,k", "step(0, -1)", "up", "Up", "Go to the nearest ticket above"),
        _key("down,j", "step(0, 1)", "down", "Down", "Go to the nearest ticket below"),
        _key("home,g", "edge(0)", "worst", "Worst", "Go to the worst ticket"),
        _key("end,G", "edge(-1)", "mildest", "Mildest", "Go to the mildest ticket that is drawn"),
        _key("enter", "open", "open", "Open", "Open the ticket"),
    ]

    def __init__(self, *, empty: str, id: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self._empty = empty
        self._sweep: Sweep | None = None
        self._tickets: dict[str, SweepTicket] = {}
        self._plot: SweepPlot | None = None
        self._cells: dict[Spot, tuple[str, str]] = {}
        self._chosen: str | None = None
        self.border_title = TITLE

    @property
    def chosen(self) -> str | None:
        """The ticket at the cursor; None where it is not in the picture."""
        return self._chosen if self._plot and self._chosen in self._plot.spots else None

    @property
    def drawn(self) -> tuple[str, ...]:
        """The tickets that have a blip, worst first."""
        return tuple(self._plot.spots) if self._plot else ()

    @property
    def empty(self) -> str:
        """What is said where there is no ticket."""
        return self._empty

    @empty.setter
    def empty(self, words: str) -> None:
        self._empty = words
        self._draw()

    def show(self, sweep: Sweep) -> None:
        """Draw tickets; the cursor stays on its own."""
        self._sweep = sweep
        self._tickets = {ticket.name: ticket for ticket in sweep.tickets}
        self._draw()

    def choose(self, name: str | None) -> None:
        """Put the cursor on a ticket, in the picture or not; nothing is told of it."""
        if name != self._chosen:
            self._chosen = name
            self._tell_chosen()
            self.refresh()

    # Keys.

    def action_step(self, right: int, down: int) -> None:
        """Go to the nearest blip in a direction; to the worst where none is chosen."""
        if self._plot is None or self.chosen is None:
            self.action_edge(0)
        else:
            self._go(neighbour(self._plot.spots, self.chosen, right, down))

    def action_edge(self, place: int) -> None:
        """Go to the first or the last of the tickets drawn."""
        self._go(self.drawn[place] if self.drawn else None)

    def action_open(self) -> None:
        """Ask for the ticket at the cursor to be opened."""
        if self.chosen is not None:
            self.post_message(BlipOpened(self.chosen))

    def on_click(self, event: events.Click) -> None:
        """Go to the blip under the pointer, open it on the second click."""
        offset = event.get_content_offset(self)
        if offset is None or self._plot is None:
            return
        name = nearest(self._plot.spots, Spot(offset.x, offset.y))
        self._go(name)
        if name is not None and event.chain == 2:
            self.action_open()

    def _go(self, name: str | None) -> None:
        if name is not None and name != self._chosen:
            self.choose(name)
            self.post_message(BlipChosen(name))

    # Drawing.

    def on_resize(self) -> None:
        """Draw again for the room that there is now."""
        self._draw()

    def _draw(self) -> None:
        """Lay the picture out; what it costs does not go with the number of tickets listed."""
        width, height = self.content_size
        disc = fit_disc(width, height)
        self._plot, self._cells = None, {}
        if self._sweep is not None and disc is not None:
            self._lay_out(self._sweep, disc)
        if self._sweep is not None and not self.drawn:
            self._say(NO_ROOM if disc is None else self._empty)
        self._tell_counts()
        self._tell_chosen()
        self.refresh()

    def _lay_out(self, sweep: Sweep, disc: Disc) -> None:
        scale = [
            (spot, char) for one in ring_labels(disc, sweep.limits) for spot, char in written(one)
        ]
        blips = [Blip(one.name, one.score, one.area) for one in sweep.tickets]
        plot = plan(blips, sweep.areas, disc, {spot for spot, _ in scale})
        cells = {
            spot: (char, "ring")
            for spot, char in merged(
                rings(disc, sweep.limits), spokes(disc, plot.sectors, sweep.limits)
            ).items()
        }
        cells |= {spot: (char, "calm") for spot, char in scale}
        for label in sector_labels(disc, plot.sectors):
            style = "calm" if label.calm else "label"
            cells |= {spot: (char, style) for spot, char in written(label)}
        for name, spot in plot.spots.items():
            band = self._tickets[name].band
            cells[spot] = (band_glyph(Band(band)), band)
        self._plot, self._cells = plot, cells

    def _say(self, words: str) -> None:
        """Write words into the middle of the picture, with a blank around them."""
        width, height = self.content_size
        line = f" {fit_text(words, min(cell_len(words), max(width - 2, 0)))} "
        label = Label(Spot(max(0, (width - cell_len(line)) // 2), height // 2), line, calm=True)
        self._cells |= {spot: (char, "empty") for spot, char in written(label)}

    def _tell_counts(self) -> None:
        sweep, drawn = self._sweep, len(self.drawn)
        if sweep is None:
            self.border_title = TITLE
            return
        scored = sweep.listed - sweep.unscored
        noun = "ticket" if scored == 1 else "tickets"
        count = f"{drawn} {noun}" if drawn == scored else f"the worst {drawn} of {scored:,}"
        unscored = f" · {sweep.unscored:,} unscored" if sweep.unscored else ""
        self.border_title = f"{TITLE} · {count}{unscored}"

    def _tell_chosen(self) -> None:
        ticket = self._tickets.get(self.chosen or "")
        if ticket is not None:
            words = (
                band_badge(ticket.band, ticket.score),
                ticket.account or "no account",
                f"#{ticket.name.rpartition('/')[2]}",
            )
            self.border_subtitle = Content(inert_line(" · ".join(words)))
        elif self._chosen is not None and self.drawn:
            self.border_subtitle = NOT_DRAWN
        else:
            self.border_subtitle = ""

    def render_line(self, y: int) -> Strip:
        """Draw one line of the picture."""
        width = self.content_size.width
        plain = self.rich_style
        chosen = self._plot.spots.get(self.chosen or "") if self._plot else None
        cells = [(*self._cells.get(Spot(x, y), (" ", "")), Spot(x, y)) for x in range(width)]
        runs = groupby(cells, key=lambda cell: (cell[1], cell[2] == chosen))
        return Strip(
            [
                Segment(
                    "".join(char for char, _, _ in run),
                    self._style(style, chosen=is_chosen) if style else plain,
                )
                for (style, is_chosen), run in runs
            ]
        )

    def _style(self, style: str, *, chosen: bool = False) -> Style:
        names = [f"sweep--{style}", *(["sweep--chosen"] if chosen else [])]
        return self.get_visual_style(*names).rich_style
