"""What every importer is: a reader that recognises its content and yields source records."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from radar_tui.domain.records import Reject, SourceRecord
from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.open import Source
from radar_tui.ingest.sniff import Sample


class ExportKind(StrEnum):
    """What the records of an export are about."""

    TICKETS = "tickets"
    ACCOUNTS = "accounts"
    PEOPLE = "people"
    VOCABULARY = "vocabulary"
    EVENTS = "events"


class Item(NamedTuple):
    """One record of an export, or the reason why it could not be read.

    `position` is the line number (CSV, JSON lines) or the ordinal of the record, from 1.
    """

    position: int
    record: SourceRecord | Reject


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user said about a file besides its name."""

    mapping: ColumnMapping | None = None


class Reader(Protocol):
    """An importer of one system's export.

    `name` is the format the user may ask for, `system` the namespace of the external ids, `title`
    what the format is called in messages.
    """

    @property
    def name(self) -> str:
        """The kebab-case name of the format."""

    @property
    def kind(self) -> ExportKind:
        """What the records are about."""

    @property
    def title(self) -> str:
        """What the format is called in messages."""

    def recognise(self, sample: Sample) -> bool:
        """Tell from its beginning whether this reader can read a file."""

    def system(self, options: ReadOptions) -> str:
        """Name the system whose ids the records carry."""

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield the records in the order of the file; set `source.passes` where it is not 1.

        Raises:
            BadFileError: before the first record, where the file as a whole cannot be read.
        """
