"""Writes a Parquet table as JSON lines: standard input to standard output, in a process of its own.

    python -m radar_tui.ingest.parquet_lines < tickets.parquet

The first line is a `ParquetHead`; every other one is a row, written as CSV and JSON exports write
their values, so that no reader has to know Parquet's types.
"""

import io
import os
from collections import defaultdict
from typing import IO, TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import polars as pl
    from polars.datatypes import DataTypeClass

UNREADABLE = 3
"""Exit status where the file cannot be read; nobody reads more of it than that."""

_SLICE_BYTES = 4 << 20
"""Of the file, read at a time. Polars holds the row groups that a slice lies in besides."""
_MOST_ROWS = 5_000
_ROWS_AT_ONCE = 200
"""Rows written at a time: a few bytes of a file may stand for long texts in each row."""
_EXACT_FLOATS = 2**53
# Whoever reads the lines has more to do than this process; and Polars panics at zones that are
# offsets, as pandas writes them, though the times beside them are in UTC.
_POLARS = {"POLARS_MAX_THREADS": "1", "POLARS_IGNORE_TIMEZONE_PARSE_ERROR": "1"}


class ParquetHead(msgspec.Struct, frozen=True):
    """How many rows a table has, and its names: of columns at "", of inner ones at their place."""

    rows: int
    names: dict[str, frozenset[str]]


def write_lines(file: IO[bytes], output: IO[bytes]) -> None:
    """Write the head and the rows of a table, a slice at a time.

    Raises:
        Exception, pyo3's PanicException: the file is damaged, cut off or of an unknown kind.
    """
    import polars as pl

    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    table = pl.scan_parquet(file)
    schema = table.collect_schema()
    rows: int = table.select(pl.len()).collect().item()
    columns = [_plain(pl.col(name), kind).alias(name) for name, kind in schema.items()]
    output.write(msgspec.json.encode(ParquetHead(rows, _names(schema))) + b"\n")
    at_once = max(1, min(_MOST_ROWS, rows * _SLICE_BYTES // size))
    for start in range(0, rows, at_once):
        part = table.slice(start, at_once).select(columns).collect()
        for few in part.iter_slices(_ROWS_AT_ONCE):
            lines = io.BytesIO()
            few.write_ndjson(lines)
            output.write(lines.getbuffer())


def _names(schema: "pl.Schema") -> dict[str, frozenset[str]]:
    """Give the names as the beginning of JSON lines would show them."""
    import polars as pl

    found: defaultdict[str, set[str]] = defaultdict(set)

    def note(place: str, name: str, kind: "pl.DataType | DataTypeClass") -> None:
        found[place].add(name)
        inner = f"{place}.{name}" if place else name
        while isinstance(kind, pl.List | pl.Array):
            inner, kind = f"{inner}.item", kind.inner
        for field in kind.fields if isinstance(kind, pl.Struct) else ():
            note(inner, field.name, field.dtype)

    for name, kind in schema.items():
        note("", name, kind)
    return {place: frozenset(names) for place, names in found.items()}


def _plain(value: "pl.Expr", kind: "pl.DataType | DataTypeClass") -> "pl.Expr":
    """Turn values of a type into those that JSON has: texts, whole numbers, yes and no."""
    import polars as pl

    if isinstance(kind, pl.Struct):
        inner = (
            _plain(value.struct.field(one.name), one.dtype).alias(one.name) for one in kind.fields
        )
        whole = pl.struct(list(inner)) if kind.fields else pl.lit(None)
        return pl.when(value.is_not_null()).then(whole)
    if isinstance(kind, pl.Array):
        value, kind = value.arr.to_list(), pl.List(kind.inner)
    if isinstance(kind, pl.List):
        return value.list.eval(_plain(pl.element(), kind.inner))
    if kind.is_temporal():
        return _moment(value, kind)
    if kind.is_float():
        return _number(value)
    if kind == pl.Binary:
        return value.map_batches(_decoded, return_dtype=pl.String)
    is_json = kind.is_integer() and kind not in (pl.Int128, pl.UInt128)
    return value if is_json or kind in (pl.String, pl.Boolean) else value.cast(pl.String)


def _moment(value: "pl.Expr", kind: "pl.DataType | DataTypeClass") -> "pl.Expr":
    """Write times as ISO 8601; what lies beyond year 9999 as a number that no reader takes for one.

    A time with a zone is written in UTC; one without is left to whoever knows where it was written.
    """
    from datetime import date, datetime

    import polars as pl

    if kind == pl.Duration:
        return value.dt.to_string("iso")
    if kind == pl.Time:
        return value.dt.to_string("%H:%M:%S")
    if not isinstance(kind, pl.Datetime):
        return _on_calendar(value, pl.lit(date.min), pl.lit(date.max), "%Y-%m-%dT00:00:00")
    shape = "%Y-%m-%dT%H:%M:%S%.6f"
    if kind.time_zone is not None:
        value, shape = value.dt.convert_time_zone("UTC").dt.replace_time_zone(None), f"{shape}Z"
    if kind.time_unit == "ns":  # They all lie within the calendar.
        return value.dt.to_string(shape)
    whole = (datetime.min, datetime.max)  # noqa: DTZ901 - the zone is off
    first, last = (pl.lit(moment).cast(pl.Datetime(kind.time_unit)) for moment in whole)
    return _on_calendar(value, first, last, shape)


def _on_calendar(value: "pl.Expr", first: "pl.Expr", last: "pl.Expr", shape: str) -> "pl.Expr":
    """Write times, or their numbers where no calendar has them, at which Polars panics."""
    import polars as pl

    written = value.clip(first, last).dt.to_string(shape)
    is_beyond = (value < first) | (value > last)
    return pl.when(is_beyond).then(value.to_physical().cast(pl.String)).otherwise(written)


def _number(value: "pl.Expr") -> "pl.Expr":
    """Write whole floats as whole numbers: ids and counts become floats where one is missing."""
    import polars as pl

    is_whole = (value == value.round()) & (value.abs() < _EXACT_FLOATS)
    whole = value.cast(pl.Int64, strict=False).cast(pl.String)
    written = pl.when(is_whole).then(whole).otherwise(value.cast(pl.String))
    return pl.when(value.is_not_nan()).then(written)


def _decoded(values: "pl.Series") -> "pl.Series":
    """Read bytes as the text that they are in tables of older writers."""
    import polars as pl

    texts = (None if value is None else value.decode(errors="replace") for value in values)
    return pl.Series(values.name, list(texts), dtype=pl.String)


def main() -> int:
    """Write standard input's table to standard output."""
    os.environ |= _POLARS
    with open(0, "rb") as file, open(1, "wb") as output:
        try:
            write_lines(file, output)
            output.flush()
        except BaseException:  # What Polars panics with is no Exception.
            return UNREADABLE
    return 0


if __name__ == "__main__":
    # Without waiting for threads that a panic may have left.
    os._exit(main())
