"""The command line as a whole: help, errors in one line, and nothing imported in vain."""

from importlib import import_module

import pytest

from radar_tui.cli.main import COMMANDS, run
from support.command import Command, start_module


@pytest.mark.parametrize("name", COMMANDS)
def test_the_listed_help_is_the_beginning_of_the_command_s_own(name: str) -> None:
    module, _, attribute = COMMANDS[name].target.partition(":")
    command = getattr(import_module(f"radar_tui.cli.{module}"), attribute)
    assert command.name == name
    own = " ".join(command.help.split())
    assert own.startswith(COMMANDS[name].help.rstrip("."))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"Usage: radar {name}" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["import"], "Missing argument"),
        (["radar", "--limit", "0"], "--limit"),
        (["radar", "--as-of", "yesterday"], "ISO 8601"),
        (["radar", "--db", "mysql://x/y"], "postgresql://"),
        (["radar", "--db", "/dev/null/radar.db"], "--db"),
        (["score", "--lines"], "--text"),
        (["score", "--text", "/nowhere.jsonl"], "/nowhere.jsonl"),
        (["runs", "--undo", "7"], "no import run 7"),
        (["undo"], "nothing to undo"),
        (["redo"], "nothing to redo"),
    ],
)
def test_wrong_use_is_one_line_with_exit_status_2(
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    if "--db" not in arguments and arguments[0] in ("radar", "runs", "undo", "redo"):
        arguments = [*arguments, "--db", str(tmp_path_factory.mktemp("db") / "radar.db")]
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1, captured.err
    assert captured.err.startswith("radar: ")
    assert words in captured.err


def test_an_unexpected_error_shows_no_traceback_and_no_text(
    radar_file: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("the customer's own words")

    monkeypatch.setattr("radar_tui.cli.panels.radar_panel", fail)
    error = radar_file("radar", status=2).err
    assert error == "radar: unexpected RuntimeError; run again with --debug for the details\n"
    assert "Traceback" in radar_file("radar", "--debug", status=2).err


def test_a_reader_that_leaves_early_is_no_error() -> None:
    """As in `radar runs | head`: the pipe is closed before anything was written to it."""
    with start_module("radar_tui", "--help") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
