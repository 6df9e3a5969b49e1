"""What is due, a line each, to choose from and open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static

from radar_tui.reporting.wording import due_words
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.checklist import LineList

if TYPE_CHECKING:
    from typing import Self

    from radar_tui.services.due_list import DueEntry, DueList

NOTHING_DUE = "Nothing is due."


class DueOpened(Message):
    """The user wants to see what an entry is about."""

    def __init__(self, entry: DueEntry) -> None:
        super().__init__()
        self.entry = entry


class DueLine(Horizontal):
    """The entries on as many lines as fit, with the number of those out of sight beside them."""

    DEFAULT_CSS = """
    DueLine {
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

        #due-told {
            width: auto;
            height: 1;
            color: $text-muted;
        }
    }
    """

    lines = getters.query_one(LineList)
    told = getters.query_one("#due-told", Static)

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - the name that every Textual widget gives it
    ) -> None:
        super().__init__(id=id)
        self._entries: dict[str, DueEntry] = {}
        self._total: int | None = None

    def compose(self) -> ComposeResult:
        """The entries, then what is told of the rest."""
        yield LineList(id="due-entries", markup=False)
        yield Static("", id="due-told", markup=False)

    def show(self, due: DueList) -> None:
        """Show a newer moment; the cursor stays on its entry."""
        self._entries = {entry.key: entry for entry in due.entries}
        self._total = due.total
        moments = [due_words(entry.due_at, due.as_of) for entry in due.entries]
        width = max(map(len, moments), default=0)
        lines = [
            (entry, moment.ljust(width)) for entry, moment in zip(due.entries, moments, strict=True)
        ]
        self.lines.show([(entry.key, f"{moment}  {entry.words}") for entry, moment in lines])
        for entry, moment in lines:
            if entry.overdue:
                self.lines.replace_option_prompt(entry.key, _overdue_line(entry, moment))
        self.call_after_refresh(self._tell)

    def focus(self, scroll_visible: bool = True) -> Self:
        """Focus the entries."""
        self.lines.focus(scroll_visible)
        return self

    def on_resize(self) -> None:
        """Another height shows other entries."""
        self.call_after_refresh(self._tell)

    def _tell(self) -> None:
        """Say how many entries are out of sight, or that there are none at all."""
        if self._total is None:
            return
        hidden = self._total - min(self.lines.size.height, len(self._entries))
        if not self._total:
            self.told.update(NOTHING_DUE)
        else:
            self.told.update(f" +{hidden}" if hidden > 0 else "")

    @on(OptionList.OptionSelected)
    def _open(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        entry = self._entries.get(message.option_id or "")
        if entry is not None:
            self.post_message(DueOpened(entry))


def _overdue_line(entry: DueEntry, moment: str) -> Content:
    return Content.assemble((f"{moment}  ", "$warning"), inert_line(entry.words))
