"""Silent sources and untagged tickets."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.detection.facts import SourceReach, UntaggedTicket
from radar_tui.detection.housekeeping_rules import observe_silence, observe_untagged
from radar_tui.domain.freshness import STALE_AFTER_INTERVALS, Freshness
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import Rule, RuleKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def rule(kind: RuleKind, **values: object) -> Rule:
    fields: dict[str, object] = {
        "key": "watched",
        "kind": kind,
        "title": "Watched",
        "threshold": 2,
        "action": "Look",
        "owner": "Support Ops",
    }
    return Rule(**(fields | values))  # type: ignore[arg-type]


SILENCE = rule(RuleKind.SOURCE_SILENCE)


def test_a_source_two_intervals_behind_is_not_silent_yet() -> None:
    reach = SourceReach("zendesk", NOW - 2 * DAY, DAY)
    (seen,) = observe_silence([reach], SILENCE, NOW)
    assert (seen.labels, seen.value, seen.holds) == ((("source", "zendesk"),), 2, False)


def test_silence_begins_when_the_missing_data_were_due() -> None:
    (seen,) = observe_silence([SourceReach("zendesk", NOW - 3 * DAY, DAY)], SILENCE, NOW)
    assert (seen.value, seen.holds, seen.began_at) == (3, True, NOW - 2 * DAY)
    assert seen.evidence["usual-interval"] == "1d"


def test_a_source_that_never_brought_anything_is_silent() -> None:
    (seen,) = observe_silence([SourceReach("zendesk", None, DAY)], SILENCE, NOW)
    assert (seen.value, seen.holds, seen.began_at) == (None, True, None)


def test_data_ahead_of_the_clock_are_no_silence() -> None:
    (seen,) = observe_silence([SourceReach("zendesk", NOW + DAY, DAY)], SILENCE, NOW)
    assert (seen.value, seen.holds) == (0, False)


def test_a_source_that_was_given_up_is_not_watched() -> None:
    gone = [SourceReach("old-desk", NOW - 60 * DAY, DAY)]
    assert not observe_silence(gone, rule(RuleKind.SOURCE_SILENCE, window=56 * DAY), NOW)
    assert observe_silence(gone, SILENCE, NOW)[0].holds


@given(
    st.integers(0, 10**7) | st.none(),
    st.integers(60, 10**6),
)
def test_silence_is_the_judgement_of_the_freshness_line(behind: int | None, usual: int) -> None:
    data_as_of = None if behind is None else NOW - timedelta(seconds=behind)
    interval = timedelta(seconds=usual)
    shipped = rule(RuleKind.SOURCE_SILENCE, threshold=STALE_AFTER_INTERVALS)
    (seen,) = observe_silence([SourceReach("zendesk", data_as_of, interval)], shipped, NOW)
    assert seen.holds == Freshness(data_as_of, interval).is_stale(NOW)


def untagged(number: int, missing: TagKind, ago: timedelta = DAY) -> UntaggedTicket:
    return UntaggedTicket(f"zendesk/{number}", missing, NOW - ago, "Acme")


def test_untagged_tickets_count_by_what_they_lack() -> None:
    tickets = [untagged(number, TagKind.FEATURE_AREA) for number in range(3)]
    tickets += [untagged(9, TagKind.ROOT_CAUSE), untagged(10, TagKind.FEATURE_AREA, 7 * DAY)]
    judged_by = rule(RuleKind.UNTAGGED_CLOSED, window=7 * DAY)
    area, cause = observe_untagged(tickets, judged_by, NOW)
    assert area.labels == (("missing-tag", "feature-area"),)
    assert (area.value, area.holds) == (3, True)
    assert area.evidence["tickets"] == ["zendesk/0", "zendesk/1", "zendesk/2"]
    assert (cause.labels, cause.holds) == ((("missing-tag", "root-cause"),), False)


@pytest.mark.parametrize(("accounts", "holds"), [(1, True), (2, False)])
def test_the_guard_on_accounts_holds_for_untagged_tickets(accounts: int, holds: bool) -> None:
    tickets = [untagged(number, TagKind.FEATURE_AREA) for number in range(5)]
    judged_by = rule(RuleKind.UNTAGGED_CLOSED, window=7 * DAY, min_accounts=accounts)
    (seen,) = observe_untagged(tickets, judged_by, NOW)
    assert seen.holds is holds
