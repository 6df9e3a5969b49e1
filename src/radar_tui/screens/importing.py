"""Importing: files are picked, shown as what they are, and imported on enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from radar_tui.screens.import_words import found_title, found_words, is_refused, refused_line
from radar_tui.widgets.dialogs import FinishingScreen
from radar_tui.widgets.file_picker import ExportTree, FilePicker, working_folder

if TYPE_CHECKING:
    from radar_tui.services.column_mapping import ChosenMapping
    from radar_tui.services.import_files import RecognisedFile, RefusedFile

    Found = RecognisedFile | RefusedFile


class ImportScreen(WorkspaceScreen, FinishingScreen[None]):
    """The way from files on disk to tickets in the workspace."""

    PLACE = "Import"
    CSS_PATH = "importing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "type_path('')", "Path", id="import.path", tooltip="Type or paste a path"),
        Binding("tilde", "type_path('~/')", "Home", show=False, id="import.home", tooltip="~/"),
        Binding("m", "map", "Columns", id="import.map",
                tooltip="Say which column of a table is which, seen on its first rows"),
        Binding("escape", "leave", "Close", id="import.close", tooltip="Leave without importing"),
    ]  # fmt: skip

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
        # What was confirmed of the columns of tables, until the picks are taken back.
        self._mapped: dict[Path, ChosenMapping] = {}

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
        self.refresh_bindings()

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
        from radar_tui.services.import_files import RefusedFile

        if message.folder is not None:
            self._tell("")
            self.picker.show_folder(message.folder)
            return
        good = {one.path: one for one in message.found if not is_refused(one)}
        bad = [one for one in message.found if isinstance(one, RefusedFile) and is_refused(one)]
        self._picked.update(good)
        self._show_picked()
        self._tell("\n".join(refused_line(one) for one in bad))
        if good:
            self.picker.line.clear()
            self.picker.files.focus()

    # Importing.

    @on(FilePicker.Entered)
    def _import(self, message: FilePicker.Entered) -> None:
        chosen = self._chosen(message.file)
        if not chosen or not self.is_active:
            # The picks were taken back, or the import has begun, since the key was pressed.
            return
        if files := self._readable(chosen):
            self._begin(files)

    def _readable(self, chosen: Mapping[Path, Found | None]) -> list[Found]:
        """Those of the chosen files that can be imported; says so where that is none or unknown."""
        files = [one for one in chosen.values() if one is not None and not is_refused(one)]
        if None in chosen.values():
            self._tell("still reading what the files are; press the key again")
            return []
        self._tell("" if files else "nothing to import: no file that was picked can be read")
        return files

    def _chosen(self, file: Path | None) -> Mapping[Path, Found | None]:
        """The files that are picked, else the one at the cursor."""
        if self._picked or file is None:
            return self._picked
        return {file: self._pointed_found if file == self._pointed else None}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to name columns where there is a table."""
        if action == "map":
            return bool(self._tables())
        return super().check_action(action, parameters)

    def _tables(self) -> list[Found]:
        """The chosen files whose columns can be named, the one at the cursor first."""
        chosen = self._chosen(self._pointed).values()
        tables = [one for one in chosen if one is not None and one.can_be_mapped]
        return sorted(tables, key=lambda one: one.path != self._pointed)

    def action_map(self) -> None:
        """Name the columns of a table, then import what is chosen."""
        tables = self._tables()
        if tables and self.is_active:
            files = self._readable(self._chosen(self._pointed))
            if files:
                self._map(tables[0].path, files)

    def _begin(self, files: Sequence[Found]) -> None:
        """Import files, but first ask for the columns of those where nobody has named them."""
        asks = [one.path for one in files if one.asks_columns and one.path not in self._mapped]
        if asks:
            self._map(asks[0], files)
        elif self.live is None:
            self.post_message(ActionFailed("the workspace is still being opened; try again"))
        else:
            paths = [one.path for one in files]
            mapped = {path: self._mapped[path] for path in paths if path in self._mapped}
            self.app.push_screen(ImportProgressScreen(self.live, paths, mapped), self._end)

    def _map(self, path: Path, files: Sequence[Found]) -> None:
        """Ask for the columns of a table; once they are confirmed, go on with all the files."""
        from radar_tui.screens.mapping import MappingScreen

        screen = MappingScreen(path, self._earlier(path))

        def go_on(_: None) -> None:
            if screen.chosen is not None:
                self._mapped[path] = screen.chosen
                self._begin(files)

        self.app.push_screen(screen, go_on)

    def _earlier(self, path: Path) -> list[ChosenMapping]:
        """What was confirmed for files that go with this one, and for itself before."""
        others = {other: chosen for other, chosen in self._mapped.items() if other != path}
        own = self._mapped.get(path)
        return [*others.values(), *([replace(own, keep_in=None)] if own is not None else [])]

    def _end(self, outcome: ImportOutcome | None) -> None:
        if outcome is None or outcome.problem is not None:
            self._tell((outcome and outcome.problem) or "")
            return
        self.app.post_message(ImportFinished(outcome.summaries))
        self.app.push_screen(ImportReportScreen(outcome.summaries, outcome.notes), self._close)

    def _close(self, _: None) -> None:
        self.finish()

    def action_leave(self) -> None:
        """Take the picks back; without any, go back to where the user came from."""
        if self._picked:
            self._picked, self._mapped = {}, {}
            self._show_picked()
        else:
            self.finish()
