"""Copying what is shown as text or Markdown, by a key and by the palette."""

from textual.pilot import Pilot

from radar_tui.app import RadarApp
from support.pilots import said, shows, take_found, until_rows

WIDE = (120, 40)


async def copy_as(pilot: Pilot[None], *keys: str) -> str:
    await pilot.press("Y")
    await shows(pilot, "Copy what is shown as")
    await pilot.press(*keys, "enter")
    await said(pilot, "copied")
    return pilot.app.clipboard


async def test_a_list_is_copied_as_text(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        copied = await copy_as(pilot)
        await said(pilot, "copied Frustration radar · 2 over review, 2 rows as Plain text")
        assert copied.startswith("Frustration radar · 2 over review (2 rows)\n")
        assert "\x1b" not in copied


async def test_marked_rows_are_copied_as_markdown(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("space")
        copied = await copy_as(pilot, "down")
        await said(pilot, "1 row as Markdown")
        assert "| `#4562` |" in copied
        assert "4571" not in copied


async def test_hostile_words_are_harmless_in_markdown(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("down", "enter")
        await shows(pilot, "Score and work")
        copied = await copy_as(pilot, "down")
        await said(pilot, "copied ticket #4571 as Markdown")
        assert copied.startswith("**Ticket \\#4571**\n")
        assert "`" in copied
        assert "\x1b" not in copied
        assert "\u202e" not in copied


async def test_the_palette_copies_too(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await take_found(pilot, "as mark", "Copy as Markdown")
        await said(pilot, "as Markdown")
        assert pilot.app.clipboard.startswith("**Frustration radar")
