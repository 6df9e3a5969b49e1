"""The texts that measure the model, by fingerprint: none of them may be trained on."""

from pathlib import Path

import polars as pl

from training.own_messages import Split, own_messages
from training.texts import fingerprints, gold_fingerprints

# Sets with a split of their own that figures are reported on.
_REPORTED_SPLITS = (("banking77", "test"), ("goemotions", "dev"))


def held_out_fingerprints(data: Path) -> frozenset[str]:
    """Fingerprints of gold, of Radar's own evaluation third and of the public evaluation splits."""
    marks = set(gold_fingerprints(data / "gold" / "messages.jsonl"))
    for message in own_messages(Split.EVALUATION):
        marks.update(fingerprints(message.text))
    for name, split in _REPORTED_SPLITS:
        frame = pl.read_parquet(data / "train" / f"{name}.parquet", columns=["text", "split"])
        for text in frame.filter(pl.col("split") == split)["text"]:
            marks.update(fingerprints(text))
    return frozenset(marks)
