"""Versions of a record tell together what holds, whatever order they come in."""

from datetime import UTC, datetime
from functools import reduce
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from radar_tui.domain.versions import Merged, Version, merge

FIELDS = ("tags", "account", "url")


def at(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


def version(day: int, *, untold: str = "", rank: int = 0, **values: object) -> Version:
    """A version that says which day it is of in every field that is not given."""
    said = dict.fromkeys(FIELDS, f"day {day}") | values
    return Version(at(day), said, frozenset(untold.split()), rank)


def merged(*versions: Version) -> Merged:
    held = reduce(merge, versions, None)
    assert held is not None
    return held


def test_what_the_newest_says_nothing_of_stays_as_it_was_told_last() -> None:
    held = merged(version(1), version(2, url=None), version(3, untold="tags url"))
    assert held.values == {"tags": "day 2", "account": "day 3", "url": None}
    assert held.told_at == {"tags": at(2), "url": at(2)}


def test_an_older_version_completes_a_newer_one() -> None:
    held = merged(version(3, untold="tags url"), version(1, untold="url"), version(2, tags="two"))
    assert held.values == {"tags": "two", "account": "day 3", "url": "day 2"}


def test_what_nobody_tells_is_what_the_newest_has_in_its_place() -> None:
    versions = [version(day, untold="tags", tags=f"rules of day {day}") for day in (2, 1)]
    held = merged(*versions)
    assert (held.values["tags"], held.told_at) == ("rules of day 2", {"tags": None})


def test_of_one_moment_the_higher_rank_is_newer() -> None:
    low, high = version(1, url="low"), version(1, rank=1, untold="tags", url="high")
    for versions in ((low, high), (high, low)):
        assert merged(*versions).values == {"tags": "day 1", "account": "day 1", "url": "high"}
        assert merged(*versions).told_at == {}


@st.composite
def lives(draw: st.DrawFn) -> list[Version]:
    """Versions of different days that leave out some fields, in any order."""
    days = draw(st.lists(st.integers(1, 28), min_size=1, max_size=5, unique=True))
    left_out = st.sets(st.sampled_from(FIELDS))
    return [version(day, untold=" ".join(draw(left_out))) for day in days]


@given(lives(), st.randoms())
@example([version(3, untold="tags"), version(1), version(2)], Random(0))
def test_any_order_and_repetition_tells_the_same(versions: list[Version], random: Random) -> None:
    again = [*versions, *versions[:2]]
    random.shuffle(again)
    expected = merged(*sorted(versions, key=lambda one: one.at))
    assert merged(*again) == expected
    assert merge(expected, versions[0]) == expected
    for field in FIELDS:
        telling = [one for one in versions if field not in one.untold] or versions
        assert expected.values[field] == max(telling, key=lambda one: one.at).values[field]


def test_times_are_kept_only_of_what_the_newest_leaves_out() -> None:
    held = merged(version(1), version(2, untold="url"), version(3))
    assert held.told_at == {}
    assert held.told("url") == at(3)
