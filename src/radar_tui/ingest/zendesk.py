"""Reads Zendesk's JSON: ticket lists, incremental and account-wide exports, threads, ratings."""

from collections.abc import Iterable, Iterator

from radar_tui.domain.records import Reject
from radar_tui.ingest.json_input import Read, read_shapes, read_values, shown
from radar_tui.ingest.late_threads import gather_threads
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ExportKind, Item, ReadOptions
from radar_tui.ingest.sniff import Sample, Shape
from radar_tui.ingest.zendesk_exports import (
    COMMENTS_PLACE,
    WHAT_TO_EXPORT,
    audit_threads,
    comment_threads,
)
from radar_tui.ingest.zendesk_people import Directory, read_directory
from radar_tui.ingest.zendesk_ratings import rating_threads, ratings_place
from radar_tui.ingest.zendesk_shapes import (
    AUDIT_SIGNS,
    COMMENT_SIGNS,
    PAGE_SIGNS,
    Ticket,
    look_like_a_ticket,
)
from radar_tui.ingest.zendesk_tickets import ticket_from

_TICKETS = ("tickets.item", "ticket", "results.item")
_AUDITS = ("audits.item", "audit")
_OTHER_LISTS = frozenset(
    (
        "deleted_tickets",
        "groups",
        "macros",
        "organizations",
        "suspended_tickets",
        "ticket_events",
        "ticket_fields",
        "ticket_metrics",
        "users",
    )
)


class ZendeskReader:
    """Importer of Zendesk tickets, their threads and their ratings."""

    name = "zendesk"
    kind = ExportKind.TICKETS
    title = "Zendesk JSON"

    def recognise(self, sample: Sample) -> bool:
        """Tell by the names that Zendesk gives to properties and pages."""
        return any(find(sample) is not None for find in (_place_of, ratings_place, _other_list))

    def system(self, options: ReadOptions) -> str:
        """All Zendesk exports share one namespace of ids."""
        del options
        return "zendesk"

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield tickets, or threads where the export holds audits, comments or ratings.

        Raises:
            BadFileError: another of Zendesk's lists, comments of an unknown ticket, or JSON that
                is malformed or cut off; always before the first record.
        """
        del options
        sample = source.sample
        if ratings_place(sample) is not None:
            return gather_threads(rating_threads(source))
        place = _place_of(sample)
        if place is None:
            found = _other_list(sample) or "no tickets"
            raise source.fail(
                f"found {found}, expected Zendesk tickets, audits, comments or ratings; "
                f"{WHAT_TO_EXPORT}"
            )
        if place == "" and sample.is_lines:
            return _tickets(read_values(source, place, Ticket), Directory())
        directory = read_directory(source)
        if place in _AUDITS:
            return gather_threads(audit_threads(source, place, directory))
        if place == COMMENTS_PLACE:
            return gather_threads(comment_threads(source, directory))
        return _tickets(read_shapes(source, place, Ticket), directory)


def _place_of(sample: Sample) -> str | None:
    """Tell where in the JSON the records are; "" for one ticket a line, None for no Zendesk."""
    if sample.shape in (Shape.TABLE, Shape.TEXT):
        return None
    top = sample.keys.get("", frozenset())
    is_page = bool(PAGE_SIGNS & top)
    for place in _TICKETS:
        names = sample.keys.get(place, frozenset())
        is_empty = not names and place.removesuffix(".item") in top
        if look_like_a_ticket(names) or (is_empty and is_page):
            return place
    if not {"id", "subject"} & top:
        for place in _AUDITS:
            if sample.keys.get(place, frozenset()) >= AUDIT_SIGNS:
                return place
        if sample.keys.get(COMMENTS_PLACE, frozenset()) >= COMMENT_SIGNS:
            return COMMENTS_PLACE
    if look_like_a_ticket(sample.record_keys):
        return "item" if sample.shape is Shape.JSON_ARRAY else ""
    return None


def _other_list(sample: Sample) -> str | None:
    """Name a page of Zendesk's API that holds something else than tickets."""
    top = sample.keys.get("", frozenset())
    is_page = bool((PAGE_SIGNS - {"users"}) & top)
    found = sorted(name for name in _OTHER_LISTS & top if is_page or "_" in name)
    return f"Zendesk's {found[0].replace('_', ' ')}" if found else None


def _tickets(values: Iterable[Read[Ticket]], directory: Directory) -> Iterator[Item]:
    for position, value in values:
        if isinstance(value, Reject):
            yield Item(position, value)
            continue
        try:
            yield Item(position, ticket_from(value, directory))
        except (ValueError, OverflowError) as error:
            yield Item(position, Reject(position, str(error), shown(value)))
