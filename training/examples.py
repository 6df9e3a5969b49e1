"""Training examples: rated messages first of all, and weakly labelled public text at low weight."""

import hashlib
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from training.held_out import held_out_fingerprints
from training.own_messages import OwnMessage, Split, own_messages
from training.public_texts import PublicText, public_texts
from training.scale import REVIEW_THRESHOLD, to_scale
from training.texts import normalised, text_key, without

ATTRIBUTES = ("churn", "escalation", "repeat", "urgency", "gratitude")
EMOTIONS = ("anger", "annoyance", "disappointment")
# `review`: the score is over the review threshold.
TARGETS = ("tone", *ATTRIBUTES, "review", *EMOTIONS)
MORE_RATINGS = Path(__file__).parent / "ratings" / "public_messages.jsonl"

WEAK_WEIGHT = 0.25
DEVELOPMENT_SHARE = 10  # one rated message in ten is held out, chosen by its text's hash


@dataclass(frozen=True, slots=True)
class Example:
    """One text with its targets in the order of TARGETS.

    `targets[0]` is the score on the model's scale (`training.scale`), the others are between 0 and
    1; None is not known. `weight` is how much its tone counts against a rated message's.
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
    WeakSource("goemotions", (12, 41, 62, 73), (700, 700, 500, 200)),
    WeakSource("product_reviews_complaint_severity", (8, 48, 72, 90), (100, 50, 50, 50)),
    WeakSource("github_heated_threads", (22, 60, 68, 87), (50, 50, 50, 50)),
    WeakSource("pull_request_emotion", (8, 18, 34, 52), (100, 50, 50, 50)),
    WeakSource("tweet_valence_intensity", (8, 35, 50, 60), (200, 200, 150, 100)),
    WeakSource("banking77", (22, 0, 0, 0), (300, 0, 0, 0)),
    WeakSource("multidogo_customer_turns", (10, 0, 0, 0), (400, 0, 0, 0)),
)


def _read(folder: Path, name: str, held_out: frozenset[str]) -> pl.DataFrame:
    """Read a training file without the texts that are held out."""
    frame = pl.read_parquet(folder / "train" / f"{name}.parquet")
    return frame.filter(pl.Series(without(frame["text"], held_out), dtype=pl.Boolean))


def is_development(text: str) -> bool:
    """Tell whether a rated message is held out from training, by its text alone."""
    digest = hashlib.sha256(text.encode()).digest()
    return digest[0] % DEVELOPMENT_SHARE == 0


def rated_example(text: str, score: float, attributes: Iterable[float]) -> Example:
    """A message with a score of 0-200 and its attributes in the order of ATTRIBUTES."""
    targets = (
        to_scale(score),
        *attributes,
        float(score > REVIEW_THRESHOLD),
        *(None for _ in EMOTIONS),
    )
    # Critical messages are rare (4 %); leaning on them counters the pull to the mean.
    return Example(text, targets, 1 + score / 200)


def rated_examples(folder: Path, held_out: frozenset[str]) -> tuple[list[Example], list[Example]]:
    """English rated messages, as (training, development)."""
    frame = _read(folder, "rated_messages", held_out).filter(pl.col("english") == 1)
    training: list[Example] = []
    development: list[Example] = []
    for row in frame.iter_rows(named=True):
        example = rated_example(
            row["text"], row["score"], [float(row[name]) for name in ATTRIBUTES]
        )
        (development if is_development(row["text"]) else training).append(example)
    return training, development


def own_examples(messages: Iterable[OwnMessage]) -> list[Example]:
    """Radar's own messages as examples."""
    return [
        rated_example(
            message.text,
            message.score,
            [float(name in message.attributes) for name in ATTRIBUTES],
        )
        for message in messages
    ]


def more_rated_examples(texts: Iterable[str]) -> list[Example]:
    """The messages among `texts` that MORE_RATINGS scores; it names them by their keys."""
    with MORE_RATINGS.open(encoding="utf-8") as lines:
        ratings = {row["key"]: row for row in map(json.loads, lines)}
    found: dict[str, Example] = {}
    for text in texts:
        row = ratings.get(text_key(text))
        if row is not None and row["key"] not in found:
            attributes = [float(row[name]) for name in ATTRIBUTES]
            found[row["key"]] = rated_example(text, row["score"], attributes)
    return list(found.values())


def _goemotions_targets(row: dict[str, Any]) -> tuple[float | None, ...]:
    emotions = tuple(float(row[name]) for name in EMOTIONS)
    return (None, None, None, None, float(row["gratitude"]), None, *emotions)


def _no_targets(row: dict[str, Any]) -> tuple[float | None, ...]:
    del row
    return (None,) * (len(TARGETS) - 1)


def _calm_targets(row: dict[str, Any]) -> tuple[float | None, ...]:
    thanks = float(row.get("intent") == "thankyou")
    return (0.0, 0.0, None, None, thanks, 0.0, 0.0, 0.0, 0.0)


_OTHER_TARGETS: dict[str, Callable[[dict[str, Any]], tuple[float | None, ...]]] = {
    "goemotions": _goemotions_targets,
    "multidogo_customer_turns": _calm_targets,
}


def weak_examples(
    folder: Path, held_out: frozenset[str], rated: set[str], seed: int
) -> list[Example]:
    """A seeded sample of the public sets, without what is rated already."""
    chooser = random.Random(seed)
    examples: list[Example] = []
    for source in WEAK_SOURCES:
        other_targets = _OTHER_TARGETS.get(source.file, _no_targets)
        frame = _read(folder, source.file, held_out)
        for level, (score, wanted) in enumerate(zip(source.scores, source.rows, strict=True)):
            rows = frame.filter(pl.col("suggested_level") == level).rows(named=True)
            unrated = [row for row in rows if normalised(row["text"]) not in rated]
            for row in chooser.sample(unrated, min(wanted, len(unrated))):
                targets = (to_scale(score), *other_targets(row))
                examples.append(Example(row["text"], targets, WEAK_WEIGHT))
    return examples


@dataclass(frozen=True, slots=True)
class Corpus:
    """What training runs read, but for the posts and the pool.

    `development` is looked at and never learned from. No public text in any part has one of the
    fingerprints `held_out`, which mark what the model is measured on.
    """

    rated: list[Example]
    development: list[Example]
    weak: list[Example]
    unlabelled: list[PublicText]
    held_out: frozenset[str]


def load_corpus(folder: Path, seed: int) -> Corpus:
    """Read the training files below `folder`, the held-out texts dropped from each first.

    Radar's own messages need no dropping: those for training are a split of their own.
    """
    held_out = held_out_fingerprints(folder)
    rated, development = rated_examples(folder, held_out)
    public = public_texts(folder, held_out)
    rated += own_examples(own_messages(Split.TRAINING)) + more_rated_examples(
        item.text for item in public
    )
    trained_on = {normalised(example.text) for example in rated}
    # The two files of ratings may both hold a text; one that is trained on tells nothing.
    development = [one for one in development if normalised(one.text) not in trained_on]
    known = trained_on | {normalised(example.text) for example in development}
    unlabelled = [item for item in public if normalised(item.text) not in known]
    weak = weak_examples(folder, held_out, known, seed)
    return Corpus(rated, development, weak, unlabelled, held_out)
