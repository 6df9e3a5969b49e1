"""The public texts that may be trained on and that shipped weights may rest on, labels aside."""

import gzip
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from training.texts import is_held_out, normalised

NARRATIVES = "cfpb_complaints"
_NARRATIVE = "consumer_complaint_narrative"
_SHORTEST = 8  # characters
# How many messages without a rating the teachers read, as (calm, other) by the weak level.
_WANTED = {
    NARRATIVES: (0, 600),
    "github_heated_threads": (800, 900),
    "product_reviews_complaint_severity": (500, 400),
    "pull_request_emotion": (300, 300),
    "goemotions": (2000, 2500),
    "stackoverflow_polarity": (500, 800),
    "banking77": (800, 450),
    "multidogo_customer_turns": (1200, 0),
    "tweet_valence_intensity": (500, 500),
}


@dataclass(frozen=True, slots=True)
class PublicText:
    """A text, the file it is from, and whether its weak level is the calm one."""

    source: str
    text: str
    is_calm: bool


def public_texts(folder: Path, held_out: frozenset[str]) -> list[PublicText]:
    """Every text of the redistributable files once, in a fixed order.

    Customer care threads are not among them: what is not rated of those stays unseen, so that the
    model can be tried on unselected messages.
    """
    found: dict[str, PublicText] = {}
    for item in [*_narratives(folder), *_training_files(folder)]:
        if len(item.text) >= _SHORTEST and not is_held_out(item.text, held_out):
            found.setdefault(normalised(item.text), item)
    return list(found.values())


def choose_pool(texts: Iterable[PublicText], seed: int) -> list[str]:
    """The messages that teachers score for their students, sampled by source."""
    chooser = random.Random(seed)
    groups: dict[tuple[str, bool], list[str]] = {}
    for item in texts:
        groups.setdefault((item.source, item.is_calm), []).append(item.text)
    chosen: list[str] = []
    for source, (calm, other) in _WANTED.items():
        for is_calm, wanted in ((True, calm), (False, other)):
            group = groups.get((source, is_calm), [])
            chosen += chooser.sample(group, min(wanted, len(group)))
    return chosen


def _narratives(folder: Path) -> list[PublicText]:
    with gzip.open(folder / "conversations" / f"{NARRATIVES}.csv.gz") as file:
        frame = pl.read_csv(file.read(), infer_schema_length=0)
    return [PublicText(NARRATIVES, text, False) for text in frame[_NARRATIVE].drop_nulls()]


def _training_files(folder: Path) -> list[PublicText]:
    found: list[PublicText] = []
    for name in _WANTED:
        if name != NARRATIVES:
            frame = pl.read_parquet(folder / "train" / f"{name}.parquet")
            rows = frame.select("text", "suggested_level").iter_rows()
            found += [PublicText(name, text, level == 0) for text, level in rows]
    return found
