"""The virtual table by keyboard, and what it asks of its source."""

import pytest

from radar_tui.widgets.virtual_table import (
    Cell,
    MarksChanged,
    RowHighlighted,
    RowOpened,
    SortOrder,
    SortRequested,
    TableColumn,
    TableRow,
    VirtualTable,
)
from radar_tui.widgets.virtual_table_rows import KEPT_PAGES, PAGE_ROWS, PagedRows
from support.tables import FixedRows, LocatingRows, Rows, TableApp, keys, made_row, press, table_app


@pytest.mark.parametrize(
    ("pressed", "key"),
    [
        (["j", "down", "j"], "k3"),
        (["j", "j", "k", "up", "up"], "k0"),
        (["G"], "k499"),
        (["end", "k"], "k498"),
        (["G", "g"], "k0"),
        (["end", "home", "j"], "k1"),
        (["pagedown"], "k20"),
        (["pagedown", "pagedown", "pageup"], "k20"),
        (["pageup"], "k0"),
        (["G", "j", "pagedown"], "k499"),
    ],
)
@pytest.mark.asyncio
async def test_keys_move_the_cursor_and_it_stays_in_sight(pressed: list[str], key: str) -> None:
    app = table_app(500)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *pressed)
        assert app.table.cursor_key == key
        assert f"customer {key} " in app.lines()[app.cursor_line()]
        highlighted = [one for one in app.messages if isinstance(one, RowHighlighted)]
        assert highlighted[-1].key == key


@pytest.mark.asyncio
async def test_rows_that_are_not_markable_leave_the_key_to_the_screen() -> None:
    app = TableApp(Rows(keys(3)), markable=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "space")
        assert (app.table.marked_keys, app.table.cursor_key, app.spaces) == ((), "k0", 1)


@pytest.mark.asyncio
async def test_space_marks_and_moves_on_and_actions_are_about_the_marks() -> None:
    app = table_app(5)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.table.target_keys == ("k0",)
        await press(pilot, "space", "j", "space")
        assert app.table.marked_keys == app.table.target_keys == ("k0", "k2")
        assert app.table.cursor_key == "k3"
        assert [line[1] for line in app.lines()[1:6]] == ["●", " ", "●", " ", " "]
        await press(pilot, "g", "space")
        assert app.table.marked_keys == ("k2",)
        marked = [one.keys for one in app.messages if isinstance(one, MarksChanged)]
        assert marked == [("k0",), ("k0", "k2"), ("k2",)]


@pytest.mark.asyncio
async def test_escape_takes_the_marks_off_and_only_then_goes_back() -> None:
    app = table_app(5)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "space", "escape")
        assert (app.table.marked_keys, app.backs) == ((), 0)
        await press(pilot, "escape")
        assert app.backs == 1


@pytest.mark.asyncio
async def test_enter_opens_the_row_and_after_an_action_the_cursor_goes_on() -> None:
    app = table_app(2)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j", "enter")
        assert [one.key for one in app.messages if isinstance(one, RowOpened)] == ["k1"]
        await press(pilot, "g")
        app.table.advance()
        assert app.table.cursor_key == "k1"
        app.table.advance()
        assert app.table.cursor_key == "k1"


@pytest.mark.asyncio
async def test_sorting_goes_through_the_columns_and_is_named_in_the_header() -> None:
    app = table_app(3)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ">", "R", ">", ">", "<")
        asked = [
            (one.column, one.descending) for one in app.messages if isinstance(one, SortRequested)
        ]
        assert asked == [
            ("score", True),
            ("score", False),
            ("account", False),
            ("score", True),
            ("account", False),
        ]
        assert "customer ↑" in app.lines()[0]
        app.table.sort = SortOrder("score", descending=True)
        assert app.lines()[0].startswith("   score ↓ customer ")


@pytest.mark.asyncio
async def test_a_table_without_sortable_columns_leaves_the_key_alone() -> None:
    app = table_app(3)
    async with app.run_test(size=(80, 24)) as pilot:
        plain = (TableColumn("why", "why", flex=1),)
        app.table.show(FixedRows(TableRow("a", (Cell("one"),))), plain)
        await press(pilot, ">", "R")
        assert not [one for one in app.messages if isinstance(one, SortRequested)]


@pytest.mark.asyncio
async def test_new_rows_above_leave_the_cursor_on_its_key_and_on_its_line() -> None:
    source = Rows(keys(100))
    app = TableApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *["pagedown"] * 2, "k", "k", "space")
        line = app.cursor_line()
        source.keys = ["new1", "new2", *keys(100)]
        app.table.refresh_rows()
        await pilot.pause()
        assert app.table.cursor_key == "k39"
        assert app.cursor_line() == line
        assert app.table.marked_keys == ("k38",)


@pytest.mark.asyncio
async def test_at_the_top_new_rows_come_into_sight() -> None:
    source = Rows(keys(100))
    app = TableApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        source.keys = ["new", *keys(100)]
        app.table.refresh_rows()
        await pilot.pause()
        assert app.table.cursor_key == "k0"
        assert "customer new" in app.lines()[1]


@pytest.mark.asyncio
async def test_where_the_key_is_gone_the_cursor_keeps_its_position() -> None:
    source = Rows(keys(10))
    app = TableApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j", "space", "space", "k")
        assert app.table.marked_keys == ("k1", "k2")
        source.keys = [key for key in keys(10) if key != "k2"]
        app.table.refresh_rows()
        await pilot.pause()
        assert app.table.cursor_key == "k3"
        assert app.table.marked_keys == ("k1",)
        highlighted = [one for one in app.messages if isinstance(one, RowHighlighted)]
        assert highlighted[-1].key == "k3"
        source.keys = ["k0", "k1"]
        app.table.refresh_rows()
        assert app.table.cursor_key == "k1"
        source.keys = []
        app.table.refresh_rows()
        assert (app.table.cursor_key, app.table.target_keys) == (None, ())
        await press(pilot, "enter", "space", "j", "G", "pagedown")
        assert not [one for one in app.messages if isinstance(one, RowOpened)]


@pytest.mark.asyncio
async def test_a_reader_who_scrolled_away_is_not_pulled_back_by_news() -> None:
    source = Rows(keys(300))
    app = TableApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.scroll_to(y=100, animate=False, force=True)
        await pilot.pause()
        source.keys = keys(301)
        app.table.refresh_rows()
        await pilot.pause()
        assert app.table.scroll_offset.y == 100
        assert app.table.cursor_key == "k0"


@pytest.mark.parametrize("source_type", [Rows, LocatingRows])
@pytest.mark.asyncio
async def test_another_order_keeps_cursor_and_marks(source_type: type[Rows]) -> None:
    app = TableApp(source_type(keys(1000)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "space", "space")
        app.table.show(source_type(keys(1000)[::-1]))
        await pilot.pause()
        assert app.table.cursor_key == "k2"
        assert app.table.marked_keys == ("k0", "k1")
        assert "customer k2 " in app.lines()[app.cursor_line()]


@pytest.mark.asyncio
async def test_go_to_finds_a_key_far_away_or_says_that_there_is_none() -> None:
    app = TableApp(LocatingRows(keys(100_000)))
    async with app.run_test(size=(80, 24)):
        assert app.table.go_to("k77777")
        assert app.table.cursor_key == "k77777"
        assert not app.table.go_to("nobody")
        assert app.table.cursor_key == "k77777"


async def reads_of(count: int) -> tuple[int, int]:
    """The reads of a session at the top of the table, and those of a jump to its end."""
    source = LocatingRows(keys(count))
    app = TableApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j", "j", "space", "pagedown", "k", ">", "pageup")
        source.keys = ["new", *source.keys]
        app.table.refresh_rows()
        await pilot.pause()
        at_the_top = len(source.reads)
        await press(pilot, "G", "k", "space")
    assert {limit for _, limit in source.reads} == {PAGE_ROWS}
    return at_the_top, len(source.reads) - at_the_top


@pytest.mark.asyncio
async def test_a_hundred_thousand_rows_cost_as_many_reads_as_a_hundred() -> None:
    few, end_of_few = await reads_of(100)
    many, end_of_many = await reads_of(100_000)
    assert few == many == 2
    assert end_of_few <= end_of_many <= 2


def test_a_source_that_cannot_locate_is_searched_only_so_far() -> None:
    source = Rows(keys(100_000))
    pages = PagedRows(source)
    assert pages.find("k50400", near=50_000) == 50_400
    assert pages.find("k7", near=50_000) is None
    assert len(source.reads) <= KEPT_PAGES
    assert pages.existing(["k99999"]) == ["k99999"]


def test_a_source_that_shrank_since_it_was_counted_gives_no_row() -> None:
    source = Rows(keys(10))
    pages = PagedRows(source)
    source.keys = keys(3)
    assert pages.row(2) == made_row("k2")
    assert [pages.row(position) for position in (-1, 3, 9, 10)] == [None] * 4


@pytest.mark.asyncio
async def test_the_mouse_helps() -> None:
    app = table_app(50)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("#table", offset=(20, 4))
        assert app.table.cursor_key == "k3"
        await pilot.double_click("#table", offset=(20, 6))
        await pilot.pause()
        assert [one.key for one in app.messages if isinstance(one, RowOpened)] == ["k5"]
        await pilot.click("#table", offset=(5, 0))
        await pilot.click("#table", offset=(5, 0))
        await pilot.click("#table", offset=(70, 0))
        await pilot.pause()
        assert app.table.sort == SortOrder("score", descending=False)


def test_every_key_has_an_id_a_description_and_a_tooltip() -> None:
    bindings = [binding for _, binding in VirtualTable._merge_bindings()]
    assert len({binding.id for binding in bindings}) >= 12
    for binding in bindings:
        assert binding.id
        assert binding.id.startswith("table.")
        assert binding.description
        assert binding.tooltip
