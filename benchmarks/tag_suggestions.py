"""How often suggested tags are right, and whether their confidence says so; prints figures.

    python -m benchmarks.tag_suggestions --data DIR --cache FOLDER
    python -m benchmarks.tag_suggestions --workspace radar.db

Banking77: so many of its training questions, in a seeded order, stand for a team's tagged tickets,
its intents for their terms; all test questions are asked about. A workspace (that of `radar demo
--keep DIR`, or a team's own) is split by time: the newest fifth of its tagged tickets is asked
about, from what came before. The demo tells its threads again with other names, so that its
figures flatter; those of tickets without a near copy among the learned ones are given as well.

The calibration error is the mean distance between confidence and share of right suggestions, over
ten bins of confidence, weighed by the suggestions in them.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.similarity import kept, read_questions
from radar_tui.analysis.tag_suggestions import TaggedExample, TagLearner
from radar_tui.config import Config
from radar_tui.db.queries.rule_tickets import read_vocabulary
from radar_tui.db.queries.ticket_vectors import terms_of_read, ticket_vectors
from radar_tui.db.queries.tickets import counted
from radar_tui.scoring.model_files import open_model, shipped_model, similarity_version
from radar_tui.scoring.similarity import Embedder, mapped, vectors_of
from radar_tui.scoring.transformer import Encoder
from radar_tui.services.tag_suggestions import SUGGESTED_KINDS
from radar_tui.services.workspace import open_workspace

LEARNED = (200, 500, 2000, 4000)
ASKED_SHARE = 0.2
NEAR_COPY = 0.9
SURE = 0.9
_SEED = 1
_BINS = 10

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Answer:
    """The first suggestion for a ticket: how sure, and whether right."""

    confidence: float
    is_right: bool


def ask(
    examples: Sequence[TaggedExample],
    vectors: Vectors,
    asked: Sequence[TaggedExample],
    asked_vectors: Vectors,
) -> list[Answer]:
    """Learn from examples and ask about others; without a suggestion the answer is wrong."""
    learner = TagLearner(examples, vectors)
    answers = []
    for ticket, vector in zip(asked, asked_vectors, strict=True):
        first = next(iter(learner.suggest(vector)), None)
        is_right = first is not None and first.term in ticket.terms
        answers.append(Answer(first.confidence if first else 0.0, is_right))
    return answers


def calibration_error(answers: Sequence[Answer]) -> float:
    """The expected calibration error of the answers."""
    bins: dict[int, list[Answer]] = {}
    for one in answers:
        bins.setdefault(min(int(one.confidence * _BINS), _BINS - 1), []).append(one)
    return sum(
        abs(sum(one.confidence - one.is_right for one in of_bin)) for of_bin in bins.values()
    ) / len(answers)


def describe(name: str, answers: Sequence[Answer]) -> str:
    """One line of figures."""
    if not answers:
        return f"{name:<44} nothing to ask about"
    right = np.mean([one.is_right for one in answers])
    said = np.mean([one.confidence for one in answers])
    sure = [one for one in answers if one.confidence >= SURE]
    held = f"{np.mean([one.is_right for one in sure]):.1%}" if sure else "–"
    return (
        f"{name:<44} {len(answers):>5} asked, first right {right:.1%}, said {said:.1%}, "
        f"calibration error {calibration_error(answers):.3f}; "
        f"said {SURE:.0%} or more of {len(sure)}, right {held}"
    )


def banking(data: Path, cache: Path | None) -> None:
    """Print the figures on Banking77."""
    questions, files = read_questions(data), open_model(shipped_model())
    means = kept(
        cache,
        f"{files.first_id}-layers",
        lambda: np.asarray(Encoder(files).layer_means(questions.texts), dtype=np.float32),
    )
    vectors = mapped(means, Embedder.load().matrix)
    examples = [
        TaggedExample(str(row), (str(intent),)) for row, intent in enumerate(questions.intents)
    ]
    order = np.random.default_rng(_SEED).permutation(np.flatnonzero(~questions.is_test))
    test = np.flatnonzero(questions.is_test)
    asked = [examples[row] for row in test]
    for count in LEARNED:
        rows = order[:count]
        answers = ask([examples[row] for row in rows], vectors[rows], asked, vectors[test])
        print(describe(f"Banking77, learned from {count}", answers))


def own(location: str) -> None:
    """Print the figures on a workspace that was scored."""
    config = Config(location=location, data_folder=Path(), now=datetime.now(UTC), actor="benchmark")
    workspace = open_workspace(config)
    version = similarity_version(open_model(shipped_model()))
    with workspace.database.reading() as session:
        read = [one for one in ticket_vectors(session, version, *counted()) if one.vector]
        terms = terms_of_read(session, read_vocabulary(session), version)
    workspace.close()
    for kind in SUGGESTED_KINDS:
        tagged = [one for one in read if one.id in terms[kind]]
        examples = [TaggedExample(one.name, terms[kind][one.id]) for one in tagged]
        vectors = vectors_of([one.vector for one in tagged if one.vector])
        cut = int(len(examples) * (1 - ASKED_SHARE))
        answers = ask(examples[:cut], vectors[:cut], examples[cut:], vectors[cut:])
        nearest = (vectors[cut:] @ vectors[:cut].T).max(axis=1, initial=-1.0)
        new = [one for one, like in zip(answers, nearest, strict=True) if like < NEAR_COPY]
        name = f"{kind.value}, learned from {cut}"
        print(describe(name, answers))
        print(describe(f"{name}, no near copy", new))


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="the folder with train/")
    parser.add_argument("--cache", type=Path, help="as for benchmarks.similarity")
    parser.add_argument("--workspace")
    chosen = parser.parse_args()
    if chosen.data:
        banking(chosen.data, chosen.cache)
    if chosen.workspace:
        own(chosen.workspace)


if __name__ == "__main__":
    main()
