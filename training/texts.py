"""Recognise a text whatever its spacing, case and punctuation, to keep some out of training."""

import hashlib
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


def is_held_out(text: str, held_out: frozenset[str]) -> bool:
    """Tell whether a training text is a held-out text or a near copy of one."""
    return any(mark in held_out for mark in fingerprints(text))


def without(texts: Iterable[str], held_out: frozenset[str]) -> list[bool]:
    """A keep-mask over training texts."""
    return [not is_held_out(text, held_out) for text in texts]


def text_key(text: str) -> str:
    """A short name for a text that is not repeated here: 16 hex digits of its normalised words."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()[:16]
