"""How a ticket's score came to be: its revisions as a small curve, the newest with their causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from radar_tui.reporting.wording import moment_words
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.sparkline import sparkline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from radar_tui.db.queries.ticket_view import ScoreRevision

# Cells of the curve, and how many revisions are written out.
CURVE_WIDTH = 30
WRITTEN_OUT = 4

_CAUSES = {
    "first": "first scored",
    "import": "imported",
    "model-or-rubric": "rescored",
    "time": "waiting",
}


def history_content(history: Sequence[ScoreRevision], zone: ZoneInfo) -> Content:
    """The curve with where it began and ended; below it the newest revisions, newest first."""
    if not history:
        return Content("")
    scores = [one.score for one in history]
    ends = (scores[0], scores[-1]) if len(scores) > 1 else (scores[0],)
    curve = sparkline(scores, min(CURVE_WIDTH, len(scores)))
    first = Content.assemble((curve, "$accent"), f" {' → '.join(_score(one) for one in ends)}")
    lines = [_line(history, place, zone) for place in range(len(history))[-WRITTEN_OUT:]]
    return Content("\n").join([first, *reversed(lines)])


def _line(history: Sequence[ScoreRevision], place: int, zone: ZoneInfo) -> Content:
    one = history[place]
    before = history[place - 1].score if place else None
    step = f"{one.score - before:+d}" if one.score is not None and before is not None else ""
    cause = inert_line(_CAUSES.get(one.cause, one.cause))
    return Content.assemble(
        (f"{moment_words(one.known_at, zone)} ", "$foreground-muted"),
        f"{_score(one.score):>3} {step:>4}  {cause}",
    )


def _score(score: int | None) -> str:
    return "–" if score is None else str(score)
