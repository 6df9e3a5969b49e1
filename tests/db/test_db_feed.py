"""The change feed tells everything once it is committed, and nothing before."""

from sqlalchemy.orm import Session as PlainSession

from radar_tui.db.engine import Database, open_database
from radar_tui.db.feed import DataVersion, announce, changes_since, last_seq
from radar_tui.db.schema import ensure_schema


def tables(database: Database, since: int = 0) -> list[str]:
    with database.reading() as session:
        return [change.table_name for change in changes_since(session, since)]


def test_entries_come_in_order_from_where_the_reader_left_off(database: Database) -> None:
    for name in ("ticket", "account"):
        with database.writing() as session:
            announce(session, name)
    assert tables(database) == ["ticket", "account"]
    with database.reading() as session:
        last = last_seq(session)
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
