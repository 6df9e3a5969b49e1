"""Reads single values of any export: times, statuses, texts that a database can hold."""

import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from radar_tui.domain.records import TicketStatus

_NUMBER = re.compile(r"-?\d{1,17}(?:\.\d+)?")
_ZONE_SUFFIX = re.compile(r"\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
_OFFSET = re.compile(r"\s+([+-]\d\d:?\d\d)$")
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:")
_MILLISECONDS_FROM = 100_000_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_ZENDESK_API_URL = re.compile(r"(https?://[^/\s]+)/api/v2/tickets/(\d+)(?:\.json)?")
_WEB_URL = re.compile(r"https?://[^\s<>\"\x00-\x1f\x7f]+")
_WORD_BREAK = re.compile(r"[\W_]+")

STATUS_WORDS = {
    "new": TicketStatus.NEW,
    "unassigned": TicketStatus.NEW,
    "open": TicketStatus.OPEN,
    "opened": TicketStatus.OPEN,
    "reopened": TicketStatus.OPEN,
    "active": TicketStatus.OPEN,
    "in progress": TicketStatus.OPEN,
    "to do": TicketStatus.OPEN,
    "todo": TicketStatus.OPEN,
    "escalated": TicketStatus.OPEN,
    "waiting for support": TicketStatus.OPEN,
    "pending": TicketStatus.PENDING,
    "waiting": TicketStatus.PENDING,
    "waiting on customer": TicketStatus.PENDING,
    "waiting for customer": TicketStatus.PENDING,
    "awaiting reply": TicketStatus.PENDING,
    "awaiting your reply": TicketStatus.PENDING,
    "hold": TicketStatus.ON_HOLD,
    "on hold": TicketStatus.ON_HOLD,
    "waiting on third party": TicketStatus.ON_HOLD,
    "snoozed": TicketStatus.ON_HOLD,
    "solved": TicketStatus.SOLVED,
    "resolved": TicketStatus.SOLVED,
    "done": TicketStatus.SOLVED,
    "completed": TicketStatus.SOLVED,
    "closed": TicketStatus.CLOSED,
    "archived": TicketStatus.CLOSED,
    "cancelled": TicketStatus.CLOSED,
    "canceled": TicketStatus.CLOSED,
    "deleted": TicketStatus.DELETED,
    "trash": TicketStatus.DELETED,
}
"""What help desks call a ticket's status, in the form that `normal_word` gives."""


def normal_word(text: str) -> str:
    """Return a name in lower case, its words separated by one space: `On-Hold` is `on hold`."""
    return _kept_word(text) if len(text) <= _LONGEST_KEPT else _normal_word(text)


def _normal_word(text: str) -> str:
    return _WORD_BREAK.sub(" ", text).strip().lower()


# A file has few names and states, and says them in every record. What is longer is none of them.
_LONGEST_KEPT = 100
_kept_word = lru_cache(maxsize=1024)(_normal_word)


def status_of(text: str) -> TicketStatus | None:
    """Read a status by its common names; None for one that is not among them."""
    return STATUS_WORDS.get(normal_word(text))


def storable(text: str) -> str:
    """Return the text without NUL and lone surrogates, which databases refuse."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if text.isascii():
        return text
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def page_of(url: str | None) -> str | None:
    """Return the web page of a ticket; an address in Zendesk's API becomes the agent's page."""
    if url is None or _WEB_URL.fullmatch(url) is None:
        return None
    match = _ZENDESK_API_URL.fullmatch(url)
    return f"{match[1]}/agent/tickets/{match[2]}" if match else url


def in_utc(moment: datetime, zone: tzinfo = UTC) -> datetime:
    """Return an aware time in UTC; a naive one is taken to be in `zone`.

    Raises:
        OverflowError: the time is within a day of year 1 or year 9999.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def parse_time(text: str, *, zone: tzinfo = UTC, date_format: str | None = None) -> datetime | None:
    """Read ISO 8601, Unix seconds or milliseconds, or the given format; None where it is neither.

    A time without an offset is taken to be in `zone`. Where a format is given, ISO 8601 is read
    besides, which columns of times in Parquet are written as; numbers are not.
    """
    text = text.strip()
    try:
        if date_format is not None and not _ISO.match(text):
            return in_utc(datetime.strptime(text, date_format), zone)  # noqa: DTZ007 - in_utc sets the zone
        if _NUMBER.fullmatch(text) and len(text) != len("20240131"):
            return from_unix(float(text))
        stripped = _ZONE_SUFFIX.sub("+00:00", _OFFSET.sub(r"\1", text))
        return in_utc(datetime.fromisoformat(stripped), zone)
    except (ValueError, OverflowError, OSError):
        return None


def from_unix(number: float) -> datetime:
    """Return the time of so many seconds since 1970, or milliseconds where the number is large.

    Raises:
        ValueError, OverflowError, OSError: the number is no time a calendar has.
    """
    seconds = number / 1000 if abs(number) >= _MILLISECONDS_FROM else number
    return datetime.fromtimestamp(seconds, UTC)
