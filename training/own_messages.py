"""Radar's own messages and posts: written for it, scored twice, a third of the messages kept.

Besides, messages that say no more than which signals they hold, to write the rubric's phrases on.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import mean
from typing import Any

_FOLDER = Path(__file__).parent / "own"
MESSAGES, POSTS = _FOLDER / "messages.jsonl", _FOLDER / "posts.jsonl"
SIGNALS = _FOLDER / "signals.jsonl"
ATTRIBUTES = ("churn", "escalation", "repeat", "urgency", "gratitude", "resolution")
JUDGED_ONCE = ("churn", "escalation", "repeat", "urgency")  # what `signals.jsonl` says


class Split(StrEnum):
    """What a message may be used for."""

    TRAINING = "training"
    EVALUATION = "evaluation"


class Half(StrEnum):
    """What a message of `signals.jsonl` may be used for: writing phrases, or checking them."""

    RULES = "rules"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class OwnMessage:
    """One message. `score` is the mean of two ratings, `attributes` those that both found.

    Nobody looked for `resolution` in posts.
    """

    id: str
    text: str
    score: float
    attributes: frozenset[str]


@dataclass(frozen=True, slots=True)
class SignalMessage:
    """One message that was judged once, by its writer, for JUDGED_ONCE alone."""

    id: str
    text: str
    attributes: frozenset[str]


def own_messages(split: Split) -> list[OwnMessage]:
    """Read the messages of business customers of one split, in the order of their ids."""
    return [_message(row) for row in _rows(MESSAGES) if row["split"] == split]


def own_posts(rounds: int) -> list[OwnMessage]:
    """Read the short posts of the first so many rounds of writing; all may be trained on."""
    return [_message(row) for row in _rows(POSTS) if row["round"] <= rounds]


def signal_messages(half: Half) -> list[SignalMessage]:
    """Read one half of the messages that phrases were written on, in the order of their ids."""
    return [
        SignalMessage(row["id"], row["text"], frozenset(name for name in JUDGED_ONCE if row[name]))
        for row in _rows(SIGNALS)
        if row["split"] == half
    ]


def _rows(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _message(row: dict[str, Any]) -> OwnMessage:
    found = frozenset(name for name in ATTRIBUTES if all(row.get(name, [0])))
    return OwnMessage(row["id"], row["text"], mean(row["ratings"]), found)
