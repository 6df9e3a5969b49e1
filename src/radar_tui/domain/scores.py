"""A score and the contributions it is the exact sum of."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from radar_tui.domain.bands import HIGHEST_SCORE, LOWEST_SCORE, Band


class ContributionName(StrEnum):
    """The fixed set of names a contribution may carry."""

    TONE = "tone"
    CHURN = "churn"
    ESCALATION = "escalation"
    REPEAT = "repeat"
    URGENCY = "urgency"
    INTENSITY = "intensity"
    GRATITUDE = "gratitude"
    RESOLUTION = "resolution"
    CONTEXT = "context"
    CALIBRATION = "calibration"
    CAP = "cap"


class UnscoredReason(StrEnum):
    """Why a text has no score."""

    EMPTY = "empty"
    NO_WORDS = "no-words"
    NOT_ENGLISH = "not-english"


@dataclass(frozen=True, slots=True)
class Contribution:
    """Points that one rule adds to a score, and the words they rest on.

    `start` and `end` are code-point offsets into the cleaned text and `quote` is exactly
    `text[start:end]`; all three are None for context, calibration and cap, which rest on no words.
    `message` is the position of the message in its thread, None where the text stands alone.
    """

    name: ContributionName
    rule: str
    points: int
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    message: int | None = None


@dataclass(frozen=True, slots=True)
class MessageScore:
    """The immutable score of one message text.

    `score` is the sum of the contributions' points; it is None, with a `reason`, where the text
    cannot be judged. `churn` tells whether churn language was found.

    Raises:
        ValueError: contributions that do not add up to the score, or a score off the 0-200 scale.
    """

    score: int | None
    band: Band | None
    review: bool
    churn: bool
    language: str
    model: str
    rubric: str
    contributions: tuple[Contribution, ...] = ()
    reason: UnscoredReason | None = None

    def __post_init__(self) -> None:
        check_sum(self.score, self.contributions)
        if (self.score is None) != (self.reason is not None):
            raise ValueError("an unscored text needs a reason, a scored one has none")

    @property
    def is_thankful(self) -> bool:
        """Whether the text thanks or calls the matter resolved."""
        thanks = (ContributionName.GRATITUDE, ContributionName.RESOLUTION)
        return any(part.name in thanks for part in self.contributions)


def check_sum(score: int | None, contributions: Sequence[Contribution]) -> None:
    """Make sure that contributions add up exactly to a score on the scale.

    Raises:
        ValueError: they do not.
    """
    total = sum(part.points for part in contributions)
    if total != (score or 0):
        raise ValueError(f"contributions add up to {total}, the score is {score}")
    if score is not None and not LOWEST_SCORE <= score <= HIGHEST_SCORE:
        raise ValueError(f"score {score} is off the 0-200 scale")
