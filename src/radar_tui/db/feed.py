"""The change feed: what changed since a reader last looked, in an order that skips nothing."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, text
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from radar_tui.db.engine import Database
from radar_tui.db.tables import ChangeRow

CHANNEL = "radar_change"


class FeedCursor(NamedTuple):
    """How far a reader has come: a transaction, and a number within it.

    Numbers alone are no order to read in: they are drawn before the commit, so that a lower one may
    become visible after a higher one. Transactions are told once no older one is open any more.
    `txid` is 0 on SQLite, where one transaction writes at a time.
    """

    txid: int
    seq: int


FEED_START = FeedCursor(-1, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the feed: a changed row, or a changed table where `pk` is None."""

    cursor: FeedCursor
    table_name: str
    pk: str | None
    rev: int


def announce(session: Session, table_name: str, *, pk: str | None = None, rev: int = 0) -> None:
    """Add one entry to the feed; it becomes visible, and wakes readers, with the commit."""
    txid = 0
    if _is_postgres(session):
        own = text("SELECT pg_current_xact_id()::text::bigint")
        txid = session.connection().execute(own).scalar_one()
        session.connection().execute(text(f"NOTIFY {CHANNEL}"))
    session.add(ChangeRow(table_name=table_name, pk=pk, rev=rev, txid=txid))


def changes_since(session: Session, cursor: FeedCursor, *, limit: int = 500) -> list[Change]:
    """List what came after a cursor, in the order in which it can be told."""
    in_order = _told(session).order_by(col(ChangeRow.txid), col(ChangeRow.seq))
    return [_change(row) for row in session.exec(in_order.where(_after(cursor)).limit(limit))]


def news_since(session: Session, cursor: FeedCursor) -> tuple[list[Change], FeedCursor]:
    """List all that can be seen after a cursor, and the cursor to go on from.

    What is seen already and cannot be told yet comes again the next time. For readers whose look at
    the data must not miss what they see there.
    """
    told = newest_change(session)
    query = select(ChangeRow).where(_after(cursor)).order_by(col(ChangeRow.seq))
    return [_change(row) for row in session.exec(query)], max(told, cursor)


def newest_change(session: Session) -> FeedCursor:
    """Give the cursor of the newest entry that can be told, `FEED_START` where there is none."""
    query = _told(session).order_by(col(ChangeRow.txid).desc(), col(ChangeRow.seq).desc())
    row = session.exec(query.limit(1)).first()
    return FeedCursor(row.txid, row.seq or 0) if row else FEED_START


def _after(cursor: FeedCursor) -> ColumnElement[bool]:
    return or_(
        col(ChangeRow.txid) > cursor.txid,
        and_(col(ChangeRow.txid) == cursor.txid, col(ChangeRow.seq) > cursor.seq),
    )


def _change(row: ChangeRow) -> Change:
    return Change(FeedCursor(row.txid, row.seq or 0), row.table_name, row.pk, row.rev)


def _told(session: Session) -> SelectOfScalar[ChangeRow]:
    query = select(ChangeRow)
    if _is_postgres(session):
        query = query.where(
            text("change.txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        )
    return query


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


class DataVersion:
    """A cheap look whether another connection has committed to an SQLite workspace.

    It keeps one connection, as `PRAGMA data_version` tells only of changes by others since that
    connection last looked.
    """

    def __init__(self, database: Database) -> None:
        self._connection = database.engine.raw_connection()
        self._seen = self._read()

    def moved(self) -> bool:
        """Tell whether something was committed since the last call."""
        now = self._read()
        moved = now != self._seen
        self._seen = now
        return moved

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def _read(self) -> int:
        cursor = self._connection.cursor()
        try:
            row = cursor.execute("PRAGMA data_version").fetchone()
        finally:
            cursor.close()
        return int(row[0])
