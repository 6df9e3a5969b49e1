"""Arranging the panels of Today, which shows each step at once behind the dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList

from radar_tui.domain.arrangement import DEFAULT_ARRANGEMENT, Arrangement, PanelPlace
from radar_tui.widgets.checklist import LineList, checklist_line
from radar_tui.widgets.dialogs import Dialog
from radar_tui.widgets.key_hints import hint_keys

TITLES = {
    "alerts": "Alerts",
    "radar": "Frustration radar",
    "matrix": "Priority",
    "highlights": "What changed",
    "detail": "Words to the row at the cursor",
    "metrics": "Metrics",
    "due": "Due",
}
KEYS = (
    "space show · [arrange.left=←][arrange.right=→] move · "
    "[arrange.wider=+][arrange.narrower=-] width · [arrange.default=del] default · "
    "[arrange.keep=enter] keep · [arrange.cancel=esc] as it was"
)


class ArrangeDialog(Dialog[Arrangement | None]):
    """Asks for an arrangement; `preview` shows each step. None where all is to be as it was."""

    CSS_PATH = "arrange_dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "As it was", id="arrange.cancel", tooltip="Change nothing"),
        Binding("left,h", "move(-1)", "Left", id="arrange.left", tooltip="Move the panel left"),
        Binding("right,l", "move(1)", "Right", id="arrange.right", tooltip="Move the panel right"),
        Binding(
            "plus,equals_sign", "widen(1)", "Wider", id="arrange.wider", tooltip="Make it wider"
        ),
        Binding(
            "minus", "widen(-1)", "Narrower", id="arrange.narrower", tooltip="Make it narrower"
        ),
        Binding(
            "delete,backspace",
            "default",
            "Default",
            id="arrange.default",
            tooltip="Arrange everything as Radar does by itself",
        ),
        Binding("enter", "keep", "Keep", id="arrange.keep", tooltip="Keep it so", priority=True),
    ]

    lines = getters.query_one(LineList)

    def __init__(self, present: Arrangement, preview: Callable[[Arrangement], object]) -> None:
        super().__init__()
        self._before = self._present = present
        self._preview = preview

    def compose(self) -> ComposeResult:
        """A card with the panels in their order."""
        with Vertical(classes="dialog-card") as card:
            card.border_title = "Arrange Today"
            yield LineList(markup=False)

    def on_mount(self) -> None:
        """Show the panels."""
        self._draw()
        hint_keys(self.query_one(".dialog-card"), KEYS)
        self.lines.focus()

    @on(OptionList.OptionSelected)
    def _toggle(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        self._take(self._present.toggled(message.option_id or ""))

    def action_move(self, step: int) -> None:
        """Move the panel at the cursor."""
        self._take(self._present.moved(self._chosen_name(), step))

    def action_widen(self, step: int) -> None:
        """Give the panel at the cursor more room, or less."""
        self._take(self._present.widened(self._chosen_name(), step))

    def action_default(self) -> None:
        """Arrange everything as by default."""
        self._take(DEFAULT_ARRANGEMENT)

    def action_keep(self) -> None:
        """Close with what is shown."""
        self.finish(self._present)

    def action_cancel(self) -> None:
        """Close, and have everything as it was."""
        self._preview(self._before)
        self.finish()

    def _chosen_name(self) -> str:
        option = self.lines.highlighted_option
        return (option.id if option is not None else None) or ""

    def _take(self, changed: Arrangement) -> None:
        self._present = changed
        self._draw()
        self._preview(changed)

    def _draw(self) -> None:
        self.lines.show([(one.name, _line(one)) for one in self._present.places])


def _line(place: PanelPlace) -> str:
    width = "" if place.width is None else f"{'▬' * place.width} {place.width}"
    return checklist_line(f"{TITLES[place.name]:32}{width}", done=place.shown)
