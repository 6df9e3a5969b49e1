"""Radar's own themes: a dark and a light one, with one accent and a scale of four for bands."""

from collections.abc import Mapping

from textual.theme import Theme

# Band colours differ in lightness as well as in hue, and never stand without glyph and number.
# The light theme's warm colours are none that 16-colour terminals show as yellow on white.
RADAR_DARK = Theme(
    name="radar-dark",
    dark=True,
    primary="#5fb3c9",
    secondary="#8aa4b8",
    accent="#f2c14e",
    foreground="#d8dee4",
    background="#101418",
    surface="#161b21",
    panel="#1e252d",
    error="#ff7a7a",
    warning="#f5a25d",
    success="#7bc47f",
    variables={
        "band-critical": "#ff7a7a",
        "band-high": "#f5a25d",
        "band-mild": "#e6d17a",
        "band-neutral": "#8a97a3",
        "border-blurred": "#33404c",
        "scrollbar": "#33404c",
        "scrollbar-background": "#161b21",
        "scrollbar-background-hover": "#161b21",
        "scrollbar-background-active": "#161b21",
    },
)
RADAR_LIGHT = Theme(
    name="radar-light",
    dark=False,
    primary="#0b6b83",
    secondary="#4a6072",
    accent="#7d4a2a",
    foreground="#1d2730",
    background="#f7f8fa",
    surface="#ffffff",
    panel="#e9edf1",
    error="#b42318",
    warning="#8b4a3a",
    success="#1a6b2e",
    variables={
        "band-critical": "#b42318",
        "band-high": "#8b4a3a",
        "band-mild": "#645520",
        "band-neutral": "#55636f",
        "border-blurred": "#c3ccd4",
        "scrollbar": "#c3ccd4",
        "scrollbar-background": "#eef1f4",
        "scrollbar-background-hover": "#eef1f4",
        "scrollbar-background-active": "#eef1f4",
    },
)
THEMES = (RADAR_DARK, RADAR_LIGHT)


def band_colours(theme: Theme) -> dict[str, str]:
    """Give the bands' colours under a theme that knows of no bands: those of its own messages."""
    colours = theme.to_color_system().generate()
    return {
        "band-critical": colours["text-error"],
        "band-high": colours["text-warning"],
        "band-mild": colours["text-accent"],
        "band-neutral": colours["foreground"],
    }


def offered_themes(available: Mapping[str, Theme], *, colours: bool) -> list[str]:
    """Name the themes to choose from, Radar's own first.

    Those that leave colours to the terminal are left out without `colours`, as under `NO_COLOR`:
    they come out black on black there.
    """
    own = [theme.name for theme in THEMES]
    others = sorted(name for name, theme in available.items() if colours or not theme.ansi)
    return own + [name for name in others if name not in own]
