"""What the workers of the rubric editor bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from radar_tui.scoring.rubric_changes import RubricChanges
    from radar_tui.services.rubric_trial import RubricFacts, RubricTrialReport


class RubricRead(Message):
    """The rubric as it stands, and what changes are tried on."""

    def __init__(self, facts: RubricFacts) -> None:
        super().__init__()
        self.facts = facts


class RubricUnreadable(Message):
    """The rubric cannot be read; `reason` is one line for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class RubricTried(Message):
    """What changes would do to the tickets of `facts`."""

    def __init__(self, facts: RubricFacts, draft: RubricChanges, report: RubricTrialReport) -> None:
        super().__init__()
        self.facts = facts
        self.draft = draft
        self.report = report


class RubricStored(Message):
    """The changes are stored."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label
