"""Keeping a workspace scored: what is told when the scorer cannot do it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from radar_tui.config import Config
from radar_tui.services import scoring_supervisor
from radar_tui.services.live import LiveWorkspace
from radar_tui.services.score_reports import ALREADY_SCORING
from radar_tui.services.scoring_supervisor import OTHERS_SCORE, ScoringSupervisor
from support.workspaces import bring, ticket


class FailingProcess:
    """A scorer's process that ends at once, for one reason."""

    reason = ""

    def __init__(self, _workspace: object) -> None:
        pass

    def messages(self) -> Iterator[None]:
        return iter(())

    def stop(self) -> None:
        pass

    kill = stop

    def failure(self) -> str:
        return self.reason


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (ALREADY_SCORING, OTHERS_SCORE),
        ("the disk is full", "scoring failed: the disk is full; trying again"),
    ],
)
def test_it_says_why_nothing_is_scored(
    reason: str,
    told: str,
    tmp_path: Path,
    as_of: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(FailingProcess, "reason", reason)
    monkeypatch.setattr(scoring_supervisor, "ScoreProcess", FailingProcess)
    with closing(LiveWorkspace(Config(str(tmp_path / "r.db"), tmp_path, as_of, "Dana"))) as live:
        bring(live.now(), tmp_path, ticket(1))
        words: list[str] = []

        def tell(one: str) -> None:
            words.append(one)
            if one == told:
                supervisor.stop()

        supervisor = ScoringSupervisor(live, tell)
        supervisor.run()
    assert words == ["scoring: reading the model…", told]


def test_it_is_silent_where_there_is_nothing_to_score(tmp_path: Path, as_of: datetime) -> None:
    with closing(LiveWorkspace(Config(str(tmp_path / "r.db"), tmp_path, as_of, "Dana"))) as live:
        words: list[str] = []

        def tell(one: str) -> None:
            words.append(one)
            supervisor.stop()

        supervisor = ScoringSupervisor(live, tell)
        supervisor.run()
    assert words == [""]
