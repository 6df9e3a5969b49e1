"""`radar alerts`: lists, the history of one, and the command that hears of them."""

import json
import sys
from pathlib import Path

import pytest

from support.command import Command

AREAS = "kind,name,label,aliases\nfeature-area,payments,Payments,\n"


def failures(folder: Path, name: str, count: int, hour: int = 8) -> Path:
    """Connection failures of a probe, all in one hour."""
    path = folder / f"{name}.csv"
    lines = [
        f"{name}{minute},connection-failure,{name},2026-11-23T{hour:02}:{minute:02}:00Z"
        for minute in range(30, 30 + count)
    ]
    path.write_text("\n".join(["id,kind,source,at", *lines, ""]))
    return path


@pytest.fixture
def firing(radar_file: Command, tmp_path: Path) -> Command:
    """Two probes fail; one of them came with the first import."""
    radar_file("events", failures(tmp_path, "probe", 14))
    radar_file("events", failures(tmp_path, "gateway", 12))
    return radar_file


def test_alerts_are_listed_by_where_they_stand(firing: Command) -> None:
    shown = firing("alerts").out
    assert shown.startswith("Alerts · 2 need you · 2 firing · 0 pending")
    assert "needs you" in shown
    assert firing("alerts", "--state", "firing").out.count("On-call lead") == 2
    assert "Nothing that fires is silenced." in firing("alerts", "--state", "silenced").out
    assert "No alert has resolved yet." in firing("alerts", "--state", "history").out
    assert "Nothing is about to fire." in firing("alerts", "--state", "pending").out


def test_the_history_of_one_alert(firing: Command) -> None:
    alerts = firing("alerts", "--json").json["alerts"]
    (probe,) = [one for one in alerts if one["subject"] == "probe"]
    history = firing("alerts", "--history", str(probe["id"]))
    assert "probe: Connection failures · needs you" in history.out
    assert "came with the first import" in history.out
    assert "Mon 23 Nov 09:00 UTC" in history.out


def test_what_cannot_be_shown_is_said_in_a_line(firing: Command) -> None:
    missing = firing("alerts", "--history", "999", status=2)
    assert missing.err == "radar: there is no alert 999; radar alerts lists them\n"
    both = firing("alerts", "--history", "1", "--state", "firing", status=2)
    assert "--history is about one alert" in both.err
    unknown = firing("alerts", "--state", "loud", status=2)
    assert "'loud' is not one of" in unknown.err


def test_the_user_s_command_hears_of_what_an_import_brings(
    radar_file: Command, tmp_path: Path
) -> None:
    heard = tmp_path / "heard"
    body = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read() + chr(10))"
    (tmp_path / "config.toml").write_text(
        f"notify-command = '''{sys.executable} -c \"{body}\" {heard}'''"
    )
    radar_file("events", failures(tmp_path, "probe", 14))
    assert not heard.exists(), "the first import is history"
    radar_file("events", failures(tmp_path, "gateway", 12))
    (line,) = heard.read_text().splitlines()
    told = json.loads(line)
    assert (told["kind"], told["words"]) == ("fired", "gateway: Connection failures fired")
    (tmp_path / "config.toml").write_text("notify-command = 'nowhere-to-be-found'")
    result = radar_file("events", failures(tmp_path, "relay", 13))
    assert "radar: notify-command: cannot be started" in result.err
