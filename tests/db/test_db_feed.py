"""The change feed tells everything once it is committed, and nothing before."""

from sqlalchemy import text
from sqlalchemy.orm import Session as PlainSession

from radar_tui.db.engine import Database, open_database
from radar_tui.db.feed import (
    FEED_START,
    DataVersion,
    FeedCursor,
    announce,
    changes_since,
    newest_change,
)
from radar_tui.db.schema import ensure_schema


def tables(database: Database, since: FeedCursor = FEED_START) -> list[str]:
    with database.reading() as session:
        return [change.table_name for change in changes_since(session, since)]


def test_entries_come_in_order_from_where_the_reader_left_off(database: Database) -> None:
    for name in ("ticket", "account"):
        with database.writing() as session:
            announce(session, name)
    assert tables(database) == ["ticket", "account"]
    with database.reading() as session:
        last = newest_change(session)
    assert tables(database, since=last) == []


def test_an_uncommitted_entry_is_not_told(database: Database) -> None:
    try:
        with database.writing() as session:
            announce(session, "ticket")
            session.flush()
            raise KeyError
    except KeyError:
        pass
    assert tables(database) == []


def test_a_later_commit_does_not_hide_an_earlier_number(postgres_url: str) -> None:
    """Two transactions draw numbers 1 and 2; 2 commits first. A reader must not skip 1."""
    database = open_database(postgres_url)
    ensure_schema(database)
    slow = PlainSession(database.engine)
    slow.begin()
    announce(slow, "slow")  # type: ignore[arg-type]
    slow.flush()
    with database.writing() as session:
        announce(session, "fast")
    assert tables(database) == [], "2 is held back while 1 may still come"
    slow.commit()
    slow.close()
    assert tables(database) == ["slow", "fast"]
    database.dispose()


def test_an_older_transaction_with_a_later_number_hides_nothing(postgres_url: str) -> None:
    """The transaction that began first draws number 2 and commits first; 1 must still be told."""
    database = open_database(postgres_url)
    ensure_schema(database)
    older, newer = PlainSession(database.engine), PlainSession(database.engine)
    older.execute(text("SELECT pg_current_xact_id()"))
    newer.execute(text("SELECT pg_current_xact_id()"))
    announce(newer, "newer")  # type: ignore[arg-type]
    newer.flush()
    announce(older, "older")  # type: ignore[arg-type]
    older.commit()
    assert tables(database) == ["older"]
    with database.reading() as session:
        seen = newest_change(session)
    newer.commit()
    assert tables(database, since=seen) == ["newer"]
    with database.reading() as session:
        assert newest_change(session) != seen
    older.close()
    newer.close()
    database.dispose()


def test_a_reading_scope_sees_one_moment(database: Database) -> None:
    with database.reading() as reader:
        before = newest_change(reader)
        with database.writing() as session:
            announce(session, "ticket")
        assert newest_change(reader) == before


def test_data_version_tells_of_other_connections(tmp_path: object) -> None:
    database = open_database(f"{tmp_path}/radar.db")
    ensure_schema(database)
    watch = DataVersion(database)
    assert not watch.moved()
    with database.writing() as session:
        announce(session, "ticket")
    assert watch.moved()
    assert not watch.moved()
    watch.close()
    database.dispose()
