"""Jump mode: a letter on every panel of a screen, and below the keys of the other screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.errors import NoWidget
from textual.geometry import Offset, Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from radar_tui.screens.navigation import APP_BINDINGS
from radar_tui.widgets.dialogs import Dialog
from radar_tui.widgets.key_hints import held_keys, short_key

# The letters under the fingers first, w left to the review; no screen has more panels than this.
LETTERS = "asdfghjklqertyuiopzxcvbnm"
# A letter with a space on each side.
LABEL_CELLS = 3
# The lines at the bottom hide what lies below them.
LINES_BELOW = 3


@dataclass(frozen=True, slots=True)
class JumpTarget:
    """A panel that a letter leads to; `at` is None where it has no room on the screen now."""

    letter: str
    widget: Widget
    at: Offset | None

    @property
    def title(self) -> str:
        """What the panel is called in its border."""
        title = _framed(self.widget).border_title
        return Content.from_markup(str(title)).plain if title else _named(self.widget)


def jump_targets(screen: Screen[Any]) -> list[JumpTarget]:
    """Give a letter to each panel that can take the keys: in reading order, the hidden ones last.

    On a narrow terminal panels share one place; those behind are displayed without any room.
    """
    chain = [widget for widget in screen.focus_chain if _is_panel(widget)]
    places = [(widget, _label_place(widget, screen)) for widget in chain]
    places.sort(key=lambda one: (one[1] is None, (one[1].y, one[1].x) if one[1] else (0, 0)))
    return [
        JumpTarget(letter, widget, at)
        for letter, (widget, at) in zip(LETTERS, places, strict=False)
    ]


def _framed(widget: Widget) -> Widget:
    """The panel that a reader sees: the frame around a widget, where it has none of its own."""
    parent = widget.parent
    if widget.border_title or not isinstance(parent, Widget) or parent.can_focus:
        return widget
    return parent if parent.border_title else widget


def _named(widget: Widget) -> str:
    return (widget.id or "panel").replace("-", " ").capitalize()


def _is_panel(widget: Widget) -> bool:
    """Leave out what has no room because nothing is in it, such as an empty list."""
    return bool(widget.region.area or widget.border_title)


def _label_place(widget: Widget, screen: Screen[Any]) -> Offset | None:
    """The corner of what is seen of a panel, before its title; none where too little is seen."""
    try:
        seen = screen.find_widget(_framed(widget)).visible_region
    except NoWidget:
        return None
    in_sight = seen.y < screen.size.height - LINES_BELOW
    fits = in_sight and seen.height and seen.width >= LABEL_CELLS
    return Offset(min(seen.x, screen.size.width - LABEL_CELLS), seen.y) if fits else None


class JumpScreen(Dialog[None]):
    """Labels over the screen below; a letter focuses its panel, a screen's key goes there."""

    CSS_PATH = "jump.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Leave", id="jump.leave", tooltip="Stay where you were"),
    ]

    def __init__(self, targets: Sequence[JumpTarget], size: Size) -> None:
        """`size` is that of the screen on which the targets stand."""
        super().__init__()
        self._targets = {one.letter: one for one in targets}
        self._size = size

    @property
    def targets(self) -> list[JumpTarget]:
        """What the letters lead to."""
        return list(self._targets.values())

    def compose(self) -> ComposeResult:
        """A label for each panel in sight, and lines on the others and on the screens."""
        for target in self.targets:
            if target.at is not None:
                label = Static(f" {target.letter} ", classes="jump-label", markup=False)
                label.absolute_offset = target.at
                yield label
        behind = [(one.letter, one.title) for one in self.targets if one.at is None]
        screens = [
            (short_key(held_keys(self.app, one.id or "", one.key)[0]), one.description)
            for one in _screen_bindings()
        ]
        lines = [*self._lines(behind), *self._lines([*screens, ("esc", "leave")])]
        yield Static("\n".join(lines), id="jump-lines", markup=False)

    def _lines(self, keys: Sequence[tuple[str, str]]) -> list[str]:
        """Write keys and where they lead, none parted from its name at the end of a line."""
        whole = [f"{key}\0{name}".replace(" ", "\0") for key, name in keys]
        lines = wrap("  ".join(whole), self._size.width - LABEL_CELLS) if whole else []
        return [line.replace("\0", " ") for line in lines]

    async def on_key(self, event: events.Key) -> None:
        """Go where the key leads; one that leads nowhere does nothing."""
        if event.key == "escape":
            return
        event.stop()
        event.prevent_default()
        target = self._targets.get(event.key)
        for one in () if target else _screen_bindings():
            if event.key in held_keys(self.app, one.id or "", one.key) and self.is_active:
                self.finish()
                self.app.call_later(self.app.run_action, f"app.{one.action}")
        if target is not None and self.is_active:
            self.finish()
            target.widget.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Leave when what the letters stand on moves."""
        if event.size != self._size:
            self.finish()


def _screen_bindings() -> list[Binding]:
    return [
        one
        for one in APP_BINDINGS
        if isinstance(one, Binding) and (one.id or "").startswith("screen.")
    ]
