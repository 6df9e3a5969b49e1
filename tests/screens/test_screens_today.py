"""Today: three panels, live, by keyboard."""

from dataclasses import replace
from pathlib import Path

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.services.workspace import open_workspace
from support.app_workspaces import rescore
from support.pilots import screen_text, until, until_rows
from support.workspaces import bring, comment, ticket

WIDE, NARROW = (120, 40), (80, 24)


async def test_the_three_panels_are_side_by_side(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        table = await until_rows(pilot, "#radar")
        await until(pilot, lambda: "Northwind" in screen_text(app) or "ACME" in screen_text(app))
        shown = screen_text(app)
        assert "Alerts · 2 firing" in shown
        assert "Frustration radar · 2 over review" in shown
        assert "Priority · " in shown
        assert table.cursor_key == "zendesk/4562"


async def test_the_detail_tells_why_and_what_to_do(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await until(pilot, lambda: "Manager review" in screen_text(app))
        shown = screen_text(app)
        assert "◆ critical" in shown
        assert "ACME" in shown
        assert "owner Team lead" in shown
        await pilot.press("j")
        await until(pilot, lambda: "Globex · #4571" in screen_text(app))


async def test_text_of_customers_never_acts(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("j")
        await until(pilot, lambda: "[/refund]" in screen_text(app))
        shown = screen_text(app)
        assert "[red]x[/red]" in shown
        assert "[@click=app.quit]" in shown
        assert not {"\x1b", "\u202e"} & set(shown)


async def test_another_process_s_import_appears_and_the_cursor_stays(
    app: RadarApp, filled: Config, tmp_path: Path
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        table = await until_rows(pilot, "#radar")
        await pilot.press("j")
        assert table.cursor_key == "zendesk/4571"
        other = open_workspace(replace(filled, actor="Ravi"))
        angry = ticket(4600, comments=[comment(1, body="[180] furious, we cancel")])
        bring(other, tmp_path, angry)
        rescore(other)
        other.close()
        await until(pilot, lambda: table.row_count == 3)
        assert table.cursor_key == "zendesk/4571"


async def test_a_narrow_terminal_shows_one_panel_and_tab_goes_on(app: RadarApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await until(pilot, lambda: "Frustration radar · 2" in screen_text(app))
        assert "[Radar 2]" in screen_text(app)
        assert "Alerts · " not in screen_text(app)
        await pilot.press("l")
        await until(pilot, lambda: "Priority · " in screen_text(app))
        assert "Frustration radar · " not in screen_text(app)
        await pilot.press("right")
        await until(pilot, lambda: "Alerts · 2 firing" in screen_text(app))
        assert "[Alerts 2]" in screen_text(app)
        await pilot.press("tab")
        await until(pilot, lambda: "Frustration radar · 2" in screen_text(app))


async def test_a_panel_zooms_and_comes_back(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("z")
        await until(pilot, lambda: "Priority · " not in screen_text(app))
        await pilot.press("z")
        await until(pilot, lambda: "Priority · " in screen_text(app))


async def test_an_empty_workspace_says_so(config: Config) -> None:
    app = RadarApp(config, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: "Welcome to Radar" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "Nothing fires." in screen_text(app))
        assert "no data yet" in screen_text(app)


async def test_a_workspace_that_cannot_be_opened_ends_with_one_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"no database at all, just some notes " * 50)
    app = RadarApp(Config(str(path), tmp_path, None, "Dana"), score=False)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.return_code == 2)
