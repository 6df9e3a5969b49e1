"""Editing texts of the playbook: what somebody else wrote meanwhile is shown, and asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters, on
from textual.message import Message

from radar_tui.screens.base import ActionDone, ActionFailed, WorkspaceScreen
from radar_tui.screens.playbook_parts import Edit, Overtaken
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import ChoiceDialog, TextDialog
from radar_tui.widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from radar_tui.services.acting import ActResult
    from radar_tui.services.workspace import Workspace

NOT_STORED = "the playbook is as it was"
_SHOWN_CHARACTERS = 60


class PlaybookEditing(WorkspaceScreen):
    """A screen with a list whose texts are written over only as they were seen."""

    table = getters.query_one("#list", VirtualTable)

    def do(self, action: Callable[[Workspace], ActResult]) -> None:
        """Store what the user asks for, and say what was done."""
        self.store(NOT_STORED, lambda workspace: told(action(workspace)))

    def refuse(self, reason: str) -> None:
        """Say why a key does nothing here."""
        self.post_message(ActionFailed(reason))

    def edit(self, edit: Edit) -> None:
        """Ask for the text, and store it."""

        def save(text: str | None) -> None:
            if text is not None:
                self.write(edit, text, edit.seen)

        self.app.push_screen(TextDialog(edit.title, value=edit.value), save)

    def write(self, edit: Edit, text: str, seen: int) -> None:
        """Store a text over the one that was seen; else ask which of the two is to stand."""

        def done(workspace: Workspace) -> Message:
            from radar_tui.db.errors import MovedOnError

            try:
                return told(edit.write(workspace, text, seen))
            except MovedOnError as error:
                theirs, now = edit.newest(workspace)
                if theirs == text:
                    return ActionDone("it says that already")
                return Overtaken(str(error).rpartition(" (")[0], edit, theirs, text, now)

        self.store(NOT_STORED, done)

    @on(Overtaken)
    def _ask_which(self, message: Overtaken) -> None:
        self.refresh_view()

        def chosen(answer: str | None) -> None:
            if answer == "mine":
                self.write(message.edit, message.mine, message.seen)

        choices = (
            ("theirs", f"keep theirs: {_short(message.theirs)}"),
            ("mine", f"write mine: {_short(message.mine)}"),
        )
        self.app.push_screen(ChoiceDialog(inert_line(message.reason), choices), chosen)


def told(result: ActResult) -> Message:
    """Say what an action did, and how it is taken back where it did anything."""
    return ActionDone(f"{result.label} · u undoes it" if result.changed else result.label)


def _short(text: str) -> str:
    words = inert_line(text)
    if not words:
        return "nothing"
    return words if len(words) <= _SHOWN_CHARACTERS else f"{words[:_SHOWN_CHARACTERS]}…"
