"""The command palette itself."""

from textual.command import CommandList, CommandPalette


class RadarPalette(CommandPalette):
    """Textual's palette, which pages through its list only once there is one to be seen.

    Before that, Textual 8.2 looks for a line that no list has drawn, and ends the app.
    """

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave paging out where nothing is drawn."""
        drawn = any(commands.size.height for commands in self.query(CommandList))
        if action == "command_list" and not drawn:
            return False
        return super().check_action(action, parameters)
