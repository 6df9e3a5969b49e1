"""Importing: files are picked, shown as what they are, and imported on enter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from radar_tui.screens.base import ActionFailed, WorkspaceScreen
from radar_tui.screens.import_messages import ImportFinished
from radar_tui.screens.import_progress import ImportOutcome, ImportProgressScreen
from radar_tui.screens.import_report import ImportReportScreen
from radar_tui.screens.import_words import found_title, found_words, refused_line
from radar_tui.widgets.dialogs import FinishingScreen
from radar_tui.widgets.file_picker import ExportTree, FilePicker, working_folder

if TYPE_CHECKING:
    from radar_tui.services.import_files import RecognisedFile, RefusedFile

    Found = RecognisedFile | RefusedFile


class ImportScreen(WorkspaceScreen, FinishingScreen[None]):
    """The way from files on disk to tickets in the workspace."""

    PLACE = "Import"
    CSS_PATH = "importing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "type_path('')", "Path", id="import.path", tooltip="Type or paste a path"),
        Binding("tilde", "type_path('~/')", "Home", show=False, id="import.home", tooltip="~/"),
        Binding("escape", "leave", "Close", id="import.close", tooltip="Leave without importing"),
    ]

    picker = getters.query_one(FilePicker)
    card = getters.query_one("#import-card", VerticalScroll)
    found = getters.query_one("#import-found", Static)
    problem = getters.query_one("#import-problem", Static)

    class FileRecognised(Message):
        """It is known what a file is."""

        def __init__(self, asked: Path, found: Found) -> None:
            super().__init__()
            self.asked = asked
            self.found = found

    class PathsRead(Message):
        """It is known what typed paths are; `folder` where they are one folder."""

        def __init__(self, found: list[Found], folder: Path | None) -> None:
            super().__init__()
            self.found = found
            self.folder = folder

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is shown first; the working folder if not given."""
        super().__init__()
        self._folder = folder or working_folder()
        # In the order of picking; what a file is follows from the background.
        self._picked: dict[Path, Found | None] = {}
        self._pointed: Path | None = None
        self._pointed_found: Found | None = None

    def compose_body(self) -> ComposeResult:
        """The picker, and beside or below it what the files are."""
        with Horizontal(id="import-body"):
            yield FilePicker(self._folder)
            with VerticalScroll(id="import-card"):
                yield Static("", id="import-found")
        yield Static("", id="import-problem", markup=False)

    def on_mount(self) -> None:
        """Say what to do first."""
        self._show_picked()

    # Picking.

    @on(FilePicker.Pointed)
    def _point(self, message: FilePicker.Pointed) -> None:
        self._pointed, self._pointed_found = message.file, None
        if message.file is not None:
            self._recognise_pointed(message.file)
        self._draw()

    @on(ExportTree.Picked)
    def _pick(self, message: ExportTree.Picked) -> None:
        if message.path in self._picked:
            del self._picked[message.path]
        elif message.path == self._pointed:
            self._picked[message.path] = self._pointed_found
            self._recognise(message.path)
        self._show_picked()

    @work(thread=True, exclusive=True, group="recognise-pointed", exit_on_error=False)
    def _recognise_pointed(self, path: Path) -> None:
        self._recognise_now(path)

    @work(thread=True, group="recognise", exit_on_error=False)
    def _recognise(self, path: Path) -> None:
        self._recognise_now(path)

    def _recognise_now(self, path: Path) -> None:
        from radar_tui.services.import_files import recognise_file

        self.post_message(self.FileRecognised(path, recognise_file(path)))

    @on(FileRecognised)
    def _take_found(self, message: FileRecognised) -> None:
        if message.asked in self._picked:
            self._picked[message.asked] = message.found
        if message.asked == self._pointed:
            self._pointed_found = message.found
        self._draw()

    def _show_picked(self) -> None:
        self.picker.files.show_picked(self._picked)
        self._tell("")
        self._draw()

    def _tell(self, problem: str) -> None:
        self.problem.update(problem)
        self.problem.display = bool(problem)

    def _draw(self) -> None:
        picked = bool(self._picked)
        at_cursor = {self._pointed: self._pointed_found} if self._pointed else {}
        shown = self._picked or at_cursor
        self.card.border_title = found_title(shown.values(), picked=picked)
        self.found.update(found_words(shown, picked=picked))

    # Paths that are typed, pasted or dragged.

    def action_type_path(self, beginning: str) -> None:
        """Go to the line for paths."""
        self.picker.type_path(beginning)

    def on_paste(self, event: events.Paste) -> None:
        """Take paths that are pasted or dragged anywhere on the screen."""
        self._read_paths(event.text)

    @on(FilePicker.Typed)
    def _take_typed(self, message: FilePicker.Typed) -> None:
        self._read_paths(message.text)

    @work(thread=True, exclusive=True, group="read-paths", exit_on_error=False)
    def _read_paths(self, text: str) -> None:
        from radar_tui.services.import_files import recognise_file
        from radar_tui.services.typed_paths import is_folder, typed_paths

        paths = [path.absolute() for path in typed_paths(text)]
        if len(paths) == 1 and is_folder(paths[0]):
            self.post_message(self.PathsRead([], paths[0]))
        elif paths:
            self.post_message(self.PathsRead([recognise_file(path) for path in paths], None))

    @on(PathsRead)
    def _take_paths(self, message: PathsRead) -> None:
        from radar_tui.services.import_files import RecognisedFile, RefusedFile

        if message.folder is not None:
            self._tell("")
            self.picker.show_folder(message.folder)
            return
        good = {one.path: one for one in message.found if isinstance(one, RecognisedFile)}
        bad = [one for one in message.found if isinstance(one, RefusedFile)]
        self._picked.update(good)
        self._show_picked()
        self._tell("\n".join(refused_line(one) for one in bad))
        if good:
            self.picker.line.clear()
            self.picker.files.focus()

    # Importing.

    @on(FilePicker.Entered)
    def _import(self, message: FilePicker.Entered) -> None:
        from radar_tui.services.import_files import RecognisedFile

        chosen = self._picked
        if not chosen and message.file is not None:
            chosen = {message.file: self._known(message.file)}
        if not chosen or not self.is_active:
            # The picks were taken back, or the import has begun, since the key was pressed.
            return
        readable = [one.path for one in chosen.values() if isinstance(one, RecognisedFile)]
        if None in chosen.values():
            self._tell("still reading what the files are; press enter again")
        elif not readable:
            self._tell("nothing to import: no file that was picked can be read")
        elif self.live is None:
            self.post_message(ActionFailed("the workspace is still being opened; try again"))
        else:
            self._tell("")
            self.app.push_screen(ImportProgressScreen(self.live, readable), self._end)

    def _known(self, path: Path) -> Found | None:
        return self._pointed_found if path == self._pointed else None

    def _end(self, outcome: ImportOutcome | None) -> None:
        if outcome is None or outcome.problem is not None:
            self._tell((outcome and outcome.problem) or "")
            return
        self.app.post_message(ImportFinished(outcome.summaries))
        self.app.push_screen(ImportReportScreen(outcome.summaries), self._close)

    def _close(self, _: None) -> None:
        self.finish()

    def action_leave(self) -> None:
        """Take the picks back; without any, go back to where the user came from."""
        if self._picked:
            self._picked = {}
            self._show_picked()
        else:
            self.finish()
