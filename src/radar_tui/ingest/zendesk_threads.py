"""Zendesk's comments and audits -> messages and history of a ticket."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from radar_tui.domain.records import HistoryField, SourceHistory, SourceMessage, TicketStatus
from radar_tui.ingest.values import in_utc, status_of, storable
from radar_tui.ingest.zendesk_people import Cast
from radar_tui.ingest.zendesk_shapes import Audit, AuditEvent, Comment

_AUTOMATIC_FLAG = 4
_AUTOMATIC = (("Auto-Submitted", "auto-replied"),)
"""The mail header (RFC 3834) that Zendesk's flag for an automatic e-mail response stands for."""
_COMMENTS = frozenset(("Comment", "VoiceComment"))
_CHANGES = frozenset(("Change", "Create"))


def comments_of(audits: Iterable[Audit]) -> list[Comment]:
    """Return the comments, private ones too, that audits hold as events."""
    return [
        Comment(
            id=event.id,
            author_id=event.author_id if event.author_id is not None else audit.author_id,
            metadata=audit.metadata,
            body=event.body,
            plain_body=event.plain_body,
            html_body=event.html_body,
            public=event.public,
            created_at=audit.created_at,
        )
        for audit in audits
        for event in audit.events
        if event.type in _COMMENTS
    ]


def messages_of(
    comments: Iterable[Comment], cast: Cast, *, ticket_id: str, otherwise: datetime
) -> tuple[SourceMessage, ...]:
    """Turn comments into messages, oldest first. `otherwise` dates a comment without a time."""
    messages = [
        _message(comment, cast, f"{ticket_id}-{position}", otherwise)
        for position, comment in enumerate(comments)
    ]
    messages.sort(key=lambda message: message.created_at)
    return tuple(messages)


def _message(comment: Comment, cast: Cast, position_id: str, otherwise: datetime) -> SourceMessage:
    """Prefer the plain body, which is what was typed, to HTML that has to be read back."""
    plain = comment.body or comment.plain_body
    return SourceMessage(
        external_id=position_id if comment.id is None else str(comment.id),
        author_role=cast.role(comment.author_id, comment.author, public=comment.public),
        author=cast.label(comment.author_id, comment.author),
        created_at=in_utc(comment.created_at or otherwise),
        body=storable(plain or comment.html_body or ""),
        public=comment.public,
        is_html=not plain and bool(comment.html_body),
        headers=_AUTOMATIC if _is_automatic(comment) else (),
    )


def _is_automatic(comment: Comment) -> bool:
    return comment.metadata is not None and _AUTOMATIC_FLAG in (comment.metadata.flags or ())


def history_of(audits: Iterable[Audit], cast: Cast) -> tuple[SourceHistory, ...]:
    """Return the changes of status, assignee and tags, oldest first; the first values included."""
    history = [
        SourceHistory(field, value, in_utc(audit.created_at))
        for audit in audits
        for event in audit.events
        if event.type in _CHANGES
        for field, value in _changes(event, cast)
    ]
    history.sort(key=lambda entry: entry.occurred_at)
    return tuple(history)


def _changes(event: AuditEvent, cast: Cast) -> Iterator[tuple[HistoryField, str]]:
    """Yield what one event changed; a changed list of tags is several changes."""
    if event.field_name == "status":
        status = status_of(str(event.value))
        if status is not None:
            yield HistoryField.STATUS, str(status)
    elif event.field_name == "assignee_id":
        value = event.value
        assignee = str(value) if isinstance(value, int | str) and value else None
        yield HistoryField.ASSIGNEE, cast.label(assignee) if assignee else ""
    elif event.field_name == "tags":
        before, after = _tags(event.previous_value), _tags(event.value)
        for tag in sorted(after - before):
            yield HistoryField.TAG_ADDED, storable(tag)
        for tag in sorted(before - after):
            yield HistoryField.TAG_REMOVED, storable(tag)


def _tags(value: object) -> set[str]:
    """Read tags given as a list or, as older exports do, as words in one text."""
    if isinstance(value, str):
        return set(value.split())
    return {tag for tag in value if isinstance(tag, str)} if isinstance(value, list) else set()


def requesters_of(audits: Iterable[Audit]) -> dict[str, str]:
    """Find each ticket's requester: as its creation says, else who wrote its first comment."""
    named: dict[str, str] = {}
    first: dict[str, tuple[datetime, str]] = {}
    for audit in audits:
        ticket = str(audit.ticket_id)
        for event in audit.events:
            if event.field_name == "requester_id" and event.value is not None:
                named[ticket] = str(event.value)
        at = in_utc(audit.created_at)
        is_earliest = ticket not in first or at < first[ticket][0]
        if is_earliest and ticket not in named:
            for comment in comments_of([audit])[:1]:
                first[ticket] = (at, str(comment.author_id))
    return {ticket: author for ticket, (_, author) in first.items()} | named


def solved_at(history: Iterable[SourceHistory]) -> datetime | None:
    """Return when a ticket was last set to solved."""
    times = [
        entry.occurred_at
        for entry in history
        if entry.field is HistoryField.STATUS and entry.value == TicketStatus.SOLVED
    ]
    return max(times, default=None)
