"""The command line as a whole: help, errors in one line, and nothing imported in vain."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

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
        (["radar", "--as-of", "0001-01-01T00:00+14:00"], "outside the years"),
        (["radar", "--as-of", "9999-12-31T23:59-12:00"], "outside the years"),
        (["radar", "--as-of", "2190-01-01"], "ahead of this machine's clock"),
        (["runs", "--undo", "99999999999999999999999"], "--undo"),
        (["radar", "--limit", "99999999999999999999999"], "--limit"),
        (["radar", "--db", "postgresql://localhost:notaport/x"], "database URL"),
        (["radar", "--db", "postgresql://dana:hunter2@127.0.0.1:1/x"], "does not answer"),
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
    assert "hunter2" not in captured.err


def test_a_group_without_a_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["db"]) == 2
    assert "Usage: radar db" in capsys.readouterr().err


def test_the_app_needs_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "terminal" in capsys.readouterr().err


def test_options_of_the_app_are_not_taken_for_a_command_s(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["--db", "x.db", "radar"]) == 2
    assert "after the command" in capsys.readouterr().err


def test_a_full_disk_and_a_narrow_encoding_are_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "radar_tui", "radar", "--db", str(tmp_path / "radar.db")]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("radar: ")
    assert len(done.stderr.splitlines()) == 1
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    plain = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (plain.returncode, len(plain.stderr.splitlines())) == (2, 1)
    assert "PYTHONIOENCODING=utf-8" in plain.stderr


def test_panels_of_an_earlier_moment_say_that_they_are_not(demo: Command) -> None:
    earlier = ["--as-of", "2026-09-01T09:00Z"]
    assert "not what stood at 2026-09-01" in demo.any_status("radar", *earlier).err
    assert demo("radar").err == ""


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
