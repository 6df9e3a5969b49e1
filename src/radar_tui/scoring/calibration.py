"""Recalibrating scores to a team's own judgement: knots fitted to labels, cross-validated.

A recalibration is a few knots (score before, score after) with straight lines between them. Its
inner knots are the scores before at which the labels change sides of a band's limit.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite, sqrt
from typing import TypeAlias

from radar_tui.domain.bands import HIGHEST_SCORE, LOWEST_SCORE, Band, BandLimits

Knots: TypeAlias = tuple[tuple[int, int], ...]

LABELS_NEEDED = 50
FOLDS = 5
# A label on the wrong side of a limit costs as many points as it is off, so many at most: one
# message that was judged in an odd way must not drag a knot along.
REACH = 20
# A knot moves only where that saves more than so many standard errors of the saving. What a single
# label saves never is more.
CAUTION = 1.0
# As if so many more labels at every score agreed with the score as shipped: where labels are few,
# a knot goes no further than several of them ask for.
SHIPPED = 0.1

_FIRST, _LAST = (LOWEST_SCORE, LOWEST_SCORE), (HIGHEST_SCORE, HIGHEST_SCORE)


class TooFewLabelsError(ValueError):
    """There are not enough labels to fit anything to."""


@dataclass(frozen=True, slots=True)
class Label:
    """A message's score before calibration, the band a person gave it, and how much it counts.

    `weight` is how many messages it stands for. Labels of the same `text` are never told apart by
    what they teach and what they measure; None is a text of its own. Only a `sampled` label
    measures: the others were chosen by somebody who saw the score.

    Raises:
        ValueError: a score off the 0-200 scale, or a weight that is not positive.
    """

    score: int
    band: Band
    weight: float = 1.0
    text: str | None = None
    sampled: bool = True

    def __post_init__(self) -> None:
        if not LOWEST_SCORE <= self.score <= HIGHEST_SCORE:
            raise ValueError(f"score {self.score} is off the 0-200 scale")
        if not (self.weight > 0 and isfinite(self.weight)):
            raise ValueError(f"weight {self.weight} is not above 0")


@dataclass(frozen=True, slots=True)
class Quality:
    """How well scores over the review threshold agree with sampled labels of high and critical.

    `flagged`, `agreed` and `missed` count labels: over the threshold, of those high or critical,
    and high or critical without being over it. `precision` and `recall` are shares by weight, None
    where there is nothing to take a share of.
    """

    flagged: int
    agreed: int
    missed: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class Recalibration:
    """Knots fitted to all labels, and how scores agree with the sampled ones.

    `before` is without knots, `now` with those that count; `after` is measured on labels that a
    fit had not seen.
    """

    labels: int
    knots: Knots
    before: Quality
    now: Quality
    after: Quality

    @property
    def changes_nothing(self) -> bool:
        """Whether every score stays as it is."""
        return all(before == after for before, after in self.knots)

    @property
    def helps(self) -> bool | None:
        """Whether precision or recall would rise; None where neither can be measured."""
        pairs = [
            (now, after)
            for now, after in (
                (self.now.precision, self.after.precision),
                (self.now.recall, self.after.recall),
            )
            if now is not None and after is not None
        ]
        return any(after > now for now, after in pairs) if pairs else None


def check_knots(knots: Knots) -> None:
    """Make sure that knots lead from (0, 0) to (200, 200) and rise in both.

    Raises:
        ValueError: they do not.
    """
    rising = all(low[0] < high[0] and low[1] < high[1] for low, high in pairwise(knots))
    if len(knots) < 2 or (knots[0], knots[-1]) != (_FIRST, _LAST) or not rising:
        raise ValueError("knots are pairs that rise from [0, 0] to [200, 200]")


def recalibrated(score: int, knots: Knots) -> int:
    """Give the score after for a score before, in whole numbers.

    It is rounded up, so that what lies above a knot stays above it however flat the line is.
    """
    (x0, y0), (x1, y1) = next(line for line in pairwise(knots) if score <= line[1][0])
    return y0 - (-(score - x0) * (y1 - y0)) // (x1 - x0)


def recalibrate(
    labels: Sequence[Label], limits: BandLimits, *, seed: int, present: Knots | None = None
) -> Recalibration:
    """Fit knots to labels and measure what they would do; `present` are those that count.

    Raises:
        TooFewLabelsError: fewer labels than a fit needs.
    """
    if len(labels) < LABELS_NEEDED:
        raise TooFewLabelsError(f"{len(labels)} labels are too few; it takes {LABELS_NEEDED}")
    # In one order whatever the order given: sums of fractions depend on it.
    ordered = sorted(labels, key=_order)
    before = [(label, label.score) for label in ordered]
    now = [(label, recalibrated(score, present) if present else score) for label, score in before]
    after = [
        (label, recalibrated(label.score, knots))
        for kept, others in _folds(ordered, seed)
        for knots in [fit_knots(others, limits)]
        for label in kept
    ]
    knots = fit_knots(ordered, limits)
    return Recalibration(
        len(ordered),
        knots,
        before=_quality(before, limits),
        now=_quality(now, limits),
        after=_quality(after, limits),
    )


def fit_knots(labels: Iterable[Label], limits: BandLimits) -> Knots:
    """Find for each band's limit the score before that parts the labels best.

    A limit's cost at a place is what the labels on its wrong side cost there, with those that
    `SHIPPED` adds, plus `CAUTION` standard errors of the saving against no change. That penalty of
    variance lets a knot stay where the labels do not agree on moving it, and keeps a fit to
    weighted samples from following a few heavy ones (Maurer and Pontil 2009; Swaminathan and
    Joachims 2015). The places are chosen together, so that they rise; of equally good ones those
    nearest to no change.
    """
    tally = _tally(labels)
    inner = (limits.neutral, limits.mild, limits.high)
    places = _rising([_costs(tally, rank, limit) for rank, limit in enumerate(inner)])
    return (_FIRST, *zip(places, inner, strict=True), _LAST)


# Summed weights, summed squared weights and number of the labels with one score and band's rank.
_Tally: TypeAlias = dict[tuple[int, int], tuple[float, float, int]]
# What a place costs and how far it lies from no change, which decides between equals.
_Cost: TypeAlias = tuple[float, int]
# The same for several places together, and the places.
_Choice: TypeAlias = tuple[float, int, tuple[int, ...]]


def _tally(labels: Iterable[Label]) -> _Tally:
    tally: _Tally = {}
    for label in sorted(labels, key=_order):
        key = (label.score, label.band.rank)
        weights, squares, count = tally.get(key, (0.0, 0.0, 0))
        tally[key] = (weights + label.weight, squares + label.weight**2, count + 1)
    return tally


def _costs(tally: _Tally, rank: int, limit: int) -> list[_Cost]:
    """What each place costs as the score before of a limit, which bands over `rank` lie above."""
    total = sum(weights for weights, _, _ in tally.values()) or 1.0
    now = {key: _off(key[0], limit, is_above=key[1] > rank) for key in tally}
    usual = {side: _usual_weight(tally, limit, is_over=side) for side in (False, True)}
    costs = []
    for place in range(LOWEST_SCORE + 1, HIGHEST_SCORE):
        cost = SHIPPED * usual[place > limit] * _cost_of_moving(abs(place - limit))
        variance = 0.0
        for key, (weights, squares, _) in tally.items():
            off = _off(key[0], place, is_above=key[1] > rank)
            cost += weights * off
            variance += squares * (off - now[key]) ** 2
        # Rounded, so that equals are equal whatever the order in which they were added up.
        costs.append((round((cost + CAUTION * sqrt(variance)) / total, 9), abs(place - limit)))
    return costs


def _usual_weight(tally: _Tally, limit: int, *, is_over: bool) -> float:
    """The mean weight of the labels whose score lies on one side of a limit."""
    side = [summed for (score, _), summed in tally.items() if (score > limit) == is_over]
    count = sum(count for _, _, count in side)
    return sum(weights for weights, _, _ in side) / count if count else 0.0


def _cost_of_moving(points: int) -> int:
    """What it costs to move by so many points past a label at every score: 1 + 2 + 3 and so on."""
    near = min(points, REACH)
    return near * (near + 1) // 2 + REACH * (points - near)


def _off(score: int, place: int, *, is_above: bool) -> int:
    """By how many points a score lies on the wrong side of a place; the place itself is below."""
    return min(REACH, max(0, place + 1 - score if is_above else score - place))


def _rising(costs: Sequence[Sequence[_Cost]]) -> tuple[int, ...]:
    """The cheapest places, one of each list, each higher than the one before it."""
    # The best choice so far whose last place is one of the first few, by how few they are.
    best: list[_Choice] = [(0.0, 0, ())] * (len(costs[0]) + 1)
    for of_limit in costs:
        reached: list[_Choice] = [(inf, 0, ())]
        for index, (cost, distance) in enumerate(of_limit):
            spent, moved, places = best[index]
            taken = (round(spent + cost, 9), moved + distance, (*places, LOWEST_SCORE + 1 + index))
            reached.append(min(reached[-1], taken))
        best = reached
    return best[-1][2]


def _folds(labels: Iterable[Label], seed: int) -> Iterator[tuple[list[Label], list[Label]]]:
    """Each fold's labels and all others, by lot: a text lies in one, bands are dealt out evenly."""
    texts: dict[str, list[Label]] = defaultdict(list)
    for index, label in enumerate(sorted(labels, key=_order)):
        texts[label.text or str(index)].append(label)
    lots = sorted((same[0].band.rank, _lot(seed, text), text) for text, same in texts.items())
    for fold in range(FOLDS):
        kept = {text for _, _, text in lots[fold::FOLDS]}
        yield (
            [label for text, same in texts.items() if text in kept for label in same],
            [label for text, same in texts.items() if text not in kept for label in same],
        )


def _lot(seed: int, text: str) -> str:
    return hashlib.sha256(f"{seed}/{text}".encode()).hexdigest()


def _order(label: Label) -> tuple[int, int, float, str, bool]:
    return label.score, label.band.rank, label.weight, label.text or "", label.sampled


def _quality(scored: Iterable[tuple[Label, int]], limits: BandLimits) -> Quality:
    """Hold sampled labels against scores that they may have got."""
    counts: dict[tuple[bool, bool], int] = defaultdict(int)
    weights: dict[tuple[bool, bool], float] = defaultdict(float)
    for label, score in scored:
        if not label.sampled:
            continue
        kind = (score > limits.review, label.band.rank >= Band.HIGH.rank)
        counts[kind] += 1
        weights[kind] += label.weight
    agreed = weights[True, True]
    flagged, wanted = agreed + weights[True, False], agreed + weights[False, True]
    return Quality(
        flagged=counts[True, True] + counts[True, False],
        agreed=counts[True, True],
        missed=counts[False, True],
        precision=agreed / flagged if flagged else None,
        recall=agreed / wanted if wanted else None,
    )
