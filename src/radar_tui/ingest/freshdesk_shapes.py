"""The parts of Freshdesk's JSON that are read; anything else in it is passed over.

What a ticket can do without is typed `object` and read with `line_of`, `id_in` and their like, so
that a value of another kind there does not lose the ticket.
"""

import re
from datetime import datetime

import msgspec

from radar_tui.ingest.left_out import NO_KEY, Keyed
from radar_tui.ingest.loose import Id, entries_of, inner, line_of
from radar_tui.ingest.values import parse_time


class Conversation(msgspec.Struct):
    """One entry of a ticket's thread: a reply, a note, what the customer wrote back."""

    id: Id | None = None
    ticket_id: Id | None = None
    user_id: Id | None = None
    body: str | None = None
    body_text: str | None = None
    incoming: bool | None = None
    private: bool | None = None
    from_email: object = None
    created_at: str | None = None

    @property
    def html(self) -> str | None:
        """The body as HTML."""
        return self.body

    @property
    def plain(self) -> str | None:
        """The body as Freshdesk turned it into plain text."""
        return self.body_text


class Rating(msgspec.Struct):
    """What a customer answered in a survey; `ratings` holds a number for each question."""

    ticket_id: Id | None = None
    created_at: object = None
    updated_at: object = None
    ratings: object = None


class Ticket(Keyed):
    """A ticket as version 2 of the API gives it, in lists, in searches and alone.

    `conversations`, `requester`, `company` and `stats` are there where they were asked for.
    """

    id: Id | None = None
    status: Id | None = None
    created_at: str | None = None
    updated_at: object = None
    subject: object = NO_KEY
    description: str | None = None
    description_text: str | None = None
    priority: object = NO_KEY
    source: object = None
    tags: object = NO_KEY
    spam: object = NO_KEY
    deleted: object = None
    status_name: object = None
    requester_id: object = None
    requester_name: object = None
    requester: object = None
    responder_id: object = NO_KEY
    responder_name: object = NO_KEY
    company_id: object = NO_KEY
    company: object = NO_KEY
    stats: object = None
    type: object = None
    group_id: object = None
    group_name: object = None
    product_id: object = None
    is_escalated: object = None
    custom_fields: object = None
    conversations: list[Conversation] | None = None

    @property
    def number(self) -> Id | None:
        """The number that agents know the ticket by."""
        return self.id

    @property
    def html(self) -> str | None:
        """The description as HTML."""
        return self.description

    @property
    def plain(self) -> str | None:
        """The description as Freshdesk turned it into plain text."""
        return self.description_text

    @property
    def escalated(self) -> object:
        """Whether Freshdesk itself sent an escalation, because the ticket was overdue."""
        return self.is_escalated

    @property
    def problem_type(self) -> object:
        """What kind of ticket it is, such as a question or a problem."""
        return self.type

    @property
    def own_fields(self) -> dict[str, object]:
        """The account's own fields, without the `cf_` that the API puts before their names."""
        return _named(self.custom_fields, re.compile("^cf_"))

    @property
    def thread(self) -> list[Conversation]:
        """What was written after the description."""
        return self.conversations or []


class OldNote(Conversation):
    """An entry of a thread under the names of version 1, at times in an envelope `note`."""

    note: "OldNote | None" = None
    body_html: str | None = None
    deleted: bool | None = None

    @property
    def html(self) -> str | None:
        """The body as HTML."""
        return self.body_html

    @property
    def plain(self) -> str | None:
        """The body as plain text."""
        return self.body


class OldTicket(Ticket):
    """A ticket under the names of version 1, which the account's own export keeps.

    Its `id` may be the database's, known to no agent; then `display_id` is the ticket's number.
    """

    display_id: Id | None = None
    description_html: str | None = None
    ticket_type: object = None
    isescalated: object = None
    custom_field: object = None
    notes: list[OldNote] | None = None

    @property
    def escalated(self) -> object:
        """Whether Freshdesk itself sent an escalation, because the ticket was overdue."""
        return self.isescalated

    @property
    def problem_type(self) -> object:
        """What kind of ticket it is, such as a question or a problem."""
        return self.ticket_type

    @property
    def own_fields(self) -> dict[str, object]:
        """The account's own fields, without the account's number that ends their names."""
        return _named(self.custom_field, re.compile(r"_\d+$"))

    @property
    def number(self) -> Id | None:
        """The number that agents know the ticket by."""
        return self.id if self.display_id is None else self.display_id

    @property
    def html(self) -> str | None:
        """The description as HTML."""
        return self.description_html

    @property
    def plain(self) -> str | None:
        """The description as plain text."""
        return self.description

    @property
    def thread(self) -> list[Conversation]:
        """What was written after the description, without notes that were deleted."""
        notes = (entry.note or entry for entry in self.notes or ())
        return [note for note in notes if not note.deleted]


def _named(fields: object, besides: re.Pattern[str]) -> dict[str, object]:
    """Return fields by their names without what the account never wrote."""
    named = fields if isinstance(fields, dict) else {}
    return {besides.sub("", str(name)): value for name, value in named.items()}


def id_in(value: object) -> str | None:
    """Return an id as text; None for anything that is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return line_of(value)


def is_set(value: object) -> bool:
    """Tell whether a flag is set."""
    return value is True or value == "true"


def time_in(value: object) -> datetime | None:
    """Return a time in UTC; None for anything that is none."""
    return parse_time(value) if isinstance(value, str) else None


def names_in(value: object) -> tuple[str, ...]:
    """Return the texts of a list, or the names of its objects, each once."""
    found = (line_of(inner(entry, "name") or entry) for entry in entries_of(value))
    return tuple(dict.fromkeys(name for name in found if name))
