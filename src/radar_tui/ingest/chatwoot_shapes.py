"""The parts of Chatwoot's JSON that are read; anything else in it is passed over."""

from datetime import datetime
from decimal import Decimal

import msgspec

from radar_tui.ingest.left_out import NO_KEY, Keyed
from radar_tui.ingest.loose import Id
from radar_tui.ingest.values import from_unix, parse_time


class Person(msgspec.Struct):
    """A contact, an agent or a bot."""

    id: Id | None = None
    name: str | None = None
    available_name: str | None = None
    email: str | None = None
    type: str | None = None
    additional_attributes: object = None

    @property
    def label(self) -> str | None:
        """How the person is shown: by name, else by e-mail address."""
        return self.name or self.available_name or self.email


class Meta(msgspec.Struct):
    """Who takes part in a conversation: `sender` is the contact."""

    sender: Person | None = None
    assignee: Person | None = None


class Message(msgspec.Struct):
    """One entry of a conversation. Times are Unix seconds here and ISO 8601 in a webhook."""

    id: Id | None = None
    content: str | None = None
    content_type: str | None = None
    content_attributes: object = None
    message_type: int | str | None = None
    private: bool | None = None
    created_at: object = None
    sender: Person | None = None
    sender_type: str | None = None
    sender_id: Id | None = None
    conversation_id: Id | None = None


class Conversation(Keyed):
    """A conversation, as the API and as webhooks hold it."""

    id: Id | None = None
    status: str | None = None
    meta: Meta | None = NO_KEY
    messages: list[Message] | None = None
    labels: list[str] | None = NO_KEY
    priority: Id | None = NO_KEY
    additional_attributes: object = NO_KEY
    custom_attributes: object = None
    created_at: object = None
    updated_at: object = None
    last_activity_at: object = None
    timestamp: object = None
    changed_attributes: object = None


class Entry(Conversation):
    """What stands alone: a conversation, a message of one, or an event with either.

    An event about a message has the message's properties and its conversation as one of them; an
    event about a conversation has the conversation's properties.
    """

    event: str | None = None
    conversation: Conversation | None = None
    conversation_id: Id | None = None
    message_type: int | str | None = None
    content: str | None = None
    content_type: str | None = None
    content_attributes: object = None
    private: bool | None = None
    sender: Person | None = None
    sender_type: str | None = None
    sender_id: Id | None = None

    @property
    def message(self) -> Message:
        """The message that the entry is or tells of."""
        return Message(
            id=self.id,
            content=self.content,
            content_type=self.content_type,
            content_attributes=self.content_attributes,
            message_type=self.message_type,
            private=self.private,
            created_at=self.created_at,
            sender=self.sender,
            sender_type=self.sender_type,
            sender_id=self.sender_id,
            conversation_id=self.conversation_id,
        )


def moment(value: object) -> datetime | None:
    """Read Unix seconds or ISO 8601; None for neither, and for 0, which stands for never."""
    if isinstance(value, str):
        return parse_time(value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value <= 0:
        return None
    try:
        return from_unix(float(value))
    except (ValueError, OverflowError, OSError):
        return None
