"""Reads tickets from any table or JSON records, by a column mapping or by guessing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from radar_tui.domain.records import Reject, SourceThread
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.generic_rows import RowPlan, messages_from, ticket_from
from radar_tui.ingest.guess import guess_mapping
from radar_tui.ingest.mapping import ColumnMapping, columns_named, find_column, missing_column
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ExportKind, Item, ReadOptions
from radar_tui.ingest.sniff import Sample, Shape
from radar_tui.ingest.table import Row, RowError, read_rows

_ROWS_TRIED = 20
_TIMES = ("created_at", "updated_at", "solved_at", "message_at")


class GenericReader:
    """Importer of tables and JSON records that no other reader knows."""

    name = "generic"
    kind = ExportKind.TICKETS
    title = "any CSV, JSON lines or Parquet with a column mapping"

    def recognise(self, sample: Sample) -> bool:
        """Take whatever has columns; those that are missing are named when it is read."""
        return sample.shape is not Shape.TEXT

    def system(self, options: ReadOptions) -> str:
        """Name the system as the mapping does."""
        return options.mapping.system if options.mapping is not None else ColumnMapping().system

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield one ticket a row, or of each run of rows with one id.

        Rows of a ticket that came before are additions to its thread.

        Raises:
            BadFileError: columns that are needed are neither mapped nor guessed, a mapped one is
                not there, or a time column holds no times; always before the first record.
        """
        if source.sample.shape is Shape.TEXT:
            raise source.fail(
                "found plain text, expected a table or JSON lines; see docs/import.md"
            )
        if source.sample.shape in (Shape.JSON_ARRAY, Shape.JSON_OBJECT):
            source.passes += 1
        plan = _plan(source, options.mapping)
        _check_times(source, plan)
        return _items(read_rows(source), plan)


def _plan(source: Source, mapping: ColumnMapping | None) -> RowPlan:
    """Resolve the mapping against the columns that are there.

    Raises:
        BadFileError: columns are missing.
    """
    names = _column_names(source.sample)
    guessed = mapping is None or not mapping.describes_columns
    chosen = mapping or ColumnMapping()
    if guessed:
        chosen = replace(chosen, columns=guess_mapping(names).columns)
    columns: dict[str, str] = {}
    for target, wanted in chosen.columns.items():
        column = find_column(names, wanted)
        if column is None:
            raise missing_column(source.name, wanted, target, names)
        columns[target] = column.strip().lower()
    plan = RowPlan(chosen, columns, guessed=guessed)
    if problem := plan.problem():
        raise source.fail(
            f"found no column for {problem}; {columns_named(names)}; "
            "name it in a column mapping (--map, see docs/import.md)"
        )
    return plan


def _column_names(sample: Sample) -> list[str]:
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


def _check_times(source: Source, plan: RowPlan) -> None:
    """Make sure that the time columns hold times, judged by the first rows.

    Reading a JSON document here to its end proves that it is whole.

    Raises:
        BadFileError: none of the first filled cells of a time column is a time.
    """
    rows = read_rows(source)
    tried = [row for row in islice(rows, _ROWS_TRIED) if isinstance(row, Row)]
    if source.sample.shape in (Shape.JSON_ARRAY, Shape.JSON_OBJECT):
        for _ in rows:
            pass
    for target in _TIMES:
        column = plan.columns.get(target)
        filled = [row for row in tried if column is not None and row.text(column)]
        if filled and not any(_has_time(row, plan, target) for row in filled):
            raise _no_times(source, column or "", target)


def _has_time(row: Row, plan: RowPlan, target: str) -> bool:
    try:
        return plan.time(row, target) is not None
    except RowError:
        return False


def _no_times(source: Source, column: str, target: str) -> BadFileError:
    return source.fail(
        f"found no times in {columns_named([column]).removeprefix('the columns are ')} ({target}), "
        "expected ISO 8601, Unix time or the mapping's date_format; set date_format (--map)"
    )


def _items(rows: Iterable[Row | Reject], plan: RowPlan) -> Iterator[Item]:
    """Turn rows, or runs of rows with one id, into records; rejects do not end a run."""
    run: list[Row] = []
    seen: set[int] = set()
    current = None
    for row in rows:
        if isinstance(row, Reject):
            yield Item(row.position, row)
            continue
        ticket_id = plan.text(row, "id")
        if ticket_id is None:
            yield Item(row.position, row.reject("no id"))
            continue
        if not plan.has_entries:
            yield from _record([row], plan, seen)
            continue
        if run and ticket_id == current:
            run.append(row)
            continue
        yield from _record(run, plan, seen)
        run, current = [row], ticket_id
    yield from _record(run, plan, seen)


def _record(run: list[Row], plan: RowPlan, seen: set[int]) -> Iterator[Item]:
    """Yield the ticket of a run of rows, or an addition to one that came before."""
    if not run:
        return
    ticket_id = plan.text(run[0], "id") or ""
    messages, rejects = messages_from(run, plan)
    for reject in rejects:
        yield Item(reject.position, reject)
    is_thread = plan.is_thread or hash(ticket_id) in seen
    if plan.has_entries:
        seen.add(hash(ticket_id))
    if is_thread:
        if messages:
            yield Item(run[0].position, SourceThread(ticket_id, messages))
        return
    try:
        yield Item(run[0].position, ticket_from(run[0], plan, messages))
    except RowError as error:
        rejected = {reject.position for reject in rejects}
        for row in run:
            if row.position not in rejected:
                yield Item(row.position, row.reject(str(error)))
