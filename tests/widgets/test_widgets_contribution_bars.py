"""Contributions as bars: they add up, also where those that weigh little are told together."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.scores import Contribution, ContributionName
from radar_tui.services.ticket_view import NumberedContribution, ScoreView
from radar_tui.widgets.contribution_bars import contribution_bars

KNOWN = datetime(2026, 11, 23, tzinfo=UTC)


def score_of(points: list[int]) -> ScoreView:
    parts = tuple(
        NumberedContribution(place, Contribution(ContributionName.TONE, "tone", one))
        for place, one in enumerate(points)
    )
    return ScoreView(sum(points), "high", True, False, "flat", "Why.", KNOWN, parts)


def lines_of(points: list[int], most: int | None) -> list[str]:
    return contribution_bars(score_of(points), most=most).plain.splitlines()


@given(st.lists(st.integers(-50, 150), min_size=1, max_size=12), st.integers(1, 6))
def test_what_is_shown_adds_up_to_the_score(points: list[int], most: int) -> None:
    *shown, _rule, total = lines_of(points, most)
    assert sum(int(line.split()[-1]) for line in shown) == int(total.split()[-1]) == sum(points)
    assert len(shown) <= most + 1


def test_the_heaviest_stand_alone_in_their_order() -> None:
    *shown, _rule, _total = lines_of([5, 70, -20, 3, 30], 3)
    assert [int(line.split()[-1]) for line in shown] == [70, -20, 30, 8]
    assert "2 more, on the opened ticket" in shown[-1]


def test_one_more_is_shown_itself_and_without_a_limit_all_are() -> None:
    assert not any("more" in line for line in lines_of([5, 70, -20, 3], 3))
    assert not any("more" in line for line in lines_of([1] * 12, None))
