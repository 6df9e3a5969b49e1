"""What all commands share: their options, the workspace they open, and expected failures."""

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

import click

from radar_tui.config import Config, ConfigError, read_config
from radar_tui.db.errors import WorkspaceError
from radar_tui.ingest.errors import BadFileError
from radar_tui.services.alerting import evaluate
from radar_tui.services.notify_command import hand_over_notices
from radar_tui.services.scoping import read_scope
from radar_tui.services.workspace import Workspace, open_workspace

EXPECTED_ERRORS = (BadFileError, ConfigError, WorkspaceError)

P = ParamSpec("P")
R = TypeVar("R")


def workspace_options(command: Callable[Concatenate[Config, P], R]) -> Callable[..., R]:
    """Add `--db`, `--as-of`, `--seed` and `--debug`; the command gets them as one `Config`.

    Only click calls what is returned, with all options by their names.
    """

    @click.option("--db", "location", metavar="PATH|URL", help="The workspace. [env: RADAR_DB]")
    @click.option("--as-of", metavar="ISO", help="The moment to act at. [env: RADAR_NOW]")
    @click.option("--seed", type=int, default=0, show_default=True, help="For random choices.")
    @click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
    @functools.wraps(command)
    def with_config(
        location: str | None,
        as_of: str | None,
        seed: int,
        debug: bool,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        del debug  # read before the command runs, by `main`
        config = read_config(os.environ, location=location, as_of=as_of, seed=seed)
        for problem in config.problems:
            click.echo(f"radar: {problem}", err=True)
        return command(config, *args, **kwargs)

    return with_config


# What fits a database's numbers.
COUNT = click.IntRange(1, 2**31 - 1)

scope_option = click.option(
    "--scope", metavar="SCOPE", help="Only segment:NAME or area:NAME; all without it."
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON to a schema.")


# How far `--as-of` may lie ahead of the clock: alerts that were judged in the future would rest
# until then.
AHEAD_AT_MOST = timedelta(days=1)


@contextmanager
def opened(config: Config, scope: str | None = None) -> Iterator[Workspace]:
    """Open the workspace of a command, upgraded where needed, and close it afterwards.

    `scope` is what of it to look at, as it was typed.

    Raises:
        ConfigError: `--as-of` lies far in the future.
        WorkspaceError: it cannot be opened, or has no such scope.
    """
    if config.now and config.now > datetime.now(UTC) + AHEAD_AT_MOST:
        raise ConfigError(
            f"--as-of {config.now:%Y-%m-%d} lies ahead of this machine's clock; only the demo may"
        )
    workspace = open_workspace(config)
    if workspace.upgraded_from:
        click.echo(f"radar: upgraded; a backup is at {workspace.backup}", err=True)
    try:
        yield replace(workspace, scope=read_scope(workspace, scope)) if scope else workspace
    finally:
        workspace.close()


def judge(workspace: Workspace) -> None:
    """Evaluate the rules after new data have come, and let the user's own command hear of it."""
    evaluation = evaluate(workspace)
    for failure in evaluation.failures if evaluation else ():
        reason = f"could not be evaluated ({type(failure.error).__name__})"
        click.echo(f"radar: rule {failure.rule_key} {reason}; the others were", err=True)
    tell_command(workspace)


def tell_command(workspace: Workspace) -> None:
    """Hand what is new about alerts to the user's own command, and say what went wrong."""
    for problem in hand_over_notices(workspace):
        click.echo(f"radar: {problem}", err=True)
