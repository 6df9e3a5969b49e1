"""Jira's comments and changelogs -> messages and history of a ticket."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from radar_tui.domain.records import (
    AuthorRole,
    HistoryField,
    SourceHistory,
    SourceMessage,
    TicketStatus,
)
from radar_tui.ingest.jira_adf import adf_text
from radar_tui.ingest.jira_shapes import Change, Comment, Person, Status, moment_of
from radar_tui.ingest.jira_words import OPENING_ID, status_for
from radar_tui.ingest.loose import entries_of, inner, part_of
from radar_tui.ingest.values import storable

_SYSTEM_LABEL = "system"
_INTERNAL_PROPERTY = "sd.public.comment"


def text_of(value: object) -> str:
    """Return the plain text of a description or comment: a document's, else as it was typed."""
    return storable(value) if isinstance(value, str) else adf_text(value)


def opening_of(
    description: object, reporter: Person | None, created_at: datetime
) -> SourceMessage | None:
    """Return the first message, which the description is; None where it is empty.

    It counts as the reporter's own, also where an agent typed it in for a customer on the phone.
    """
    body = text_of(description)
    if not body.strip():
        return None
    is_app = reporter is not None and reporter.is_app
    return SourceMessage(
        external_id=OPENING_ID,
        author_role=AuthorRole.SYSTEM if is_app else AuthorRole.CUSTOMER,
        author=reporter.label if reporter is not None else "",
        created_at=created_at,
        body=body,
    )


def messages_of(
    opening: SourceMessage | None, comments: Iterable[Comment], customers: frozenset[str]
) -> tuple[SourceMessage, ...]:
    """Return the thread, oldest first. `customers` are the identities of those who ask.

    Raises:
        ValueError: a comment without a time.
    """
    messages = [_message(comment, customers) for comment in comments]
    messages.sort(key=lambda message: message.created_at)
    return (opening, *messages) if opening is not None else tuple(messages)


def _message(comment: Comment, customers: frozenset[str]) -> SourceMessage:
    created_at = moment_of(comment.created, "comment's created")
    author = part_of(comment.author, Person)
    public = _is_public(comment)
    return SourceMessage(
        external_id=storable(str(comment.id or ""))
        or comment_id(created_at, author.identity if author is not None else ""),
        author_role=role_of(author, customers, public=public),
        author=label_of(author),
        created_at=created_at,
        body=text_of(comment.body),
        public=public,
    )


def comment_id(created_at: datetime, author: str) -> str:
    """Make the id of a comment that comes without one; it stays when its text is edited."""
    return f"{created_at:%Y-%m-%dT%H:%MZ}-{storable(author)}"


def label_of(author: Person | None) -> str:
    """Return how an author is shown; Jira writes none for what nobody wrote."""
    return author.label if author is not None else _SYSTEM_LABEL


def role_of(author: Person | None, customers: frozenset[str], *, public: bool) -> AuthorRole:
    """Tell who wrote: customers of the portal and who asked are customers, others the team.

    In doubt it is an agent, whose words are never scored.
    """
    if author is None or author.is_app:
        return AuthorRole.SYSTEM
    if not public:
        return AuthorRole.AGENT
    is_customer = author.is_portal_customer or author.identity in customers
    return AuthorRole.CUSTOMER if is_customer else AuthorRole.AGENT


def _is_public(comment: Comment) -> bool:
    """Tell whether the customer sees a comment.

    Cloud says so by a flag, Data Center by a property; one for a role or group is neither.
    """
    if comment.visibility:
        return False
    for flag in (comment.public, comment.jsd_public):
        if flag is not None:
            return flag
    for entry in entries_of(comment.properties):
        if inner(entry, "key") == _INTERNAL_PROPERTY:
            return inner(entry, "value", "internal") not in (True, "true")
    return True


def changes_of(
    items: Iterable[Change], at: datetime, current: Status | None
) -> Iterator[SourceHistory]:
    """Yield what one step changed of status, assignee, labels and components."""
    step = list(items)
    for item in step:
        name = (item.field or "").lower()
        before, after = _text(item.from_text), _text(item.to_text)
        if name == "status" and after:
            yield SourceHistory(HistoryField.STATUS, str(_status(item, step, current)), at)
        elif name == "assignee":
            yield SourceHistory(HistoryField.ASSIGNEE, after, at)
        elif name == "labels":
            yield from _tag_changes(set(before.split()), set(after.split()), at)
        elif name == "component":
            yield from _tag_changes({before} - {""}, {after} - {""}, at)


def _tag_changes(before: set[str], after: set[str], at: datetime) -> Iterator[SourceHistory]:
    for tag in sorted(after - before):
        yield SourceHistory(HistoryField.TAG_ADDED, tag, at)
    for tag in sorted(before - after):
        yield SourceHistory(HistoryField.TAG_REMOVED, tag, at)


def _status(item: Change, step: Iterable[Change], current: Status | None) -> TicketStatus:
    """Read a former status, of which only the name is told.

    The category is known where it is the one the issue has now; the resolution that was set in
    the same step tells a workflow's own name for done from one for work.
    """
    is_current = current is not None and current.id is not None and str(current.id) == str(item.to)
    category = current.category if current is not None and is_current else None
    is_resolved = any(
        (other.field or "").lower() == "resolution" and _text(other.to_text) for other in step
    )
    return status_for(_text(item.to_text), category, is_resolved=is_resolved)


def _text(value: object) -> str:
    return storable(value) if isinstance(value, str) else ""
