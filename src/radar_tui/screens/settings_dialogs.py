"""Dialogs of the settings: a theme that shows itself, and a key that is pressed."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from radar_tui.widgets.dialogs import Dialog


class ThemeDialog(Dialog[str | None]):
    """Asks for a theme; the whole app wears the one at the cursor meanwhile."""

    CSS_PATH = "settings.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "cancel", "Cancel", id="theme.cancel", tooltip="Keep the theme as it was"
        ),
        Binding("j", "move(1)", "Down", show=False, id="theme.down", tooltip="Try the next theme"),
        Binding("k", "move(-1)", "Up", show=False, id="theme.up", tooltip="Try the theme before"),
    ]

    def __init__(self, names: Sequence[str], current: str) -> None:
        super().__init__()
        self._names = list(names)
        self._before = current

    def compose(self) -> ComposeResult:
        """A card with the themes, the cursor on the present one."""
        with Vertical(classes="dialog-card") as card:
            card.border_title = "Theme"
            card.border_subtitle = "enter keep · esc as before"
            options = OptionList(*(Option(Content(name), id=name) for name in self._names))
            options.highlighted = self._names.index(self._before)
            yield options

    def action_move(self, lines: int) -> None:
        """Go on to another theme."""
        options = self.query_one(OptionList)
        if lines > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_cancel(self) -> None:
        """Put the theme back and close."""
        if self.is_active:
            self.app.theme = self._before
        self.finish()

    @on(OptionList.OptionHighlighted)
    def _try_on(self, message: OptionList.OptionHighlighted) -> None:
        # The last one may be told after the dialog has been closed.
        if self.is_active and message.option_id is not None:
            self.app.theme = message.option_id

    @on(OptionList.OptionSelected)
    def _keep(self, message: OptionList.OptionSelected) -> None:
        self.finish(message.option_id)


class KeyDialog(Dialog[str | None]):
    """Asks for a key by having it pressed; `refusal` says why one cannot be taken."""

    CSS_PATH = "settings.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="rebind.cancel", tooltip="Change no key"),
    ]

    def __init__(self, title: str, present: str, refusal: Callable[[str], str]) -> None:
        super().__init__()
        self._title = title
        self._present = present
        self._refusal = refusal

    def compose(self) -> ComposeResult:
        """A card that waits for a key."""
        with Vertical(classes="dialog-card") as card:
            card.border_title = Content(self._title)
            card.border_subtitle = "esc change nothing"
            yield Static(f"Now: {self._present}\nPress the new key.", id="asked", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Take the key, or say why not and wait for another."""
        if event.key == "escape":
            return
        event.stop()
        event.prevent_default()
        refused = self._refusal(event.key)
        if refused:
            self.query_one("#asked", Static).update(f"{refused}\nPress another key.")
        else:
            self.finish(event.key)
