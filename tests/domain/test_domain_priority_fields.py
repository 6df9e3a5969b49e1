"""The matrix's settings one by one, and when overrides end."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.priority import DEFAULT_PRIORITY_SETTINGS as DEFAULTS
from radar_tui.domain.priority import PrioritySettings
from radar_tui.domain.priority_fields import (
    FIELDS,
    FIELDS_BY_NAME,
    PriorityField,
    change_words,
    changed_fields,
    defaulted,
    rebased,
    stepped,
    value_words,
    with_field,
)
from radar_tui.domain.priority_overrides import SPANS, override_end

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_what_is_shown_can_be_typed(field: PriorityField) -> None:
    assert with_field(DEFAULTS, field, value_words(DEFAULTS, field)) == DEFAULTS


def test_fields_reach_every_setting() -> None:
    assert {field.setting for field in FIELDS} == set(PrioritySettings.__slots__)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("arr-weight", "2.5", "ARR tier weight 1 → 2.5"),
        ("tier-5", "300,000", "tier 5 from 250,000 → 300,000"),
        ("risk-2", "20", "risk 2 over 30 → 20"),
        ("outreach-from", "11", "outreach from 12 → 11"),
    ],
)
def test_a_value_is_typed(name: str, text: str, words: str) -> None:
    changed = with_field(DEFAULTS, FIELDS_BY_NAME[name], text)
    assert change_words(DEFAULTS, changed) == words
    assert [field.name for field in changed_fields(DEFAULTS, changed)] == [name]
    assert defaulted(changed, FIELDS_BY_NAME[name]) == DEFAULTS


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("arr-weight", "much", "ARR tier weight: expected a number from 0 to 10, found 'much'"),
        ("arr-weight", "nan", "found 'nan'"),
        ("outreach-from", "16", "outreach from: expected a whole number from 4 to 15, found '16'"),
        ("outreach-from", "8", "cut-offs must rise within 4-15: first monitor, then outreach"),
        ("risk-3", "30", "risk steps must be four rising numbers, found (30, 30, 90, 120)"),
        ("tier-2", "", "tier 2 from: expected a number"),
        ("unknown-tier", "0", "expected a whole number from 1 to 5"),
    ],
)
def test_what_cannot_be_says_why(name: str, text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem.replace("(", r"\(").replace(")", r"\)")):
        with_field(DEFAULTS, FIELDS_BY_NAME[name], text)


def test_values_are_stepped() -> None:
    assert stepped(DEFAULTS, FIELDS_BY_NAME["pattern-weight"], 1).pattern_weight == 1.5
    assert stepped(DEFAULTS, FIELDS_BY_NAME["tier-3"], -1).tier_limits[1] == 40_000
    assert stepped(DEFAULTS, FIELDS_BY_NAME["risk-5"], 1).risk_steps[3] == 125
    assert stepped(DEFAULTS, FIELDS_BY_NAME["wide-spread"], 2).wide_spread == 7
    with pytest.raises(ValueError, match="1 to 5"):
        stepped(DEFAULTS, FIELDS_BY_NAME["unknown-tier"], -1)


@given(st.sampled_from(FIELDS), st.integers(-3, 3))
def test_a_step_changes_its_field_alone(field: PriorityField, steps: int) -> None:
    with suppress(ValueError):
        changed = stepped(DEFAULTS, field, steps)
        assert changed_fields(DEFAULTS, changed) == ((field,) if steps else ())


def test_a_draft_goes_on_top_of_what_somebody_else_stored() -> None:
    draft = PrioritySettings(arr_weight=2, outreach_from=11)
    other = PrioritySettings(sentiment_weight=3, outreach_from=10)
    both = PrioritySettings(arr_weight=2, sentiment_weight=3, outreach_from=11)
    assert rebased(draft, DEFAULTS, other) == both
    assert rebased(DEFAULTS, DEFAULTS, other) == other
    with pytest.raises(ValueError, match="cut-offs must rise"):
        rebased(PrioritySettings(monitor_from=11), DEFAULTS, other)


def test_overrides_end_after_a_span() -> None:
    ends = {name: override_end(name, NOW, BERLIN) for name in SPANS}
    assert ends == {
        "week": NOW + timedelta(weeks=1),
        "month": NOW + timedelta(weeks=4),
        "quarter": NOW + timedelta(weeks=13),
        "never": None,
    }


def test_a_day_counts_to_its_end_where_the_team_is() -> None:
    assert override_end(" 2026-12-24 ", NOW, BERLIN) == datetime(2026, 12, 24, 23, tzinfo=UTC)
    assert override_end("2026-11-23", NOW, BERLIN) == datetime(2026, 11, 23, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2026-11-22", "2026-11-22 has passed"),
        ("tomorrow", "expected a date such as 2026-11-30, found 'tomorrow'"),
        ("9999-12-31", "expected a date"),
        ("", "found ''"),
    ],
)
def test_a_day_that_cannot_be_says_why(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        override_end(text, NOW, BERLIN)
