"""The query language of filter boxes: fields with values, and free words.

    band:critical,high owner:me -tag:exports waiting>2d score>=80 account:"Northwind Robotics" fee

Terms and words are joined by *and*, the values of one term by *or*; a minus in front negates.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeAlias

from radar_tui.domain.bands import HIGHEST_SCORE, LOWEST_SCORE, Band
from radar_tui.domain.records import TicketStatus
from radar_tui.domain.working_time import Duration

Value: TypeAlias = str | int | Duration

_UNIT_WORDS = {"w": "week", "d": "day", "h": "hour", "m": "minute"}

_FIELD = re.compile(r"([A-Za-z][A-Za-z-]*)(>=|<=|[:=<>])")
_SPACE = re.compile(r"\s*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BARE_VALUE = re.compile(r'[^\s,"][^\s,]*')
_BARE_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"[0-9]{1,6}")
_DURATION = re.compile(r"([0-9]{1,5})([mhdwMHDW])")


class Operator(StrEnum):
    """How a field is compared with its values."""

    IS = ":"
    OVER = ">"
    AT_LEAST = ">="
    UNDER = "<"
    AT_MOST = "<="

    @property
    def words(self) -> str:
        """The comparison in words, to stand before a value."""
        return _OPERATOR_WORDS[self]


_OPERATOR_WORDS = {
    Operator.IS: "",
    Operator.OVER: "more than ",
    Operator.AT_LEAST: "at least ",
    Operator.UNDER: "less than ",
    Operator.AT_MOST: "at most ",
}


class FieldKind(StrEnum):
    """What kind of value a field holds."""

    NAME = "name"
    CHOICE = "choice"
    NUMBER = "number"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class QueryField:
    """One field of the language, with what a completion list shows of it.

    `choices` are all values of a choice, and the words with a meaning of their own of a name.
    `lowest` and `highest` bound a number; `in_working_time` tells what a duration counts. `phrase`
    introduces the value in a description.
    """

    key: str
    kind: FieldKind
    help: str
    example: str
    phrase: str
    choices: tuple[str, ...] = ()
    lowest: int = 0
    highest: int = 0
    in_working_time: bool = False


_RULED_OUT = {TicketStatus.DELETED}

FIELDS: tuple[QueryField, ...] = (
    QueryField(
        "band",
        FieldKind.CHOICE,
        "band of the frustration score",
        "band:critical,high",
        "band ",
        tuple(band.value for band in reversed(Band)),
    ),
    QueryField(
        "score",
        FieldKind.NUMBER,
        "frustration score, 0 to 200",
        "score>=80",
        "score ",
        lowest=LOWEST_SCORE,
        highest=HIGHEST_SCORE,
    ),
    QueryField(
        "is",
        FieldKind.CHOICE,
        "what holds for the ticket",
        "is:unscored",
        "",
        ("review", "churn", "unscored", "waiting", "rising", "overdue", "acknowledged", "snoozed"),
    ),
    QueryField(
        "waiting",
        FieldKind.DURATION,
        "how long the customer has waited, in working time",
        "waiting>2d",
        "waiting ",
        in_working_time=True,
    ),
    QueryField("age", FieldKind.DURATION, "time since the ticket came in", "age<4h", "age "),
    QueryField(
        "owner",
        FieldKind.NAME,
        "who looks after it in Radar",
        "owner:me",
        "owner ",
        ("me", "none"),
    ),
    QueryField(
        "assignee",
        FieldKind.NAME,
        "who has it in the help desk",
        "assignee:none",
        "assignee ",
        ("me", "none"),
    ),
    QueryField(
        "account",
        FieldKind.NAME,
        "customer organisation",
        'account:"Northwind Robotics"',
        "account ",
        ("none",),
    ),
    QueryField(
        "segment", FieldKind.NAME, "group of accounts", "segment:emea", "segment ", ("none",)
    ),
    QueryField(
        "tier",
        FieldKind.NUMBER,
        "ARR tier of the account, 1 to 5",
        "tier>=4",
        "tier ",
        lowest=1,
        highest=5,
    ),
    QueryField(
        "tag",
        FieldKind.NAME,
        "feature area, root cause or escalation reason",
        "tag:payments",
        "tagged ",
        ("none",),
    ),
    QueryField(
        "status",
        FieldKind.CHOICE,
        "where the ticket stands",
        "status:open,pending",
        "status ",
        tuple(status.value for status in TicketStatus if status not in _RULED_OUT),
    ),
    QueryField("ticket", FieldKind.NAME, "number in the help desk", "ticket:4562", "ticket "),
    QueryField("source", FieldKind.NAME, "where it was imported from", "source:zendesk", "source "),
)
_BY_KEY = {field.key: field for field in FIELDS}


class QueryError(ValueError):
    """A query that cannot be read; `position` counts its characters from 0."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"at {position + 1}: {reason}")
        self.reason = reason
        self.position = position


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: the field compared with any of the values, or, negated, with none of them."""

    field: str
    operator: Operator
    values: tuple[Value, ...]
    negated: bool = False

    def __str__(self) -> str:
        sign = "-" if self.negated else ""
        return f"{sign}{self.field}{self.operator}{','.join(map(_written_value, self.values))}"


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query; `str` writes it so that reading it again gives an equal one."""

    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()
    excluded_words: tuple[str, ...] = ()

    def mentions(self, field: str, value: Value) -> bool:
        """Whether a term speaks of a value, be it asked for or ruled out."""
        return any(term.field == field and value in term.values for term in self.terms)

    def __str__(self) -> str:
        words = [_written_word(word) for word in self.words]
        excluded = [f"-{_written_word(word)}" for word in self.excluded_words]
        return " ".join([*map(str, self.terms), *words, *excluded])

    def __bool__(self) -> bool:
        return bool(self.terms or self.words or self.excluded_words)


def parse_query(text: str) -> Query:
    """Read a query.

    Raises:
        QueryError: a field, operator or value that the language does not know, or an open quote.
    """
    return _Reader(text).query()


def describe(query: Query) -> str:
    """Say in words what a query keeps."""
    parts = [_described_term(term) for term in query.terms]
    parts += [f"with “{word}”" for word in query.words]
    parts += [f"without “{word}”" for word in query.excluded_words]
    return ", ".join(parts) or "everything"


class _Reader:
    """Walks through the text of one query."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def query(self) -> Query:
        """Read to the end."""
        terms: list[Term] = []
        words: dict[bool, list[str]] = {False: [], True: []}
        self._skip_space()
        while self._at < len(self._text):
            negated = self._take_minus()
            if found := _FIELD.match(self._text, self._at):
                terms.append(self._term(found, negated))
            elif word := self._word():
                words[negated].append(word)
            self._skip_space()
        return Query(tuple(terms), tuple(words[False]), tuple(words[True]))

    def _term(self, found: re.Match[str], negated: bool) -> Term:
        field = self._known_field(found[1])
        operator = Operator.IS if found[2] == "=" else Operator(found[2])
        self._check_operator(field, operator, found.start(2))
        self._at = found.end()
        values = [self._value(field)]
        while self._text.startswith(",", self._at):
            self._at += 1
            values.append(self._value(field))
        if operator is not Operator.IS and len(values) > 1:
            raise QueryError(f"{field.key}{operator} takes one value", found.end())
        return Term(field.key, operator, tuple(dict.fromkeys(values)), negated)

    def _known_field(self, name: str) -> QueryField:
        if field := _BY_KEY.get(name.lower()):
            return field
        close = get_close_matches(name.lower(), _BY_KEY, n=1)
        hint = f", did you mean {close[0]}?" if close else ";"
        known = ", ".join(_BY_KEY)
        raise QueryError(f"no field {name[:30]!r}{hint} known fields: {known}", self._at)

    @staticmethod
    def _check_operator(field: QueryField, operator: Operator, position: int) -> None:
        if field.kind is FieldKind.DURATION and operator is Operator.IS:
            raise QueryError(f"{field.key} takes > >= < or <=, as in {field.example}", position)
        ordered = field.kind in (FieldKind.NUMBER, FieldKind.DURATION)
        if operator is not Operator.IS and not ordered:
            raise QueryError(f"{field.key} takes a colon, as in {field.example}", position)

    def _value(self, field: QueryField) -> Value:
        start = self._at
        if self._text.startswith('"', start):
            written = self._quoted(after=r"[\s,]")
        else:
            found = _BARE_VALUE.match(self._text, start)
            written = found[0] if found else ""
            self._at = found.end() if found else start
        value = _read_value(field, written)
        if value is None:
            raise QueryError(f"{field.key} needs {_expected(field)}", start)
        return value

    def _word(self) -> str:
        """Read a word or a quoted phrase; an empty phrase asks for nothing."""
        if self._text.startswith('"', self._at):
            return self._quoted(after=r"\s")
        found = _BARE_WORD.match(self._text, self._at)
        self._at = found.end() if found else len(self._text)
        return found[0] if found else ""

    def _quoted(self, after: str) -> str:
        start = self._at
        found = _QUOTED.match(self._text, start)
        if found is None:
            raise QueryError("a quote is opened and not closed", start)
        self._at = found.end()
        if self._at < len(self._text) and not re.match(after, self._text[self._at]):
            raise QueryError("a closing quote needs a space after it", self._at)
        return _ESCAPED.sub(r"\1", found[1])

    def _take_minus(self) -> bool:
        """Step over a minus that stands before something."""
        following = self._text[self._at + 1 : self._at + 2]
        if self._text[self._at] != "-" or not following.strip():
            return False
        self._at += 1
        return True

    def _skip_space(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at


def _read_value(field: QueryField, written: str) -> Value | None:
    """Turn what was written into a value of the field's kind; None where it is none."""
    if field.kind is FieldKind.NUMBER:
        number = int(written) if _NUMBER.fullmatch(written) else -1
        return number if field.lowest <= number <= field.highest else None
    if field.kind is FieldKind.DURATION:
        found = _DURATION.fullmatch(written)
        return Duration(int(found[1]), found[2].lower()) if found else None
    if written.lower() in field.choices:
        return written.lower()
    return (written or None) if field.kind is FieldKind.NAME else None


def _expected(field: QueryField) -> str:
    if field.kind is FieldKind.NUMBER:
        return f"a whole number from {field.lowest} to {field.highest}"
    if field.kind is FieldKind.DURATION:
        return f"a time in m, h, d or w, as in {field.example}"
    if field.kind is FieldKind.CHOICE:
        return f"one of {', '.join(field.choices)}"
    return f"a value, as in {field.example}"


def _written_value(value: Value) -> str:
    if not isinstance(value, str) or _BARE_VALUE.fullmatch(value):
        return str(value)
    return _written_quoted(value)


def _written_word(word: str) -> str:
    bare = _BARE_WORD.fullmatch(word) and word[0] not in '-"' and not _FIELD.match(word)
    return word if bare else _written_quoted(word)


def _written_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _described_term(term: Term) -> str:
    field = _BY_KEY[term.field]
    words = " or ".join(_described_value(field, value) for value in term.values)
    sign = "not " if term.negated else ""
    return f"{sign}{field.phrase}{term.operator.words}{words}"


def _described_value(field: QueryField, value: Value) -> str:
    if isinstance(value, Duration):
        kind = "working " if field.in_working_time else ""
        return f"{value.count} {kind}{_UNIT_WORDS[value.unit]}{'' if value.count == 1 else 's'}"
    return str(value)
