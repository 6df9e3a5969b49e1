"""The demo workspace: generated exports, imported, scored and evaluated like a team's own."""

from collections.abc import Callable
from pathlib import Path

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.tables import SettingRow
from radar_tui.ingest.registry import read_export
from radar_tui.services.alerting import Evaluation, evaluate
from radar_tui.services.demo.exports import write_exports
from radar_tui.services.demo.generator import generate
from radar_tui.services.importing import ImportProgress, import_exports
from radar_tui.services.score_process import run_score_process
from radar_tui.services.score_reports import ScoringProgress, ScoringSummary
from radar_tui.services.settings import ZONE
from radar_tui.services.workspace import Workspace

DEMO_ZONE = "Europe/Dublin"


def import_demo(
    workspace: Workspace,
    folder: Path,
    *,
    report: Callable[[ImportProgress], None] = lambda _progress: None,
) -> None:
    """Write the demo's exports for the workspace's moment and seed, and import them all."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = write_exports(generate(workspace.as_of, workspace.seed), folder)
    with workspace.database.writing() as session:
        setting_up = ChangeSet(
            session,
            actor="Radar demo",
            at=workspace.as_of,
            action="set-up",
            label="set up the demo workspace",
        )
        setting_up.put(SettingRow(key=ZONE, value=DEMO_ZONE))
    paths = (files.people, files.accounts, files.vocabulary, files.tickets, files.events)
    import_exports(workspace, [read_export(str(path)) for path in paths], report=report)


def score_demo(
    workspace: Workspace,
    *,
    report: Callable[[ScoringProgress], None] = lambda _progress: None,
) -> tuple[ScoringSummary, Evaluation | None]:
    """Score the demo's messages with the shipped model and evaluate the rules."""
    return run_score_process(workspace, report=report), evaluate(workspace)
