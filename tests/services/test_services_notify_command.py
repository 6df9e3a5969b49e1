"""The user's own command that hears of alerts."""

import json
import stat
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from make_schemas import file_of

from radar_tui.services.notify_command import hand_over_notices, run_command
from radar_tui.services.workspace import Workspace
from support.signals import FAILURES, FRUSTRATION, Signals

HOSTILE = "x; rm -rf / $(touch gone) \x1b[31m"


def script(folder: Path, body: str) -> tuple[str, ...]:
    """A command that runs some Python."""
    path = folder / "page me"
    path.write_text(f"#!{sys.executable}\nimport json, pathlib, sys, time\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return (str(path), str(folder / "heard"))


KEEP = """
with open(sys.argv[1], "a") as file:
    file.write(json.dumps({"argv": sys.argv[2:], "read": json.load(sys.stdin)}) + "\\n")
"""


@pytest.fixture
def calling(workspace: Workspace, tmp_path: Path) -> Signals:
    """A workspace with a command, which has heard of all there was."""
    signals = Signals(replace(workspace, notify_command=script(tmp_path, KEEP)))
    assert hand_over_notices(signals.workspace) == []
    return signals


def heard(folder: Path) -> list[dict[str, object]]:
    path = folder / "heard"
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line)["read"] for line in lines]


def test_it_reads_each_notice_once_as_json_to_the_published_schema(
    calling: Signals, tmp_path: Path
) -> None:
    calling.see(FAILURES, "payments", 14, window="1h")
    calling.see(FRUSTRATION, f"desk/{HOSTILE}", 90)
    calling.evaluate()
    assert hand_over_notices(calling.workspace) == []
    schema = json.loads(file_of("notify-command").read_text())
    for one in heard(tmp_path):
        jsonschema.validate(one, schema)
    told = {str(one["words"]) for one in heard(tmp_path)}
    assert "payments: Connection failures fired" in told
    assert len(told) == 2
    assert "\x1b" not in "".join(told)
    assert hand_over_notices(calling.workspace) == []
    assert len(heard(tmp_path)) == 2
    calling.see(FAILURES, "payments", None)
    calling.evaluate(minutes=1)
    calling.evaluate(minutes=20)
    hand_over_notices(calling.at(minutes=20))
    last = heard(tmp_path)[2]
    assert (last["kind"], last["alert"]["state"]) == ("resolved", "resolved")  # type: ignore[index]


def test_nothing_of_an_alert_is_in_the_command_line(calling: Signals, tmp_path: Path) -> None:
    calling.see(FRUSTRATION, f"desk/{HOSTILE}", 90)
    calling.evaluate()
    hand_over_notices(calling.workspace)
    (line,) = (tmp_path / "heard").read_text().splitlines()
    assert json.loads(line)["argv"] == []


def test_without_a_command_nothing_is_taken(workspace: Workspace, tmp_path: Path) -> None:
    signals = Signals(workspace)
    signals.see(FAILURES, "payments", 14)
    signals.evaluate()
    assert hand_over_notices(workspace) == []
    assert heard(tmp_path) == []


def test_one_that_fails_is_told_in_a_line_and_not_called_again_for_the_same(
    calling: Signals, tmp_path: Path
) -> None:
    failing = replace(
        calling.workspace, notify_command=script(tmp_path, f"{KEEP}\nsys.exit('customer text')")
    )
    for area in ("payments", "sso"):
        calling.see(FAILURES, area, 14)
    calling.evaluate()
    assert hand_over_notices(failing) == ["notify-command: ended with status 1"]
    assert hand_over_notices(failing) == []
    assert len(heard(tmp_path)) == 2


def test_one_that_cannot_be_started_leaves_the_rest_for_later(
    calling: Signals, tmp_path: Path
) -> None:
    nowhere = replace(calling.workspace, notify_command=(str(tmp_path / "nowhere"),))
    for area in ("payments", "sso"):
        calling.see(FAILURES, area, 14)
    calling.evaluate()
    (problem,) = hand_over_notices(nowhere)
    assert problem == (
        "notify-command: cannot be started (no such file or directory); see config.toml"
    )
    hand_over_notices(calling.workspace)
    assert len(heard(tmp_path)) == 1


def test_one_that_takes_too_long_is_ended_with_all_it_started(tmp_path: Path) -> None:
    body = "import subprocess; subprocess.Popen(['sleep', '60']); time.sleep(60)"
    command = script(tmp_path, body)
    problem = run_command(command, b"{}", limit_seconds=0.5)
    assert problem == "notify-command: took longer than 0.5 s and was ended"


def test_one_that_does_not_read_is_no_failure() -> None:
    assert run_command(("true",), b"x" * 1_000_000) is None
    assert run_command(("false",), b"x") == "notify-command: ended with status 1"
