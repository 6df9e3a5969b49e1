"""Who is who in a Zendesk export: side-loaded people and organisations, and who wrote what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from radar_tui.domain.records import AuthorRole
from radar_tui.ingest.json_input import read_entries
from radar_tui.ingest.loose import Id, part_of
from radar_tui.ingest.open import Source
from radar_tui.ingest.values import storable
from radar_tui.ingest.zendesk_shapes import Organization, Ticket, User

_Shape = TypeVar("_Shape", User, Organization)
_SYSTEM_USER = "-1"
_TEAM_ROLES = frozenset(("agent", "admin"))


@dataclass(slots=True)
class Directory:
    """The people and organisations that an export names besides its tickets."""

    users: dict[str, User] = field(default_factory=dict)
    organizations: dict[str, str] = field(default_factory=dict)

    def user(self, user_id: Id | None, embedded: User | None = None) -> User | None:
        """Return what is known of a user, by what is embedded in the ticket or by the id."""
        if embedded is not None and (embedded.name or embedded.email):
            return embedded
        return self.users.get(str(user_id)) if user_id is not None else None

    def label(self, user_id: Id | None, embedded: User | None = None) -> str | None:
        """Return how a user is shown: name, else e-mail address, else the id."""
        user = self.user(user_id, embedded)
        label = user.label if user is not None else None
        return storable(label or str(user_id)) if label or user_id is not None else None

    def organization(self, ticket: Ticket) -> str | None:
        """Return the name of a ticket's organisation, else its id."""
        if name := self.organization_name(ticket):
            return name
        return storable(str(ticket.organization_id)) if ticket.organization_id is not None else None

    def organization_name(self, ticket: Ticket) -> str | None:
        """Return the name of a ticket's organisation where it is told."""
        if ticket.organization is not None and ticket.organization.name:
            return storable(ticket.organization.name)
        key = ticket.organization_id
        name = self.organizations.get(str(key)) if key is not None else None
        return storable(name) if name else None


@dataclass(slots=True)
class Cast:
    """Who takes part in one ticket; tells the role of an author."""

    directory: Directory
    requester: str | None = None
    assignee: str | None = None
    copied: frozenset[str] = frozenset()
    embedded: dict[str, User] = field(default_factory=dict)

    def role(self, author_id: Id | None, author: User | None, *, public: bool) -> AuthorRole:
        """Tell who wrote: the requester and end users are customers, everyone else the team.

        In doubt it is an agent, whose words are never scored.
        """
        key = str(author_id)
        known = self.directory.users.get(key) or self.embedded.get(key)
        role = (author and author.role) or (known and known.role)
        if author_id is None or key == _SYSTEM_USER or role == "system":
            return AuthorRole.SYSTEM
        if role == "end-user":
            # What someone in copy answers to a private comment becomes a private one itself.
            return AuthorRole.CUSTOMER
        if not public or role in _TEAM_ROLES:
            return AuthorRole.AGENT
        is_copied = key in self.copied and key != self.assignee
        is_customer = key == self.requester or is_copied
        return AuthorRole.CUSTOMER if is_customer else AuthorRole.AGENT

    def label(self, author_id: Id | None, author: User | None = None) -> str:
        """Return how an author is shown."""
        embedded = author or self.embedded.get(str(author_id))
        return self.directory.label(author_id, embedded) or "system"


@dataclass(slots=True)
class Openings:
    """Finds the requester where comments do not say who that is: who wrote a ticket's first one.

    Only the team can begin a ticket with a private comment; and whoever wrote a private one
    anywhere in the file may be of the team, whose words are never scored.
    """

    _first: dict[str, tuple[datetime, str | None]] = field(default_factory=dict)
    _inside: set[str | None] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Tell whether any comment was noted."""
        return bool(self._first)

    def note(self, ticket_id: str, author: str | None, at: datetime, *, public: bool) -> None:
        """Take notice of one comment; they may come in any order."""
        if not public:
            self._inside.add(author)
        if ticket_id not in self._first or at < self._first[ticket_id][0]:
            self._first[ticket_id] = (at, author)

    def requester(self, ticket_id: str) -> str | None:
        """Return who asked; None where that is in doubt."""
        _, author = self._first.get(ticket_id, (None, None))
        return None if author in self._inside else author


def cast_of(ticket: Ticket, directory: Directory) -> Cast:
    """Gather who takes part in a ticket."""
    people = (ticket.requester, ticket.submitter, ticket.assignee)
    return Cast(
        directory,
        requester=_key(ticket.requester_id, ticket.requester),
        assignee=_key(ticket.assignee_id, ticket.assignee),
        copied=frozenset(map(str, ticket.email_cc_ids or ())),
        embedded={str(user.id): user for user in people if user and user.id is not None},
    )


def _key(user_id: Id | None, embedded: User | None) -> str | None:
    found = user_id if user_id is not None or embedded is None else embedded.id
    return None if found is None else str(found)


def read_directory(source: Source) -> Directory:
    """Read the side-loaded people and organisations, going through the whole file.

    They may stand after the tickets that need them. Passing over the file also proves that its
    JSON is whole before the first ticket is read.

    Raises:
        BadFileError: malformed or cut off JSON.
    """
    directory = Directory()
    source.passes += 2
    for user in _all_of(read_entries(source, "users.item"), User):
        directory.users[str(user.id)] = user
    for organization in _all_of(read_entries(source, "organizations.item"), Organization):
        if organization.name:
            directory.organizations[str(organization.id)] = organization.name
    return directory


def _all_of(values: Iterable[object], shape: type[_Shape]) -> Iterator[_Shape]:
    """Yield the values that have the shape; a person who cannot be read stays an id."""
    for value in values:
        if (found := part_of(value, shape)) is not None:
            yield found
