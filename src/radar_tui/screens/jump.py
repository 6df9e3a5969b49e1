"""Jump mode: a letter on every panel of a screen, and below the keys of the other screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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

# The letters under the fingers first; no screen has more panels than this.
LETTERS = "asdfghjklqwertyuiopzxcvbnm"
# A letter with a space on each side.
LABEL_CELLS = 3


@dataclass(frozen=True, slots=True)
class JumpTarget:
    """A panel that a letter leads to; `at` is None where it has no room on the screen now."""

    letter: str
    widget: Widget
    at: Offset | None

    @property
    def title(self) -> str:
        """What the panel is called in its border."""
        title = self.widget.border_title
        return Content.from_markup(str(title)).plain if title else (self.widget.id or "panel")


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


def _is_panel(widget: Widget) -> bool:
    """Leave out what has no room because nothing is in it, such as an empty list."""
    return bool(widget.region.area or widget.border_title)


def _label_place(widget: Widget, screen: Screen[Any]) -> Offset | None:
    """The corner of what is seen of a panel, before its title; none where too little is seen."""
    try:
        seen = screen.find_widget(widget).visible_region
    except NoWidget:
        return None
    fits = seen.width >= LABEL_CELLS and seen.height
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

    def compose(self) -> ComposeResult:
        """A label for each panel in sight, and lines on the others and on the screens."""
        for target in self._targets.values():
            if target.at is not None:
                label = Static(f" {target.letter} ", classes="jump-label", markup=False)
                label.absolute_offset = target.at
                yield label
        with_lines = [self._behind(), self._elsewhere()]
        yield Static("\n".join(filter(None, with_lines)), id="jump-lines", markup=False)

    def _behind(self) -> str:
        hidden = [one for one in self._targets.values() if one.at is None]
        return " · ".join(f"{one.letter} {one.title}" for one in hidden)

    def _elsewhere(self) -> str:
        keys = {
            one.description: held_keys(self.app, one.id or "", one.key)[0]
            for one in _screen_bindings()
        }
        names = (f"{short_key(key)}\N{NO-BREAK SPACE}{name}" for name, key in keys.items())
        return f"{'  '.join(names)}  esc"

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
