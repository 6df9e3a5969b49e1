"""Lists as they are pasted elsewhere: aligned as text, harmless as Markdown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.reporting.copied_tables import (
    CopiedTable,
    in_markdown,
    table_markdown,
    table_text,
)


def listed(*rows: tuple[str, str], total: int | None = None) -> CopiedTable:
    return CopiedTable("Radar", ("score", "customer"), rows, total or len(rows), (True, False))


def test_text_stands_in_columns_under_its_count() -> None:
    table = listed(("138", "ACME"), ("97", "日本 Ltd"), total=7)
    assert table_text(table) == (
        "Radar (2 of 7 rows)\n\nscore  customer\n  138  ACME\n   97  日本 Ltd\n"
    )


def test_markdown_is_a_table_with_its_count() -> None:
    assert table_markdown(listed(("138", "ACME"))) == (
        "**Radar (1 row)**\n\n| score | customer |\n| ---: | --- |\n| 138 | ACME |\n"
    )


def test_nothing_is_listed() -> None:
    assert table_text(listed(total=0)) == "Radar (0 rows)\n\nscore  customer\n"
    assert "(0 rows)" in table_markdown(listed())


@pytest.mark.parametrize("words", ["ACME", "◆ 138→", "4.5 d, late", "Northwind (EMEA)", "in 2h"])
def test_harmless_words_stay_as_they_are(words: str) -> None:
    assert in_markdown(words) == words


@pytest.mark.parametrize(
    "words", ["@all", "#12", "a_b_", "www.evil.example", "https://x", "<img>", "[x](y)", "a|b"]
)
def test_what_would_act_becomes_code(words: str) -> None:
    assert re.fullmatch(r"(`+)[^`|]+\1", in_markdown(words))


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=4))
def test_hostile_cells_neither_leave_their_cell_nor_their_line(rows: list[tuple[str, str]]) -> None:
    table = listed(*rows)
    lines = table_markdown(table).splitlines()
    assert len(lines) == 4 + len(rows)
    assert all(line.count("|") == 3 for line in lines[2:])
    text = table_text(table)
    assert text.count("\n") == 3 + len(rows)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
