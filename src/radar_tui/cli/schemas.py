"""What each command prints with `--json`: the types that docs/schemas is made from."""

from typing import Any

from radar_tui.reporting.ticket_changes import TicketChanges
from radar_tui.reporting.weekly import WeeklyReview
from radar_tui.services.calibrating import CalibrationReport
from radar_tui.services.diagnosis import Diagnosis
from radar_tui.services.importing import ImportRun, ImportSummary
from radar_tui.services.panels import AlertsPanel, MatrixPanel, RadarPanel
from radar_tui.services.quality_sample import SampleSheet
from radar_tui.services.rollout import RolloutPlan
from radar_tui.services.score_reports import ScoringSummary
from radar_tui.services.score_texts import TextResult
from radar_tui.services.spike_table import SpikeRow

# `import` and its siblings print one object per run, `score --text` and `spikes` one per row.
OUTPUTS: dict[str, Any] = {
    "alerts": AlertsPanel,
    "calibrate": CalibrationReport,
    "calibrate --sample": SampleSheet,
    "changes": TicketChanges,
    "doctor": Diagnosis,
    "import": ImportSummary,
    "matrix": MatrixPanel,
    "radar": RadarPanel,
    "review": WeeklyReview,
    "rollout": RolloutPlan,
    "runs": list[ImportRun],
    "score": ScoringSummary,
    "score --text": TextResult,
    "spikes": SpikeRow,
}
