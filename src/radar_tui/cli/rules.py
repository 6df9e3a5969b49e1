"""`radar rules`: list, test, back-test, export and import what Radar alerts about."""

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from radar_tui.cli.common import json_option, opened, workspace_options
from radar_tui.cli.main import FINDINGS
from radar_tui.cli.output import (
    STANDARD_OUTPUT,
    Column,
    output_option,
    print_json,
    print_table,
    write_result,
)
from radar_tui.config import Config
from radar_tui.domain.rules import Rule
from radar_tui.reporting.rule_words import lead_words
from radar_tui.reporting.wording import moment_words
from radar_tui.services.backtesting import USUAL_WEEKS, BacktestReport, backtest_rule
from radar_tui.services.rule_editing import RuleChange, import_rules, workspace_rules
from radar_tui.services.rule_files import read_rules, rules_yaml
from radar_tui.services.rule_reports import RuleEntry, rule_list
from radar_tui.services.rule_testing import RuleTestReport, run_rule_tests

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("rules")
def rules() -> None:
    """List, test, back-test, export and import the rules that raise alerts."""


@rules.command("list")
@json_option
@workspace_options
def list_rules(config: Config, as_json: bool) -> None:
    """List the rules of the workspace: threshold, guards, what to do, by whom, by when."""
    with opened(config) as workspace:
        found = rule_list(workspace)
    print_json(found) if as_json else _print_rules(found)


@rules.command()
@output_option
@workspace_options
def export(config: Config, output: str) -> None:
    """Write the rules of the workspace as YAML, to be edited, kept or given to another team."""
    with opened(config) as workspace:
        found = workspace_rules(workspace)
    write_result(output, rules_yaml(found))
    if output != STANDARD_OUTPUT:
        click.echo(f"radar: {_counted(len(found))} written to {output}", err=True)


@rules.command("import")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@json_option
@workspace_options
def import_file(config: Config, file: Path, dry_run: bool, as_json: bool) -> None:
    """Add and change rules from a YAML file; those that it does not name stay as they are.

    A changed threshold, window or guard closes the rule's open alerts and begins anew. `radar undo`
    takes the whole import back.
    """
    wanted = read_rules(file)
    with opened(config) as workspace:
        done = import_rules(workspace, wanted, dry_run=dry_run)
    if as_json:
        print_json(done)
        return
    verb = "would be " if dry_run else ""
    for outcome in done.rules:
        note = "; its open alerts begin anew" if outcome.resets else ""
        unchanged = outcome.change is RuleChange.UNCHANGED
        click.echo(f"{outcome.key}: {'' if unchanged else verb}{outcome.change}{note}")


@rules.command()
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--workspace", "own", is_flag=True, help="Test the rules of the workspace.")
@json_option
@workspace_options
def test(config: Config, files: tuple[Path, ...], own: bool, as_json: bool) -> int:
    """Run unit tests of rules on written series; exit status 1 where one fails.

    Without a file, the tests run that the shipped rules come with. A file that names no
    `rule_files` is about the shipped rules, or with --workspace about the workspace's.
    """
    own_rules: list[Rule] | None = None
    if own:
        with opened(config) as workspace:
            own_rules = workspace_rules(workspace)
    report = run_rule_tests(files, own_rules)
    print_json(report) if as_json else _print_report(report)
    return FINDINGS if report.failed else 0


@rules.command("backtest")
@click.argument("key")
@click.option(
    "--set",
    "settings",
    metavar="FIELD=VALUE",
    multiple=True,
    help="Beside it, the same rule with this: threshold=40, window=3d. May be repeated.",
)
@click.option("--weeks", type=click.IntRange(1, 104), default=USUAL_WEEKS, show_default=True)
@json_option
@workspace_options
def backtest(
    config: Config, key: str, settings: tuple[str, ...], weeks: int, as_json: bool
) -> None:
    """Replay a rule over the team's own past: fired when, on what, how long before escalations.

    Everything is judged by what was known at each moment. What rests on tags of which nobody knows
    when they were set is marked as hindsight.
    """
    with opened(config) as workspace:
        report = backtest_rule(workspace, key, _settings(settings), weeks=weeks)
    print_json(report) if as_json else _print_backtest(report)


def _settings(settings: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in settings]
    for name, sign, value in pairs:
        if not (name and sign and value):
            raise click.UsageError(
                f"--set {name[:40]!r}: expected a field and a value: threshold=40"
            )
    return {name: value for name, _, value in pairs}


def _print_backtest(report: BacktestReport) -> None:
    zone = ZoneInfo(report.zone)
    days = (report.until - report.since).days
    tried = [report.current, *([report.other] if report.other else [])]
    print_table(
        f"{report.title} · {days // 7} weeks until {moment_words(report.until, zone)} · "
        f"{report.escalations} escalations",
        [
            Column("fires when", wrap=True, ratio=6),
            Column("alerts", right=True),
            Column("a week", right=True),
            Column("escalations warned of", right=True),
            Column("median lead", right=True),
            Column("hindsight", right=True),
        ],
        [
            (
                one.condition,
                one.alerts,
                f"{one.per_week:g}",
                one.warned,
                lead_words(one.median_lead_hours),
                one.hindsight,
            )
            for one in tried
        ],
        empty="",
    )
    print_table(
        "What it would have raised, newest first",
        [
            Column("fired", least=21),
            Column("about", wrap=True, ratio=4),
            Column("value", right=True),
            Column("ended", least=21),
            Column("escalation came", wrap=True, ratio=3),
            Column("", least=9),
        ],
        [
            (
                moment_words(one.fired_at, zone),
                one.subject,
                "–" if one.value is None else f"{one.value:g}",
                "goes on" if one.ended_at is None else moment_words(one.ended_at, zone),
                lead_words(one.lead_hours, came=True),
                "hindsight" if one.hindsight else "",
            )
            for one in reversed(tried[-1].raised)
        ],
        empty="Nothing: it would not have fired.",
    )


def _print_rules(found: list[RuleEntry]) -> None:
    print_table(
        f"Rules · {sum(rule.enabled for rule in found)} of {len(found)} on",
        [
            Column("rule", wrap=True, ratio=4),
            Column("fires when", wrap=True, ratio=6),
            Column("what to do", wrap=True, ratio=6),
            Column("owner", wrap=True, ratio=3),
            Column("due", right=True),
            Column("", least=3),
        ],
        [
            (
                rule.key,
                rule.condition,
                rule.action,
                rule.owner,
                "–" if rule.due_within is None else rule.due_within,
                "on" if rule.enabled else "off",
            )
            for rule in found
        ],
        empty="There are none; see: radar rules import --help",
    )


def _print_report(report: RuleTestReport) -> None:
    for result in report.results:
        click.echo(f"{'ok    ' if result.passed else 'FAILED'} {result.test}")
        for line in result.failures:
            click.echo(f"         {line}")
    passed = report.tests - report.failed
    click.echo(f"{passed} of {report.tests} tests passed")


def _counted(count: int) -> str:
    return f"{count} rule{'' if count == 1 else 's'}"
