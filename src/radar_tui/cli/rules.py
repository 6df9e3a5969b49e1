"""`radar rules`: list, test, export and import what Radar alerts about."""

from pathlib import Path

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
from radar_tui.services.rule_editing import RuleChange, import_rules, workspace_rules
from radar_tui.services.rule_files import read_rules, rules_yaml
from radar_tui.services.rule_reports import RuleEntry, rule_list
from radar_tui.services.rule_testing import RuleTestReport, run_rule_tests

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("rules")
def rules() -> None:
    """List, test, export and import the rules that raise alerts."""


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
