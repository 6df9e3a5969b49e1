"""The filter box: what it says while typing, when it tells of a query, and where it leads back."""

from typing import ClassVar

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Input

from radar_tui.domain.filter_query import QueryError, parse_query
from radar_tui.widgets.filter_box import FilterBox, FilterChanged, FilterLeft
from support.hostile_texts import HOSTILE
from support.pilots import screen_text, until

KEYS = {" ": "space", ":": "colon", ">": "greater_than_sign", ",": "comma", "-": "minus"}


class BoxApp(App[None]):
    """A box above something else that has the focus."""

    BINDINGS: ClassVar = [Binding("f2", "filter", "Filter")]

    def __init__(self) -> None:
        super().__init__()
        self.told: list[FilterChanged | FilterLeft] = []

    def compose(self) -> ComposeResult:
        yield FilterBox(id="box")
        yield Input(id="elsewhere")

    def on_mount(self) -> None:
        self.query_one("#elsewhere").focus()

    def action_filter(self) -> None:
        self.box.open()

    @property
    def box(self) -> FilterBox:
        return self.query_one(FilterBox)

    @on(FilterChanged, "#box")
    @on(FilterLeft, "#box")
    def keep(self, message: FilterChanged | FilterLeft) -> None:
        self.told.append(message)

    def queries(self) -> list[str]:
        return [one.text for one in self.told if isinstance(one, FilterChanged)]

    def focused_id(self) -> str | None:
        return self.focused.id if self.focused else None


async def type_in(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*(KEYS.get(character, character) for character in text))
    await pilot.pause()


async def test_a_box_nobody_uses_is_out_of_the_way() -> None:
    app = BoxApp()
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.box.display
        await pilot.press("f2")
        await pilot.pause()
        assert app.box.display
        assert app.box.size.height == 2
        assert "esc goes back" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert not app.box.display
        assert app.focused_id() == "elsewhere"
        assert [type(one) for one in app.told] == [FilterLeft]


async def test_the_query_is_put_into_words_and_applies_when_the_typing_settles() -> None:
    app = BoxApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await type_in(pilot, "band:high waiting>2d")
        assert "band high, waiting more than 2 working days" in screen_text(app)
        assert app.told == [], "not with every letter"
        await until(pilot, lambda: bool(app.told))
        (change,) = app.told
        assert isinstance(change, FilterChanged)
        assert change.query == parse_query("band:high waiting>2d") == app.box.applied
        assert app.focused is app.box.input


async def test_what_cannot_be_read_is_told_with_its_place_and_never_applies() -> None:
    app = BoxApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("f2")
        await type_in(pilot, "fee taag:x")
        await pilot.press("enter")
        await pilot.pause()
        assert "✗ at 5: no field 'taag', did you mean tag?" in screen_text(app)
        assert app.box.has_class("-refused")
        assert app.told == []
        assert app.focused is app.box.input, "where it can be mended"
        assert app.box.input.fault.position == 4
        await pilot.press(*["backspace"] * 6)
        await until(pilot, lambda: bool(app.told))
        assert app.queries() == ["fee"]
        assert app.box.input.fault.position is None


async def test_what_is_only_begun_is_no_mistake_yet() -> None:
    app = BoxApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await type_in(pilot, "band:cri")
        assert "band needs one of" in screen_text(app)
        assert not app.box.has_class("-refused")


async def test_enter_keeps_the_query_and_goes_back() -> None:
    app = BoxApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await type_in(pilot, "refund")
        await pilot.press("enter")
        await until(pilot, lambda: len(app.told) == 2)
        assert [type(one) for one in app.told] == [FilterChanged, FilterLeft]
        assert app.focused_id() == "elsewhere"
        assert app.box.display, "a filter that applies is seen"
        assert app.box.size.height == 1
        assert "/ refund" in screen_text(app)


async def test_escape_goes_back_to_the_query_before() -> None:
    app = BoxApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.box.set_text("is:review")
        await pilot.press("f2")
        await type_in(pilot, " refund")
        await until(pilot, lambda: app.queries() == ["is:review", "is:review refund"])
        await type_in(pilot, "s")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.told[-1], FilterLeft))
        assert app.queries()[-1] == "is:review" == app.box.text == app.box.input.value
        assert app.box._settling is None, "what was being typed does not come after all"


async def test_an_emptied_line_filters_no_more() -> None:
    app = BoxApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.box.set_text("refund")
        await pilot.press("f2")
        await pilot.press("ctrl+u", "enter")
        await until(pilot, lambda: app.queries() == ["refund", ""])
        assert not app.box.applied
        assert not app.box.display


async def test_the_same_query_written_otherwise_changes_nothing() -> None:
    app = BoxApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.box.set_text("band:high")
        await pilot.press("f2")
        await type_in(pilot, " ")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.told[-1], FilterLeft))
        assert app.queries() == ["band:high"]


async def test_up_and_down_go_through_what_was_kept() -> None:
    app = BoxApp()
    async with app.run_test(size=(80, 24)) as pilot:
        for text in ("first", "second", "first"):
            await pilot.press("f2", "ctrl+u")
            await type_in(pilot, text)
            await pilot.press("enter")
        await pilot.press("f2", "ctrl+u")
        await type_in(pilot, "draft")
        seen = []
        for key in ("up", "up", "up", "down", "down", "down"):
            await pilot.press(key)
            seen.append(app.box.input.value)
        assert seen == ["first", "second", "second", "first", "draft", "draft"]


async def test_tab_takes_over_what_is_offered_and_else_goes_on() -> None:
    app = BoxApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.box.offer({"account": ["Northwind Robotics"]})
        await pilot.press("f2")
        await type_in(pilot, "fee acc")
        await until(pilot, lambda: app.box.input._suggestion == "fee account:")
        await pilot.press("tab")
        await until(pilot, lambda: app.box.input._suggestion == "fee account:none")
        await type_in(pilot, '"')
        await until(pilot, lambda: app.box.input._suggestion.endswith('"Northwind Robotics"'))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: bool(app.queries()))
        assert app.queries() == ['fee account:"Northwind Robotics"']
        await pilot.press("f2", "tab")
        await pilot.pause()
        assert app.focused_id() == "elsewhere"


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_shown_inert(text: str) -> None:
    app = BoxApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        app.box.input.insert_text_at_cursor(text)
        await pilot.pause()
        shown = screen_text(app)
        assert not set(shown) & {"\x1b", "\x9b", "\x07", "\u202e", "\u200b", "\ud800"}
        if text.startswith("["):
            assert f"/ {text}" in shown
            assert f"“{text}”" in shown or "✗" in shown


async def test_a_saved_query_that_cannot_be_read_changes_nothing() -> None:
    app = BoxApp()
    async with app.run_test(size=(80, 24)):
        with pytest.raises(QueryError):
            app.box.set_text("band:angry")
        assert app.box.input.value == ""


def test_every_binding_has_an_id_and_a_tooltip() -> None:
    bindings = [one for one in FilterBox.input.expect_type.BINDINGS if isinstance(one, Binding)]
    own = [one for one in bindings if (one.id or "").startswith("filter.")]
    assert {one.key for one in own} == {"tab", "up", "down", "escape"}
    assert all(one.tooltip and one.description for one in own)
