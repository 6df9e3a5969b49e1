"""Find a rubric's phrases in a text, and tell whether a negation stands before them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from radar_tui.scoring.phrase_patterns import opening, pattern_of

# A negation reaches a phrase only across the words below: "not going to cancel" is negated,
# "isn't fixed, I am leaving" and "don't make me call a lawyer" are not. "cannot" is missing on
# purpose: who cannot cancel wants to. A plain "no" negates nouns alone ("no plan to leave"); it
# may also be an answer ("no we are leaving").
_NEGATIONS = (
    "not|never|without|nor|neither|nobody|no one|noone|none of us|rather than|instead of|far from"
    "|nothing|no longer|(?:is|are|was|were|do|does|did|wo|would|has|have|had|need)n'?t"
    r"|no(?=[ \t]+(?:\w+[ \t]+)?(?:reason|reasons|plan|plans|intention|intentions|need|desire|wish"
    "|thought|thoughts|interest|talk|question|rush|longer|lawyer|lawyers|threat|case)(?!\\w))"
)
_BETWEEN = (
    "going|gonna|want|wants|wanting|wanted|plan|plans|planning|looking|trying|intend|intends"
    "|intending|intention|intentions|thinking|think|about|to|of|on|be|been|being|am|are|is|i|we|you"
    "|i'm|we're|we'd|we'll|i'd|i'll|they|they're|any|a|an|the|need|needs|needed|reason|reasons"
    "|here|even|yet|really|currently|actually|saying|considering|threatening|threatened|asking|ask"
    "|asked|have|had|has|for|my|our|your|this|that|it|so|very|at|all|quite|say|said|says|talking"
    "|talk|mentioned|mentioning|suggesting|suggested|wish|wishes|desire|question|thought|thoughts"
    "|interest|interested|in|would|will|immediate|involve|involving|us|get|getting|call|calling"
    "|bring|bringing|hurry|rush|case|immediately|longer|he|she|anyone|anybody|with"
)
_SPACE = r"[ \t]*[ \t\n][ \t]*"  # a line may wrap, a paragraph ends the reach
_NEGATED = re.compile(rf"(?<!\w)(?:{_NEGATIONS})(?:{_SPACE}(?:{_BETWEEN})){{0,7}}{_SPACE}$")
_WORD = re.compile(r"(?<!\w)\w+")
_MARK = re.compile(r"[^\w\s]")  # with which a phrase may begin as well
_REACH = 80  # characters looked back for a negation
_SENTENCE_END = re.compile(r"[.!?]+(?=[\"')\]]{0,4}(?:\s|$))|\n")
_REACH_OF_QUESTION = 200  # characters looked ahead for a question mark
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_STRAIGHT = {0x2018: "'", 0x2019: "'"}  # typographic apostrophes

Beginning: TypeAlias = tuple[int, str, str]  # where a word stands, the word, and how it opens


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


def beginnings(text: str) -> list[Beginning]:
    """Where phrases may begin in a folded text: its words, each with how it opens.

    The finders of several signals look at the same words; whoever asks many gives them these.
    """
    return [(found.start(), word := found[0], opening(word)) for found in _WORD.finditer(text)]


class PhraseFinder:
    """All phrases of one signal; texts are given `folded`, with their `beginnings` at hand.

    `in_questions` tells whether a phrase counts in a sentence that ends with a question mark.
    """

    def __init__(
        self,
        phrases: Sequence[str],
        except_phrases: Sequence[str] = (),
        *,
        in_questions: bool = True,
    ) -> None:
        self._in_questions = in_questions
        self._wanted = PhraseIndex(phrases)
        self._excepted = PhraseIndex(except_phrases)

    def first(self, text: str, words: Sequence[Beginning] | None = None) -> Match | None:
        """The first phrase of the text that is neither negated nor touches an exception."""
        words = beginnings(text) if words is None else words
        blocked: bytearray | None = None
        for match in self._wanted.matches(text, words):
            if is_negated(text, match.start):
                continue
            if not self._in_questions and is_asked(text, match.end):
                continue
            if blocked is None:
                blocked = self._blocked(text, words)
            if blocked.find(1, match.start, match.end) < 0:
                return match
        return None

    def _blocked(self, text: str, words: Sequence[Beginning]) -> bytearray:
        """A 1 for every character that an exception covers: looking one up takes no search."""
        covered = bytearray(len(text))
        for match in self._excepted.matches(text, words):
            covered[match.start : match.end] = b"\x01" * (match.end - match.start)
        return covered


class PhraseIndex:
    """Phrases by the openings of their first words: few of them are tried at any word."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._phrases = tuple(phrases)
        self._patterns: list[re.Pattern[str] | None] = [None] * len(self._phrases)
        self._sources: list[str] = []
        by_word: dict[str, set[int]] = {}
        by_opening: dict[str, set[int]] = {}
        for number, phrase in enumerate(self._phrases):
            read = pattern_of(folded(phrase))
            self._sources.append(read.pattern)
            for word in read.words:
                by_word.setdefault(word, set()).add(number)
            for letters in read.openings:
                by_opening.setdefault(letters, set()).add(number)
        anywhere = by_opening.pop("", set())
        self._anywhere = sorted(anywhere)
        self._by_opening = {key: sorted(found | anywhere) for key, found in by_opening.items()}
        self._by_word = {
            word: sorted(found | anywhere | by_opening.get(opening(word), set()))
            for word, found in by_word.items()
        }

    def matches(self, text: str, words: Sequence[Beginning]) -> Iterator[Match]:
        """Every place where a phrase stands, in the order of the text and then of the phrases."""
        by_word, by_opening, anywhere = self._by_word, self._by_opening, self._anywhere
        patterns = self._patterns
        if anywhere:
            words = [*words, *((mark.start(), mark[0], "") for mark in _MARK.finditer(text))]
            words.sort()
        # The busiest lines of all that read a text: nothing in them is called but the patterns.
        for start, word, letters in words:
            for number in by_word.get(word) or by_opening.get(letters, anywhere):
                found = (patterns[number] or self._compiled(number)).match(text, start)
                if found is not None:
                    yield Match(start, found.end(), self._phrases[number])

    def _compiled(self, number: int) -> re.Pattern[str]:
        pattern = self._patterns[number] = re.compile(self._sources[number])
        return pattern


def is_negated(text: str, start: int) -> bool:
    """Tell whether a negation reaches the words at `start` of a folded text."""
    return _NEGATED.search(text[max(0, start - _REACH) : start]) is not None


def is_asked(text: str, end: int) -> bool:
    """Tell whether the sentence that goes on at `end` ends with a question mark."""
    found = _SENTENCE_END.search(text, end, end + _REACH_OF_QUESTION)
    return found is not None and "?" in found[0]
