"""A panel says that it reads, has nothing or failed, and keeps the keys meanwhile."""

from textual import on
from textual.app import App, ComposeResult
from textual.widgets import Input

from radar_tui.widgets.states import StateNote, StatePanel
from support.pilots import screen_text, until


class PanelApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.retries = 0

    def compose(self) -> ComposeResult:
        yield Input("elsewhere", id="elsewhere")
        with StatePanel():
            yield Input("the content", id="content")

    @on(StatePanel.RetryRequested)
    def _count(self) -> None:
        self.retries += 1


async def test_a_panel_begins_by_reading_and_then_shows_its_content() -> None:
    app = PanelApp()
    async with app.run_test() as pilot:
        await until(pilot, lambda: "Reading…" in screen_text(app))
        assert "the content" not in screen_text(app)
        app.query_one(StatePanel).show_content()
        await until(pilot, lambda: "the content" in screen_text(app))
        assert "Reading…" not in screen_text(app)


async def test_what_is_said_is_said_and_never_acts() -> None:
    app = PanelApp()
    async with app.run_test() as pilot:
        panel = app.query_one(StatePanel)
        panel.show_empty("No [red]tickets[/red] yet.", "radar import PATH")
        await until(pilot, lambda: "No [red]tickets[/red] yet." in screen_text(app))
        assert "→ radar import PATH" in screen_text(app)
        panel.show_error("the workspace [/is] locked\x1b[31m")
        await until(pilot, lambda: "✖ the workspace [/is] locked" in screen_text(app))
        assert "r: try again" in screen_text(app)


async def test_a_failed_panel_takes_the_keys_and_gives_them_back() -> None:
    app = PanelApp()
    async with app.run_test() as pilot:
        panel = app.query_one(StatePanel)
        panel.show_content()
        app.query_one("#content").focus()
        await until(pilot, lambda: app.query_one("#content").has_focus)
        panel.show_error("locked")
        await until(pilot, lambda: app.query_one(StateNote).has_focus)
        await pilot.press("r")
        await until(pilot, lambda: app.retries == 1)
        panel.show_content()
        await until(pilot, lambda: app.query_one("#content").has_focus)


async def test_a_panel_that_fails_before_it_was_drawn_takes_the_keys() -> None:
    class FailingApp(PanelApp):
        def compose(self) -> ComposeResult:
            with StatePanel():
                yield Input("the content", id="content")

    app = FailingApp()
    async with app.run_test() as pilot:
        app.query_one("#content").focus()
        app.query_one(StatePanel).show_error("locked")
        await until(pilot, lambda: app.query_one(StateNote).has_focus)
        await pilot.press("r")
        await until(pilot, lambda: app.retries == 1)


async def test_a_panel_without_the_keys_does_not_take_them() -> None:
    app = PanelApp()
    async with app.run_test() as pilot:
        app.query_one("#elsewhere").focus()
        await until(pilot, lambda: app.query_one("#elsewhere").has_focus)
        app.query_one(StatePanel).show_error("locked")
        await until(pilot, lambda: "✖ locked" in screen_text(app))
        assert app.query_one("#elsewhere").has_focus


async def test_only_what_failed_is_tried_again() -> None:
    app = PanelApp()
    async with app.run_test() as pilot:
        panel = app.query_one(StatePanel)
        panel.show_empty("Nothing.")
        app.query_one(StateNote).focus()
        await until(pilot, lambda: app.query_one(StateNote).has_focus)
        await pilot.press("r")
        await pilot.pause()
        assert app.retries == 0


async def test_a_panel_that_is_gone_takes_no_keys() -> None:
    app = PanelApp()
    async with app.run_test() as pilot:
        panel = app.query_one(StatePanel)
        panel.show_error("the workspace is locked")
        await panel.remove()
        panel._take_keys()
        await pilot.pause()
        assert app.focused is app.query_one("#elsewhere")
