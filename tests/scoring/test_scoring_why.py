import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.scores import Contribution, ContributionName
from radar_tui.scoring.why import explain_score, safe_quote


def quoted(name: str, points: int, quote: str) -> Contribution:
    return Contribution(ContributionName(name), "phrase", points, 0, len(quote), quote)


def of_context(rule: str, points: int) -> Contribution:
    return Contribution(ContributionName.CONTEXT, rule, points)


def of_team(points: int) -> Contribution:
    return Contribution(ContributionName.CALIBRATION, "team-calibration", points)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (
            [quoted("tone", 40, "I am tired."), quoted("repeat", 10, "failing")],
            "Customer wrote “I am tired.” and “failing” (repeated contact).",
        ),
        ([of_context("waiting-24h", 15)], "Waiting for over 24 working hours."),
        (
            [quoted("churn", 30, "cancel"), of_context("reopened", 10), of_context("rising", 10)],
            "Customer wrote “cancel” (churn language); reopened; growing angrier.",
        ),
        ([Contribution(ContributionName.TONE, "model", 12)], "Neutral tone."),
        ([Contribution(ContributionName.TONE, "model", 45)], "Frustrated tone."),
        (
            [quoted("tone", 50, "It is still broken."), quoted("repeat", 6, "still broken")],
            "Customer wrote “It is still broken.” (repeated contact).",
        ),
        (
            [quoted("tone", 9, "It was late."), quoted("gratitude", -5, "thanks")],
            "Neutral tone; lowered by “thanks”.",
        ),
        (
            [quoted("tone", 60, "No."), of_context("solved-with-thanks", -40)],
            "Customer wrote “No.”; solved, and the customer said thanks.",
        ),
        ([], "Neutral tone."),
        (
            [quoted("tone", 25, "Not again."), of_team(20)],
            "Customer wrote “Not again.”; the team's calibration.",
        ),
        ([quoted("tone", 10, "It was late."), of_team(15)], "The team's calibration."),
        (
            [Contribution(ContributionName.TONE, "model", 45), of_team(10)],
            "Frustrated tone; the team's calibration.",
        ),
        (
            [quoted("tone", 45, "Not again."), of_team(-20)],
            "Neutral tone; lowered by the team's calibration.",
        ),
        ([quoted("tone", 50, "Not again."), of_team(4)], "Customer wrote “Not again.”."),
        ([quoted("tone", 50, "Not again."), of_team(-4)], "Customer wrote “Not again.”."),
        ([quoted("tone", 9, "It was late."), of_team(4)], "Neutral tone."),
        ([Contribution(ContributionName.CAP, "at-least-0", 5)], "Neutral tone."),
    ],
)
def test_the_sentence_names_what_counts(parts: list[Contribution], sentence: str) -> None:
    assert explain_score(parts) == sentence


def test_of_the_tone_only_the_strongest_sentence_is_quoted() -> None:
    tones = [quoted("tone", points, f"w{points}.") for points in (20, 50, 30)]
    assert explain_score(tones) == "Customer wrote “w50.”."


def test_a_tone_without_words_gives_way_to_reasons() -> None:
    parts = [Contribution(ContributionName.TONE, "model", 45), of_context("waiting-72h", 20)]
    assert explain_score(parts) == "Waiting for over 72 working hours."


def test_an_earlier_peak_is_quoted() -> None:
    peak = of_context("unresolved-peak", 20)
    assert explain_score([peak]) == "An angrier earlier message is not resolved."
    told = explain_score([peak], peak_quote="This is the last straw.")
    assert told == "Earlier and not resolved: “This is the last straw.”."


def test_a_long_quote_is_cut_at_a_word() -> None:
    shown = safe_quote("word " * 60)
    assert len(shown) <= 80
    assert shown.endswith("word…")


@given(st.text(max_size=300))
def test_no_control_or_direction_character_gets_through(quote: str) -> None:
    shown = safe_quote(quote)
    assert len(shown) <= 80
    assert not [letter for letter in shown if unicodedata.category(letter)[0] == "C"]
    assert "\n" not in explain_score([quoted("tone", 30, quote)])
