"""Leases: one process at a time does one kind of work."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from radar_tui.db.engine import Database
from radar_tui.db.tables import LeaseRow


def take_lease(
    database: Database,
    name: str,
    *,
    holder: str,
    now: datetime,
    lasting: timedelta,
    is_alive: Callable[[str], bool] = lambda _holder: True,
) -> bool:
    """Take or renew a lease; False while another holder's is running.

    `now` is the wall clock, not the workspace's as-of time: leases are about living processes.
    A lease whose holder `is_alive` denies (a killed process) passes on at once.
    """
    with database.writing() as session:
        row = session.get(LeaseRow, name)
        if row is not None and not is_alive(row.holder):
            session.delete(row)
            session.flush()
        claim = (
            update(LeaseRow)
            .where(
                col(LeaseRow.name) == name,
                or_(col(LeaseRow.holder) == holder, col(LeaseRow.expires_at) <= now),
            )
            .values(holder=holder, expires_at=now + lasting)
        )
        if session.connection().execute(claim).rowcount == 1:
            return True
        if session.get(LeaseRow, name) is not None:
            return False
        return insert_unless_there(
            session, LeaseRow(name=name, holder=holder, expires_at=now + lasting)
        )


def release_lease(database: Database, name: str, *, holder: str) -> None:
    """Give a lease back; nothing happens where it has passed to somebody else."""
    with database.writing() as session:
        row = session.get(LeaseRow, name)
        if row is not None and row.holder == holder:
            session.delete(row)


def still_holds(session: Session, name: str, *, holder: str) -> bool:
    """Tell within a writing scope whether a lease is still one's own, and keep it until its end.

    Whoever was so slow that the lease passed on must not write any more what it stood for.
    """
    query = select(LeaseRow).where(col(LeaseRow.name) == name).with_for_update()
    row = session.exec(query).first()
    return row is not None and row.holder == holder


def insert_unless_there(session: Session, row: SQLModel) -> bool:
    """Insert a row; False where a faster writer has put one in its place."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True
