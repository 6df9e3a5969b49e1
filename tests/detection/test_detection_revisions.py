from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.detection.revisions import REVISED_WEEKS, Change, CountsAsKnown, Revision, revise
from radar_tui.detection.spikes import SpikeSettings, judge

FIRST = date(2026, 1, 5)
KNOWN_AT = datetime(2026, 9, 1, tzinfo=UTC)
STEADY = (5, 4, 6, 5, 3, 7, 5, 4, 6, 5, 5, 4, 7, 3, 5, 6, 4, 5, 6, 5, 4, 5, 6, 5, 4, 6, 5, 5, 4, 6)

rows = st.lists(st.none() | st.integers(0, 30), min_size=0, max_size=40)


def known(hours: int = 0, **counts: tuple[int | None, ...]) -> CountsAsKnown:
    return CountsAsKnown(KNOWN_AT + timedelta(hours=hours), FIRST, counts)


def with_week(ago: int, count: int | None) -> tuple[int | None, ...]:
    """The steady weeks with another count in the one that lies so many weeks back, 1 the latest."""
    weeks: list[int | None] = [*STEADY]
    weeks[-ago] = count
    return tuple(weeks)


def week(ago: int) -> date:
    return FIRST + timedelta(weeks=len(STEADY) - ago)


def changes(found: list[Revision]) -> list[tuple[str, date, Change]]:
    return [(one.series, one.week, one.change) for one in found]


def test_late_tickets_raise_an_alarm_weeks_later() -> None:
    found = revise(known(payments=with_week(3, 9)), known(5, payments=with_week(3, 21)))
    (raised,) = [one for one in found if one.change is Change.RAISED]
    assert (raised.series, raised.week) == ("payments", week(3))
    assert raised.known_at == KNOWN_AT + timedelta(hours=5)
    assert raised.before is not None
    assert (raised.before.observed, raised.after.observed) == (9, 21)
    assert raised.after == judge(21, STEADY[:-3])


def test_tickets_that_turn_out_to_be_something_else_withdraw_it() -> None:
    found = revise(known(payments=with_week(2, 21)), known(5, payments=with_week(2, 6)))
    assert ("payments", week(2), Change.WITHDRAWN) in changes(found)


def test_what_is_the_same_is_no_revision() -> None:
    table = known(payments=STEADY, logins=with_week(1, 20))
    assert revise(table, replace(table, known_at=KNOWN_AT + timedelta(hours=5))) == []
    assert revise(table, table) == []


def test_only_the_latest_six_weeks_are_judged_again() -> None:
    assert REVISED_WEEKS == 6
    late = {ago: revise(known(a=STEADY), known(1, a=with_week(ago, 30))) for ago in (6, 7)}
    assert ("a", week(6), Change.RAISED) in changes(late[6])
    assert all(one.week >= week(6) for one in late[7])
    assert Change.RAISED not in {one.change for one in late[7]}


def test_a_late_count_moves_what_is_normal_for_the_weeks_after_it() -> None:
    # One incident lies far back; a second one, five weeks ago, becomes known late.
    weeks = [*STEADY[:5], 30, *STEADY[6:-1], 14]
    bursty = [*weeks[:-5], 28, *weeks[-4:]]
    found = revise(known(a=tuple(weeks)), known(1, a=tuple(bursty)))
    assert ("a", week(5), Change.RAISED) in changes(found)
    (latest,) = [one for one in found if one.week == week(1)]
    assert latest.change is Change.WITHDRAWN
    assert latest.before is not None
    assert latest.before.observed == latest.after.observed == 14


def test_a_new_week_is_judged_first() -> None:
    (first,) = revise(known(a=STEADY), known(1, a=(*STEADY, 30)))
    assert (first.change, first.before, first.week) == (Change.FIRST, None, week(0))
    assert first.after.spike


def test_without_an_earlier_table_all_are_first() -> None:
    found = revise(None, known(a=STEADY, b=STEADY))
    assert changes(found) == [
        (series, week(ago), Change.FIRST) for series in ("a", "b") for ago in range(6, 0, -1)
    ]


def test_a_series_that_is_not_counted_any_more_is_quiet() -> None:
    (gone,) = [
        one
        for one in revise(known(a=with_week(2, 25), b=STEADY), known(1, b=STEADY))
        if one.change is Change.WITHDRAWN
    ]
    assert (gone.series, gone.week, gone.after.observed) == ("a", week(2), 0)


def test_a_series_that_is_new_was_not_judged_before() -> None:
    found = revise(known(a=STEADY), known(1, a=STEADY, b=STEADY))
    assert {(one.series, one.change) for one in found} == {("b", Change.FIRST)}


def test_a_week_that_was_missing_is_recounted() -> None:
    found = revise(known(a=with_week(1, None)), known(1, a=STEADY))
    assert changes(found) == [("a", week(1), Change.RECOUNTED)]


def test_accounts_that_become_known_count() -> None:
    loud = with_week(1, 25)
    one, several = (
        replace(known(hours, a=loud), accounts={"a": (*(5,) * 29, accounts)})
        for hours, accounts in ((0, 1), (1, 4))
    )
    (raised,) = revise(one, several)
    assert raised.change is Change.RAISED
    assert raised.before is not None
    assert raised.before.blocked_by_accounts


def test_tables_that_begin_in_different_weeks_are_compared_week_by_week() -> None:
    longer = CountsAsKnown(KNOWN_AT, FIRST - timedelta(weeks=1), {"a": (None, *STEADY)})
    assert revise(longer, known(1, a=STEADY)) == []


@given(rows, rows, st.integers(1, 8))
def test_applying_the_revisions_gives_what_is_decided_now(
    earlier: list[int | None], later: list[int | None], weeks: int
) -> None:
    before, after = known(a=tuple(earlier)), known(1, a=tuple(later))
    decided = {
        FIRST + timedelta(weeks=place): judge(count, earlier[:place])
        for place, count in enumerate(earlier)
    }
    found = revise(before, after, weeks=weeks)
    decided |= {one.week: one.after for one in found}
    for place in range(max(0, len(later) - weeks), len(later)):
        now = judge(later[place], later[:place])
        then = decided[FIRST + timedelta(weeks=place)]
        assert (then.status, then.observed, then.upper) == (now.status, now.observed, now.upper)
    assert len({one.week for one in found}) == len(found) <= weeks
    assert revise(after, after, weeks=weeks) == []


def test_the_settings_are_those_of_the_rule() -> None:
    lax = SpikeSettings(min_count=1, alpha=0.2)
    found = revise(known(a=STEADY), known(1, a=with_week(1, 10)), lax)
    assert changes(found) == [("a", week(1), Change.RAISED)]
    assert revise(known(a=STEADY), known(1, a=with_week(1, 10)))[0].change is Change.RECOUNTED


def test_tables_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="Monday"):
        CountsAsKnown(KNOWN_AT, FIRST + timedelta(days=1), {})
    with pytest.raises(ValueError, match="one length"):
        known(a=(1, 2), b=(1,))
    with pytest.raises(ValueError, match="earlier come first"):
        revise(known(1, a=STEADY), known(0, a=STEADY))
