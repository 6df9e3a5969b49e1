from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.scores import ContributionName, MessageScore
from radar_tui.scoring import Explain, Scorer
from radar_tui.scoring.excerpts import READ_AT_MOST, excerpt_of
from radar_tui.scoring.signals import Signal

FILLER = "the report of the day is below. "


def long_text(ending: str, beginning: str = "") -> str:
    return beginning + FILLER * (2 * READ_AT_MOST // len(FILLER)) + ending


@given(st.integers(0, 3 * READ_AT_MOST))
def test_beginning_and_end_are_read_and_no_more(length: int) -> None:
    text = "".join(chr(0x4E00 + place % 5_000) for place in range(length))
    excerpt = excerpt_of(text)
    assert len(excerpt.text) == min(length, READ_AT_MOST)
    assert text.startswith(excerpt.text[: excerpt.head])
    if length > READ_AT_MOST:
        assert text.endswith(excerpt.text[excerpt.head :].lstrip())


def test_sentences_keep_their_place_in_the_whole_text() -> None:
    text = long_text("Answer me at last!", "Good morning. ")
    sentences = excerpt_of(text).sentences()
    assert all(text[one.start : one.end] == one.text for one in sentences)
    assert sentences[0].text == "Good morning."
    assert sentences[-1].end == len(text)


def test_a_signal_over_the_seam_ends_before_it() -> None:
    excerpt = excerpt_of(long_text(""))
    over = Signal(ContributionName.URGENCY, "asap", 5, excerpt.head - 3, excerpt.head + 9)
    placed = excerpt.placed(over)
    assert (placed.start, placed.end) == (excerpt.head - 3, excerpt.head)


def test_what_a_very_long_letter_wants_at_its_end_counts(
    fake_scorer: Scorer, check: Callable[[str, MessageScore], None]
) -> None:
    text = long_text("I want to speak to your manager! Bye.")
    (found,) = fake_scorer.score([text], explain=Explain.ALWAYS)
    check(text, found)
    assert "your manager" in {part.quote for part in found.contributions}
