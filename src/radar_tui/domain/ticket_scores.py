"""Scores of tickets and accounts: what their messages and history add up to."""

from dataclasses import dataclass
from enum import StrEnum

from radar_tui.domain.bands import Band
from radar_tui.domain.scores import Contribution, UnscoredReason, check_sum

NOT_SCORED_YET = "not scored yet"


class Trajectory(StrEnum):
    """Which way a thread's messages go."""

    UP = "up"
    FLAT = "flat"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class TicketScore:
    """One revision of a ticket's score.

    `contributions` add up exactly to `score`; those that rest on a message carry its position.
    `next_waiting_step_hours` is the number of working hours waited at which time alone changes
    the score, None where it will not. `why` is one sentence of plain text that quotes the customer.
    `churn` and `escalation` tell whether a message that nothing settled speaks of leaving, or asks
    for more than support; `repeat` whether any message says that the matter keeps coming back.

    Raises:
        ValueError: contributions that do not add up to the score, or a score off the 0-200 scale.
    """

    score: int | None
    band: Band | None
    review: bool
    churn: bool
    escalation: bool
    repeat: bool
    contributions: tuple[Contribution, ...]
    trajectory: Trajectory
    why: str
    rubric: str
    model: str | None = None
    next_waiting_step_hours: float | None = None
    reason: UnscoredReason | None = None

    def __post_init__(self) -> None:
        check_sum(self.score, self.contributions)
        if (self.score is None) != (self.reason is not None):
            raise ValueError("an unscored ticket needs a reason, a scored one has none")


@dataclass(frozen=True, slots=True)
class AccountContribution:
    """Points that one open ticket, or the cap (`ticket` None), adds to its account's score."""

    rule: str
    points: int
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class AccountScore:
    """The roll-up of an account's open tickets; None where none of them is scored.

    Raises:
        ValueError: contributions that do not add up to the score.
    """

    score: int | None
    band: Band | None
    review: bool
    churn: bool
    contributions: tuple[AccountContribution, ...]
    why: str
    rubric: str

    def __post_init__(self) -> None:
        total = sum(part.points for part in self.contributions)
        if total != (self.score or 0):
            raise ValueError(f"contributions add up to {total}, the score is {self.score}")
