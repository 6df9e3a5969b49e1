"""The parts of Help Scout's JSON (Mailbox API 2.0) that are read; anything else is passed over.

What may be wrong without harm to a conversation is an `object` here and read with `part_of`.
"""

from datetime import datetime

import msgspec

from radar_tui.ingest.left_out import NO_KEY, Keyed
from radar_tui.ingest.loose import Id, LoosePerson, line_of, part_of
from radar_tui.ingest.values import in_utc


class Person(LoosePerson):
    """A customer, a user (a teammate) or a team; `created_at` is where old payloads keep it."""

    first: object = None
    last: object = None
    created_at: datetime | None = msgspec.field(default=None, name="createdAt")

    @property
    def names(self) -> tuple[object, ...]:
        """The first and the last name."""
        return self.first, self.last

    @property
    def is_customer(self) -> bool:
        """Whether it is a customer."""
        return self.type == "customer"


class Action(msgspec.Struct):
    """What a thread did besides or instead of saying something."""

    type: str | None = None


class Thread(msgspec.Struct, rename="camel"):
    """One entry of a conversation: a message, a note or a change."""

    id: Id
    type: str = ""
    status: object = None
    state: str | None = None
    action: object = None
    body: str | None = None
    customer: Person | None = None
    created_by: Person | None = None
    assigned_to: object = None
    created_at: datetime | None = None


class Threads(msgspec.Struct):
    """What a conversation, or a page of threads, embeds."""

    threads: list[Thread] | None = None


class Link(msgspec.Struct):
    """One address of the API or of the web."""

    href: str | None = None


class Links(msgspec.Struct):
    """Addresses: of a page, and of the conversation that an agent opens."""

    self_: object = msgspec.field(default=None, name="self")
    first: object = None
    last: object = None
    next: object = None
    web: object = None

    @property
    def of_page(self) -> list[str]:
        """The addresses of this page of a list and of its neighbours."""
        found = (part_of(link, Link) for link in (self.self_, self.first, self.last, self.next))
        return [link.href for link in found if link is not None and link.href]


class Tag(msgspec.Struct):
    """A tag; `name` where a payload takes it over from the list of tags."""

    tag: object = None
    name: object = None


class Waiting(msgspec.Struct):
    """Since when the customer has been waiting."""

    time: datetime | None = None


class Snooze(msgspec.Struct, rename="camel"):
    """Until when a conversation is put off."""

    snoozed_until: str


class Conversation(Keyed, rename="camel"):
    """A conversation, as the API and as webhooks hold it; without an id, a page of threads."""

    id: Id | None = None
    number: Id | None = None
    status: str | None = None
    state: str | None = None
    subject: object = NO_KEY
    assignee: object = None
    created_by: object = None
    primary_customer: object = None
    created_at: datetime | None = None
    user_updated_at: datetime | None = None
    closed_at: datetime | None = None
    customer_waiting_since: object = None
    snooze: object = None
    tags: object = NO_KEY
    custom_fields: object = None
    embedded: Threads | None = msgspec.field(default=None, name="_embedded")
    links: object = msgspec.field(default=None, name="_links")

    @property
    def threads(self) -> list[Thread]:
        """The entries of the conversation, oldest first; Help Scout lists the newest first.

        Raises:
            ValueError, OverflowError: one has no time, or one that no calendar has.
        """
        found = (self.embedded.threads if self.embedded is not None else None) or []
        return sorted(found, key=lambda thread: (self.time_of(thread), *_in_order(thread.id)))

    def time_of(self, thread: Thread) -> datetime:
        """Return when a thread was written; the first may have only its conversation's time.

        Raises:
            ValueError, OverflowError: it has none, or one that no calendar has.
        """
        author = thread.created_by
        at = thread.created_at or (author.created_at if author else None) or self.created_at
        if at is None:
            raise ValueError("a thread without createdAt")
        return in_utc(at)

    @property
    def tag_names(self) -> tuple[str, ...]:
        """The names of the tags."""
        found = (_tag_name(entry) for entry in part_of(self.tags, list[object]) or ())
        return tuple(name for name in found if name)


class CustomField(msgspec.Struct):
    """One of the inbox's own fields; of an option, `text` is what it is called."""

    name: str
    value: object = None
    text: object = None


def _tag_name(entry: object) -> str | None:
    tag = part_of(entry, Tag)
    return (line_of(tag.tag) or line_of(tag.name)) if tag is not None else line_of(entry)


def _in_order(number: Id) -> tuple[int, str]:
    """Order ids by their number, whether they are written as numbers or as texts."""
    digits = str(number)
    return len(digits), digits
