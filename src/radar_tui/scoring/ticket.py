"""A ticket's score: its latest message, what is not forgotten, and how long it has waited."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from radar_tui.domain.scores import (
    Contribution,
    ContributionName,
    MessageScore,
    UnscoredReason,
)
from radar_tui.domain.ticket_scores import TicketScore, Trajectory
from radar_tui.scoring.compose import capped
from radar_tui.scoring.rubric import Rubric, TicketPoints
from radar_tui.scoring.why import explain_score, explain_unscored


@dataclass(frozen=True, slots=True)
class TicketMessage:
    """A customer's message: its position in the ticket's thread and its score."""

    position: int
    score: MessageScore


@dataclass(frozen=True, slots=True)
class TicketContext:
    """What is known of a ticket besides its words.

    `waiting_hours` are working hours since the customer's last unanswered message, measured up
    to the source's `data_as_of`; None where the customer is not waiting. `earlier_same_cause`
    counts the requester's earlier tickets on the same root cause. `thanked` tells that the
    customer's last message thanks or calls the matter resolved.
    """

    waiting_hours: float | None = None
    reopened_count: int = 0
    earlier_same_cause: int = 0
    is_open: bool = True
    thanked: bool = False


@dataclass(frozen=True, slots=True)
class _Scored:
    """A message that has a score."""

    position: int
    value: int
    score: MessageScore


def score_ticket(
    messages: Sequence[TicketMessage], context: TicketContext, rubric: Rubric
) -> TicketScore:
    """Score a ticket from its customer's messages in time order.

    Messages without a score (another language, empty) are passed over; a ticket with no scored
    message has no score.
    """
    scored = _scored(messages)
    if not scored:
        return _unscored(messages, rubric)
    unsettled = _since_settled(scored, rubric)
    trajectory = find_trajectory([item.value for item in scored], rubric.ticket.trajectory_step)
    of_messages = [
        *_at(scored[-1]),
        *_peak(unsettled, rubric.ticket),
        *_rising(scored[-1], trajectory, rubric),
    ]
    score, parts = _with_context(of_messages, context, rubric.ticket)
    churn = any(item.score.churn for item in unsettled)
    return TicketScore(
        score=score,
        band=rubric.bands.band(score),
        review=rubric.bands.needs_review(score, churn=churn),
        churn=churn,
        escalation=any(asks_for_more(item.score) for item in unsettled),
        repeat=any(_says(item.score, ContributionName.REPEAT) for item in scored),
        contributions=parts,
        trajectory=trajectory,
        why=explain_score(parts, peak_quote=_strongest_words(unsettled), limits=rubric.bands),
        rubric=rubric.id,
        model=scored[-1].score.model,
        next_waiting_step_hours=_next_step(score, of_messages, context, rubric.ticket),
    )


def unsettled_messages(messages: Sequence[TicketMessage], rubric: Rubric) -> list[TicketMessage]:
    """Pick the scored messages that nothing since has settled, in time order."""
    return [
        TicketMessage(item.position, item.score)
        for item in _since_settled(_scored(messages), rubric)
    ]


def asks_for_more(score: MessageScore) -> bool:
    """Whether a message asks for more than support: a manager, the law, a regulator, the public."""
    return _says(score, ContributionName.ESCALATION)


def _says(score: MessageScore, signal: ContributionName) -> bool:
    return any(part.name is signal and part.points > 0 for part in score.contributions)


def find_trajectory(values: Sequence[int], step: int) -> Trajectory:
    """Compare the latest score with the mean of those before it; one message is flat."""
    if len(values) < 2:
        return Trajectory.FLAT
    change = values[-1] - sum(values[:-1]) / (len(values) - 1)
    if change >= step:
        return Trajectory.UP
    return Trajectory.DOWN if change <= -step else Trajectory.FLAT


def _unscored(messages: Sequence[TicketMessage], rubric: Rubric) -> TicketScore:
    reasons = [message.score.reason for message in messages if message.score.reason]
    reason = reasons[-1] if reasons else UnscoredReason.EMPTY
    return TicketScore(
        score=None,
        band=None,
        review=False,
        churn=False,
        escalation=False,
        repeat=False,
        contributions=(),
        trajectory=Trajectory.FLAT,
        why=explain_unscored(reason),
        rubric=rubric.id,
        model=messages[-1].score.model if messages else None,
        reason=reason,
    )


def _scored(messages: Sequence[TicketMessage]) -> list[_Scored]:
    return [
        _Scored(message.position, message.score.score, message.score)
        for message in messages
        if message.score.score is not None
    ]


def _since_settled(scored: list[_Scored], rubric: Rubric) -> list[_Scored]:
    """The messages from the last one that calmly calls the matter resolved, or all."""
    settled = [
        row
        for row, item in enumerate(scored)
        if item.value <= rubric.bands.neutral
        and any(part.name is ContributionName.RESOLUTION for part in item.score.contributions)
    ]
    return scored[settled[-1] :] if settled else scored


def _at(item: _Scored) -> Iterator[Contribution]:
    for part in item.score.contributions:
        yield replace(part, message=item.position)


def _peak(unsettled: list[_Scored], points: TicketPoints) -> Iterator[Contribution]:
    """Part of what an earlier, angrier and unresolved message stood above the latest."""
    highest = max(unsettled, key=lambda item: item.value)
    added = round(points.unresolved_peak_share * (highest.value - unsettled[-1].value))
    if added > 0:
        yield Contribution(
            ContributionName.CONTEXT, "unresolved-peak", added, message=highest.position
        )


def _strongest_words(unsettled: list[_Scored]) -> str | None:
    """What the angriest unresolved message says loudest, where its tone was explained."""
    highest = max(unsettled, key=lambda item: item.value)
    tones = [
        part
        for part in highest.score.contributions
        if part.name is ContributionName.TONE and part.quote
    ]
    return max(tones, key=lambda part: part.points).quote if tones else None


def _rising(latest: _Scored, trajectory: Trajectory, rubric: Rubric) -> Iterator[Contribution]:
    """Points for growing angrier; calm after calmer is no concern."""
    if trajectory is Trajectory.UP and latest.value > rubric.bands.neutral and rubric.ticket.rising:
        yield Contribution(
            ContributionName.CONTEXT, "rising", rubric.ticket.rising, message=latest.position
        )


def _with_context(
    of_messages: Sequence[Contribution], context: TicketContext, points: TicketPoints
) -> tuple[int, tuple[Contribution, ...]]:
    added = [part for part in _of_context(context, points) if part.points]
    return capped([*of_messages, *added])


def _of_context(context: TicketContext, points: TicketPoints) -> Iterator[Contribution]:
    waiting = _waiting(context, points)
    if waiting is not None:
        hours, worth = waiting
        yield Contribution(ContributionName.CONTEXT, f"waiting-{hours:g}h", worth)
    reopened = min(context.reopened_count, points.reopened_at_most)
    yield Contribution(ContributionName.CONTEXT, "reopened", reopened * points.reopened)
    earlier = min(context.earlier_same_cause, points.earlier_same_cause_at_most)
    worth = earlier * points.earlier_same_cause
    yield Contribution(ContributionName.CONTEXT, "same-root-cause", worth)
    if context.thanked and not context.is_open:
        worth = points.solved_with_thanks
        yield Contribution(ContributionName.CONTEXT, "solved-with-thanks", worth)


def _waiting(context: TicketContext, points: TicketPoints) -> tuple[float, int] | None:
    """The highest step of waiting that has been reached, with its points."""
    if context.waiting_hours is None or not context.is_open:
        return None
    reached = [step for step in points.waiting_steps if context.waiting_hours >= step[0]]
    return max(reached, default=None)


def _next_step(
    score: int,
    of_messages: Sequence[Contribution],
    context: TicketContext,
    points: TicketPoints,
) -> float | None:
    """The next step of waiting that changes the score; none at the cap or when nobody waits."""
    if context.waiting_hours is None or not context.is_open:
        return None
    for hours, _ in sorted(points.waiting_steps):
        later = replace(context, waiting_hours=hours)
        changed = _with_context(of_messages, later, points)[0] != score
        if hours > context.waiting_hours and changed:
            return hours
    return None
