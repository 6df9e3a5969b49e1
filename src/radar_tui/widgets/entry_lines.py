"""Lines to choose from on as much room as there is, with the number of those out of sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from radar_tui.text.hostile import inert_line
from radar_tui.widgets.checklist import LineList

if TYPE_CHECKING:
    from typing import Self


class _EntryList(LineList):
    """The entries themselves; they get their room a moment after they are shown."""

    class Resized(Message):
        """Another number of entries is in sight."""

    def on_resize(self) -> None:
        """Tell whoever counts those that are out of sight."""
        self.post_message(self.Resized())


class EntryLines(Horizontal):
    """The entries on as many lines as fit, with the number of those out of sight beside them."""

    DEFAULT_CSS = """
    EntryLines {
        height: auto;
        max-height: 4;
        padding: 0 1;

        LineList {
            width: 1fr;
            height: auto;
            max-height: 100%;
            padding: 0;
            border: none;
            background: transparent;
            scrollbar-size-vertical: 0;
            text-wrap: nowrap;
            text-overflow: ellipsis;
            display: none;

            & > .option-list--option-highlighted {
                background: transparent;
                color: $foreground;
                text-style: none;
            }

            &:focus {
                border: none;

                /* Not the full cursor colour: what is overdue keeps its own on it. */
                & > .option-list--option-highlighted {
                    background: $primary 30%;
                    text-style: bold;
                }
            }
        }

        .entries-told {
            width: auto;
            height: 1;
            color: $text-muted;
        }
    }
    """

    lines = getters.query_one(LineList)
    told = getters.query_one(".entries-told", Static)

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - the name that every Textual widget gives it
    ) -> None:
        super().__init__(id=id)
        self._shown = 0
        self._total: int | None = None

    def compose(self) -> ComposeResult:
        """The entries, then what is told of the rest."""
        yield _EntryList(markup=False)
        yield Static("", classes="entries-told", markup=False)

    def show_lines(self, lines: Sequence[tuple[str, str, str, str | None]], total: int) -> None:
        """Show lines as (key, what stands in front, words, its colour); the cursor stays."""
        self._shown, self._total = len(lines), total
        self.lines.show([(key, f"{front}{words}") for key, front, words, _ in lines])
        for key, front, words, colour in lines:
            if colour is not None:
                coloured = Content.assemble((inert_line(front), colour), inert_line(words))
                self.lines.replace_option_prompt(key, coloured)
        self.call_after_refresh(self._tell)

    def focus(self, scroll_visible: bool = True) -> Self:
        """Focus the entries."""
        self.lines.focus(scroll_visible)
        return self

    def on_resize(self) -> None:
        """Another height shows other entries."""
        self.call_after_refresh(self._tell)

    @on(_EntryList.Resized)
    def _tell(self) -> None:
        """Say how many entries are out of sight, or that there are none at all."""
        if self._total is None:
            return
        hidden = self._total - min(self.lines.size.height, self._shown)
        if not self._total:
            self.told.update(self.nothing())
        else:
            self.told.update(self.rest(max(0, hidden)))

    def rest(self, hidden: int) -> str:
        """What is told beside the entries, so many of which are out of sight."""
        return f" +{hidden}" if hidden else ""

    def nothing(self) -> str:
        """What is told where there is no entry."""
        return ""
