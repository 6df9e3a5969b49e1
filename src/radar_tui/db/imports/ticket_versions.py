"""A ticket's row, as the versions that came in tell it together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from radar_tui.db.imports.directory import AccountDirectory
from radar_tui.db.imports.threads import PreparedThread
from radar_tui.db.imports.told_at import read_told_at, written_told_at
from radar_tui.domain.conclusions import concluded_noise, concluded_satisfaction
from radar_tui.domain.records import (
    DESCRIPTION_ID,
    MAY_BE_UNTOLD,
    AuthorRole,
    HistoryField,
    SourceTicket,
)
from radar_tui.domain.versions import Merged, Version, merge

Values = dict[str, Any]

_STATED = {"noise": "stated_noise", "satisfaction": "stated_satisfaction"}
"""What a ticket says itself, in columns of its own: its thread may tell something else."""
_COLUMNS = {
    name: _STATED.get(name, name)
    for name in (*sorted(MAY_BE_UNTOLD - {"account", "tags"}), "created_at", "status")
}
"""The columns of a record's properties that a row holds as they are."""

TAGS = frozenset(("rule_tags", "tags"))
"""The columns of a ticket's tags."""
NOTES = frozenset(("account_named", "content_hash", "told_at"))
"""Columns that only the merging of later versions reads."""


@dataclass(frozen=True, slots=True)
class PreparedTicket:
    """A ticket ready to be stored: lines made inert, thread cleaned, content hashed."""

    record: SourceTicket
    thread: PreparedThread
    content_hash: str


@dataclass(frozen=True, slots=True)
class VersionRows:
    """Makes rows of versions. `accounts` are those that the tickets name, by external id."""

    directory: AccountDirectory
    accounts: Mapping[str, int | None]

    def first(self, ticket: PreparedTicket) -> Values:
        """Give what the row of a new ticket is to hold."""
        values = self._values(merge(None, self._version(ticket.record)))
        return values | _concluded(ticket) | {"content_hash": ticket.content_hash}

    def merged(self, row: RowMapping, ticket: PreparedTicket) -> Values:
        """Give what is to become different in a ticket's row with one more version."""
        held, version = self._held(row), self._version(ticket.record)
        values = self._values(merge(held, version))
        differing = {name: value for name, value in values.items() if row[name] != value}
        if differing and version.at >= held.at:
            differing["content_hash"] = ticket.content_hash
        return differing

    def _version(self, record: SourceTicket) -> Version:
        """Make a version of a record. Tags of one that tells none are those that rules gave.

        An id that a file of accounts has given one names it as well as its name does.
        """
        values: Values = {name: getattr(record, name) for name in _COLUMNS}
        tags, are_untold = list(record.tags), "tags" in record.untold
        account = (self.accounts[record.external_id], True) if record.account else (None, False)
        values["account"] = account
        values["tags"] = [] if are_untold else tags
        values["rule_tags"] = tags if are_untold and tags else None
        is_known = self.directory.has_id(record.account)
        untold = record.untold - {"account"} if is_known else record.untold
        return Version(record.updated_at, values, untold)

    def _held(self, row: RowMapping) -> Merged:
        """Read what a row holds of the versions before."""
        named = row["account_named"]
        if named is None:
            by_domain = self.directory.of_domain(row["requester_domain"])
            named = row["account_id"] not in (None, by_domain)
        values = {name: row[column] for name, column in _COLUMNS.items()}
        values |= {column: row[column] for column in TAGS}
        values["account"] = (row["account_id"], named)
        return Merged(row["updated_at"], values, read_told_at(row["told_at"]))

    def _values(self, merged: Merged) -> Values:
        account_id, named = merged.values["account"]
        domain = domain_of(merged.values["requester_email"])
        values = {column: merged.values[name] for name, column in _COLUMNS.items()}
        values |= {column: merged.values[column] for column in TAGS}
        return values | {
            "account_id": account_id if named else self.directory.of_domain(domain),
            "account_named": named,
            "requester_domain": domain,
            "known_at": values["created_at"],
            "updated_at": merged.at,
            "told_at": written_told_at(merged.told_at),
        }


def _concluded(ticket: PreparedTicket) -> Values:
    """Give what follows from a ticket with its thread, where nothing else is known of it."""
    record, thread = ticket.record, ticket.thread
    messages = [one for one in thread.messages if one.record.author_role is AuthorRole.CUSTOMER]
    if len(thread.messages) > 1:
        messages = [one for one in messages if one.record.external_id != DESCRIPTION_ID]
    messages.sort(key=lambda one: (one.record.created_at, one.record.external_id))
    ratings = [
        (entry.occurred_at, entry.value)
        for entry in thread.history
        if entry.field is HistoryField.SATISFACTION
    ]
    stated_at = None if "satisfaction" in record.untold else record.updated_at
    return {
        "noise": concluded_noise(record.noise, [one.noise for one in messages]),
        "satisfaction": concluded_satisfaction(record.satisfaction, stated_at, ratings),
    }


def tags_of(row: Mapping[str, Any]) -> list[str]:
    """Give the tags that a ticket has, casefolded."""
    tags = (*row["tags"], *(row["rule_tags"] or ()))
    return list(dict.fromkeys(tag.casefold() for tag in tags))


def domain_of(email: str | None) -> str | None:
    """Give the domain of an e-mail address."""
    return email.rpartition("@")[2].casefold() or None if email and "@" in email else None
