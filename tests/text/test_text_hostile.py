"""No text acts on a terminal once it is inert."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.text.hostile import inert, inert_line

ESC = "\x1b"
VISIBLE_FORMAT_MARKS = frozenset(
    # Arabic, Syriac and Kaithi number and verse signs: format characters that print something.
    [*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD]
)
hostile_text = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x9b\x9d\x90\x9c\x07[]0;mH\\\r\n\t\u202e\u200b\u2066\ufeff\ud800 ab"),
    )
)


def acts(character: str) -> bool:
    """Tell whether a character is a control, a direction mark, invisible, or no character."""
    category = unicodedata.category(character)
    if character in "\n\t":
        return False
    if category == "Cf":
        return ord(character) not in VISIBLE_FORMAT_MARKS
    return category in ("Cc", "Cs", "Zl", "Zp")


@given(hostile_text)
def test_nothing_that_acts_is_left(text: str) -> None:
    assert not [hex(ord(character)) for character in inert(text) if acts(character)]


def test_no_character_of_unicode_acts_alone() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert not {hex(ord(character)) for character in inert(everything) if acts(character)}


@given(hostile_text)
def test_is_idempotent(text: str) -> None:
    assert inert(inert(text)) == inert(text)
    assert inert_line(inert_line(text)) == inert_line(text)


@given(hostile_text)
def test_one_line_is_one_line(text: str) -> None:
    assert not set(inert_line(text)) & set("\n\t\r\x0b\x0c\x85\u2028\u2029")


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Sc", "Sm", "Zs"))))
def test_ordinary_words_stay(text: str) -> None:
    kept = text.replace("\u115f", "").replace("\u1160", "")
    assert inert(text) == kept.replace("\u3164", "").replace("\uffa0", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{ESC}[31mred{ESC}[0m", "red"),
        (f"{ESC}]0;title\x07text", "text"),
        (f"{ESC}]8;;https://evil.example{ESC}\\click{ESC}]8;;{ESC}\\", "click"),
        (f"{ESC}]52;c;cm0gLXJm{ESC}\\x", "x"),
        (f"{ESC}Pq#0;2;0;0;0{ESC}\\x", "x"),
        ("\x9b2Jx", "x"),
        ("\x9d0;title\x9cx", "x"),
        (f"{ESC}cx", "x"),
        (f"{ESC}(0x", "x"),
        (f"{ESC}]0;never ended, and more", "]0;never ended, and more"),
        (f"{ESC}]0;two\nlines\x07", "]0;two\nlines"),
        (f"{ESC}{ESC}[[31m", "31m"),
        ("a\r\nb\rc\x85d\u2028e\x0bf", "a\nb\nc\nd\ne\nf"),
        ("pay\u202etxt.exe", "paytxt.exe"),
        ("in\u200bvis\u00adible\ufeff", "invisible"),
        ("cut \ud83d", "cut \N{REPLACEMENT CHARACTER}"),
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_known_tricks(text: str, expected: str) -> None:
    assert inert(text) == expected


def test_inert_line_joins_lines() -> None:
    assert inert_line("a\r\n\r\n\tb\u2028c") == "a b c"
