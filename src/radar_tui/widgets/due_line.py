"""What is due, a line each, to choose from and open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.widgets import OptionList

from radar_tui.reporting.wording import due_words
from radar_tui.widgets.entry_lines import EntryLines

if TYPE_CHECKING:
    from radar_tui.services.due_list import DueEntry, DueList

NOTHING_DUE = "Nothing is due."


class DueOpened(Message):
    """The user wants to see what an entry is about."""

    def __init__(self, entry: DueEntry) -> None:
        super().__init__()
        self.entry = entry


class DueLine(EntryLines):
    """What is due, what is overdue set off."""

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - the name that every Textual widget gives it
    ) -> None:
        super().__init__(id=id)
        self._entries: dict[str, DueEntry] = {}

    def show(self, due: DueList) -> None:
        """Show a newer moment; the cursor stays on its entry."""
        self._entries = {entry.key: entry for entry in due.entries}
        moments = [due_words(entry.due_at, due.as_of) for entry in due.entries]
        width = max(map(len, moments), default=0)
        lines = [
            (entry.key, f"{moment:{width}}  ", entry.words, "$warning" if entry.overdue else None)
            for entry, moment in zip(due.entries, moments, strict=True)
        ]
        self.show_lines(lines, due.total)

    def nothing(self) -> str:
        """What is told where nothing is due."""
        return NOTHING_DUE

    @on(OptionList.OptionSelected)
    def _open(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        entry = self._entries.get(message.option_id or "")
        if entry is not None:
            self.post_message(DueOpened(entry))
