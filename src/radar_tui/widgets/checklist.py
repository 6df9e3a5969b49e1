"""Short lists of lines to choose from, such as a checklist, that keep their place on refresh."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from radar_tui.text.hostile import inert_line


class LineList(OptionList):
    """Lines by key, with the keys of the tables; not shown while it has none."""

    DEFAULT_CSS = """
    LineList {
        border: none;
        padding: 0;
        background: transparent;

        & > .option-list--option-highlighted {
            background: transparent;
            color: $foreground;
            text-style: none;
        }

        &:focus {
            border: none;

            & > .option-list--option-highlighted {
                background: $primary 30%;
                color: $foreground;
                text-style: bold;
            }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False, id="list.down", tooltip="Next line"),
        Binding("k", "cursor_up", "Up", show=False, id="list.up", tooltip="Line before"),
        Binding("g", "first", "Top", show=False, id="list.top", tooltip="First line"),
        Binding("G", "last", "Bottom", show=False, id="list.bottom", tooltip="Last line"),
        Binding("space", "select", "Choose", show=False, id="list.choose", tooltip="As enter does"),
    ]

    def show(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show lines of plain text, given as (key, text); the cursor stays on its key."""
        keys = [key for key, _ in lines]
        prompts = [Content(inert_line(text)) for _, text in lines]
        if keys == [option.id for option in self.options]:
            for place, prompt in enumerate(prompts):
                if self.options[place].prompt != prompt:
                    self.replace_option_prompt_at_index(place, prompt)
        else:
            before = self.highlighted_option.id if self.highlighted_option else None
            self.clear_options()
            options = zip(keys, prompts, strict=True)
            self.add_options(Option(prompt, id=key) for key, prompt in options)
            first = 0 if keys else None
            self.highlighted = keys.index(before) if before in keys else first
        self.display = bool(lines)


def checklist_line(label: str, *, done: bool) -> str:
    """One item with its box."""
    return f"{'☑' if done else '☐'} {label}"
