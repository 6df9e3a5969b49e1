"""`radar review`, `rollout` and `doctor`: where their output goes, and their exit status."""

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from radar_tui.cli.main import run

AT = "2026-11-23T09:00Z"


@pytest.fixture(autouse=True)
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    monkeypatch.setenv("RADAR_DB", str(tmp_path / "data" / "radar.db"))
    monkeypatch.setenv("RADAR_NOW", AT)


def test_the_review_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["review"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# Weekly review 2026-W47\n")
    assert run(["review", "--week", "2026-W47", "--format", "md", "-o", "-"]) == 0
    assert capsys.readouterr().out == printed


def test_the_review_replaces_a_file_as_a_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "review.md"
    target.write_text("x" * 100_000)
    target.chmod(0o644)
    assert run(["review", "-o", str(target)]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert str(target) in captured.err
    run(["review"])
    assert target.read_text() == capsys.readouterr().out
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["review.md"]


def test_the_review_goes_into_a_pipe_or_a_device(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_text)
        assert run(["review", "-o", str(pipe)]) == 0
        capsys.readouterr()
        run(["review"])
        assert read.result() == capsys.readouterr().out
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert run(["review", "-o", "/dev/null"]) == 0


def test_the_review_goes_to_standard_output_by_its_name() -> None:
    """What the name of a pipe leads to is no path."""
    command = [sys.executable, "-m", "radar_tui", "review", "-o", "/dev/stdout"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("# Weekly review 2026-W47\n")


def test_a_new_review_is_for_the_lead_alone(tmp_path: Path) -> None:
    assert run(["review", "-o", str(tmp_path / "review.md")]) == 0
    assert stat.S_IMODE((tmp_path / "review.md").stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_the_old_review(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "review.md"
    target.write_text("last week's")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert run(["review", "-o", str(target)]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert target.read_text() == "last week's"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["review.md"]


def test_the_reviews_json_holds_the_same_facts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["review", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["week"]["label"] == "2026-W47"
    assert facts["headlines"][0]["key"] == "new-tickets"


@pytest.mark.parametrize(
    "arguments",
    [
        ["review", "--week", "2026-W60"],
        ["review", "-o", "/no/such/folder/review.md"],
        ["rollout", "--done", "nope"],
        ["rollout", "--start", "soon"],
    ],
)
def test_wrong_usage_is_one_line_and_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1


def test_the_rollout_is_changed_shown_and_undone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rollout"]) == 0
    assert "not started; start it with: radar rollout --start" in capsys.readouterr().out
    change = ["--start", "2026-11-02", "--done", "choose-signals"]
    assert run(["rollout", *change, "--note", "share-results", "with Eng"]) == 0
    shown = capsys.readouterr().out
    assert "day 22, until Sun 29 Nov 2026" in shown
    assert "ticked by Dana" in shown
    assert "with Eng" in shown
    assert run(["undo"]) == 0
    capsys.readouterr()
    assert run(["rollout", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["starts_on"] is None


def test_a_fact_that_ticks_an_item_is_told_to_who_unticks_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["rollout", "--not-done", "set-thresholds"]) == 0
    assert "set-thresholds ticks itself: 12 rules enabled" in capsys.readouterr().err


def test_the_doctor_ends_1_with_findings_and_0_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["doctor", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"] == 1
    run(["rollout"])
    capsys.readouterr()
    assert run(["doctor"]) == 0
    assert "no findings" in capsys.readouterr().out
    (tmp_path / "data" / "radar.db").write_bytes(b"\xa5" * 5000)
    assert run(["doctor"]) == 1
    assert "Workspace: move " in capsys.readouterr().out
