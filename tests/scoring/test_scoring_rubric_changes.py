"""A team's own points, phrases and bands on top of the shipped rubric."""

import pytest

from radar_tui.domain.bands import BandLimits
from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.rubric import SIGNAL_NAMES, shipped_rubric
from radar_tui.scoring.rubric_changes import (
    RubricChanges,
    SignalChanges,
    change_words,
    changed_rubric,
    check_phrase,
    points_range,
)
from radar_tui.scoring.signals import SignalFinder

CHURN, GRATITUDE = ContributionName.CHURN, ContributionName.GRATITUDE


def churn(**changes: object) -> RubricChanges:
    return RubricChanges({CHURN: SignalChanges(**changes)})  # type: ignore[arg-type]


def test_no_changes_leave_the_shipped_rubric_itself() -> None:
    assert changed_rubric(shipped_rubric(), RubricChanges()) is shipped_rubric()
    nothing = RubricChanges().having(CHURN, SignalChanges())
    assert nothing == RubricChanges()


def test_each_change_gives_another_id_and_the_same_change_the_same() -> None:
    changes = [
        churn(points=31),
        churn(added=("port our number",)),
        churn(left_out=(shipped_rubric().signals[CHURN].phrases[0],)),
        RubricChanges(bands=BandLimits(review=75)),
    ]
    ids = {changed_rubric(shipped_rubric(), one).id for one in [RubricChanges(), *changes]}
    assert len(ids) == 5
    assert changed_rubric(shipped_rubric(), churn(points=31)).id in ids


def test_an_own_phrase_fires_and_a_phrase_left_out_does_not() -> None:
    text = "We will port our number to somebody else by Friday."
    shipped = SignalFinder(shipped_rubric())
    own = SignalFinder(changed_rubric(shipped_rubric(), churn(added=("port our number",))))
    assert CHURN not in {one.name for one in shipped.find(text, {})}
    (found,) = [one for one in own.find(text, {}) if one.name is CHURN]
    assert (found.points, text[found.start : found.end]) == (20, "port our number")

    leaving = "Please close the account today."
    (fired,) = [one for one in shipped.find(leaving, {}) if one.name is CHURN]
    phrase = next(
        one for one in shipped_rubric().signals[CHURN].phrases if one.startswith("close the (acc")
    )
    assert fired.rule.removeprefix("phrase: ").rstrip("…") in phrase
    without = SignalFinder(changed_rubric(shipped_rubric(), churn(left_out=(phrase,))))
    assert CHURN not in {one.name for one in without.find(leaving, {})}


def test_an_own_phrase_that_is_shipped_by_now_counts_once() -> None:
    phrase = shipped_rubric().signals[CHURN].phrases[3]
    assert changed_rubric(shipped_rubric(), churn(added=(phrase,))).signals == dict(
        shipped_rubric().signals
    )


@pytest.mark.parametrize(
    ("phrase", "told"),
    [("  ", "at least one word"), ("…!", "at least one word"), ("x" * 201, "200 characters")],
)
def test_a_phrase_that_cannot_be_looked_for_is_refused(phrase: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        churn(added=(phrase,))
    with pytest.raises(ValueError, match=told):
        check_phrase(phrase)


def test_a_phrase_is_kept_with_single_spaces() -> None:
    assert check_phrase("  port \t our  number ") == "port our number"


@pytest.mark.parametrize("name", SIGNAL_NAMES)
def test_points_stay_in_their_range(name: ContributionName) -> None:
    lowest, highest = points_range(name)
    assert lowest <= shipped_rubric().signals[name].points <= highest
    for points in (lowest, highest):
        RubricChanges({name: SignalChanges(points=points)})
    for points in (lowest - 1, highest + 1):
        with pytest.raises(ValueError, match=f"{name} may have"):
            RubricChanges({name: SignalChanges(points=points)})


def test_tone_is_no_signal() -> None:
    with pytest.raises(ValueError, match="tone is no signal"):
        RubricChanges({ContributionName.TONE: SignalChanges(points=1)})


def test_changes_are_told_in_words_without_phrases() -> None:
    shipped = shipped_rubric()
    first = shipped.signals[CHURN].phrases[0]
    before = churn(added=("one", "two"))
    after = RubricChanges(
        {
            CHURN: SignalChanges(points=25, added=("two", "three"), left_out=(first,)),
            GRATITUDE: SignalChanges(points=-20),
        },
        BandLimits(mild=50, review=50),
    )
    assert change_words(before, after, shipped) == [
        "churn 20 → 25 points",
        "churn +1 -1 of your phrases",
        "churn 1 shipped left out",
        f"gratitude {shipped.signals[GRATITUDE].points} → -20 points",
        "mild 60 → 50, review 60 → 50",
    ]
    assert change_words(after, after, shipped) == []
