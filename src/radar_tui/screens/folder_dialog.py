"""A dialog that asks for a folder."""

from pathlib import Path
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from radar_tui.screens.work_failures import WorkReporting
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import Dialog
from radar_tui.widgets.file_picker import ExportTree, FilePicker


class FolderDialog(WorkReporting, Dialog[Path | None]):
    """Asks for a folder, by its path or in a tree; None where it was called off."""

    CSS_PATH = "folder_dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="folder.cancel", tooltip="Choose no folder"),
        Binding("slash", "type_path('')", "Path", id="folder.path", tooltip="Type or paste a path"),
        Binding("tilde", "type_path('~/')", "Home", show=False, id="folder.home", tooltip="~/"),
    ]

    picker = getters.query_one(FilePicker)
    problem = getters.query_one("#folder-problem", Static)

    class PathRead(Message):
        """It is known whether a typed path is a folder."""

        def __init__(self, path: Path | None, problem: str) -> None:
            super().__init__()
            self.path = path
            self.problem = problem

    def __init__(self, title: str, folder: Path) -> None:
        super().__init__()
        self._title = title
        self._folder = folder

    def compose(self) -> ComposeResult:
        """A card with the picker."""
        with Vertical(id="folder-card") as card:
            card.border_title = Content(self._title)
            card.border_subtitle = (
                "space choose · enter open · backspace above · / path · esc cancel"
            )
            yield FilePicker(self._folder, folders_only=True)
            yield Static("", id="folder-problem", markup=False)

    def action_type_path(self, beginning: str) -> None:
        """Go to the line for a path."""
        self.picker.type_path(beginning)

    @on(ExportTree.Picked)
    def _choose(self, message: ExportTree.Picked) -> None:
        self.finish(message.path.absolute())

    @on(FilePicker.Typed)
    def _take_typed(self, message: FilePicker.Typed) -> None:
        self._read(message.text)

    @work(thread=True, exclusive=True, group="read-folder", exit_on_error=False)
    def _read(self, text: str) -> None:
        from radar_tui.services.typed_paths import is_folder, typed_paths

        paths = typed_paths(text)
        if len(paths) == 1 and is_folder(paths[0]):
            self.post_message(self.PathRead(paths[0].absolute(), ""))
        else:
            problem = f"{inert_line(text.strip()) or 'an empty line'}: expected one folder"
            self.post_message(self.PathRead(None, problem))

    @on(PathRead)
    def _take_path(self, message: PathRead) -> None:
        if message.path is not None:
            self.finish(message.path)
        else:
            self.problem.update(message.problem)
