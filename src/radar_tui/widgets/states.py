"""What a panel shows when it cannot show its content: that it reads, has nothing, or failed."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from radar_tui.text.hostile import inert
from radar_tui.widgets.key_hints import keyed

READING = "Reading…"


class StateNote(Static, can_focus=True):
    """The words that stand in for a panel's content."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "Try again", id="panel.retry", tooltip="Read the panel again"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to try again only where something failed."""
        if action == "retry":
            return self.has_class("-failed")
        return super().check_action(action, parameters)

    def action_retry(self) -> None:
        """Ask for the panel to be read again."""
        self.post_message(StatePanel.RetryRequested())


class StatePanel(Vertical):
    """Holds content, and words instead of it while there is none; begins by reading.

    In compose `with StatePanel() as panel: yield content`, then one `show_…` for each news.
    """

    DEFAULT_CSS = """
    StatePanel {
        width: 1fr;
        height: 1fr;

        & > StateNote {
            width: 1fr;
            height: 1fr;
            padding: 1 2;
            color: $foreground;
        }
    }
    """

    class RetryRequested(Message):
        """The user wants what failed to be read again."""

    def compose(self) -> ComposeResult:
        """The words; the content is given where the panel is made."""
        yield StateNote(markup=False)

    def on_mount(self) -> None:
        """Begin by reading."""
        self.show_loading()

    def show_content(self) -> None:
        """Show the content."""
        self._show(instead=False)

    def show_loading(self, words: str = READING) -> None:
        """Say that the content is being read."""
        self._say(Content.styled(inert(words), "$text-muted"))

    def show_empty(self, words: str, next_step: str = "") -> None:
        """Say that there is nothing, and what would change that."""
        step = f"\n→ {inert(next_step)}" if next_step else ""
        self._say(Content(inert(words) + step))

    def show_error(self, reason: str) -> None:
        """Say in a line why the content cannot be shown, and offer to try again."""
        words = Content.assemble(
            ("✖ ", "$text-error bold"),
            inert(reason),
            keyed(self.app, "\n[panel.retry=r]: try again · radar doctor: examine"),
        )
        self._say(words, failed=True)
        # So that the key to try again is heard.
        self.call_after_refresh(self._take_keys)

    def _say(self, words: Content, *, failed: bool = False) -> None:
        note = self.query_one(StateNote)
        note.update(words)
        note.set_class(failed, "-failed")
        self._show(instead=True)
        self.refresh_bindings()

    def _show(self, *, instead: bool) -> None:
        """Show the words or the content; the keys stay in the panel where they were in it."""
        had_keys = self.has_focus_within
        for child in self.children:
            child.display = isinstance(child, StateNote) is instead
        if had_keys:
            self.call_after_refresh(self._take_keys, had_keys=True)

    def _take_keys(self, *, had_keys: bool = False) -> None:
        """Give the keys to what is shown, where the panel had them or nobody has them."""
        if not self.is_attached:
            return  # The screen was left before it was drawn.
        shown = [
            widget
            for child in self.children
            if child.display
            for widget in (child, *child.query("*"))
            if widget.focusable
        ]
        focused = self.screen.focused
        # What is hidden before it was ever drawn keeps the keys, and nobody hears them.
        is_lost = focused is None or (self in focused.ancestors and focused not in shown)
        if shown and focused not in shown and (had_keys or is_lost):
            shown[0].focus()
