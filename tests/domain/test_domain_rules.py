import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.rules import (
    Rule,
    RuleKind,
    Severity,
    format_duration,
    parse_duration,
    rule_from_dict,
    rule_to_dict,
)

RULE = Rule(
    key="frustration-score",
    kind=RuleKind.FRUSTRATION_SCORE,
    title="Frustration score",
    threshold=60,
    clear=50,
    action="Manager review",
    owner="Team lead",
    due_within=timedelta(hours=2),
)
spans = st.integers(0, 10**7).map(lambda seconds: timedelta(seconds=seconds))
words = st.text(min_size=1).filter(lambda text: bool(text.strip()))
rules = st.builds(
    Rule,
    key=st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,2}", fullmatch=True),
    kind=st.sampled_from(RuleKind),
    title=words,
    threshold=st.floats(50, 1e6),
    action=words,
    owner=words,
    version=st.integers(1, 99),
    enabled=st.booleans(),
    clear=st.none() | st.floats(0, 50),
    window=spans,
    for_=spans,
    keep_firing_for=spans,
    min_count=st.integers(1, 99),
    min_accounts=st.integers(1, 99),
    due_within=st.none() | spans,
    channel=st.none() | words,
    severity=st.sampled_from(Severity),
)


@given(rules)
def test_a_rule_survives_plain_values_and_json(rule: Rule) -> None:
    plain = json.loads(json.dumps(rule_to_dict(rule)))
    assert rule_from_dict(plain) == rule
    assert rule_from_dict(plain).decision_hash == rule.decision_hash


@given(spans)
def test_a_duration_survives_text(span: timedelta) -> None:
    assert parse_duration(format_duration(span)) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("0s", timedelta()),
        ("90m", timedelta(minutes=90)),
        ("1d12h", timedelta(hours=36)),
        ("1w", timedelta(days=7)),
    ],
)
def test_durations_are_read(text: str, span: timedelta) -> None:
    assert parse_duration(text) == span


@pytest.mark.parametrize("text", ["", "2", "h", "2h3d", "-1h", "1.5h", "9999w", "9" * 50 + "s"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration|520 weeks"):
        parse_duration(text)


def test_a_value_at_the_threshold_does_not_hold() -> None:
    assert not RULE.exceeds(60)
    assert RULE.exceeds(61)
    assert RULE.still_exceeds(51)
    assert not RULE.still_exceeds(50)
    assert not replace(RULE, clear=None).still_exceeds(60)


def test_only_what_decides_changes_the_hash() -> None:
    same = replace(RULE, version=2, title="X", owner="Y", action="Z", due_within=None, channel="c")
    assert same.decision_hash == RULE.decision_hash
    for change in (
        {"threshold": 61.0},
        {"clear": 40.0},
        {"for_": timedelta(minutes=1)},
        {"keep_firing_for": timedelta(minutes=1)},
        {"window": timedelta(hours=1)},
        {"min_count": 2},
        {"min_accounts": 2},
    ):
        assert replace(RULE, **change).decision_hash != RULE.decision_hash  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"key": "Not Kebab"}, "kebab-case"),
        ({"version": 0}, "version"),
        ({"title": " "}, "title"),
        ({"action": ""}, "action"),
        ({"owner": ""}, "owner"),
        ({"threshold": float("nan")}, "threshold"),
        ({"threshold": -1.0, "clear": None}, "threshold"),
        ({"clear": 61.0}, "clear"),
        ({"min_count": 0}, "min-count"),
        ({"min_accounts": 0}, "min-accounts"),
        ({"window": timedelta(seconds=-1)}, "durations"),
        ({"for_": timedelta(milliseconds=1)}, "whole seconds"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(RULE, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"treshold": 5}, "unknown field 'treshold'"),
        ({"threshold": None}, "lacks threshold"),
        ({"threshold": "60"}, "'threshold': expected a number"),
        ({"threshold": True}, "'threshold': expected a number"),
        ({"threshold": 10**400}, "'threshold': the number is too large"),
        ({"min-count": 1.5}, "'min-count': expected a whole number"),
        ({"enabled": "yes"}, "'enabled': expected true or false"),
        ({"for": "soon"}, "'for': 'soon' is no duration"),
        ({"kind": "astrology"}, "'kind'"),
        ({"title": 5}, "'title': expected text"),
    ],
)
def test_unreadable_fields_are_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rule_from_dict({**rule_to_dict(RULE), **change})


def test_what_is_left_out_takes_its_default() -> None:
    required = ("key", "kind", "title", "threshold", "action", "owner")
    plain = {name: value for name, value in rule_to_dict(RULE).items() if name in required}
    assert rule_from_dict(plain) == replace(RULE, clear=None, due_within=None)
