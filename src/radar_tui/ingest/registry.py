"""The readers of all systems in the order they are asked, and how an export is opened."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from radar_tui.ingest.accounts import ACCOUNTS
from radar_tui.ingest.alertmanager import ALERTMANAGER
from radar_tui.ingest.chatwoot import CHATWOOT
from radar_tui.ingest.datadog import DATADOG
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.events import EVENTS
from radar_tui.ingest.freshdesk import FRESHDESK
from radar_tui.ingest.freshdesk_csv import FRESHDESK_CSV
from radar_tui.ingest.generic import GenericReader
from radar_tui.ingest.grafana import GRAFANA
from radar_tui.ingest.helpscout import HELPSCOUT
from radar_tui.ingest.intercom import INTERCOM
from radar_tui.ingest.jira import JIRA
from radar_tui.ingest.jira_csv import JIRA_CSV
from radar_tui.ingest.mapping import ColumnMapping, check_mapping, mapping_beside
from radar_tui.ingest.open import STANDARD_INPUT, Source
from radar_tui.ingest.pagerduty import PAGERDUTY
from radar_tui.ingest.people import PEOPLE
from radar_tui.ingest.reader import ExportKind, Item, Reader, ReadOptions
from radar_tui.ingest.sniff import Shape
from radar_tui.ingest.statuspage import STATUSPAGE
from radar_tui.ingest.tagging import Tagging
from radar_tui.ingest.vocabulary import VOCABULARY
from radar_tui.ingest.zammad import ZAMMAD
from radar_tui.ingest.zendesk import ZendeskReader
from radar_tui.ingest.zendesk_csv import ZENDESK_CSV
from radar_tui.ingest.zendesk_warehouse import ZENDESK_WAREHOUSE

READERS: tuple[Reader, ...] = (
    ZENDESK_WAREHOUSE,  # Before the API's JSON, whose names its rows have as well.
    ZendeskReader(),
    ZENDESK_CSV,
    FRESHDESK,
    FRESHDESK_CSV,
    INTERCOM,
    HELPSCOUT,
    JIRA,
    JIRA_CSV,
    ZAMMAD,
    CHATWOOT,
    GRAFANA,  # Before Alertmanager, whose names its messages have as well.
    ALERTMANAGER,
    PAGERDUTY,
    STATUSPAGE,
    DATADOG,
    ACCOUNTS,
    PEOPLE,
    VOCABULARY,
    EVENTS,
    GenericReader(),  # Takes any table, so it is asked last.
)


class Progress(NamedTuple):
    """Bytes read and to be read in all, as they lie on disk; several passes count several times."""

    done: int
    total: int


class Export:
    """A recognised file, ready to be read once.

    `format` names its reader, `system` whose ids its records carry, `kind` what they are about,
    `file_name` is how messages call it. Reading it to the end closes it.
    """

    def __init__(self, source: Source, reader: Reader, options: ReadOptions) -> None:
        self._source = source
        self._reader = reader
        self._options = options

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def file_name(self) -> str:
        """The file's path as it was given, or `standard input`."""
        return self._source.name

    @property
    def format(self) -> str:
        """The name of the reader."""
        return self._reader.name

    @property
    def kind(self) -> ExportKind:
        """What the records are about."""
        return self._reader.kind

    @property
    def system(self) -> str:
        """The namespace of the records' ids."""
        return self._reader.system(self._options)

    @property
    def tagging(self) -> Tagging:
        """How its tickets are tagged."""
        mapping = self._options.mapping
        return mapping.tagging if mapping is not None else Tagging()

    @property
    def is_guessed(self) -> bool:
        """Whether nobody said which of its columns is which: their names alone tell."""
        mapping = self._options.mapping
        is_said = mapping is not None and mapping.describes_columns
        return self.can_be_mapped and isinstance(self._reader, GenericReader) and not is_said

    @property
    def can_be_mapped(self) -> bool:
        """Whether it is rows with columns, so that a mapping can say which is which."""
        return self._source.sample.shape in (Shape.TABLE, Shape.JSON_LINES, Shape.JSON_ARRAY)

    def items(self) -> Iterator[Item]:
        """Yield the records and rejects in the order of the file.

        Raises:
            BadFileError: before the first item, where the file as a whole cannot be read.
        """
        try:
            self._source.check_whole()
            yield from self._reader.read(self._source, self._options)
        finally:
            self.close()

    def progress(self) -> Progress:
        """Tell how far reading has come."""
        total = self._source.size * self._source.passes
        return Progress(min(self._source.bytes_read, total), total)

    def close(self) -> None:
        """Delete the copy of what came through a pipe."""
        self._source.close()


def read_export(
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    mapping: ColumnMapping | None = None,
) -> Export:
    """Open a file, or "-" for standard input, and recognise by its content what it is.

    A `format`, or a `mapping` of columns, which only the generic reader uses, overrides
    recognition. Without a `mapping` the one counts that lies in the file's folder; its columns are
    for files that no other reader recognises.

    Raises:
        BadFileError: the file or the mapping in its folder cannot be read, or it holds nothing
            known; there is no such format.
    """
    find = _named(format) if format is not None else None
    if mapping is not None:
        check_mapping(mapping, "the mapping")
    is_alone = mapping is not None or str(path) == STANDARD_INPUT
    beside = None if is_alone else mapping_beside(path)
    source = Source(path)
    try:
        reader = find or _recognised(
            source, has_mapping=mapping is not None and mapping.describes_columns
        )
    except BadFileError:
        source.close()
        raise
    return Export(source, reader, ReadOptions(mapping or beside))


def _named(name: str) -> Reader:
    for reader in READERS:
        if reader.name == name:
            return reader
    names = ", ".join(reader.name for reader in READERS)
    raise BadFileError(f"found an unknown format, expected one of {names}; leave --format out")


def _recognised(source: Source, *, has_mapping: bool) -> Reader:
    fits: Callable[[Reader], bool] = (
        (lambda reader: isinstance(reader, GenericReader))
        if has_mapping
        else (lambda reader: reader.recognise(source.sample))
    )
    for reader in READERS:
        if fits(reader):
            return reader
    titles = ", ".join(reader.title for reader in READERS)
    raise source.fail(
        f"found {source.sample.shape.value}, expected {titles}; export one of these or see "
        "docs/import.md"
    )
