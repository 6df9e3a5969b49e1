"""Bodies are cleaned once, the same every time, in bounded time."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.text.clean import HIGHEST_PILE, CleanText, clean_message, tidy

MEGABYTE = 1_000_000
LONGEST_SECONDS = 20.0
"""Far above what any of these needs, far below what a quadratic one would."""

PATTERNS = [
    "a", " ", "\n", "\t", " \n", "> ", ">", ">>\n", ">>> ", "On ", "On \n", "On 1\nOn 2\n",
    "From: a\n", "From: a\nTo: x\n", "--\n", "Thanks,\nBob\n", "_" * 20 + "\n", "- a\n", "\x1b]",
    "\x1b[0;0;0", "\x1b]aaaaaaaaaa",
    "\u200b", "a\u0301\u0301", "\u0301\u0323", "\u0f71\u0f72\u0f74", "<div>", "<ul><li>",
    "<font size=1>", "<b><p></b>", "</p>", "<", "<a",
    '<a "', "&amp;", "<!--", "<div></span>", "<blockquote>", "<pre>", "<div a='<' b='<' ",
]  # fmt: skip


@pytest.mark.parametrize("is_html", [False, True])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_megabyte_of_anything_takes_bounded_time(pattern: str, is_html: bool) -> None:
    body = (pattern * (MEGABYTE // len(pattern) + 1))[:MEGABYTE]
    start = time.process_time()
    clean_message(body, is_html)
    assert time.process_time() - start < LONGEST_SECONDS


def test_plain_text() -> None:
    body = (
        "  Hello,\u00a0team\r\n\r\n\r\n\r\nit  fails\t again.   \n    at line 5\u202e\n\n"
        "Best regards,\nAda\n\nOn 5.1.2026 Bo wrote:\n> Hi\n"
    )
    assert clean_message(body, False) == CleanText(
        "Hello, team\n\nit fails again.\n    at line 5",
        "On 5.1.2026 Bo wrote:\n> Hi",
        "Best regards,\nAda",
    )


def test_html() -> None:
    body = (
        "<p>It&nbsp;fails.</p><p>Thanks,<br>Ada</p><div class='moz-cite-prefix'>On 5.1. Bo wrote:"
        "</div><blockquote type='cite'>Hi</blockquote>"
    )
    assert clean_message(body, True) == CleanText(
        "It fails.", "On 5.1. Bo wrote:\n\nHi", "Thanks,\nAda"
    )


def test_tags_in_plain_text_are_words() -> None:
    assert clean_message("use <b>bold</b> & <x>", False).text == "use <b>bold</b> & <x>"


def test_nothing_is_nothing() -> None:
    assert clean_message("", False) == clean_message(" \n\t", True) == CleanText("")


@pytest.mark.parametrize("mark", ["\u0301", "\u0301\u0323", "\u0323\u0301\u0345", "\u0344"])
def test_a_pile_of_marks_is_cut(mark: str) -> None:
    text = tidy("Z" + mark * 1000 + "algo")
    marks = [letter for letter in text if unicodedata.combining(letter)]
    assert HIGHEST_PILE - 1 <= len(marks) <= HIGHEST_PILE  # one may join its letter
    assert text.endswith("algo")
    assert tidy(text) == text


def test_marks_that_languages_need_stay() -> None:
    text = "Việt Nam, संस्कृति, שָׁלוֹם, กี่, x̣́"
    assert tidy(text) == unicodedata.normalize("NFC", text)


blocks = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            [
                "\n", "\n\n", "> a\n", "--\n", "Thanks,\n", "Ada\n", "On 5.1.2026 Bo wrote:\n",
                "From: a\n", "Sent: b\n", "To: c\n", "\x1b[1m", "\u200b", "&nbsp;", "<p>", "</p>",
                "<blockquote>", "</blockquote>", "Sent from my iPhone\n", "e\u0301", "\r", "  ",
            ]
        ),
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(blocks, st.booleans())
def test_cleaning_again_changes_nothing(body: str, is_html: bool) -> None:
    text = clean_message(body, is_html).text
    assert clean_message(text, False).text == text


@given(blocks)
def test_tidy_is_idempotent_composed_and_trimmed(body: str) -> None:
    text = tidy(body)
    assert tidy(text) == text == unicodedata.normalize("NFC", text) == text.strip()
    assert "\n\n\n" not in text
