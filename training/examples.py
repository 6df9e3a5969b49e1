"""Training examples: rated messages first of all, and weakly labelled public text at low weight."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from training.texts import gold_fingerprints, without_gold

ATTRIBUTES = ("churn", "escalation", "repeat", "urgency", "gratitude")
EMOTIONS = ("anger", "annoyance", "disappointment")
TARGETS = ("tone", *ATTRIBUTES, *EMOTIONS)

WEAK_WEIGHT = 0.25
DEVELOPMENT_SHARE = 10  # one rated message in ten is held out, chosen by its text's hash


@dataclass(frozen=True, slots=True)
class Example:
    """One text with its targets in the order of TARGETS.

    `targets[0]` is the 0-200 score divided by 200, the others are 0 or 1; None is not known.
    `weight` is how much its tone counts against a rated message's.
    """

    text: str
    targets: tuple[float | None, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class WeakSource:
    """One public file: how many rows of each weak level to use and what score a level stands for.

    The scores are the means of those rows of the level that are also among the rated messages,
    rounded; tweets, none of which is rated, follow the reviews at a lower slope.
    """

    file: str
    scores: tuple[int, int, int, int]
    rows: tuple[int, int, int, int]


WEAK_SOURCES = (
    WeakSource("goemotions", (12, 41, 62, 73), (3000, 2500, 2000, 500)),
    WeakSource("product_reviews_complaint_severity", (8, 48, 72, 90), (700, 600, 600, 500)),
    WeakSource("github_heated_threads", (22, 60, 68, 87), (600, 400, 400, 400)),
    WeakSource("pull_request_emotion", (8, 18, 34, 52), (500, 100, 100, 60)),
    WeakSource("tweet_valence_intensity", (8, 35, 50, 60), (900, 700, 500, 300)),
    WeakSource("banking77", (22, 0, 0, 0), (900, 0, 0, 0)),
    WeakSource("multidogo_customer_turns", (10, 0, 0, 0), (1500, 0, 0, 0)),
)


def _read(folder: Path, name: str, gold: frozenset[str]) -> pl.DataFrame:
    """Read a training file without its gold texts."""
    frame = pl.read_parquet(folder / "train" / f"{name}.parquet")
    return frame.filter(pl.Series(without_gold(frame["text"], gold), dtype=pl.Boolean))


def is_development(text: str) -> bool:
    """Tell whether a rated message is held out from training, by its text alone."""
    digest = hashlib.sha256(text.encode()).digest()
    return digest[0] % DEVELOPMENT_SHARE == 0


def rated_examples(folder: Path, gold: frozenset[str]) -> tuple[list[Example], list[Example]]:
    """English rated messages, as (training, development)."""
    frame = _read(folder, "rated_messages", gold).filter(pl.col("english") == 1)
    training: list[Example] = []
    development: list[Example] = []
    for row in frame.iter_rows(named=True):
        attributes = tuple(float(row[name]) for name in ATTRIBUTES)
        emotions: tuple[float | None, ...] = (None,) * len(EMOTIONS)
        # Critical messages are rare (4 %); leaning on them counters the pull to the mean.
        weight = 1 + row["score"] / 200
        example = Example(row["text"], (row["score"] / 200, *attributes, *emotions), weight)
        (development if is_development(row["text"]) else training).append(example)
    return training, development


def _goemotions_targets(row: dict[str, Any]) -> tuple[float | None, ...]:
    emotions = tuple(float(row[name]) for name in EMOTIONS)
    return (None, None, None, None, float(row["gratitude"]), *emotions)


def _no_targets(row: dict[str, Any]) -> tuple[float | None, ...]:
    del row
    return (None,) * (len(TARGETS) - 1)


def _calm_targets(row: dict[str, Any]) -> tuple[float | None, ...]:
    thanks = float(row.get("intent") == "thankyou")
    return (0.0, 0.0, None, None, thanks, 0.0, 0.0, 0.0)


_OTHER_TARGETS: dict[str, Callable[[dict[str, Any]], tuple[float | None, ...]]] = {
    "goemotions": _goemotions_targets,
    "multidogo_customer_turns": _calm_targets,
}


def weak_examples(folder: Path, gold: frozenset[str], rated: set[str], seed: int) -> list[Example]:
    """A seeded sample of the public sets, without what is rated already."""
    chooser = random.Random(seed)
    examples: list[Example] = []
    for source in WEAK_SOURCES:
        other_targets = _OTHER_TARGETS.get(source.file, _no_targets)
        frame = _read(folder, source.file, gold)
        for level, (score, wanted) in enumerate(zip(source.scores, source.rows, strict=True)):
            rows = frame.filter(pl.col("suggested_level") == level).rows(named=True)
            unrated = [row for row in rows if row["text"] not in rated]
            for row in chooser.sample(unrated, min(wanted, len(unrated))):
                targets = (score / 200, *other_targets(row))
                examples.append(Example(row["text"], targets, WEAK_WEIGHT))
    return examples


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything a training run reads."""

    rated: list[Example]
    development: list[Example]
    weak: list[Example]


def load_corpus(folder: Path, seed: int) -> Corpus:
    """Read the training files below `folder`, gold texts dropped from each first."""
    gold = gold_fingerprints(folder / "gold" / "messages.jsonl")
    rated, development = rated_examples(folder, gold)
    known = {example.text for example in rated + development}
    return Corpus(rated, development, weak_examples(folder, gold, known, seed))
