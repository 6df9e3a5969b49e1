"""The pool: messages without a rating, as the teachers read them."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import torch
from safetensors.torch import load_file, save_file

from training.bases import base_folder
from training.batches import Encoded, collate, encode
from training.examples import TARGETS, Example
from training.plans import TEACHERS, Plan
from training.run import open_tokenizer, padding_id, trained_network
from training.texts import without

POOL_WEIGHT = 0.7  # of a teacher's score, against a rated message's
_TEXTS, _STATES = "texts.parquet", "states.safetensors"
_BATCH = 16


@dataclass(frozen=True, slots=True)
class Pool:
    """Texts with what the teachers say of them; the rows of `states` are those of the texts."""

    examples: list[Example]
    states: torch.Tensor


def read_pool(runs: Path, held_out: frozenset[str]) -> Pool:
    """The pool that `make_pool` wrote, without what has been held out since."""
    frame = pl.read_parquet(runs / "pool" / _TEXTS)
    kept = without(frame["text"], held_out)
    examples = [
        Example(row["text"], tuple(row[name] for name in TARGETS), POOL_WEIGHT)
        for row in frame.filter(pl.Series(kept, dtype=pl.Boolean)).iter_rows(named=True)
    ]
    states = load_file(runs / "pool" / _STATES)["states"]
    return Pool(examples, states[torch.tensor(kept, dtype=torch.bool)])


def is_made(runs: Path) -> bool:
    """Whether the pool is there, whole."""
    return (runs / "pool" / _STATES).exists()


def make_pool(runs: Path, texts: list[str]) -> None:
    """Let every teacher read the texts; each reading is kept, so that a stopped one goes on.

    Targets are means over the teachers; the states are the first teacher's.
    """
    folder = runs / "pool"
    folder.mkdir(parents=True, exist_ok=True)
    readings = [_reading(plan, runs, texts) for plan in TEACHERS]
    targets = torch.stack([reading["logits"] for reading in readings]).mean(0).sigmoid()
    columns = {name: targets[:, column].tolist() for column, name in enumerate(TARGETS)}
    pl.DataFrame({"text": texts, **columns}).write_parquet(folder / _TEXTS)
    save_file({"states": readings[0]["states"]}, folder / _STATES)


def _reading(plan: Plan, runs: Path, texts: list[str]) -> dict[str, torch.Tensor]:
    file = runs / "pool" / f"{plan.name}.safetensors"
    if not file.exists():
        save_file(_read(plan, runs, texts), file)
    return load_file(file)


def _read(plan: Plan, runs: Path, texts: list[str]) -> dict[str, torch.Tensor]:
    """One teacher's logits and states (fp16) for every text."""
    network = trained_network(plan, runs)
    base = base_folder(plan.base, runs)
    tokenizer, padding = open_tokenizer(base), padding_id(base)
    nothing = (None,) * len(TARGETS)
    items = encode(tokenizer, [Example(text, nothing, 0.0) for text in texts], plan.max_tokens)
    order = sorted(range(len(items)), key=lambda row: len(items[row].ids))
    logits = torch.zeros(len(items), len(TARGETS))
    states = torch.zeros(len(items), 2 * network.encoder.config.hidden_size, dtype=torch.float16)
    for start in range(0, len(order), _BATCH):
        rows = order[start : start + _BATCH]
        found, summary = _run(network, [items[row] for row in rows], padding)
        logits[rows], states[rows] = found, summary.half()
        if start % (50 * _BATCH) == 0:
            print(f"{plan.name} reads the pool: {start} of {len(order)}", flush=True)
    return {"logits": logits, "states": states}


def _run(
    network: torch.nn.Module, items: list[Encoded], padding: int
) -> tuple[torch.Tensor, torch.Tensor]:
    batch = collate(items, padding)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        logits, states = network(batch.ids, batch.mask)
    return logits.float(), states.float()
