"""Find a rubric's phrases in a text, and tell whether a negation stands before them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_GAP = r"(?:\W+[\w']+){0,3}?\W+"  # "...": up to three words
# A negation reaches a phrase only across these words: "not going to cancel" is negated,
# "isn't fixed, I am leaving" and "don't make me call a lawyer" are not. "cannot" is missing on
# purpose: who cannot cancel wants to.
_NEGATIONS = (
    "not|never|no|without|nor|neither|rather than|instead of|far from|nothing|isn'?t|aren'?t"
    "|wasn'?t|don'?t|doesn'?t|didn'?t|won'?t|wouldn'?t|hasn'?t|haven'?t|hadn'?t"
)
_BETWEEN = (
    "going|gonna|want|wants|wanting|wanted|plan|plans|planning|looking|trying|intend|intends"
    "|intending|intention|thinking|think|about|to|of|on|be|been|being|am|are|is|i|we|you|i'm|we're"
    "|any|a|an|the|need|needs|reason|here|even|yet|really|currently|actually|saying|considering"
    "|threatening|asking|have|had|has|for|my|our|this|that|it|so|very|at|all|quite|say|said"
)
_NEGATED = re.compile(rf"(?<!\w)(?:{_NEGATIONS})(?:[ \t]+(?:{_BETWEEN})){{0,6}}[ \t]+$")
_REACH = 80  # characters looked back for a negation
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_STRAIGHT = {0x2018: "'", 0x2019: "'"}  # typographic apostrophes


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase stands in a text, and the phrase as the rubric writes it."""

    start: int
    end: int
    phrase: str


def folded(text: str) -> str:
    """Lower case with straight apostrophes, every character still in its place."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters, such as İ, grow when lowered
        lower = text.translate(_ASCII_LOWER)
    return lower.translate(_STRAIGHT)


class PhraseFinder:
    """All phrases of one signal, compiled once; texts are given `folded`."""

    def __init__(self, phrases: Sequence[str], except_phrases: Sequence[str] = ()) -> None:
        self._patterns = [(phrase, compile_phrases([phrase])) for phrase in phrases]
        self._any = compile_phrases(phrases)
        self._excepted = compile_phrases(except_phrases)

    def first(self, text: str) -> Match | None:
        """The first phrase of the text that is neither negated nor excepted."""
        blocked = [found.span() for found in self._excepted.finditer(text)]
        for found in self._any.finditer(text):
            inside = any(start <= found.start() < end for start, end in blocked)
            if not inside and not is_negated(text, found.start()):
                return Match(found.start(), found.end(), self._name(found[0]))
        return None

    def _name(self, words: str) -> str:
        matching = (phrase for phrase, pattern in self._patterns if pattern.fullmatch(words))
        return next(matching, words)


def is_negated(text: str, start: int) -> bool:
    """Tell whether a negation reaches the words at `start` of a folded text."""
    return _NEGATED.search(text[max(0, start - _REACH) : start]) is not None


def compile_phrases(phrases: Sequence[str]) -> re.Pattern[str]:
    """One pattern for any of the phrases (`*`: any ending, `...`: up to three words)."""
    if not phrases:
        return re.compile(r"(?!)")
    alternatives = "|".join("".join(_pieces(folded(phrase))) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{alternatives})")


def _pieces(phrase: str) -> Iterator[str]:
    words = phrase.split()
    for position, word in enumerate(words):
        if word == "...":
            yield _GAP
            continue
        if position and words[position - 1] != "...":
            yield r"\s+"
        yield re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else r"(?!\w)")
