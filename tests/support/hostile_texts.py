"""Texts that would act on a terminal, on markup, or on their reader."""

HOSTILE = (
    "[/refund]",
    "[red]x[/red]",
    "[click=app.quit]here",
    "[@click=app.bell]y",
    "\x1b[31mred",
    "\x1b]8;;http://evil\x07link\x1b]8;;\x07",
    "\x9b2J",
    "\u202etxt.exe",
    "a\u200bb",
    "line\r\nbreak\ttab",
    "\ud800",
)
