"""Reading the parts of the Patterns screen, in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from radar_tui.screens.patterns_candidates import candidates_view
from radar_tui.screens.patterns_causes import causes_view
from radar_tui.screens.patterns_hygiene import WEEKS, hygiene_view
from radar_tui.screens.patterns_load import load_view
from radar_tui.screens.patterns_parts import Part, PartView
from radar_tui.screens.patterns_queue import queue_view
from radar_tui.screens.patterns_volumes import volumes_view
from radar_tui.services.agent_load import load_panel
from radar_tui.services.candidate_terms import candidate_terms
from radar_tui.services.kept_reading import KeptReading
from radar_tui.services.pattern_candidates import pattern_candidates
from radar_tui.services.root_causes import RESTS_ON, root_causes_panel
from radar_tui.services.tag_volumes import VolumesReader
from radar_tui.services.tagging_hygiene import hygiene_report
from radar_tui.services.tagging_queue import TaggingQueue

if TYPE_CHECKING:
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.workspace import Workspace

# What hygiene rests on. Scores tell who repeats; alerts are looked at anew once many were made.
_TAGGING = ("alert", "intervention", "tag", "ticket", "ticket_tag_edit")


class PartReader:
    """Reads a part whenever it is asked, and keeps what need not be read again."""

    def __init__(self) -> None:
        self._volumes = VolumesReader()
        self._queue = TaggingQueue()
        self._causes = KeptReading(root_causes_panel, RESTS_ON)
        self._hygiene = KeptReading(partial(hygiene_report, weeks=WEEKS), _TAGGING)

    def views(self, part: Part, live: LiveWorkspace) -> Iterator[PartView]:
        """Give a part as it stands, and again where more becomes known after a while.

        Raises:
            WorkspaceError: the workspace cannot be read.
        """
        read = self._readers[part]
        yield read(live.now())
        if part in (Part.CANDIDATES, Part.QUEUE) and self._queue.learn(live.now()):
            yield read(live.now())

    @property
    def _readers(self) -> dict[Part, Callable[[Workspace], PartView]]:
        return {
            Part.VOLUMES: lambda at: volumes_view(self._volumes.read(at)),
            Part.CAUSES: lambda at: causes_view(self._causes.get(at), at.as_of),
            Part.CANDIDATES: self._read_candidates,
            Part.QUEUE: lambda at: queue_view(self._queue.read(at)),
            Part.HYGIENE: lambda at: hygiene_view(self._hygiene.get(at)),
            Part.LOAD: lambda at: load_view(load_panel(at)),
        }

    def _read_candidates(self, workspace: Workspace) -> PartView:
        found = pattern_candidates(workspace)
        terms = candidate_terms(workspace, found, self._queue.suggest)
        return candidates_view(found, terms, workspace.as_of)
