"""Messages scored per second, against what a user would pick instead; prints ratios.

    python -m benchmarks.throughput
    python -m benchmarks.throughput --model DIR --threads 2 --rounds 9

50-token messages, cut from the demo's customer messages, go through `Scorer` without explanation;
through a plain transformers pipeline with encoders of the same shapes, one by one; and through
ONNX Runtime with int8 weights quantised dynamically, in batches, where `onnx`, `onnxruntime` and
`onnxscript` are installed. All read a second time what the model's hand-over says. Then the demo's
messages as they are, with explanations over the review threshold against without; and how far a
text's score moves with its batch and its place in it.

All use the same number of threads and take turns within every round; a ratio is the median of the
rounds' ratios, so that a busy machine blurs it less. The ratios count, not the figures.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.throughput_rivals import one_by_one, onnx_int8, onnx_is_installed, twice
from benchmarks.throughput_texts import demo_messages, messages_of_50_tokens
from radar_tui.scoring import Explain, Scorer
from radar_tui.scoring.model_files import SECOND_READER, open_model, shipped_model
from radar_tui.scoring.readers import Handover
from radar_tui.scoring.transformer import Encoder

Contestant = Callable[[Sequence[str]], object]

SCORER = "Scorer"
ONE_BY_ONE = "transformers pipeline, one by one"
ONNX = "ONNX Runtime int8, batched"
WITHOUT = "without explanations"
WITH = "with explanations"
_SHUFFLES = 3
_BATCHES = (1, 7, 50)  # texts a call


@dataclass(frozen=True, slots=True)
class Race:
    """Several ways to score the same texts.

    `rates` are median messages per second. `speedups` tell how many times as fast the first is as
    each of the others: the median of the rounds' ratios. `review_share` is how much of the texts
    is over the review threshold, which is read twice where that pays.
    """

    texts: str
    review_share: float
    rates: Mapping[str, float]
    speedups: Mapping[str, float]


def main() -> None:
    """Measure and print."""
    chosen = _arguments()
    folder: Path = chosen.model or shipped_model()
    scorer = Scorer.load(folder, threads=chosen.threads)
    short = messages_of_50_tokens(folder, chosen.messages, chosen.seed)
    # A text that is declined costs nothing and would make the scorer look fast.
    assert all(one.score is not None for one in scorer.score(short, explain=Explain.NEVER))
    mix = demo_messages(chosen.messages, chosen.seed)
    with TemporaryDirectory(prefix="radar-throughput-") as scratch:
        contestants = {SCORER: _reading(scorer, Explain.NEVER)}
        contestants |= _rivals(folder, chosen.threads, Path(scratch), read_again(folder, short))
        plain = race("50-token messages", scorer, contestants, short, chosen.rounds)
    explaining = {
        WITHOUT: _reading(scorer, Explain.NEVER),
        WITH: _reading(scorer, Explain.OVER_REVIEW_THRESHOLD),
    }
    explained = race("demo mix", scorer, explaining, mix, chosen.rounds)
    moved = largest_difference(scorer, [*mix, *short], chosen.seed)
    if chosen.json:
        found = {"model": scorer.model_id, "threads": chosen.threads, "moved": moved}
        print(json.dumps(found | {"races": [asdict(plain), asdict(explained)]}, indent=2))
        return
    print(f"model {scorer.model_id}, {chosen.threads} threads, {chosen.rounds} rounds", end="")
    print(f" of {len(short)} messages")
    for item in (plain, explained):
        print("\n".join(as_lines(item)))
    print(f"\nsame text in any batch, any order: largest difference {moved} points")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, help="another model folder than the shipped one")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--messages", type=int, default=256, help="a round")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _reading(scorer: Scorer, explain: Explain) -> Contestant:
    return lambda texts: scorer.score(texts, explain=explain)


def read_again(folder: Path, texts: Sequence[str]) -> frozenset[str]:
    """The texts that a model's second reader is asked about; none where it has no second."""
    files = open_model(folder)
    if files.second is None:
        return frozenset()
    handover = Handover(*files.second.config["radar"]["handover"])
    readings = Encoder(files).read(texts)
    pairs = zip(texts, readings, strict=True)
    return frozenset(text for text, reading in pairs if handover.share(reading.tone))


def _rivals(
    folder: Path, threads: int, scratch: Path, again: frozenset[str]
) -> dict[str, Contestant]:
    def rival(make: Callable[[Path], Contestant]) -> Contestant:
        first = make(folder)
        return twice(first, make(folder / SECOND_READER), again) if again else first

    rivals = {ONE_BY_ONE: rival(one_by_one)}
    if onnx_is_installed():
        rivals[ONNX] = rival(lambda own: onnx_int8(own, threads, scratch / own.name))
    else:
        print(f"{ONNX}: skipped, pip install onnx onnxruntime onnxscript", file=sys.stderr)
    return rivals


def race(
    name: str,
    scorer: Scorer,
    contestants: Mapping[str, Contestant],
    texts: Sequence[str],
    rounds: int,
) -> Race:
    """Let all score the same texts in turns, each once before to warm up."""
    flagged = sum(score.review for score in scorer.score(texts, explain=Explain.NEVER))
    for run in contestants.values():
        run(texts[:8])
    seconds = take_turns(contestants, texts, rounds)
    first, *others = seconds
    return Race(
        name,
        flagged / len(texts),
        {key: len(texts) / median(values) for key, values in seconds.items()},
        {key: median_ratio(seconds[key], seconds[first]) for key in others},
    )


def take_turns(
    contestants: Mapping[str, Contestant], texts: Sequence[str], rounds: int
) -> dict[str, list[float]]:
    """Seconds of every contestant in every round; who begins moves on by one each round."""
    names = list(contestants)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        print(f"round {turn + 1} of {rounds}", file=sys.stderr)
        place = turn % len(names)
        for name in names[place:] + names[:place]:
            began = perf_counter()
            contestants[name](texts)
            seconds[name].append(perf_counter() - began)
    return seconds


def median_ratio(values: Sequence[float], others: Sequence[float]) -> float:
    """The median over the rounds of one side's figure by the other's."""
    return median(one / other for one, other in zip(values, others, strict=True))


def largest_difference(scorer: Scorer, texts: Sequence[str], seed: int) -> int:
    """How many points a text's score moves at most with what is scored beside it."""
    expected = dict(zip(texts, _points(scorer, texts), strict=True))
    chooser = random.Random(seed)
    orders = [
        sorted(texts, key=len),
        *(chooser.sample(texts, len(texts)) for _ in range(_SHUFFLES)),
    ]
    for size in _BATCHES:
        orders += [list(texts[at : at + size]) for at in range(0, len(texts), size)]
    return max(
        abs(points - expected[text])
        for order in orders
        for text, points in zip(order, _points(scorer, order), strict=True)
    )


def _points(scorer: Scorer, texts: Sequence[str]) -> list[int]:
    return [score.score or 0 for score in scorer.score(texts, explain=Explain.NEVER)]


def as_lines(found: Race) -> list[str]:
    """A race as lines of text."""
    lines = [f"\n{found.texts}, {found.review_share:.0%} for review"]
    lines += [f"  {name:36} {rate:8.1f} messages/s" for name, rate in found.rates.items()]
    first = next(iter(found.rates))
    lines += [f"  {first} against {name}: {times:.2f}×" for name, times in found.speedups.items()]
    return lines


if __name__ == "__main__":
    main()
