"""Reads tables and JSON records row by row, every value as text under its column's name."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

import msgspec

from radar_tui.domain.records import Reject
from radar_tui.ingest.json_input import (
    LONGEST_REJECT,
    READ_ERRORS,
    TOO_LONG,
    decode_line,
    read_entries,
    read_lines,
    shown,
    unread,
)
from radar_tui.ingest.open import Source
from radar_tui.ingest.sniff import Shape
from radar_tui.ingest.values import parse_time, storable

LONGEST_CELL = 16 << 20
"""Characters of one CSV cell; a quote that never closes is given up there."""
_LIST_SEPARATOR = ","

Cells: TypeAlias = Mapping[str, str]


class RowError(Exception):
    """A row that cannot become a record; the message names the column, never its value."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its position, its cells by lower-case column name, and its text for a reject.

    `others` are the filled cells of repeated columns, besides the one that `cells` has. `lists` are
    the entries of cells that JSON or Parquet holds as lists.
    """

    position: int
    cells: Cells
    raw: str
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def has(self, column: str) -> bool:
        """Tell whether there is such a column, filled or not; of JSON, also an outer name's."""
        return column in self.cells or column.partition(".")[0] in self.cells

    def text(self, column: str) -> str | None:
        """Return a cell's text without outer blanks; None where it is empty or not there."""
        return self.cells.get(column, "").strip() or None

    def required(self, column: str) -> str:
        """Return a cell's text.

        Raises:
            RowError: the cell is empty.
        """
        value = self.text(column)
        if value is None:
            raise RowError(f"no {column}")
        return value

    def all(self, column: str) -> tuple[str, ...]:
        """Return the filled cells of a column and of those that repeat its name, or its entries."""
        own = self.lists.get(column) or (self.cells.get(column, ""),)
        cells = (*own, *self.others.get(column, ()))
        return tuple(cell for cell in cells if cell.strip())

    def integer(self, column: str, low: int, high: int) -> int | None:
        """Return a whole number between two limits.

        Raises:
            RowError: the cell holds anything else.
        """
        value = self.text(column)
        if value is None:
            return None
        digits = value.lstrip("0") or "0"
        is_number = value.isascii() and value.isdigit() and len(digits) <= len(str(high))
        if not is_number or not low <= int(digits) <= high:
            raise RowError(f"{column} is not a whole number from {low} to {high}")
        return int(digits)

    def number(self, column: str) -> float | None:
        """Return a number; thousands separators and a currency sign before it are passed over.

        Raises:
            RowError: the cell holds anything else.
        """
        value = self.text(column)
        if value is None:
            return None
        try:
            number = float(value.lstrip("$€£ ").replace(",", "").replace("_", "x"))
        except ValueError:
            raise RowError(f"{column} is not a number") from None
        if not abs(number) < float("inf"):
            raise RowError(f"{column} is not a number")
        return number

    def time(self, column: str) -> datetime:
        """Return a time in UTC.

        Raises:
            RowError: the cell is empty or holds no time.
        """
        moment = parse_time(self.required(column))
        if moment is None:
            raise RowError(f"{column} is not a time such as 2026-03-01T09:30:00Z")
        return moment

    def words(self, column: str, separators: str) -> tuple[str, ...]:
        """Return the entries of a list, or the parts between separators, each once, in order."""
        parts = self.lists.get(column)
        if parts is None:
            value = self.cells.get(column, "")
            for separator in separators:
                value = value.replace(separator, "\n")
            parts = value.split("\n")
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def reject(self, reason: str) -> Reject:
        """Return the row as a reject."""
        return Reject(self.position, reason, self.raw[:LONGEST_REJECT])


def read_rows(source: Source) -> Iterator[Row | Reject]:
    """Yield the rows of a table, of JSON lines or of a JSON array; names are lower case.

    Raises:
        BadFileError: malformed or cut off JSON.
    """
    if source.sample.shape is Shape.TABLE:
        return _csv_rows(source)
    if source.sample.is_lines:
        return _line_rows(source)
    place = "item" if source.sample.shape is Shape.JSON_ARRAY else ""
    return _entry_rows(source, place)


class _Lines:
    """The lines of a CSV file; keeps those of the row being read."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.read = 0
        self.kept: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self.read += 1
            self.kept.append(line)
            yield line

    def take(self) -> str:
        """Return the lines of the row just read and start on the next."""
        taken, self.kept = "".join(self.kept), []
        return taken


def _csv_rows(source: Source) -> Iterator[Row | Reject]:
    csv.field_size_limit(LONGEST_CELL)
    with (
        source.open() as stream,
        io.TextIOWrapper(stream, "utf-8", errors="surrogateescape", newline="") as text,
    ):
        lines = _Lines(text)
        rows = csv.reader(iter(lines), delimiter=source.sample.delimiter)
        header: list[str] | None = None
        while True:
            position = lines.read + 1
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error:
                yield _reject(position, lines, "not a CSV row; check its quotes")
                continue
            raw = lines.take()
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [column_key(cell) for cell in cells]
                continue
            yield _csv_row(position, header, cells, raw)


def _reject(position: int, lines: _Lines, reason: str) -> Reject:
    return Reject(position, reason, storable(lines.take()[:LONGEST_REJECT]))


def _csv_row(position: int, header: Sequence[str], cells: list[str], raw: str) -> Row | Reject:
    """Put cells under their columns; of columns with one name the first filled one counts."""
    while len(cells) > len(header) and not cells[-1].strip():
        cells.pop()
    problem = None
    if len(cells) > len(header):
        problem = f"{len(cells)} cells where the header names {len(header)}; check its quotes"
    elif not raw.isascii() and storable(raw) != raw.replace("\x00", ""):
        problem = "text that is not UTF-8"
    if problem is not None:
        return Reject(position, problem, storable(raw[:LONGEST_REJECT]))
    row: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    for name, cell in zip(header, cells, strict=False):
        if not row.get(name):
            row[name] = cell.replace("\x00", "")
        elif cell:
            others.setdefault(name, []).append(cell.replace("\x00", ""))
    return Row(position, row, raw, others)


def _line_rows(source: Source) -> Iterator[Row | Reject]:
    decoder = msgspec.json.Decoder(dict[str, object])
    for number, line in read_lines(source):
        if line is None:
            yield Reject(number, TOO_LONG, "")
            continue
        try:
            record = decode_line(decoder, line)
        except READ_ERRORS as error:
            yield unread(error, number, line)
            continue
        yield _json_row(number, record, shown(line))


def _entry_rows(source: Source, place: str) -> Iterator[Row | Reject]:
    for number, value in enumerate(read_entries(source, place), start=1):
        if isinstance(value, dict):
            yield _json_row(number, value, shown(value))
        else:
            yield Reject(number, "not a JSON object", shown(value))


def _json_row(position: int, record: Mapping[str, object], raw: str) -> Row:
    """Flatten a record: nested names are joined by dots, entries of a list by commas."""
    cells: dict[str, str] = {}
    lists: dict[str, Sequence[str]] = {}
    for name, value in _flat(record):
        column = column_key(name)
        if isinstance(value, list):
            lists[column] = [_as_text(entry) for entry in value if not isinstance(entry, list)]
            cells[column] = _LIST_SEPARATOR.join(lists[column])
        else:
            cells[column] = _as_text(value)
    return Row(position, cells, raw, lists=lists)


def _flat(record: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", inner_value) for inner, inner_value in value.items())
        else:
            yield name, value


def column_key(name: str) -> str:
    """Return the name by which a column's cells are found: without outer blanks, lower case."""
    return storable(name).strip().lower()


def _as_text(value: object) -> str:
    """Write a JSON value as a CSV cell would hold it; what is deeper within is left out."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return storable(str(value))
