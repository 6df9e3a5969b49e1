"""The change feed: what changed since a reader last looked, in an order that skips nothing."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from radar_tui.db.engine import Database
from radar_tui.db.tables import ChangeRow

CHANNEL = "radar_change"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the feed: a changed row, or a changed table where `pk` is None."""

    seq: int
    table_name: str
    pk: str | None
    rev: int


def announce(session: Session, table_name: str, *, pk: str | None = None, rev: int = 0) -> None:
    """Add one entry to the feed; it becomes visible, and wakes readers, with the commit."""
    postgres = session.get_bind().dialect.name == "postgresql"
    txid = None
    if postgres:
        txid = session.execute(text("SELECT pg_current_xact_id()::text::bigint")).scalar_one()
        session.execute(text(f"NOTIFY {CHANNEL}"))
    session.add(ChangeRow(table_name=table_name, pk=pk, rev=rev, txid=txid))


def changes_since(session: Session, seq: int, *, limit: int = 500) -> list[Change]:
    """List what came after `seq`, oldest first.

    On PostgreSQL it stops before entries of transactions that are still open: sequence numbers are
    drawn before the commit, so a later number may become visible first.
    """
    query = select(ChangeRow).where(col(ChangeRow.seq) > seq).order_by(col(ChangeRow.seq))
    if session.get_bind().dialect.name == "postgresql":
        oldest_open = text("change.txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        query = query.where(oldest_open)
    rows = session.exec(query.limit(limit))
    return [Change(row.seq or 0, row.table_name, row.pk, row.rev) for row in rows]


def last_seq(session: Session) -> int:
    """Give the number of the newest entry, 0 where there is none."""
    return session.exec(select(func.max(ChangeRow.seq))).one() or 0


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
