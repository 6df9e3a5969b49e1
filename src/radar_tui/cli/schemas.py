"""What commands print with `--json`, and what other programs are given: docs/schemas shows it."""

from typing import Any

from radar_tui.reporting.ticket_changes import TicketChanges
from radar_tui.reporting.weekly import WeeklyReview
from radar_tui.services.alert_timeline import AlertTimeline
from radar_tui.services.alerts_panel import AlertsPanel
from radar_tui.services.backtesting import BacktestReport
from radar_tui.services.calibrating import CalibrationReport
from radar_tui.services.diagnosis import Diagnosis
from radar_tui.services.importing import ImportRun, ImportSummary
from radar_tui.services.metric_strip import MetricStrip
from radar_tui.services.notify_command import Announcement
from radar_tui.services.panels import MatrixPanel, RadarPanel, SegmentPanel
from radar_tui.services.pattern_candidates import PatternCandidate
from radar_tui.services.quality_sample import SampleSheet
from radar_tui.services.rollout import RolloutPlan
from radar_tui.services.rule_editing import RulesImported
from radar_tui.services.rule_reports import RuleEntry
from radar_tui.services.rule_testing import RuleTestReport
from radar_tui.services.score_reports import ScoringSummary
from radar_tui.services.score_texts import TextResult
from radar_tui.services.spike_table import SpikeRow
from radar_tui.services.tag_suggestions import TagSuggestions
from radar_tui.services.tagging_hygiene import HygieneReport

# `import` and its siblings print one object per run, `score --text` and `spikes` one per row.
OUTPUTS: dict[str, Any] = {
    "alerts": AlertsPanel,
    "alerts --history": AlertTimeline,
    "calibrate": CalibrationReport,
    "calibrate --sample": SampleSheet,
    "changes": TicketChanges,
    "doctor": Diagnosis,
    "import": ImportSummary,
    "matrix": MatrixPanel,
    "matrix --segments": SegmentPanel,
    "metrics": MetricStrip,
    "radar": RadarPanel,
    "review": WeeklyReview,
    "rollout": RolloutPlan,
    "rules backtest": BacktestReport,
    "rules import": RulesImported,
    "rules list": list[RuleEntry],
    "rules test": RuleTestReport,
    "runs": list[ImportRun],
    "score": ScoringSummary,
    "score --text": TextResult,
    "spikes": SpikeRow,
    "tags hygiene": HygieneReport,
    "tags patterns": list[PatternCandidate],
    "tags suggest": TagSuggestions,
}

# What Radar writes to the standard input of programs that the user named, by their setting.
HANDED_OVER: dict[str, Any] = {"notify-command": Announcement}
