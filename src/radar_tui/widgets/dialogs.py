"""Small dialogs that return what was entered or chosen, or None where it was called off."""

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.suggester import SuggestFromList
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
    """Asks for one line of text; `problem` says why what was entered before would not do.

    Of the `suggestions` the first that goes on as what is typed is offered; `→` takes it.
    """

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
        self,
        title: str,
        *,
        value: str = "",
        placeholder: str = "",
        problem: str = "",
        suggestions: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._title = title
        self._value = inert_line(value)
        self._placeholder = placeholder
        self._problem = problem
        self._suggestions = suggestions

    def compose(self) -> ComposeResult:
        """A card with the input."""
        with Vertical(classes="dialog-card") as card:
            card.border_title = Content(self._title)
            card.border_subtitle = "enter save · esc cancel"
            known = self._suggestions
            suggester = SuggestFromList(known, case_sensitive=False) if known else None
            yield Input(self._value, placeholder=self._placeholder, suggester=suggester)
            if self._problem:
                yield Static(f"✗ {inert_line(self._problem)}", id="dialog-problem", markup=False)

    @on(Input.Submitted)
    def _submit(self, message: Input.Submitted) -> None:
        self.finish(message.value.strip())


class ChoiceDialog(Dialog[str | None]):
    """Asks for one of several choices, given as (key, words); the cursor begins on `present`."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "cancel",
            "Cancel",
            id="dialog.cancel",
            tooltip="Close the dialog, and change nothing",
        ),
        Binding("j", "move(1)", "Down", show=False, id="dialog.down", tooltip="Next choice"),
        Binding("k", "move(-1)", "Up", show=False, id="dialog.up", tooltip="Choice before"),
    ]

    def __init__(
        self, title: str, choices: Sequence[tuple[str, str]], *, present: str | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._present = present

    def compose(self) -> ComposeResult:
        """A card with the choices."""
        with Vertical(classes="dialog-card") as card:
            card.border_title = Content(self._title)
            card.border_subtitle = "enter choose · esc cancel"
            options = OptionList(*(Option(Content(words), id=key) for key, words in self._choices))
            keys = [key for key, _ in self._choices]
            if self._present in keys:
                options.highlighted = keys.index(self._present)
            yield options

    def action_move(self, choices: int) -> None:
        """Go on to another choice."""
        options = self.query_one(OptionList)
        if choices > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _choose(self, message: OptionList.OptionSelected) -> None:
        self.finish(message.option_id)
