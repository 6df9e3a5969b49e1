"""Suggest rubric points: `python -m training.tune --data DIR`.

The model's estimate already contains what the signals say, so tone and signals are fitted
together: bounded least squares on the tuning half of gold and the held-out rated messages, none of
which the model was trained on. The reporting half is not read.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import lsq_linear

from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.model_files import open_model, shipped_model
from radar_tui.scoring.readers import open_readers
from radar_tui.scoring.rubric import SIGNAL_NAMES, shipped_rubric
from radar_tui.scoring.signals import SignalFinder
from radar_tui.scoring.transformer import Reading
from training.examples import load_corpus
from training.gold import halves, read_gold
from training.measures import measure
from training.pipeline import CORPUS_SEED
from training.scale import from_scale

_CALMING = (ContributionName.GRATITUDE, ContributionName.RESOLUTION)


def features(texts: Sequence[str], readings: Sequence[Reading]) -> np.ndarray:
    """One row a text: the model's estimate, then 0 or 1 for each signal."""
    finder = SignalFinder(shipped_rubric())
    rows = []
    for text, reading in zip(texts, readings, strict=True):
        fired = {signal.name for signal in finder.find(text, reading.heard) if signal.counts}
        rows.append([reading.tone, *(float(name in fired) for name in SIGNAL_NAMES)])
    return np.array(rows)


def fit(table: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Tone's factor, the signals' points and a constant; calming signals at most 0."""
    with_constant = np.column_stack([table, np.ones(len(table))])
    calming = [name in _CALMING for name in SIGNAL_NAMES]
    low = [0.0, *(-30.0 if calm else 0.0 for calm in calming), -20.0]
    high = [1.5, *(1e-6 if calm else 60.0 for calm in calming), 20.0]
    return np.asarray(lsq_linear(with_constant, scores, bounds=(low, high)).x)


def main() -> None:
    """Print suggested points and how well they would do on the tuning half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=shipped_model())
    arguments = parser.parse_args()
    tuning, _ = halves(read_gold(arguments.data))
    held_out = load_corpus(arguments.data, CORPUS_SEED).development
    texts = [message.text for message in tuning] + [example.text for example in held_out]
    scores = np.array(
        [message.score for message in tuning]
        + [from_scale(example.targets[0] or 0.0) for example in held_out]
    )
    table = features(texts, open_readers(open_model(arguments.model)).whole.read(texts))
    found = fit(table, scores)
    print(f"tone: {found[0]:.2f} times the estimate, plus {found[-1]:.1f}")
    for name, points, fired in zip(SIGNAL_NAMES, found[1:-1], table[:, 1:].sum(0), strict=True):
        print(f"{name}: {points:.1f} points, fired in {fired:.0f} of {len(texts)}")
    fitted = np.clip(table @ found[:-1] + found[-1], 0, 200)
    for title, values in (("estimate alone", table[:, 0]), ("fitted", fitted)):
        figures = measure(values[: len(tuning)].tolist(), scores[: len(tuning)].tolist())
        print(title, {figure: round(value, 3) for figure, value in figures.items()})


if __name__ == "__main__":
    main()
