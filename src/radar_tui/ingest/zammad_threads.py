"""Zammad's articles and history -> messages and history of a ticket."""

from collections.abc import Iterable, Iterator
from email.utils import parseaddr

from radar_tui.domain.records import AuthorRole, HistoryField, SourceHistory, SourceMessage
from radar_tui.ingest.loose import needed_id
from radar_tui.ingest.values import in_utc, storable
from radar_tui.ingest.zammad_people import UNKNOWN, Directory, name_of, shown
from radar_tui.ingest.zammad_shapes import NOBODY, NOBODY_ID, Article, Change
from radar_tui.ingest.zammad_states import state_after

_SENDERS = {
    "agent": AuthorRole.AGENT,
    "customer": AuthorRole.CUSTOMER,
    "system": AuthorRole.SYSTEM,
    "1": AuthorRole.AGENT,
    "2": AuthorRole.CUSTOMER,
    "3": AuthorRole.SYSTEM,
}
_AUTOMATIC = (("Auto-Submitted", "auto-replied"),)
"""The mail header (RFC 3834) that Zammad's mark of an automatic e-mail stands for."""


def messages_of(
    articles: Iterable[Article], directory: Directory = UNKNOWN
) -> tuple[SourceMessage, ...]:
    """Turn articles into messages, oldest first.

    Raises:
        OverflowError: a time that no calendar has.
    """
    messages = [_message(article, directory) for article in articles]
    messages.sort(key=lambda message: message.created_at)
    return tuple(messages)


def _message(article: Article, directory: Directory) -> SourceMessage:
    is_html = (article.content_type or "").lower().startswith("text/html")
    return SourceMessage(
        external_id=needed_id(article.id),
        author_role=_role(article),
        author=_author(article, directory),
        created_at=in_utc(article.created_at),
        body=storable(article.body or ""),
        public=not article.internal,
        is_html=is_html,
        headers=_AUTOMATIC if _is_automatic(article) else (),
    )


def _role(article: Article) -> AuthorRole:
    """Tell who wrote; in doubt it is an agent, whose words are never scored."""
    word = name_of(article.sender) or str(article.sender_id)
    return _SENDERS.get(word.lower(), AuthorRole.AGENT)


def _author(article: Article, directory: Directory) -> str:
    """Return how an author is shown: as the mail or form says, else as its user is called."""
    sent_by = (article.sent_by or "").strip()
    if sent_by and sent_by != NOBODY:
        # Of what is no address, such as the name of who called, the parser takes one word.
        name, address = parseaddr(sent_by) if "@" in sent_by else (sent_by, "")
        return storable(name or address or sent_by)
    origin_id = article.origin_by_id or article.created_by_id
    given = article.origin_by or article.created_by
    return shown(directory.person(origin_id, given), origin_id) or "system"


def _is_automatic(article: Article) -> bool:
    marks = article.preferences
    return isinstance(marks, dict) and marks.get("is-auto-response") is True


def history_of(changes: Iterable[Change]) -> tuple[SourceHistory, ...]:
    """Return the changes of state, owner and tags that a history tells of, oldest first."""
    history = [
        SourceHistory(field, value, in_utc(change.created_at))
        for change in changes
        if change.object == "Ticket"
        for field, value in _changed(change)
    ]
    history.sort(key=lambda entry: entry.occurred_at)
    return tuple(history)


def _changed(change: Change) -> Iterator[tuple[HistoryField, str]]:
    if change.attribute == "state" and (status := state_after(change)) is not None:
        yield HistoryField.STATUS, str(status)
    elif change.attribute == "owner":
        owner = change.value_to or ""
        is_nobody = owner.strip() == NOBODY or str(change.id_to) == str(NOBODY_ID)
        yield HistoryField.ASSIGNEE, "" if is_nobody else storable(owner)
    elif change.attribute == "tag" and change.type == "added" and change.value_to:
        yield HistoryField.TAG_ADDED, storable(change.value_to)
    elif change.attribute == "tag" and change.type == "removed":
        yield HistoryField.TAG_REMOVED, storable(change.value_from or change.value_to or "")
