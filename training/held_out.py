"""The texts that measure the model, by fingerprint: none of them may be trained on."""

from pathlib import Path

import polars as pl

from training.own_messages import Split, own_messages
from training.texts import fingerprints, gold_fingerprints

# Public sets with a split that figures are reported on, in `benchmarks.quality_suites`.
REPORTED_SPLITS = {"banking77": "test", "goemotions": "dev"}


def reported_rows(data: Path, name: str) -> pl.DataFrame:
    """The rows of a public set that are measured on."""
    frame = pl.read_parquet(data / "train" / f"{name}.parquet")
    return frame.filter(pl.col("split") == REPORTED_SPLITS[name])


def held_out_fingerprints(data: Path) -> frozenset[str]:
    """Fingerprints of gold, of Radar's own evaluation third and of the public evaluation splits."""
    marks = set(gold_fingerprints(data / "gold" / "messages.jsonl"))
    for message in own_messages(Split.EVALUATION):
        marks.update(fingerprints(message.text))
    for name in REPORTED_SPLITS:
        for text in reported_rows(data, name)["text"]:
            marks.update(fingerprints(text))
    return frozenset(marks)
