from collections.abc import Sequence
from dataclasses import dataclass

import pytest

pytest.importorskip("numpy", reason="needs the training extra")

from benchmarks.throughput import (
    SCORER,
    Race,
    as_lines,
    largest_difference,
    median_ratio,
    take_turns,
)
from benchmarks.throughput_rivals import twice
from benchmarks.throughput_texts import demo_messages, messages_of_50_tokens
from radar_tui.scoring import Explain
from radar_tui.scoring.model_files import TOKENIZER, shipped_model
from radar_tui.text.languages import recognise_language


@dataclass(frozen=True, slots=True)
class Points:
    score: int | None


class MovedByTheCrowd:
    """Scores the length of a text, and three points more where it is alone."""

    def score(self, texts: Sequence[str], *, explain: Explain) -> list[Points]:
        assert explain is Explain.NEVER
        return [Points(len(text) + 3 * (len(texts) == 1)) for text in texts]


class Steady:
    def score(self, texts: Sequence[str], *, explain: Explain) -> list[Points]:
        assert explain is Explain.NEVER
        return [Points(len(text) or None) for text in texts]


def test_all_take_part_in_every_round_and_take_turns_at_beginning() -> None:
    calls: list[str] = []
    contestants = {name: lambda _, name=name: calls.append(name) for name in "abc"}
    seconds = take_turns(contestants, ["text"], 4)
    assert "".join(calls) == "abcbcacababc"
    assert {name: len(values) for name, values in seconds.items()} == {"a": 4, "b": 4, "c": 4}


def test_ratios_are_taken_round_by_round() -> None:
    # One round was disturbed for both: the ratio stays.
    assert median_ratio([2, 20, 4], [1, 10, 2]) == 2


def test_rivals_read_again_what_the_scorer_does() -> None:
    calls: list[tuple[str, list[str]]] = []
    run = twice(
        lambda texts: calls.append(("first", list(texts))),
        lambda texts: calls.append(("second", list(texts))),
        frozenset("bd"),
    )
    run(["a", "b", "c", "d"])
    assert calls == [("first", ["a", "b", "c", "d"]), ("second", ["b", "d"])]


def test_a_score_that_moves_with_its_batch_is_noticed() -> None:
    texts = ["a", "bb", "ccc", ""]
    assert largest_difference(MovedByTheCrowd(), texts, seed=0) == 3
    assert largest_difference(Steady(), texts, seed=0) == 0


def test_a_race_is_printed_with_its_ratios() -> None:
    found = Race("50-token messages", 0.25, {SCORER: 80.0, "other": 20.0}, {"other": 4.0})
    lines = as_lines(found)
    assert "25% for review" in lines[0]
    assert lines[-1].strip() == "Scorer against other: 4.00×"


def test_messages_are_what_they_are_called() -> None:
    tokenizers = pytest.importorskip("tokenizers")
    tokenizer = tokenizers.Tokenizer.from_file(str(shipped_model() / TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    texts = messages_of_50_tokens(shipped_model(), 40, seed=0)
    assert len(set(texts)) == 40
    assert all(recognise_language(text).is_english for text in texts)
    assert {len(tokenizer.encode(text).ids) for text in texts} == {50}
    assert texts == messages_of_50_tokens(shipped_model(), 40, seed=0)
    assert len(set(demo_messages(30, seed=0))) == 30
    with pytest.raises(ValueError, match="messages of 50 tokens"):
        messages_of_50_tokens(shipped_model(), 1_000_000, seed=0)
