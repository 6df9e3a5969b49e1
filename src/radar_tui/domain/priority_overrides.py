"""Until when an override of the matrix holds: a usual span, or a day that somebody types."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# What is offered, by its key; a month and a quarter are counted in weeks, so that the end is on
# the same day of the week.
SPANS: dict[str, timedelta | None] = {
    "week": timedelta(weeks=1),
    "month": timedelta(weeks=4),
    "quarter": timedelta(weeks=13),
    "never": None,
}


def override_end(text: str, as_of: datetime, zone: ZoneInfo) -> datetime | None:
    """Read when an override ends: a key of `SPANS`, or a date, whose whole day it still holds.

    None where it never ends.

    Raises:
        ValueError: neither of them, or a day that has passed.
    """
    text = text.strip()
    if text in SPANS:
        span = SPANS[text]
        return None if span is None else as_of + span
    try:
        day = date.fromisoformat(text)
        ends = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        example = (as_of.astimezone(zone) + timedelta(weeks=1)).date().isoformat()
        raise ValueError(f"expected a date such as {example}, found {text[:20]!r}") from None
    if ends <= as_of:
        raise ValueError(f"{day.isoformat()} has passed; give a day that is still to come")
    return ends
