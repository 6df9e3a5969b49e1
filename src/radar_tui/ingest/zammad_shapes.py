"""The parts of Zammad's JSON that are read; anything else in it is passed over."""

from datetime import datetime

import msgspec

from radar_tui.ingest.left_out import NO_KEY, Keyed
from radar_tui.ingest.loose import Id

NOBODY = "-"
"""The name of the user with id 1, who owns what nobody owns and does what Zammad itself does."""
NOBODY_ID = 1


class Named(msgspec.Struct):
    """An object, such as a priority, that a webhook holds where `expand=true` gives its name."""

    name: str | None = None


class Person(msgspec.Struct):
    """A user, as a webhook or the assets of a page hold one."""

    id: Id | None = None
    login: str | None = None
    firstname: str | None = None
    lastname: str | None = None
    email: str | None = None
    organization: Named | str | None = None


class State(msgspec.Struct):
    """A ticket's state, as the assets of a page hold it, with the kind of state that it is."""

    id: Id
    name: str | None = None
    state_type_id: Id | None = None


class Organization(msgspec.Struct):
    """A customer organisation, as the assets of a page hold it."""

    id: Id
    name: str | None = None


class Ticket(Keyed):
    """A ticket, with ids alone or with the names besides that `expand=true` and webhooks give."""

    id: Id
    created_at: datetime
    updated_at: datetime
    title: str | None = NO_KEY
    state_id: Id | None = None
    state: Named | str | None = None
    priority_id: Id | None = NO_KEY
    priority: Named | str | None = NO_KEY
    customer_id: Id | None = None
    customer: Person | str | None = None
    owner_id: Id | None = NO_KEY
    owner: Person | str | None = NO_KEY
    organization_id: Id | None = NO_KEY
    organization: Named | str | None = NO_KEY
    group_id: object = None
    group: object = None
    article_ids: list[Id] | None = None
    tags: list[str] | str | None = NO_KEY
    close_at: datetime | None = None
    last_close_at: datetime | None = None
    pending_time: datetime | None = None


class Article(msgspec.Struct, rename={"sent_by": "from"}):
    """One entry of a ticket's thread."""

    id: Id
    ticket_id: Id
    created_at: datetime
    body: str | None = None
    content_type: str | None = None
    internal: bool | None = None
    sender: Named | str | None = None
    sender_id: Id | None = None
    sent_by: str | None = None
    preferences: object = None
    created_by_id: Id | None = None
    created_by: Person | str | None = None
    origin_by_id: Id | None = None
    origin_by: Person | str | None = None


class Event(msgspec.Struct):
    """What a webhook sends: a ticket, and the article that set it off, if one did."""

    ticket: Ticket
    article: object = None


class Assets(
    msgspec.Struct,
    rename={
        "tickets": "Ticket",
        "articles": "TicketArticle",
        "users": "User",
        "organizations": "Organization",
        "states": "TicketState",
    },
):
    """Everything that a page with `full=true` or `all=true` speaks of, by kind and id."""

    tickets: dict[str, object] = {}
    articles: dict[str, object] = {}
    users: dict[str, object] = {}
    organizations: dict[str, object] = {}
    states: dict[str, object] = {}


class TicketLink(msgspec.Struct):
    """A tie to another ticket; a merged ticket's parent is what it was merged into."""

    link_type: str | None = None
    link_object: str | None = None
    link_object_value: Id | None = None


class Change(msgspec.Struct):
    """One entry of a ticket's history."""

    created_at: datetime
    o_id: Id | None = None
    object: str | None = None
    type: str | None = None
    attribute: str | None = None
    value_from: str | None = None
    value_to: str | None = None
    id_to: Id | None = None


class Page(msgspec.Struct):
    """A page with assets: of tickets, of one ticket with its thread, of articles, of a history."""

    assets: Assets
    record_ids: list[Id] | None = None
    tickets: list[Id] | None = None
    ticket_id: Id | None = None
    ticket_article_ids: list[Id] | None = None
    tags: list[str] | None = None
    links: list[TicketLink] | None = None
    history: list[Change] | None = None
