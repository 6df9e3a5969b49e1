"""Text of others in Markdown: shown as it is, never acting as Markdown or HTML."""

import re

from radar_tui.text.hostile import inert_line

NOTHING = "–"

_BACKTICKS = re.compile(r"`+")
_ACTING = re.compile(r"([\\`*_\[\]<>#~$&])")


def quoted(text: str) -> str:
    """Write customer text as a code span, in which nothing is markup, link, mention or HTML.

    Backslashes would not do: GitHub links addresses and names after it has taken escapes away. A
    vertical bar becomes a broken one, as it would end a table's cell even within a code span.
    """
    line = " ".join(inert_line(text).replace("|", "\N{BROKEN BAR}").split())
    if not line:
        return NOTHING
    longest = max((len(run) for run in _BACKTICKS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    edge = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{edge}{line}{edge}{fence}"


def plain(text: str) -> str:
    """Write the team's own words (titles, owners, actions) so that none of them is markup."""
    line = " ".join(inert_line(text).replace("|", "\N{BROKEN BAR}").split())
    return _ACTING.sub(r"\\\1", line) or NOTHING
