"""Suggested tags for a ticket, learned from the team's own; a person takes them or leaves them.

Nothing here tags: `services.triage.tag` does, as an action of a person that can be undone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col

from radar_tui.analysis.tag_suggestions import (
    LEAST_JUDGED,
    LEAST_LEARNED,
    Suggestion,
    TaggedExample,
    TagLearner,
)
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.imports.standings import in_batches
from radar_tui.db.queries.rule_tickets import (
    Vocabulary,
    VocabularyTerm,
    names_of,
    read_vocabulary,
    terms_of,
)
from radar_tui.db.queries.ticket_vectors import TicketVector, terms_of_read, ticket_vectors
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import TicketRow
from radar_tui.domain.records import TagKind
from radar_tui.domain.ticket_names import ticket_name
from radar_tui.scoring.model_files import (
    ModelError,
    open_model,
    shipped_model,
    similarity_version,
)
from radar_tui.scoring.similarity import vectors_of
from radar_tui.services.workspace import Workspace

SUGGESTED_KINDS = (TagKind.FEATURE_AREA, TagKind.ROOT_CAUSE)
NOT_READ = "the ticket is not read; the newest are, by: radar score"
NOT_ENGLISH = "the ticket is not in English, which is all the model reads"


@dataclass(frozen=True, slots=True)
class KindSuggestions:
    """The terms of one kind that may fit a ticket, likeliest first.

    `carried` are those that it has. `learned_from` counts the tagged tickets behind it. Without
    suggestions `reason` says why there are none.
    """

    kind: TagKind
    carried: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    learned_from: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class TagSuggestions:
    """What may be a ticket's feature area and root cause."""

    ticket: str
    kinds: tuple[KindSuggestions, ...]


def suggest_tags(workspace: Workspace, ticket_id: int) -> TagSuggestions:
    """Suggest terms for one ticket.

    Raises:
        WorkspaceError: there is no such ticket.
    """
    return TagAdviser(workspace).suggest(ticket_id)


class TagAdviser:
    """What a workspace's tagged tickets teach, read once; for as many tickets as one likes.

    Raises:
        WorkspaceError: the shipped model is damaged.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        try:
            self._version = similarity_version(open_model(shipped_model()))
        except ModelError as error:
            raise WorkspaceError(str(error)) from error
        with plain_errors(workspace.location), workspace.database.reading() as session:
            self._vocabulary = read_vocabulary(session)
            self._learners = _learners(session, self._vocabulary, self._version)

    def suggest(self, ticket_id: int) -> TagSuggestions:
        """Suggest terms for one ticket.

        Raises:
            WorkspaceError: there is no such ticket.
        """
        location = self._workspace.location
        with plain_errors(location), self._workspace.database.reading() as session:
            ticket = session.get(TicketRow, ticket_id)
            if ticket is None:
                raise WorkspaceError("this ticket is not there any more; go back to the list")
            name = ticket_name(ticket.source, ticket.external_id)
        return self.suggest_each({ticket_id: name})[ticket_id]

    def suggest_each(self, names: Mapping[int, str]) -> dict[int, TagSuggestions]:
        """Suggest terms for some tickets, given with their names by their ids."""
        location = self._workspace.location
        with plain_errors(location), self._workspace.database.reading() as session:
            read: dict[int, TicketVector] = {}
            carried: dict[int, list[VocabularyTerm]] = {}
            for batch in in_batches(names):
                which = col(TicketRow.id).in_(batch)
                read |= {one.id: one for one in ticket_vectors(session, self._version, which)}
                carried |= terms_of(session, self._vocabulary, which)
        return {
            key: TagSuggestions(
                name,
                tuple(
                    self._of_kind(kind, name, names_of(carried.get(key, ()), kind), read.get(key))
                    for kind in SUGGESTED_KINDS
                ),
            )
            for key, name in names.items()
        }

    def _of_kind(
        self, kind: TagKind, name: str, carried: tuple[str, ...], read: TicketVector | None
    ) -> KindSuggestions:
        learner = self._learners[kind]
        reason = _reason(learner, kind, read)
        suggestions: tuple[Suggestion, ...] = ()
        if reason is None and read is not None and read.vector is not None:
            suggestions = learner.suggest(vectors_of([read.vector])[0], besides=name)
            reason = None if suggestions else "no tagged ticket is like it"
        return KindSuggestions(kind, carried, suggestions, learner.size, reason)


def _reason(learner: TagLearner, kind: TagKind, read: TicketVector | None) -> str | None:
    if not learner.has_enough:
        words = kind.value.replace("-", " ")
        return (
            f"{learner.size} tickets with a {words} to learn from; "
            f"{LEAST_LEARNED + LEAST_JUDGED} are needed"
        )
    if read is None:
        return NOT_READ
    return NOT_ENGLISH if read.vector is None else None


def _learners(session: Session, vocabulary: Vocabulary, version: str) -> dict[TagKind, TagLearner]:
    read = [one for one in ticket_vectors(session, version, *counted()) if one.vector is not None]
    terms = terms_of_read(session, vocabulary, version)
    learners = {}
    for kind in SUGGESTED_KINDS:
        tagged = [one for one in read if one.id in terms[kind]]
        examples = [TaggedExample(one.name, terms[kind][one.id]) for one in tagged]
        vectors = vectors_of([one.vector for one in tagged if one.vector is not None])
        learners[kind] = TagLearner(examples, vectors)
    return learners
