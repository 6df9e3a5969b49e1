"""Zendesk's comments and audits -> messages and history of a ticket."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter, itemgetter

from radar_tui.domain.records import (
    AuthorRole,
    HistoryField,
    SourceHistory,
    SourceMessage,
)
from radar_tui.ingest.loose import entries_of, part_of
from radar_tui.ingest.values import in_utc, status_of, storable
from radar_tui.ingest.zendesk_people import Cast
from radar_tui.ingest.zendesk_shapes import Audit, AuditEvent, Comment, VoiceData

_AUTOMATIC_FLAG = 4
_AUTOMATIC = (("Auto-Submitted", "auto-replied"),)
"""The mail header (RFC 3834) that Zendesk's flag for an automatic e-mail response stands for."""
VOICE_COMMENT = "VoiceComment"
_COMMENTS = frozenset(("Comment", "FacebookComment", VOICE_COMMENT))
_CHANGES = frozenset(("Change", "Create"))
_PRIVACY_CHANGE = "CommentPrivacyChange"
_RATING = "SatisfactionRating"
_RATINGS = ("good", "bad")
_TELLING = _CHANGES | {_RATING}


def rating_of(score: str | None) -> str | None:
    """Return a rating that was given, good or bad, whatever else is noted of it; None for none."""
    word = (score or "").strip().lower()
    return next((rating for rating in _RATINGS if word.startswith(rating)), None)


def comments_of(audits: Iterable[Audit]) -> list[Comment]:
    """Return the comments that audits hold as events, public or private as they were last set."""
    in_order = sorted(audits, key=lambda audit: in_utc(audit.created_at))
    is_public = {
        str(event.comment_id): event.public
        for audit in in_order
        for event in audit.events
        if event.type == _PRIVACY_CHANGE and event.comment_id is not None
    }
    return [
        Comment(
            id=event.id,
            author_id=event.author_id if event.author_id is not None else audit.author_id,
            metadata=audit.metadata,
            body=event.body,
            plain_body=event.plain_body,
            html_body=event.html_body,
            public=is_public.get(str(event.id), event.public),
            created_at=audit.created_at,
            type=event.type,
            data=event.data,
        )
        for audit in in_order
        for event in audit.events
        if event.type in _COMMENTS
    ]


def messages_of(
    comments: Iterable[Comment], cast: Cast, *, stem: str, otherwise: datetime
) -> tuple[SourceMessage, ...]:
    """Turn comments into messages, oldest first.

    `stem` begins the ids of comments that have none, `otherwise` dates those without a time.
    """
    messages = [
        _message(comment, cast, f"{stem}-{position}", otherwise)
        for position, comment in enumerate(comments)
    ]
    messages.sort(key=attrgetter("created_at"))
    return tuple(messages)


def _message(comment: Comment, cast: Cast, position_id: str, otherwise: datetime) -> SourceMessage:
    """Prefer the plain body, which is what was typed, to HTML that has to be read back."""
    plain = comment.body or comment.plain_body
    role = cast.role(comment.author_id, comment.author, public=comment.public)
    return SourceMessage(
        external_id=storable(str(comment.id or "")) or position_id,
        author_role=AuthorRole.SYSTEM if _is_record_of_call(comment) else role,
        author=cast.label(comment.author_id, comment.author),
        created_at=in_utc(comment.created_at or otherwise),
        body=storable(plain or comment.html_body or ""),
        public=comment.public,
        is_html=not plain and bool(comment.html_body),
        headers=_AUTOMATIC if _is_automatic(comment) else (),
    )


def _is_record_of_call(comment: Comment) -> bool:
    """Tell a call's protocol, which Zendesk writes, from one that holds what was said."""
    if comment.type != VOICE_COMMENT:
        return False
    call = part_of(comment.data, VoiceData)
    return call is None or not (call.transcription_text or "").strip()


def _is_automatic(comment: Comment) -> bool:
    return comment.metadata is not None and _AUTOMATIC_FLAG in (comment.metadata.flags or ())


def history_of(audits: Iterable[Audit], cast: Cast) -> tuple[SourceHistory, ...]:
    """Return changes of status, assignee, tags and rating, oldest first, and the first values."""
    changes = dict.fromkeys(
        (field, value, in_utc(audit.created_at))
        for audit in audits
        for event in audit.events
        if event.type in _TELLING
        for field, value in _changes(event, cast)
    )
    return tuple(SourceHistory(*change) for change in sorted(changes, key=itemgetter(2)))


def _changes(event: AuditEvent, cast: Cast) -> Iterator[tuple[HistoryField, str]]:
    """Yield what one event changed; a changed list of tags is several changes."""
    rating = _rating_in(event)
    if rating is not None:
        yield HistoryField.SATISFACTION, rating
    elif event.type not in _CHANGES:
        return
    elif event.field_name == "status":
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


def _rating_in(event: AuditEvent) -> str | None:
    """Return the rating that an event gives; one rating may come as two events."""
    is_change = event.type in _CHANGES and event.field_name == "satisfaction_score"
    score = event.value if is_change else event.score if event.type == _RATING else None
    return rating_of(score) if isinstance(score, str) else None


def _tags(value: object) -> set[str]:
    """Read tags given as a list or, as older exports do, as words in one text."""
    if isinstance(value, str):
        return set(value.split())
    return {tag for tag in entries_of(value) if isinstance(tag, str)}


def requesters_of(audits: Iterable[Audit]) -> dict[str, str]:
    """Find each ticket's requester: as its creation says, else who wrote its first comment.

    Only the team can begin a ticket with a private comment.
    """
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
                first[ticket] = (at, str(comment.author_id) if comment.public else "")
    return {ticket: author for ticket, (_, author) in first.items() if author} | named
