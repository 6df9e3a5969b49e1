"""Reads tables of weekly counts: one row per series and week, or one column or row per series."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from radar_tui.domain.records import Reject
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.open import Source
from radar_tui.ingest.sniff import Shape
from radar_tui.ingest.table import Row, column_key, read_rows
from radar_tui.text.hostile import inert_line

SERIES, WEEK, COUNT = "series", "week", "count"
LARGEST_COUNT = 10**9

# How tools write that there is no value.
_MISSING = frozenset(("", "-", "_", "na", "n/a", "nan", "null", "none", "missing"))
# Spreadsheets and data frames with gaps write whole numbers as 12.0.
_WHOLE = re.compile(r"(\d{1,12})(?:\.0{1,6})?", re.ASCII)
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.ASCII | re.IGNORECASE)
_LAYOUTS = (
    "columns series, week and count, or a column week beside one column per series, or a column "
    "series beside one column per week"
)


@dataclass(frozen=True, slots=True)
class CountedWeek:
    """One series' count of one week, as the file has it; None where it says that there is none.

    `begins` orders the weeks: the Monday of an ISO week such as 2026-W47, a date as it stands, None
    for any other name. `line` is where it was read (the entry, in an array).
    """

    series: str
    week: str
    count: int | None
    begins: date | None
    line: int


def read_counts(source: Source) -> list[CountedWeek]:
    """Read all counts in the order of the file.

    Raises:
        BadFileError: no table of counts, a row or cell that is none, or weeks out of order.
    """
    if source.sample.shape is Shape.TEXT:
        raise source.fail(f"found plain text, expected a table with {_LAYOUTS}")
    columns = _columns(source)
    counts = [
        counted
        for row in read_rows(source)
        for counted in _of_row(_sound(source, row), columns, source)
    ]
    if not counts:
        raise source.fail("found a header without rows, expected a row for each week")
    _check_order(source, counts)
    return counts


def week_begin(week: str) -> date | None:
    """Read an ISO week (its Monday) or a date; None for any other name of a week."""
    iso = _ISO_WEEK.fullmatch(week)
    try:
        if iso:
            return date.fromisocalendar(int(iso[1]), int(iso[2]), 1)
        return date.fromisoformat(week)
    except ValueError:
        return None


def _columns(source: Source) -> Mapping[str, str]:
    """The columns by their names in rows, with their names as the file writes them."""
    sample = source.sample
    names = sample.header if sample.shape is Shape.TABLE else sorted(sample.record_keys)
    # A column without a name counts the rows.
    named = [name for name in names if name.strip()]
    shown = {column_key(name): inert_line(name.strip()) for name in named}
    if len(shown) < len(named):
        raise source.fail("found two columns of one name, expected each once; rename one of them")
    is_wide = len({SERIES, WEEK} & shown.keys()) == 1 and len(shown) > 1
    if not is_wide and not shown.keys() >= {SERIES, WEEK, COUNT}:
        raise source.fail(f"found a table without these columns, expected {_LAYOUTS}")
    return shown


def _sound(source: Source, row: Row | Reject) -> Row:
    if isinstance(row, Reject):
        raise _bad(source, row.position, f"found {row.reason}, expected a row of the table")
    return row


def _of_row(row: Row, columns: Mapping[str, str], source: Source) -> Iterator[CountedWeek]:
    """One count of a long table; of a wide one a count for each column but the first named."""
    series, week = row.text(SERIES), row.text(WEEK)
    if {SERIES, WEEK, COUNT} <= columns.keys():
        cells: Sequence[tuple[str | None, str | None, str]] = [(series, week, COUNT)]
    elif WEEK in columns:
        cells = [(shown, week, name) for name, shown in columns.items() if name != WEEK]
    else:
        cells = [(series, shown, name) for name, shown in columns.items() if name != SERIES]
    for of_series, of_week, column in cells:
        if not of_series or not of_week:
            what = SERIES if not of_series else WEEK
            raise _bad(source, row.position, f"found no name of the {what}, expected one")
        count = _count(row.text(column) or "", source, row.position)
        shown_week = inert_line(of_week)
        yield CountedWeek(
            inert_line(of_series), shown_week, count, week_begin(shown_week), row.position
        )


def _count(cell: str, source: Source, line: int) -> int | None:
    if cell.lower() in _MISSING:
        return None
    whole = _WHOLE.fullmatch(cell)
    if whole is None or int(whole[1]) > LARGEST_COUNT:
        raise _bad(
            source,
            line,
            f"found a count that is no whole number from 0 to {LARGEST_COUNT}, expected one, or an "
            "empty cell where there are no data",
        )
    return int(whole[1])


def _check_order(source: Source, counts: Sequence[CountedWeek]) -> None:
    """Weeks whose order is known come in that order, each once for a series."""
    latest: dict[str, date] = {}
    for counted in counts:
        begins, before = counted.begins, latest.get(counted.series)
        if begins is None:
            continue
        if before is not None and begins <= before:
            what = "twice for one series" if begins == before else "after a later one"
            raise _bad(source, counted.line, f"found a week {what}, expected time order; sort it")
        latest[counted.series] = begins


def _bad(source: Source, line: int, problem: str) -> BadFileError:
    # The entries of an array may share a line, and are numbered instead.
    place = "entry" if source.sample.shape is Shape.JSON_ARRAY else "line"
    return source.fail(f"{place} {line}: {problem}")
