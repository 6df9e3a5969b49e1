"""The fields of rules: read from texts, stepped, and refused in one clear line."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.rule_fields import (
    RuleField,
    changed_fields,
    field_named,
    fields_of,
    stepped,
    value_words,
    with_field,
    written,
)
from radar_tui.domain.rules import Rule, RuleKind, rule_to_dict

SCORE = Rule("frustration-score", RuleKind.FRUSTRATION_SCORE, "Score", 60, "Call", "Lead", clear=50)
FAILURES = Rule(
    "failures",
    RuleKind.CONNECTION_FAILURES,
    "Failures",
    10,
    "Call",
    "Lead",
    window=timedelta(hours=1),
    due_within=timedelta(hours=2),
)


def field(rule: Rule, name: str) -> RuleField:
    found = field_named(rule.kind, name)
    assert found is not None, name
    return found


def take(rule: Rule, name: str, text: str) -> Rule:
    return with_field(rule, field(rule, name), text)


@pytest.mark.parametrize("kind", RuleKind)
def test_each_kind_has_fields_that_rules_have(kind: RuleKind) -> None:
    names = [one.name for one in fields_of(kind)]
    assert len(set(names)) == len(names)
    assert set(names) <= set(rule_to_dict(SCORE))
    needed = {"enabled", "threshold", "clear", "only", "action", "owner", "due-within"}
    assert needed | {"for", "keep-firing-for", "acknowledged-for"} <= set(names)


@pytest.mark.parametrize(
    ("kind", "name", "has_it"),
    [
        (RuleKind.FRUSTRATION_SCORE, "window", False),
        (RuleKind.TICKET_SPIKE, "window", False),
        (RuleKind.TICKET_SPIKE, "min-accounts", True),
        (RuleKind.HIGH_IMPACT_ACCOUNTS, "min-tier", True),
        (RuleKind.HIGH_IMPACT_ACCOUNTS, "min-count", True),
        (RuleKind.REPEAT_ISSUES, "min-tier", False),
        (RuleKind.SOURCE_SILENCE, "min-count", False),
    ],
)
def test_a_kind_has_only_what_means_something_to_it(
    kind: RuleKind, name: str, has_it: bool
) -> None:
    assert (field_named(kind, name) is not None) is has_it


@pytest.mark.parametrize(
    ("name", "text", "attribute", "value"),
    [
        ("threshold", "45", "threshold", 45),
        ("clear", "12.5", "clear", 12.5),
        ("clear", "", "clear", None),
        ("window", "1d12h", "window", timedelta(hours=36)),
        ("min-count", "3", "min_count", 3),
        ("enabled", "off", "enabled", False),
        ("owner", "  Dana ", "owner", "Dana"),
        ("due-within", "", "due_within", None),
        ("channel", "", "channel", None),
        ("only", "", "only", ()),
    ],
)
def test_texts_are_read(name: str, text: str, attribute: str, value: object) -> None:
    rule = replace(FAILURES, threshold=50, only=())
    assert getattr(take(rule, name, text), attribute) == value


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("threshold", "many", "threshold: expected a number from 0 to 200, found 'many'"),
        ("threshold", "nan", "threshold: expected a number from 0 to 200, found 'nan'"),
        ("threshold", "201", "threshold: expected a number from 0 to 200, found '201'"),
        ("threshold", "", "threshold: expected a number from 0 to 200, found nothing"),
        ("threshold", "40", "threshold: it clears at 50, so it cannot be lower"),
        ("clear", "61", "clears at: it must not be over the threshold, 60"),
        ("for", "soon", "holds for: expected 0s to 4w, such as 90m or 1d12h; found 'soon'"),
        ("for", "5w", "holds for: expected 0s to 4w"),
        ("min-count", "9" * 5000, "at least: expected a whole number from 1 to 10,000, found '999"),
        ("owner", " ", "owner: it cannot be blank"),
        ("only", "colour=red", "only: no label is called 'colour'; there are feature-area"),
        ("only", "payments", "only: 'payments' is no matcher, expected name=value"),
        ("severity", "loud", "severity: expected info, warning, critical, found 'loud'"),
    ],
)
def test_what_a_field_cannot_be_is_one_line(name: str, text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}.*$"):
        take(FAILURES if name == "min-count" else SCORE, name, text)


@pytest.mark.parametrize(
    ("threshold", "steps", "after"),
    [(60, 1, 65), (60, -1, 55), (62, 1, 65), (62, -1, 60), (60, 3, 75), (2, -1, 0), (0, -1, 0)],
)
def test_a_threshold_goes_on_in_whole_steps(threshold: float, steps: int, after: float) -> None:
    rule = replace(SCORE, threshold=threshold, clear=None)
    assert stepped(rule, field(rule, "threshold"), steps).threshold == after


def test_steps_of_other_fields() -> None:
    assert stepped(FAILURES, field(FAILURES, "window"), 1).window == timedelta(hours=2)
    assert stepped(FAILURES, field(FAILURES, "window"), -1).window == timedelta(minutes=30)
    assert stepped(FAILURES, field(FAILURES, "for"), -1).for_ == timedelta()
    assert stepped(FAILURES, field(FAILURES, "min-count"), 1).min_count == 2
    assert not stepped(FAILURES, field(FAILURES, "enabled"), 1).enabled
    assert stepped(FAILURES, field(FAILURES, "severity"), 1).severity == "critical"
    assert stepped(FAILURES, field(FAILURES, "clear"), -1).clear == 9
    one = replace(FAILURES, kind=RuleKind.REPEAT_ISSUES)
    with pytest.raises(ValueError, match="accounts: expected a whole number from 1 to"):
        stepped(one, field(one, "min-accounts"), -1)
    with pytest.raises(ValueError, match="owner: enter changes it"):
        stepped(FAILURES, field(FAILURES, "owner"), 1)


def test_values_are_told_with_their_units() -> None:
    assert value_words(SCORE, field(SCORE, "threshold")) == "60 points"
    assert value_words(FAILURES, field(FAILURES, "clear")) == "the threshold"
    assert value_words(FAILURES, field(FAILURES, "only")) == "everything"
    assert value_words(FAILURES, field(FAILURES, "min-count")) == "1 failure"
    three = replace(FAILURES, min_count=3)
    assert value_words(three, field(three, "min-count")) == "3 failures"
    assert value_words(FAILURES, field(FAILURES, "due-within")) == "2h of working time"


def test_what_was_changed_is_listed() -> None:
    after = take(take(FAILURES, "threshold", "5"), "owner", "Dana")
    assert [one.name for one in changed_fields(FAILURES, after)] == ["threshold", "owner"]


def test_values_that_differ_by_little_are_told_apart() -> None:
    rule = replace(FAILURES, threshold=1234.567)
    after = take(rule, "threshold", "1234.571")
    assert [one.name for one in changed_fields(rule, after)] == ["threshold"]
    assert written(after, "threshold") == "1234.571"
    assert written(replace(rule, threshold=0.1 + 0.2), "threshold") == "0.3"


def test_zero_has_no_sign() -> None:
    assert written(take(FAILURES, "threshold", "-0"), "threshold") == "0"


@given(kind=st.sampled_from(RuleKind), text=st.text(max_size=12), data=st.data())
def test_any_text_is_read_back_as_it_is_written_or_refused_in_a_line(
    kind: RuleKind, text: str, data: st.DataObject
) -> None:
    rule = replace(FAILURES, kind=kind)
    one = data.draw(st.sampled_from(fields_of(kind)))
    try:
        after = with_field(rule, one, text)
    except ValueError as error:
        assert str(error).startswith(f"{one.label}: ")  # noqa: PT017 - it may as well be read
    else:
        assert with_field(after, one, written(after, one.name)) == after


@given(kind=st.sampled_from(RuleKind), steps=st.sampled_from([-3, -1, 1, 3]), data=st.data())
def test_a_step_gives_a_rule_or_says_why_not(
    kind: RuleKind, steps: int, data: st.DataObject
) -> None:
    rule = replace(FAILURES, kind=kind)
    one = data.draw(st.sampled_from(fields_of(kind)))
    try:
        stepped(rule, one, steps)
    except ValueError as error:
        assert one.label in str(error)  # noqa: PT017 - it may as well be a rule
