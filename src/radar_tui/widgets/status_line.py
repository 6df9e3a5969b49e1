"""The lines above and below every screen: where the workspace stands, and what goes on in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from radar_tui.reporting.wording import how_many, short_span
from radar_tui.text.hostile import inert_line

if TYPE_CHECKING:
    from radar_tui.services.overview import Overview
    from radar_tui.services.panels import SourceState

OPENING = "opening the workspace…"
# Sources named one by one; more are summed up by the oldest.
SOURCES_NAMED = 3
# A longer name of a scope would leave no room for how old the data are.
SCOPE_CELLS = 24


class StatusLine(Widget):
    """Radar, the screen's name, its scope, how fresh each source is, what is unscored, the time."""

    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
    }
    """

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place
        self._overview: Overview | None = None

    def show(self, overview: Overview) -> None:
        """Tell a newer state."""
        self._overview = overview
        self.refresh()

    def render(self) -> Content:
        """Fit the line to the width: the clock stays, the least telling words go first."""
        width = self.size.width
        brand = Content.assemble(("Radar", "bold $accent"), f" · {inert_line(self._place)}")
        if self._overview is None:
            return Content.assemble(brand, (f" · {OPENING}", "$foreground-muted"))
        brand = Content.assemble(brand, " · scope: ", _scope(self._overview))
        clock = _clock(self._overview)
        for middle in _middles(self._overview):
            room = width - brand.cell_length - middle.cell_length - cell_len(clock)
            if room >= 2:
                return Content.assemble(brand, middle, " " * room, clock)
        return brand.truncate(width, ellipsis=True)


class ActivityLine(Widget):
    """What goes on behind the screen, and the user's last action; no room while both are silent."""

    DEFAULT_CSS = """
    ActivityLine {
        height: 1;
        padding: 0 1;
        color: $foreground-muted;
        background: $panel;
        display: none;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._work = ""
        self._done = ""

    def show_work(self, words: str) -> None:
        """Tell how far the work in the background is; no words when there is none."""
        self._work = inert_line(words)
        self._shown()

    def show_done(self, words: str) -> None:
        """Tell what the user did last."""
        self._done = inert_line(words)
        self._shown()

    def render(self) -> Content:
        """Work to the left, the last action to the right where both fit."""
        work = Content.styled(self._work, "$foreground")
        room = self.size.width - cell_len(self._work) - cell_len(self._done)
        if self._work and room < 2:
            return work.truncate(self.size.width, ellipsis=True)
        return Content.assemble(work, " " * max(room, 0), self._done).truncate(
            self.size.width, ellipsis=True
        )

    def _shown(self) -> None:
        self.display = bool(self._work or self._done)
        self.refresh()


def _clock(overview: Overview) -> str:
    return f"{overview.as_of.astimezone(ZoneInfo(overview.zone)):%a %d %b  %H:%M %Z}"


def _middles(overview: Overview) -> list[Content]:
    """What stands between name and clock, from the whole of it to the least."""
    fresh, counts = _freshness(overview), _counts(overview)
    return [
        Content.assemble(" · ", fresh, " · ", counts),
        Content.assemble(" · ", fresh),
        Content.assemble(" · ", _summed_up(overview)),
        Content(),
    ]


def _counts(overview: Overview) -> Content:
    unscored = f", {overview.unscored:,} unscored" if overview.unscored else ""
    return Content(f"{overview.open_tickets:,} open{unscored}{_alerts(overview)}")


def _alerts(overview: Overview) -> str:
    """How many alerts wait for somebody; where none does, how many fire nevertheless."""
    if overview.needs_you:
        return f" · {overview.needs_you:,} need you"
    return f" · {overview.firing:,} firing, in hand" if overview.firing else ""


def _freshness(overview: Overview) -> Content:
    """How old each source's data are; what is stale says so in a word."""
    if not 0 < len(overview.sources) <= SOURCES_NAMED:
        return _summed_up(overview)
    return Content(", ").join(_source(source, overview) for source in overview.sources)


def _summed_up(overview: Overview) -> Content:
    """How many sources there are, and how many of them are stale."""
    if not overview.sources:
        return Content.styled("no data yet", "$foreground-muted")
    stale = sum(source.stale for source in overview.sources)
    words = how_many(len(overview.sources), "source") + (f", {stale} STALE" if stale else "")
    return Content.styled(words, "$text-warning" if stale else "")


def _scope(overview: Overview) -> Content:
    """What the screen is about; whatever leaves something out stands out."""
    label = Content(inert_line(overview.scope.label)).truncate(SCOPE_CELLS, ellipsis=True)
    return label.stylize("bold $accent") if overview.scope else label


def _source(source: SourceState, overview: Overview) -> Content:
    name = inert_line(source.name)
    if source.data_as_of is None:
        return Content.styled(f"{name}: no data", "$text-warning")
    age = f"{name} {short_span(overview.as_of - source.data_as_of)} old"
    return Content.styled(f"{age} STALE", "$text-warning") if source.stale else Content(age)
