"""Radar's own themes: a dark and a light one, with one accent and a scale of four for bands."""

from textual.theme import Theme

# Band colours differ in lightness as well as in hue, and never stand without glyph and number.
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
    error="#ff6b6b",
    warning="#f5a25d",
    success="#7bc47f",
    variables={
        "band-critical": "#ff6b6b",
        "band-high": "#f5a25d",
        "band-mild": "#e6d17a",
        "band-neutral": "#8a97a3",
        "border-blurred": "#33404c",
    },
)
RADAR_LIGHT = Theme(
    name="radar-light",
    dark=False,
    primary="#0b6b83",
    secondary="#4a6072",
    accent="#9a6700",
    foreground="#1d2730",
    background="#f7f8fa",
    surface="#ffffff",
    panel="#e9edf1",
    error="#b42318",
    warning="#a04a00",
    success="#1f7a35",
    variables={
        "band-critical": "#b42318",
        "band-high": "#a04a00",
        "band-mild": "#6f5a00",
        "band-neutral": "#55636f",
        "border-blurred": "#c3ccd4",
    },
)
THEMES = (RADAR_DARK, RADAR_LIGHT)
