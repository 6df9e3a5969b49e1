"""What Jira's own words mean: statuses, resolutions, ratings."""

from radar_tui.domain.records import Noise, TicketStatus
from radar_tui.ingest.values import normal_word, status_of

OPENING_ID = "opening"
"""The id of the message that an issue's description is.

No comment ever repeats it, so it is no stand-in (`DESCRIPTION_ID`); all formats share it.
"""
TIME_EXAMPLE = "25/Feb/26 10:17 PM"

_CATEGORIES = {
    "new": TicketStatus.NEW,
    "to do": TicketStatus.NEW,
    "indeterminate": TicketStatus.OPEN,
    "in progress": TicketStatus.OPEN,
    "done": TicketStatus.SOLVED,
    "complete": TicketStatus.SOLVED,
}
"""By the keys of the API and by the names that a table holds."""
_DUPLICATE = "duplicate"
_LOWEST_RATING, _BAD_RATING, _GOOD_RATING, _HIGHEST_RATING = 1, 2, 4, 5


def status_for(name: str | None, category: str | None, *, is_resolved: bool) -> TicketStatus:
    """Read a status, which every project names as it likes.

    The category decides whether it is open, and a common name says more (`Waiting for customer`).
    Without either it is Jira's own rule: what has a resolution is done, anything else is not.
    `Deleted` is but a name here: what is really deleted is not in an export.

    Raises:
        ValueError: there is neither a name nor a category.
    """
    if not name and not category:
        raise ValueError("no status")
    word = status_of(name or "")
    if word is TicketStatus.DELETED:
        word = TicketStatus.CLOSED
    by_category = _CATEGORIES.get(normal_word(category or ""))
    if by_category is None:
        return word or (TicketStatus.SOLVED if is_resolved else TicketStatus.OPEN)
    if word is None or word.is_open != by_category.is_open:
        return by_category
    return word


def noise_for(resolution: str | None) -> Noise | None:
    """Tell what a resolution marks: only `Duplicate`, which every Jira has, is one of noise."""
    return Noise.DUPLICATE if normal_word(resolution or "") == _DUPLICATE else None


def satisfaction_for(rating: float) -> str | None:
    """Tell from the customer's stars: 4 and 5 are good, 1 and 2 bad, 3 is neither."""
    if not _LOWEST_RATING <= rating <= _HIGHEST_RATING:
        return None
    if rating >= _GOOD_RATING:
        return "good"
    return "bad" if rating <= _BAD_RATING else None
