"""Reads the satisfaction ratings that Zendesk lists apart from their tickets."""

from collections.abc import Iterator

from radar_tui.domain.records import HistoryField, SourceHistory, SourceThread
from radar_tui.ingest.json_input import check_whole
from radar_tui.ingest.json_reader import ANYWHERE, Layout
from radar_tui.ingest.loose import needed_id
from radar_tui.ingest.open import Source
from radar_tui.ingest.page_layout import PageLayout
from radar_tui.ingest.reader import Item
from radar_tui.ingest.sniff import Sample
from radar_tui.ingest.values import in_utc
from radar_tui.ingest.zendesk_shapes import Rating
from radar_tui.ingest.zendesk_threads import rating_of

_SIGNS = frozenset(("assignee_id", "score", "ticket_id"))


def _thread(rating: Rating) -> list[SourceThread]:
    """Make an entry of the ticket's history, dated when the customer rated.

    An offer that nobody answered says nothing. A comment is no message of the thread.
    """
    ticket_id = needed_id(rating.ticket_id)
    word = rating_of(rating.score)
    if word is None:
        return []
    at = in_utc(rating.updated_at or rating.created_at)
    return [SourceThread(ticket_id, history=(SourceHistory(HistoryField.SATISFACTION, word, at),))]


_LAYOUTS: tuple[Layout[Rating], ...] = (
    PageLayout("satisfaction_ratings.item", frozenset(("satisfaction_ratings",)), Rating, _thread),
    Layout("satisfaction_rating", _SIGNS, Rating, _thread),
    Layout(ANYWHERE, _SIGNS, Rating, _thread, without=frozenset(("status", "subject"))),
)


def ratings_place(sample: Sample) -> str | None:
    """Tell where in the JSON ratings are; None where there are none."""
    places = (layout.found_at(sample) for layout in _LAYOUTS)
    return next((place for place in places if place is not None), None)


def rating_threads(source: Source) -> Iterator[Item]:
    """Yield the ratings of a file in which there is a place for them.

    Raises:
        BadFileError: malformed or cut off JSON, before the first rating.
    """
    layout = next(one for one in _LAYOUTS if one.found_at(source.sample) is not None)
    place = layout.found_at(source.sample) or ANYWHERE
    check_whole(source, place)
    return layout.items(source, place)
