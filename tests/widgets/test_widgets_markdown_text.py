"""Reports drawn as text: what they say is shown, and nothing of what they quote acts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.reporting.weekly_escaping import plain, quoted
from radar_tui.widgets.markdown_text import markdown_content

TABLE = """| Area | Tickets |  |
|---|---|---|
| Payments and everything about them | 19 | **spike** |
| Exports | 12 | no spike |"""


def drawn(text: str, width: int = 80) -> list[str]:
    return [line.rstrip() for line in markdown_content(text, width).plain.split("\n")]


def test_headings_lists_and_boxes_lose_their_marks() -> None:
    text = "# One\n\n## Two\n### Three\n- item\n1. first\n  - [ ] open\n  - [x] done"
    assert drawn(text) == [
        "One", "", "Two", "Three", "• item", "1. first", "  ☐ open", "  ☑ done",
    ]  # fmt: skip


def test_strong_text_is_bold() -> None:
    content = markdown_content("ends **before \\*the\\* week** does", 80)
    assert content.plain == "ends before *the* week does"
    (span,) = [span for span in content.spans if span.style == "bold"]
    assert content.plain[span.start : span.end] == "before *the* week"


def test_a_table_stands_in_columns() -> None:
    assert drawn(TABLE) == [
        "Area                                Tickets",
        "Payments and everything about them  19       spike",
        "Exports                             12       no spike",
    ]


def test_cells_wrap_where_there_is_less_room() -> None:
    lines = drawn(TABLE, 40)
    assert lines[1:3] == ["Payments and           19       spike", "everything about them"]
    assert max(map(len, lines)) <= 40


def test_a_table_with_no_room_is_told_row_by_row() -> None:
    lines = drawn(TABLE, 24)
    assert lines == [
        "Payments and everything about them",
        "  Tickets 19 · spike",
        "Exports",
        "  Tickets 12 · no spike",
    ]


@pytest.mark.parametrize("size", [1, 5, 17, 200])
def test_any_width_will_do(size: int) -> None:
    assert "Exports" in markdown_content(TABLE, size).plain.replace("\n", "") or size < 8


@given(st.text(max_size=60))
def test_what_is_quoted_stands_there_as_it_was(text: str) -> None:
    shown = quoted(text)
    words = " ".join(markdown_content(f"a {shown} b", 500).plain.split())
    expected = " ".join(shown.strip("`").split()) if shown.startswith("`") else shown
    assert words == f"a {expected} b"


@given(st.text(max_size=60))
def test_what_is_escaped_stands_there_without_its_escapes(text: str) -> None:
    shown = plain(text)
    unescaped = re.sub(r"\\(.)", r"\1", shown)
    assert markdown_content(f"a {shown}", 500).plain == f"a {unescaped}"


@pytest.mark.parametrize(
    "text", ["[/refund] [red]x[/red]", "[@click=app.quit]go[/]", "[a](https://x.example)", "<b>"]
)
def test_nothing_acts(text: str) -> None:
    for written in (text, quoted(text), plain(text), f"| {quoted(text)} |\n|---|\n| {text} |"):
        content = markdown_content(written, 80)
        assert text in content.plain
        assert all(isinstance(span.style, str) and "@" not in span.style for span in content.spans)
