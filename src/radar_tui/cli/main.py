"""The command `radar`: finds the command's module, and turns every failure into one line."""

import os
import sys
import traceback
from dataclasses import dataclass
from importlib import import_module

import click

from radar_tui.cli.terminal import has_terminal, wants_tracebacks


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """A command by the module under radar_tui.cli and the attribute that hold it."""

    target: str
    help: str


# Only the module of the command that runs is imported, so that `radar --help` and a status bar's
# `radar alerts` start at once. The help lines stand here too; a test holds them to the commands'.
COMMANDS = {
    "accounts": LazyCommand(
        "importing:accounts",
        "Import accounts with revenue, tier, segment and their AM, CSM and SE (CSV).",
    ),
    "alerts": LazyCommand(
        "alerts:alerts",
        "Show the alerts: what to do, by when, whose they are, and where they stand.",
    ),
    "calibrate": LazyCommand(
        "calibrate:calibrate",
        "Hold the scores against your own judgement, and recalibrate them.",
    ),
    "changes": LazyCommand(
        "changes:changes",
        "Write tags, owners and escalations that people set in Radar as CSV, to carry back.",
    ),
    "db": LazyCommand("database:database", "Upgrade and check the workspace's database."),
    "demo": LazyCommand(
        "demo:demo",
        "Open a demo workspace - 40 accounts, 30 weeks, real scoring - or print its panels.",
    ),
    "doctor": LazyCommand("doctor:doctor", "Examine the workspace, its files and the model."),
    "events": LazyCommand(
        "importing:events", "Import monitoring events (CSV, JSON lines or Parquet)."
    ),
    "import": LazyCommand("importing:import_tickets", "Import exports of a help desk."),
    "matrix": LazyCommand(
        "panels:matrix", "Show which accounts or segments get proactive help first, and why."
    ),
    "metrics": LazyCommand(
        "panels:metrics",
        "Show the chosen metrics now, against baseline and target, and how they are measured.",
    ),
    "people": LazyCommand("importing:people", "Import teammates with roles, tier and zone (CSV)."),
    "radar": LazyCommand(
        "panels:radar", "Show the tickets that are about to blow up, why, and what to do now."
    ),
    "redo": LazyCommand("undo:redo", "Do again what you undid last."),
    "review": LazyCommand("review:review", "Write the weekly summary."),
    "rollout": LazyCommand("rollout:rollout", "Show the first four weeks, and tick items off."),
    "rules": LazyCommand(
        "rules:rules", "List, test, back-test, export and import the rules that raise alerts."
    ),
    "runs": LazyCommand("importing:runs", "List the import runs, or take one back as a whole."),
    "score": LazyCommand(
        "scoring:score", "Score what is new for frustration, 0-200, with the model that ships."
    ),
    "spikes": LazyCommand(
        "spikes:spikes",
        "Tell which weeks are spikes, and what a normal week would bring.",
    ),
    "tags": LazyCommand(
        "tags:tags",
        "Tell how well tickets are tagged, suggest tags, and show tickets that are alike.",
    ),
    "undo": LazyCommand("undo:undo", "Take back your newest action."),
    "vocabulary": LazyCommand("importing:vocabulary", "Import the tag vocabulary."),
    "watch": LazyCommand("watch:watch", "Import what lands in a folder, until ctrl+c."),
}
FINDINGS = 1
UNUSABLE = 2
INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names, sorted."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and give one command; None where there is no such name."""
        del ctx
        lazy = COMMANDS.get(cmd_name)
        if lazy is None:
            return None
        module, _, attribute = lazy.target.partition(":")
        command: click.Command = getattr(import_module(f"radar_tui.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in sorted(COMMANDS)])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--db", "location", metavar="PATH|URL", help="The workspace. [env: RADAR_DB]")
@click.option("--as-of", metavar="ISO", help="The moment to look at. [env: RADAR_NOW]")
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
@click.version_option(package_name="radar_tui")
@click.pass_context
def root(context: click.Context, location: str | None, as_of: str | None, debug: bool) -> int:
    """Proactive support for a team lead: offline, in the terminal, by keyboard.

    Without a command it opens the app.
    """
    del debug  # read from the arguments, where it is known before anything runs
    if context.invoked_subcommand is not None:
        if location or as_of:
            raise click.UsageError("--db and --as-of go after the command's name")
        return 0
    if not has_terminal():
        raise click.UsageError("the app needs a terminal; for scripts give a command")
    from radar_tui.cli.tui import open_app
    from radar_tui.config import read_config

    return open_app(read_config(os.environ, location=location, as_of=as_of))


def main() -> None:
    """Run the command line and exit: 0 done, 1 findings, 2 usage or unreadable input."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and give its exit status; errors are one line on standard error."""
    debug = wants_tracebacks(arguments)
    try:
        status = root.main(arguments, prog_name="radar", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        # A group without a command shows its help, which is no error line.
        click.echo(error.ctx.get_help(), err=True)
        return UNUSABLE
    except click.UsageError as error:
        hint = f"; see: {error.ctx.command_path} --help" if error.ctx else ""
        return _fail(f"{error.format_message().rstrip('.')}{hint}")
    except click.ClickException as error:
        return _fail(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit:
        # Click's answer to a reader that has gone (`| head`): nothing is left to say to nobody.
        return 0
    except UnicodeEncodeError:
        return _fail("this terminal's encoding cannot show the result; set PYTHONIOENCODING=utf-8")
    except Exception as error:  # the last line of defence: no traceback reaches a user unasked
        if debug:
            traceback.print_exc()
        return _fail(_plain(error))
    return status if isinstance(status, int) else 0


def _plain(error: Exception) -> str:
    from radar_tui.cli.common import EXPECTED_ERRORS

    if isinstance(error, EXPECTED_ERRORS):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'output'}: {error.strerror}"
    return f"unexpected {type(error).__name__}; run again with --debug for the details"


def _fail(line: str) -> int:
    click.echo(f"radar: {' '.join(line.split())}", err=True)
    return UNUSABLE
