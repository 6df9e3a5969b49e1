"""`radar doctor`: what is wrong with the workspace, and the way back."""

from datetime import UTC, datetime

import click

from radar_tui.cli.common import json_option, workspace_options
from radar_tui.cli.main import FINDINGS
from radar_tui.cli.output import Column, print_json, print_table
from radar_tui.config import Config
from radar_tui.services.diagnosis import Diagnosis, Result, diagnose
from radar_tui.text.hostile import inert_line

_MARKS = {Result.OK: "✓ ok", Result.FINDING: "! finding", Result.SKIPPED: "– skipped"}


@click.command()
@json_option
@workspace_options
def doctor(config: Config, as_json: bool) -> int:
    """Examine the workspace, its files and the model; changes nothing. Exit 1 with findings."""
    diagnosis = diagnose(config, now=datetime.now(UTC))
    print_json(diagnosis) if as_json else print_diagnosis(diagnosis)
    return FINDINGS if diagnosis.findings else 0


def print_diagnosis(diagnosis: Diagnosis) -> None:
    """Print all checks, then each finding's way back in full."""
    count = diagnosis.findings
    found = "no findings" if not count else f"{count} finding{'s' if count > 1 else ''}"
    print_table(
        f"{diagnosis.location}: {found}",
        [Column("result"), Column("check"), Column("found", wrap=True, ratio=1)],
        [(_MARKS[check.result], check.title, check.found) for check in diagnosis.checks],
        empty="Nothing was checked.",
    )
    for check in diagnosis.checks:
        if check.way_back is not None:
            click.echo(inert_line(f"{check.title}: {check.way_back}"))
