"""Help: the keys that work where the user is, read from the bindings themselves."""

from dataclasses import dataclass
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from radar_tui.screens.keymap import area_title, shown_keys
from radar_tui.widgets.dialogs import Dialog
from radar_tui.widgets.key_hints import hint_keys


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """One thing that keys do: in a word, and in a sentence."""

    keys: str
    description: str
    tooltip: str


@dataclass(frozen=True, slots=True)
class HelpArea:
    """The keys of one area, such as tickets."""

    title: str
    keys: tuple[KeyHelp, ...]


def keys_here(screen: Screen[object]) -> list[HelpArea]:
    """List the keys that act on the focused widget, its screen and the app, nearest first."""
    bound: dict[str, list[str]] = {}
    bindings: dict[str, Binding] = {}
    for key, active in screen.active_bindings.items():
        binding = active.binding
        if binding.description and not binding.system and active.enabled:
            name = binding.id or binding.action
            bindings.setdefault(name, binding)
            bound.setdefault(name, []).append(key)
    areas: dict[str, list[KeyHelp]] = {}
    # Textual's own have no id; they work everywhere and are told last.
    for name, binding in sorted(bindings.items(), key=lambda item: item[1].id is None):
        title = area_title(binding.id or "app.")
        told = KeyHelp(shown_keys(",".join(bound[name])), binding.description, binding.tooltip)
        areas.setdefault(title, []).append(told)
    return [HelpArea(title, tuple(keys)) for title, keys in areas.items()]


class HelpScreen(Dialog[None]):
    """A card with the keys; any of the usual ways out closes it."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,question_mark,q",
            "cancel",
            "Close",
            id="help.close",
            tooltip="Close the list of keys",
        ),
        Binding("j", "scroll(1)", "Down", show=False, id="help.down", tooltip="Read on"),
        Binding("k", "scroll(-1)", "Up", show=False, id="help.up", tooltip="Read back"),
    ]

    def __init__(self, areas: list[HelpArea]) -> None:
        super().__init__()
        self._areas = areas

    def compose(self) -> ComposeResult:
        """A table per area: keys, word, sentence."""
        width = max((len(key.keys) for area in self._areas for key in area.keys), default=0)
        words = max((len(key.description) for area in self._areas for key in area.keys), default=0)
        with VerticalScroll(id="help-card") as card:
            card.border_title = "Keys that work here"
            hint_keys(card, "esc close · other keys: settings ([screen.settings=,])")
            for area in self._areas:
                yield Static(area.title, classes="help-area", markup=False)
                yield Static(_table(area, width, words))

    def action_scroll(self, lines: int) -> None:
        """Move the list by some lines."""
        self.query_one("#help-card").scroll_relative(y=lines, animate=False)


def _table(area: HelpArea, key_width: int, word_width: int) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(width=key_width)
    table.add_column(width=word_width)
    table.add_column()
    for key in area.keys:
        table.add_row(Text(key.keys, style="bold"), Text(key.description), Text(key.tooltip))
    return table
