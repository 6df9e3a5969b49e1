"""Measure a model folder with the shipped rubric: `python -m training.evaluate --data DIR`.

Prints the figures of the model card for both halves of the gold messages, and with
`--full-precision DIR` how far the scores are from those of an fp32 export.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from radar_tui.domain.scores import ContributionName, MessageScore
from radar_tui.scoring import Explain, Scorer
from training.examples import ATTRIBUTES
from training.gold import GoldMessage, halves, read_gold
from training.measures import intervals, measure


def scores_of(scorer: Scorer, messages: Sequence[GoldMessage]) -> list[MessageScore]:
    """Score messages without explanation."""
    return scorer.score([message.text for message in messages], explain=Explain.NEVER)


def print_half(name: str, messages: Sequence[GoldMessage], scores: Sequence[MessageScore]) -> None:
    """One half's figures with 95 % intervals, and how well each attribute is found."""
    found = [float(score.score or 0) for score in scores]
    truth = [message.score for message in messages]
    spread = intervals(found, truth)
    print(f"\n## {name}: {len(messages)} messages\n")
    for figure, value in measure(found, truth).items():
        low, high = spread[figure]
        print(f"| {figure} | {value:.2f} | {low:.2f} to {high:.2f} |")
    for attribute in ATTRIBUTES:
        said = [_has(score, ContributionName(attribute)) for score in scores]
        true = [message.attributes[attribute] > 0.5 for message in messages]
        hits = sum(a and b for a, b in zip(said, true, strict=True))
        print(f"| {attribute} | {hits} right of {sum(said)} found | {sum(true)} true |")


def _has(score: MessageScore, name: ContributionName) -> bool:
    return any(part.name is name for part in score.contributions)


def print_precision_loss(shipped: Scorer, full: Scorer, messages: Sequence[GoldMessage]) -> None:
    """How far the shipped weights' scores are from full precision."""
    pairs = zip(scores_of(shipped, messages), scores_of(full, messages), strict=True)
    apart = [abs((left.score or 0) - (right.score or 0)) for left, right in pairs]
    over = sum(value > 1 for value in apart)
    print(f"\nint8 against fp32: mean {sum(apart) / len(apart):.2f}, largest {max(apart)} points")
    print(f"{over} of {len(apart)} messages differ by more than 1 point")


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--full-precision", type=Path)
    arguments = parser.parse_args()
    scorer = Scorer.load(arguments.model)
    gold = read_gold(arguments.data)
    print(f"model {scorer.model_id}, rubric {scorer.rubric_id}")
    tuning, reporting = halves(gold)
    print_half("tuning half", tuning, scores_of(scorer, tuning))
    print_half("reporting half", reporting, scores_of(scorer, reporting))
    if arguments.full_precision:
        full = Scorer.load(arguments.full_precision)
        print_precision_loss(scorer, full, tuning + reporting)


if __name__ == "__main__":
    main()
