"""Readers of tickets in CSV: which columns a system's table has, and what a row of it becomes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from radar_tui.domain.records import SourceTicket, TicketStatus
from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ExportKind, Item, ReadOptions
from radar_tui.ingest.row_items import row_items
from radar_tui.ingest.sniff import Sample, Shape
from radar_tui.ingest.table import Row, RowError
from radar_tui.ingest.values import status_of


@dataclass(frozen=True, slots=True)
class CellForm:
    """How a system writes what stands in cells.

    `not_a_time` says what a time looks like, as the end of a reason; `time_of` reads one, with the
    zone that a mapping gives. `nothing` is what the system writes where there is no value.
    """

    not_a_time: str
    time_of: Callable[[ColumnMapping, str], datetime | None] = ColumnMapping.time_of
    nothing: str | None = None


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row; the mapping says what is the account's own way of writing them."""

    row: Row
    form: CellForm
    mapping: ColumnMapping

    def text(self, column: str) -> str | None:
        """Return a cell's text without outer blanks; None where there is none."""
        text = self.row.text(column)
        return None if text == self.form.nothing else text

    def required(self, column: str) -> str:
        """Return a cell's text.

        Raises:
            RowError: there is none.
        """
        text = self.text(column)
        if text is None:
            raise RowError(f"no {column}")
        return text

    def moment(self, text: str, what: str) -> datetime:
        """Read a text as a time in UTC; `what` names it in the reason.

        Raises:
            RowError: it is none.
        """
        moment = self.form.time_of(self.mapping, text)
        if moment is None:
            raise RowError(f"{what} {self.form.not_a_time}")
        return moment

    def time(self, column: str) -> datetime | None:
        """Return a time in UTC; None where the cell is empty.

        Raises:
            RowError: the cell holds no time.
        """
        text = self.text(column)
        return None if text is None else self.moment(text, column)

    def required_time(self, column: str) -> datetime:
        """Return a time in UTC.

        Raises:
            RowError: the cell is empty or holds no time.
        """
        return self.moment(self.required(column), column)

    def loose_time(self, column: str) -> datetime | None:
        """Return a time in UTC; None where the cell is empty or holds none."""
        text = self.text(column)
        return None if text is None else self.form.time_of(self.mapping, text)

    def status(self) -> TicketStatus | None:
        """Return the status by its common names; None for one of the account's own.

        Raises:
            RowError: the cell is empty.
        """
        return status_of(self.mapping.word("status", self.required("status")))


@dataclass(frozen=True, slots=True)
class CsvReader:
    """An importer of one system's table of tickets, one a row.

    `required` are the columns that a ticket needs. Which others there are the user chooses at
    export; one of `telling` beside all of `signs` tells the system's table from others, and where
    no signs are given the required ones are it. `advice` says what to do about columns that are
    missing. `build` makes a ticket of a row and raises what `row_items` allows where it cannot.
    A mapping gives the zone of times, and where form and build use them, its date format and its
    words for statuses.
    """

    name: str
    title: str
    system_name: str
    required: frozenset[str]
    telling: frozenset[str]
    advice: str
    form: CellForm
    build: Callable[[Cells], SourceTicket]
    signs: frozenset[str] = frozenset()
    kind: ExportKind = field(default=ExportKind.TICKETS, init=False)

    def recognise(self, sample: Sample) -> bool:
        """Tell by the columns."""
        names = sample.column_names
        is_told = names >= (self.signs or self.required) and bool(names & self.telling)
        return sample.shape is Shape.TABLE and is_told

    def system(self, options: ReadOptions) -> str:
        """Share the ids with the system's JSON."""
        del options
        return self.system_name

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield one ticket or reject for each row.

        Raises:
            BadFileError: no table, or one without the columns that a ticket needs.
        """
        is_table = source.sample.shape is Shape.TABLE
        missing = sorted(self.required - source.sample.column_names)
        if missing or not is_table:
            found = f"no column {', '.join(missing)}" if is_table else source.sample.shape.value
            raise source.fail(
                f"found {found}, expected {self.title} with the columns "
                f"{', '.join(sorted(self.required))}; {self.advice}"
            )
        mapping = options.mapping or ColumnMapping()
        return row_items(source, lambda row: self.build(Cells(row, self.form, mapping)))
