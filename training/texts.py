"""Recognise a text whatever its spacing, case and punctuation, to keep gold out of training."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_NOT_WORD = re.compile(r"[\W_]+")
_OPENING = 60  # normalised characters; a longer text that opens like a gold text is a near copy


def normalised(text: str) -> str:
    """Lower-case words only, one space apart."""
    return _NOT_WORD.sub(" ", text.casefold()).strip()


def fingerprints(text: str) -> Iterator[str]:
    """What identifies a text: all of it, and its opening where it is long enough to be telling."""
    words = normalised(text)
    yield words
    if len(words) > _OPENING:
        yield words[:_OPENING]


def gold_fingerprints(gold: Path) -> frozenset[str]:
    """Fingerprints of every gold text, which no training file may contain."""
    with gold.open(encoding="utf-8") as lines:
        return frozenset(mark for line in lines for mark in fingerprints(json.loads(line)["text"]))


def is_gold(text: str, gold: frozenset[str]) -> bool:
    """Tell whether a training text is a gold text or a near copy of one."""
    return any(mark in gold for mark in fingerprints(text))


def without_gold(texts: Iterable[str], gold: frozenset[str]) -> list[bool]:
    """A keep-mask over training texts."""
    return [not is_gold(text, gold) for text in texts]
