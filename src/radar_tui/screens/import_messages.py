"""What Welcome and the import flow tell the app."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from radar_tui.services.importing import ImportSummary


class DemoWanted(Message):
    """The user wants to look at the demo workspace."""


class FolderChosen(Message):
    """The user wants a folder to be watched."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class ImportFinished(Message):
    """Files were imported; one summary for each run."""

    def __init__(self, summaries: Sequence[ImportSummary]) -> None:
        super().__init__()
        self.summaries = tuple(summaries)
