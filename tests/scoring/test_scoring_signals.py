import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.scores import ContributionName
from radar_tui.scoring import Rubric, RubricError, parse_rubric, shipped_rubric
from radar_tui.scoring.signals import (
    SignalFinder,
    repeated_punctuation,
    shouted_words,
    ticket_number,
)


def names(
    rubric: Rubric, text: str, heard: dict[ContributionName, float] | None = None
) -> list[str]:
    return [signal.name.value for signal in SignalFinder(rubric).find(text, heard or {})]


def test_a_signal_fires_once_however_often_it_is_written(small_rubric: Rubric) -> None:
    text = "it keeps happening and keeps happening, still not fixed, ticket #4562"
    signals = SignalFinder(small_rubric).find(text, {})
    assert [(signal.name.value, signal.rule) for signal in signals] == [
        ("repeat", "phrase: keeps happening")
    ]
    assert text[signals[0].start : signals[0].end] == "keeps happening"


def test_negated_churn_does_not_fire(small_rubric: Rubric) -> None:
    assert names(small_rubric, "We are not going to cancel our contract") == []
    assert names(small_rubric, "We are going to cancel our contract") == ["churn"]


@pytest.mark.parametrize(
    ("probability", "points"), [(0.5, None), (0.7, None), (0.75, 8), (0.9, 30), (1.0, 30)]
)
def test_what_the_model_alone_hears_fades_in(
    small_rubric: Rubric, probability: float, points: int | None
) -> None:
    heard = {ContributionName.CHURN: probability, ContributionName.REPEAT: 1.0}
    signals = SignalFinder(small_rubric).find("we have had it with you", heard)
    assert [(signal.name.value, signal.points, signal.start) for signal in signals] == (
        [("churn", points, None)] if points else []
    )


def test_exclamation_marks_around_thanks_are_no_anger(small_rubric: Rubric) -> None:
    assert names(small_rubric, "thanks!!!") == ["gratitude"]
    assert names(small_rubric, "again!!!") == ["intensity"]
    assert names(small_rubric, "thanks for nothing!!!") == ["intensity"]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("so THIS IS ABSOLUTELY WRONG ok", "THIS IS ABSOLUTELY WRONG"),
        ("the HTTP API URL is up", None),
        ("XXXX XXXX XXXX XXXX", None),
        ("I AM OK", None),
    ],
)
def test_shouting_is_told_from_acronyms(text: str, span: str | None) -> None:
    found = shouted_words(text)
    assert (found and text[slice(*found)]) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [("what?!", "?!"), ("no!! no", "!!"), ("why???", "???"), ("why?? hm!", None), ("ok!", None)],
)
def test_repeated_punctuation(text: str, span: str | None) -> None:
    found = repeated_punctuation(text)
    assert (found and text[slice(*found)]) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("see ticket #4562 please", "ticket #4562"),
        ("Case 00123456", "Case 00123456"),
        ("request SUP-12", "request SUP-12"),
        ("a case of 12 bottles", None),
        ("error 4562", None),
    ],
)
def test_ticket_numbers(text: str, span: str | None) -> None:
    found = ticket_number(text)
    assert (found and text[slice(*found)]) == span


def test_an_unknown_pattern_is_refused() -> None:
    with pytest.raises(RubricError, match="no pattern 'shouting'"):
        SignalFinder(parse_rubric('[signals.churn]\npoints = 1\npatterns = ["shouting"]'))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I want to speak to a manager", "escalation"),
        ("This keeps happening", "repeat"),
        ("If this is not solved we will take our business elsewhere", "churn"),
        ("Please fix this asap", "urgency"),
        ("It works now, perfect", "resolution"),
        ("Thank you so much", "gratitude"),
        ("This is unacceptable", "intensity"),
    ],
)
def test_shipped_phrases(text: str, expected: str) -> None:
    assert expected in names(shipped_rubric(), text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I add a user to my plan?",
        "Is there a rate limit on the export endpoint?",
        "We do not want to cancel our subscription, just change the card.",
        "I'm not going to escalate this.",
        "It is not working now and the issue is not resolved.",
    ],
)
def test_plain_messages_set_off_no_alarm(text: str) -> None:
    alarming = {"churn", "escalation", "intensity", "resolution"}
    assert not alarming & set(names(shipped_rubric(), text))


@pytest.mark.parametrize("piece", ["A'", "a", "!", "not ", "cancel ", "A ", "ticket ", "?! ", "''"])
def test_hostile_repetition_takes_bounded_time(piece: str) -> None:
    finder = SignalFinder(shipped_rubric())
    text = piece * (30_000 // len(piece))
    started = time.perf_counter()
    finder.find(text, {})
    assert time.perf_counter() - started < 2


@given(st.text(max_size=200))
def test_spans_lie_inside_the_text(text: str) -> None:
    for signal in SignalFinder(shipped_rubric()).find(text, {}):
        assert signal.start is not None
        assert signal.end is not None
        assert 0 <= signal.start < signal.end <= len(text)
