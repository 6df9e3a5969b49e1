"""The language of a rubric's phrases, turned into regular expressions that run in linear time.

A phrase is words in any case. Beyond them:

- `cancel*`: any ending of the word;
- `cancel ... account`: up to three words between, in the same sentence;
- `(boss|line manager)`: one of these;
- `[please|kindly] cancel`: one of these, or nothing;
- `<number>`: two or more, in digits or words; `<ordinal>`: second or later; `<date>`: a day, a
  month, a time, "yesterday", "last week", "two weeks ago";
- `we are out <end>`: the sentence or clause ends there ("we are out.", not "out of paper").

Words may be joined by a comma, a hyphen or a line's end; "we are" finds "we're" and "do not" finds
"don't", also without the apostrophe; "not" finds "isn't" and its like. A bracket without its
partner stands for itself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Every repetition is bounded or cannot match in two ways: a hostile text costs no more than a
# friendly one of its length.
_BREAK = r"[ \t\r\n,\"*_/()\u2013\u2014-]{1,6}"  # between words; no end of a sentence
_WORD = r"[\w']{1,40}(?![\w'])"
_END = r"(?:'s)?(?!\w)"
_GAP_WORDS = 3

_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|thu|fri|sat|sun"
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_NUMBER = (
    r"(?:[2-9]|[1-9]\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|hundreds?"
    r"|dozens?|several|many|multiple|numerous|countless|umpteen)(?:x|(?:[ -](?:of|dozen)))?"
)
_ORDINAL = (
    r"(?:\d{0,3}(?:2nd|3rd|[04-9]th|1[1-3]th|[2-9]1st)|second|third|fourth|fifth|sixth|seventh"
    r"|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fifteenth|twentieth|hundredth|thousandth"
    r"|umpteenth|nth)"
)
_DATE = (
    rf"(?:(?:last|this|the|early|mid|late|end[ ]of|past|next)[ -])?(?:{_DAYS}|{_MONTHS}|morning"
    r"|afternoon|evening|night|week|weekend|month|quarter|year|spring|summer|autumn|fall|winter"
    r"|release)"
    r"|yesterday|earlier(?:[ ]today)?|today|the[ ]\d{1,2}(?:st|nd|rd|th)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:[ ]of)?[ ](?:{_MONTHS})"
    rf"|(?:{_MONTHS})[ ]\d{{1,2}}(?:st|nd|rd|th)?"
    rf"|(?:{_NUMBER}|a|an|one)[ ](?:minutes?|hours?|days?|weeks?|months?|years?)[ ]ago"
    r"|\d{1,2}[:.]\d{2}|\d{1,2}/\d{1,2}"
)
_CLASSES = {"<number>": _NUMBER, "<ordinal>": _ORDINAL, "<date>": _DATE}
_CLAUSE_END = (
    r"(?=[ \t\"')]{0,4}(?:[.!?,;:\n]|$|(?:and|but|so|then|if|unless)(?!\w)|[\u2013\u2014-] ))"
)

_SHORT = {
    "am": "m", "are": "re", "have": "ve", "has": "s", "is": "s",
    "will": "ll", "would": "d", "had": "d",
}  # fmt: skip
_SHORT_WITHOUT_APOSTROPHE = ("am", "have")  # "im", "weve"; "were" and "well" are other words
_LONG = {short: word for word, short in _SHORT.items() if word not in ("has", "had")}
_BARE_PRONOUNS = ("i", "we", "you", "they")
_STEMS_OF_NOT = {"will": "wo", "can": "ca", "shall": "sha"}  # won't, can't, shan't
_BEFORE_NOT = (
    "do", "does", "did", "is", "are", "was", "were", "have", "has", "had", "would", "could",
    "should", "need", *_STEMS_OF_NOT,
)  # fmt: skip
_JOINED_STEMS = tuple(_STEMS_OF_NOT.get(word, word) for word in _BEFORE_NOT)
_TOKEN = re.compile(r"\.\.\.|[()\[\]|]|[^\s()\[\]|]+")
_CLOSING = {"(": ")", "[": "]"}
_BRACKETS = frozenset("()[]|")


_OPENING = 3  # letters by which a word is looked up that a phrase does not name whole


@dataclass(frozen=True, slots=True)
class PhrasePattern:
    """A phrase as a regular expression, and what the words look like that it can begin with.

    `words` are whole, `openings` are how others may open (see `opening`); "" is any.
    """

    pattern: str
    words: frozenset[str]
    openings: frozenset[str]


def pattern_of(phrase: str) -> PhrasePattern:
    """Read a folded phrase; its pattern has no groups that capture."""
    tokens = [word for piece in _TOKEN.findall(phrase) for word in _written_out(piece)]
    if not _is_balanced(tokens):
        words = phrase.split()
        pattern = rf"{_BREAK}".join(re.escape(word) for word in words) + r"(?!\w)"
        return PhrasePattern(pattern, *_beginnings([words[0]]))
    reader = _Reader(_with_not_inside(tokens))
    pattern = reader.alternatives(leading=True)
    return PhrasePattern(pattern, *_beginnings(reader.beginnings))


def opening(word: str) -> str:
    """Under which opening a word of a text is looked up: three letters, or "0" for a digit."""
    return "0" if word[0].isdigit() else word[:_OPENING]


def _beginnings(pieces: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Whole words and openings of the words that any of these pieces of a phrase finds."""
    words, openings = set(), set()
    for piece in pieces:
        if piece in _CLASSES:
            openings |= {"0", *(word[:_OPENING] for word in re.findall("[a-z]+", _CLASSES[piece]))}
            continue
        run = re.match(r"\w+", piece)
        if run is None or (piece.endswith("*") and len(run[0]) < _OPENING):
            openings.add("")
        elif piece.endswith("*") or run[0][0].isdigit():
            openings.add(opening(run[0]))
        else:
            words.add(run[0])
    return frozenset(words), frozenset(openings)


def _joined_with_not(stem: str) -> set[str]:
    """The letters up to an apostrophe of "don't", and "dont"."""
    return {f"{stem}n", f"{stem}nt"}


def _written_out(piece: str) -> list[str]:
    """A shortened form as its words: "we're" as "we are", "won't" as "will not"."""
    if piece.endswith("n't"):
        stem = piece.removesuffix("n't")
        word = next((word for word, short in _STEMS_OF_NOT.items() if short == stem), stem)
        return [word, "not"] if word in _BEFORE_NOT else [piece]
    stem, _, short = piece.rpartition("'")
    return [stem, _LONG[short]] if stem and short in _LONG and short != "s" else [piece]


def _is_balanced(tokens: list[str]) -> bool:
    """Whether every bracket has its partner and every bar stands inside of brackets."""
    awaited: list[str] = []
    for piece in tokens:
        if piece in _CLOSING:
            awaited.append(_CLOSING[piece])
        elif piece in _CLOSING.values():
            if not awaited or awaited.pop() != piece:
                return False
        elif piece == "|" and not awaited:
            return False
    return not awaited


def _with_not_inside(tokens: list[str]) -> list[str]:
    """`(will|do) not` as `(will not|do not)`, so that each word may be joined: "won't"."""
    read: list[str] = []
    for piece in tokens:
        start = _start_of_group(read) if piece == "not" and read[-1:] == [")"] else None
        if start is None:
            read.append(piece)
        else:
            read[start:] = _each_with_not(read[start:])
    return read


def _start_of_group(tokens: list[str]) -> int:
    """Where the group opens that the last token closes."""
    depth = 0
    for row in range(len(tokens) - 1, 0, -1):
        depth += (tokens[row] in _CLOSING.values()) - (tokens[row] in _CLOSING)
        if depth == 0:
            return row
    return 0


def _each_with_not(group: list[str]) -> list[str]:
    """A group in brackets with "not" at the end of each of its alternatives."""
    depth, read = 0, []
    for piece in group:
        depth += (piece in _CLOSING) - (piece in _CLOSING.values())
        if (piece == "|" and depth == 1) or depth == 0:
            read.append("not")
        read.append(piece)
    return read


class _Reader:
    """Reads balanced tokens from left to right.

    `leading` says that nothing but optional words came before, so that no break is called for.
    """

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._next = 0
        self.beginnings: set[str] = set()

    def alternatives(self, *, leading: bool) -> str:
        """What stands between two bars or brackets, each its own alternative."""
        found = [self._sequence(leading=leading)]
        while self._peek() == "|":
            self._next += 1
            found.append(self._sequence(leading=leading))
        return found[0] if len(found) == 1 else rf"(?:{'|'.join(found)})"

    def _sequence(self, *, leading: bool) -> str:
        parts = []
        while (piece := self._peek()) not in ("", "|", ")", "]"):
            self._next += 1
            if piece == "[":
                inner = self.alternatives(leading=leading)
                parts.append(rf"(?:{inner}{_BREAK if leading else ''})?")
                self._next += 1
                continue
            if piece == "<end>":
                parts.append(_CLAUSE_END)
                continue
            if piece == "...":
                if leading:
                    self.beginnings.add("")
                gap = rf"{_WORD}{_BREAK}" if leading else rf"{_BREAK}{_WORD}"
                parts.append(rf"(?:{gap}){{0,{_GAP_WORDS}}}?")
                continue
            if piece == "(":
                parts.append(self.alternatives(leading=leading))
                self._next += 1
            else:
                parts.append(self._word(piece, leading=leading))
            leading = False
        return "".join(parts)

    def _word(self, piece: str, *, leading: bool) -> str:
        start = "" if leading else _BREAK
        if leading:
            self.beginnings |= self._leading(piece)
        if piece in _CLASSES:
            return rf"{start}(?:{_CLASSES[piece]}){_END}"
        if piece in _BEFORE_NOT and self._peek() == "not":
            self._next += 1
            stem = _STEMS_OF_NOT.get(piece, piece)
            joined = "cannot|" if piece == "can" else ""
            apart = rf"{start}(?:{joined}{piece}{_BREAK}not|{stem}n'?t)(?!\w)"
            if piece not in _SHORT or leading:
                return apart
            return rf"(?:{apart}|'{_SHORT[piece]}{_BREAK}not(?!\w))"
        if piece == "not":
            return rf"{start}(?:not|(?:{'|'.join(_JOINED_STEMS)})n'?t)(?!\w)"
        if piece in _SHORT and not leading:
            optional = "?" if piece in _SHORT_WITHOUT_APOSTROPHE else ""
            return rf"(?:{start}{piece}|'{optional}{_SHORT[piece]})(?!\w)"
        if piece in _BARE_PRONOUNS:
            return rf"{start}{piece}(?:(?!\w)|(?=(?:ve|m)(?!\w)))"
        ending = rf"\w*{_END}" if piece.endswith("*") else _END
        return start + re.escape(piece.rstrip("*")) + ending

    def _leading(self, piece: str) -> set[str]:
        """The piece, and what it may be joined to one word with: "can" is found in "can't"."""
        found = {piece}
        if piece in _BEFORE_NOT:
            found |= _joined_with_not(_STEMS_OF_NOT.get(piece, piece))
        if piece == "can":
            found.add("cannot")
        if piece == "not":
            found = found.union(*map(_joined_with_not, _JOINED_STEMS))
        if piece in _BARE_PRONOUNS:
            found |= {f"{piece}ve", f"{piece}m"}
        return found

    def _peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""
