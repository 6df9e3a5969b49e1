"""The habit loop, the training of people, and what a habit may have produced."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from radar_tui.db.tables import (
    AccountRow,
    FixRow,
    HabitRow,
    InterventionRow,
    MacroRow,
    MacroVersionRow,
    PersonRow,
    TeammateRow,
    TicketRow,
    TrainingRow,
)


class Finished(NamedTuple):
    """A ticket on which the team finished its work, and what came of it."""

    source: str
    external_id: str
    account: str | None
    outcome: str | None


class Titled(NamedTuple):
    """A macro or fix: what it is found by, and its title."""

    reference: str
    title: str


def habits_done(session: Session) -> dict[str, set[str]]:
    """Give the habits that were done, by ISO week; a handful a week, all of them ever."""
    done: dict[str, set[str]] = defaultdict(set)
    query = select(col(HabitRow.week), col(HabitRow.habit)).distinct()
    for week, habit in session.connection().execute(query):
        done[week].add(habit)
    return done


def habit_rows(session: Session, week: str) -> Sequence[HabitRow]:
    """List what was done in a week, in the order in which it was done."""
    query = select_rows(HabitRow).where(col(HabitRow.week) == week)
    return session.exec(query.order_by(col(HabitRow.at), col(HabitRow.person))).all()


def training_rows(session: Session) -> Sequence[TrainingRow]:
    """List who was trained in what."""
    return session.exec(select_rows(TrainingRow).order_by(col(TrainingRow.person))).all()


def teammates(session: Session) -> dict[str, TeammateRow]:
    """Give the teammates by name: as imported, and as the team itself keeps them over that.

    Who has left is not among them. They are values, to be read and not stored.
    """
    imported = session.exec(select_rows(PersonRow).order_by(col(PersonRow.name))).all()
    own = {row.name: row for row in session.exec(select_rows(TeammateRow)).all()}
    found = {
        row.name: TeammateRow(name=row.name, roles=row.roles, tier=row.tier, zone=row.zone)
        for row in imported
    }
    found |= {name: TeammateRow(**row.model_dump()) for name, row in own.items()}
    kept = {name: row for name, row in found.items() if row.left_at is None}
    return dict(sorted(kept.items(), key=lambda one: one[0].casefold()))


def macros_edited(session: Session, start: datetime, end: datetime, limit: int) -> list[Titled]:
    """List the macros that were written or edited in a span, the newest edit first."""
    known = col(MacroVersionRow.known_at)
    query = (
        select(col(MacroRow.key), col(MacroRow.title))
        .join(MacroVersionRow, col(MacroVersionRow.key) == col(MacroRow.key))
        .where(known >= start, known < end, col(MacroRow.archived_at).is_(None))
        .order_by(known.desc())
    )
    rows = dict.fromkeys(tuple(row) for row in session.connection().execute(query))
    return [Titled(*row) for row in list(rows)[:limit]]


def fixes_made(session: Session, start: datetime, end: datetime, limit: int) -> list[Titled]:
    """List the fixes that were drafted or published in a span, the newest first."""
    at, published = col(FixRow.at), col(FixRow.published_at)
    within = or_((at >= start) & (at < end), (published >= start) & (published < end))
    query = select(col(FixRow.id), col(FixRow.title)).where(within).order_by(at.desc())
    rows = session.connection().execute(query.limit(limit))
    return [Titled(str(row[0]), row[1]) for row in rows]


def finished_work(session: Session, start: datetime, end: datetime, limit: int) -> list[Finished]:
    """List the tickets on which work was finished in a span, the newest first."""
    finished = col(InterventionRow.finished_at)
    query = (
        select(
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(AccountRow.name),
            col(InterventionRow.outcome),
        )
        .join(InterventionRow, col(InterventionRow.ticket_id) == col(TicketRow.id))
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .where(finished >= start, finished < end)
        .order_by(finished.desc(), col(TicketRow.id))
        .limit(limit)
    )
    return [Finished(*row) for row in session.connection().execute(query)]
