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
    "\x1b]52;c;ZXZpbA==\x07copied",
    "\x1b[2J\x1b[Htop",
    "\x9d0;title\x9cnamed",
    "\x1bc\x1b(0reset",
    "\u2066in\u2069\ufeff\u2028out",
)
