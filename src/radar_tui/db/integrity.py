"""Whether a database is whole: its own checks, in findings of one line each."""

from sqlalchemy import text

from radar_tui.db.engine import Database


def integrity_findings(database: Database) -> list[str]:
    """Run SQLite's integrity and foreign key checks; PostgreSQL keeps these promises itself.

    Raises:
        DatabaseError: the file is too damaged to be checked.
    """
    if not database.is_sqlite:
        return []
    with database.engine.connect() as connection:
        broken = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check(20)"))]
        dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
    findings = [f"damaged: {line}" for line in broken if line != "ok"]
    findings += [
        f"table {table}: row {row} points to a missing row of {parent}"
        for table, row, parent, _ in dangling[:20]
    ]
    return findings
