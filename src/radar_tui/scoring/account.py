"""An account's score: the heaviest of its open tickets and a share of the others, recent first."""

from collections.abc import Sequence
from dataclasses import dataclass

from radar_tui.domain.bands import HIGHEST_SCORE
from radar_tui.domain.ticket_scores import AccountContribution, AccountScore
from radar_tui.scoring.rubric import AccountPoints, Rubric


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """An open ticket of an account: name, score, days since its last customer message."""

    ticket: str
    score: int | None
    age_days: float
    churn: bool = False


@dataclass(frozen=True, slots=True)
class _Weighed:
    ticket: str
    points: float


def score_account(tickets: Sequence[OpenTicket], rubric: Rubric) -> AccountScore:
    """Roll up an account's open tickets; tickets without a score are passed over."""
    weighed = sorted(
        (
            _Weighed(ticket.ticket, ticket.score * faded(ticket.age_days, rubric.account))
            for ticket in tickets
            if ticket.score is not None
        ),
        key=lambda item: (-item.points, item.ticket),
    )
    churn = any(ticket.churn for ticket in tickets)
    if not weighed:
        return AccountScore(None, None, False, churn, (), "No scored open ticket.", rubric.id)
    parts = _contributions(weighed, rubric.account)
    total = sum(part.points for part in parts)
    if total > HIGHEST_SCORE:
        parts = (*parts, AccountContribution("at-most-200", HIGHEST_SCORE - total))
    score = min(HIGHEST_SCORE, total)
    review = rubric.bands.needs_review(score, churn=churn)
    why = _why(parts, churn)
    return AccountScore(score, rubric.bands.band(score), review, churn, parts, why, rubric.id)


def faded(age_days: float, points: AccountPoints) -> float:
    """How much an open ticket still weighs, 1 for one of today."""
    return float(0.5 ** (max(0.0, age_days) / points.half_life_days))


def _contributions(
    weighed: Sequence[_Weighed], points: AccountPoints
) -> tuple[AccountContribution, ...]:
    heaviest = weighed[0]
    first = AccountContribution("heaviest-ticket", round(heaviest.points), heaviest.ticket)
    others = (
        AccountContribution(
            "other-ticket", round(points.other_ticket_share * item.points), item.ticket
        )
        for item in weighed[1:]
    )
    return (first, *(part for part in others if part.points))


def _why(parts: Sequence[AccountContribution], churn: bool) -> str:
    others = sum(part.rule == "other-ticket" for part in parts)
    also = f" and {others} more" if others else ""
    leaving = ", churn language" if churn else ""
    return f"most from {parts[0].ticket}{also}{leaving}"
