"""Small dialogs that return what was entered or chosen, or None where it was called off."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option


class TextDialog(ModalScreen[str | None]):
    """Asks for one line of text."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "dismiss(None)",
            "Cancel",
            id="dialog.cancel",
            tooltip="Close the dialog, and change nothing",
        ),
    ]

    def __init__(self, title: str, *, value: str = "", placeholder: str = "") -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """A card with the input."""
        with Vertical(classes="dialog-card") as card:
            card.border_title = Content(self._title)
            card.border_subtitle = "enter save · esc cancel"
            yield Input(self._value, placeholder=self._placeholder)

    @on(Input.Submitted)
    def _submit(self, message: Input.Submitted) -> None:
        self.dismiss(message.value.strip())


class ChoiceDialog(ModalScreen[str | None]):
    """Asks for one of several choices, given as (key, words)."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "dismiss(None)",
            "Cancel",
            id="dialog.cancel",
            tooltip="Close the dialog, and change nothing",
        ),
    ]

    def __init__(self, title: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._choices = choices

    def compose(self) -> ComposeResult:
        """A card with the choices."""
        with Vertical(classes="dialog-card") as card:
            card.border_title = Content(self._title)
            card.border_subtitle = "enter choose · esc cancel"
            yield OptionList(*(Option(Content(words), id=key) for key, words in self._choices))

    @on(OptionList.OptionSelected)
    def _choose(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(message.option_id)
