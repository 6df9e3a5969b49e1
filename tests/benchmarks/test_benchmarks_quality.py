import json
from math import isnan, nan
from pathlib import Path

import pytest

np = pytest.importorskip("numpy", reason="needs the training extra")
pl = pytest.importorskip("polars", reason="needs the training extra")
pytest.importorskip("sklearn", reason="needs the training extra")

from benchmarks.quality import (  # noqa: E402
    answered,
    as_json,
    as_table,
    differences,
    sampled,
    worst,
    write_rows,
)
from benchmarks.quality_figures import figures, report, truth_of  # noqa: E402
from benchmarks.quality_predictions import (  # noqa: E402
    Prediction,
    Predictor,
    has_vader,
    radar_side,
    vader_points,
    vader_side,
)
from benchmarks.quality_rows import (  # noqa: E402
    LabelledText,
    UnreadableRowsError,
    read_rows,
    scored_text,
)
from benchmarks.quality_suites import (  # noqa: E402
    Suite,
    care_threads,
    own_evaluation,
    own_signals_check,
)
from radar_tui.domain.bands import Band  # noqa: E402
from radar_tui.domain.scores import (  # noqa: E402
    Contribution,
    ContributionName,
    MessageScore,
    UnscoredReason,
)
from radar_tui.scoring import Explain  # noqa: E402
from training.measures import (  # noqa: E402
    at_threshold,
    auc,
    band_agreement,
    decisions,
    measure,
    spearman,
    with_intervals,
)

CHURN, REPEAT = ContributionName.CHURN, ContributionName.REPEAT


def predicted(score: int | None, *signals: str) -> Prediction:
    return Prediction(score, (score or 0) > 60 or "churn" in signals, frozenset(signals))


def test_decisions_are_counted_by_hand() -> None:
    flagged = [True, True, True, False, False, False, False]
    truly = [True, True, False, True, False, False, False]
    assert decisions(flagged, truly) == pytest.approx(
        {"precision": 2 / 3, "recall": 2 / 3, "false-positive rate": 1 / 4}
    )


def test_what_the_rows_do_not_decide_is_not_a_number() -> None:
    found = decisions([False, False], [True, True])
    assert isnan(found["precision"])
    assert found["recall"] == 0
    assert isnan(found["false-positive rate"])
    assert isnan(auc([1, 2], [True, True]))
    assert isnan(spearman([1, 2, 3], [5, 5, 5]))


def test_ranks() -> None:
    assert spearman([10, 20, 30, 200], [1, 2, 3, 4]) == pytest.approx(1)
    # Of the four pairs one is in the wrong order.
    assert auc([10, 50, 40, 90], [False, False, True, True]) == pytest.approx(3 / 4)


def test_bands_and_the_critical_one() -> None:
    # Ranks found 0 1 2 3 2, true 0 1 2 2 3: weighted disagreement 2, by chance 52 / 5.
    found = band_agreement([30, 31, 120, 121, 61], [0, 60, 61, 120, 200])
    assert found["band accuracy"] == pytest.approx(3 / 5)
    assert found["quadratic-weighted kappa"] == pytest.approx(1 - 2 * 5 / 52)
    assert found["critical band, precision"] == 0
    assert found["critical band, recall"] == 0


def test_a_score_of_exactly_60_is_not_over_the_threshold() -> None:
    found = measure([60, 61, 10, 90], [60, 61, 90, 10])
    assert found["precision at score > 60"] == pytest.approx(1 / 2)
    assert found["recall at score > 60"] == pytest.approx(1 / 2)
    assert found["false-positive rate at score > 60"] == pytest.approx(1 / 2)
    assert found["mean absolute error"] == pytest.approx(40)


def test_flags_may_differ_from_points_over_the_threshold() -> None:
    found = at_threshold([100, 90, 10], [True, False, False], [True, True, False])
    assert found["AUC"] == 1
    assert found["recall at score > 60"] == pytest.approx(1 / 2)


def test_intervals_are_seeded_and_hold_the_figure() -> None:
    values = np.arange(100.0)

    def mean(rows: "np.ndarray") -> dict[str, float]:
        return {"mean": float(values[rows].mean()), "never": nan}

    first, again = (with_intervals(100, mean, draws=200, seed=3) for _ in range(2))
    assert first["mean"] == again["mean"]
    assert first["mean"].value == pytest.approx(49.5)
    # The standard error of the mean is 2.9; twice that either way.
    assert first["mean"].low == pytest.approx(49.5 - 5.7, abs=1.5)
    assert first["mean"].high == pytest.approx(49.5 + 5.7, abs=1.5)
    assert isnan(first["never"].low)
    assert with_intervals(100, mean, draws=200, seed=4)["mean"] != first["mean"]


def test_signals_count_as_found_when_a_contribution_has_their_name() -> None:
    rows = [
        scored_text("1", "a", 90, {CHURN: True, REPEAT: True}),
        scored_text("2", "b", 20, {CHURN: False, REPEAT: True}),
        scored_text("3", "c", 10, {CHURN: False, REPEAT: False}),
    ]
    side = radar_side([predicted(80, "churn", "tone"), predicted(20, "churn"), predicted(0)])
    found = figures(truth_of(rows), side, np.arange(3))
    assert found["churn, precision"] == pytest.approx(1 / 2)
    assert found["churn, recall"] == 1
    assert isnan(found["repeat, precision"])
    assert found["repeat, recall"] == 0
    assert "urgency, recall" not in found


def test_review_is_right_where_churn_or_the_score_calls_for_the_lead() -> None:
    rows = [
        scored_text("1", "a", 90, {CHURN: False}),
        scored_text("2", "b", 20, {CHURN: True}),
        scored_text("3", "c", 80, {CHURN: True}),
        scored_text("4", "d", 10, {CHURN: False}),
    ]
    side = radar_side([predicted(80), predicted(20, "churn"), predicted(40), predicted(9, "churn")])
    found = figures(truth_of(rows), side, np.arange(4))
    assert found["review, precision"] == pytest.approx(2 / 3)
    assert found["review, recall"] == pytest.approx(2 / 3)
    assert found["recall at score > 60"] == pytest.approx(1 / 2)


def test_labels_alone_give_no_points_and_no_truth_gives_shares() -> None:
    side = radar_side([predicted(80), predicted(40), predicted(None), predicted(10, "churn")])
    labelled = [LabelledText(str(n), "x", is_over=n == 0) for n in range(4)]
    of_labels = figures(truth_of(labelled), side, np.arange(4))
    assert of_labels["AUC"] == 1
    assert "Spearman" not in of_labels
    unjudged = [LabelledText(str(n), "x") for n in range(4)]
    assert figures(truth_of(unjudged), side, np.arange(4)) == {
        "share scored > 60": 1 / 4,
        "share scored > 30": 2 / 4,
        "share for review (over the threshold or churn)": 2 / 4,
    }


def test_signals_are_measured_where_nobody_judged_the_score() -> None:
    rows = own_signals_check(Path()).rows
    assert len(rows) == 136
    side = radar_side([predicted(10, *(["churn"] if row.signals[CHURN] else [])) for row in rows])
    found = figures(truth_of(rows), side, np.arange(len(rows)))
    assert (found["churn, precision"], found["churn, recall"]) == (1, 1)
    assert found["repeat, recall"] == 0


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_files_may_hold_lists_of_ratings(tmp_path: Path, suffix: str) -> None:
    rows = [
        {"id": "one", "text": "Fix it.", "score": [61, 62], "churn": [1, 1], "repeat": [1, 0]},
        {"id": "two", "text": "Hello.", "score": [60, 60], "churn": [0, 0], "repeat": [0, 0]},
        {"id": "three", "text": "Not judged.", "score": None, "churn": None, "repeat": None},
    ]
    file = tmp_path / f"labelled.{suffix}"
    if suffix == "parquet":
        pl.DataFrame(rows).write_parquet(file)
    else:
        file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    first, second = read_rows(file)
    assert (first.id, first.score, first.is_over) == ("one", 61.5, True)
    assert first.signals == {CHURN: True, REPEAT: False}
    assert second.is_over is False


def test_files_may_hold_single_values_and_labels(tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text('{"text": "a", "label": 1}\n{"text": "b", "label": 0}', encoding="utf-8")
    assert [(row.id, row.score, row.is_over) for row in read_rows(file)] == [
        ("1", None, True),
        ("2", None, False),
    ]


@pytest.mark.parametrize("line", ['{"text": "a"}', '{"score": 3}', '{"text": "a", "score": null}'])
def test_files_without_judgements_are_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(UnreadableRowsError, match=r"labelled\.jsonl"):
        read_rows(file)


def test_a_suite_reports_only_what_it_is_for() -> None:
    rows = [LabelledText("1", "x", is_over=True), LabelledText("2", "y", is_over=False)]
    side = radar_side([predicted(90, "churn"), predicted(30)])
    found = report(Suite("two", rows, ("AUC",)), {"Radar": side}, draws=20, seed=0)
    assert found.figures == ["AUC"]
    assert as_json(found)["figures"] == {"AUC": {"Radar": {"value": 1.0, "low": 1.0, "high": 1.0}}}
    assert list(as_table(found))[-1] == "| AUC | 1.000 | 1.000 to 1.000 |"


class CountingScorer:
    """Gives every text its length as its score."""

    def __init__(self, model_id: str) -> None:
        self.model_id, self.rubric_id = model_id, "rubric"
        self.read: list[str] = []

    def score(self, texts: list[str], *, explain: Explain) -> list[MessageScore]:
        assert explain is Explain.NEVER
        self.read += texts
        return [self._score(text) for text in texts]

    def _score(self, text: str) -> MessageScore:
        ids = {"churn": False, "language": "en", "model": self.model_id, "rubric": "rubric"}
        if not text:
            return MessageScore(None, None, False, reason=UnscoredReason.EMPTY, **ids)
        parts = (Contribution(ContributionName.TONE, "model", len(text)),)
        return MessageScore(len(text), Band.NEUTRAL, False, contributions=parts, **ids)


def test_answers_are_kept_by_model(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    first = CountingScorer("first")
    expected = [predicted(3, "tone"), predicted(None), predicted(3, "tone")]
    assert Predictor(first, file).predict(["abc", "", "abc"]) == expected
    assert first.read == ["abc", ""]
    again = CountingScorer("first")
    assert Predictor(again, file).predict(["abc", "", "abc"]) == expected
    assert again.read == []
    other = CountingScorer("other")
    Predictor(other, file).predict(["abc"])
    assert other.read == ["abc"]
    assert Predictor(CountingScorer("first"), file).predict(["abc"]) == expected[:1]


def test_what_a_lead_would_be_shown_is_sampled_and_written(tmp_path: Path) -> None:
    rows = [LabelledText(str(n), f"Text é {n}") for n in range(10)]
    predictions = [predicted(10 * n) for n in range(9)] + [predicted(5, "churn")]
    everything = list(answered([Suite("ten", rows)], [predictions]))
    flagged = sampled(everything, 50, seed=1)
    assert sorted(row.id for row, _ in flagged) == ["7", "8", "9"]
    assert sampled(everything, 2, seed=1) == sampled(everything, 2, seed=1)
    assert len(sampled(everything, 2, seed=1)) == 2
    file = tmp_path / "flagged.jsonl"
    write_rows(file, everything[-1:])
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "id": "9", "truth": None, "predicted": 5, "contributions": ["churn"],
        "text": "Text é 9", "label": None,
    }  # fmt: skip
    with pytest.raises(UnreadableRowsError):
        read_rows(file)


def test_the_worst_errors_come_first_and_unjudged_rows_not_at_all() -> None:
    rows = [scored_text(str(n), "x", 50, {}) for n in range(4)] + [LabelledText("4", "x")]
    predictions = [predicted(60), predicted(None), predicted(45), predicted(90), predicted(200)]
    found = worst(list(answered([Suite("five", rows)], [predictions])), 3)
    assert [row.id for row, _ in found] == ["1", "3", "0"]


def test_another_model_is_measured_in_points() -> None:
    rows = [LabelledText("1", "four"), LabelledText("2", "five5"), LabelledText("3", "")]
    ours = [predicted(4), predicted(9), predicted(1)]
    assert differences(list(zip(rows, ours, strict=True)), Predictor(CountingScorer("other"))) == {
        "mean": pytest.approx(5 / 3),
        "largest": 4,
        "share over 1 point": pytest.approx(1 / 3),
    }


def test_own_messages_have_every_signal() -> None:
    suite = own_evaluation(Path())
    assert len(suite.rows) == 216
    assert all(len(row.signals) == 6 for row in suite.rows)


def test_care_messages_that_were_rated_or_are_gold_are_left_out(tmp_path: Path) -> None:
    import gzip

    def message(text: str, role: str = "customer") -> dict[str, str]:
        return {"role": role, "text": text}

    names = ("churn", "escalation", "repeat", "urgency", "gratitude", "english")
    known = {name: [1, 1] for name in names}
    gold = {"id": "g", "source": "care", "text": "In GOLD!", "score": 1} | known
    for folder in ("gold", "train", "conversations"):
        (tmp_path / folder).mkdir()
    (tmp_path / "gold" / "messages.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    pl.DataFrame({"text": ["Rated."]}).write_parquet(tmp_path / "train" / "rated_messages.parquet")
    texts = ("in gold", "rated", "New one", "new ONE.", "???")
    thread = {
        "conversation_id": "care-1",
        "messages": [message("From an agent", "agent"), *map(message, texts)],
    }
    with gzip.open(tmp_path / "conversations" / "twitter_care_threads.jsonl.gz", "wt") as file:
        file.write(json.dumps(thread))
    assert [(row.id, row.text) for row in care_threads(tmp_path).rows] == [("care-1/3", "New one")]


def test_vader_points_go_down_as_the_compound_goes_up() -> None:
    assert vader_points(np.array([1.0, 0.0, -1.0])).tolist() == [0, 100, 200]


@pytest.mark.skipif(not has_vader(), reason="vaderSentiment is not installed")
def test_vader_ranks_and_flags_but_has_no_bands() -> None:
    texts = ["This is great, thank you!", "The report is here.", "This is a horrible disgrace."]
    side = vader_side(texts)
    assert side.points[0] < side.points[1] == 100 < side.points[2]
    assert side.flagged.tolist() == [False, False, True]
    rows = [
        scored_text(text, text, score, {}) for text, score in zip(texts, (5, 20, 90), strict=True)
    ]
    found = figures(truth_of(rows), side, np.arange(3))
    assert found["Spearman"] == pytest.approx(1)
    assert found["precision at score > 60"] == 1
    assert "band accuracy" not in found
