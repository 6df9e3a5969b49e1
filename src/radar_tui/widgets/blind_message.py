"""One customer message with what was said before it, and nothing of what the model makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from radar_tui.reporting.wording import moment_words
from radar_tui.text.hostile import inert, inert_line
from radar_tui.widgets.thread_view import ReadingPane

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from radar_tui.services.quality_sample import QaItem, QaLine


class BlindMessage(ReadingPane):
    """A message to be judged; what was said before it stands above, dimmed."""

    DEFAULT_CSS = """
    BlindMessage {
        #earlier-lines, #judged-words { height: auto; max-width: 120; }
        #earlier-lines { color: $foreground-muted; margin: 0 0 1 0; }
    }
    """

    earlier = getters.query_one("#earlier-lines", Static)
    words = getters.query_one("#judged-words", Static)

    _item: QaItem | None = None
    # Where the message was brought into view; the reader may have scrolled since.
    _shown_at: int | None = None

    def compose(self) -> ComposeResult:
        """What was said before, then the message."""
        yield Static("", id="earlier-lines", markup=False)
        yield Static("", id="judged-words", markup=False)

    def show(self, item: QaItem, zone: ZoneInfo) -> None:
        """Show a message from its beginning; one that is shown already keeps its place."""
        if item == self._item:
            return
        self._item = item
        # While the scrollbar still knows the old text: a shorter one would leave it where it is.
        self.scroll_home(animate=False, immediate=True)
        self.border_title = title_content(item)
        self.earlier.update(Content("\n\n").join(_line(one, zone) for one in item.earlier))
        self.earlier.display = bool(item.earlier)
        self.words.update(message_content(item, zone))
        self.call_after_refresh(self._to_message)

    def on_resize(self) -> None:
        """Keep the message in view when a longer question takes room away from it."""
        if self.scroll_offset.y == self._shown_at:
            self.call_after_refresh(self._to_message)

    def _to_message(self) -> None:
        """Bring the message into view, and of what stands above it what there is room for."""
        self.scroll_to(y=self.words.virtual_region.y, animate=False, immediate=True)
        self._shown_at = self.scroll_offset.y


def title_content(item: QaItem) -> Content:
    """Whose the ticket is and what it is about, on one line."""
    account = inert_line(item.account or "no account")
    return Content(f"{account} · #{inert_line(item.ticket)} {inert_line(item.subject)}")


def _line(one: QaLine, zone: ZoneInfo) -> Content:
    heading = f"── {one.role} · {moment_words(one.at, zone)}"
    return Content(f"{heading}\n{inert(one.text).strip()}")


def message_content(item: QaItem, zone: ZoneInfo) -> Content:
    """The message that is to be judged, under a heading of its own."""
    heading = f"── customer · {moment_words(item.at, zone)} · to be judged"
    return Content.assemble((heading, "bold $primary"), "\n", inert(item.text).strip())
