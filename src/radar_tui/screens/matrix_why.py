"""Why a row of the matrix has its number: what made each input, the sum, and what it calls for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual import getters
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from radar_tui.reporting.wording import how_many, moment_words
from radar_tui.text.hostile import inert_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radar_tui.domain.priority import InputValue, Override, Priority, PrioritySettings

# Cells of an input's name and of its value before the words that explain it.
_NAME_WIDTH, _VALUE_WIDTH, _LEAST_WORDS = 17, 3, 20
_INDENT = _NAME_WIDTH + _VALUE_WIDTH
NO_ROW = "No row is chosen."
NO_OVERRIDE = "Override: none · O sets an input for a reason"


class MatrixWhy(VerticalScroll):
    """Tells of the row at the cursor, wrapped to its own width."""

    words = getters.query_one("#why", Static)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._shown: tuple[Priority, PrioritySettings, ZoneInfo] | None = None

    def compose(self) -> ComposeResult:
        """The words."""
        yield Static(NO_ROW, id="why", markup=False)

    def show(self, row: Priority | None, settings: PrioritySettings, zone: ZoneInfo) -> None:
        """Tell of another row, or that there is none."""
        self._shown = None if row is None else (row, settings, zone)
        self.border_title = Content("Why" if row is None else why_title(row))
        self.scroll_home(animate=False)
        self._draw()

    def text(self) -> str:
        """What is told, to be copied; blank where there is no row."""
        if self._shown is None:
            return ""
        row, settings, zone = self._shown
        return f"{why_title(row)}\n{why_content(row, settings, zone, 200).plain}"

    def on_resize(self) -> None:
        """Wrap the words anew."""
        self._draw()

    def _draw(self) -> None:
        if self._shown is None:
            self.words.update(NO_ROW)
        else:
            width = self.scrollable_content_region.width
            self.words.update(why_content(*self._shown, width))


def why_title(row: Priority) -> str:
    """Name the row that is explained."""
    of = f" · {how_many(row.accounts, 'account')}" if row.accounts > 1 else ""
    return inert_line(f"Why {row.total}: {row.name}{of}")


def why_content(row: Priority, settings: PrioritySettings, zone: ZoneInfo, width: int) -> Content:
    """Say what a total comes from and calls for, then what made each input."""
    lines = _hanging(
        "Total", row.total, [f"{sum_words(row, settings)} → {row.action.words}"], width
    )
    for one in row.inputs:
        name = one.input.words
        lines += _hanging(name[:1].upper() + name[1:], one.value, input_words(one, zone), width)
    if row.accounts == 1 and not any(one.override or one.expired for one in row.inputs):
        lines.append(Content.styled(NO_OVERRIDE, "$foreground-muted"))
    return Content("\n").join(lines)


def sum_words(row: Priority, settings: PrioritySettings) -> str:
    """Say how the inputs come to the total."""
    values = [one.value for one in row.inputs]
    weights = settings.weights
    if len(set(weights)) == 1:
        return " + ".join(map(str, values))
    parts = " + ".join(f"{weight:g}×{value}" for weight, value in zip(weights, values, strict=True))
    return f"3 × ({parts}) / {sum(weights):g}"


def input_words(one: InputValue, zone: ZoneInfo) -> list[str]:
    """Say what made an input, and who set it otherwise, why and until when; a line each."""
    if one.override is not None:
        worked_out = f"worked out: {one.computed} · {one.made_by}"
        return [f"set by {_override_words(one.override, zone)}", worked_out]
    if one.expired is not None:
        was = f"expired: {one.expired.value} by {_override_words(one.expired, zone)}"
        return [one.made_by, was]
    return [one.made_by]


def _override_words(override: Override, zone: ZoneInfo) -> str:
    ends = override.expires_at
    until = f"until {moment_words(ends, zone)}" if ends is not None else "for good"
    return f"{override.by or 'nobody named'} {until}: “{override.reason}”"


def _hanging(name: str, value: int, texts: Sequence[str], width: int) -> list[Content]:
    """Put texts beside a name and its value, wrapped so that each line begins below the first."""
    room = max(width - _INDENT, _LEAST_WORDS)
    lines = [line.rstrip() for text in texts for line in Content(inert_line(text)).wrap(room)]
    label = Content.assemble(
        (name.ljust(_NAME_WIDTH), "$foreground-muted"), (f"{value}".ljust(_VALUE_WIDTH), "bold")
    )
    return [label + lines[0], *(Content(" " * _INDENT) + line for line in lines[1:])]
