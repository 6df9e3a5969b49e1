"""Reads tickets from any table or JSON records, by a column mapping or by guessing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from radar_tui.domain.records import Reject, SourceThread
from radar_tui.ingest.errors import ColumnsError
from radar_tui.ingest.generic_rows import RowPlan, messages_from, ticket_from, ticket_id
from radar_tui.ingest.guess import guess_mapping
from radar_tui.ingest.mapping import ColumnMapping, columns_named, find_column, missing_column
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ExportKind, Item, ReadOptions
from radar_tui.ingest.sniff import Sample, Shape
from radar_tui.ingest.table import Row, RowError, column_key, read_rows

ROWS_TRIED = 20
"""Rows at a file's beginning by which it is judged before any of it is imported."""
TIMES = ("created_at", "updated_at", "solved_at", "message_at")
"""The targets that hold times."""


class GenericReader:
    """Importer of tables and JSON records that no other reader knows."""

    name = "generic"
    kind = ExportKind.TICKETS
    title = "any CSV, JSON lines or Parquet with a column mapping"

    def recognise(self, sample: Sample) -> bool:
        """Take whatever has columns; those that are missing are named when it is read."""
        return has_columns(sample)

    def system(self, options: ReadOptions) -> str:
        """Name the system as the mapping does."""
        return options.mapping.system if options.mapping is not None else ColumnMapping().system

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield one ticket a row, or of each run of rows with one id.

        Rows of a ticket that came before are additions to its thread.

        Raises:
            ColumnsError: columns that are needed are neither mapped nor guessed, a mapped one is
                not there, or a time column holds no times; always before the first record.
            BadFileError: a JSON document is damaged, or there are no columns at all.
        """
        check_columns(source)
        if source.sample.shape in (Shape.JSON_ARRAY, Shape.JSON_OBJECT):
            source.passes += 1
        names = column_names(source.sample)
        mapping = options.mapping
        if mapping is not None and mapping.describes_columns:
            plan = make_plan(source.name, names, mapping)
        else:
            guess = replace(mapping or ColumnMapping(), columns=guess_mapping(names).columns)
            plan = make_plan(source.name, names, guess, guessed=True)
        _check(source, names, plan)
        return records(read_rows(source), plan)


def has_columns(sample: Sample) -> bool:
    """Tell whether a file is a table or holds records in JSON."""
    return sample.shape is not Shape.TEXT


def check_columns(source: Source) -> None:
    """Make sure that a file has columns.

    Raises:
        BadFileError: it has none.
    """
    if not has_columns(source.sample):
        raise source.fail("found plain text, expected a table or JSON lines; see docs/import.md")


def column_names(sample: Sample) -> list[str]:
    """List the columns of a table, or the names in JSON records, inner ones behind a dot."""
    if sample.shape is Shape.TABLE:
        return list(sample.header)
    place = "item" if sample.shape is Shape.JSON_ARRAY else ""
    names = set(sample.record_keys)
    for other, inner in sample.keys.items():
        owner = other.removeprefix(f"{place}.") if place else other
        if owner in sample.record_keys and (owner != other or not place):
            names.update(f"{owner}.{name}" for name in inner)
    return sorted(names)


def make_plan(
    file: str, names: list[str], mapping: ColumnMapping, *, guessed: bool = False
) -> RowPlan:
    """Find the columns of a mapping among those of a file.

    Raises:
        ColumnsError: one is not there.
    """
    columns: dict[str, str] = {}
    for target, wanted in mapping.columns.items():
        column = find_column(names, wanted)
        if column is None:
            raise missing_column(file, wanted, target, names)
        columns[target] = column_key(column)
    return RowPlan(mapping, columns, guessed=guessed)


def timeless_target(plan: RowPlan, rows: Iterable[Row | Reject]) -> str | None:
    """Name a time whose column holds none, judged by the filled cells of a file's first rows."""
    tried = [row for row in islice(rows, ROWS_TRIED) if isinstance(row, Row)]
    for target in TIMES:
        column = plan.columns.get(target)
        filled = [row for row in tried if column is not None and row.text(column)]
        if filled and not any(_has_time(row, plan, target) for row in filled):
            return target
    return None


def _check(source: Source, names: list[str], plan: RowPlan) -> None:
    """Make sure that what is needed is there, and that the time columns hold times.

    Reading a JSON document here to its end proves that it is whole.

    Raises:
        ColumnsError: columns are missing, or one of times holds none in the first rows.
        BadFileError: the document is damaged.
    """
    if missing := plan.missing():
        raise ColumnsError(
            f"{source.name}: found no column for {' and '.join(missing)}; {columns_named(names)}; "
            "name it in a column mapping (--map, see docs/import.md)"
        )
    rows = read_rows(source)
    target = timeless_target(plan, rows)
    if source.sample.shape in (Shape.JSON_ARRAY, Shape.JSON_OBJECT):
        for _ in rows:
            pass
    if target is not None:
        column = columns_named([plan.columns[target]]).removeprefix("the columns are ")
        raise ColumnsError(
            f"{source.name}: found no times in {column} ({target}), expected ISO 8601, Unix time "
            "or the mapping's date_format; set date_format (--map)"
        )


def _has_time(row: Row, plan: RowPlan, target: str) -> bool:
    try:
        return plan.time(row, target) is not None
    except RowError:
        return False


def records(rows: Iterable[Row | Reject], plan: RowPlan) -> Iterator[Item]:
    """Turn rows, or runs of rows with one id, into records; rejects do not end a run."""
    run: list[Row] = []
    seen: set[int] = set()
    current = None
    for row in rows:
        if isinstance(row, Reject):
            yield Item(row.position, row)
            continue
        try:
            own_id = ticket_id(row, plan)
        except RowError as error:
            yield Item(row.position, row.reject(str(error)))
            continue
        if not plan.has_entries:
            yield from _record([row], plan, seen)
            continue
        if run and own_id == current:
            run.append(row)
            continue
        yield from _record(run, plan, seen)
        run, current = [row], own_id
    yield from _record(run, plan, seen)


def _record(run: list[Row], plan: RowPlan, seen: set[int]) -> Iterator[Item]:
    """Yield the ticket of a run of rows, or an addition to one that came before."""
    if not run:
        return
    own_id = ticket_id(run[0], plan)
    messages, rejects = messages_from(run, plan)
    for reject in rejects:
        yield Item(reject.position, reject)
    is_thread = plan.is_thread or hash(own_id) in seen
    if plan.has_entries:
        seen.add(hash(own_id))
    if is_thread:
        if messages:
            yield Item(run[0].position, SourceThread(own_id, messages))
        return
    try:
        yield Item(run[0].position, ticket_from(run[0], plan, messages))
    except RowError as error:
        rejected = {reject.position for reject in rejects}
        for row in run:
            if row.position not in rejected:
                yield Item(row.position, row.reject(str(error)))
