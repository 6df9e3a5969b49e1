"""Reads Zammad's JSON: tickets and articles of its API, pages with assets, and webhooks."""

from collections.abc import Iterator

from radar_tui.domain.records import SourceRecord, SourceThread
from radar_tui.ingest.json_reader import ANYWHERE, JsonReader, Layout
from radar_tui.ingest.late_threads import gather_threads
from radar_tui.ingest.loose import needed_id, needed_part
from radar_tui.ingest.open import Source
from radar_tui.ingest.page_layout import PageLayout
from radar_tui.ingest.reader import ExportKind, Item, ReadOptions
from radar_tui.ingest.sniff import Sample
from radar_tui.ingest.zammad_pages import page_place, read_pages
from radar_tui.ingest.zammad_shapes import Article, Event, Ticket
from radar_tui.ingest.zammad_threads import messages_of
from radar_tui.ingest.zammad_tickets import ticket_of

_TICKET_SIGNS = frozenset(("customer_id", "group_id", "number", "state_id", "title"))
_ARTICLE_SIGNS = frozenset(("content_type", "sender_id", "ticket_id", "type_id"))


class ZammadReader(JsonReader):
    """Importer of Zammad tickets and their threads."""

    def recognise(self, sample: Sample) -> bool:
        """Tell by the names that Zammad gives to properties, and by the assets of its pages."""
        return page_place(sample) is not None or JsonReader.recognise(self, sample)

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield tickets, and behind them what comes of their threads apart.

        Raises:
            BadFileError: nothing of Zammad's, or JSON that is malformed or cut off; always before
                the first record.
        """
        place = page_place(source.sample)
        if place is not None:
            return gather_threads(read_pages(source, place))
        return gather_threads(JsonReader.read(self, source, options))


def _ticket(ticket: Ticket) -> Iterator[SourceRecord]:
    yield ticket_of(ticket)


def _article(article: Article) -> Iterator[SourceRecord]:
    yield SourceThread(needed_id(article.ticket_id), messages_of([article]))


def _event(event: Event) -> Iterator[SourceRecord]:
    """Yield a ticket and the one article of it that an event may tell of.

    Raises:
        ValueError: what stands as the article is none.
    """
    yield ticket_of(event.ticket)
    if event.article:
        yield from _article(needed_part(event.article, Article))


ZAMMAD = ZammadReader(
    name="zammad",
    kind=ExportKind.TICKETS,
    title="Zammad JSON",
    system_name="zammad",
    layouts=(
        PageLayout(ANYWHERE, _TICKET_SIGNS, Event, _event, around="ticket"),
        PageLayout("item", _TICKET_SIGNS, Event, _event, around="item.ticket"),
        Layout(ANYWHERE, _TICKET_SIGNS, Ticket, _ticket),
        Layout(ANYWHERE, _ARTICLE_SIGNS, Article, _article),
    ),
)
"""Reader of tickets, articles, webhooks and pages with assets."""
