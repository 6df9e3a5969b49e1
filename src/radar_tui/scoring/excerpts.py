"""What is read of a text: all of it, or the beginning and the end of one that is very long."""

from __future__ import annotations

from dataclasses import dataclass, replace

from radar_tui.scoring.signals import Signal
from radar_tui.text.sentences import Sentence, split_sentences

READ_AT_MOST = 30_000  # characters; the longest real complaints have 22,000
# A letter says what it is about at its beginning and what it wants at its end.
_HEAD = READ_AT_MOST * 3 // 4
_SEAM = "\n\n"  # ends a sentence


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a text that is read. `skipped` characters after the first `head` are left out.

    `text` has the seam in their place, which `skipped` allows for.
    """

    text: str
    head: int
    skipped: int

    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences that are read, at their places in the whole text."""
        return tuple(
            replace(sentence, start=start, end=end)
            for sentence in split_sentences(self.text)
            for start, end in [self._place(sentence.start, sentence.end)]
        )

    def placed(self, signal: Signal) -> Signal:
        """A signal found in the excerpt, at its place in the whole text."""
        if signal.start is None or signal.end is None:
            return signal
        start, end = self._place(signal.start, signal.end)
        return replace(signal, start=start, end=end)

    def _place(self, start: int, end: int) -> tuple[int, int]:
        """A span in the whole text; of one over the seam the part before it."""
        if start < self.head:
            return start, min(end, self.head)
        return start + self.skipped, end + self.skipped


def excerpt_of(text: str) -> Excerpt:
    """All of a text of at most READ_AT_MOST characters, else its first and last ones."""
    if len(text) <= READ_AT_MOST:
        return Excerpt(text, len(text), 0)
    tail = len(text) - (READ_AT_MOST - _HEAD - len(_SEAM))
    return Excerpt(text[:_HEAD] + _SEAM + text[tail:], _HEAD, tail - _HEAD - len(_SEAM))
