"""The virtual table as drawn: what stands on its lines, whatever the rows hold."""

import pytest
from rich.cells import cell_len

from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow
from support.hostile_texts import HOSTILE
from support.tables import COLUMNS, FixedRows, Rows, TableApp, press, table_app


@pytest.mark.asyncio
async def test_an_empty_source_says_so_and_an_unread_one_says_nothing() -> None:
    app = TableApp(None, empty="Nobody is about to blow up.\nImport [more] with \x1b[31mi.")
    async with app.run_test(size=(80, 24)) as pilot:
        assert not "".join(app.lines()[1:]).strip()
        app.table.show(Rows([]))
        await pilot.pause()
        assert [line.strip() for line in app.lines()[1:4]] == [
            "Nobody is about to blow up.",
            "Import [more] with i.",
            "",
        ]


@pytest.mark.asyncio
async def test_hostile_text_stays_text() -> None:
    rows = [
        TableRow(str(n), (Cell(text), Cell(text), Cell(text))) for n, text in enumerate(HOSTILE)
    ]
    plain = TableRow("plain", (Cell("1"), Cell("a"), Cell("b")))
    app = TableApp(FixedRows(plain, plain, *rows))
    async with app.run_test(size=(120, 24)) as pilot:
        app.table.show(app.source, (TableColumn("[red]t", "\x1b[1m[b]title", flex=1), *COLUMNS[1:]))
        await pilot.pause()
        strips = [app.table.render_line(y) for y in range(3 + len(HOSTILE))]
        allowed = {segment.style for segment in strips[2]}
        for strip in strips[3:]:
            assert {segment.style for segment in strip} <= allowed
            assert cell_len(strip.text) == app.table.size.width
            assert not any(segment.control for segment in strip)
        assert all(strip.text.isprintable() for strip in strips)
        assert all(segment.style.link is None for strip in strips for segment in strip)
        drawn = "\n".join(strip.text for strip in strips)
        assert all(text in drawn for text in ("[b]title", "[/refund]", "[red]x[/red]", "�"))


@pytest.mark.asyncio
async def test_wide_characters_and_combining_marks_keep_the_columns_in_line() -> None:
    texts = [
        "plain",
        "日本語のとても長い名前です株式会社",
        "e\u0301" * 40,
        "👩\u200d💻 family",
        "ｶﾞ",
    ]
    rows = [TableRow(text, (Cell("42"), Cell(text), Cell("|why"))) for text in texts]
    app = TableApp(FixedRows(*rows))
    async with app.run_test(size=(60, 24)):
        lines = app.lines()[1 : 1 + len(texts)]
        edges = {cell_len(line[: line.index("|why")]) for line in lines}
        assert len(edges) == 1
        assert {cell_len(line) for line in lines} == {60}
        assert "…" in lines[1]
        assert "…" in lines[2]


@pytest.mark.asyncio
async def test_rows_with_too_few_or_too_many_cells_are_drawn() -> None:
    many = tuple(Cell(f"c{number}") for number in range(9))
    app = TableApp(FixedRows(TableRow("few", (Cell("1"),)), TableRow("many", many)))
    async with app.run_test(size=(80, 24)):
        assert app.lines()[1].split() == ["▶", "1"]
        assert app.lines()[2].split() == ["c0", "c1", "c2"]


@pytest.mark.asyncio
async def test_the_cursor_is_told_without_colour_and_shows_whether_the_keys_go_here() -> None:
    app = table_app(3)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j")
        assert [line[0] for line in app.lines()[1:4]] == [" ", "▶", " "]
        focused = app.table.render_line(2)._segments[0].style
        await press(pilot, "tab")
        assert [line[0] for line in app.lines()[1:4]] == [" ", "▷", " "]
        assert app.table.render_line(2)._segments[0].style != focused
        assert "▷" in app.export_screenshot()


@pytest.mark.asyncio
async def test_nothing_breaks_in_a_sliver_of_a_terminal() -> None:
    app = table_app(50)
    async with app.run_test(size=(4, 3)) as pilot:
        await press(pilot, "G", "space", "g")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert app.table.cursor_key == "k0"
        assert "customer k0" in app.lines()[1]
