"""What a run learns from, in order, and the loss of one batch of it."""

import random
from dataclasses import dataclass

import torch
from torch.nn import functional

from training.batches import Batch, Encoded, batched
from training.plans import Plan

# How much rarer "yes" is than "no", softened: churn 4 %, escalation 6 %, repeat 24 %, ...
POSITIVE_WEIGHTS = (4.0, 4.0, 1.5, 3.0, 2.0, 1.0, 2.0, 2.0, 2.0)
_STATES_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Lessons:
    """Tokenised examples by kind."""

    rated: list[Encoded]
    development: list[Encoded]
    weak: list[Encoded]
    pool: list[Encoded]


def in_order(plan: Plan, lessons: Lessons) -> list[list[Encoded]]:
    """All batches of the run: first everything, then the rated messages with some of the rest."""
    chooser = random.Random(plan.seed)
    batches: list[list[Encoded]] = []
    for epoch in range(max(plan.rated_epochs, plan.pool_epochs)):
        chosen = list(lessons.rated)
        if epoch < plan.weak_epochs:
            chosen += lessons.weak
        else:
            chosen += _sample(lessons.weak, plan.weak_per_rated_epoch, chooser)
        if epoch < plan.pool_epochs:
            chosen += lessons.pool
        else:
            chosen += _sample(lessons.pool, plan.pool_per_rated_epoch, chooser)
        batches += [list(batch) for batch in batched(chosen, plan.batch_tokens, chooser)]
    return batches


def _sample(items: list[Encoded], wanted: int, chooser: random.Random) -> list[Encoded]:
    return chooser.sample(items, min(wanted, len(items)))


def loss_of(
    logits: torch.Tensor, batch: Batch, states: torch.Tensor | None, taught: torch.Tensor | None
) -> torch.Tensor:
    """Weighted Huber loss on tone, cross-entropy on the known attributes, distance to the teacher.

    `states` are the network's own, brought to the teachers' width, `taught` the teachers' states of
    all texts of the pool.
    """
    tone = functional.smooth_l1_loss(
        logits[:, 0].sigmoid(), batch.targets[:, 0], beta=0.1, reduction="none"
    )
    tone_loss = (tone * batch.weights).sum() / batch.weights.sum()
    flags = functional.binary_cross_entropy_with_logits(
        logits[:, 1:],
        batch.targets[:, 1:],
        pos_weight=torch.tensor(POSITIVE_WEIGHTS),
        reduction="none",
    )
    known = batch.known[:, 1:]
    loss = 10 * tone_loss + 0.3 * (flags * known).sum() / known.sum().clamp(min=1)
    rows = batch.teachers_rows >= 0
    if states is None or taught is None or not rows.any():
        return loss
    goal = taught[batch.teachers_rows[rows]].float()
    apart = 1 - functional.cosine_similarity(states[rows], goal, dim=1)
    return loss + _STATES_WEIGHT * apart.sum() / len(rows)
