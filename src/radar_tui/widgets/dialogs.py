"""Small dialogs that return what was entered or chosen, or None where it was called off."""

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from radar_tui.text.hostile import inert_line

Answer = TypeVar("Answer")


class FinishingScreen(Screen[Answer]):
    """A screen that is left once, however fast the keys come that leave it."""

    def finish(self, answer: Answer | None = None) -> None:
        """Close with an answer; nothing happens where the screen is not the one in front.

        Textual would close whatever is in front instead, or end the app where nothing is left.
        """
        if self.is_active:
            self.dismiss(answer)


class Dialog(ModalScreen[Answer], FinishingScreen[Answer]):
    """A modal screen of which only the first answer counts."""

    def action_cancel(self) -> None:
        """Close without an answer."""
        self.finish()


class TextDialog(Dialog[str | None]):
    """Asks for one line of text; `problem` says why what was entered before would not do."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "cancel",
            "Cancel",
            id="dialog.cancel",
            tooltip="Close the dialog, and change nothing",
        ),
    ]

    def __init__(
        self, title: str, *, value: str = "", placeholder: str = "", problem: str = ""
    ) -> None:
        super().__init__()
        self._title = title
        self._value = inert_line(value)
        self._placeholder = placeholder
        self._problem = problem

    def compose(self) -> ComposeResult:
        """A card with the input."""
        with Vertical(classes="dialog-card") as card:
            card.border_title = Content(self._title)
            card.border_subtitle = "enter save · esc cancel"
            yield Input(self._value, placeholder=self._placeholder)
            if self._problem:
                yield Static(f"✗ {inert_line(self._problem)}", id="dialog-problem", markup=False)

    @on(Input.Submitted)
    def _submit(self, message: Input.Submitted) -> None:
        self.finish(message.value.strip())


class ChoiceDialog(Dialog[str | None]):
    """Asks for one of several choices, given as (key, words)."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "cancel",
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
        self.finish(message.option_id)
