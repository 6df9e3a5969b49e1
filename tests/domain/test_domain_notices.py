"""Notices, and the digest they are put into."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.alerts import Cause
from radar_tui.domain.attention import Attention, Because, Before, Standing
from radar_tui.domain.notices import (
    GROUPS_SHOWN,
    NAMED_IN_GROUP,
    NoticeKind,
    kind_of,
    make_digest,
    tells_of_end,
    tells_of_need,
)
from radar_tui.domain.rules import Severity
from support.alert_cases import HOUR, NOW, notice, spike_notice

K = NoticeKind


def needs(since_hours: int = 0) -> Attention:
    return Attention(Standing.NEEDS_YOU, NOW + since_hours * HOUR, Because.FIRED)


def test_needing_the_lead_is_told_once() -> None:
    assert tells_of_need(needs(), None)
    assert not tells_of_need(needs(), NOW)
    assert tells_of_need(needs(1), NOW), "it came back"
    assert not tells_of_need(needs(-1), NOW), "an undone act is no news"
    assert not tells_of_need(replace(needs(), standing=Standing.SILENCED), None)


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (Standing.NEEDS_YOU, True),
        (Standing.ACKNOWLEDGED, True),
        (Standing.SNOOZED, True),
        (Standing.SILENCED, False),
        (Standing.INHIBITED, False),
        (Standing.DONE, False),
    ],
)
def test_the_end_is_told_of_what_was_told_and_is_in_sight(standing: Standing, told: bool) -> None:
    before = Before(standing, NOW)
    assert tells_of_end(before, told=True, cause=Cause.CLEARED) is told
    assert not tells_of_end(before, told=False, cause=Cause.CLEARED), "it was never told"
    assert not tells_of_end(before, told=True, cause=Cause.RULE_EDITED), "somebody did that"


def test_kinds_of_notices() -> None:
    assert {because: kind_of(because) for because in Because} == {
        Because.FIRED: K.FIRED,
        Because.TIMED_OUT: K.TIMED_OUT,
        Because.SNOOZE_OVER: K.WOKE,
        Because.WORSE: K.WOKE,
        Because.SILENCE_OVER: K.WOKE,
        Because.INCIDENT_OVER: K.WOKE,
    }


def test_nothing_new_is_no_digest() -> None:
    assert make_digest([]) is None


def test_a_digest_groups_by_rule_and_area_with_the_critical_first() -> None:
    digest = make_digest(
        [
            notice(1, area="exports", kind=K.RESOLVED, because=None),
            notice(2, area="payments"),
            notice(3, area="payments"),
            notice(4, area="sso", kind=K.TIMED_OUT, because=Because.TIMED_OUT),
            spike_notice(5),
        ]
    )
    assert digest is not None
    told = [(one.title, one.feature_area, dict(one.counts)) for one in digest.groups]
    assert told == [
        ("Ticket spike", "payments", {K.FIRED: 1}),
        ("Frustration score", "payments", {K.FIRED: 2}),
        ("Frustration score", "sso", {K.TIMED_OUT: 1}),
        ("Frustration score", "exports", {K.RESOLVED: 1}),
    ]
    assert (digest.calls, digest.loudest, digest.last_seq) == (4, Severity.CRITICAL, 5)


def test_of_one_alert_the_newest_notice_counts() -> None:
    digest = make_digest(
        [
            notice(1, alert=7),
            notice(2, alert=7, kind=K.WOKE, because=Because.WORSE),
            notice(3, alert=8),
            notice(4, alert=8, kind=K.RESOLVED, because=None),
        ]
    )
    assert digest is not None
    assert dict(digest.counts) == {K.WOKE: 1, K.RESOLVED: 1}
    assert digest.came_and_went == 1


def test_what_only_resolved_calls_for_nobody() -> None:
    digest = make_digest([spike_notice(1, kind=K.RESOLVED, because=None)])
    assert digest is not None
    assert (digest.calls, digest.loudest) == (0, None)


def test_a_digest_is_short_however_much_is_new() -> None:
    flood = [notice(seq, area=f"area-{seq % 40}") for seq in range(1, 1001)]
    digest = make_digest(flood)
    assert digest is not None
    assert (len(digest.groups), digest.group_count) == (GROUPS_SHOWN, 40)
    assert all(len(one.named) == NAMED_IN_GROUP for one in digest.groups)
    assert digest.counts[K.FIRED] == 1000


kinds = st.sampled_from(NoticeKind)


@given(st.lists(st.tuples(st.integers(1, 5), kinds, st.sampled_from([None, "a", "b"]))))
def test_every_alert_is_in_one_group(news: list[tuple[int, NoticeKind, str | None]]) -> None:
    notices = [
        notice(seq, alert=alert, area=area, kind=kind)
        for seq, (alert, kind, area) in enumerate(news, 1)
    ]
    digest = make_digest(notices, shown=99)
    if digest is None:
        assert not notices
        return
    grouped = [alert for group in digest.groups for alert in group.alert_ids]
    assert sorted(grouped) == sorted({one.alert_id for one in notices})
    assert sum(digest.counts.values()) == len(grouped)
    assert digest == make_digest(reversed(notices), shown=99)
