"""The weekly review's numbers: the headlines with their usual range, and the metrics table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from radar_tui.analysis.metrics import LEAST_TICKETS
from radar_tui.db.queries.review import (
    escalated_before,
    escalated_creations,
    firing_times,
    message_scores,
    solved_counts,
    ticket_counts,
)
from radar_tui.db.queries.scope import tickets_in
from radar_tui.db.queries.tickets import TaggedTicket, tagged_between
from radar_tui.domain.playbook_sections import MetricPlan
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import Rule
from radar_tui.domain.scope import EVERYTHING, Scope
from radar_tui.domain.units import Unit
from radar_tui.reporting.weekly import Headline, MetricLine, ReviewWeek, make_headline
from radar_tui.services.metric_weeks import (
    MONTH_WEEKS,
    UNTAGGED,
    Reach,
    metric_line,
    read_metric_weeks,
)

# A tick, so that spans "after, up to and with" become spans "from, up to and without".
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ReviewScope:
    """What a review looks at: a week, the eight before it, and how far the data carry.

    `starts` are the nine weeks' starts. `first` is when the oldest ticket came, `since` when Radar
    first saw data. `unjudged` says why the week's numbers cannot be held against others. `part` is
    the segment or feature area that is reviewed.
    """

    session: Session
    week: ReviewWeek
    starts: tuple[datetime, ...]
    rules: tuple[Rule, ...]
    first: datetime | None
    since: datetime | None
    unjudged: str | None
    part: Scope = EVERYTHING

    @property
    def start(self) -> datetime:
        """When the week begins."""
        return self.week.start

    @property
    def reach(self) -> Reach:
        """How far back the workspace can tell anything."""
        return Reach(self.first, self.since)

    @property
    def until(self) -> datetime:
        """Up to when the week is counted."""
        return self.week.counted_until

    def spans(self) -> list[tuple[datetime, datetime]]:
        """The nine weeks, oldest first, each from its start up to its end."""
        return list(zip(self.starts, [*self.starts[1:], self.until], strict=True))

    def tagged(self, kind: TagKind, start: datetime, end: datetime) -> list[TaggedTicket]:
        """List the tickets of a span, once for each term of a kind that they carry."""
        inside = tickets_in(self.part)
        return tagged_between(self.session, kind, start - _TICK, end - _TICK, *inside)


def headlines(scope: ReviewScope) -> tuple[Headline, ...]:
    """Make the week's headline numbers with those of the weeks before."""
    session, spans, part = scope.session, scope.spans(), scope.part
    counts = [ticket_counts(session, *span, part) for span in spans]
    solved = solved_counts(session, scope.starts, scope.until, part)
    escalated = escalated_creations(session, scope.starts[0], scope.until, part)
    untagged = not escalated and not escalated_before(session, scope.starts[0])
    fired = [at for _, at in firing_times(session, scope.starts[0], scope.week.end, part)]
    heard = [message_scores(session, *span, part) for span in spans]

    def count(key: str, title: str, numbers: Sequence[int]) -> Headline:
        series = _known(scope, numbers, scope.first)
        return make_headline(key, title, Unit.COUNT, series, unjudged=scope.unjudged)

    return (
        count("new-tickets", "New tickets", [each.tickets for each in counts]),
        count("solved-tickets", "Solved tickets", solved),
        count(
            "over-review",
            "New tickets over the review threshold",
            [each.tickets_over_review for each in heard],
        ),
        make_headline(
            "message-score-average",
            "Average score of customers' messages",
            Unit.POINTS,
            [each.total / each.scored if each.scored >= LEAST_TICKETS else None for each in heard],
            unjudged=scope.unjudged,
        ),
        make_headline(
            "escalated-tickets",
            "Escalated tickets",
            Unit.COUNT,
            [None] * len(spans)
            if untagged
            else _known(scope, _per_week(escalated, spans), scope.first),
            unjudged=scope.unjudged or (UNTAGGED if untagged else None),
        ),
        make_headline(
            "alerts-fired",
            "Alerts fired",
            Unit.COUNT,
            _known(
                scope, _per_week(fired, [*spans[:-1], (scope.start, scope.week.end)]), scope.since
            ),
            unjudged=scope.reach.unwatched(scope.start, scope.week.end) or scope.unjudged,
        ),
    )


def metric_lines(scope: ReviewScope, table: Sequence[MetricPlan]) -> tuple[MetricLine, ...]:
    """Fill the metrics table: monthly ones over four weeks, all others over the week."""
    weeks = read_metric_weeks(
        scope.session,
        scope.week,
        scope.starts[-MONTH_WEEKS:],
        scope.rules,
        scope.reach,
        scope.part,
    )
    return tuple(metric_line(weeks, plan) for plan in table)


def _known(scope: ReviewScope, numbers: Sequence[int], first: datetime | None) -> list[int | None]:
    """Leave out the weeks that began before the data did; the reviewed one needs some data."""
    *before, last = zip(scope.starts, numbers, strict=True)
    series = [number if first is not None and start >= first else None for start, number in before]
    return [*series, last[1] if first is not None and first < scope.week.end else None]


def _per_week(moments: Sequence[datetime], spans: Sequence[tuple[datetime, datetime]]) -> list[int]:
    placed = Counter(
        position
        for moment in moments
        for position, (start, end) in enumerate(spans)
        if start <= moment < end
    )
    return [placed[position] for position in range(len(spans))]
