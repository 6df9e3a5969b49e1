"""Help: the keys that work where the user is, read from the bindings themselves."""

from dataclasses import dataclass
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """One key: what it does in a word, and in a sentence."""

    key: str
    description: str
    tooltip: str


def keys_here(screen: Screen[object]) -> list[KeyHelp]:
    """List the keys that act on the focused widget, its screen and the app, nearest first."""
    found: dict[str, KeyHelp] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.description and not binding.system and binding.action not in found:
            key = screen.app.get_key_display(binding)
            found[binding.action] = KeyHelp(key, binding.description, binding.tooltip)
    return list(found.values())


class HelpScreen(ModalScreen[None]):
    """A card with the keys; any of the usual ways out closes it."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "dismiss", "Close", id="help.close"),
    ]

    def __init__(self, keys: list[KeyHelp]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The keys as a table."""
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
        for help_line in self._keys:
            table.add_row(
                Text(help_line.key, style="bold"),
                Text(help_line.description),
                Text(help_line.tooltip, style="dim"),
            )
        with VerticalScroll(id="help-card") as card:
            card.border_title = "Keys that work here"
            card.border_subtitle = "esc close"
            yield Static(table)
