"""Marks: how far a reader, or a piece of work that goes on, has come in a list that only grows."""

from sqlalchemy import select, update
from sqlmodel import Session, col

from radar_tui.db.lease import insert_unless_there
from radar_tui.db.tables import MarkRow


def mark_at(session: Session, name: str) -> int | None:
    """Give how far somebody has come, None where they have never looked."""
    query = select(col(MarkRow.value)).where(col(MarkRow.name) == name)
    return session.connection().execute(query).scalar()


def move_mark(session: Session, name: str, *, seen: int | None, value: int) -> bool:
    """Say that somebody has come further than where they were `seen`.

    False where another process of the same name was faster: what lies between is theirs.
    """
    if seen is None:
        return insert_unless_there(session, MarkRow(name=name, value=value))
    moved = (
        update(MarkRow)
        .where(col(MarkRow.name) == name, col(MarkRow.value) == seen)
        .values(value=value)
    )
    return session.connection().execute(moved).rowcount == 1
