"""The metric strip: value, last weeks, baseline and target of each metric, on a line or two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from radar_tui.text.hostile import inert_line
from radar_tui.widgets.sparkline import sparkline

if TYPE_CHECKING:
    from radar_tui.services.metric_strip import MetricStrip, StripMetric

MOST_LINES = 2
# Cells between two metrics.
_GAP = 3
_MUTED = "$foreground-muted"


class MetricStripView(Widget):
    """As many metrics as fit fully; how many more there are stands at the end."""

    DEFAULT_CSS = """
    MetricStripView {
        height: auto;
        padding: 0 1;
        color: $foreground;
    }
    """

    _parts: tuple[Content, ...] = ()

    def show(self, strip: MetricStrip) -> None:
        """Show a newer moment; what is not known yet stands last, where room ends first."""
        metrics = sorted(strip.metrics, key=lambda metric: metric.value is None)
        self._parts = tuple(metric_content(metric) for metric in metrics)
        self.refresh(layout=True)

    def render(self) -> Content:
        """The metrics, packed into the lines that there are."""
        return packed(self._parts, self.size.width, self.size.height)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line where all metrics fit on it, else two."""
        if not self._parts:
            return super().get_content_height(container, viewport, width)
        return packed(self._parts, width, MOST_LINES).plain.count("\n") + 1


def metric_content(metric: StripMetric) -> Content:
    """One metric; what stands for a value that is not known says why."""
    name = Content.styled(inert_line(metric.name), _MUTED)
    if metric.value is None:
        why = Content.styled(f"– ({inert_line(metric.why or 'unknown')})", _MUTED)
        return Content(" ").join([name, why, *_weeks(metric)])
    shown = Content.styled(inert_line(metric.shown), "bold")
    return Content(" ").join([name, shown, *_weeks(metric), *_goals(metric), *_verdict(metric)])


def packed(parts: Sequence[Content], width: int, lines: int) -> Content:
    """Put parts side by side on at most so many lines; those that do not fit are counted."""
    if not parts:
        return Content()
    for count in range(len(parts), 0, -1):
        left = len(parts) - count
        rows = _rows([*parts[:count], *([_more(left)] if left else [])], width)
        if len(rows) <= lines and all(_row_length(row) <= width for row in rows):
            return Content("\n").join(Content(" " * _GAP).join(row) for row in rows)
    return _more(len(parts)).truncate(width)


def _rows(parts: Sequence[Content], width: int) -> list[list[Content]]:
    """Fill line after line."""
    rows: list[list[Content]] = [[]]
    for part in parts:
        if rows[-1] and _row_length([*rows[-1], part]) > width:
            rows.append([])
        rows[-1].append(part)
    return rows


def _row_length(row: Sequence[Content]) -> int:
    return sum(part.cell_length for part in row) + _GAP * (len(row) - 1)


def _more(count: int) -> Content:
    return Content.styled(f"+{count}", _MUTED)


def _weeks(metric: StripMetric) -> list[Content]:
    """The last weeks; gaps alone would tell nothing."""
    if all(value is None for value in metric.series):
        return []
    return [Content.styled(sparkline(metric.series, len(metric.series)), "$primary")]


def _goals(metric: StripMetric) -> list[Content]:
    """Baseline and target as far as there are any."""
    goals = [inert_line(goal) for goal in (metric.baseline, metric.target) if goal]
    return [Content.styled(f"({' → '.join(goals)})", _MUTED)] if goals else []


def _verdict(metric: StripMetric) -> list[Content]:
    """Whether the target is met, by sign and colour; nothing where that cannot be judged."""
    if metric.met is None:
        return []
    return [Content.styled("✓", "$success") if metric.met else Content.styled("✗", "$warning")]
