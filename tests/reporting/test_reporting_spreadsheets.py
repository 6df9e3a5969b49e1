"""CSV for spreadsheets: what is written is read back, and nothing in it computes."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.reporting.spreadsheets import cell, csv_text, words_cell
from radar_tui.text.hostile import inert_line

# Written out, so that a change of the product's own list is noticed.
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("https://evil.example","x")',
        "+1",
        "-2+3",
        "@SUM(A1)",
        "\uff1d1+1",
        "  =1+1",
        "\t=1+1",
        "\r=1+1",
        "\u200b=1+1",
    ],
)
def test_a_formula_becomes_a_text(text: str) -> None:
    _, row = csv.reader(io.StringIO(csv_text(["text"], [[text]])))
    assert row[0].startswith("'")
    assert row[0].lstrip("' ") == inert_line(text).strip()


def test_other_texts_stay_as_they_are() -> None:
    for text in ("", "payments", "a=b", "1-2", "O'Brien", "https://desk.example/1", "Zoë"):
        assert cell(text) == text


def test_each_word_of_a_cell_is_safe() -> None:
    assert words_cell(["payments", "=1+1"]) == "payments;'=1+1"
    assert words_cell([]) == ""


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_rows_are_read_back_and_none_computes(rows: list[list[str]]) -> None:
    header, *found = csv.reader(io.StringIO(csv_text(["one", "two"], rows)))
    assert header == ["one", "two"]
    assert found == [[cell(text) for text in row] for row in rows]
    for text in (text for row in found for text in row):
        assert not text.strip().startswith(tuple(SIGNS))
        assert not set(text) & set("\r\n\t\0")
