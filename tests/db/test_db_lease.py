"""One process at a time does one kind of work."""

from datetime import datetime, timedelta

from radar_tui.db.engine import Database
from radar_tui.db.lease import release_lease, take_lease

MINUTE = timedelta(minutes=1)


def take(database: Database, holder: str, now: datetime, *, living: bool = True) -> bool:
    return take_lease(
        database, "score", holder=holder, now=now, lasting=MINUTE, is_alive=lambda _: living
    )


def test_a_second_holder_waits_until_the_first_gives_back(
    database: Database, as_of: datetime
) -> None:
    assert take(database, "one", as_of)
    assert not take(database, "two", as_of)
    release_lease(database, "score", holder="two")
    assert not take(database, "two", as_of), "only the holder can give a lease back"
    release_lease(database, "score", holder="one")
    assert take(database, "two", as_of)


def test_a_lease_expires_and_is_renewed(database: Database, as_of: datetime) -> None:
    assert take(database, "one", as_of)
    assert take(database, "one", as_of + MINUTE / 2)
    assert not take(database, "two", as_of + MINUTE)
    assert take(database, "two", as_of + MINUTE * 2)


def test_a_dead_holder_s_lease_passes_on_at_once(database: Database, as_of: datetime) -> None:
    assert take(database, "killed", as_of)
    assert take(database, "two", as_of, living=False)
