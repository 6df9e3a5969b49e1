"""The import that is going on: how far, how fast, how long yet, and a key that stops it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import ProgressBar, Static
from textual.worker import get_current_worker

from radar_tui.screens.base import Unleavable
from radar_tui.screens.import_words import file_words, progress_words
from radar_tui.screens.work_failures import WorkReporting
from radar_tui.widgets.dialogs import Dialog

if TYPE_CHECKING:
    from radar_tui.services.column_mapping import ChosenMapping
    from radar_tui.services.import_files import FilesProgress
    from radar_tui.services.importing import ImportSummary
    from radar_tui.services.live import LiveWorkspace


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """How an import ended: `problem` is one line where nothing of it was kept.

    `notes` say what came of mappings that were to be kept.
    """

    summaries: tuple[ImportSummary, ...] = ()
    problem: str | None = None
    notes: tuple[str, ...] = ()


class ImportProgressScreen(Unleavable, WorkReporting, Dialog[ImportOutcome]):
    """Imports files and returns how that ended. No other key acts meanwhile."""

    CSS_PATH = "importing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", id="import.stop", tooltip="Stop, and keep nothing of it"),
    ]

    file = getters.query_one("#import-file", Static)
    bar = getters.query_one(ProgressBar)
    figures = getters.query_one("#import-figures", Static)

    class Moved(Message):
        """The import has come further; `seconds` since it began."""

        def __init__(self, progress: FilesProgress, seconds: float) -> None:
            super().__init__()
            self.progress = progress
            self.seconds = seconds

        def can_replace(self, message: Message) -> bool:
            """Only the newest figures count."""
            return isinstance(message, ImportProgressScreen.Moved)

    class Ended(Message):
        """The import is over."""

        def __init__(self, outcome: ImportOutcome) -> None:
            super().__init__()
            self.outcome = outcome

    def __init__(
        self,
        live: LiveWorkspace,
        paths: Sequence[Path],
        mapped: Mapping[Path, ChosenMapping] = MappingProxyType({}),
    ) -> None:
        """`mapped` are the files whose columns were named."""
        super().__init__()
        self._live = live
        self._paths = tuple(paths)
        self._mapped = mapped
        self._stopping = Event()
        self._outcome: ImportOutcome | None = None

    def compose(self) -> ComposeResult:
        """A card with the file, the bar and the figures."""
        with Vertical(id="import-progress") as card:
            card.border_title = "Importing"
            card.border_subtitle = "esc stop"
            yield Static("reading…", id="import-file", markup=False)
            yield ProgressBar(total=1.0, show_eta=False)
            yield Static("", id="import-figures", markup=False)

    def on_mount(self) -> None:
        """Begin."""
        self._import()

    @work(thread=True, group="import", exit_on_error=False)
    def _import(self) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.ingest.errors import BadFileError
        from radar_tui.services.import_files import import_files
        from radar_tui.services.mapping_files import keep_mapping

        worker, started = get_current_worker(), monotonic()
        try:
            summaries = import_files(
                self._live.now(),
                self._paths,
                mappings={path: chosen.mapping for path, chosen in self._mapped.items()},
                report=lambda far: self.post_message(self.Moved(far, monotonic() - started)),
                # The app may end, or go elsewhere by the palette, in the middle of it.
                stopped=lambda: self._stopping.is_set() or worker.is_cancelled,
            )
        except (BadFileError, WorkspaceError) as error:
            outcome = ImportOutcome(problem=str(error))
        except Exception as error:  # the importer has marked its run as failed; say so in place
            what = type(error).__name__
            outcome = ImportOutcome(problem=f"unexpected {what}; try: radar import FILE --debug")
        else:
            # Only what has served is kept.
            notes = tuple(
                keep_mapping(chosen.keep_in, chosen.mapping)
                for chosen in self._mapped.values()
                if chosen.keep_in is not None
            )
            outcome = ImportOutcome(tuple(summaries), notes=notes)
        self.post_message(self.Ended(outcome))

    @on(Moved)
    def _show(self, message: Moved) -> None:
        if self._stopping.is_set():
            return
        self.file.update(file_words(message.progress))
        self.bar.update(progress=message.progress.fraction)
        self.figures.update(progress_words(message.progress, message.seconds))

    @on(Ended)
    def _end(self, message: Ended) -> None:
        self._outcome = message.outcome
        self.finish(message.outcome)

    @on(events.ScreenResume)
    def _end_late(self) -> None:
        """Close now that what lay over the card is gone."""
        if self._outcome is not None:
            self.finish(self._outcome)

    def action_stop(self) -> None:
        """Stop after the chunk at hand and take back what was stored."""
        self._stopping.set()
        self.figures.update("stopping, and taking back what was stored…")
