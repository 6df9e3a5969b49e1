"""Tries a column mapping on a file's first rows, with the code that imports them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from itertools import islice

from radar_tui.domain.records import AuthorRole, Reject, SourceRecord, TicketStatus
from radar_tui.ingest.date_formats import fitting_formats
from radar_tui.ingest.generic import (
    ROWS_TRIED,
    TIMES,
    check_columns,
    column_names,
    make_plan,
    records,
    timeless_target,
)
from radar_tui.ingest.generic_rows import RowPlan, Value, value_of
from radar_tui.ingest.guess import guess_from_rows, guess_mapping
from radar_tui.ingest.mapping import TARGETS, ColumnMapping, find_column
from radar_tui.ingest.open import Source
from radar_tui.ingest.table import Row, RowError, column_key, read_rows
from radar_tui.ingest.values import parse_time

WORDS_ROWS = 1000
"""Rows in which the words of a status or a role are looked for."""
MOST_CHARACTERS = 4 << 20
"""Characters after which no further row is read."""
MOST_WORDS = 12
"""Words of a column that are told, those that mean nothing yet first."""
LONGEST_WORD = 60
LONGEST_RAW = 200
"""Characters of a cell that are kept to be shown."""
WORD_TARGETS: Mapping[str, tuple[str, ...]] = {
    "status": tuple(map(str, TicketStatus)),
    "message_role": tuple(map(str, AuthorRole)),
}
"""The targets that take one of a few words, and these words."""

_SAMPLES = 3
_ELSEWHERE = timezone(timedelta(hours=1))

Check = Callable[[int, SourceRecord | Reject], SourceRecord | Reject]


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The beginning of a table: `names` are its columns as written, each once and none empty.

    The first `ROWS_TRIED` rows are what a mapping is judged by.
    """

    names: tuple[str, ...]
    rows: tuple[Row | Reject, ...]

    @property
    def tried(self) -> tuple[Row | Reject, ...]:
        """What a mapping is judged by."""
        return self.rows[:ROWS_TRIED]

    def cells(self, name: str) -> list[str]:
        """Give a column's cells in the rows tried, cut, empty where a row has none."""
        key = column_key(name)
        rows = (row.cells if isinstance(row, Row) else {} for row in self.tried)
        return [cells.get(key, "")[:LONGEST_RAW].strip() for cells in rows]


@dataclass(frozen=True, slots=True)
class Sample:
    """A cell as it is written, cut, and what is read from it."""

    raw: str
    value: Value


@dataclass(frozen=True, slots=True)
class TargetTrial:
    """What the rows tried give for one target.

    `filled` rows hold something, `refused` ones would be rejects for what they hold or lack,
    `passed_over` ones hold something that is not read and does no harm. `reason` is why the first
    of the refused is.
    """

    target: str
    column: str | None
    constant: str | None
    filled: int = 0
    refused: int = 0
    passed_over: int = 0
    reason: str | None = None
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class WordTrial:
    """A column's own word, in how many of the rows it stands, and what it is read as."""

    target: str
    word: str
    rows: int
    meaning: str | None


@dataclass(frozen=True, slots=True)
class MappingTrial:
    """What an import with a mapping would make of the rows tried.

    `looked_at` are the rows in which words were looked for, `rejects` the reasons by position.
    `missing` targets, or a `timeless` one, whose column holds no times, keep the whole file out.
    `times` are the cells of times as written, cut; `date_formats` read them where they are not read
    without one, and two of them differ in what they read. `needs_zone` where some have no offset.
    """

    mapping: ColumnMapping
    targets: tuple[TargetTrial, ...]
    words: tuple[WordTrial, ...]
    tried: int
    looked_at: int
    rejects: Mapping[int, str]
    missing: tuple[str, ...]
    timeless: str | None
    times: tuple[str, ...]
    date_formats: tuple[str, ...]
    needs_zone: bool
    is_thread: bool

    @property
    def accepted(self) -> int:
        """How many of the rows tried would be imported."""
        return 0 if self.missing or self.timeless else self.tried - len(self.rejects)

    @property
    def can_be_imported(self) -> bool:
        """Whether anything would be, or nothing is there that could be."""
        return bool(self.accepted) or not (self.tried or self.missing)

    def target(self, name: str) -> TargetTrial:
        """What is told of one target."""
        return next(one for one in self.targets if one.target == name)


def read_first_rows(source: Source) -> FirstRows:
    """Read a table's columns and first rows.

    Raises:
        BadFileError: it is damaged before their end, or has no columns.
    """
    check_columns(source)
    names: dict[str, str] = {}
    for name in column_names(source.sample):
        names.setdefault(column_key(name), name)
    rows: list[Row | Reject] = []
    size = 0
    for row in islice(read_rows(source), WORDS_ROWS):
        rows.append(row)
        size += sum(map(len, row.cells.values())) if isinstance(row, Row) else len(row.record)
        if size > MOST_CHARACTERS:
            break
    return FirstRows(tuple(name for key, name in names.items() if key), tuple(rows))


def first_mapping(
    first: FirstRows, known: ColumnMapping | None
) -> tuple[ColumnMapping, frozenset[str]]:
    """Give the mapping to begin with, and the targets in it that are guessed by content.

    What `known` says of the columns that are there stays; where it says nothing of columns they
    are guessed, by their names and then by what they hold.
    """
    known = known or ColumnMapping()
    names = list(first.names)
    if known.describes_columns:
        found = {target: find_column(names, wanted) for target, wanted in known.columns.items()}
        columns = {target: column for target, column in found.items() if column is not None}
        return replace(known, columns=columns), frozenset()
    by_name = guess_mapping(names).columns
    tried = [row for row in first.tried if isinstance(row, Row)]
    by_content = guess_from_rows(by_name, names, tried)
    mapping = replace(known, columns={**by_name, **by_content})
    return with_date_format(first, mapping), frozenset(by_content)


def with_date_format(first: FirstRows, mapping: ColumnMapping) -> ColumnMapping:
    """Add the date format that the times need, where only one can be meant."""
    if mapping.date_format is not None:
        return mapping
    formats = fitting_formats(_time_texts(first, _plan(first, mapping)))
    return replace(mapping, date_format=formats[0]) if len(formats) == 1 else mapping


def try_mapping(first: FirstRows, mapping: ColumnMapping, check: Check) -> MappingTrial:
    """Say what an import with a mapping would make of the first rows.

    `check` is what refuses records that are read and cannot be stored.

    Raises:
        ColumnsError: the mapping names a column that is not there.
    """
    plan = _plan(first, mapping)
    tried = [row for row in first.tried if isinstance(row, Row)]
    items = [check(*item) for item in records(first.tried, plan)]
    texts = _time_texts(first, plan)
    return MappingTrial(
        mapping=mapping,
        targets=tuple(_try_target(target, tried, plan) for target in TARGETS),
        words=tuple(_words(first, plan)),
        tried=len(first.tried),
        looked_at=len(first.rows),
        rejects={item.position: item.reason for item in items if isinstance(item, Reject)},
        missing=plan.missing(),
        timeless=timeless_target(plan, first.tried),
        times=texts,
        date_formats=fitting_formats(texts),
        needs_zone=any(_lacks_offset(text, mapping.date_format) for text in texts),
        is_thread=plan.is_thread,
    )


def _plan(first: FirstRows, mapping: ColumnMapping) -> RowPlan:
    return make_plan("the file", list(first.names), mapping)


def _try_target(target: str, rows: list[Row], plan: RowPlan) -> TargetTrial:
    column, constant = plan.mapping.columns.get(target), plan.mapping.constants.get(target)
    if column is None and constant is None:
        return TargetTrial(target, None, None)
    filled = refused = passed_over = 0
    reason: str | None = None
    samples: dict[Value, Sample] = {}
    for row in rows:
        raw = plan.text(row, target)
        filled += raw is not None
        try:
            value = value_of(row, plan, target)
        except RowError as error:
            refused += 1
            reason = reason or str(error)
            continue
        if value is not None and len(samples) < _SAMPLES:
            shown = value[:LONGEST_RAW] if isinstance(value, str) else value
            samples.setdefault(shown, Sample((raw or "")[:LONGEST_RAW], shown))
        passed_over += value is None and raw is not None
    told = tuple(samples.values())
    return TargetTrial(target, column, constant, filled, refused, passed_over, reason, told)


def _words(first: FirstRows, plan: RowPlan) -> Iterator[WordTrial]:
    """Yield the words of each column of words: those nobody knows first, then by their rows.

    Where a word stands does not depend on what the mapping says of it.
    """
    bare = replace(plan, mapping=replace(plan.mapping, values={}))
    rows = [row for row in first.rows if isinstance(row, Row)]
    for target in WORD_TARGETS:
        if target not in plan.columns:
            continue
        counts: Counter[str] = Counter()
        meanings: dict[str, str | None] = {}
        unknown: set[str] = set()
        for row in rows:
            word = row.text(plan.columns[target])
            if word is None or len(word) > LONGEST_WORD:
                continue
            counts[word] += 1
            if word not in meanings:
                meanings[word] = _meaning(row, plan, target)
                if _meaning(row, bare, target) is None:
                    unknown.add(word)
        ordered = sorted(counts, key=lambda word: (word not in unknown, -counts[word], word))
        for word in ordered[:MOST_WORDS]:
            yield WordTrial(target, word, counts[word], meanings[word])


def _meaning(row: Row, plan: RowPlan, target: str) -> str | None:
    try:
        return str(value_of(row, plan, target))
    except RowError:
        return None


def _time_texts(first: FirstRows, plan: RowPlan) -> tuple[str, ...]:
    """The filled cells of the columns that hold times, cut."""
    columns = [plan.columns[target] for target in TIMES if target in plan.columns]
    rows = [row for row in first.tried if isinstance(row, Row)]
    texts = (row.text(column) for column in columns for row in rows)
    return tuple(text[:LONGEST_RAW] for text in texts if text is not None)


def _lacks_offset(text: str, date_format: str | None) -> bool:
    """Whether a time is another one where it was written in another zone."""
    here = parse_time(text, date_format=date_format)
    there = parse_time(text, zone=_ELSEWHERE, date_format=date_format)
    return here != there
