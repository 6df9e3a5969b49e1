"""The command `radar`: finds the command's module, and turns every failure into one line."""

import os
import sys
import traceback
from importlib import import_module

import click

# Command name -> module under radar_tui.cli and attribute: only the module of the command that runs
# is imported, so that `radar --help` and a status bar's `radar alerts` start at once.
COMMANDS = {
    "accounts": "importing:accounts",
    "alerts": "panels:alerts",
    "db": "database:database",
    "demo": "demo:demo",
    "doctor": "doctor:doctor",
    "events": "importing:events",
    "import": "importing:import_tickets",
    "matrix": "panels:matrix",
    "people": "importing:people",
    "radar": "panels:radar",
    "redo": "undo:redo",
    "review": "review:review",
    "rollout": "rollout:rollout",
    "runs": "importing:runs",
    "score": "scoring:score",
    "undo": "undo:undo",
    "vocabulary": "importing:vocabulary",
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
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, attribute = target.partition(":")
        command: click.Command = getattr(import_module(f"radar_tui.cli.{module}"), attribute)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="radar_tui")
def root() -> None:
    """Proactive support for a team lead: offline, in the terminal, by keyboard."""


def main() -> None:
    """Run the command line and exit: 0 done, 1 findings, 2 usage or unreadable input."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and give its exit status; errors are one line on standard error."""
    debug = "--debug" in arguments or bool(os.environ.get("RADAR_DEBUG"))
    try:
        status = root.main(arguments, prog_name="radar", standalone_mode=False)
    except click.UsageError as error:
        hint = f"; see: {error.ctx.command_path} --help" if error.ctx else ""
        return _fail(f"{error.format_message().rstrip('.')}{hint}")
    except click.ClickException as error:
        return _fail(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has gone; nothing is left to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the last line of defence: no traceback reaches a user unasked
        if debug:
            traceback.print_exc()
        return _fail(_plain(error))
    return status if isinstance(status, int) else 0


def _plain(error: Exception) -> str:
    from radar_tui.cli.common import EXPECTED_ERRORS

    if isinstance(error, EXPECTED_ERRORS):
        return str(error)
    return f"unexpected {type(error).__name__}; run again with --debug for the details"


def _fail(line: str) -> int:
    click.echo(f"radar: {' '.join(line.split())}", err=True)
    return UNUSABLE
