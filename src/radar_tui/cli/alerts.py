"""`radar alerts`: the alerts as a table or JSON, in lists, or the history of one. Reads only."""

from zoneinfo import ZoneInfo

import click

from radar_tui.cli.common import COUNT, json_option, opened, scope_option, workspace_options
from radar_tui.cli.output import Column, print_json, print_table
from radar_tui.cli.panels import not_shown, scope_words, tell_of_later_data
from radar_tui.config import Config
from radar_tui.domain.alerts import AlertState
from radar_tui.domain.attention import Standing
from radar_tui.domain.scope import EVERYTHING
from radar_tui.reporting.wording import due_words, moment_words, short_span
from radar_tui.services.alert_timeline import AlertTimeline, alert_timeline
from radar_tui.services.alerts_panel import AlertEntry, AlertList, AlertsPanel, alerts_panel

_EMPTY = {
    None: "Nothing fires. Alerts appear here when a threshold is hit.",
    AlertList.FIRING: "Nothing fires that is not silenced.",
    AlertList.PENDING: "Nothing is about to fire.",
    AlertList.SILENCED: "Nothing that fires is silenced.",
    AlertList.HISTORY: "No alert has resolved yet.",
}
# What is hidden, or done, is due to nobody now.
_TO_DO = (Standing.NEEDS_YOU, Standing.ACKNOWLEDGED)


@click.command()
@click.option(
    "--state",
    "shown",
    type=click.Choice(AlertList, case_sensitive=False),
    help="Only this list; history are those that have resolved. Without it, all that are open.",
)
@click.option("--history", "alert_id", type=COUNT, metavar="ID", help="All that happened to one.")
@click.option("--limit", type=COUNT, default=50, show_default=True)
@scope_option
@json_option
@workspace_options
def alerts(
    config: Config,
    shown: AlertList | None,
    alert_id: int | None,
    limit: int,
    scope: str | None,
    as_json: bool,
) -> None:
    """Show the alerts: what to do, by when, whose they are, and where they stand. Reads only."""
    if alert_id is not None and shown is not None:
        raise click.UsageError("--history is about one alert; leave out --state")
    if alert_id is not None and scope is not None:
        raise click.UsageError("--history is about one alert; leave out --scope")
    with opened(config, scope) as workspace:
        tell_of_later_data(workspace)
        if alert_id is not None:
            timeline = alert_timeline(workspace, alert_id)
            print_json(timeline) if as_json else print_timeline(timeline)
            return
        panel = alerts_panel(workspace, shown, limit=limit)
    print_json(panel) if as_json else print_alerts(panel, limit=limit, shown=shown)


def print_alerts(panel: AlertsPanel, *, limit: int, shown: AlertList | None = None) -> None:
    """Print the alerts, most urgent first."""
    quiet = f" · {panel.silenced} silenced" if panel.silenced else ""
    print_table(
        f"Alerts{scope_words(panel.scope)} · {panel.needs_you} need you · {panel.firing} firing"
        + f" · {panel.pending} pending"
        + quiet
        + not_shown(len(panel.alerts) - limit, "alerts"),
        [
            Column("id", right=True),
            Column("stands", wrap=True, ratio=5),
            Column("alert", wrap=True, ratio=5),
            Column("measured", wrap=True, ratio=6),
            Column("since", right=True),
            Column("what to do", wrap=True, ratio=5),
            Column("owner", least=12),
            Column("due", least=11),
        ],
        [
            (
                entry.id,
                _stands(entry),
                f"{entry.subject}: {entry.title}",
                entry.measure,
                short_span(panel.as_of - (entry.began_at or entry.fired_at or panel.as_of)),
                entry.action,
                entry.owner,
                due_words(entry.due_at if entry.standing in _TO_DO else None, panel.as_of),
            )
            for entry in panel.alerts[:limit]
        ],
        empty=_EMPTY[shown] if panel.scope == str(EVERYTHING) else f"None in {panel.scope}.",
    )


def _stands(entry: AlertEntry) -> str:
    recovers = ", recovering" if entry.state == AlertState.RECOVERING else ""
    return f"{entry.standing_words}{recovers}"


def print_timeline(timeline: AlertTimeline) -> None:
    """Print all that happened to an alert, oldest first."""
    alert, zone = timeline.alert, ZoneInfo(timeline.zone)
    print_table(
        f"Alert {alert.id} · {alert.subject}: {alert.title} · {alert.standing_words}",
        [Column("when"), Column("who"), Column("what", wrap=True, ratio=10)],
        [
            (moment_words(entry.at, zone), entry.by or "–", entry.words)
            for entry in timeline.entries
        ],
        empty="Nothing is known of it.",
    )
