"""Chatwoot's messages -> messages of a ticket: who wrote them, and who may see them."""

from collections.abc import Iterable

from radar_tui.domain.records import AuthorRole, SourceMessage
from radar_tui.ingest.chatwoot_shapes import Message, Meta, moment
from radar_tui.ingest.loose import inner, needed_id
from radar_tui.ingest.values import storable

_INCOMING = (0, "incoming")
_OUTGOING = (1, "outgoing")
_ACTIVITY = (2, "activity")
_BOTS = frozenset(("agentbot", "agent_bot", "captain::assistant", "captain_assistant"))
_AUTOMATIC = (("Auto-Submitted", "auto-replied"),)
"""The mail header (RFC 3834) that Chatwoot's mark of an automatic e-mail stands for."""
_EMAIL = "incoming_email"
_FACES = {1: "bad", 2: "bad", 3: None, 4: "good", 5: "good"}


def messages_of(messages: Iterable[Message], meta: Meta) -> tuple[SourceMessage, ...]:
    """Turn messages into those of a ticket, oldest first; of two with one id the last counts.

    Raises:
        ValueError: one has no id, or no time.
    """
    read = {message.external_id: message for message in (_message(m, meta) for m in messages)}
    return tuple(sorted(read.values(), key=lambda message: message.created_at))


def _message(message: Message, meta: Meta) -> SourceMessage:
    created_at = moment(message.created_at)
    if message.id is None or created_at is None:
        raise ValueError("a message without id or created_at")
    role = _role(message)
    is_private = message.private or message.message_type in _ACTIVITY  # Agents alone see either.
    return SourceMessage(
        external_id=needed_id(message.id),
        author_role=role,
        author=storable(_author(message, meta, role)),
        # The API has whole seconds where webhooks have parts: it is one message all the same.
        created_at=created_at.replace(microsecond=0),
        body=storable(message.content or ""),
        public=not is_private,
        is_html=_is_html(message),
        headers=_AUTOMATIC if inner(_email(message), "auto_reply") is True else (),
    )


def _role(message: Message) -> AuthorRole:
    """Tell who wrote: activities and templates, such as greetings and surveys, are the system's.

    So are answers of bots and of automation rules, and what is left of a deleted message, whose
    text Chatwoot replaces by its own. Outgoing messages of nobody are a bot's for Chatwoot as well,
    unless they were sent from a telephone past it.
    """
    if inner(message.content_attributes, "deleted") is True:
        return AuthorRole.SYSTEM
    if message.message_type in _INCOMING:
        return AuthorRole.CUSTOMER
    if message.message_type not in _OUTGOING:
        return AuthorRole.SYSTEM
    if inner(message.content_attributes, "external_echo"):
        return AuthorRole.AGENT
    is_rule = inner(message.content_attributes, "automation_rule_id") is not None
    is_nobody = message.sender is None and message.sender_type is None and message.sender_id is None
    is_bot = is_rule or is_nobody or _sender_type(message) in _BOTS
    return AuthorRole.SYSTEM if is_bot else AuthorRole.AGENT


def _sender_type(message: Message) -> str:
    named = message.sender.type if message.sender is not None else None
    return (named or message.sender_type or "").lower()


def _author(message: Message, meta: Meta, role: AuthorRole) -> str:
    """Return how an author is shown: as the message, else as the conversation names them."""
    sender = message.sender
    if sender is not None and sender.label:
        return sender.label
    if role is AuthorRole.SYSTEM:
        return "system"
    sender_id = sender.id if sender is not None else message.sender_id
    known = meta.sender if role is AuthorRole.CUSTOMER else meta.assignee
    is_known = known is not None and str(known.id) == str(sender_id)
    if role is AuthorRole.CUSTOMER and sender_id is None:
        is_known = True  # A conversation has one contact.
    if is_known and known is not None and known.label:
        return known.label
    return str(role) if sender_id is None else str(sender_id)


def _email(message: Message) -> object:
    return inner(message.content_attributes, "email")


def _is_html(message: Message) -> bool:
    """Tell whether an e-mail had no plain text, so that its HTML became the content."""
    has_html = bool(inner(_email(message), "html_content"))
    has_text = bool(inner(_email(message), "text_content"))
    return message.content_type == _EMAIL and has_html and not has_text


def rating_of(messages: Iterable[Message]) -> str | None:
    """Return the last rating that a survey among the messages was answered with, good or bad.

    Of Chatwoot's five faces it counts the upper two as satisfied; the middle one is neither.
    """
    found = None
    for message in messages:
        answer = inner(message.content_attributes, "submitted_values", "csat_survey_response")
        rating = inner(answer, "rating")
        if isinstance(rating, int) and not isinstance(rating, bool) and rating in _FACES:
            found = _FACES[rating]
    return found
