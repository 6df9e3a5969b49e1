import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.bands import Band
from radar_tui.scoring import OpenTicket, Rubric, score_account
from radar_tui.scoring.account import faded


def test_the_heaviest_ticket_counts_fully_and_others_in_part(small_rubric: Rubric) -> None:
    account = score_account(
        [OpenTicket("A-1", 50, 0), OpenTicket("A-2", 100, 0), OpenTicket("A-3", 90, 14)],
        small_rubric,
    )
    assert [(p.ticket, p.rule, p.points) for p in account.contributions] == [
        ("A-2", "heaviest-ticket", 100),
        ("A-1", "other-ticket", 10),
        ("A-3", "other-ticket", 9),
    ]
    assert (account.score, account.band, account.review) == (119, Band.HIGH, True)
    assert account.why == "most from A-2 and 2 more"


def test_an_old_ticket_fades_but_the_future_does_not_grow(small_rubric: Rubric) -> None:
    assert faded(14, small_rubric.account) == 0.5
    assert faded(-3, small_rubric.account) == 1


def test_churn_calls_for_review_at_any_score(small_rubric: Rubric) -> None:
    account = score_account([OpenTicket("A-1", 10, 0, churn=True)], small_rubric)
    assert (account.score, account.review, account.churn) == (10, True, True)
    assert account.why == "most from A-1, churn language"


@pytest.mark.parametrize("tickets", [[], [OpenTicket("A-1", None, 0)]])
def test_no_scored_ticket_no_score(small_rubric: Rubric, tickets: list[OpenTicket]) -> None:
    account = score_account(tickets, small_rubric)
    assert (account.score, account.band, account.contributions) == (None, None, ())


tickets = st.lists(
    st.builds(
        OpenTicket,
        ticket=st.sampled_from("abcdefgh"),
        score=st.none() | st.integers(0, 200),
        age_days=st.floats(0, 400),
    ),
    max_size=30,
)


@given(tickets, st.randoms(use_true_random=False))
def test_contributions_add_up_and_order_does_not_matter(small_rubric, many, shuffler) -> None:
    account = score_account(many, small_rubric)
    assert sum(part.points for part in account.contributions) == (account.score or 0)
    assert account.score is None or 0 <= account.score <= 200
    shuffled = list(many)
    shuffler.shuffle(shuffled)
    assert score_account(shuffled, small_rubric) == account
