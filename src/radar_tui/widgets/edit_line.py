"""A line below a list in which one of its values is typed, judged letter by letter."""

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from radar_tui.text.hostile import inert_line

_KEYS = "enter takes it · esc leaves it as it was"


class EditLine(Vertical):
    """Hidden until `ask`; the last answer is `Taken` or `CalledOff`, then it hides again."""

    DEFAULT_CSS = """
    EditLine {
        display: none;
        height: auto;
        border: round $accent;
        border-title-color: $accent;
        border-subtitle-color: $text-muted;
        padding: 0 1;

        #edit-told {
            height: auto;
            max-height: 3;
            color: $text-muted;

            &.-wrong { color: $text-error; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "call_off", "Leave", id="edit.call-off",
                tooltip="Leave the value as it was"),
    ]  # fmt: skip

    input = getters.query_one(Input)
    told = getters.query_one("#edit-told", Static)

    class Typed(Message):
        """The text is another one; `tell_wrong` answers."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Taken(Message):
        """The text is as it is meant to be."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class CalledOff(Message):
        """What was typed is not wanted."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._hint = ""

    def compose(self) -> ComposeResult:
        """The text, and below it what it may be or what is wrong with it."""
        self.border_subtitle = _KEYS
        yield Input(compact=True)
        yield Static("", id="edit-told", markup=False)

    @property
    def is_open(self) -> bool:
        """Whether something is being typed."""
        return self.display

    def ask(self, title: str, value: str, hint: str, suggestions: Sequence[str] = ()) -> None:
        """Take the keys and ask for a text; typing takes the place of the present one."""
        self.border_title = Content(title)
        self._hint = hint
        known = SuggestFromList(suggestions, case_sensitive=False) if suggestions else None
        self.input.suggester = known
        with self.prevent(Input.Changed):
            self.input.value = inert_line(value)
        self.tell_wrong("")
        self.display = True
        # At once, so that the next key is heard here.
        self.screen.set_focus(self.input)
        self.input.select_all()

    def tell_wrong(self, problem: str) -> None:
        """Say in a line why the text would not do; nothing where it would."""
        self.told.set_class(bool(problem), "-wrong")
        self.told.update(f"✗ {inert_line(problem)}" if problem else self._hint)

    def close(self) -> None:
        """Hide; who asked takes the keys back."""
        self.display = False

    @on(Input.Changed)
    def _tell_typed(self, message: Input.Changed) -> None:
        message.stop()
        if self.is_open:
            self.post_message(self.Typed(message.value))

    @on(Input.Submitted)
    def _tell_taken(self, message: Input.Submitted) -> None:
        message.stop()
        if self.is_open:
            self.post_message(self.Taken(message.value))

    def action_call_off(self) -> None:
        """Say that what was typed is not wanted."""
        if self.is_open:
            self.post_message(self.CalledOff())
