"""Counts by week as bars, before the range that was expected of each week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from radar_tui.text.hostile import inert_line

LEGEND = "█ tickets  ░ expected range  ┄ expected  ▲ spike"
_BLOCKS = " ▁▂▃▄▅▆▇█"
_FULL, _RANGE, _EXPECTED, _SPIKE = "█", "░", "┄", "▲"
_UNKNOWN = "·"
_BAR_STYLE, _SPIKE_STYLE = "$primary", "bold $error"
_RUNNING_STYLE, _RANGE_STYLE = "$accent", "$foreground-muted"
# A bar, and where there is room a cell before the next one.
_WIDEST_BAR = 3
# Lines below the bars: the names of the weeks. Fewer lines above show nothing worth a look.
_AXIS_LINES, _LEAST_LINES = 1, 2


@dataclass(frozen=True, slots=True)
class RangeWeek:
    """A week of the chart; `expected` and `upper` (both above 0) are None where none is known.

    `upper` is the largest count that is within the range. A `running` week is not over yet.
    """

    label: str
    count: int | None
    expected: float | None = None
    upper: float | None = None
    spike: bool = False
    running: bool = False


class RangeChart(Widget):
    """The chart of some weeks, as wide and as high as it is given room for."""

    DEFAULT_CSS = """
    RangeChart {
        height: 8;
        color: $foreground;
    }
    """

    _weeks: tuple[RangeWeek, ...] = ()

    def show(self, weeks: Sequence[RangeWeek]) -> None:
        """Show weeks, oldest first."""
        self._weeks = tuple(weeks)
        self.refresh()

    def render(self) -> Content:
        """Draw the chart into the room that there is."""
        size: Size = self.size
        return range_chart(self._weeks, size.width, size.height)


def range_chart(weeks: Sequence[RangeWeek], width: int, height: int) -> Content:
    """Draw the newest weeks that fit as `height` lines of at most `width` cells.

    The highest line is left for the sign of a spike, the lowest for the weeks' names.
    """
    lines = height - _AXIS_LINES
    top = _highest(weeks)
    gutter = len(f"{top:g}") + 1
    room = width - gutter
    if lines < _LEAST_LINES or room < 1 or not weeks:
        return Content("")
    shown = weeks[-room:]
    cell = max(1, min(_WIDEST_BAR + 1, room // len(shown)))
    step = top / (lines - 1)
    drawn = [
        Content.assemble(
            (_scale(line, lines, top).rjust(gutter - 1) + " ", _RANGE_STYLE),
            *(_cell(week, line, step, cell) for week in shown),
        )
        for line in range(lines - 1, -1, -1)
    ]
    names = Content.styled(" " * gutter + _names(shown, cell), _RANGE_STYLE)
    return Content("\n").join([*drawn, names])


def _highest(weeks: Sequence[RangeWeek]) -> int:
    """The least whole number that nothing in the chart is over."""
    values = [value for week in weeks for value in (week.count, week.upper) if value is not None]
    return max(1, -int(-max(values, default=1) // 1))


def _scale(line: int, lines: int, top: int) -> str:
    """What stands before a line: the highest number before the last but one, 0 at the bottom."""
    if line == 0:
        return "0"
    return f"{top:g}" if line == lines - 2 else ""


def _cell(week: RangeWeek, line: int, step: float, cell: int) -> tuple[str, str]:
    """A week's part of a line, with its style."""
    bar = max(1, cell - 1)
    sign, style = _sign(week, line * step, step)
    return (sign * bar).ljust(cell), style


def _sign(week: RangeWeek, low: float, step: float) -> tuple[str, str]:
    high = low + step
    eighths = _eighths(week.count, low, step)
    expects = week.expected is not None and low <= week.expected < high
    if eighths:
        style = _bar_style(week)
        # On a bar the expectation is drawn the other way round.
        crossed = expects and _BLOCKS[eighths] == _FULL
        return (_EXPECTED, f"{style} reverse") if crossed else (_BLOCKS[eighths], style)
    if week.spike and _eighths(week.count, low - step, step):
        return _SPIKE, _SPIKE_STYLE
    if week.count is None and low == 0:
        return _UNKNOWN, _RANGE_STYLE
    if expects:
        return _EXPECTED, _RANGE_STYLE
    if week.upper is not None and week.upper >= low + step / 2:
        return _RANGE, _RANGE_STYLE
    return " ", _RANGE_STYLE


def _eighths(count: int | None, low: float, step: float) -> int:
    """How much of a line a bar fills; a count that is not 0 always shows at the bottom."""
    if not count or low < 0:
        return 0
    filled = max(0, min(8, round((count - low) / step * 8)))
    return max(1, filled) if low == 0 else filled


def _bar_style(week: RangeWeek) -> str:
    if week.spike:
        return _SPIKE_STYLE
    return _RUNNING_STYLE if week.running else _BAR_STYLE


def _names(weeks: Sequence[RangeWeek], cell: int) -> str:
    """Name the last week, and as many of those before it as there is room for."""
    width = cell * len(weeks)
    line, free = [" "] * width, width + 1
    for place in range(len(weeks) - 1, -1, -1):
        name = inert_line(weeks[place].label)
        # The last one ends with its bar, where it would reach over the edge.
        start = min(place * cell, width - len(name))
        if start >= 0 and start + len(name) < free:
            line[start : start + len(name)] = name
            free = start
    return "".join(line).rstrip()
