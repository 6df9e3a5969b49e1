"""What each run of the pipeline does.

What is chosen for one run is here. What all share stays with what it is about: how much a weak or a
teacher's score counts in `examples` and `pool`, how many messages come from each public set in
`examples` and `public_texts`, the parts of the loss in `lessons`, the optimiser in `run`, and
what turns a result into a shipped reader in `export`.
"""

from dataclasses import dataclass

from training.bases import Base


@dataclass(frozen=True, slots=True)
class Plan:
    """The knobs of one run.

    In the first `pool_epochs` every message of the pool that the teachers read is a lesson, too;
    `weak` are the publicly labelled ones, which only a teacher needs. Of our own posts a run reads
    those of the first `post_rounds` rounds. `layers` are those that are kept of the base, or of the
    result of `from_run`; the lowest `frozen_layers` of them do not learn. `depth_decay` lowers the
    rate of a layer for each one above it.
    """

    name: str
    base: Base
    seed: int
    layers: tuple[int, ...] | None = None
    from_run: str | None = None
    frozen_layers: int = 0
    post_rounds: int = 0
    weak_epochs: int = 0
    weak_per_rated_epoch: int = 0
    pool_epochs: int = 0
    pool_per_rated_epoch: int = 0
    rated_epochs: int = 3
    max_tokens: int = 192
    batch_tokens: int = 1536
    encoder_rate: float = 5e-5
    head_rate: float = 1e-3
    depth_decay: float = 1.0
    warmup: float = 0.06
    checkpoint_every: int = 100


def _teacher(seed: int) -> Plan:
    return Plan(
        f"teacher-{seed}",
        Base.MPNET,
        seed,
        weak_epochs=1,
        weak_per_rated_epoch=1000,
        rated_epochs=2,
        depth_decay=0.93,
        frozen_layers=3,
    )


TEACHERS = (_teacher(1),)
# The larger reader that ships: a shallower copy of the first teacher.
SECOND = Plan(
    "second",
    Base.MPNET,
    3,
    post_rounds=2,
    layers=(0, 2, 4, 6, 8, 11),
    from_run="teacher-1",
    pool_epochs=2,
    pool_per_rated_epoch=1500,
    rated_epochs=4,
    encoder_rate=6e-5,
)
# The small reader that reads every message.
FIRST = Plan(
    "first",
    Base.MINILM,
    4,
    post_rounds=1,
    pool_epochs=3,
    pool_per_rated_epoch=3000,
    rated_epochs=6,
    encoder_rate=1.5e-4,
    head_rate=2e-3,
)
