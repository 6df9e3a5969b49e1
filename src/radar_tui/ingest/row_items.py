"""Rows of a table -> items: a row becomes a record as a whole, or is rejected with a reason."""

from collections.abc import Callable, Iterator

from radar_tui.domain.records import Reject, SourceRecord
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import Item
from radar_tui.ingest.table import Row, RowError, read_rows


def row_items(source: Source, build: Callable[[Row], SourceRecord]) -> Iterator[Item]:
    """Yield a record or reject for each row.

    `build` raises RowError, ValueError or OverflowError, with a reason free of customer text, where
    it cannot make a record.
    """
    for row in read_rows(source):
        if isinstance(row, Reject):
            yield Item(row.position, row)
            continue
        try:
            yield Item(row.position, build(row))
        except (RowError, ValueError, OverflowError) as error:
            yield Item(row.position, row.reject(str(error)))
