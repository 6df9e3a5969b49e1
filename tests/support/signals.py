"""Evaluating a workspace on signals that a test writes, instead of on what is in its tables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from radar_tui.db.marks import mark_at, move_mark
from radar_tui.db.tables import AlertRow
from radar_tui.domain.alerts import Observation, make_labels
from radar_tui.domain.rules import Rule
from radar_tui.services.alerting import Evaluation, RuleEvaluator
from radar_tui.services.first_imports import JUDGED_RUN
from radar_tui.services.workspace import Workspace

FRUSTRATION, SPIKE, FAILURES = "frustration-score", "ticket-spike", "connection-failures"


class Signals:
    """What the rules see: a value for each label set, until the test changes it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.evaluator = RuleEvaluator(self.observe)
        self._seen: dict[str, dict[str, Observation]] = {}
        with workspace.database.writing() as session:
            # No import is a first one here: what fires is news.
            seen = mark_at(session, JUDGED_RUN)
            move_mark(session, JUDGED_RUN, seen=seen, value=2**31 - 1)

    def at(self, **later: float) -> Workspace:
        """The workspace some time after it was opened."""
        return replace(self.workspace, as_of=self.workspace.as_of + timedelta(**later))

    def see(
        self,
        rule: str,
        name: str,
        value: float | None,
        context: Mapping[str, Sequence[str]] | None = None,
        **evidence: object,
    ) -> None:
        """Let a rule see a value for what `name` names; None where it has vanished."""
        label = "ticket" if rule == FRUSTRATION else "feature-area"
        labels = make_labels({label: name})
        seen = self._seen.setdefault(rule, {})
        if value is None:
            seen.pop(name, None)
            return
        limits = {FRUSTRATION: (60, 50), SPIKE: (5, 5), FAILURES: (10, 10)}
        fires, clears = limits[rule]
        seen[name] = Observation(
            labels,
            value,
            value > fires,
            value > clears,
            {"threshold": fires, **evidence},  # type: ignore[dict-item]
            context=context or {},
        )

    def evaluate(self, **later: float) -> Evaluation:
        """Evaluate some time after the workspace was opened."""
        evaluation = self.evaluator.evaluate(self.at(**later))
        assert evaluation is not None
        assert not evaluation.failures
        return evaluation

    def fail(self, rule: str, name: str, *, failed: bool) -> None:
        """Let a rule be unable to judge what `name` names, or fail over it."""
        label = "ticket" if rule == FRUSTRATION else "feature-area"
        labels = make_labels({label: name})
        self._seen.setdefault(rule, {})[name] = Observation(
            labels, None, None, None, failed=failed, reason="not known"
        )

    def seen(self) -> dict[tuple[str, str], Observation]:
        """What is to be seen now, by rule and name."""
        return {
            (rule, name): one for rule, seen in self._seen.items() for name, one in seen.items()
        }

    def observe(self, rule: Rule, _: object) -> Sequence[Observation]:
        """What a rule sees now."""
        return list(self._seen.get(rule.key, {}).values())

    def alert(self, name: str) -> int:
        """The id of the newest alert about something."""
        with self.workspace.database.reading() as session:
            alerts = session.exec(select(AlertRow)).all()
        return max(row.id or 0 for row in alerts if name in row.labels.values())
