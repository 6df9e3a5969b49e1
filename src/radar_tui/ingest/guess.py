"""Guesses which columns of an unknown table hold what: by names that many use, or by content."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from radar_tui.ingest.date_formats import fitting_formats
from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.table import Row, column_key
from radar_tui.ingest.values import normal_word, parse_time, status_of

Held: TypeAlias = Mapping[str, list[str]]

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_ID = re.compile(r"[^\s@/]{1,40}")
_LONGEST_LOOKED_AT = 2000
_MOST_STATUSES = 8
_TICKET_IDS = ("ticket id", "ticket number", "ticket no", "ticket", "case id", "case number")
_RECORD_IDS = ("id", "number", "key", "issue key", "issue id", "reference", "ref")
_MESSAGE_IDS = ("message id", "comment id", "entry id", "article id")
_NAMES: dict[str, tuple[str, ...]] = {
    "id": (*_TICKET_IDS, "conversation id", *_RECORD_IDS),
    "subject": ("subject", "title", "summary", "topic", "ticket subject"),
    "status": ("status", "ticket status", "state", "case status"),
    "created_at": (
        "created at", "created", "created time", "created date", "creation date", "date created",
        "opened at", "opened", "open date", "date opened", "requested at",
    ),
    "updated_at": (
        "updated at", "updated", "last updated", "last update", "last update time", "modified at",
        "modified", "last modified", "last updated time", "date updated",
    ),
    "solved_at": (
        "solved at", "resolved at", "resolved", "resolved time", "resolution date", "closed at",
        "closed", "closed time", "date closed", "date resolved",
    ),
    "url": ("url", "link", "ticket url", "permalink"),
    "account": (
        "account", "account name", "organization", "organisation", "organization name", "company",
        "company name", "customer", "client", "organization id",
    ),
    "requester": (
        "requester", "requester name", "contact", "contact name", "full name", "customer name",
        "reporter", "from name", "requester id",
    ),
    "requester_email": (
        "requester email", "requester email address", "contact email", "customer email", "email",
        "email address", "from email", "from",
    ),
    "assignee": (
        "assignee", "assignee name", "agent", "agent name", "owner", "assigned to", "assignee id",
    ),
    "priority": ("priority", "urgency"),
    "tags": ("tags", "labels", "tag", "label"),
    "satisfaction": ("satisfaction score", "satisfaction", "csat", "satisfaction rating"),
    "message": (
        "message", "message body", "body", "comment body", "comment", "text", "content",
        "description", "question", "first message",
    ),
    "message_at": ("message at", "message time", "message date", "sent at", "commented at"),
    "message_author": (
        "message author", "author", "author name", "sender", "commenter", "author id", "user id",
    ),
    "message_role": ("message role", "author role", "author type", "role", "sender type"),
    "message_public": ("message public", "public", "is public"),
}  # fmt: skip


def guess_mapping(columns: Sequence[str]) -> ColumnMapping:
    """Return a mapping of the columns whose names tell what they hold, each used once."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(normal_word(column), column)
    found: dict[str, str] = {}
    for target, names in _NAMES.items():
        _take(target, names, by_name, found)
    is_entry = "message" in found and not {"subject", "status"} & found.keys()
    _take("message_id", (*_MESSAGE_IDS, *_RECORD_IDS) if is_entry else _MESSAGE_IDS, by_name, found)
    if is_entry and "message_at" not in found and "created_at" in found:
        found["message_at"] = found.pop("created_at")
    return ColumnMapping(columns=found)


def _take(
    target: str, names: Sequence[str], by_name: dict[str, str], found: dict[str, str]
) -> None:
    """Give a target the first of its names that is there, and take the column out."""
    for name in names:
        if name in by_name:
            found[target] = by_name.pop(name)
            return


def guess_from_rows(
    found: Mapping[str, str], columns: Sequence[str], rows: Iterable[Row]
) -> dict[str, str]:
    """Guess what no name told, by what the columns hold in a file's first rows.

    These guesses are for people to look at, not to import by: they may well be wrong.
    """
    texts: dict[str, list[str]] = {column: [] for column in columns if column not in found.values()}
    tried = 0
    for row in rows:
        tried += 1
        for column, held in texts.items():
            text = row.text(column_key(column))
            if text is not None:
                held.append(text[:_LONGEST_LOOKED_AT])
    free = {column: held for column, held in texts.items() if held}
    guessed: dict[str, str] = {}
    # Entries of threads have no status and no opening of their own.
    known = found.keys() | ({"created_at", "status"} if "message_at" in found else set())
    for target, choose in _BY_CONTENT:
        chosen = choose(free, tried) if target not in known else None
        if chosen is not None:
            guessed[target] = chosen
            del free[chosen]
    return guessed


def _of_times(free: Held, _tried: int) -> str | None:
    """The column whose times are the earliest; numbers may be anything."""
    means = {column: _mean_time(held) for column, held in free.items()}
    times = {column: mean for column, mean in means.items() if mean is not None}
    return min(times, key=lambda column: times[column], default=None)


def _mean_time(texts: list[str]) -> float | None:
    if any(text.isdigit() for text in texts):
        return None
    date_format = next(iter(fitting_formats(texts)), None)
    moments = [parse_time(text, date_format=date_format) for text in texts]
    times = [moment.timestamp() for moment in moments if moment is not None]
    return sum(times) / len(times) if len(times) * 2 > len(texts) else None


def _of_addresses(free: Held, _tried: int) -> str | None:
    for column, held in free.items():
        if sum(_ADDRESS.fullmatch(text) is not None for text in held) * 2 > len(held):
            return column
    return None


def _of_statuses(free: Held, _tried: int) -> str | None:
    """The column with the most words of a status, where it holds a few words again and again."""
    known = {
        column: sum(status_of(text) is not None for text in held) / len(held)
        for column, held in free.items()
        if len(set(held)) <= _MOST_STATUSES
    }
    column = max(known, key=lambda column: known[column], default=None)
    return column if column is not None and known[column] else None


def _of_ids(free: Held, tried: int) -> str | None:
    """The first column that holds another short word in each row."""
    for column, held in free.items():
        is_told_apart = len(held) == tried == len(set(held))
        if is_told_apart and all(_ID.fullmatch(text) for text in held):
            return column
    return None


def _of_prose(free: Held, _tried: int) -> str | None:
    """The column with the most words, where they are sentences."""
    words = {column: sum(len(text.split()) for text in held) for column, held in free.items()}
    prose = {column: count for column, count in words.items() if count >= 3 * len(free[column])}
    return max(prose, key=lambda column: prose[column] / len(free[column]), default=None)


_BY_CONTENT = (
    ("created_at", _of_times),
    ("requester_email", _of_addresses),
    ("status", _of_statuses),
    ("id", _of_ids),
    ("message", _of_prose),
)
