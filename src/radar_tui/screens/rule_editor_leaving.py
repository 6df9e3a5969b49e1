"""What the rule editor asks before it is left with changes that are not stored."""

from radar_tui.widgets.dialogs import ChoiceDialog

SAVE, DROP, STAY = "save", "drop", "stay"
_CHOICES = ((SAVE, "save them"), (DROP, "drop them"), (STAY, "go on changing"))


def leaving_dialog(count: int) -> ChoiceDialog:
    """Ask what becomes of so many changes."""
    return ChoiceDialog(
        f"{count} {'change is' if count == 1 else 'changes are'} not stored", _CHOICES
    )
