"""Radar's own themes can be read: contrast by the formula of WCAG 2.2."""

import pytest
from rich.color import ColorSystem
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from radar_tui.widgets.themes import RADAR_DARK, THEMES, band_colours, offered_themes

# Text of the normal size, success criterion 1.4.3.
READABLE = 4.5
TEXTS = (
    "foreground",
    "text-muted",
    "primary",
    "accent",
    "error",
    "warning",
    "success",
    "text-error",
    "text-warning",
    "text-success",
    "text-accent",
    "band-critical",
    "band-high",
    "band-mild",
    "band-neutral",
)
XTERM = (
    *("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5"),
    *("#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"),
)
# The cursor's row in a panel without the keys is tinted by this much of the primary colour.
BLURRED_CURSOR = 0.15


def luminance(colour: Color) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def in_16(colour: Color) -> Color:
    number = colour.rich_color.downgrade(ColorSystem.STANDARD).number
    assert number is not None
    return Color.parse(XTERM[number])


def variables(theme: Theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


def seen(text: str, background: Color) -> Color:
    """The colour of a text as it comes out on a background; `auto 60%` is black or white."""
    if text.startswith("auto "):
        share = float(text.removeprefix("auto ").rstrip("%")) / 100
        return background + background.get_contrast_text(share)
    return background + Color.parse(text)


def backgrounds(theme: Theme) -> dict[str, Color]:
    own = {name: Color.parse(variables(theme)[name]) for name in ("background", "surface", "panel")}
    tint = Color.parse(variables(theme)["primary"]).with_alpha(BLURRED_CURSOR)
    return own | {"blurred cursor": own["background"] + tint}


def test_the_formula() -> None:
    assert contrast(Color.parse("#000"), Color.parse("#fff")) == pytest.approx(21)
    assert contrast(Color.parse("#777"), Color.parse("#fff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("text", TEXTS)
def test_texts_can_be_read_on_every_background(theme: Theme, text: str) -> None:
    for name, background in backgrounds(theme).items():
        found = contrast(seen(variables(theme)[text], background), background)
        assert found >= READABLE, f"{text} on {name}: {found:.2f}"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("text", TEXTS)
def test_texts_can_be_read_in_grey_as_under_no_color(theme: Theme, text: str) -> None:
    for name, background in backgrounds(theme).items():
        found = contrast(seen(variables(theme)[text], background).monochrome, background.monochrome)
        assert found >= READABLE, f"{text} on {name}: {found:.2f}"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("text", TEXTS)
def test_texts_can_be_seen_in_16_colours(theme: Theme, text: str) -> None:
    """In xterm's own 16, the palest in use; large or bold text needs 3."""
    for name, background in backgrounds(theme).items():
        found = contrast(in_16(seen(variables(theme)[text], background)), in_16(background))
        assert found >= 3, f"{text} on {name}: {found:.2f}"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_cursor_can_be_read_and_seen(theme: Theme) -> None:
    cursor = Color.parse(variables(theme)["block-cursor-background"])
    text = seen(variables(theme)["block-cursor-foreground"], cursor)
    assert contrast(text, cursor) >= READABLE
    # What is no text needs 3, success criterion 1.4.11.
    assert contrast(cursor, Color.parse(variables(theme)["background"])) >= 3


@pytest.mark.parametrize("theme", BUILTIN_THEMES.values(), ids=lambda theme: theme.name)
def test_every_theme_has_colours_for_bands(theme: Theme) -> None:
    assert set(band_colours(theme)) == {name for name in RADAR_DARK.variables if "band" in name}


def test_themes_that_leave_colours_to_the_terminal_are_not_offered_without_colours() -> None:
    available = {**BUILTIN_THEMES, **{theme.name: theme for theme in THEMES}}
    with_colours = offered_themes(available, colours=True)
    assert with_colours[:2] == ["radar-dark", "radar-light"]
    assert sorted(with_colours) == sorted(available)
    without = offered_themes(available, colours=False)
    assert set(with_colours) - set(without) == {"ansi-dark", "ansi-light"}
