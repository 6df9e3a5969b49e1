"""Column mappings: which column of a table or JSON record is which property of a ticket."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from radar_tui.domain.records import AuthorRole, TicketStatus
from radar_tui.ingest.errors import BadFileError, ColumnsError
from radar_tui.ingest.tagging import Tagging
from radar_tui.ingest.values import normal_word, parse_time
from radar_tui.text.hostile import inert_line

TARGETS = (
    "id",
    "subject",
    "status",
    "created_at",
    "updated_at",
    "solved_at",
    "url",
    "account",
    "requester",
    "requester_email",
    "assignee",
    "priority",
    "tags",
    "merged_into",
    "satisfaction",
    "message",
    "message_id",
    "message_at",
    "message_author",
    "message_role",
    "message_public",
)
"""The properties that a column may be mapped to."""

MAPPING_FILE = "radar-mapping.toml"
"""What the mapping is called that holds for all files of its folder."""

Value = TypeVar("Value")

_MOST_NAMES = 40
_PLAIN_NAME = re.compile(r"[^\d@][^@]{0,39}")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How to read a table or JSON lines that no importer knows.

    `columns` names the source column of each target, `constants` gives a target one value for
    every record, `values` translates a column's own words. `zone` is where times without an offset
    were written; `date_format` is for times that are neither ISO 8601 nor Unix time. `system` is
    the namespace of the ids: two files of one help desk carry the same. `tagging` holds for the
    tickets of every reader.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    system: str = "generic"
    zone: str = "UTC"
    date_format: str | None = None
    tag_separators: str = ",;"
    html: bool = False
    tagging: Tagging = field(default_factory=Tagging)

    @property
    def describes_columns(self) -> bool:
        """Whether it is about a table of its own, besides what holds for every export."""
        return bool(self.columns or self.constants)

    def has(self, target: str) -> bool:
        """Tell whether a target is given, by a column or by a constant."""
        return target in self.columns or target in self.constants

    def word(self, target: str, text: str) -> str:
        """Return what a word of a target means, which is itself unless it is translated."""
        words = self.values.get(target, {})
        return words.get(text, words.get(text.lower(), text))

    def time_of(self, text: str) -> datetime | None:
        """Read a time as it is written in these files; None where it is none."""
        return parse_time(text, zone=ZoneInfo(self.zone), date_format=self.date_format)

    def with_column(self, target: str, column: str) -> "ColumnMapping":
        """Return the mapping with a target read from a column."""
        return replace(self, columns={**self.columns, target: column})

    def with_constant(self, target: str, value: str) -> "ColumnMapping":
        """Return the mapping with one value for a target, whatever the columns hold."""
        mapping = self.without(target)
        return replace(mapping, constants={**mapping.constants, target: value})

    def without(self, target: str) -> "ColumnMapping":
        """Return the mapping with a target neither read from a column nor given a value."""
        return replace(
            self, columns=_less(self.columns, target), constants=_less(self.constants, target)
        )

    def with_word(self, target: str, word: str, meaning: str | None) -> "ColumnMapping":
        """Return the mapping with a column's own word translated, or no longer where None."""
        words = _less(self.values.get(target, {}), word)
        if meaning is not None:
            words[word] = meaning
        others = _less(self.values, target)
        return replace(self, values={**others, target: words} if words else others)


def _less(values: Mapping[str, Value], name: str) -> dict[str, Value]:
    return {one: value for one, value in values.items() if one != name}


_SECTIONS = tuple(setting.name for setting in fields(ColumnMapping))


def load_mapping(path: str | Path) -> ColumnMapping:
    """Read a mapping from a TOML file and check what can be checked without the data.

    Raises:
        BadFileError: the file cannot be read, is no TOML, or names what does not exist.
    """
    name = inert_line(str(path))
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise BadFileError(
            f"{name}: cannot be read ({(error.strerror or 'no file').lower()}); check the path"
        ) from error
    return read_mapping(content, name)


def read_mapping(content: bytes, name: str) -> ColumnMapping:
    """Read a mapping from TOML that messages call `name`.

    Raises:
        BadFileError: it is no TOML, or names what does not exist.
    """
    try:
        raw = msgspec.toml.decode(content, type=dict[str, object])
        for section in raw.keys() - _SECTIONS:
            raise BadFileError(
                f'{name}: unknown setting "{inert_line(section)}"; a mapping has '
                f"{', '.join(_SECTIONS)}"
            )
        mapping = msgspec.convert(raw, type=ColumnMapping)
    except msgspec.ValidationError as error:
        raise BadFileError(f"{name}: not a column mapping: {inert_line(str(error))}") from error
    except (msgspec.DecodeError, ValueError) as error:
        raise BadFileError(f"{name}: not valid TOML: {inert_line(str(error))}") from error
    check_mapping(mapping, name)
    return mapping


def mapping_beside(path: str | Path) -> ColumnMapping | None:
    """Read the mapping that lies in the folder of a file; None where there is none.

    Raises:
        BadFileError: as `load_mapping` does.
    """
    beside = Path(path).parent / MAPPING_FILE
    try:
        is_there = beside.is_file()
    except (OSError, ValueError):  # Such a path is refused where the file itself is opened.
        return None
    return load_mapping(beside) if is_there else None


def check_mapping(mapping: ColumnMapping, name: str) -> None:
    """Make sure that a mapping names targets, statuses, roles and a zone that exist.

    Raises:
        BadFileError: it does not.
    """
    named = (*mapping.columns, *mapping.constants, *mapping.values)
    for target in named:
        if target not in TARGETS:
            raise BadFileError(
                f'{name}: unknown target "{inert_line(target)}"; the targets are '
                f"{', '.join(TARGETS)}"
            )
    _check_words(mapping, "status", [str(status) for status in TicketStatus], name)
    _check_words(mapping, "message_role", [str(role) for role in AuthorRole], name)
    if problem := mapping.tagging.problem():
        raise BadFileError(f"{name}: tagging: {problem}; see docs/import.md")
    try:
        ZoneInfo(mapping.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadFileError(
            f'{name}: unknown zone "{inert_line(mapping.zone)}"; use a name such as Europe/Berlin'
        ) from error


def _check_words(mapping: ColumnMapping, target: str, words: list[str], name: str) -> None:
    """Make sure that translations lead to words that Radar has."""
    used = [*mapping.values.get(target, {}).values()]
    used += [mapping.constants[target]] if target in mapping.constants else []
    for word in used:
        if word not in words:
            raise BadFileError(
                f'{name}: unknown {target} "{inert_line(word)}"; use one of {", ".join(words)}'
            )


def missing_column(name: str, column: str, target: str, columns: list[str]) -> ColumnsError:
    """Return the error for a mapped column that the data do not have."""
    return ColumnsError(
        f'{name}: the mapping reads {target} from a column "{inert_line(column)}" that is not '
        f"there; {columns_named(columns)}"
    )


def columns_named(columns: list[str]) -> str:
    """List column names for a message, leaving out what looks like data instead of a name."""
    names = [inert_line(name.strip()) for name in columns if _PLAIN_NAME.fullmatch(name.strip())]
    listed = ", ".join(names[:_MOST_NAMES])
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"the columns are {listed}{more}" if names else "no column names were found"


def find_column(columns: list[str], wanted: str) -> str | None:
    """Find a column by its name as written, else by its words in any case."""
    if wanted in columns:
        return wanted
    normal = normal_word(wanted)
    return next((name for name in columns if normal_word(name) == normal and normal), None)
