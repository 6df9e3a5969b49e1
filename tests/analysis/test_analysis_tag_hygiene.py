"""Tagging hygiene: what counts, and what counts neither way."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from radar_tui.analysis.tag_hygiene import Share, TaggedTicket, tag_hygiene
from radar_tui.domain.records import TagKind
from radar_tui.domain.tagging import EVERY_KIND

CLOSED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
BEFORE, AFTER = CLOSED - timedelta(hours=1), CLOSED + timedelta(hours=1)
AREA, CAUSE, REASON = TagKind.FEATURE_AREA, TagKind.ROOT_CAUSE, TagKind.ESCALATION_REASON


def closed(
    tags: Mapping[TagKind, datetime | None], *, escalated: bool = False, repeat: bool | None = False
) -> TaggedTicket:
    return TaggedTicket(CLOSED, escalated, repeat, tags)


tickets = st.lists(
    st.builds(
        closed,
        st.dictionaries(st.sampled_from(TagKind), st.sampled_from([None, BEFORE, AFTER])),
        escalated=st.booleans(),
        repeat=st.sampled_from([None, True, False]),
    )
)


def test_each_rule_is_counted_over_the_tickets_that_it_is_about() -> None:
    found = tag_hygiene(
        [
            closed({AREA: BEFORE}),
            closed({}),
            closed({AREA: BEFORE, REASON: AFTER}, escalated=True),
            closed({AREA: BEFORE}, escalated=True),
            closed({AREA: None, CAUSE: BEFORE}, repeat=True),
            closed({AREA: BEFORE}, repeat=True),
        ],
        EVERY_KIND,
    )
    assert found.closed == 6
    assert found.feature_area == Share(5, 6)
    assert found.escalation_reason == Share(1, 2)
    assert found.root_cause == Share(1, 2)
    assert (found.in_time, found.time_unknown) == (Share(1, 2), 1)


def test_an_escalation_that_only_its_reason_tells_of_is_no_merit() -> None:
    found = tag_hygiene([closed({AREA: BEFORE, REASON: BEFORE})], EVERY_KIND)
    assert (found.escalation_reason, found.escalated_by_tag) == (Share(0, 0), 1)


def test_nobody_knows_of_an_unscored_ticket_whether_it_is_a_repeat() -> None:
    found = tag_hygiene([closed({AREA: BEFORE}, repeat=None)], EVERY_KIND)
    assert (found.root_cause, found.unscored) == (Share(0, 0), 1)


def test_a_share_of_nothing_has_no_value() -> None:
    found = tag_hygiene([], EVERY_KIND)
    assert found.feature_area is not None
    assert (found.feature_area.value, found.in_time.value) == (None, None)


def test_without_terms_of_a_kind_there_is_no_share() -> None:
    found = tag_hygiene([closed({}, escalated=True, repeat=True)], {CAUSE})
    assert (found.feature_area, found.escalation_reason) == (None, None)
    assert found.root_cause == Share(0, 1)
    assert tag_hygiene([closed({})], ()).time_unknown == 0


@given(tickets)
def test_who_carries_everything_is_in_time_late_or_unknown(listed: list[TaggedTicket]) -> None:
    found = tag_hygiene(listed, EVERY_KIND)
    judged = found.in_time.whole + found.time_unknown
    assert found.feature_area is not None
    assert 0 <= found.in_time.part <= found.in_time.whole
    assert judged <= found.feature_area.part <= found.feature_area.whole == len(listed)


@given(tickets)
def test_forgetting_when_tags_were_set_never_makes_it_better(listed: list[TaggedTicket]) -> None:
    forgotten = [
        closed(dict.fromkeys(one.tags), escalated=one.escalated, repeat=one.repeat)
        for one in listed
    ]
    found = tag_hygiene(forgotten, EVERY_KIND)
    assert found.in_time == Share(0, 0)
    assert found.feature_area == tag_hygiene(listed, EVERY_KIND).feature_area
