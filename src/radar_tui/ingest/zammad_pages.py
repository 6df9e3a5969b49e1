"""Reads Zammad's pages with assets, in which records refer to each other by id."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar

import msgspec

from radar_tui.domain.records import Reject, SourceRecord, SourceThread
from radar_tui.ingest.json_input import READ_ERRORS, check_whole, read_values, shown, unread
from radar_tui.ingest.loose import needed_id
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import Item
from radar_tui.ingest.sniff import Sample, Shape
from radar_tui.ingest.zammad_people import Directory, id_of
from radar_tui.ingest.zammad_shapes import (
    Article,
    Assets,
    Organization,
    Page,
    Person,
    State,
    Ticket,
)
from radar_tui.ingest.zammad_states import state_kind
from radar_tui.ingest.zammad_threads import history_of, messages_of
from radar_tui.ingest.zammad_tickets import Beside, ticket_of

_KINDS = frozenset(("Ticket", "TicketArticle"))
_LISTS = frozenset(("record_ids", "tickets_count", "ticket_article_ids"))

_Shape = TypeVar("_Shape")


def page_place(sample: Sample) -> str | None:
    """Tell where pages with assets stand in the JSON; None where a sample shows none."""
    if sample.shape in (Shape.TABLE, Shape.TEXT):
        return None
    place, within = ("item", "item.assets") if sample.shape is Shape.JSON_ARRAY else ("", "assets")
    if "assets" not in sample.keys.get(place, frozenset()):
        return None
    kinds = sample.keys.get(within, frozenset())
    is_empty = not kinds and _LISTS & sample.keys[place]
    return place if _KINDS & kinds or is_empty else None


def read_pages(source: Source, place: str) -> Iterator[Item]:
    """Yield the tickets and threads of pages; each has the position of its page.

    Raises:
        BadFileError: the JSON is malformed or cut off; before the first record.
    """
    check_whole(source, place)
    return _items(source, place)


def _items(source: Source, place: str) -> Iterator[Item]:
    for position, page in read_values(source, place, Page):
        if isinstance(page, Reject):
            yield Item(position, page)
            continue
        for record in _records(page, position):
            yield Item(position, record)


def _records(page: Page, position: int) -> Iterator[SourceRecord | Reject]:
    """Yield what a page holds. What of it cannot be read is a reject; the rest stays."""
    if page.history is not None:
        yield from _history(page, position)
        return
    directory = _directory(page.assets)
    articles: dict[str, list[Article]] = defaultdict(list)
    for value in page.assets.articles.values():
        article = _read(value, Article, position)
        if isinstance(article, Reject):
            yield article
        else:
            articles[id_of(article.ticket_id)].append(article)
    for key in _listed(page):
        value = page.assets.tickets.get(key)
        ticket = _read(value, Ticket, position) if value is not None else _absent(position)
        if isinstance(ticket, Reject):
            yield ticket
            continue
        beside = _beside(page, ticket, articles)
        yield _built(partial(ticket_of, ticket, directory, beside), position, value)
        if beside.articles:
            del articles[id_of(ticket.id)]
    for ticket_id, thread in articles.items():
        yield _built(partial(_thread, ticket_id, thread, directory), position)


def _listed(page: Page) -> list[str]:
    """List the ids of the tickets that the page is about; it may hold others, linked to these."""
    if page.ticket_id is not None:
        return [str(page.ticket_id)]
    is_of_tickets = bool(page.assets.tickets) or not page.assets.articles
    listed = page.record_ids if page.record_ids is not None else page.tickets
    if listed is not None:
        return list(dict.fromkeys(map(str, listed))) if is_of_tickets else []
    return list(page.assets.tickets)


def _absent(position: int) -> Reject:
    return Reject(position, "a ticket that the page lists but does not hold; export it again", "")


def _beside(page: Page, ticket: Ticket, articles: Mapping[str, list[Article]]) -> Beside:
    """Return a ticket's tags, links and thread; a thread of which a part is missing comes apart."""
    is_alone = page.ticket_id is not None
    found = articles.get(id_of(ticket.id), [])
    listed = (page.ticket_article_ids if is_alone else None) or ticket.article_ids or ()
    is_whole = bool(listed) and set(map(id_of, listed)) <= {id_of(one.id) for one in found}
    return Beside(
        articles=tuple(found) if is_whole else (),
        tags=tuple(page.tags) if is_alone and page.tags is not None else None,
        links=tuple(page.links) if is_alone and page.links is not None else None,
    )


def _thread(ticket_id: str, articles: Iterable[Article], directory: Directory) -> SourceThread:
    return SourceThread(needed_id(ticket_id), messages_of(articles, directory))


def _built(
    build: Callable[[], SourceRecord], position: int, value: object = None
) -> SourceRecord | Reject:
    try:
        return build()
    except (ValueError, OverflowError) as error:
        return Reject(position, str(error), "" if value is None else shown(value))


def _history(page: Page, position: int) -> Iterator[SourceRecord | Reject]:
    """Yield the changes of the ticket that a history is of."""
    changes = [change for change in page.history or () if change.object == "Ticket"]
    named = {id_of(change.o_id) for change in changes if change.o_id is not None}
    ticket_ids = named or set(page.assets.tickets)
    if len(ticket_ids) != 1:
        yield Reject(position, "a history that does not say which ticket it is of", "")
        return
    ticket_id = ticket_ids.pop()
    yield _built(lambda: SourceThread(needed_id(ticket_id), history=history_of(changes)), position)


def _read(value: object, shape: type[_Shape], position: int) -> _Shape | Reject:
    try:
        return msgspec.convert(value, shape)
    except READ_ERRORS as error:
        return unread(error, position, value)


def _directory(assets: Assets) -> Directory:
    """Gather whom the ids of a page mean; one who cannot be read stays an id."""
    states = list(_readable(assets.states, State))
    organizations = list(_readable(assets.organizations, Organization))
    return Directory(
        users={id_of(user.id): user for user in _readable(assets.users, Person) if user.id},
        organizations={id_of(one.id): one.name for one in organizations if one.name},
        state_types={id_of(state.id): state_kind(state) for state in states},
    )


def _readable(values: Mapping[str, object], shape: type[_Shape]) -> Iterator[_Shape]:
    for value in values.values():
        read = _read(value, shape, 0)
        if not isinstance(read, Reject):
            yield read
