"""Silences: what they cover and for how long."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.matchers import parse_matchers
from radar_tui.domain.silences import (
    Silence,
    matched_names,
    matcher_words,
    matchers_of,
    silence_over,
)
from support.alert_cases import HOUR, NOW, RULE, firing

PAYMENTS = firing({"ticket": "zendesk/1"}, context={"feature-area": ("payments", "api")})
NAMES = matched_names(PAYMENTS, RULE)


def silence(matchers: str = "feature-area=payments", number: int = 1, **values: object) -> Silence:
    given = Silence(number, parse_matchers(matchers), NOW, NOW + HOUR, "Dana", "maintenance")
    return replace(given, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("matchers", "covers"),
    [
        ("feature-area=payments", True),
        ("feature-area=pay* ticket=zendesk/*", True),
        ("rule=frustration-score", True),
        ("severity=warning feature-area=payments", True),
        ("severity=critical feature-area=payments", False),
        ("feature-area=payments account!=ACME", True),
        ("feature-area=payments ticket!=zendesk/1", False),
        ("feature-area=sso", False),
        ("account=ACME", False),
    ],
)
def test_matchers_see_labels_context_rule_and_severity(matchers: str, covers: bool) -> None:
    assert silence(matchers).covers(NAMES) is covers


def test_it_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    one = silence()
    for elapsed, active in ((-1, False), (0, True), (3599, True), (3600, False)):
        assert one.is_active(NOW + timedelta(seconds=elapsed)) is active
    assert not silence(ends_at=NOW).is_active(NOW), "ended at once"


def test_of_several_silences_the_one_that_lasts_longest_is_named() -> None:
    short, long = silence(), silence(number=2, ends_at=NOW + 2 * HOUR)
    other = silence("feature-area=sso", number=3, ends_at=NOW + 9 * HOUR)
    assert silence_over([short, long, other], NAMES, NOW) == long
    assert silence_over([long, short], NAMES, NOW + 2 * HOUR) is None


@pytest.mark.parametrize("matchers", ["", "rule=*", "severity!=info", "account!=x ticket=*"])
def test_what_would_silence_everything_is_refused(matchers: str) -> None:
    with pytest.raises(ValueError, match="would silence every alert"):
        silence(matchers)


def test_a_silence_has_a_reason_and_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        silence(reason=" ")
    with pytest.raises(ValueError, match="must not end before"):
        silence(ends_at=NOW - HOUR)


names = st.text(st.characters(codec="utf-8", exclude_characters="*?\x00"), min_size=1, max_size=12)


@given(names, names)
def test_the_matchers_of_an_alert_cover_it_and_can_be_typed(ticket: str, other: str) -> None:
    alert = firing({"ticket": f"desk/{ticket}"})
    written = matcher_words(matchers_of(alert))
    read = silence(written)
    assert read.covers(matched_names(alert, RULE))
    same = ticket.casefold() == other.casefold()
    assert read.covers(matched_names(firing({"ticket": f"desk/{other}"}), RULE)) is same
