"""How well scores agree with judgements, beside VADER on the same rows.

    python -m benchmarks.quality labelled.jsonl more.parquet
    python -m benchmarks.quality --suite gold-reporting --suite own-evaluation --data DIR
    python -m benchmarks.quality --suite care-threads --data DIR --sample 50 --out flagged.jsonl
    python -m benchmarks.quality --suite gold-tuning --data DIR --worst 50 --out errors.jsonl

A labelled file is JSON lines or Parquet with `text`, and `score` (0-200) or `label` (1: over the
review threshold); `churn`, `escalation`, `repeat`, `urgency`, `gratitude` and `resolution` may say
which signals are there, as 0, 1 or a list of ratings. A signal counts as found when the score has a
contribution of its name. Texts are cleaned first, as every import does; `--raw` leaves that out.
Figures come with 95 % bootstrap intervals.

VADER's compound is turned upside down onto 0-200 for ranks only (Spearman, AUC); it flags at a
compound of -0.05 or below, its authors' limit of negative.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.quality_figures import Report, report
from benchmarks.quality_predictions import (
    Prediction,
    Predictor,
    has_vader,
    radar_side,
    vader_side,
)
from benchmarks.quality_rows import LabelledText, UnreadableRowsError
from benchmarks.quality_suites import SUITES, Suite, file_suite
from radar_tui.scoring import Scorer
from radar_tui.text.clean import clean_message
from training.measures import Estimate

Answered: TypeAlias = tuple[LabelledText, Prediction]


def main() -> None:
    """Measure what was asked for and print it."""
    chosen = _arguments()
    scorer = Scorer.load(chosen.model, threads=chosen.threads)
    predictor = Predictor(scorer, chosen.predictions)
    suites = _suites(chosen)
    answers = [predictor.predict([row.text for row in suite.rows]) for suite in suites]
    found: dict[str, Any] = {"model": scorer.model_id, "rubric": scorer.rubric_id}
    if chosen.against:
        other = Scorer.load(chosen.against, threads=chosen.threads)
        rows = list(answered(suites, answers))
        found["against"] = {"model": other.model_id} | differences(rows, Predictor(other))
    reports = [
        _report(suite, predictions, chosen)
        for suite, predictions in zip(suites, answers, strict=True)
    ]
    if chosen.json:
        print(json.dumps(found | {"suites": [as_json(item) for item in reports]}, indent=2))
    else:
        print("; ".join(f"{name} {value}" for name, value in found.items()))
        print(f"95 % bootstrap intervals, {chosen.draws} draws, seed {chosen.seed}; ", end="")
        print("VADER flags at a compound of -0.05 or below and has no scale of points")
        for item in reports:
            print("\n".join(as_table(item)))
    if chosen.out:
        write_rows(chosen.out, _to_read(list(answered(suites, answers)), chosen))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="labelled messages")
    parser.add_argument("--suite", choices=SUITES, action="append", default=[])
    parser.add_argument("--data", type=Path, help="the folder with gold/, train/, conversations/")
    parser.add_argument("--model", type=Path, help="another model folder than the shipped one")
    parser.add_argument("--against", type=Path, help="print how far this model's scores are away")
    parser.add_argument("--raw", action="store_true", help="do not clean texts as imports do")
    parser.add_argument("--predictions", type=Path, help="a file that keeps scores between runs")
    parser.add_argument("--draws", type=int, default=1000, help="bootstrap samples")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sample", type=int, default=50, help="how many flagged texts for --out")
    parser.add_argument("--worst", type=int, help="how many of the worst errors instead")
    parser.add_argument("--out", type=Path, help="write a sample of flagged texts, to be read")
    chosen = parser.parse_args()
    if not chosen.files and not chosen.suite:
        parser.error("name a labelled file or a --suite")
    if chosen.suite and chosen.data is None:
        parser.error("a --suite needs --data, the folder with gold/, train/ and conversations/")
    return chosen


def _suites(chosen: argparse.Namespace) -> list[Suite]:
    """The files, then the named suites, in the order in which they were asked for."""
    try:
        suites = [file_suite(file) for file in chosen.files]
    except UnreadableRowsError as error:
        sys.exit(str(error))
    suites += [SUITES[name](chosen.data) for name in chosen.suite]
    return suites if chosen.raw else [cleaned(suite) for suite in suites]


def _report(suite: Suite, predictions: Sequence[Prediction], chosen: argparse.Namespace) -> Report:
    sides = {"Radar": radar_side(predictions)}
    if has_vader():
        sides["VADER"] = vader_side([row.text for row in suite.rows])
    else:
        print("VADER is left out: pip install vaderSentiment", file=sys.stderr)
    found = report(suite, sides, draws=chosen.draws, seed=chosen.seed)
    unscored = sum(item.score is None for item in predictions)
    return replace(found, counts={**found.counts, "unscored": unscored})


def cleaned(suite: Suite) -> Suite:
    """The suite with its texts as an import leaves them: no quoted parts, no signatures."""
    rows = [replace(row, text=clean_message(row.text, is_html=False).text) for row in suite.rows]
    return replace(suite, rows=rows)


def as_table(found: Report) -> Iterator[str]:
    """A report as lines of Markdown."""
    sides = list(found.sides)
    counts = ", ".join(f"{number} {what}" for what, number in found.counts.items())
    yield f"\n## {found.suite.name}: {counts}\n"
    yield "| figure |" + "".join(f" {side} | 95 % |" for side in sides)
    yield "|---|" + "---|---|" * len(sides)
    for name in found.figures:
        cells = (_cells(found.sides[side].get(name)) for side in sides)
        yield f"| {name} |" + "".join(cells)


def _cells(estimate: Estimate | None) -> str:
    if estimate is None or isnan(estimate.value):
        return " – | – |"
    digits = 1 if estimate.value > 1 else 3
    value, low, high = (
        f"{figure:.{digits}f}" for figure in (estimate.value, estimate.low, estimate.high)
    )
    return f" {value} | {low} to {high} |"


def as_json(found: Report) -> dict[str, Any]:
    """A report as plain values; null where the rows do not decide a figure."""
    return {
        "suite": found.suite.name,
        "counts": dict(found.counts),
        "figures": {
            name: {side: _triple(found.sides[side].get(name)) for side in found.sides}
            for name in found.figures
        },
    }


def _triple(estimate: Estimate | None) -> dict[str, float] | None:
    if estimate is None or isnan(estimate.value):
        return None
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def answered(
    suites: Sequence[Suite], answers: Sequence[Sequence[Prediction]]
) -> Iterator[Answered]:
    """Every row of all suites with what was predicted of it."""
    for suite, predictions in zip(suites, answers, strict=True):
        yield from zip(suite.rows, predictions, strict=True)


def _to_read(rows: Sequence[Answered], chosen: argparse.Namespace) -> list[Answered]:
    if chosen.worst:
        return worst(rows, chosen.worst)
    return sampled(rows, chosen.sample, chosen.seed)


def sampled(rows: Sequence[Answered], wanted: int, seed: int) -> list[Answered]:
    """A seeded sample of what a lead would be shown; all of it where that is less."""
    flagged = [(row, prediction) for row, prediction in rows if prediction.review]
    return random.Random(seed).sample(flagged, min(wanted, len(flagged)))


def worst(rows: Sequence[Answered], wanted: int) -> list[Answered]:
    """The rows whose scores are farthest from the true ones, the farthest first."""
    errors = [
        (abs((prediction.score or 0) - row.score), number)
        for number, (row, prediction) in enumerate(rows)
        if row.score is not None
    ]
    return [rows[number] for _, number in sorted(errors, reverse=True)[:wanted]]


def write_rows(file: Path, rows: Sequence[Answered]) -> None:
    """One JSON line a text. Whoever reads it fills in `label`: 1 if a lead would want to see it."""
    with file.open("w", encoding="utf-8") as lines:
        for row, prediction in rows:
            shown: Mapping[str, Any] = {
                "id": row.id,
                "truth": row.score,
                "predicted": prediction.score,
                "contributions": sorted(prediction.signals),
                "text": row.text,
                "label": None,
            }
            lines.write(json.dumps(shown, ensure_ascii=False) + "\n")


def differences(rows: Sequence[Answered], other: Predictor) -> dict[str, float]:
    """How many points another model's scores, such as full precision's, are from the predicted."""
    theirs = other.predict([row.text for row, _ in rows])
    apart = [
        abs((ours.score or 0) - (their.score or 0))
        for (_, ours), their in zip(rows, theirs, strict=True)
    ]
    return {
        "mean": sum(apart) / len(apart),
        "largest": max(apart),
        "share over 1 point": sum(points > 1 for points in apart) / len(apart),
    }


if __name__ == "__main__":
    main()
