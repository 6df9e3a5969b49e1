"""The rubric: every point, phrase and band of a score, read from TOML and identified by content."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from radar_tui.domain.bands import TEMPLATE_LIMITS, BandLimits
from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.calibration import Knots, check_knots

SIGNAL_NAMES = (
    ContributionName.CHURN,
    ContributionName.ESCALATION,
    ContributionName.REPEAT,
    ContributionName.URGENCY,
    ContributionName.INTENSITY,
    ContributionName.GRATITUDE,
    ContributionName.RESOLUTION,
)


# Probability over which a signal that the model hears goes from no points to all: a threshold alone
# would turn rounding errors of the model's arithmetic into whole points.
FADE_IN = 0.2


class RubricError(ValueError):
    """A rubric that cannot be used, with the place that is wrong."""


class SignalRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a signal fires and what it is worth.

    `heard_above` is the probability from which the model alone makes it fire, at most 0.8 so that
    there is room to fade in, or 1 for never.
    `weak_phrases` say too little to make it fire alone: where one stands, a probability from
    `agreed_above` is enough instead of `heard_above`.
    `in_tone` are the points that the model's tone usually holds of it; they are taken off the tone
    where it fires, so that nothing counts twice. `in_questions` tells whether a phrase counts in a
    sentence that ends with a question mark.
    """

    points: int
    in_tone: int = 0
    phrases: tuple[str, ...] = ()
    except_phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    in_questions: bool = True
    heard_above: float = 1.0
    weak_phrases: tuple[str, ...] = ()
    agreed_above: float = 1.0

    def __post_init__(self) -> None:
        for phrase in (*self.phrases, *self.weak_phrases, *self.except_phrases):
            if not any(letter.isalnum() for letter in phrase):
                raise ValueError("a phrase needs at least one word")
        for name in ("heard_above", "agreed_above"):
            if (limit := getattr(self, name)) != 1 and not 0 <= limit <= 1 - FADE_IN:
                raise ValueError(f"{name} is from 0 to {1 - FADE_IN:g}, or 1 for never")
        if self.weak_phrases and not self.agreed_above < self.heard_above:
            raise ValueError("weak_phrases need an agreed_above below heard_above")


class TonePoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the model's 0-200 estimate becomes tone points: straight lines between knots.

    `calm` is the estimate of a sentence that is merely polite: what a sentence stands above it is
    its share of the tone.
    """

    # Whole numbers would give the defaults another id than the same numbers read from a file.
    knots: tuple[tuple[float, float], ...] = ((0.0, 0.0), (200.0, 200.0))
    calm: float = 12.0

    def __post_init__(self) -> None:
        rising = all(low[0] < high[0] and low[1] <= high[1] for low, high in pairwise(self.knots))
        if len(self.knots) < 2 or not rising:
            raise ValueError("knots are at least two pairs, rising")

    def points(self, estimate: float, remainder: float = 0.0) -> int:
        """Tone points of an estimate, never negative; the outer lines go on beyond their knots.

        `remainder` is what rounding took from the signals, less what the tone holds of them: the
        score is rounded once.
        """
        lines = list(pairwise(self.knots))
        (x0, y0), (x1, y1) = next((line for line in lines if estimate <= line[1][0]), lines[-1])
        worth = y0 + (estimate - x0) * (y1 - y0) / (x1 - x0)
        return max(0, round(worth + remainder))


class TicketPoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a ticket's history and waiting add to its latest message.

    `waiting_steps` pairs working hours with points, `trajectory_step` is the change in points
    that makes a thread rise or fall.
    """

    unresolved_peak_share: float = 0.6
    waiting_steps: tuple[tuple[float, int], ...] = ((4.0, 5), (24.0, 15), (72.0, 30))
    reopened: int = 10
    reopened_at_most: int = 2
    earlier_same_cause: int = 10
    earlier_same_cause_at_most: int = 3
    rising: int = 10
    trajectory_step: int = 15
    solved_with_thanks: int = -40


class AccountPoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How an account's open tickets add up; a ticket's weight halves every `half_life_days`."""

    half_life_days: float = 14.0
    other_ticket_share: float = 0.2

    def __post_init__(self) -> None:
        if self.half_life_days <= 0:
            raise ValueError("half_life_days must be above 0")


class CalibrationKnots(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a team's own judgement moves the score: straight lines between (before, after) knots."""

    knots: Knots

    def __post_init__(self) -> None:
        check_knots(self.knots)


class _Bands(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bands as a rubric file writes them."""

    neutral: int = TEMPLATE_LIMITS.neutral
    mild: int = TEMPLATE_LIMITS.mild
    high: int = TEMPLATE_LIMITS.high
    review: int = TEMPLATE_LIMITS.review


class _RubricFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tables of a rubric file."""

    signals: dict[ContributionName, SignalRule]
    bands: _Bands = _Bands()
    tone: TonePoints = TonePoints()
    ticket: TicketPoints = TicketPoints()
    account: AccountPoints = AccountPoints()
    calibration: CalibrationKnots | None = None


class Rubric(msgspec.Struct, frozen=True):
    """All that turns what was read in a text into points; `id` follows from the content.

    `calibration` is None where a team has not moved the score.
    """

    id: str
    signals: Mapping[ContributionName, SignalRule]
    bands: BandLimits = TEMPLATE_LIMITS
    tone: TonePoints = TonePoints()
    ticket: TicketPoints = TicketPoints()
    account: AccountPoints = AccountPoints()
    calibration: CalibrationKnots | None = None


def load_rubric(path: Path) -> Rubric:
    """Read a rubric file.

    Raises:
        RubricError: it is no TOML, or a value is missing, misspelt or of the wrong kind.
        OSError: the file cannot be read.
    """
    return parse_rubric(path.read_text(encoding="utf-8"))


@cache
def shipped_rubric() -> Rubric:
    """The rubric inside the package."""
    source = files("radar_tui.assets").joinpath("rubric.toml")
    return parse_rubric(source.read_text(encoding="utf-8"))


def parse_rubric(source: str) -> Rubric:
    """Read a rubric from TOML text; see `load_rubric`."""
    try:
        values = tomllib.loads(source)
        read = msgspec.convert(values, _RubricFile)
        bands = BandLimits(**msgspec.structs.asdict(read.bands))
    except tomllib.TOMLDecodeError as error:
        raise RubricError(f"the rubric is not TOML: {error}") from error
    except ValueError as error:
        raise RubricError(f"the rubric cannot be used: {error}") from error
    for name in read.signals:
        if name not in SIGNAL_NAMES:
            raise RubricError(f"the rubric cannot be used: {name} is no signal")
    signals = {name: read.signals[name] for name in SIGNAL_NAMES if name in read.signals}
    return identified(
        Rubric("", signals, bands, read.tone, read.ticket, read.account, read.calibration)
    )


def with_calibration(rubric: Rubric, knots: Knots) -> Rubric:
    """The same rubric with a team's recalibration, in place of one that it has, and its own id.

    Raises:
        ValueError: the knots do not rise from (0, 0) to (200, 200).
    """
    return identified(msgspec.structs.replace(rubric, calibration=CalibrationKnots(knots)))


def identified(rubric: Rubric) -> Rubric:
    """The same rubric with the id that follows from its content."""
    return msgspec.structs.replace(rubric, id=_content_id(rubric))


def _content_id(rubric: Rubric) -> str:
    """Twelve hex digits; comments, spacing and the order of tables do not matter."""
    content: dict[str, Any] = msgspec.to_builtins(rubric) | {
        "id": "",
        "bands": asdict(rubric.bands),
    }
    # What says nothing has no part in the id, so that ids outlive what rubrics learn to say.
    if rubric.calibration is None:
        del content["calibration"]
    for rule in content["signals"].values():
        if not rule["in_tone"]:
            del rule["in_tone"]
        if rule["in_questions"]:
            del rule["in_questions"]
        if not rule["weak_phrases"]:  # without them `agreed_above` says nothing either
            del rule["weak_phrases"], rule["agreed_above"]
    encoded = msgspec.json.encode(content, order="deterministic")
    return hashlib.sha256(encoded).hexdigest()[:12]
