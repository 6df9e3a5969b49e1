"""The command palette itself."""

from textual import on
from textual.command import CommandList, CommandPalette
from textual.message import Message
from textual.widgets import Button, Input, OptionList


class RadarPalette(CommandPalette):
    """Textual's palette, with two of its ways to end the app (Textual 8.2) closed.

    It pages through its list only once there is one to be seen: before that, Textual looks for a
    line that no list has drawn. And of what is chosen only the first choice counts: a second one,
    of keys that came faster than the palette went, would close whatever is in front then.
    """

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave paging out where nothing is drawn."""
        drawn = any(commands.size.height for commands in self.query(CommandList))
        if action == "command_list" and not drawn:
            return False
        return super().check_action(action, parameters)

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    @on(Button.Pressed)
    def _choose_once(self, message: Message) -> None:
        """Let nothing be chosen any more where the palette is not the screen in front."""
        if not self.is_active:
            message.stop()
            message.prevent_default()
