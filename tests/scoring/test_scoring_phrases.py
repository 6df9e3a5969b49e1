import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.scoring.phrase_patterns import pattern_of
from radar_tui.scoring.phrases import PhraseFinder, PhraseIndex, beginnings, folded

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


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("leave (you|your ... platform)", "We leave your old platform.", "leave your old platform"),
        ("leave (you|your ... platform)", "we leave you", "leave you"),
        ("your [line|shift] manager", "Your manager", "Your manager"),
        ("your [line|shift] manager", "your shift-manager's desk", "your shift-manager's"),
        ("[please] cancel it", "please, cancel it", "please, cancel it"),
        ("<number> tickets", "seven tickets", "seven tickets"),
        ("<number> tickets", "12 tickets", "12 tickets"),
        ("<ordinal> call", "our 3rd call", "3rd call"),
        ("<ordinal> call", "the 11th call", "11th call"),
        ("asked <date>", "asked last Tuesday", "asked last Tuesday"),
        ("asked <date>", "asked two weeks ago", "asked two weeks ago"),
        ("asked on <date>", "asked on the 4th", "asked on the 4th"),
        ("asked at <date>", "asked at 16:30", "asked at 16:30"),
        ("we are out <end>", "We're out. Bye", "We're out"),
        ("we are out <end>", "then we are out", "we are out"),
        ("i have asked", "ive asked", "ive asked"),
        ("i have asked", "I\u2019ve asked", "I\u2019ve asked"),
        ("we won't stay", "we will not stay", "we will not stay"),
        ("do not renew", "dont renew", "dont renew"),
        ("can't wait", "we cannot wait", "cannot wait"),
        ("follow up", "a follow-up", "follow-up"),
        ("wait ... answer", "wait for your answer", "wait for your answer"),
        ("(will|do|shall) not renew", "We won't renew", "won't renew"),
        ("(will|do|shall) not renew", "we shan't renew", "shan't renew"),
        ("(will|do|shall) not renew", "we do not renew", "do not renew"),
        ("(have|has) not (replied|rung)", "They haven't replied", "haven't replied"),
        ("we (will|do) not stay", "We\u2019ll not stay", "We\u2019ll not stay"),
        ("we (will|do) not stay", "we dont stay", "we dont stay"),
        ("(can|(do|will) really) not stay", "they cannot stay", "cannot stay"),
        ("(can|(do|will) really) not stay", "will really not stay", "will really not stay"),
        ("we are not staying", "We're not staying", "We're not staying"),
        ("we are not staying", "we aren't staying", "we aren't staying"),
        ("i have not heard", "I've not heard", "I've not heard"),
        ("not going to renew", "nobody? no, we aren't going to renew", "aren't going to renew"),
        ("not going to renew", "It isn't going to renew", "isn't going to renew"),
        ("still not", "it still doesn't", "still doesn't"),
        ("dead :(", "it is dead :(", "dead :("),
        ("#radarfail", "well #radarfail", "#radarfail"),
        ("a | b", "a | b", "a | b"),
    ],
)
def test_what_a_phrase_may_say(phrase: str, text: str, words: str) -> None:
    match = PhraseFinder([phrase]).first(folded(text))
    assert match is not None
    assert text[match.start : match.end] == words


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("leave (you|us)", "leave them"),
        ("<number> tickets", "1 ticket"),
        ("<number> tickets", "one tickets"),
        ("<ordinal> call", "the first call"),
        ("<ordinal> call", "the 1st call"),
        ("asked <date>", "asked somebody"),
        ("we are out <end>", "we are out of paper"),
        ("we are leaving", "guests were leaving"),
        ("i have asked", "ivy asked"),
        ("wait ... answer", "wait. The answer"),
        ("cancel our", "cancelled our"),
        ("(will|do|shall) not renew", "we will renew"),
        ("(will|do|shall) not renew", "we can't renew"),
        ("we are not staying", "we are staying"),
        ("not going to renew", "we want to renew"),
    ],
)
def test_what_a_phrase_does_not_say(phrase: str, text: str) -> None:
    assert PhraseFinder([phrase]).first(folded(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "nobody here wants to cancel the contract",
        "no one is threatening to cancel the contract",
        "no need to call a lawyer",
        "we are not\ngoing to cancel the contract",
        "we no longer want to cancel our contract",
        "we never said we'd cancel the contract",
    ],
)
def test_a_negation_reaches_over_small_words(text: str) -> None:
    assert FINDER.first(folded(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "No we are leaving for Acme",
        "not only are we leaving for Acme",
        "it does not work. we cancel the contract",
        "we did not get an answer and cancel the contract",
        "not now.\n\nCancel the contract",
    ],
)
def test_a_negation_of_something_else_does_not_reach(text: str) -> None:
    assert FINDER.first(folded(text)) is not None


def test_an_exception_blocks_what_it_touches() -> None:
    finder = PhraseFinder(["need to cancel"], ["cancel ... (meeting|job)"])
    assert finder.first("we need to cancel the monday meeting") is None
    assert finder.first("we need to cancel, it is a mess") is not None


@given(st.text(alphabet="ab'()[]|<>*.# \n", min_size=1, max_size=30))
def test_any_phrase_can_be_compiled(phrase: str) -> None:
    if phrase.split():
        PhraseFinder([phrase]).first(folded(f"ab {phrase} ab"))


@given(st.lists(st.sampled_from(["cancel", "our", "contract", "not", "lawyers", ".", "x"])))
def test_a_match_is_what_its_phrase_says(words: list[str]) -> None:
    text = " ".join(words)
    match = FINDER.first(text)
    if match is not None:
        alone = PhraseFinder([match.phrase]).first(text[match.start : match.end])
        assert alone is not None
        assert alone.start == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("have you fixed it?", False),
        ('"have you fixed it?" he wrote', False),
        ("fixed it?! no", False),
        ("was version 2.1 what fixed it, or the patch?", False),
        ("somebody fixed it. is there more?", True),
        ("fixed it\nis there more?", True),
        ("fixed it see https://example.com/a?b=1", True),
        ("what fixed it? my colleague fixed it.", True),
    ],
)
def test_what_is_asked_may_be_left_out(text: str, found: bool) -> None:
    assert (PhraseFinder(["fixed it"], in_questions=False).first(text) is not None) == found
    assert PhraseFinder(["fixed it"]).first(text) is not None


SPOKEN = (
    "we will not renew", "can not go", "cannot go", "(i|you) have gone", "not going", "clos* it",
    "<number> times", "<date>", "<ordinal> time", "do not", "[please] stop it", "... elsewhere",
    "it's off", "e-mail", "(press, now", "ti* x", "the end", "a.s.a.p",
)  # fmt: skip
WORDS = (
    "we", "won't", "wont", "will", "not", "renew", "can't", "cant", "cannot", "can", "go", "i've",
    "ive", "you", "have", "gone", "isn't", "going", "closed", "close", "it", "3", "times", "monday",
    "third", "time", "don't", "please", "stop", "elsewhere", "it's", "off", "e-mail", "(press,",
    "now", "tick", "x", "the", "they", "end", "a.s.a.p", "CEO's", "!", "_x",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_looking_up_by_words_passes_no_phrase_over(words: list[str]) -> None:
    """What the index finds is what trying every phrase at every word would find."""
    text = folded(" ".join(words))
    patterns = [re.compile(pattern_of(phrase).pattern) for phrase in SPOKEN]
    starts = [
        place for place in range(len(text)) if re.compile(r"(?<!\w)\w|[^\w\s]").match(text, place)
    ]
    expected = {
        (place, found.end(), phrase)
        for place in starts
        for phrase, pattern in zip(SPOKEN, patterns, strict=True)
        if (found := pattern.match(text, place)) is not None
    }
    matches = PhraseIndex(SPOKEN).matches(text, beginnings(text))
    assert {(one.start, one.end, one.phrase) for one in matches} == expected


def test_words_that_are_at_hand_are_not_looked_for_again() -> None:
    text = folded("Please cancel our contract")
    assert FINDER.first(text, beginnings(text)) == FINDER.first(text)
    assert FINDER.first(text, []) is None


def test_no_phrases_find_nothing() -> None:
    assert PhraseFinder([]).first("anything") is None


@given(st.text(max_size=100))
def test_folding_keeps_every_character_in_place(text: str) -> None:
    assert len(folded(text)) == len(text)
