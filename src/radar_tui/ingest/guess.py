"""Guesses which columns of an unknown table hold what, from names that many systems use."""

from collections.abc import Sequence

from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.values import normal_word

_TICKET_IDS = ("ticket id", "ticket number", "ticket no", "ticket", "case id", "case number")
_RECORD_IDS = ("id", "number", "key", "issue key", "issue id", "reference", "ref")
_MESSAGE_IDS = ("message id", "comment id", "entry id", "article id")
_NAMES: dict[str, tuple[str, ...]] = {
    "id": (*_TICKET_IDS, "conversation id", *_RECORD_IDS),
    "subject": ("subject", "title", "summary", "topic", "ticket subject"),
    "status": ("status", "ticket status", "state", "case status"),
    "created_at": (
        "created at", "created", "created time", "created date", "creation date", "date created",
        "opened at", "opened", "open date", "date opened", "requested at",
    ),
    "updated_at": (
        "updated at", "updated", "last updated", "last update", "last update time", "modified at",
        "modified", "last modified", "last updated time", "date updated",
    ),
    "solved_at": (
        "solved at", "resolved at", "resolved", "resolved time", "resolution date", "closed at",
        "closed", "closed time", "date closed", "date resolved",
    ),
    "url": ("url", "link", "ticket url", "permalink"),
    "account": (
        "account", "account name", "organization", "organisation", "organization name", "company",
        "company name", "customer", "client", "organization id",
    ),
    "requester": (
        "requester", "requester name", "contact", "contact name", "full name", "customer name",
        "reporter", "from name", "requester id",
    ),
    "requester_email": (
        "requester email", "requester email address", "contact email", "customer email", "email",
        "email address", "from email", "from",
    ),
    "assignee": (
        "assignee", "assignee name", "agent", "agent name", "owner", "assigned to", "assignee id",
    ),
    "priority": ("priority", "urgency"),
    "tags": ("tags", "labels", "tag", "label"),
    "satisfaction": ("satisfaction score", "satisfaction", "csat", "satisfaction rating"),
    "message": (
        "message", "message body", "body", "comment body", "comment", "text", "content",
        "description", "question", "first message",
    ),
    "message_at": ("message at", "message time", "message date", "sent at", "commented at"),
    "message_author": (
        "message author", "author", "author name", "sender", "commenter", "author id", "user id",
    ),
    "message_role": ("message role", "author role", "author type", "role", "sender type"),
    "message_public": ("message public", "public", "is public"),
}  # fmt: skip


def guess_mapping(columns: Sequence[str]) -> ColumnMapping:
    """Return a mapping of the columns whose names tell what they hold, each used once."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(normal_word(column), column)
    found: dict[str, str] = {}
    for target, names in _NAMES.items():
        _take(target, names, by_name, found)
    is_entry = "message" in found and not {"subject", "status"} & found.keys()
    _take("message_id", (*_MESSAGE_IDS, *_RECORD_IDS) if is_entry else _MESSAGE_IDS, by_name, found)
    if is_entry and "message_at" not in found and "created_at" in found:
        found["message_at"] = found.pop("created_at")
    return ColumnMapping(columns=found)


def _take(
    target: str, names: Sequence[str], by_name: dict[str, str], found: dict[str, str]
) -> None:
    """Give a target the first of its names that is there, and take the column out."""
    for name in names:
        if name in by_name:
            found[target] = by_name.pop(name)
            return
