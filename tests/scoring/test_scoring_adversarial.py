"""Texts made to break a reader are scored or declined, with work that does not follow their length.

The whole way of `radar score --text` is gone, cleaner first, with the model that ships.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

from radar_tui.scoring import Explain, Scorer

MEGABYTE = 1_000_000
LETTER = "Your export failed again and nobody answers us. "
# Over the model's and the libraries' own needs, for all texts together.
MEGABYTES_AT_MOST = 700
SECONDS_OF_WORK = 240
"""CPU seconds, eight times what it takes; one text of quadratic work alone would take more."""

EMPTY = {
    "nothing": "",
    "null bytes": "\x00" * 100_000,
    "direction marks alone": "\u202e\u2066" * 50_000,
    "a million newlines": "\n" * MEGABYTE,
    "joiners alone": "\u200d" * 100_000,
    "tag characters": "\U000e0041" * 50_000,
}
ANOTHER_LANGUAGE = {
    "one Chinese letter": "我" * 50_000,
    "one endless pile": "Z" + "\u0323\u0301\u0345" * 50_000,
    "an Arabic ligature": "ﷺ" * 30_000,
}
WORDLESS = {
    "emoji": "😡" * 50_000,
    "exclamation marks": "!" * 50_000,
    "spaced exclamation marks": "! " * 50_000,
    "question marks": "?" * 50_000,
    "dots": "." * 100_000,
    "one mixed token": "abcdefghij0123456789" * 50_000,
    "nested tags": "<div>" * 50_000 + "It is broken." + "</div>" * 50_000,
    "nested quotes": ">" * 100_000 + " it is broken",
    "half pairs": "\ud800" * 50_000,
}
SCORED = {
    "a ticket far from its number": "ticket\n" + " " * 29_000 + "x it is broken",
    "ten thousand of a letter": "a" * 10_000,
    "a hundred thousand of a letter": "a" * 100_000,
    "null bytes between": "It\x00 is\x00 broken\x00.",
    "direction overrides": "\u202eIt is broken.\u202c " * 5_000,
    "a hundred thousand words": LETTER * 12_500,
    "a letter a line": "\nx" * 500_000,
    "one token of a megabyte": "x" * MEGABYTE,
    "joined letters": "a\u200d" * 100_000,
    "piled marks": ("a" + "\u0301\u0323" * 500) * 100,
    "very many sentences": "It fails. " * 100_000,
    "very many lines": "It fails.\n" * 100_000,
    "negations": "not going to " * 20_000 + "cancel",
    "apostrophes": "cancel " + "'" * 100_000,
    # It becomes a replacement character.
    "half a pair": "It is \udc00 broken.",
}
ALL = {**EMPTY, **ANOTHER_LANGUAGE, **WORDLESS, **SCORED}

_RUN = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS_OF_WORK}, {SECONDS_OF_WORK}))
from radar_tui.cli.main import run
status = run(["score", "--text", "-"])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
sys.exit(status)
"""


def radar_reads(*texts: tuple[str, str]) -> tuple[dict[str, Any], int]:
    """Results by name, and the megabytes that the process took."""
    lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts)
    done = subprocess.run([sys.executable, "-c", _RUN], input=lines.encode(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-500:]
    results = [json.loads(line) for line in done.stdout.splitlines()]
    return {result["id"]: result for result in results}, int(done.stderr.split()[-1])


@pytest.fixture(scope="module")
def read() -> tuple[dict[str, Any], int]:
    return radar_reads(*ALL.items())


@pytest.fixture(scope="module")
def results(read: tuple[dict[str, Any], int]) -> dict[str, Any]:
    return read[0]


@pytest.mark.parametrize("name", EMPTY)
def test_a_text_without_anything_visible_is_declined(results: dict[str, Any], name: str) -> None:
    found = results[name]
    assert (found["score"], found["reason"], found["contributions"]) == (None, "empty", [])


@pytest.mark.parametrize("name", ANOTHER_LANGUAGE)
def test_another_script_is_declined(results: dict[str, Any], name: str) -> None:
    assert (results[name]["score"], results[name]["reason"]) == (None, "not-english")


@pytest.mark.parametrize("name", WORDLESS)
def test_a_text_without_words_is_declined(results: dict[str, Any], name: str) -> None:
    assert (results[name]["score"], results[name]["reason"]) == (None, "no-words")


@pytest.mark.parametrize("name", SCORED)
def test_a_score_adds_up_and_its_quotes_hold(results: dict[str, Any], name: str) -> None:
    found = results[name]
    assert found["score"] is not None, found["reason"]
    assert 0 <= found["score"] == sum(part["points"] for part in found["contributions"]) <= 200
    for part in found["contributions"]:
        if part["start"] is not None:
            assert part["quote"] == found["text"][part["start"] : part["end"]]


@pytest.mark.parametrize("name", ["a hundred thousand words", "null bytes between", "half a pair"])
def test_words_among_rubbish_are_scored(results: dict[str, Any], name: str) -> None:
    assert results[name]["scored"]


def test_a_letter_of_a_hundred_thousand_words_is_heard(results: dict[str, Any]) -> None:
    assert results["a hundred thousand words"]["review"]


def test_memory_is_bounded(read: tuple[dict[str, Any], int]) -> None:
    _, plain = radar_reads(("plain", LETTER))
    assert read[1] < plain + MEGABYTES_AT_MOST


def batches_of(scorer: Scorer, text: str) -> int:
    """How many batches a text takes: the scorer asks before each whether to go on."""
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return False

    scorer.score([text], explain=Explain.ALWAYS, cancelled=cancelled)
    return len(asked)


@pytest.mark.parametrize("pattern", [LETTER, "It fails.\n", "x "])
def test_beyond_a_length_the_model_works_no_more(scorer: Scorer, pattern: str) -> None:
    long, ten_times = ((pattern * (size // len(pattern))) for size in (100_000, MEGABYTE))
    assert 0 < batches_of(scorer, ten_times) <= batches_of(scorer, long)
