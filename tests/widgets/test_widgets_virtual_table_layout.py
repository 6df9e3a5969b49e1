"""How columns share the width and texts fit them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from radar_tui.widgets.virtual_table import Cell, TableColumn
from radar_tui.widgets.virtual_table_layout import GAP, column_at, fit_text, fit_widths
from support.hostile_texts import HOSTILE


@pytest.mark.parametrize(
    "values", [{}, {"width": 3, "flex": 1}, {"width": -1}, {"flex": -1}], ids=str
)
def test_a_column_has_a_width_or_a_share(values: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="either a width or a flex share"):
        TableColumn("why", "why", **values)


def test_a_cell_s_style_is_one_of_the_words() -> None:
    with pytest.raises(ValueError, match="plain, heading, muted"):
        Cell("text", "red")


columns = st.one_of(
    st.builds(TableColumn, st.just("k"), st.just("t"), width=st.integers(1, 40)),
    st.builds(TableColumn, st.just("k"), st.just("t"), flex=st.integers(1, 9)),
)


@given(st.lists(columns, min_size=1, max_size=9), st.integers(0, 250))
def test_columns_fit_the_width(some: list[TableColumn], available: int) -> None:
    widths = fit_widths(some, available)
    drawn = [width for width in widths if width]
    assert len(widths) == len(some)
    assert min(widths) >= 0
    assert sum(drawn) + GAP * max(len(drawn) - 1, 0) <= available
    flexible = [(one.flex, width) for one, width in zip(some, widths, strict=True) if one.flex]
    rest = available - GAP * (len(some) - 1) - sum(one.width or 0 for one in some)
    if rest < 0:
        assert not any(width for _, width in flexible)
        return
    assert all(
        width == column.width for column, width in zip(some, widths, strict=True) if column.width
    )
    if flexible:
        shares = sum(flex for flex, _ in flexible)
        assert sum(width for _, width in flexible) == rest
        assert all(abs(width - rest * flex / shares) < 1 for flex, width in flexible)


@given(st.lists(columns, min_size=1, max_size=6), st.integers(0, 120))
def test_a_cell_belongs_to_the_column_drawn_there(some: list[TableColumn], available: int) -> None:
    widths = fit_widths(some, available)
    counted = [0] * len(some)
    for cell in range(available):
        index = column_at(widths, cell)
        if index is not None:
            counted[index] += 1
    assert tuple(counted) == widths


@given(st.text() | st.sampled_from(HOSTILE), st.integers(0, 30), st.booleans())
def test_any_text_fills_exactly_its_cells(text: str, width: int, right: bool) -> None:
    fitted = fit_text(text, width, right=right)
    assert cell_len(fitted) == width
    assert "\x1b" not in fitted
    assert "\n" not in fitted


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 5, "abcd…"),
        ("ab cdef", 4, "ab… "),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日… "),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_a_cut_text_ends_in_an_ellipsis(text: str, width: int, fitted: str) -> None:
    assert fit_text(text, width) == fitted
