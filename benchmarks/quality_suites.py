"""The named sets of rows that the model card reports on."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.quality_rows import LabelledText, read_rows, scored_text
from radar_tui.domain.scores import ContributionName
from training.gold import GoldMessage, halves, read_gold
from training.held_out import reported_rows
from training.own_messages import ATTRIBUTES as OWN_ATTRIBUTES
from training.own_messages import JUDGED_ONCE, Half, Split, own_messages, signal_messages
from training.texts import normalised

_PUBLIC_COMPLAINTS = ("care", "twcs")  # sources of gold: short messages to companies on Twitter
_FRUSTRATED = ("anger", "annoyance", "disappointment")


@dataclass(frozen=True, slots=True)
class Suite:
    """Rows to measure on. `figures`: the words that a reported figure starts with, any if empty."""

    name: str
    rows: list[LabelledText]
    figures: tuple[str, ...] = ()

    def reports(self, figure: str) -> bool:
        """Whether a figure belongs to what the suite is for."""
        return not self.figures or figure.startswith(self.figures)


def file_suite(file: Path) -> Suite:
    """The rows of any labelled file, with every figure."""
    return Suite(file.name, read_rows(file))


def gold_reporting(data: Path) -> Suite:
    """The half of gold that nothing was tuned on."""
    return Suite("gold-reporting", _gold_rows(halves(read_gold(data))[1]))


def gold_tuning(data: Path) -> Suite:
    """The half of gold that rubric points were tuned on."""
    return Suite("gold-tuning", _gold_rows(halves(read_gold(data))[0]))


def gold_care_twcs(data: Path) -> Suite:
    """Customer-care messages of both halves of gold."""
    tuning, reporting = halves(read_gold(data))
    return Suite("gold-care-twcs", _public_complaints(tuning + reporting), ("AUC",))


def gold_care_twcs_reporting(data: Path) -> Suite:
    """Customer-care messages of the half of gold that nothing was tuned on."""
    _, reporting = halves(read_gold(data))
    return Suite("gold-care-twcs-reporting", _public_complaints(reporting), ("AUC",))


def own_evaluation(data: Path) -> Suite:
    """The third of Radar's own messages that is kept for evaluation."""
    del data
    messages = own_messages(Split.EVALUATION)
    rows = [
        scored_text(
            message.id,
            message.text,
            message.score,
            {ContributionName(name): name in message.attributes for name in OWN_ATTRIBUTES},
        )
        for message in messages
    ]
    return Suite("own-evaluation", rows)


def own_signals_check(data: Path) -> Suite:
    """The half of Radar's own signal messages that no phrase was written on; they have no score."""
    del data
    rows = [
        LabelledText(
            message.id,
            message.text,
            signals={ContributionName(name): name in message.attributes for name in JUDGED_ONCE},
        )
        for message in signal_messages(Half.CHECK)
    ]
    return Suite("own-signals-check", rows)


def banking77_test(data: Path) -> Suite:
    """Plain questions to a bank; hardly any of them should stand out."""
    texts = reported_rows(data, "banking77")["text"]
    return Suite("banking77-test", [LabelledText(str(n), text) for n, text in enumerate(texts)])


def goemotions_dev(data: Path) -> Suite:
    """Comments of the public, frustrated ones against the rest."""
    chosen = reported_rows(data, "goemotions").select("text", *_FRUSTRATED)
    rows = [
        LabelledText(str(number), text, is_over=any(emotions))
        for number, (text, *emotions) in enumerate(chosen.iter_rows())
    ]
    return Suite("goemotions-dev", rows, ("AUC",))


def care_threads(data: Path) -> Suite:
    """Customers' messages of whole care threads that nobody rated, so that no model knows them."""
    rated = pl.read_parquet(data / "train" / "rated_messages.parquet", columns=["text"])["text"]
    return Suite("care-threads", _unseen(_care_messages(data), data, rated))


def twcs_threads(data: Path) -> Suite:
    """Customers' messages of a sample that is never trained on, its licence being what it is."""
    return Suite("twcs-threads", _unseen(_twcs_messages(data), data))


SUITES: dict[str, Callable[[Path], Suite]] = {
    "gold-reporting": gold_reporting,
    "gold-tuning": gold_tuning,
    "gold-care-twcs": gold_care_twcs,
    "gold-care-twcs-reporting": gold_care_twcs_reporting,
    "own-evaluation": own_evaluation,
    "own-signals-check": own_signals_check,
    "banking77-test": banking77_test,
    "goemotions-dev": goemotions_dev,
    "care-threads": care_threads,
    "twcs-threads": twcs_threads,
}


def _gold_rows(messages: list[GoldMessage]) -> list[LabelledText]:
    return [
        scored_text(
            message.id,
            message.text,
            message.score,
            {ContributionName(name): value > 0.5 for name, value in message.attributes.items()},
        )
        for message in messages
    ]


def _public_complaints(messages: list[GoldMessage]) -> list[LabelledText]:
    return _gold_rows([message for message in messages if message.source in _PUBLIC_COMPLAINTS])


def _unseen(
    messages: Iterable[tuple[str, str]], data: Path, rated: Iterable[str] = ()
) -> list[LabelledText]:
    """Every text once that is neither in gold nor rated, whatever its spacing and case."""
    seen = {normalised(text) for text in rated}
    seen.update(normalised(message.text) for message in read_gold(data))
    rows = []
    for row_id, text in messages:
        words = normalised(text)
        if words and words not in seen:
            seen.add(words)
            rows.append(LabelledText(row_id, text))
    return rows


def _care_messages(data: Path) -> Iterator[tuple[str, str]]:
    """Id and text of every customer's message, in the order of the file."""
    file = data / "conversations" / "twitter_care_threads.jsonl.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            thread = json.loads(line)
            for place, message in enumerate(thread["messages"]):
                if message["role"] == "customer":
                    yield f"{thread['conversation_id']}/{place}", message["text"]


def _twcs_messages(data: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(data / "conversations" / "twcs_sample.csv.gz") as file:
        frame = pl.read_csv(file.read(), infer_schema_length=0)
    inbound = frame.filter(pl.col("inbound").str.to_lowercase() == "true")
    for tweet, text in inbound.select("tweet_id", "text").iter_rows():
        yield f"twcs/{tweet}", text
