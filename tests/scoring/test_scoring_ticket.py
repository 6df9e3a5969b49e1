from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.bands import TEMPLATE_LIMITS, Band
from radar_tui.domain.scores import (
    Contribution,
    ContributionName,
    MessageScore,
    UnscoredReason,
)
from radar_tui.domain.ticket_scores import TicketScore, Trajectory
from radar_tui.scoring import (
    Rubric,
    Scorer,
    TicketContext,
    TicketMessage,
    score_ticket,
    shipped_rubric,
)
from support.readers import FAKE_READERS

QUIET = TicketContext()


def scored(value: int, *, churn: bool = False, resolved: bool = False) -> MessageScore:
    parts = [Contribution(ContributionName.TONE, "model", value + 10 * resolved, 0, 4, "text")]
    if resolved:
        parts.append(Contribution(ContributionName.RESOLUTION, "phrase", -10, 0, 4, "text"))
    return MessageScore(
        value,
        TEMPLATE_LIMITS.band(value),
        value > 60 or churn,
        churn,
        "en",
        "m1",
        "r1",
        tuple(parts),
    )


def unscored(reason: UnscoredReason) -> MessageScore:
    return MessageScore(None, None, False, False, "de", "m1", "r1", reason=reason)


def thread(*scores: MessageScore) -> list[TicketMessage]:
    return [TicketMessage(2 * row, score) for row, score in enumerate(scores)]


def rules(ticket: TicketScore) -> dict[str, int]:
    return {part.rule: part.points for part in ticket.contributions}


def test_one_message_is_its_ticket(small_rubric: Rubric) -> None:
    ticket = score_ticket(thread(scored(65)), QUIET, small_rubric)
    assert (ticket.score, ticket.band, ticket.review) == (65, Band.HIGH, True)
    assert ticket.trajectory is Trajectory.FLAT
    assert [part.message for part in ticket.contributions] == [0]


def test_an_unresolved_peak_is_not_forgotten(small_rubric: Rubric) -> None:
    ticket = score_ticket(thread(scored(110), scored(20)), QUIET, small_rubric)
    assert rules(ticket) == {"model": 20, "unresolved-peak": 54}
    assert ticket.score == 74
    peak = ticket.contributions[1]
    assert (peak.message, peak.quote) == (0, None)
    assert ticket.trajectory is Trajectory.DOWN


def test_a_peak_before_the_matter_was_settled_is_forgotten(small_rubric: Rubric) -> None:
    messages = thread(scored(110, churn=True), scored(5, resolved=True), scored(20))
    ticket = score_ticket(messages, QUIET, small_rubric)
    assert (ticket.score, ticket.churn, ticket.review) == (20, False, False)


@pytest.mark.parametrize(
    ("follow_up", "settled"),
    [
        ("have you fixed it?", False),
        ("has this been resolved?", False),
        ("when will the export be working again?", False),
        ("everything goes to spam", False),
        ("it works again, thank you", True),
    ],
)
def test_a_question_settles_nothing(follow_up: str, settled: bool) -> None:
    scorer = Scorer(FAKE_READERS, "fake", shipped_rubric())
    angry, calm = scorer.score(["WE ARE CANCELLING!!!", follow_up])
    ticket = score_ticket(thread(angry, calm), QUIET, shipped_rubric())
    assert (angry.churn, angry.review) == (True, True)
    assert (ticket.churn, ticket.review) == (not settled, not settled)
    assert ("unresolved-peak" in rules(ticket)) != settled


def test_the_latest_weighs_most(small_rubric: Rubric) -> None:
    calmer = score_ticket(thread(scored(90), scored(30)), QUIET, small_rubric)
    angrier = score_ticket(thread(scored(30), scored(90)), QUIET, small_rubric)
    assert (angrier.score, calmer.score) == (100, 66)
    assert rules(angrier)["rising"] == 10


def test_calm_after_calmer_is_not_rising(small_rubric: Rubric) -> None:
    ticket = score_ticket(thread(scored(0), scored(25)), QUIET, small_rubric)
    assert ticket.trajectory is Trajectory.UP
    assert ticket.score == 25


@pytest.mark.parametrize(
    ("hours", "added", "following"),
    [
        (None, 0, None),
        (0, 0, 4),
        (3.9, 0, 4),
        (4, 5, 24),
        (24, 15, 72),
        (72, 30, None),
        (900, 30, None),
    ],
)
def test_waiting_steps(
    small_rubric: Rubric, hours: float | None, added: int, following: float | None
) -> None:
    ticket = score_ticket(thread(scored(40)), TicketContext(waiting_hours=hours), small_rubric)
    assert (ticket.score, ticket.next_waiting_step_hours) == (40 + added, following)


def test_nobody_waits_on_a_closed_ticket(small_rubric: Rubric) -> None:
    context = TicketContext(waiting_hours=90, is_open=False)
    ticket = score_ticket(thread(scored(40)), context, small_rubric)
    assert (ticket.score, ticket.next_waiting_step_hours) == (40, None)


def test_at_the_cap_waiting_changes_nothing_more(small_rubric: Rubric) -> None:
    ticket = score_ticket(thread(scored(199)), TicketContext(waiting_hours=5), small_rubric)
    assert (ticket.score, ticket.next_waiting_step_hours) == (200, None)
    assert rules(ticket)["at-most-200"] == -4


def test_history_adds_up_to_its_limits(small_rubric: Rubric) -> None:
    context = TicketContext(reopened_count=5, earlier_same_cause=1)
    ticket = score_ticket(thread(scored(10)), context, small_rubric)
    assert rules(ticket) == {"model": 10, "reopened": 20, "same-root-cause": 10}
    many = score_ticket(thread(scored(10)), TicketContext(earlier_same_cause=9), small_rubric)
    assert many.score == 40


def test_solved_with_thanks_lowers_the_score(small_rubric: Rubric) -> None:
    context = TicketContext(is_open=False, thanked=True)
    ticket = score_ticket(thread(scored(90), scored(8)), context, small_rubric)
    assert rules(ticket) == {"model": 8, "unresolved-peak": 49, "solved-with-thanks": -40}
    still_open = score_ticket(thread(scored(8)), replace(context, is_open=True), small_rubric)
    assert still_open.score == 8


def test_churn_anywhere_unresolved_calls_for_review(small_rubric: Rubric) -> None:
    ticket = score_ticket(thread(scored(10, churn=True), scored(5)), QUIET, small_rubric)
    assert ticket.score is not None
    assert ticket.score <= 60
    assert ticket.churn
    assert ticket.review


def test_messages_without_a_score_are_passed_over(small_rubric: Rubric) -> None:
    foreign = unscored(UnscoredReason.NOT_ENGLISH)
    ticket = score_ticket(thread(scored(50), foreign), QUIET, small_rubric)
    assert ticket.score == 50
    only = score_ticket(thread(foreign), QUIET, small_rubric)
    assert (only.score, only.reason) == (None, UnscoredReason.NOT_ENGLISH)
    assert only.why == "Not scored: the text is not English."
    nothing = score_ticket([], QUIET, small_rubric)
    assert (nothing.score, nothing.reason, nothing.model) == (None, UnscoredReason.EMPTY, None)


@given(
    st.lists(st.integers(0, 200), min_size=1, max_size=8),
    st.builds(
        TicketContext,
        waiting_hours=st.none() | st.floats(0, 500),
        reopened_count=st.integers(0, 9),
        earlier_same_cause=st.integers(0, 9),
        is_open=st.booleans(),
        thanked=st.booleans(),
    ),
)
def test_contributions_always_add_up(
    small_rubric: Rubric, values: list[int], context: TicketContext
) -> None:
    ticket = score_ticket(thread(*map(scored, values)), context, small_rubric)
    assert sum(part.points for part in ticket.contributions) == ticket.score
    assert all(part.points for part in ticket.contributions if part.name.value != "tone")
    assert ticket.why.endswith(".")
    following = ticket.next_waiting_step_hours
    if following is not None:
        later = score_ticket(
            thread(*map(scored, values)), replace(context, waiting_hours=following), small_rubric
        )
        assert later.score != ticket.score
