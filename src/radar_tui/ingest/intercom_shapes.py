"""The parts of Intercom's JSON that are read; anything else in it is passed over.

What may be wrong without harm to a ticket is an `object` here and read with `part_of`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeAlias

import msgspec

from radar_tui.ingest.left_out import NO_KEY, Keyed
from radar_tui.ingest.loose import Id, LoosePerson, part_of
from radar_tui.ingest.values import from_unix, parse_time

Time: TypeAlias = int | float | str | None
"""Unix seconds; ISO 8601 where an export was written anew by another program."""


class Person(LoosePerson):
    """A contact, a teammate, a team or a bot, as author, assignee or participant."""

    name: object = None
    from_ai_agent: object = None
    is_ai_answer: object = None

    @property
    def names(self) -> tuple[object, ...]:
        """The name, which is one."""
        return (self.name,)


class Source(msgspec.Struct):
    """What began a conversation; `conversation_message` in the versions before 2.0."""

    id: Id | None = None
    delivered_as: object = None
    subject: object = None
    body: str | None = None
    author: Person | None = None
    attachments: object = None


class Part(msgspec.Struct):
    """One entry of a conversation's or a ticket's thread: a message or a change."""

    id: Id
    created_at: Time = None
    part_type: str = ""
    body: str | None = None
    author: Person | None = None
    assigned_to: object = None
    attachments: object = None
    state: object = None
    ticket_state: object = None


class ConversationParts(msgspec.Struct):
    """The list of a conversation's parts."""

    conversation_parts: list[Part] | None = None


class TicketParts(msgspec.Struct):
    """The list of a ticket's parts."""

    ticket_parts: list[Part] | None = None


class People(msgspec.Struct):
    """A list of contacts; `customers` in the versions before 2.0."""

    contacts: list[Person] | None = None
    customers: list[Person] | None = None


class Tag(msgspec.Struct):
    """A tag, and when it was set where Intercom says so."""

    name: str | None = None
    applied_at: Time = None


class Tags(msgspec.Struct):
    """The list of tags."""

    tags: list[Tag] | None = None


class Rating(msgspec.Struct):
    """The customer's rating, 1 (terrible) to 5 (amazing)."""

    rating: int | float | None = None


class Statistics(msgspec.Struct):
    """Times that Intercom keeps for a conversation."""

    last_close_at: Time = None


class Links(msgspec.Struct):
    """Addresses of a conversation in a notification."""

    conversation_web: str | None = None


class Company(msgspec.Struct):
    """The customer's organisation."""

    name: object = None


class TicketState(msgspec.Struct):
    """Where a ticket stands; teams name states themselves, the category is Intercom's."""

    category: str | None = None


class TicketAttributes(msgspec.Struct):
    """The fields of a ticket that every ticket type has."""

    title: object = msgspec.field(default=None, name="_default_title_")
    description: object = msgspec.field(default=None, name="_default_description_")


class Entry(Keyed):
    """A conversation or a ticket. Both stand in one stream of notifications."""

    id: Id
    type: object = None
    created_at: Time = None
    updated_at: Time = None
    waiting_since: object = msgspec.UNSET
    state: object = None
    open: object = None
    title: object = None
    priority: object = NO_KEY
    source: Source | None = None
    conversation_message: Source | None = None
    conversation_parts: ConversationParts | None = None
    contacts: object = None
    customers: object = None
    user: object = None
    admin_assignee_id: object = NO_KEY
    assignee: object = NO_KEY
    tags: object = NO_KEY
    conversation_rating: object = NO_KEY
    statistics: object = None
    links: object = None
    company: object = NO_KEY
    company_id: object = NO_KEY
    category: object = None
    ticket_attributes: object = None
    custom_attributes: object = None
    ticket_state: object = None
    ticket_type: object = None
    ticket_parts: TicketParts | None = None

    @property
    def is_ticket(self) -> bool:
        """Whether it is a ticket; a conversation that became one carries it as `ticket`."""
        return self.type == "ticket" or (
            self.type != "conversation" and self.ticket_attributes is not None
        )

    @property
    def opening(self) -> Source | None:
        """The message that began the conversation."""
        return self.source or self.conversation_message

    @property
    def parts(self) -> list[Part]:
        """The entries of the thread, as they stand in the payload."""
        in_conversation = self.conversation_parts and self.conversation_parts.conversation_parts
        in_ticket = self.ticket_parts and self.ticket_parts.ticket_parts
        return [*(in_conversation or ()), *(in_ticket or ())]

    @property
    def tag_list(self) -> list[Tag]:
        """The tags that have a name."""
        tags = part_of(self.tags, Tags)
        return [tag for tag in (tags.tags if tags else None) or () if tag.name]

    @property
    def participants(self) -> Iterator[Person]:
        """The contacts, the one that began first."""
        for value in (self.contacts, self.customers):
            found = part_of(value, People)
            listed = (found.contacts or found.customers) if found else part_of(value, list[Person])
            yield from listed or ()
        if (user := part_of(self.user, Person)) is not None:
            yield user


class Notification(msgspec.Struct):
    """A webhook's envelope; what it is about depends on the topic."""

    topic: str
    created_at: Time = None
    data: object = None


class ItemHint(msgspec.Struct):
    """What kind of thing a notification is about."""

    type: str | None = None


class NotificationHint(msgspec.Struct):
    """What an envelope holds, told before it is read."""

    item: ItemHint


class NotificationData(msgspec.Struct):
    """What an envelope holds."""

    item: Entry


def moment(value: Time) -> datetime | None:
    """Read a time; None for none, and for 0, which stands for never.

    Raises:
        ValueError, OverflowError, OSError: no calendar has it.
    """
    if value is None or value in (0, ""):
        return None
    if not isinstance(value, str):
        return from_unix(value)
    if (found := parse_time(value)) is None:
        raise ValueError("a time that is neither Unix seconds nor ISO 8601")
    return found
