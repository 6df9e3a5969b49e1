"""A report to read: its Markdown drawn to the pane's width, with the keys of the tables."""

from textual import events, getters
from textual.app import ComposeResult
from textual.widgets import Static

from radar_tui.widgets.markdown_text import markdown_content
from radar_tui.widgets.thread_view import ReadingPane


class MarkdownPane(ReadingPane):
    """Scrolls over a report; a report that is shown again keeps its place."""

    words = getters.query_one("#markdown-words", Static)

    _markdown = ""
    _width = 0

    def compose(self) -> ComposeResult:
        """One text, as long as the report."""
        yield Static("", id="markdown-words", markup=False)

    def show(self, markdown: str) -> None:
        """Show a report."""
        self._markdown = markdown
        self._draw()

    def on_resize(self, _: events.Resize) -> None:
        """Tables are laid out anew for another width."""
        if self.scrollable_content_region.width != self._width:
            self._draw()

    def _draw(self) -> None:
        self._width = self.scrollable_content_region.width
        if self._width:
            self.words.update(markdown_content(self._markdown, self._width))
