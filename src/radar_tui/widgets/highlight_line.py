"""What changed since the user last looked, a sentence each, to choose from and open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.widgets import OptionList

from radar_tui.widgets.entry_lines import EntryLines

if TYPE_CHECKING:
    from radar_tui.domain.highlights import Highlight
    from radar_tui.services.highlights import Highlights


class HighlightOpened(Message):
    """The user wants to see where a highlight lives."""

    def __init__(self, highlight: Highlight) -> None:
        super().__init__()
        self.highlight = highlight


class HighlightLine(EntryLines):
    """The highlights, what calls for somebody set off; it has the class `-quiet` without any."""

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - the name that every Textual widget gives it
    ) -> None:
        super().__init__(id=id)
        self._entries: dict[str, Highlight] = {}
        self._since = ""

    def on_mount(self) -> None:
        """Be quiet until something is known."""
        self.add_class("-quiet")

    def show(self, found: Highlights) -> None:
        """Show a newer moment; the cursor stays on its sentence."""
        self._entries = {entry.key: entry for entry in found.entries}
        self._since = found.since_words
        count = len(found.entries)
        self.border_title = f"Since {self._since} · {count} change{'' if count == 1 else 's'}"
        self.set_class(not count, "-quiet")
        lines = [
            (one.key, "! " if one.kind.calls else "· ", one.words, _colour(one))
            for one in found.entries
        ]
        self.show_lines(lines, count)

    def rest(self, hidden: int) -> str:
        """How many are out of sight, and since when, where no title says so."""
        since = "" if self.gutter.height else self._since
        return f"{super().rest(hidden)} since {since}" if since else super().rest(hidden)

    def nothing(self) -> str:
        """What is told where nothing changed."""
        return f"Nothing changed since {self._since}."

    @on(OptionList.OptionSelected)
    def _open(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        entry = self._entries.get(message.option_id or "")
        if entry is not None:
            self.post_message(HighlightOpened(entry))


def _colour(highlight: Highlight) -> str:
    return "$warning" if highlight.kind.calls else "$foreground-muted"
