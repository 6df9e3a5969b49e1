"""Readers of exports in JSON: which layouts a system has, and what a value of each becomes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from radar_tui.domain.records import Reject, SourceRecord
from radar_tui.ingest.json_input import Read, check_whole, read_values, shown
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ExportKind, Item, ReadOptions
from radar_tui.ingest.sniff import Sample, Shape

ANYWHERE = ""
"""The place of records that stand alone: one a line, one a document, or in a top-level array."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Layout(Generic[Value]):
    """One form in which a system writes records.

    `place` is where they stand, such as `tickets.item`, or ANYWHERE; `signs` are names that all of
    them have and that tell them from other systems' records; `without` are names that none has.
    `shape` is the msgspec struct that one is decoded as. `build` makes source records of it and
    raises ValueError or OverflowError, with a reason free of customer text, where it cannot.
    """

    place: str
    signs: frozenset[str]
    shape: type[Value]
    build: Callable[[Value], Iterable[SourceRecord]]
    without: frozenset[str] = frozenset()

    def found_at(self, sample: Sample) -> str | None:
        """Return the place where a sample shows this layout; None where it does not."""
        if sample.shape in (Shape.TABLE, Shape.TEXT):
            return None
        place = self.place
        if place == ANYWHERE and sample.shape is Shape.JSON_ARRAY:
            place = "item"
        names = sample.keys.get(place, frozenset())
        return place if self.signs <= names and not self.without & names else None

    def items(self, source: Source, place: str) -> Iterator[Item]:
        """Yield what is read at a place; a value becomes records as a whole or is rejected."""
        read: Iterator[Read[Value]] = read_values(source, place, self.shape)
        for position, value in read:
            if isinstance(value, Reject):
                yield Item(position, value)
                continue
            try:
                records = list(self.build(value))
            except (ValueError, OverflowError, OSError) as error:
                yield Item(position, Reject(position, str(error), shown(value)))
                continue
            for record in records:
                yield Item(position, record)


@dataclass(frozen=True, slots=True)
class JsonReader:
    """An importer of one system's JSON. The first layout that a sample shows is read.

    `system_name` is the namespace of the ids; all formats of one help desk share it.
    """

    name: str
    kind: ExportKind
    title: str
    system_name: str
    layouts: tuple[Layout[Any], ...]

    def recognise(self, sample: Sample) -> bool:
        """Tell by the names that the system gives to properties."""
        return any(layout.found_at(sample) is not None for layout in self.layouts)

    def system(self, options: ReadOptions) -> str:
        """All exports of the system share one namespace of ids."""
        del options
        return self.system_name

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield the records of the layout that the file shows.

        Raises:
            BadFileError: it shows none, or the JSON is malformed or cut off.
        """
        del options
        for layout in self.layouts:
            place = layout.found_at(source.sample)
            if place is not None:
                check_whole(source, place)
                return layout.items(source, place)
        raise source.fail(
            f"found {source.sample.shape.value} without {self.title}; see docs/import.md"
        )
