"""Suggest the rubric's numbers for a model: `python -m training.tune --data DIR [--model DIR]`.

What it fits: the first reader's estimate from which the second is asked (`training.export`), the
knots of `[tone]` together with what each signal adds, and the probabilities from which the model
makes a signal fire, alone or with a weak phrase. It reads the tuning half of gold and the held-out
rated messages, on none of which the model was trained; never the reporting half, never our own
evaluation messages.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear

from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.model_files import ModelFiles, open_model, shipped_model
from radar_tui.scoring.readers import Handover, blended
from radar_tui.scoring.rubric import SIGNAL_NAMES, shipped_rubric
from radar_tui.scoring.signals import SignalFinder
from radar_tui.scoring.transformer import Encoder, Reading
from training.examples import ATTRIBUTES, load_corpus
from training.gold import halves, read_gold
from training.measures import decisions, measure
from training.pipeline import CORPUS_SEED
from training.scale import from_scale

KNOTS = (0.0, 15.0, 30.0, 45.0, 60.0, 90.0, 120.0, 160.0, 200.0)
HANDOVERS = tuple((begin, begin + width) for begin, width in product((15, 20, 25, 30), (5, 10)))
LISTENED_FOR = (ContributionName.CHURN, ContributionName.ESCALATION, ContributionName.REPEAT)
AGREEMENTS = (0.2, 0.3, 0.4, 0.5, 0.6)
GOLD_WEIGHT = 2.0  # of a row of gold, rated twice and drawn like real traffic, against another
_PRIOR = 40.0  # rows' worth of belief that the estimate is right and a signal adds nothing
_CALMING = (ContributionName.GRATITUDE, ContributionName.RESOLUTION)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """The messages that are fitted to; `attributes` has a column for each of ATTRIBUTES."""

    texts: list[str]
    scores: Floats
    attributes: Floats
    weights: Floats
    gold: int

    @property
    def of_gold(self) -> slice:
        """The rows of gold, which come first."""
        return slice(0, self.gold)


def read_rows(data: Path) -> Rows:
    """The tuning half of gold, then the held-out rated messages."""
    tuning, _ = halves(read_gold(data))
    held_out = load_corpus(data, CORPUS_SEED).development
    scores = [message.score for message in tuning]
    scores += [from_scale(example.targets[0] or 0.0) for example in held_out]
    attributes = [[message.attributes[name] for name in ATTRIBUTES] for message in tuning]
    attributes += [[value or 0.0 for value in example.targets[1:6]] for example in held_out]
    return Rows(
        [message.text for message in tuning] + [example.text for example in held_out],
        np.array(scores),
        np.array(attributes),
        np.array([GOLD_WEIGHT] * len(tuning) + [1.0] * len(held_out)),
        len(tuning),
    )


def fired(texts: Sequence[str]) -> NDArray[np.bool_]:
    """A row a text, a column for each signal: whether the words alone make it fire."""
    finder = SignalFinder(shipped_rubric())
    found = [{signal.name for signal in finder.find(text, {})} for text in texts]
    return np.array([[name in names for name in SIGNAL_NAMES] for names in found], bool)


def hats(estimates: Floats) -> Floats:
    """How much of each step between KNOTS an estimate has climbed, 0 to 1."""
    knots = np.array(KNOTS)
    climbed: Floats = np.clip((estimates[:, None] - knots[:-1]) / np.diff(knots), 0, 1)
    return climbed


def fit(estimates: Floats, signals: NDArray[np.bool_], rows: Rows) -> tuple[Floats, Floats]:
    """What the tone is worth at each of KNOTS, and what each signal adds to it.

    Least squares on a scale on which the bands are equally wide, with a prior; tone rises, calming
    signals add nothing or less, the others nothing or more.
    """
    steps = np.diff(KNOTS)
    scale = np.interp(rows.scores, (0, 45, 90, 200), (1, 1, 0.6, 0.4)) * np.sqrt(rows.weights)
    table = np.column_stack([hats(estimates), signals.astype(float)])
    prior = np.concatenate([steps, np.zeros(len(SIGNAL_NAMES))])
    belief = np.sqrt(_PRIOR / table.shape[1]) * np.eye(table.shape[1])
    system = np.vstack([table * scale[:, None], belief])
    wanted = np.concatenate([rows.scores * scale, belief @ prior])
    calming = [name in _CALMING for name in SIGNAL_NAMES]
    low = [*(0.2 * steps), *(-30.0 if calm else 0.0 for calm in calming)]
    high = [*(3.0 * steps), *(1e-6 if calm else 40.0 for calm in calming)]
    found = lsq_linear(system, wanted, bounds=(low, high)).x
    return np.concatenate([[0.0], np.cumsum(found[: len(steps)])]), found[len(steps) :]


def fitted(estimates: Floats, signals: NDArray[np.bool_], rows: Rows) -> Iterator[Floats]:
    """Scores by a fit to all rows, then by fits that did not see the row (ten parts)."""
    folds = np.arange(len(rows.texts)) % 10
    held = np.zeros(len(rows.texts))
    for fold in range(10):
        chosen = np.flatnonzero(folds != fold)
        part = Rows(
            [rows.texts[row] for row in chosen],
            rows.scores[chosen],
            rows.attributes[chosen],
            rows.weights[chosen],
            0,
        )
        worth, adds = fit(estimates[chosen], signals[chosen], part)
        held[folds == fold] = _scores(estimates, signals, worth, adds)[folds == fold]
    yield _scores(estimates, signals, *fit(estimates, signals, rows))
    yield held


def _scores(estimates: Floats, signals: NDArray[np.bool_], worth: Floats, adds: Floats) -> Floats:
    return np.clip(np.interp(estimates, KNOTS, worth) + signals @ adds, 0, 200)


def show_figures(title: str, found: Floats, rows: Rows) -> None:
    """Print a line of figures, of gold's rows and of the others."""
    for name, part in (("gold", rows.of_gold), ("held out", slice(rows.gold, None))):
        figures = measure(found[part].tolist(), rows.scores[part].tolist())
        shown = " ".join(f"{figure} {value:.3f}," for figure, value in figures.items())
        print(f"{title:28} {name:9} {shown}")


def show_handovers(first: list[Reading], second: list[Reading], rows: Rows) -> None:
    """Print what each hand-over would cost and give."""
    tones = np.array([reading.tone for reading in first])
    for begins, ends in HANDOVERS:
        found = together(first, second, Handover(begins, ends))
        again = (tones > begins).mean()
        estimates = np.array([reading.tone for reading in found])
        show_figures(f"hand-over {begins}-{ends}, {again:.0%} again", estimates, rows)


def together(first: list[Reading], second: list[Reading], handover: Handover) -> list[Reading]:
    """What both readers say together."""
    return [
        blended(one, other, share) if (share := handover.share(one.tone)) else one
        for one, other in zip(first, second, strict=True)
    ]


def show_listening(readings: list[Reading], words: NDArray[np.bool_], rows: Rows) -> None:
    """Print how well each signal is found by words or, over a probability, by the model."""
    for name in LISTENED_FOR:
        truth = rows.attributes[:, ATTRIBUTES.index(name.value)] >= 0.5
        written = words[:, SIGNAL_NAMES.index(name)]
        heard = np.array([reading.heard[name] for reading in readings])
        for limit in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4):
            figures = decisions(written | (heard > limit), truth)
            alone = decisions(heard > limit, truth)
            print(
                f"{name.value:10} above {limit:.1f}: precision {figures['precision']:.2f} recall "
                f"{figures['recall']:.2f}; heard alone {alone['precision']:.2f} "
                f"{alone['recall']:.2f}; {truth.sum()} true"
            )


def show_agreeing(readings: list[Reading], rows: Rows) -> None:
    """Print how well each signal is found where the model must agree with its weak phrases."""
    shipped = shipped_rubric()
    for name in (name for name, rule in shipped.signals.items() if rule.weak_phrases):
        truth = rows.attributes[:, ATTRIBUTES.index(name.value)] >= 0.5
        rule = shipped.signals[name]
        for limit in (limit for limit in AGREEMENTS if limit < rule.heard_above):
            signals = {name: msgspec.structs.replace(rule, agreed_above=limit)}
            finder = SignalFinder(msgspec.structs.replace(shipped, signals=signals))
            found = [
                any(signal.points for signal in finder.find(text, reading.heard))
                for text, reading in zip(rows.texts, readings, strict=True)
            ]
            figures = decisions(found, truth)
            print(
                f"{name.value:10} agreed above {limit:.1f}: precision {figures['precision']:.2f} "
                f"recall {figures['recall']:.2f}"
            )


def read_both(files: ModelFiles, texts: list[str]) -> tuple[list[Reading], list[Reading]]:
    """What each reader says of every text; of a model with one reader, the same twice."""
    first = Encoder(files).read(texts)
    return first, first if files.second is None else Encoder(files.second).read(texts)


def main() -> None:
    """Print figures of every choice, and the suggested numbers of the one that ships."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=shipped_model())
    arguments = parser.parse_args()
    rows = read_rows(arguments.data)
    files = open_model(arguments.model)
    first, second = read_both(files, rows.texts)
    show_figures("first reader", np.array([reading.tone for reading in first]), rows)
    show_figures("second reader", np.array([reading.tone for reading in second]), rows)
    readings = first
    if files.second is not None:
        show_handovers(first, second, rows)
        readings = together(first, second, Handover(*files.second.config["radar"]["handover"]))
    words = fired(rows.texts)
    estimates = np.array([reading.tone for reading in readings])
    for title, scores in zip(
        ("fitted", "fitted, cross-validated"), fitted(estimates, words, rows), strict=True
    ):
        show_figures(title, scores, rows)
    worth, adds = fit(estimates, words, rows)
    print("knots", [[int(x), round(float(y))] for x, y in zip(KNOTS, worth, strict=True)])
    for name, points, count in zip(SIGNAL_NAMES, adds, words.sum(0), strict=True):
        print(f"{name.value}: adds {points:.1f} to the tone, fired in {count}")
    show_listening(readings, words, rows)
    show_agreeing(readings, rows)


if __name__ == "__main__":
    main()
