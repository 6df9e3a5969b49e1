"""Split a text into sentences that keep their place in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A sentence ends at a line break, or after . ! ? (with closing quotes or brackets) before white
# space. Abbreviations and list numbers such as "e.g." or "2." are joined again below. A run of
# marks is looked at once, from its beginning: from each of its marks anew would take quadratic
# time.
_END = re.compile(r"""(?<![.!?…])[.!?…]++["'\u201d\u2019)\]]*+(?=\s)|\n+""")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|no|mr|mrs|ms|dr|inc|ltd|co|st|a\.m|p\.m)|\b[A-Za-z])\.$",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"(?:^|\s)\d{1,2}\.$")
_LOOKED_BACK = 12  # characters before an end that tell an abbreviation or a list number
_INK = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of text without its outer white space: `text == source[start:end]`."""

    start: int
    end: int
    text: str


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Cut a text into sentences, in order; white space between them belongs to none.

    Time grows with the length only.
    """
    return tuple(_trimmed(text, start, end) for start, end in _spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Start, at a visible character, and end of each sentence."""
    start = _next_ink(text, 0)
    for mark in _END.finditer(text):
        if start >= mark.end():
            continue
        if mark[0][0] != "\n" and _goes_on(text, start, mark.end()):
            continue
        yield start, mark.end()
        start = _next_ink(text, mark.end())
    if start < len(text):
        yield start, len(text)


def _next_ink(text: str, start: int) -> int:
    found = _INK.search(text, start)
    return len(text) if found is None else found.start()


def _goes_on(text: str, start: int, end: int) -> bool:
    """Tell whether the full stop at the end belongs to an abbreviation or a list number."""
    tail = text[max(start, end - _LOOKED_BACK) : end]
    if _ABBREVIATION.search(tail):
        return True
    following = text[end : end + 2]
    return _LIST_NUMBER.search(tail) is not None and (
        end - start <= 3 or following.strip().islower()
    )


def _trimmed(text: str, start: int, end: int) -> Sentence:
    words = text[start:end].rstrip()
    return Sentence(start, start + len(words), words)
