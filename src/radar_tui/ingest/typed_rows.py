"""Readers of Radar's own small tables: one row, one record, columns by fixed names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from radar_tui.domain.records import SourceRecord
from radar_tui.ingest.json_input import check_whole
from radar_tui.ingest.json_reader import ANYWHERE
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ExportKind, Item, ReadOptions
from radar_tui.ingest.row_items import row_items
from radar_tui.ingest.sniff import Sample, Shape
from radar_tui.ingest.table import Row


@dataclass(frozen=True, slots=True)
class TypedRowReader:
    """A reader of tables whose columns Radar names itself; other columns are passed over.

    `required` columns must be there, and at least one of `telling` tells the table from others.
    `build` makes a record of a row and raises what `row_items` allows where it cannot.
    """

    name: str
    kind: ExportKind
    title: str
    required: frozenset[str]
    telling: frozenset[str]
    build: Callable[[Row], SourceRecord]

    def recognise(self, sample: Sample) -> bool:
        """Tell by the columns."""
        names = sample.column_names
        return self.required <= names and bool(self.telling & names)

    def system(self, options: ReadOptions) -> str:
        """Name the kind of table: these records belong to no help desk."""
        del options
        return self.name

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield one record or reject for each row.

        Raises:
            BadFileError: no table, one without the required columns, or JSON that is malformed or
                cut off.
        """
        del options
        missing = sorted(self.required - source.sample.column_names)
        if source.sample.shape is Shape.TEXT or missing:
            what = f"no column {', '.join(missing)}" if missing else "plain text"
            raise source.fail(
                f"found {what}, expected {self.title} with the columns "
                f"{', '.join(sorted(self.required))}; see docs/import.md"
            )
        if source.sample.shape in (Shape.JSON_ARRAY, Shape.JSON_OBJECT):
            check_whole(source, ANYWHERE)
        return row_items(source, self.build)
