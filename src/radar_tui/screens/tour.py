"""The tour: a few cards over Today, each beside what it is about."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Offset, Region, Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from radar_tui.screens.tour_steps import TOUR_STEPS
from radar_tui.widgets.dialogs import Dialog
from radar_tui.widgets.key_hints import keyed

CARD = Size(58, 7)
# Marks what a card is about.
SHOWN_CLASS = "-toured"


class TourScreen(Dialog[None]):
    """Shows one step after the other over a screen; esc leaves at any of them."""

    CSS_PATH = "tour.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,right,down", "step(1)", "Next", id="tour.next", tooltip="Go on"),
        Binding("left,up,backspace", "step(-1)", "Back", id="tour.back", tooltip="One step back"),
        Binding("escape", "cancel", "Leave", id="tour.leave", tooltip="Leave the tour"),
    ]

    def __init__(self, below: Screen[Any]) -> None:
        """`below` is the screen that is shown around."""
        super().__init__()
        self._below = below
        self._step = 0

    def compose(self) -> ComposeResult:
        """The card."""
        with Vertical(id="tour-card"):
            yield Static("", id="tour-words", markup=False)

    def on_mount(self) -> None:
        """Begin, and follow what the screen below does: a panel that comes to the front moves."""
        self._below.screen_layout_refresh_signal.subscribe(
            self, lambda _screen: self.call_after_refresh(self._place)
        )
        self._show()

    def on_resize(self, _event: events.Resize) -> None:
        """Stand beside the same thing where it is now."""
        self.call_after_refresh(self._place)

    def on_unmount(self) -> None:
        """Leave no mark."""
        self._mark(None)

    def action_step(self, steps: int) -> None:
        """Go on, or back; after the last step the tour is over."""
        step = self._step + steps
        if step >= len(TOUR_STEPS):
            self.finish()
        elif step >= 0:
            self._step = step
            self._show()

    def _show(self) -> None:
        step = TOUR_STEPS[self._step]
        target = self._target()
        if target is not None and target.focusable:
            # On a narrow terminal that brings it to the front.
            self._below.set_focus(target)
        self._mark(target)
        card = self.query_one("#tour-card")
        card.border_title = step.title
        card.border_subtitle = f"{self._step + 1} of {len(TOUR_STEPS)} · enter next · esc leave"
        self.query_one("#tour-words", Static).update(keyed(self.app, step.words))
        self.call_after_refresh(self._place)

    def _place(self) -> None:
        target = self._target()
        region = target.region if target is not None else self.region
        card = self.query_one("#tour-card")
        card.styles.offset = card_place(region, self.size)

    def _target(self) -> Widget | None:
        return next(iter(self._below.query(TOUR_STEPS[self._step].target)), None)

    def _mark(self, target: Widget | None) -> None:
        for widget in self._below.query(f".{SHOWN_CLASS}"):
            widget.remove_class(SHOWN_CLASS)
        if target is not None:
            target.add_class(SHOWN_CLASS)


def card_place(target: Region, room: Size) -> Offset:
    """Where a card stands: below what it is about, or above, or beside it, or else at its foot."""
    right = max(room.width - CARD.width, 0)
    x = min(max(target.x + (target.width - CARD.width) // 2, 0), right)
    y = min(max(target.y, 0), max(room.height - CARD.height, 0))
    if target.bottom + CARD.height <= room.height:
        return Offset(x, target.bottom)
    if target.y >= CARD.height:
        return Offset(x, target.y - CARD.height)
    if target.right + CARD.width <= room.width:
        return Offset(target.right, y)
    if target.x >= CARD.width:
        return Offset(target.x - CARD.width, y)
    return Offset(x, max(min(target.bottom, room.height) - CARD.height - 1, 0))
