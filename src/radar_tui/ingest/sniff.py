"""Tells what a file holds from its first bytes, never from its name."""

import contextlib
import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import ijson

from radar_tui.ingest.mend_json import mended

SAMPLE_SIZE = 1 << 16
"""Bytes that recognition looks at."""

_DELIMITERS = ",;\t|"
_LONGEST_NAME = 80
_DEEPEST_PLACE = 3
_LINES_TRIED = 20
_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document"),
    (b"PARE", "an encrypted Parquet file"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
)
_TEXT_CONTROLS = frozenset(b"\t\n\v\f\r\x1b")
_CONTROLS = bytes(byte for byte in range(0x20) if byte not in _TEXT_CONTROLS) + b"\x7f"
_MOST_CONTROLS = 0.02


class Shape(Enum):
    """How the records of a file are laid out."""

    JSON_LINES = "JSON lines"
    JSON_OBJECT = "a JSON object"
    JSON_ARRAY = "a JSON array"
    TABLE = "a CSV table"
    PARQUET = "a Parquet table"
    TEXT = "plain text"


@dataclass(frozen=True, slots=True)
class Sample:
    """What the beginning of a file shows.

    `keys` maps a place in the JSON ("" the top, "item" the entries of a top-level array,
    "tickets.item" those of a named one) to the names seen there. `header` are a table's column
    names, `delimiter` what separates them. A Parquet table shows itself as its rows would as JSON
    lines, whatever is filled.
    """

    data: bytes
    shape: Shape
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    header: tuple[str, ...] = ()
    delimiter: str = ","

    @property
    def is_lines(self) -> bool:
        """Whether each line is a record in JSON, as it is or as a row is read."""
        return self.shape in (Shape.JSON_LINES, Shape.PARQUET)

    @property
    def record_keys(self) -> frozenset[str]:
        """The names seen in JSON lines, in the rows of Parquet or in a top-level array."""
        place = "item" if self.shape is Shape.JSON_ARRAY else ""
        return self.keys.get(place, frozenset())

    @property
    def column_names(self) -> frozenset[str]:
        """A table's columns or the names in JSON records, lower case, without outer blanks."""
        names = self.header if self.shape is Shape.TABLE else self.record_keys
        return frozenset(name.strip().lower() for name in names)


def check_text(data: bytes, *, is_whole: bool) -> str | None:
    """Say what is wrong with data that are no UTF-8 text; None where they are."""
    for magic, what in _MAGIC:
        if data.startswith(magic):
            return f"found {what}, expected text: JSON, JSON lines or CSV; export it as one of them"
    if data[257:262] == b"ustar":
        return "found a tar archive, expected text: JSON, JSON lines or CSV; unpack it first"
    if not data.strip():
        return "found an empty file, expected an export with records"
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(data):
        zeros = data.count(0)
        what = "UTF-16 text without a byte order mark" if zeros * 5 > len(data) else "binary data"
        return f"found {what}, expected UTF-8 text: JSON, JSON lines or CSV; export it as UTF-8"
    try:
        data.decode()
    except UnicodeDecodeError as error:
        is_cut = not is_whole and error.end == len(data) and error.start > len(data) - 4
        if not is_cut:
            return (
                f"found text that is not UTF-8 (byte {error.start + 1}), expected UTF-8; "
                "save or export the file as UTF-8"
            )
    return None


def take_sample(data: bytes, *, is_whole: bool) -> Sample:
    """Describe the beginning of a file that `check_text` found to be text."""
    stripped = data.lstrip()
    if stripped[:1] == b"[":
        return Sample(data, Shape.JSON_ARRAY, _json_keys([data]))
    if stripped[:1] == b"{":
        first, *others = stripped.split(b"\n", _LINES_TRIED)
        if len(first.strip()) == 1:
            return Sample(data, Shape.JSON_OBJECT, _json_keys([data]))
        lines = [line for line in others if line.startswith(b"{")]
        return Sample(data, Shape.JSON_LINES, _json_keys([data, *lines]))
    delimiter, header = _table_header(data, is_whole=is_whole)
    if len(header) > 1:
        return Sample(data, Shape.TABLE, {}, header, delimiter)
    return Sample(data, Shape.TEXT)


def _json_keys(texts: Sequence[bytes]) -> dict[str, frozenset[str]]:
    """Collect the names at the first levels of as much JSON as each text holds."""
    keys: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        with contextlib.suppress(ijson.JSONError, UnicodeDecodeError, ArithmeticError):
            _collect_keys(text, keys)
    return {place: frozenset(names) for place, names in keys.items()}


def _collect_keys(text: bytes, keys: dict[str, set[str]]) -> None:
    """Add the names in one text to those at their places, until it ends or breaks off."""
    labels: list[str] = []
    pending = ""
    for event, value in ijson.basic_parse(io.BytesIO(mended(text)), multiple_values=True):
        if event in ("start_map", "start_array"):
            labels.append(pending)
            pending = "item"
        elif event in ("end_map", "end_array"):
            labels.pop()
            pending = "item" if labels else ""
        elif event == "map_key":
            pending = value
            if len(labels) <= _DEEPEST_PLACE:
                keys[".".join(labels[1:])].add(value[:_LONGEST_NAME])


def _table_header(data: bytes, *, is_whole: bool) -> tuple[str, tuple[str, ...]]:
    """Find the delimiter that splits the first line into the most columns."""
    text = data.decode(errors="replace")
    lines = text.splitlines(keepends=True)
    while lines and not lines[0].strip():
        del lines[0]
    if not is_whole and len(lines) == 1:
        return ",", ()
    candidates = [(delimiter, _first_row(lines, delimiter)) for delimiter in _DELIMITERS]
    return max(candidates, key=lambda candidate: len(candidate[1]))


def _first_row(lines: Sequence[str], delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader(lines, delimiter=delimiter), ()))
    except csv.Error:
        return ()
