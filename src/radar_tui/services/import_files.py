"""Files that people pick or drop: what they are, the order they go in, and importing them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from radar_tui.ingest.errors import BadFileError, ColumnsError
from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.reader import ExportKind
from radar_tui.ingest.registry import READERS, Export, read_export
from radar_tui.services.importing import ImportProgress, ImportSummary, import_exports
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

# Tickets find their accounts, people and terms where these came first; events find all of them.
_KINDS_IN_ORDER = (
    ExportKind.PEOPLE,
    ExportKind.ACCOUNTS,
    ExportKind.VOCABULARY,
    ExportKind.TICKETS,
    ExportKind.EVENTS,
)
# Up to this size a file is tried as far as its first record: what its columns lack shows there.
# Larger ones may have to be read as a whole before the first record comes.
_TRIED_BYTES = 32 << 20
# The formats that are known by their columns alone, in words that say what was found.
_TITLES = {"generic": "table or JSON lines"}


@dataclass(frozen=True, slots=True)
class RecognisedFile:
    """A file that can be imported; `title` is what its format is called, `size` is in bytes.

    `asks_columns` where only the names of its columns tell which is which, and `can_be_mapped`
    where a person may say so.
    """

    path: Path
    title: str
    kind: str
    size: int
    asks_columns: bool = False
    can_be_mapped: bool = False


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that cannot be imported; `reason` says what was found and what was expected.

    It can be where `can_be_mapped`, once a person says which of its columns is which.
    """

    path: Path
    reason: str
    can_be_mapped: bool = False

    @property
    def asks_columns(self) -> bool:
        """Whether it is imported once a person has named its columns."""
        return self.can_be_mapped


@dataclass(frozen=True, slots=True)
class FilesProgress:
    """How far the import of several files has come; `fraction` of all their bytes, 0 to 1."""

    file: str
    number: int
    files: int
    records: int
    fraction: float


class ImportStoppedError(BadFileError):
    """The user stopped an import.

    It is a bad file's error for what it does: reading cannot go on, and the importer takes back
    all runs of the call.
    """


def recognise_file(path: Path) -> RecognisedFile | RefusedFile:
    """Tell what a file is before it is imported. Only regular files are opened."""
    path = path.absolute()
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            return RefusedFile(path, "found a device or a pipe, expected a file")
        export = read_export(path)
        size = _size(export)
        try:
            if size <= _TRIED_BYTES:
                _try(export)
        except ColumnsError as error:
            return RefusedFile(path, plain_reason(path, error), export.can_be_mapped)
    except BadFileError as error:
        return RefusedFile(path, plain_reason(path, error))
    except OSError as error:
        return RefusedFile(path, f"cannot be read ({(error.strerror or 'no reason').lower()})")
    title = _TITLES.get(export.format) or _title(export.format)
    return RecognisedFile(
        path, title, export.kind.value, size, export.is_guessed, export.can_be_mapped
    )


def plain_reason(path: Path, error: BadFileError) -> str:
    """Say why a file was refused, without its path in front."""
    return str(error).removeprefix(f"{inert_line(str(path))}: ")


def import_rank(export: Export) -> int:
    """Where an export stands among others that are imported with it, by its kind."""
    return _KINDS_IN_ORDER.index(export.kind)


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    mappings: Mapping[Path, ColumnMapping] = MappingProxyType({}),
    report: Callable[[FilesProgress], object] = lambda _progress: None,
    stopped: Callable[[], bool] = lambda: False,
) -> list[ImportSummary]:
    """Import files in the order that their kinds need; `stopped` is asked after each chunk.

    `mappings` say of some of the files which column is which.

    Raises:
        ImportStoppedError: `stopped` said so; everything is taken back.
        BadFileError: a file cannot be read; everything is taken back.
        WorkspaceError: another import is running, or the database refuses.
    """
    opened = (read_export(path.absolute(), mapping=mappings.get(path)) for path in paths)
    exports = sorted(opened, key=import_rank)
    telling = _Telling(exports, report)

    def told(progress: ImportProgress) -> None:
        if stopped():
            raise ImportStoppedError("stopped; nothing of it is kept")
        telling.tell(progress)

    return import_exports(workspace, exports, report=told)


def summary_counts(summary: ImportSummary) -> str:
    """Say what a run did: those of its counts that are not nothing."""
    counts = {
        "read": summary.read,
        "inserted": summary.inserted,
        "updated": summary.updated,
        "unchanged": summary.unchanged,
        "deleted": summary.deleted,
        "rejected": summary.rejected,
    }
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "nothing"


class _Telling:
    """Adds up the progress of the files of one call, which is told file by file."""

    def __init__(
        self, exports: Sequence[Export], report: Callable[[FilesProgress], object]
    ) -> None:
        self._exports = exports
        self._report = report
        self._sizes = [_size(export) for export in exports]
        self._place = 0
        self._records_before = 0
        self._records = 0

    def tell(self, progress: ImportProgress) -> None:
        while self._exports[self._place].file_name != progress.file:
            self._go_on()
        self._records = progress.records
        part = progress.done_bytes / progress.total_bytes if progress.total_bytes else 0.0
        before = sum(self._sizes[: self._place])
        done = before + part * self._sizes[self._place]
        self._report(
            FilesProgress(
                file=Path(progress.file).name,
                number=self._place + 1,
                files=len(self._exports),
                records=self._records_before + self._records,
                fraction=min(1.0, done / max(1, sum(self._sizes))),
            )
        )

    def _go_on(self) -> None:
        here, after = self._exports[self._place], self._exports[self._place + 1]
        # A run counts over all its files; the next run begins at nothing again.
        if (here.kind, here.system) != (after.kind, after.system):
            self._records_before += self._records
            self._records = 0
        self._place += 1


def _try(export: Export) -> None:
    """Read as far as the first record, so that a file without what is needed is refused now."""
    with export:
        next(export.items(), None)


def _size(export: Export) -> int:
    return export.progress().total


def _title(format_name: str) -> str:
    titles = {reader.name: reader.title for reader in READERS}
    return titles[format_name].removeprefix("a ")
