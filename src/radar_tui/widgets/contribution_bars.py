"""What a score is made of, as bars whose points visibly add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from radar_tui.domain.scores import ContributionName
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.virtual_table_layout import fit_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radar_tui.services.ticket_view import NumberedContribution, ScoreView

# Cells; a line is as wide as the three together with a space between and five cells of points.
NUMBER_WIDTH, LABEL_WIDTH, BAR_WIDTH, POINTS_WIDTH = 3, 20, 12, 5
LINE_WIDTH = NUMBER_WIDTH + LABEL_WIDTH + BAR_WIDTH + POINTS_WIDTH + 3

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_EIGHTHS = " ▏▎▍▌▋▊▉"


def superscript(number: int) -> str:
    """Write a number small and raised, as it stands behind the words it belongs to."""
    return str(number).translate(_SUPERSCRIPTS)


def contribution_bars(score: ScoreView, *, most: int | None = None) -> Content:
    """One line per contribution, the largest bar full, then the sum, which is the score.

    Of more than `most` those with the most points stand alone; the others are one line together.
    """
    if score.score is None:
        return Content(inert_line(score.why))
    largest = max((abs(one.contribution.points) for one in score.contributions), default=0)
    alone, others = _parted(score.contributions, most)
    lines = [_bar_line(one, largest) for one in alone]
    if others:
        lines.append(_others_line(others))
    label = "the score".ljust(LINE_WIDTH - NUMBER_WIDTH - POINTS_WIDTH - 2)
    total = f"{'':>{NUMBER_WIDTH}} {label} {_points_sum(score.contributions):>{POINTS_WIDTH}}"
    rule = Content.styled("─" * LINE_WIDTH, "$foreground-muted")
    return Content("\n").join([*lines, rule, Content.styled(total, "bold")])


def _parted(
    parts: Sequence[NumberedContribution], most: int | None
) -> tuple[Sequence[NumberedContribution], Sequence[NumberedContribution]]:
    """The contributions that weigh most, in their order, and the others: never only one."""
    if most is None or len(parts) <= most + 1:
        return parts, ()
    places = sorted(range(len(parts)), key=lambda place: -abs(parts[place].contribution.points))
    alone, others = sorted(places[:most]), sorted(places[most:])
    return [parts[place] for place in alone], [parts[place] for place in others]


def _others_line(others: Sequence[NumberedContribution]) -> Content:
    words = f"{len(others)} more, on the opened ticket".ljust(LABEL_WIDTH + BAR_WIDTH + 1)
    line = f"{'':>{NUMBER_WIDTH}} {words} {_points_sum(others):>+{POINTS_WIDTH}}"
    return Content.styled(line, "$foreground-muted")


def _bar_line(part: NumberedContribution, largest: int) -> Content:
    points = part.contribution.points
    number = superscript(part.number) if part.number is not None else ""
    return Content.assemble(
        (f"{number:>{NUMBER_WIDTH}} ", "$accent"),
        f"{fit_text(_label(part), LABEL_WIDTH)} ",
        (f"{_bar(points, largest)} ", "$success" if points < 0 else "$warning"),
        f"{points:>+{POINTS_WIDTH}}",
    )


def _label(part: NumberedContribution) -> str:
    """Context is named by its rule, everything else by its name."""
    one = part.contribution
    named = one.rule.replace("-", " ") if one.name is ContributionName.CONTEXT else str(one.name)
    return inert_line(named)


def _bar(points: int, largest: int) -> str:
    """A solid bar for what raises the score, a light one for what lowers it."""
    eighths = round(BAR_WIDTH * 8 * abs(points) / largest) if largest else 0
    if points < 0:
        return ("░" * max(1, eighths // 8)).ljust(BAR_WIDTH)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).strip().ljust(BAR_WIDTH)


def _points_sum(parts: Sequence[NumberedContribution]) -> int:
    return sum(part.contribution.points for part in parts)
