"""The first import is history: which alerts began before anybody could have heard of them.

An alert that begins is history

- about what a ticket's customer writes, where the ticket is as the first import brought it: scoring
  a long history takes a while, and time that passes or a later import makes it news;
- about anything else, at the first evaluation of the data of a first import.
"""

from collections.abc import Sequence

from sqlmodel import Session

from radar_tui.db.marks import mark_at, move_mark
from radar_tui.db.queries.first_imports import import_runs, unchanged_since
from radar_tui.domain.alert_labels import SOURCE, TICKET
from radar_tui.domain.alerts import Observation, label_hash
from radar_tui.domain.rules import Rule
from radar_tui.domain.ticket_names import name_parts

# How far import runs have been evaluated.
JUDGED_RUN = "judged-run"


class FirstImports:
    """What came with first imports, as one evaluation finds it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.runs = import_runs(session)
        self._judged = mark_at(session, JUDGED_RUN)
        first = self.runs.first
        self._sources = frozenset(first.values())
        self._fresh = frozenset(
            source for run, source in first.items() if run > (self._judged or 0)
        )

    @property
    def new_runs(self) -> bool:
        """Whether something was imported since the last evaluation."""
        return self.runs.settled > (self._judged or 0)

    def history(self, rule: Rule, begun: Sequence[Observation]) -> frozenset[str]:
        """Give the label hashes of what is history of the observations that begin to hold."""
        if not begun or not self.runs.first:
            return frozenset()
        if not rule.kind.is_about_tickets:
            return frozenset(label_hash(one.labels) for one in begun if self._is_fresh(one))
        hashes = {dict(one.labels).get(TICKET, ""): label_hash(one.labels) for one in begun}
        old = unchanged_since(self._session, hashes, self.runs.first)
        return frozenset(hashes[name] for name in old)

    def settle(self) -> None:
        """Remember that everything that was imported so far is judged now."""
        if self.new_runs:
            move_mark(self._session, JUDGED_RUN, seen=self._judged, value=self.runs.settled)

    def _is_fresh(self, observation: Observation) -> bool:
        """Whether it rests on data of a first import; what names no source may rest on any."""
        labels = dict(observation.labels)
        named = {place for place, _ in name_parts(labels[TICKET])} if TICKET in labels else set()
        if SOURCE in labels:
            named.add(labels[SOURCE])
        known = named & self._sources
        return bool(known & self._fresh) if known else bool(self._fresh)
