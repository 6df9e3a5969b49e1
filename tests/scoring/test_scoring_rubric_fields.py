"""The rubric one value at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.bands import BandLimits
from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.rubric import SIGNAL_NAMES, shipped_rubric
from radar_tui.scoring.rubric_changes import (
    RubricChanges,
    SignalChanges,
    change_words,
    changed_rubric,
)
from radar_tui.scoring.rubric_fields import (
    FIELDS,
    FIELDS_BY_NAME,
    RubricField,
    defaulted,
    listed_phrases,
    read_value,
    rebased,
    stepped,
    value_of,
    with_phrase,
    without_phrase,
)

CHURN = ContributionName.CHURN
SHIPPED, NONE = shipped_rubric(), RubricChanges()
POINTS = FIELDS_BY_NAME["churn"]


def test_every_signal_and_every_limit_has_a_field() -> None:
    assert tuple(one.signal for one in FIELDS if one.signal) == SIGNAL_NAMES
    assert {one.limit for one in FIELDS if not one.signal} == set(BandLimits.__slots__)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_number_is_changed_told_and_put_back(field: RubricField) -> None:
    before = value_of(NONE, SHIPPED, field)
    changed = stepped(NONE, SHIPPED, field, 1 if before < field.highest else -1)
    assert abs(value_of(changed, SHIPPED, field) - before) == 1
    assert changed_rubric(SHIPPED, changed).id != SHIPPED.id
    assert read_value(changed, SHIPPED, field, str(before)) == NONE
    assert defaulted(changed, SHIPPED, field) == NONE


def test_steps_stop_at_the_end_of_the_range() -> None:
    assert value_of(stepped(NONE, SHIPPED, POINTS, 900), SHIPPED, POINTS) == 100
    assert value_of(stepped(NONE, SHIPPED, POINTS, -900), SHIPPED, POINTS) == 0


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("churn", "101", "churn: "),
        ("churn", "x", "churn: "),
        ("gratitude", "3", "gratitude: "),
        ("review over", "200", "review over: "),
    ],
)
def test_what_cannot_be_is_refused(name: str, text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_value(NONE, SHIPPED, FIELDS_BY_NAME[name], text)


def test_limits_rise() -> None:
    wide = read_value(NONE, SHIPPED, FIELDS_BY_NAME["mild to"], "90")
    assert changed_rubric(SHIPPED, wide).bands == BandLimits(mild=90)
    assert "mild 60 → 90" in change_words(NONE, wide, SHIPPED)
    with pytest.raises(ValueError, match="must rise"):
        read_value(wide, SHIPPED, FIELDS_BY_NAME["high to"], "80")
    higher = stepped(wide, SHIPPED, FIELDS_BY_NAME["review over"], 30)
    assert changed_rubric(SHIPPED, higher).bands == BandLimits(mild=90, review=90)
    assert (
        defaulted(
            defaulted(higher, SHIPPED, FIELDS_BY_NAME["mild to"]),
            SHIPPED,
            FIELDS_BY_NAME["review over"],
        )
        == NONE
    )


def test_phrases_go_in_and_out() -> None:
    own = with_phrase(NONE, SHIPPED, CHURN, "  port our   number ")
    listed = listed_phrases(own, SHIPPED, CHURN)
    assert (listed[0].phrase, listed[0].is_own, listed[0].counts) == ("port our number", True, True)
    assert without_phrase(own, CHURN, listed[0]) == NONE
    out = without_phrase(own, CHURN, listed[2])
    again = listed_phrases(out, SHIPPED, CHURN)
    assert (again[1].phrase, again[1].counts) == (listed[2].phrase, False)
    assert without_phrase(out, CHURN, again[1]) == own
    assert len(again) == len(listed)


@pytest.mark.parametrize("text", ["Port Our number", SHIPPED.signals[CHURN].phrases[4].upper()])
def test_a_phrase_is_there_once(text: str) -> None:
    own = with_phrase(NONE, SHIPPED, CHURN, "port our number")
    with pytest.raises(ValueError, match="there already"):
        with_phrase(own, SHIPPED, CHURN, text)


_CHANGES = st.builds(
    lambda points, added, left_out, bands: (
        RubricChanges().having(CHURN, SignalChanges(points, tuple(added), tuple(left_out)))
        if bands is None
        else RubricChanges({CHURN: SignalChanges(points, tuple(added), tuple(left_out))}, bands)
    ),
    st.none() | st.integers(0, 100),
    st.lists(st.sampled_from(["one", "two", "three"]), unique=True),
    st.lists(st.sampled_from(SHIPPED.signals[CHURN].phrases[:3]), unique=True),
    st.sampled_from([None, BandLimits(review=70)]),
)


@given(_CHANGES, _CHANGES)
def test_a_draft_stays_on_top_of_what_stands_now(one: RubricChanges, two: RubricChanges) -> None:
    assert rebased(one, one, two).signals == two.having(CHURN, two.of(CHURN)).signals
    kept = rebased(one, two, two)
    assert set(kept.of(CHURN).added) == set(one.of(CHURN).added)
    assert set(kept.of(CHURN).left_out) == set(one.of(CHURN).left_out)
    assert (kept.of(CHURN).points, kept.bands) == (one.of(CHURN).points, one.bands)
