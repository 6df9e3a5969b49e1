"""Split a text into sentences that keep their place in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A sentence ends at a line break, or after . ! ? (with closing quotes or brackets) before white
# space. Abbreviations and list numbers such as "e.g." or "2." are joined again below.
_END = re.compile(r"""[.!?…]+["'\u201d\u2019)\]]*(?=\s)|\n+""")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|no|mr|mrs|ms|dr|inc|ltd|co|st|a\.m|p\.m)|\b[A-Za-z])\.$",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"(?:^|\s)\d{1,2}\.$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of text without its outer white space: `text == source[start:end]`."""

    start: int
    end: int
    text: str


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Cut a text into sentences, in order; white space between them belongs to none."""
    return tuple(_trimmed(text, start, end) for start, end in _spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _END.finditer(text):
        piece = text[start : mark.end()]
        ends_line = mark[0][0] == "\n"
        if not piece.strip() or (not ends_line and _goes_on(piece, text[mark.end() :][:2])):
            continue
        yield start, mark.end()
        start = mark.end()
    if text[start:].strip():
        yield start, len(text)


def _goes_on(piece: str, following: str) -> bool:
    """Tell whether a piece's last full stop belongs to an abbreviation or a list number."""
    if _ABBREVIATION.search(piece[-12:]):
        return True
    number = _LIST_NUMBER.search(piece[-12:])
    return number is not None and (len(piece.strip()) <= 3 or following.strip().islower())


def _trimmed(text: str, start: int, end: int) -> Sentence:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = start + len(piece.rstrip())
    return Sentence(first, last, text[first:last])
