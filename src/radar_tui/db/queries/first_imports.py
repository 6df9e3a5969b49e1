"""Which data came with the first import of their kind from their source."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlmodel import Session, col

from radar_tui.db.imports.runs import DISCARDED_RUNS, RunState
from radar_tui.db.imports.standings import in_batches
from radar_tui.db.marks import mark_at
from radar_tui.db.queries.radar import ids_by_name
from radar_tui.db.tables import ImportRunRow, TicketRow, TicketScoreRow, TicketStandingRow

# Why the score of a ticket is as it is, where nothing but its data made it so.
_BY_DATA = ("first", "import")


@dataclass(frozen=True, slots=True)
class ImportRuns:
    """What runs brought something for the first time, and how far runs have come.

    `first` are the runs up to the first whole one of a kind from a source: one that was cut off is
    finished by the next. `settled` is the newest run that no running one comes before, 0 where
    there is none. `undone` is how many were taken back, those that read a bad file among them.
    """

    first: dict[int, str]
    settled: int
    undone: int


def import_runs(session: Session) -> ImportRuns:
    """Read what runs there were, and how far they have come."""
    row = ImportRunRow
    query = select(col(row.id), col(row.kind), col(row.source), col(row.state)).order_by(
        col(row.id)
    )
    first: dict[int, str] = {}
    whole: set[tuple[str, str]] = set()
    settled, running = 0, False
    undone = mark_at(session, DISCARDED_RUNS) or 0
    for run_id, kind, source, state in session.connection().execute(query):
        running = running or state == RunState.RUNNING
        settled = settled if running else run_id or 0
        undone += state == RunState.UNDONE
        if state == RunState.UNDONE or (kind, source) in whole:
            continue
        first[run_id or 0] = source
        if state == RunState.DONE:
            whole.add((kind, source))
    return ImportRuns(first, settled, undone)


def unchanged_since(
    session: Session, names: Collection[str], runs: Collection[int]
) -> frozenset[str]:
    """Give those of some tickets, by name, of which nothing is known but what some runs brought.

    No other run has changed them, and no time that passed has changed their score.
    """
    ticket, standing, score = TicketRow, TicketStandingRow, TicketScoreRow
    by_id = {ticket_id: name for name, ticket_id in ids_by_name(session, names).items()}
    newest = and_(
        col(score.ticket_id) == col(standing.ticket_id),
        col(score.revision) == col(standing.revision),
    )
    found: set[str] = set()
    for batch in in_batches(by_id):
        query = (
            select(col(ticket.id))
            .join(standing, col(standing.ticket_id) == col(ticket.id))
            .join(score, newest)
            .where(col(ticket.id).in_(batch), col(ticket.last_run_id).in_(list(runs)))
            .where(col(score.cause).in_(_BY_DATA))
        )
        found |= {by_id[key] for key in session.connection().execute(query).scalars() if key}
    return frozenset(found)
