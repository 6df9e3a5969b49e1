"""Which order of its rows a table asks for next."""

import pytest

from radar_tui.widgets.virtual_table_rows import SortOrder, TableColumn
from radar_tui.widgets.virtual_table_sorting import clicked_order, next_order, order_by, turned

SCORE = TableColumn("score", "score", width=7, right=True, sortable=True)
ACCOUNT = TableColumn("account", "customer", flex=1, sortable=True)
WHY = TableColumn("why", "why", flex=2)
OWNER = TableColumn("owner", "owner", width=9, sortable=True)
COLUMNS = (SCORE, ACCOUNT, WHY, OWNER)


def test_numbers_begin_with_the_highest_and_words_with_a() -> None:
    assert order_by(SCORE) == SortOrder("score", descending=True)
    assert order_by(ACCOUNT) == SortOrder("account", descending=False)


@pytest.mark.parametrize(
    ("now", "forward", "back"),
    [
        (None, "score", "owner"),
        ("score", "account", "owner"),
        ("account", "owner", "score"),
        ("owner", "score", "account"),
        ("why", "score", "owner"),
        ("gone", "score", "owner"),
    ],
)
def test_the_next_column_and_the_one_before(now: str | None, forward: str, back: str) -> None:
    order = SortOrder(now, descending=True) if now else None
    assert next_order(COLUMNS, order, 1).column == forward
    assert next_order(COLUMNS, order, -1).column == back


def test_a_new_column_begins_its_own_way() -> None:
    ascending = SortOrder("owner", descending=False)
    assert next_order(COLUMNS, ascending, 1) == SortOrder("score", descending=True)
    assert next_order(COLUMNS, turned(ascending), -1) == SortOrder("account", descending=False)


def test_a_click_sorts_and_the_next_one_turns_round() -> None:
    first = clicked_order(SCORE, SortOrder("account", descending=False))
    assert first == clicked_order(SCORE, None) == SortOrder("score", descending=True)
    second = clicked_order(SCORE, first)
    assert second == SortOrder("score", descending=False)
    assert clicked_order(SCORE, second) == first
