"""The required tags at close, and when they were set."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.records import TagKind
from radar_tui.domain.tagging import TaggingTime, missing_tags, required_tags, tagging_time

CLOSED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
AREA, CAUSE, REASON = TagKind.FEATURE_AREA, TagKind.ROOT_CAUSE, TagKind.ESCALATION_REASON

moments = st.none() | st.integers(-48, 48).map(lambda hours: CLOSED + hours * HOUR)


@pytest.mark.parametrize(
    ("escalated", "repeat", "required"),
    [
        (False, False, {AREA}),
        (True, False, {AREA, REASON}),
        (False, True, {AREA, CAUSE}),
        (True, True, {AREA, CAUSE, REASON}),
    ],
)
def test_the_templates_four_cases(escalated: bool, repeat: bool, required: set[TagKind]) -> None:
    assert set(required_tags(escalated=escalated, repeat=repeat)) == required


def test_a_kind_without_terms_is_asked_of_nobody() -> None:
    assert required_tags(escalated=True, repeat=True, judged={CAUSE}) == (CAUSE,)


@given(st.sets(st.sampled_from(TagKind)), st.sets(st.sampled_from(TagKind)), *[st.booleans()] * 2)
def test_what_is_missing_is_required_and_not_carried(
    carried: set[TagKind], judged: set[TagKind], escalated: bool, repeat: bool
) -> None:
    required = required_tags(escalated=escalated, repeat=repeat, judged=judged)
    missing = missing_tags(carried, escalated=escalated, repeat=repeat, judged=judged)
    assert set(missing) == set(required) - carried


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ((-2,), TaggingTime.DURING_RESOLUTION),
        ((-2, 0), TaggingTime.DURING_RESOLUTION),
        ((-2, 1), TaggingTime.AFTER_RESOLUTION),
        ((-2, None), TaggingTime.UNKNOWN),
        ((None, 1), TaggingTime.AFTER_RESOLUTION),
        ((), TaggingTime.UNKNOWN),
    ],
)
def test_when_tags_were_set(hours: tuple[int | None, ...], told: TaggingTime) -> None:
    set_at = [None if hour is None else CLOSED + hour * HOUR for hour in hours]
    assert tagging_time(set_at, CLOSED) is told


@given(st.lists(moments))
def test_a_moment_that_nobody_recorded_never_makes_it_good_or_bad(
    set_at: list[datetime | None],
) -> None:
    known = [at for at in set_at if at is not None]
    with_unknown = tagging_time([*known, None], CLOSED)
    assert with_unknown is not TaggingTime.DURING_RESOLUTION
    late = tagging_time(known, CLOSED) is TaggingTime.AFTER_RESOLUTION
    assert (with_unknown is TaggingTime.AFTER_RESOLUTION) == late
