"""Radar's own messages: written for it, scored twice, a third kept for evaluation."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import mean

FILE = Path(__file__).parent / "own" / "messages.jsonl"
ATTRIBUTES = ("churn", "escalation", "repeat", "urgency", "gratitude", "resolution")


class Split(StrEnum):
    """What a message may be used for."""

    TRAINING = "training"
    EVALUATION = "evaluation"


@dataclass(frozen=True, slots=True)
class OwnMessage:
    """One message. `score` is the mean of two ratings, `attributes` those that both found."""

    id: str
    text: str
    score: float
    attributes: frozenset[str]


def own_messages(split: Split) -> list[OwnMessage]:
    """Read the messages of one split, in the order of their ids."""
    with FILE.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        OwnMessage(
            row["id"],
            row["text"],
            mean(row["ratings"]),
            frozenset(name for name in ATTRIBUTES if all(row[name])),
        )
        for row in rows
        if row["split"] == split
    ]
