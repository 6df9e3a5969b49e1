"""Put tone and signals together: integer contributions that add up exactly to the score."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from radar_tui.domain.bands import HIGHEST_SCORE, LOWEST_SCORE
from radar_tui.domain.scores import Contribution, ContributionName
from radar_tui.scoring.calibration import Knots, recalibrated
from radar_tui.scoring.signals import Signal
from radar_tui.text.sentences import Sentence

TONE_RULE = "model"
CALIBRATION_RULE = "team-calibration"
_SENTENCES_AT_MOST = 4  # more than four quotes explain no better than four
_LEAST_SHARE = 0.1  # of the tone; a sentence with less does not carry it

# A sentence and the model's estimate of it alone.
HeardSentence: TypeAlias = tuple[Sentence, float]


def whole_tone(points: int) -> tuple[Contribution, ...]:
    """Tone that is not split: one contribution without a span, none for no points."""
    if not points:
        return ()
    return (Contribution(ContributionName.TONE, TONE_RULE, points),)


def split_tone(
    points: int, sentences: Sequence[HeardSentence], *, calm: float
) -> tuple[Contribution, ...]:
    """Tone split over the sentences that carry it, by how far each is from `calm`."""
    if not points or not sentences:
        return whole_tone(points)
    carrying = _carrying(sentences, calm)
    shares = share_out(points, [_excess(tone, calm) for _, tone in carrying])
    pairs = zip(carrying, shares, strict=True)
    return tuple(_tone_of(sentence, share) for (sentence, _), share in pairs if share)


def _carrying(sentences: Sequence[HeardSentence], calm: float) -> list[HeardSentence]:
    """The few sentences that the tone rests on, in the order of the text."""
    strongest = sorted(sentences, key=lambda item: (-item[1], item[0].start))[:_SENTENCES_AT_MOST]
    least = _LEAST_SHARE * sum(_excess(tone, calm) for _, tone in strongest)
    kept = [item for item in strongest if _excess(item[1], calm) >= least]
    return sorted(kept, key=lambda item: item[0].start)


def _excess(tone: float, calm: float) -> float:
    return max(tone - calm, 0.5)


def _tone_of(sentence: Sentence, points: int) -> Contribution:
    return Contribution(
        ContributionName.TONE, TONE_RULE, points, sentence.start, sentence.end, sentence.text
    )


def share_out(points: int, weights: Sequence[float]) -> list[int]:
    """Split whole points by weight, by largest remainder, so that nothing is lost.

    `points` is not negative and at least one weight is positive.
    """
    total = sum(weights)
    exact = [points * weight / total for weight in weights]
    shares = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda row: shares[row] - exact[row])
    for row in by_remainder[: points - sum(shares)]:
        shares[row] += 1
    return shares


def signal_contributions(text: str, signals: Iterable[Signal]) -> tuple[Contribution, ...]:
    """Each signal with the words it rests on."""
    return tuple(
        Contribution(
            signal.name,
            signal.rule,
            signal.points,
            signal.start,
            signal.end,
            None if signal.start is None else text[signal.start : signal.end],
        )
        for signal in signals
        if signal.points
    )


def calibrated(parts: Sequence[Contribution], knots: Knots) -> tuple[Contribution, ...]:
    """The contributions with a `calibration` one that takes their sum to the team's own scale.

    Sums off the 0-200 scale are left to the cap: both ends of that scale stay where they are.
    """
    total = sum(part.points for part in parts)
    if not LOWEST_SCORE <= total <= HIGHEST_SCORE:
        return tuple(parts)
    points = recalibrated(total, knots) - total
    if not points:
        return tuple(parts)
    return (*parts, Contribution(ContributionName.CALIBRATION, CALIBRATION_RULE, points))


def capped(parts: Sequence[Contribution]) -> tuple[int, tuple[Contribution, ...]]:
    """The sum brought onto the 0-200 scale, a `cap` contribution added where that takes one."""
    total = sum(part.points for part in parts)
    score = min(HIGHEST_SCORE, max(LOWEST_SCORE, total))
    if score == total:
        return score, tuple(parts)
    rule = "at-least-0" if score > total else "at-most-200"
    cap = Contribution(ContributionName.CAP, rule, score - total)
    return score, (*parts, cap)
