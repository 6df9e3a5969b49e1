"""The weekly review as Markdown: values in, text out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from radar_tui.domain.scope import EVERYTHING, parse_scope
from radar_tui.domain.units import Unit
from radar_tui.reporting.weekly import (
    USUAL_WEEKS,
    AreaVolume,
    FiredAlert,
    Headline,
    Judgement,
    MetricLine,
    ReviewWeek,
    WeeklyReview,
)
from radar_tui.reporting.weekly_escaping import NOTHING, plain, quoted
from radar_tui.reporting.wording import short_span

# A rule that fired more often than this is cut: the list is for reading, all of it is in the JSON.
MOST_ALERTS = 10
MOST_ACCOUNTS = 5

_DAY = timedelta(days=1)
_JUDGEMENTS = {
    Judgement.WITHIN: "within its usual range",
    Judgement.ABOVE: "**above its usual range**",
    Judgement.BELOW: "**below its usual range**",
}
_AREA_STATUS = {
    "spike": "**spike**",
    "ok": "no spike",
    "insufficient-data": "too little history",
    "incomplete-week": "the week is incomplete",
}
_DETECTION = ("time-to-detect", "time-to-mitigate")


def weekly_markdown(review: WeeklyReview) -> str:
    """Write the weekly review as Markdown; text of customers stays text."""
    sections = (
        _heading(review),
        _numbers(review),
        _alerts(review),
        _areas(review),
        _issues(review),
        _accounts(review),
        _interventions(review),
        _metrics(review),
        _freshness(review),
        _sample(review),
        _gaps(review),
    )
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def _heading(review: WeeklyReview) -> list[str]:
    week = review.week
    first, last = _local(week.start, week), _local(week.end, week) - _DAY / 24
    lines = [
        f"# Weekly review {week.label}",
        "",
        f"{first:%a} {first.day} {first:%b} to {last:%a} {last.day} {last:%b %Y} ({week.zone}), "
        f"as of {_moment(review.as_of, week)}.",
    ]
    if review.scope != str(EVERYTHING):
        lines += ["", f"Scope: {plain(parse_scope(review.scope).words)}."]
    if not week.is_over:
        lines += ["", f"**The week is not over**: counted up to {_moment(review.as_of, week)}."]
    return lines


def _numbers(review: WeeklyReview) -> list[str]:
    rows = [
        (
            headline.title,
            _number(headline.value, headline.unit),
            _number(headline.previous, headline.unit),
            _range(headline),
            _judgement(headline),
        )
        for headline in review.headlines
    ]
    columns = ("", "This week", "Week before", f"{USUAL_WEEKS} weeks before", "")
    return ["## In numbers", "", *_table(columns, rows)]


def _judgement(headline: Headline) -> str:
    if headline.judgement is None:
        return f"not judged: {plain(headline.reason or '')}"
    return _JUDGEMENTS[headline.judgement]


def _range(headline: Headline) -> str:
    if headline.low is None:
        return NOTHING
    low, high = (_number(end, headline.unit) for end in (headline.low, headline.high))
    span = low if low == high else f"{low}–{high}"
    return span if headline.weeks == USUAL_WEEKS else f"{span} ({headline.weeks} weeks)"


def _alerts(review: WeeklyReview) -> list[str]:
    lines = ["## What fired, and how fast", ""]
    lines += [
        f"- {line.title}: {_value(line)}{_out_of(line)}"
        for line in review.metrics
        if line.key in _DETECTION
    ]
    if not review.alerts:
        return [*lines, "", "No alert fired."]
    for title, group in groupby(review.alerts, key=lambda alert: alert.title):
        lines += ["", *_alert_group(title, list(group), review)]
    return lines


def _out_of(line: MetricLine) -> str:
    return f" (average of {line.denominator:g})" if line.value is not None else ""


def _alert_group(title: str, alerts: Sequence[FiredAlert], review: WeeklyReview) -> list[str]:
    week = review.week
    rows = [
        (
            quoted(alert.subject),
            quoted(alert.measure),
            _moment(alert.began_at, week),
            _moment(alert.fired_at, week) + ("" if alert.fired_in_week else " (after the week)"),
            _moment(alert.due_at, week),
            plain(alert.owner),
            _handled(alert, review),
        )
        for alert in alerts[:MOST_ALERTS]
    ]
    columns = ("What", "Measured", "Began", "Fired", "Due", "Owner", "Handled")
    lines = [f"### {plain(title)}: {len(alerts)}", "", f"To do: {plain(alerts[0].action)}", ""]
    lines += _table(columns, rows)
    more = len(alerts) - len(rows)
    return [*lines, "", f"{more} more are not shown."] if more else lines


def _handled(alert: FiredAlert, review: WeeklyReview) -> str:
    ends = [moment for moment in (alert.done_at, alert.resolved_at) if moment is not None]
    begin = alert.began_at or alert.fired_at
    if ends:
        return f"mitigated after {short_span(min(ends) - begin)}"
    if alert.acknowledged_at is not None:
        return f"triaged after {short_span(alert.acknowledged_at - begin)}"
    late = alert.due_at is not None and alert.due_at < review.as_of
    return "not triaged yet, **overdue**" if late else "not triaged yet"


def _areas(review: WeeklyReview) -> list[str]:
    lines = ["## Tickets by feature area", ""]
    if not review.areas:
        return [*lines, "No ticket carries a feature area."]
    rows = [
        (
            plain(area.label),
            str(area.count),
            _number(area.previous, Unit.COUNT),
            NOTHING if area.expected is None else f"{area.expected:g}",
            NOTHING if area.upper is None else str(area.upper),
            str(area.accounts) if area.count else NOTHING,
            _area_status(area),
        )
        for area in review.areas
    ]
    columns = ("Area", "Tickets", "Week before", "Expected", "Upper", "Accounts", "")
    note = "Upper is the largest count that a normal week explains."
    return [*lines, *_table(columns, rows), "", note]


def _area_status(area: AreaVolume) -> str:
    words = _AREA_STATUS[area.status]
    if area.status not in ("ok", "spike"):
        return f"not judged: {words}"
    if area.naive and area.status == "ok":
        return f"{words} (week over week alone would have alarmed)"
    return words


def _issues(review: WeeklyReview) -> list[str]:
    lines = ["## Top three recurring issues", ""]
    if not review.issues:
        return [*lines, "No root cause came up more than once."]
    for number, issue in enumerate(review.issues, start=1):
        named = ", ".join(quoted(name) for name in issue.accounts[:MOST_ACCOUNTS])
        more = len(issue.accounts) - MOST_ACCOUNTS
        others = f" and {more} more" if more > 0 else ""
        accounts = (
            f"{len(issue.accounts)} accounts: {named}{others}" if named else "account unknown"
        )
        lines.append(
            f"{number}. **{plain(issue.label)}**: {issue.tickets} tickets "
            f"({issue.previous} the week before), {accounts}"
        )
    return lines


def _accounts(review: WeeklyReview) -> list[str]:
    lines = [
        f"## Accounts at risk, as of {_moment(review.as_of, review.week)}",
        "",
        "The top of the priority matrix as it stands now, not as it stood in the week.",
        "",
    ]
    if not review.accounts:
        return [*lines, "No account calls for more than standard handling."]
    rows = [
        (
            quoted(account.account),
            str(account.total),
            str(account.arr_tier),
            str(account.sentiment_risk),
            str(account.pattern_severity),
            plain(account.action),
            quoted(account.why),
        )
        for account in review.accounts
    ]
    columns = ("Account", "Total", "ARR tier", "Sentiment", "Pattern", "Action", "Why")
    return [*lines, *_table(columns, rows)]


def _interventions(review: WeeklyReview) -> list[str]:
    lines = ["## Interventions and prevented escalations", ""]
    for line in review.metrics:
        if line.key == "prevented-escalations":
            lines += [
                f"Prevented escalations over {line.period}: {_value(line)} "
                f"of {line.denominator or 0:g} interventions whose 14 days are over.",
                "",
            ]
    if not review.interventions:
        return [*lines, "No intervention was started in the week."]
    rows = [
        (
            quoted(f"#{one.ticket}"),
            quoted(one.account or ""),
            plain(one.owner or ""),
            _moment(one.started_at, review.week),
            NOTHING if one.started_score is None else str(one.started_score),
            f"{one.checklist_done} of {one.checklist_total}",
            quoted(one.next_action or ""),
            quoted(one.outcome or "") + (" (escalated)" if one.escalated else ""),
        )
        for one in review.interventions
    ]
    columns = [
        *("Ticket", "Account", "Owner", "Started", "Score then", "Checklist"),
        *("Next action", "Outcome"),
    ]
    return [*lines, *_table(columns, rows)]


def _metrics(review: WeeklyReview) -> list[str]:
    rows = [
        (
            plain(line.title),
            plain(line.baseline or ""),
            plain(line.target or ""),
            _value(line),
            line.period,
            plain(line.how),
            plain(line.cadence or ""),
        )
        for line in review.metrics
    ]
    columns = ("Metric", "Baseline", "Target", "Now", "Over", "How we measure", "Cadence")
    return ["## Metrics", "", *_table(columns, rows)]


def _value(line: MetricLine) -> str:
    if line.value is None:
        return plain(line.reason or "")
    number = _number(line.value, line.unit)
    return f"{number} ({plain(line.reason)})" if line.reason else number


def _freshness(review: WeeklyReview) -> list[str]:
    lines = ["## How fresh the data are", ""]
    if not review.sources:
        return [*lines, "Nothing was imported yet."]
    for source in review.sources:
        reach = "reaches over the week" if source.covers_week else "**ends before the week does**"
        lines.append(
            f"- {quoted(source.name)} ({plain(source.system)}): data as of "
            f"{_moment(source.data_as_of, review.week)}, {reach}"
        )
    return lines


def _sample(review: WeeklyReview) -> list[str]:
    lines = [
        "## Three closed tickets to read for completeness and tone",
        "",
        f"Drawn at random from the {_many(review.closed, 'ticket')} solved in the week.",
    ]
    for ticket in review.sample:
        about = [quoted(f"#{ticket.ticket}"), quoted(ticket.subject)]
        about += [quoted(ticket.account)] if ticket.account else []
        about += [f"handled by {quoted(ticket.assignee)}"] if ticket.assignee else []
        about.append(f"solved {_moment(ticket.solved_at, review.week)}")
        lines += ["", f"- {' · '.join(about)}"]
        lines += [f"  - [ ] {plain(item)}" for item in review.completeness]
    return lines


def _gaps(review: WeeklyReview) -> list[str]:
    gaps, week = review.gaps, review.week
    counted = (
        (gaps.not_scored_yet, "not scored yet (run: radar score)"),
        (gaps.unscored, "without a score: no text of the customer's in English"),
        (gaps.without_area, "without a feature area, so that no area counts them"),
    )
    found = [f"{_many(number, 'ticket')} {what}" for number, what in counted if number]
    since = gaps.watching_since
    if since is None or since > week.start:
        moment = f"since {_moment(since, week)}" if since else "nothing yet"
        found.append(f"Radar has watched {moment}: earlier signals could raise no alert")
    found += [f"{reason}: {', '.join(titles)}" for reason, titles in _unjudged(review).items()]
    lines = [f"- {line}" for line in found] or ["Everything above could be judged."]
    return ["## What could not be judged", "", *lines]


def _unjudged(review: WeeklyReview) -> dict[str, list[str]]:
    """Gather what could not be judged by the reason for it."""
    titles: dict[str, list[str]] = defaultdict(list)
    for headline in review.headlines:
        if headline.judgement is None:
            titles[plain(headline.reason or "")].append(headline.title)
    for line in review.metrics:
        if line.value is None:
            titles[plain(line.reason or "")].append(plain(line.title))
    for area in review.areas:
        if area.status not in ("ok", "spike"):
            titles[_AREA_STATUS[area.status]].append(plain(area.label))
    return titles


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Write a table; its cells must be escaped already."""
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return lines + [f"| {' | '.join(cells)} |" for cells in rows]


def _number(number: float | None, unit: Unit) -> str:
    if number is None:
        return NOTHING
    formats = {Unit.COUNT: ",.0f", Unit.SHARE: ".0%", Unit.POINTS: ".0f", Unit.HOURS: ".1f"}
    return f"{number:{formats[unit]}}" + (" h" if unit is Unit.HOURS else "")


def _moment(moment: datetime | None, week: ReviewWeek) -> str:
    if moment is None:
        return NOTHING
    local = _local(moment, week)
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def _local(moment: datetime, week: ReviewWeek) -> datetime:
    return moment.astimezone(ZoneInfo(week.zone))
