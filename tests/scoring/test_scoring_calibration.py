"""Recalibration: what becomes of scores, how knots follow labels, and how it is measured."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.bands import TEMPLATE_LIMITS, Band, BandLimits
from radar_tui.domain.scores import ContributionName
from radar_tui.scoring import Rubric, RubricError, Scorer, parse_rubric, shipped_rubric
from radar_tui.scoring import calibration as module
from radar_tui.scoring.calibration import (
    LABELS_NEEDED,
    Knots,
    Label,
    Quality,
    TooFewLabelsError,
    check_knots,
    fit_knots,
    recalibrate,
    recalibrated,
)
from radar_tui.scoring.rubric import with_calibration

UNCHANGED = ((0, 0), (30, 30), (60, 60), (120, 120), (200, 200))
LENIENT = ((0, 0), (40, 30), (75, 60), (150, 120), (200, 200))

scores = st.integers(0, 200)
weights = st.sampled_from([1.0, 4.5, 60.0])
labels = st.builds(Label, scores, st.sampled_from(Band), weights)
perfect = st.builds(
    lambda score, weight: Label(score, TEMPLATE_LIMITS.band(score), weight), scores, weights
)


@st.composite
def rising_knots(draw: st.DrawFn) -> Knots:
    count = draw(st.integers(0, 6))
    inner = st.lists(st.integers(1, 199), min_size=count, max_size=count, unique=True).map(sorted)
    return ((0, 0), *zip(draw(inner), draw(inner), strict=True), (200, 200))


@given(rising_knots())
def test_scores_keep_their_order_and_their_side_of_every_knot(knots: Knots) -> None:
    check_knots(knots)
    after = [recalibrated(score, knots) for score in range(201)]
    assert (after[0], after[-1]) == (0, 200)
    assert all(low <= high for low, high in pairwise(after))
    for before, limit in knots:
        assert after[before] == limit
        assert all(value > limit for value in after[before + 1 :])


@given(scores)
def test_lines_between_equal_knots_change_nothing(score: int) -> None:
    assert recalibrated(score, UNCHANGED) == score
    assert recalibrated(score, ((0, 0), (200, 200))) == score


def test_between_knots_scores_move_along_a_line() -> None:
    assert [recalibrated(score, LENIENT) for score in (20, 40, 41, 75, 100, 175)] == [
        15, 30, 31, 60, 80, 160,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "knots",
    [
        (),
        ((0, 0),),
        ((0, 0), (199, 200)),
        ((1, 0), (200, 200)),
        ((0, 0), (60, 60), (60, 70), (200, 200)),
        ((0, 0), (60, 60), (70, 60), (200, 200)),
    ],
)
def test_knots_that_do_not_rise_over_the_scale_are_refused(knots: Knots) -> None:
    with pytest.raises(ValueError, match="rise from"):
        check_knots(knots)


@pytest.mark.parametrize(("score", "weight"), [(-1, 1.0), (201, 1.0), (5, 0.0), (5, float("inf"))])
def test_a_label_has_a_score_on_the_scale_and_a_weight(score: int, weight: float) -> None:
    with pytest.raises(ValueError, match=r"scale|weight"):
        Label(score, Band.MILD, weight)


@given(st.lists(perfect, max_size=40))
def test_labels_that_agree_with_the_scores_change_nothing(agreeing: list[Label]) -> None:
    assert fit_knots(agreeing, TEMPLATE_LIMITS) == UNCHANGED


@given(st.lists(perfect, max_size=40), labels)
def test_one_odd_label_alone_changes_nothing(agreeing: list[Label], odd: Label) -> None:
    assert fit_knots([*agreeing, odd], TEMPLATE_LIMITS) == UNCHANGED


@given(st.lists(labels, max_size=30), st.randoms(use_true_random=False))
def test_any_labels_give_rising_knots_whatever_their_order(found: list[Label], random) -> None:
    knots = fit_knots(found, TEMPLATE_LIMITS)
    check_knots(knots)
    assert [after for _, after in knots] == [0, 30, 60, 120, 200]
    shuffled = list(found)
    random.shuffle(shuffled)
    assert fit_knots(shuffled, TEMPLATE_LIMITS) == knots


@given(st.lists(labels, max_size=30), st.sampled_from([0.25, 2.0, 1024.0]))
def test_only_the_weights_relations_count(found: list[Label], factor: float) -> None:
    scaled = [Label(label.score, label.band, label.weight * factor) for label in found]
    assert fit_knots(scaled, TEMPLATE_LIMITS) == fit_knots(found, TEMPLATE_LIMITS)


def place_of(limit: int, judged: Sequence[Label]) -> int:
    """The score that becomes a band's limit."""
    return next(before for before, after in fit_knots(judged, TEMPLATE_LIMITS) if after == limit)


def test_a_knot_goes_to_where_the_labels_change_sides() -> None:
    judged = [Label(score, Band.MILD if score <= 75 else Band.HIGH) for score in range(40, 110)]
    assert [place_of(limit, judged * 4) for limit in (30, 60, 120)] == [30, 75, 120]


def test_a_knot_goes_down_as_well() -> None:
    judged = [Label(score, Band.MILD if score <= 48 else Band.HIGH) for score in range(31, 100)]
    assert place_of(60, judged * 4) == 48


def test_the_more_labels_agree_the_further_a_knot_goes() -> None:
    calm = [Label(score, Band.MILD) for score in (62, 64, 68, 69, 73, 75)]
    places = [place_of(60, calm * times) for times in (0, 1, 40)]
    assert places == [60, 69, 75]


def test_heavy_labels_outweigh_light_ones() -> None:
    def place(calm: float, angry: float) -> int:
        judged = [Label(70, Band.MILD, calm)] * 40 + [Label(64, Band.HIGH, angry)] * 40
        return place_of(60, judged)

    assert (place(1, 10), place(10, 1)) == (63, 70)


def test_an_absurd_label_drags_no_knot_along() -> None:
    calm = [Label(score, Band.MILD) for score in (61, 62, 63, 64, 65)] * 4
    without = place_of(60, calm)
    assert without > 60
    assert place_of(60, [*calm, Label(200, Band.NEUTRAL)]) - without <= 2


def test_other_limits_have_knots_of_their_own() -> None:
    limits = BandLimits(neutral=20, mild=50, high=90, review=50)
    assert fit_knots([], limits) == ((0, 0), (20, 20), (50, 50), (90, 90), (200, 200))


def some_labels(count: int) -> list[Label]:
    """Labels of a stricter team, each with a weight of its own."""
    return [
        Label(row * 37 % 150, TEMPLATE_LIMITS.band(row * 37 % 150 * 3 // 4), 1 + row / 1000)
        for row in range(count)
    ]


def test_too_few_labels_are_refused() -> None:
    with pytest.raises(TooFewLabelsError, match="49 labels are too few; it takes 50"):
        recalibrate(some_labels(LABELS_NEEDED - 1), TEMPLATE_LIMITS, seed=0)
    assert recalibrate(some_labels(LABELS_NEEDED), TEMPLATE_LIMITS, seed=0).labels == 50


def test_precision_and_recall_are_weighed_and_their_labels_counted() -> None:
    judged = [
        *[Label(10, Band.NEUTRAL, 7.0)] * 40,
        *[Label(80, Band.HIGH, 2.0)] * 5,
        *[Label(80, Band.MILD, 4.0)] * 3,
        *[Label(50, Band.CRITICAL, 1.0)] * 2,
    ]
    before = recalibrate(judged, TEMPLATE_LIMITS, seed=0).before
    assert before == Quality(8, 5, 2, pytest.approx(10 / 22), pytest.approx(10 / 12))


def test_the_present_knots_are_measured_beside_none_and_new_ones() -> None:
    judged = [Label(score, Band.MILD if score <= 75 else Band.HIGH) for score in range(40, 110)]
    found = recalibrate(judged * 4, TEMPLATE_LIMITS, seed=0, present=LENIENT)
    assert found.before.precision == pytest.approx(34 / 49)
    assert (found.now.precision, found.now.recall) == (1.0, 1.0)
    assert found.helps is False
    plain = recalibrate(judged * 4, TEMPLATE_LIMITS, seed=0)
    assert plain.now == plain.before == found.before
    assert plain.helps is True


def test_only_what_was_sampled_measures() -> None:
    sampled = [Label(20, Band.NEUTRAL), Label(80, Band.HIGH)] * 3
    chosen = [Label(80, Band.MILD, sampled=False)] * 50
    found = recalibrate([*sampled, *chosen], TEMPLATE_LIMITS, seed=0)
    assert found.labels == 56
    assert found.before == found.now == Quality(3, 3, 0, 1.0, 1.0)
    assert found.knots[2][0] > 60
    alone = recalibrate(chosen, TEMPLATE_LIMITS, seed=0)
    assert (alone.after, alone.helps) == (Quality(0, 0, 0, None, None), None)


@pytest.mark.parametrize("seed", range(5))
def test_labels_of_one_text_are_never_on_both_sides_of_a_fold(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits: list[list[str | None]] = []

    def recorded(given: Sequence[Label], limits: BandLimits) -> Knots:
        fits.append([label.text for label in given])
        return fit_knots(given, limits)

    monkeypatch.setattr(module, "fit_knots", recorded)
    # Each text twice, with bands of their own: two people need not agree.
    judged = [
        Label(row * 5, band, text=f"text {row}")
        for row in range(30)
        for band in (Band.MILD, list(Band)[row % 4])
    ]
    recalibrate(judged, TEMPLATE_LIMITS, seed=seed)
    *of_folds, _ = fits
    assert [len(fit) for fit in of_folds] == [48] * 5
    assert all(fit.count(text) == 2 for fit in of_folds for text in fit)


def test_nothing_flagged_and_nothing_wanted_have_no_shares() -> None:
    found = recalibrate([Label(5, Band.NEUTRAL)] * 50, TEMPLATE_LIMITS, seed=0)
    assert found.before == found.after == Quality(0, 0, 0, None, None)
    assert found.changes_nothing


def test_what_is_measured_after_was_kept_from_the_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    fits: list[set[float]] = []

    def recorded(given: Sequence[Label], limits: BandLimits) -> Knots:
        fits.append({label.weight for label in given})
        return fit_knots(given, limits)

    monkeypatch.setattr(module, "fit_knots", recorded)
    judged = some_labels(60)
    recalibrate(judged, TEMPLATE_LIMITS, seed=0)
    every = {label.weight for label in judged}
    *of_folds, whole = fits
    assert whole == every
    kept = [every - fit for fit in of_folds]
    assert [len(fold) for fold in kept] == [12] * 5
    assert set().union(*kept) == every
    bands = {label.weight: label.band for label in judged}
    for band in set(bands.values()):
        counts = [sum(bands[weight] is band for weight in fold) for fold in kept]
        assert max(counts) - min(counts) <= 1


def test_the_same_seed_gives_the_same_figures_and_another_other_folds() -> None:
    judged = [*some_labels(60), *(Label(66, Band.HIGH, 3.0) for _ in range(7))]
    found = recalibrate(judged, TEMPLATE_LIMITS, seed=3)
    assert recalibrate(judged[::-1], TEMPLATE_LIMITS, seed=3) == found
    others = [recalibrate(judged, TEMPLATE_LIMITS, seed=seed) for seed in range(8)]
    assert {other.knots for other in others} == {found.knots}
    assert len({other.after for other in others}) > 1


@given(st.text(alphabet="aB! .", max_size=60), rising_knots())
def test_a_calibrated_score_adds_up_and_follows_the_knots(
    fake_scorer: Scorer, check, text: str, knots: Knots
) -> None:
    (plain,) = fake_scorer.score([text])
    rubric = with_calibration(fake_scorer.rubric, knots)
    (moved,) = Scorer(fake_scorer._readers, "fake", rubric).score([text])
    check(text, moved)
    assert moved.rubric == rubric.id != plain.rubric
    if plain.score is None or moved.score is None:
        assert plain.score is moved.score
        return
    assert moved.score == recalibrated(plain.score, knots)
    assert moved.band is TEMPLATE_LIMITS.band(moved.score)
    parts = [p for p in moved.contributions if p.name is ContributionName.CALIBRATION]
    assert [(p.rule, p.start, p.quote) for p in parts] == [("team-calibration", None, None)] * (
        moved.score != plain.score
    )


SMALL = '[signals.churn]\npoints = 5\nphrases = ["leave"]\n'


def test_the_calibration_is_part_of_the_id_and_its_absence_is_not() -> None:
    plain = parse_rubric(SMALL)
    written = parse_rubric(f"{SMALL}[calibration]\nknots = [[0, 0], [50, 60], [200, 200]]\n")
    assert plain.id == "8561edd83be7"
    assert plain.calibration is None
    assert written.id != plain.id
    assert with_calibration(plain, ((0, 0), (50, 60), (200, 200))) == written
    assert with_calibration(written, LENIENT) == with_calibration(plain, LENIENT)


@pytest.mark.parametrize("knots", ["[]", "[[0, 0], [60, 60]]", "[[0, 0], [5.5, 6], [200, 200]]"])
def test_a_rubric_with_knots_that_cannot_be_used_is_refused(knots: str) -> None:
    with pytest.raises(RubricError, match="calibration"):
        parse_rubric(f"{SMALL}[calibration]\nknots = {knots}\n")


def test_the_shipped_rubric_is_not_calibrated() -> None:
    rubric: Rubric = shipped_rubric()
    assert rubric.calibration is None
