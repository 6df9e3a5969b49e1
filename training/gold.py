"""The gold messages, split once and for all by the hash of their ids."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from training.examples import ATTRIBUTES


@dataclass(frozen=True, slots=True)
class GoldMessage:
    """A message scored twice: the mean score and the mean of each attribute's two 0/1 ratings."""

    id: str
    source: str
    text: str
    score: float
    attributes: dict[str, float]
    is_english: bool


def read_gold(folder: Path) -> list[GoldMessage]:
    """Every gold message below the data folder."""
    with (folder / "gold" / "messages.jsonl").open(encoding="utf-8") as lines:
        return [_message(json.loads(line)) for line in lines]


def is_for_tuning(message: GoldMessage) -> bool:
    """Half of the messages serve for tuning rubric points, the other half for reporting."""
    return hashlib.sha256(message.id.encode()).digest()[0] % 2 == 0


def halves(messages: list[GoldMessage]) -> tuple[list[GoldMessage], list[GoldMessage]]:
    """The English messages as (tuning, reporting)."""
    english = [message for message in messages if message.is_english]
    tuning = [message for message in english if is_for_tuning(message)]
    return tuning, [message for message in english if not is_for_tuning(message)]


def _message(row: dict[str, object]) -> GoldMessage:
    def mean(name: str) -> float:
        ratings = row[name]
        assert isinstance(ratings, list)
        return float(sum(ratings)) / len(ratings)

    return GoldMessage(
        id=str(row["id"]),
        source=str(row["source"]),
        text=str(row["text"]),
        score=float(str(row["score"])),
        attributes={name: mean(name) for name in ATTRIBUTES},
        is_english=mean("english") > 0.5,
    )
