"""Stored scores under another rubric, beside the scorer's own answer under it."""

from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.bands import BandLimits
from radar_tui.domain.scores import ContributionName, MessageScore
from radar_tui.scoring import Rubric, Scorer
from radar_tui.scoring.rubric import with_calibration
from radar_tui.scoring.rubric_changes import (
    RubricChanges,
    SignalChanges,
    changed_rubric,
    points_range,
)
from radar_tui.scoring.rubric_trial import RubricTrial
from support.readers import FAKE_READERS

CHURN, INTENSITY = ContributionName.CHURN, ContributionName.INTENSITY
SENTENCES = (
    "We will cancel the contract.",
    "We are leaving for somebody else.",
    "I want to speak to your manager.",
    "This keeps happening, see ticket #4562.",
    "Please look at it asap.",
    "THIS IS REALLY RIDICULOUS NOW!!",
    "Thanks, it works now.",
    "The export of the monthly report shows another total.",
    "We shall port our number.",
)


def scored(rubric: Rubric, text: str) -> MessageScore:
    return Scorer(FAKE_READERS, "fake", rubric).score([text])[0]


def tried(before: Rubric, after: Rubric, text: str) -> MessageScore:
    return RubricTrial(before, after).score(text, scored(before, text))


def without_tone(score: MessageScore) -> tuple[object, ...]:
    """All but how the tone is split, which only the model can tell."""
    parts = [part for part in score.contributions if part.name is not ContributionName.TONE]
    return score.score, score.band, score.review, score.churn, parts


@st.composite
def changes(draw: st.DrawFn) -> RubricChanges:
    names = draw(st.sets(st.sampled_from([name for name in ContributionName if name in POINTED])))
    signals = {}
    for name in names:
        lowest, highest = points_range(name)
        signals[name] = SignalChanges(points=draw(st.integers(lowest, highest)))
    return RubricChanges(signals, draw(st.sampled_from([None, BandLimits(20, 40, 90, 50)])))


POINTED = {
    ContributionName.CHURN,
    ContributionName.ESCALATION,
    ContributionName.REPEAT,
    ContributionName.URGENCY,
    ContributionName.INTENSITY,
    ContributionName.GRATITUDE,
    ContributionName.RESOLUTION,
}


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6), changes())
def test_other_points_and_bands_come_out_as_the_scorer_has_it(
    small_rubric: Rubric, sentences: list[str], changed: RubricChanges
) -> None:
    # Signals that only the model hears are rounded by themselves, one point each.
    text, after = " ".join(sentences), changed_rubric(small_rubric, changed)
    expected, found = scored(after, text), tried(small_rubric, after, text)
    assert abs((found.score or 0) - (expected.score or 0)) <= len(changed.signals)
    assert (found.churn, found.rubric) == (expected.churn, expected.rubric)
    if found.score == expected.score:
        assert (found.band, found.review) == (expected.band, expected.review)


def test_an_own_phrase_counts_at_its_place(small_rubric: Rubric) -> None:
    after = changed_rubric(
        small_rubric, RubricChanges({CHURN: SignalChanges(added=("port our number",))})
    )
    text = f"{SENTENCES[7]} {SENTENCES[8]}"
    assert without_tone(tried(small_rubric, after, text)) == without_tone(scored(after, text))
    (churn,) = [one for one in tried(small_rubric, after, text).contributions if one.name is CHURN]
    assert (churn.quote, churn.points) == ("port our number", 30)


def test_a_negated_own_phrase_does_not_fire(small_rubric: Rubric) -> None:
    after = changed_rubric(
        small_rubric, RubricChanges({CHURN: SignalChanges(added=("port our number",))})
    )
    text = "We are not going to port our number."
    assert tried(small_rubric, after, text).score == scored(small_rubric, text).score


def test_a_phrase_that_is_left_out_takes_its_points_along(small_rubric: Rubric) -> None:
    after = changed_rubric(
        small_rubric, RubricChanges({CHURN: SignalChanges(left_out=("leaving for",))})
    )
    for text in (SENTENCES[1], f"{SENTENCES[1]} {SENTENCES[0]}", SENTENCES[0]):
        found, expected = tried(small_rubric, after, text), scored(after, text)
        assert (found.score, found.churn, found.review) == (
            expected.score,
            expected.churn,
            expected.review,
        )


def test_a_signal_worth_nothing_is_looked_for_when_it_is_worth_something(
    small_rubric: Rubric,
) -> None:
    none = changed_rubric(small_rubric, RubricChanges({CHURN: SignalChanges(points=0)}))
    text = SENTENCES[0]
    assert scored(none, text).churn
    assert tried(none, small_rubric, text) == scored(small_rubric, text)
    assert tried(small_rubric, none, text) == scored(none, text)


def test_the_calibration_is_applied_anew(small_rubric: Rubric) -> None:
    knots = ((0.0, 0.0), (40.0, 80.0), (200.0, 200.0))
    changed = changed_rubric(small_rubric, RubricChanges({CHURN: SignalChanges(points=5)}))
    before, after = with_calibration(small_rubric, knots), with_calibration(changed, knots)
    text = f"{SENTENCES[0]} {SENTENCES[2]}"
    assert without_tone(tried(before, after, text)) == without_tone(scored(after, text))
    parts = [one.name for one in tried(before, after, text).contributions]
    assert parts.count(ContributionName.CALIBRATION) == 1


def test_what_has_no_score_gets_none(small_rubric: Rubric) -> None:
    text = "Vielen Dank für die schnelle Antwort, das Problem besteht leider weiterhin."
    after = changed_rubric(small_rubric, RubricChanges({CHURN: SignalChanges(points=5)}))
    assert tried(small_rubric, after, text) == scored(small_rubric, text)


def test_an_equal_rubric_changes_nothing(small_rubric: Rubric) -> None:
    for text in SENTENCES:
        assert tried(small_rubric, small_rubric, text) == scored(small_rubric, text)
