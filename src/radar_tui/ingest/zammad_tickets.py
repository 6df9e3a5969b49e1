"""Zammad's tickets -> source records."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from radar_tui.domain.records import Noise, SourceTicket
from radar_tui.ingest.left_out import ToldBy
from radar_tui.ingest.loose import address_of, id_of, needed_id
from radar_tui.ingest.ticket_fields import fields_in
from radar_tui.ingest.values import in_utc, storable
from radar_tui.ingest.zammad_people import UNKNOWN, Directory, name_of, shown
from radar_tui.ingest.zammad_shapes import Article, Person, Ticket, TicketLink
from radar_tui.ingest.zammad_states import MERGED, state_of, status_in
from radar_tui.ingest.zammad_threads import messages_of

_PRIORITY_IDS = {"1": "low", "2": "normal", "3": "high"}
_TOLD_BY: ToldBy = {
    "account": ("organization", "organization_id"),
    "assignee": ("owner", "owner_id"),
    "priority": ("priority", "priority_id"),
    "subject": ("title",),
}
_RANK = re.compile(r"^\d+\s+(?=\S)")
_SAMPLE = ("1", "Welcome to Zammad!")
"""Id and title of the ticket that every Zammad begins with."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a ticket: its thread as far as it is complete, tags and links.

    None where an export says nothing of them.
    """

    articles: tuple[Article, ...] = ()
    tags: tuple[str, ...] | None = None
    links: tuple[TicketLink, ...] | None = None


def ticket_of(
    ticket: Ticket, directory: Directory = UNKNOWN, beside: Beside = Beside()
) -> SourceTicket:
    """Build the record of one ticket.

    Raises:
        ValueError, OverflowError: no state, or a time that no calendar has.
    """
    state = state_of(ticket, directory)
    status = status_in(state, ticket)
    customer = directory.person(ticket.customer_id, ticket.customer)
    closed_at = ticket.last_close_at or ticket.close_at
    is_merged = state == MERGED
    done_at = None if status.is_open or closed_at is None else in_utc(closed_at)
    return SourceTicket(
        external_id=needed_id(ticket.id),
        subject=storable(ticket.title or ""),
        status=status,
        created_at=in_utc(ticket.created_at),
        updated_at=in_utc(ticket.updated_at),
        account=_organization(ticket, customer, directory),
        requester=shown(customer, ticket.customer_id),
        requester_email=address_of(customer.email) if customer is not None else None,
        assignee=shown(directory.person(ticket.owner_id, ticket.owner), ticket.owner_id),
        priority=_priority(ticket),
        solved_at=done_at,
        tags=tuple(dict.fromkeys((*_tags(ticket.tags), *map(storable, beside.tags or ())))),
        merged_into=_merged_into(beside.links or ()) if is_merged else None,
        noise=Noise.MERGED if is_merged else _sample_noise(ticket),
        messages=messages_of(beside.articles, directory),
        fields=fields_in(
            {"group": ticket.group or ticket.group_id, "status": name_of(ticket.state)}
        ),
        untold=_untold(
            ticket, customer, directory, beside, untimed=not status.is_open and done_at is None
        ),
    )


def _untold(
    ticket: Ticket,
    customer: Person | None,
    directory: Directory,
    beside: Beside,
    *,
    untimed: bool,
) -> frozenset[str]:
    """Name what a ticket's record says nothing of; `untimed` is one closed at no known time.

    The bare id of an organisation or a customer takes away no name or address that another export
    gave.
    """
    account = _organization(ticket, customer, directory)
    also = {
        "account": account is not None and account == id_of(ticket.organization_id),
        "merged_into": beside.links is None,
        "requester": customer is None,
        "requester_email": customer is None or address_of(customer.email) is None,
        "solved_at": untimed,
        "tags": beside.tags is None and not ticket.has("tags"),
    }
    return ticket.untold(_TOLD_BY) | {name for name, is_so in also.items() if is_so}


def _organization(ticket: Ticket, customer: Person | None, directory: Directory) -> str | None:
    """Return the organisation's name: the ticket's, else the customer's, else the ticket's id."""
    key = ticket.organization_id
    found = name_of(ticket.organization) or directory.organizations.get(str(key))
    if not found and customer is not None:
        found = name_of(customer.organization)
    return storable(found) if found else id_of(key)


def _priority(ticket: Ticket) -> str | None:
    """Return the priority without the rank before its name: `2 normal` is `normal`."""
    name = name_of(ticket.priority)
    if name:
        return storable(_RANK.sub("", name))
    return _PRIORITY_IDS.get(str(ticket.priority_id))


def _tags(tags: list[str] | str | None) -> tuple[str, ...]:
    listed = tags.split(",") if isinstance(tags, str) else tags or ()
    return tuple(storable(tag.strip()) for tag in listed if tag.strip())


def _merged_into(links: Iterable[TicketLink]) -> str | None:
    """Return the only parent of a merged ticket; of several, which it is cannot be told."""
    parents = {
        id_of(link.link_object_value)
        for link in links
        if link.link_type == "parent"
        and link.link_object == "Ticket"
        and link.link_object_value is not None
    }
    return parents.pop() if len(parents) == 1 else None


def _sample_noise(ticket: Ticket) -> Noise | None:
    return Noise.TEST if (str(ticket.id), ticket.title) == _SAMPLE else None
