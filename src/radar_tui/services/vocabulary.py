"""The team's words: the terms that tickets are tagged and escalated with."""

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.ticket_view import Term, vocabulary
from radar_tui.domain.records import TagKind
from radar_tui.services.workspace import Workspace


def terms_of_kind(workspace: Workspace, kind: TagKind) -> tuple[Term, ...]:
    """List the terms of one kind, by name."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        terms = {term for term in vocabulary(session).values() if term.kind == kind}
    return tuple(sorted(terms, key=lambda term: term.name))
