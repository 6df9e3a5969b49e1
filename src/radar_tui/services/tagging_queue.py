"""The tagging queue: tickets that lack a tag they must carry, each with what is suggested for it.

Nothing here tags: a person takes a suggestion, by `services.triage.tag_each`, or another term.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.feed import FeedCursor, newest_change, news_since
from radar_tui.db.queries.rule_tickets import read_vocabulary
from radar_tui.db.queries.scope import tickets_in
from radar_tui.db.queries.ticket_vectors import first_words
from radar_tui.db.queries.untagged import LackingTicket, lacking_tickets
from radar_tui.domain.records import TagKind
from radar_tui.services.workspace import Workspace

if TYPE_CHECKING:
    from radar_tui.services.tag_suggestions import KindSuggestions, TagAdviser, TagSuggestions

# Open tickets that are looked at, and rows that are listed: more than anybody tags in a sitting.
OPEN_LOOKED_AT = 1000
SHOWN = 200
# What was closed before is history: tags are set during resolution.
CLOSED_WITHIN = timedelta(days=14)
# A suggestion is offered to be taken where it is more likely right than wrong.
LIKELY = 0.5
# So many edits of tags teach little; after more, or after tickets were read, it is learned anew.
LEARN_AFTER = 25
_TAUGHT_BY = frozenset({"tag", "tag_alias", "ticket_vector"})
_TAG_EDITS = "ticket_tag_edit"
_SAID_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class QueuedTicket:
    """A ticket of the queue.

    `said` is the beginning of what its customer wrote first. `suggested` are suggestions for those
    kinds that it lacks and that any are made for; `likely` are the terms that may be taken as they
    stand, at most one of a kind.
    """

    id: int
    name: str
    subject: str
    account: str | None
    assignee: str | None
    is_open: bool
    missing: tuple[TagKind, ...]
    said: str
    suggested: tuple["KindSuggestions", ...]
    likely: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueuePanel:
    """The first tickets of the queue, and how many there are in all.

    `is_learned` is false while nothing was learned from the team's tags yet; `problem` says why
    nothing can be. `terms` counts the terms of the vocabulary.
    """

    total: int
    tickets: tuple[QueuedTicket, ...]
    is_learned: bool
    problem: str | None
    terms: int


class TaggingQueue:
    """Reads the queue again and again; what the team's tags teach is kept in between.

    To read takes milliseconds, to learn seconds at worst: each may go on while the other does.
    """

    def __init__(self) -> None:
        self._learning = Lock()
        self._adviser: TagAdviser | None = None
        self._problem: str | None = None
        self._cursor: FeedCursor | None = None
        self._edits = 0
        self._known: dict[int, TagSuggestions] = {}

    def read(self, workspace: Workspace) -> QueuePanel:
        """Give the queue of the scope with the suggestions that are known so far.

        Raises:
            WorkspaceError: the workspace cannot be read.
        """
        with plain_errors(workspace.location), workspace.database.reading() as session:
            vocabulary = read_vocabulary(session)
            lacking = lacking_tickets(
                session,
                vocabulary,
                closed_after=workspace.as_of - CLOSED_WITHIN,
                until=workspace.as_of,
                at_most=OPEN_LOOKED_AT,
                which=tickets_in(workspace.scope),
            )
            shown = lacking[:SHOWN]
            said = first_words(session, [one.id for one in shown])
        suggestions = self.suggest({one.id: one.name for one in shown})
        return QueuePanel(
            total=len(lacking),
            tickets=tuple(
                _queued(one, said.get(one.id, ""), suggestions.get(one.id)) for one in shown
            ),
            is_learned=self._adviser is not None or self._problem is not None,
            problem=self._problem,
            terms=len(vocabulary.terms),
        )

    def learn(self, workspace: Workspace) -> bool:
        """Learn from the team's tags, where there are news of them; tells whether there were."""
        from radar_tui.services.tag_suggestions import TagAdviser

        with self._learning:
            if not self._has_news(workspace):
                return False
            try:
                adviser = TagAdviser(workspace)
            except WorkspaceError as error:
                self._problem = str(error)
                return True
            self._known, self._adviser, self._problem = {}, adviser, None
            return True

    def _has_news(self, workspace: Workspace) -> bool:
        with plain_errors(workspace.location), workspace.database.reading() as session:
            return self._catch_up(session)

    def _catch_up(self, session: Session) -> bool:
        if self._cursor is None:
            self._cursor = newest_change(session)
            return True
        changes, self._cursor = news_since(session, self._cursor)
        tables = [change.table_name for change in changes]
        self._edits += tables.count(_TAG_EDITS)
        if self._edits < LEARN_AFTER and _TAUGHT_BY.isdisjoint(tables):
            return False
        self._edits = 0
        return True

    def suggest(self, names: Mapping[int, str]) -> Mapping[int, "TagSuggestions"]:
        """Give what is suggested for tickets, named by their ids; nothing before it is learned.

        Raises:
            WorkspaceError: the workspace cannot be read.
        """
        adviser, known = self._adviser, self._known
        if adviser is None:
            return {}
        unknown = {key: name for key, name in names.items() if key not in known}
        if unknown:
            known |= adviser.suggest_each(unknown)
        return known


def likely_term(suggestions: "KindSuggestions") -> str | None:
    """Give the suggested term that may be taken as it stands; None where none is likely enough."""
    first = next(iter(suggestions.suggestions), None)
    return first.term if first is not None and first.confidence >= LIKELY else None


def _queued(ticket: LackingTicket, said: str, suggestions: "TagSuggestions | None") -> QueuedTicket:
    kinds = suggestions.kinds if suggestions else ()
    suggested = tuple(one for one in kinds if one.kind in ticket.missing)
    return QueuedTicket(
        id=ticket.id,
        name=ticket.name,
        subject=ticket.subject,
        account=ticket.account,
        assignee=ticket.assignee,
        is_open=ticket.is_open,
        missing=ticket.missing,
        said=said[:_SAID_CHARACTERS],
        suggested=suggested,
        likely=tuple(term for one in suggested if (term := likely_term(one)) is not None),
    )
