"""Tags for a ticket, from how the team tagged the tickets that are most alike.

The nearest tagged tickets vote for their terms, the nearer the heavier; a share of the votes is a
guess's strength. What a strength is worth is learned from the team's own past: the newest tagged
tickets are guessed one by one from those that came before each, as they would have been then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radar_tui.analysis.confidence import Confidence, fit_confidence

NEIGHBOURS = 10
# So many tagged tickets to learn from, and as many to find out how often that is right.
LEAST_LEARNED = 50
LEAST_JUDGED = 50
MOST_JUDGED = 1000
SHOWN = 3
EXAMPLES_SHOWN = 3
_SPREAD = 0.05  # in likeness: a ticket so much less alike has e times less of a vote
_NOBODY = 0.5  # the likeness of a ticket that votes for nothing: guesses from afar are weak
_SUREST = 0.99  # however often it was right so far
_FAINT = 0.05  # a probability below which nothing is suggested

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TaggedExample:
    """A ticket that the team tagged, and its terms of one kind."""

    ticket: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term that may fit, how likely that is, and the tickets most alike that carry it."""

    term: str
    confidence: float
    tickets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Guess:
    term: str
    strength: float
    neighbours: tuple[int, ...]


class TagLearner:
    """What a team's tagged tickets, in the order in which they came, say about others.

    `vectors` has a unit row for each. `confidence` is None while there are too few of them.
    """

    def __init__(self, examples: Sequence[TaggedExample], vectors: Vectors) -> None:
        self._examples = examples
        self._vectors = vectors
        self.confidence = self._judged() if self.has_enough else None

    @property
    def size(self) -> int:
        """How many tagged tickets there are to learn from."""
        return len(self._examples)

    @property
    def has_enough(self) -> bool:
        """Whether there are enough tagged tickets to learn from and to be judged by."""
        return len(self._examples) >= LEAST_LEARNED + LEAST_JUDGED

    def suggest(self, vector: Vectors, *, besides: str | None = None) -> tuple[Suggestion, ...]:
        """Suggest terms for a ticket, likeliest first; none where there are too few examples.

        `besides` is a ticket that is not to be learned from: the one that is asked about.
        """
        if self.confidence is None:
            return ()
        likeness = self._vectors @ vector
        for place, example in enumerate(self._examples):
            if example.ticket == besides:
                likeness[place] = -np.inf
        guesses = self._guesses(likeness)[:SHOWN]
        found = [self._suggestion(guess, self.confidence) for guess in guesses]
        return tuple(one for one in found if one.confidence >= _FAINT)

    def _suggestion(self, guess: _Guess, confidence: Confidence) -> Suggestion:
        nearest = [self._examples[place].ticket for place in guess.neighbours[:EXAMPLES_SHOWN]]
        likely = min(round(confidence.of(guess.strength), 2), _SUREST)
        return Suggestion(guess.term, likely, tuple(nearest))

    def _judged(self) -> Confidence:
        """Guess the newest examples, each from those before it."""
        count = len(self._examples)
        first = max(LEAST_LEARNED, count - MOST_JUDGED)
        judged: list[tuple[float, bool]] = []
        for place in range(first, count):
            likeness = self._vectors[:place] @ self._vectors[place]
            judged += judge(self._guesses(likeness), self._examples[place].terms)
        return fit_confidence(judged)

    def _guesses(self, likeness: Vectors) -> list[_Guess]:
        """The terms of the nearest, strongest first."""
        size = min(NEIGHBOURS, len(likeness))
        near = np.argpartition(-likeness, size - 1)[:size]
        order = sorted(near.tolist(), key=lambda place: (-likeness[place], place))
        weights = {place: _weight(float(likeness[place])) for place in order}
        total = sum(weights.values()) + _weight(_NOBODY)
        voters: dict[str, list[int]] = {}
        for place in order:
            for term in self._examples[place].terms:
                voters.setdefault(term, []).append(place)
        guesses = [
            _Guess(term, sum(weights[place] for place in places) / total, tuple(places))
            for term, places in voters.items()
        ]
        return sorted(guesses, key=lambda one: (-one.strength, one.term))


def judge(guesses: Sequence[_Guess], terms: Iterable[str]) -> list[tuple[float, bool]]:
    """Hold the guesses that would be shown against the terms that a ticket does carry."""
    right = set(terms)
    return [(guess.strength, guess.term in right) for guess in guesses[:SHOWN]]


def _weight(likeness: float) -> float:
    return float(np.exp((likeness - 1) / _SPREAD))
