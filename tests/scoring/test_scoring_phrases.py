import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.scoring.phrases import PhraseFinder, folded

FINDER = PhraseFinder(
    ["cancel* ... contract", "leaving for", "lawyer*", "can't go on", "not renewing"]
)


@pytest.mark.parametrize(
    ("text", "words", "phrase"),
    [
        ("I will cancel our contract.", "cancel our contract", "cancel* ... contract"),
        (
            "CANCELLING THE WHOLE DAMN CONTRACT",
            "CANCELLING THE WHOLE DAMN CONTRACT",
            "cancel* ... contract",
        ),
        ("We are leaving\n for Acme", "leaving\n for", "leaving for"),
        ("my lawyers will", "lawyers", "lawyer*"),
        ("we can\u2019t go on", "can\u2019t go on", "can't go on"),
        ("It isn't fixed, I am leaving for good", "leaving for", "leaving for"),
        ("don't make me call a lawyer", "lawyer", "lawyer*"),
        ("I cannot cancel my contract", "cancel my contract", "cancel* ... contract"),
        ("We are not renewing", "not renewing", "not renewing"),
        ("not a lawyer, but I will get a lawyer", "lawyer", "lawyer*"),
    ],
)
def test_finds_a_phrase_with_its_words(text: str, words: str, phrase: str) -> None:
    match = FINDER.first(folded(text))
    assert match is not None
    assert (text[match.start : match.end], match.phrase) == (words, phrase)


@pytest.mark.parametrize(
    "text",
    [
        "We are not going to cancel our contract",
        "I don't want to cancel the contract",
        "I don\u2019t want to cancel the contract",
        "no plan to cancel our contract",
        "without cancelling the contract",
        "I am not a lawyer",
        "rather than cancel the contract",
        "cancel one two three four contract",
        "outlawyer",
        "",
    ],
)
def test_negated_or_other_words_do_not_fire(text: str) -> None:
    assert FINDER.first(folded(text)) is None


def test_an_excepted_phrase_does_not_fire_but_a_later_one_does() -> None:
    finder = PhraseFinder(["thanks"], ["thanks for nothing"])
    assert finder.first("thanks for nothing") is None
    match = finder.first("thanks for nothing. well, thanks")
    assert match is not None
    assert match.start == 26


def test_no_phrases_find_nothing() -> None:
    assert PhraseFinder([]).first("anything") is None


@given(st.text(max_size=100))
def test_folding_keeps_every_character_in_place(text: str) -> None:
    assert len(folded(text)) == len(text)
