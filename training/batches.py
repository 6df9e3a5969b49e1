"""Length-bucketed batches in a seeded order."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from training.examples import Example

_SORTED_TOGETHER = 1024  # examples: little padding, still a mixed order


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded ids and mask, targets with a mask of the known ones, and tone weights.

    `teachers_rows` are the rows of the teachers' states that the texts have, -1 for none.
    """

    ids: torch.Tensor
    mask: torch.Tensor
    targets: torch.Tensor
    known: torch.Tensor
    weights: torch.Tensor
    teachers_rows: torch.Tensor


@dataclass(frozen=True, slots=True)
class Encoded:
    """An example with its token ids, and the row of the teachers' states it has."""

    ids: list[int]
    example: Example
    teachers_row: int = -1


def encode(
    tokenizer: Tokenizer,
    examples: Sequence[Example],
    max_tokens: int,
    first_row: int | None = None,
) -> list[Encoded]:
    """Tokenise, cutting after `max_tokens`; the teachers' rows count on from `first_row`."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    encodings = tokenizer.encode_batch([example.text for example in examples])
    return [
        Encoded(encoding.ids, example, -1 if first_row is None else first_row + row)
        for row, (encoding, example) in enumerate(zip(encodings, examples, strict=True))
    ]


def collate(items: Sequence[Encoded], padding: int) -> Batch:
    """Pad to the longest text of the batch with the tokenizer's `padding` id."""
    width = max(len(item.ids) for item in items)
    rows = [item.ids + [padding] * (width - len(item.ids)) for item in items]
    masks = [[1] * len(item.ids) + [0] * (width - len(item.ids)) for item in items]
    targets = [[value or 0.0 for value in item.example.targets] for item in items]
    known = [[float(value is not None) for value in item.example.targets] for item in items]
    return Batch(
        torch.tensor(rows),
        torch.tensor(masks),
        torch.tensor(targets),
        torch.tensor(known),
        torch.tensor([item.example.weight for item in items]),
        torch.tensor([item.teachers_row for item in items]),
    )


def batched(
    items: Sequence[Encoded], tokens: int, chooser: random.Random
) -> list[Sequence[Encoded]]:
    """Cut shuffled examples into batches of at most `tokens` tokens, padding included."""
    order = list(items)
    chooser.shuffle(order)
    batches: list[Sequence[Encoded]] = []
    for start in range(0, len(order), _SORTED_TOGETHER):
        stretch = order[start : start + _SORTED_TOGETHER]
        batch: list[Encoded] = []
        for item in sorted(stretch, key=lambda item: len(item.ids)):
            if batch and len(item.ids) * (len(batch) + 1) > tokens:
                batches.append(batch)
                batch = []
            batch.append(item)
        batches.append(batch)
    chooser.shuffle(batches)
    return batches
