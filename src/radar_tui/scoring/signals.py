"""Signals of frustration or relief in a text: phrases of the rubric and a few patterns."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.phrases import Beginning, PhraseFinder, beginnings, folded
from radar_tui.scoring.rubric import FADE_IN, Rubric, RubricError

# A run of at least three shouted words. Masked names (XXXX) and short acronyms do not shout.
_SHOUTED = re.compile(r"(?<![\w'])[A-Z][A-Z']{0,30}(?:[ ,\t!.?]{1,5}[A-Z][A-Z']{0,30}){2,}(?!\w)")
_LEAST_SHOUTED_LETTERS = 12
_LONG_WORD = 4  # letters; at least two words this long tell shouting from a list of acronyms
_PUNCTUATION = re.compile(r"(?:!\s?){2,}|[!?]*(?:!\?|\?!)[!?]*|\?{3,}")
_TICKET_NUMBER = re.compile(
    # Possessive: no stretch of white space is tried twice.
    r"\b(?:ticket|case|incident|request|reference|ref)s?\s*+(?:number|no\.?|id|nr\.?)?\s*+"
    r"(?:#\s*+\d{2,}|[A-Z]{2,6}-\d+|\d{4,})",
    re.IGNORECASE,
)
_SHOWN_AT_MOST = 60  # characters of a phrase in the name of a rule

PHRASE_RULE = "phrase: "
WEAK_PHRASE_RULE = "phrase, and heard: "

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal that fired; `rule` names the phrase or pattern, the span the words.

    The span is None where the model alone heard the signal and no sentence was singled out.
    `remainder` is what rounding took from the points, `in_tone` what the tone holds of it.
    """

    name: ContributionName
    rule: str
    points: int
    start: int | None
    end: int | None
    remainder: float = 0.0
    in_tone: float = 0.0

    @property
    def counts(self) -> bool:
        """Whether it was written, or heard well enough for a point; else only rounding knows it."""
        return self.start is not None or self.points != 0


@dataclass(frozen=True, slots=True)
class _Searched:
    """A text made ready once for the phrases of all signals."""

    text: str
    folded: str
    words: Sequence[Beginning]

    @classmethod
    def of(cls, text: str) -> Self:
        return cls(text, lower := folded(text), beginnings(lower))


class SignalFinder:
    """The signals of one rubric, compiled once.

    Raises:
        RubricError: the rubric names a pattern that does not exist.
    """

    def __init__(self, rubric: Rubric) -> None:
        self._rules = rubric.signals
        self._phrases = {
            name: PhraseFinder(rule.phrases, rule.except_phrases, in_questions=rule.in_questions)
            for name, rule in rubric.signals.items()
        }
        self._weak_phrases = {
            name: PhraseFinder(
                rule.weak_phrases, rule.except_phrases, in_questions=rule.in_questions
            )
            for name, rule in rubric.signals.items()
        }
        for name, rule in rubric.signals.items():
            for pattern in rule.patterns:
                if pattern not in PATTERNS:
                    raise RubricError(f"signals.{name}.patterns: no pattern {pattern!r}")

    def find(self, text: str, heard: Mapping[ContributionName, float]) -> tuple[Signal, ...]:
        """Every signal of a text, each once, in the rubric's order.

        `heard` holds the model's probabilities of the signals it listens for.
        """
        searched = _Searched.of(text)
        found = [
            signal
            for name in self._rules
            if (signal := self._written(name, searched) or self._heard(name, searched, heard))
            is not None
        ]
        return tuple(signal for signal in found if not _is_happy_excitement(signal, found))

    def _written(self, name: ContributionName, searched: _Searched) -> Signal | None:
        rule = self._rules[name]

        def fired(why: str, span: Span) -> Signal:
            return Signal(name, why, rule.points, *span, in_tone=rule.in_tone)

        match = self._phrases[name].first(searched.folded, searched.words)
        if match is not None:
            return fired(phrase_rule(match.phrase), (match.start, match.end))
        spans = ((pattern, PATTERNS[pattern](searched.text)) for pattern in rule.patterns)
        return next((fired(pattern, span) for pattern, span in spans if span is not None), None)

    def _heard(
        self, name: ContributionName, searched: _Searched, heard: Mapping[ContributionName, float]
    ) -> Signal | None:
        """What the model hears alone, or from a lower probability where a weak phrase stands.

        The points fade in either way. Those that only the phrase brings count as held by the tone,
        since the model has heard what it agrees with: they tell the lead and leave the score as it
        is, but where the whole tone is less than they are.
        """
        rule, probability = self._rules[name], heard.get(name, 0.0)
        alone = _share(probability, rule.heard_above)
        agreed = _share(probability, rule.agreed_above)
        phrases = self._weak_phrases[name]
        weak = phrases.first(searched.folded, searched.words) if agreed else None
        share = alone if weak is None else agreed
        if not share:
            return None
        points = round(worth := rule.points * share)
        in_tone = rule.in_tone * alone + rule.points * (share - alone)
        if weak is None or not points:
            return Signal(name, "heard by the model", points, None, None, worth - points, in_tone)
        why, span = phrase_rule(weak.phrase, weak=True), (weak.start, weak.end)
        return Signal(name, why, points, *span, remainder=worth - points, in_tone=in_tone)


def _share(probability: float, limit: float) -> float:
    """How far a probability has come from where points begin to where all of them count."""
    return 0.0 if limit >= 1 else min(1.0, max(0.0, (probability - limit) / FADE_IN))


def phrase_rule(phrase: str, *, weak: bool = False) -> str:
    """Name the rule of a contribution that rests on a phrase; a weak one needs the model, too."""
    return f"{WEAK_PHRASE_RULE if weak else PHRASE_RULE}{_shown(phrase)}"


def _shown(phrase: str) -> str:
    """A phrase short enough for a line; one with many alternatives is cut."""
    return phrase if len(phrase) <= _SHOWN_AT_MOST else f"{phrase[: _SHOWN_AT_MOST - 1]}…"


def _is_happy_excitement(signal: Signal, found: list[Signal]) -> bool:
    """Exclamation marks around thanks are no anger."""
    kind = {ContributionName.GRATITUDE, ContributionName.RESOLUTION}
    return signal.rule == "punctuation" and any(
        other.name in kind and other.counts for other in found
    )


def shouted_words(text: str) -> Span | None:
    """The first run of words in capitals."""
    for run in _SHOUTED.finditer(text):
        words = [word for word in re.findall(r"[A-Z]+", run[0]) if set(word) != {"X"}]
        long_words = sum(len(word) >= _LONG_WORD for word in words)
        if sum(map(len, words)) >= _LEAST_SHOUTED_LETTERS and long_words >= 2 and len(words) > 2:
            return run.span()
    return None


def repeated_punctuation(text: str) -> Span | None:
    """The first "!!", "?!" or "???"."""
    found = _PUNCTUATION.search(text)
    return None if found is None else (found.start(), found.start() + len(found[0].rstrip()))


def ticket_number(text: str) -> Span | None:
    """The first number of an earlier ticket."""
    found = _TICKET_NUMBER.search(text)
    return None if found is None else found.span()


PATTERNS: Mapping[str, Callable[[str], Span | None]] = {
    "capitals": shouted_words,
    "punctuation": repeated_punctuation,
    "ticket-number": ticket_number,
}
