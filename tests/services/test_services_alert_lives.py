"""The lives of alerts, whatever happens in whatever order.

Everything is done in two workspaces. One is open all the time and has one evaluator; the other is
closed and opened again at each step, and evaluated by two threads at once now and then. Whatever
they come to hold must be the same, and true.

`RADAR_LIVES` is how many lives are tried instead of a dozen that are always the same. Then one that
fails is made short, too, which can take minutes.
"""

import os
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlmodel import col, select

from radar_tui.config import Config
from radar_tui.db.changesets import ChangeSet
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import (
    AlertNoticeRow,
    AlertRow,
    AlertTransitionRow,
    ResponseRow,
    RuleRow,
    SettingRow,
)
from radar_tui.domain.alerts import LEGAL_STEPS, AlertState
from radar_tui.domain.attention import Standing
from radar_tui.services.alert_responses import (
    acknowledge_alerts,
    finish_alerts,
    give_alerts,
    snooze_alerts,
)
from radar_tui.services.alerting import RuleEvaluator
from radar_tui.services.alerts_panel import AlertList, alerts_panel
from radar_tui.services.notices import take_notices
from radar_tui.services.settings import ZONE
from radar_tui.services.silencing import add_silence, expire_silence, list_silences
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.workspace import Workspace, open_workspace
from support.dump import dump
from support.signals import FAILURES, FRUSTRATION, SPIKE, Signals
from support.workspaces import rows

START = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
"""A Saturday night on which the clocks of Europe go back."""

LIVES = os.environ.get("RADAR_LIVES")
STEPS_IN_A_LIFE = 24
READER = "seen/Dana@here/screen"

NAMES = [
    (FAILURES, "payments"),
    (FAILURES, "sso"),
    (SPIKE, "payments"),
    (FRUSTRATION, "desk/1"),
    (FRUSTRATION, "desk/2"),
]
VALUES = {FAILURES: (8, 12, 14, 22), SPIKE: (3, 7, 19, 27), FRUSTRATION: (40, 55, 65, 90)}
CONTEXT = {"desk/1": {"feature-area": ("payments",)}}
ACTORS = ("Dana", "Ravi")
EDITS: tuple[dict[str, object], ...] = (
    {"threshold": 61},
    {"threshold": 62},
    {"enabled": False},
    {"enabled": True},
    {"for": "5m"},
    {"for": "0s"},
    {"keep-firing-for": "0s"},
    {"keep-firing-for": "30m"},
    {"acknowledged-for": "1h"},
    {"title": "Another title", "owner": "Somebody else"},
)
SILENCES = ("feature-area=payments", "rule=ticket-spike", "ticket=desk/*", "severity=critical")
ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Chatham", "UTC")

Act = Callable[[Workspace], object]


@cache
def template() -> Path:
    """A fresh workspace with its rules, made once."""
    path = Path(tempfile.mkdtemp(prefix="radar-lives-")) / "radar.db"
    with closing(opened(path)):
        return path


def opened(path: Path) -> Workspace:
    config = Config(location=str(path), data_folder=path.parent, now=START, actor="Dana")
    return open_workspace(config)


class AlertLives(RuleBasedStateMachine):
    """Evaluations, people, silences, edits and restarts, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="radar-lives-"))
        paths = [self._folder / name for name in ("kept.db", "reopened.db")]
        for path in paths:
            shutil.copy(template(), path)
        self._signals = Signals(opened(paths[0]))
        self._twin_path = paths[1]
        with closing(opened(paths[1])) as twin:
            Signals(twin)
        self._now = START
        self._told: Counter[int] = Counter()
        self._over: dict[int, object] = {}
        for reader in self._both():
            assert take_notices(reader, READER) == []

    def teardown(self) -> None:
        self._signals.workspace.close()
        shutil.rmtree(self._folder)

    # Doing the same in both.

    def _kept(self, actor: str = "Dana") -> Workspace:
        return replace(self._signals.workspace, as_of=self._now, actor=actor)

    def _both(self) -> list[Workspace]:
        return [self._kept(), replace(opened(self._twin_path), as_of=self._now)]

    def _do(self, actor: str, act: Act) -> None:
        """Act in both; what one refuses the other refuses in the same words."""
        with closing(opened(self._twin_path)) as twin:
            outcomes = [
                _outcome(act, workspace)
                for workspace in (
                    self._kept(actor),
                    replace(twin, as_of=self._now, actor=actor),
                )
            ]
        assert outcomes[0] == outcomes[1]

    def _alert(self, choice: int) -> list[int]:
        fired = [row.alert_id for row in rows(self._kept(), ResponseRow)]
        return [fired[choice % len(fired)]] if fired else []

    # What may happen.

    @rule(name=st.sampled_from(NAMES), level=st.integers(0, 3))
    def something_is_measured(self, name: tuple[str, str], level: int) -> None:
        kind, subject = name
        value = VALUES[kind][level]
        evidence = {"last-7-days": {"count": value}} if kind == SPIKE else {}
        self._signals.see(kind, subject, value, CONTEXT.get(subject), **evidence)

    @rule(name=st.sampled_from(NAMES))
    def something_vanishes(self, name: tuple[str, str]) -> None:
        self._signals.see(*name, None)

    @rule(name=st.sampled_from(NAMES), failed=st.booleans())
    def something_cannot_be_judged(self, name: tuple[str, str], failed: bool) -> None:
        self._signals.fail(*name, failed=failed)

    @rule(minutes=st.sampled_from([0, 0, 1, 6, 16, 61, 24 * 60]), race=st.booleans())
    def rules_are_evaluated(self, minutes: int, race: bool) -> None:
        self._now += timedelta(minutes=minutes)
        self._signals.evaluator.evaluate(self._kept())
        for _ in range(2 if race else 1):
            self._evaluate_twin(threads=2 if race else 1)
        self._check()

    @rule(minutes=st.integers(1, 90))
    def a_clock_goes_wrong(self, minutes: int) -> None:
        """An evaluation at an earlier moment moves nothing that was evaluated since."""
        present, self._now = self._now, self._now - timedelta(minutes=minutes)
        self._signals.evaluator.evaluate(self._kept())
        self._evaluate_twin(threads=1)
        self._now = present

    @rule(choice=st.integers(0, 9), actor=st.sampled_from(ACTORS))
    def somebody_acknowledges(self, choice: int, actor: str) -> None:
        alerts = self._alert(choice)
        self._do(actor, lambda work: acknowledge_alerts(work, alerts))

    @rule(choice=st.integers(0, 9), minutes=st.sampled_from([1, 30, 120, 3000]))
    def somebody_snoozes(self, choice: int, minutes: int) -> None:
        alerts, until = self._alert(choice), self._now + timedelta(minutes=minutes)
        self._do("Dana", lambda work: snooze_alerts(work, alerts, until))

    @rule(choice=st.integers(0, 9), done=st.booleans(), actor=st.sampled_from(ACTORS))
    def somebody_works_on_it(self, choice: int, done: bool, actor: str) -> None:
        alerts = self._alert(choice)
        if done:
            self._do(actor, lambda work: finish_alerts(work, alerts, "mended"))
        else:
            self._do(actor, lambda work: give_alerts(work, alerts, "Ravi"))

    @rule(matchers=st.sampled_from(SILENCES), minutes=st.sampled_from([5, 90, 2000]))
    def somebody_silences(self, matchers: str, minutes: int) -> None:
        until = self._now + timedelta(minutes=minutes)
        self._do("Ravi", lambda work: add_silence(work, matchers, until=until, reason="known"))

    @rule()
    def somebody_ends_a_silence(self) -> None:
        def end(work: Workspace) -> object:
            silences = list_silences(work)
            return expire_silence(work, silences[0].id) if silences else None

        self._do("Ravi", end)

    @rule(name=st.sampled_from(NAMES), edit=st.sampled_from(EDITS))
    def somebody_edits_a_rule(self, name: tuple[str, str], edit: dict[str, object]) -> None:
        self._do("Dana", lambda work: _edit(work, name[0], edit))

    @rule(zone=st.sampled_from(ZONES))
    def the_zone_changes(self, zone: str) -> None:
        self._do("Ravi", lambda work: _set_zone(work, zone))

    @rule(actor=st.sampled_from(ACTORS), again=st.booleans())
    def somebody_takes_something_back(self, actor: str, again: bool) -> None:
        self._do(actor, redo_action if again else undo_action)

    @rule()
    def somebody_reads_the_notices(self) -> None:
        for workspace in self._both():
            notices = take_notices(workspace, READER)
            if workspace.location == self._kept().location:
                self._told.update(one.seq for one in notices)
            else:
                workspace.close()

    # Two workspaces that must not differ.

    def _evaluate_twin(self, *, threads: int) -> None:
        def evaluate() -> bool:
            with closing(opened(self._twin_path)) as twin:
                evaluator = RuleEvaluator(self._signals.observe)
                return evaluator.evaluate(replace(twin, as_of=self._now)) is not None

        with ThreadPoolExecutor(threads) as pool:
            done = [each.result() for each in [pool.submit(evaluate) for _ in range(threads)]]
        assert any(done)

    # What must be true after every evaluation.

    def _check(self) -> None:
        workspace = self._kept()
        with closing(opened(self._twin_path)):
            assert dump(self._twin_path) == dump(Path(workspace.location))
        alerts = {row.id: row for row in rows(workspace, AlertRow)}
        steps = _lives(workspace)
        self._check_lives(alerts, steps)
        self._check_occurrences(alerts)
        self._check_nothing_is_lost(alerts, workspace)
        self._check_notices(alerts, workspace)

    def _check_lives(self, alerts: dict[int, Any], steps: dict[int, list[Any]]) -> None:
        for alert_id, taken in steps.items():
            assert [one.step for one in taken] == list(range(1, len(taken) + 1))
            assert taken[0].from_state == AlertState.NORMAL
            for before, after in pairwise(taken):
                assert after.from_state == before.to_state
                assert after.at > before.at
            for one in taken:
                assert one.to_state in LEGAL_STEPS[AlertState(one.from_state)]
            assert alerts[alert_id].state == taken[-1].to_state
        for alert_id, alert in alerts.items():
            if alert.state != AlertState.RESOLVED:
                assert alert_id not in self._over, "what is resolved stays so"
                continue
            image = alert.model_dump(exclude={"evaluated_at"})
            assert self._over.setdefault(alert_id, image) == image

    def _check_occurrences(self, alerts: dict[int, Any]) -> None:
        found: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for alert in alerts.values():
            found[alert.rule_key, alert.label_hash].append(alert)
        for occurrences in found.values():
            occurrences.sort(key=lambda one: one.occurrence)
            numbers = [one.occurrence for one in occurrences]
            assert numbers == list(range(1, len(numbers) + 1))
            assert {one.state for one in occurrences[:-1]} <= {AlertState.RESOLVED}

    def _check_nothing_is_lost(self, alerts: dict[int, Any], workspace: Workspace) -> None:
        rules = {row.key: row.definition for row in rows(workspace, RuleRow)}
        newest = {
            (one.rule_key, next(iter(one.labels.values()))): one
            for one in sorted(alerts.values(), key=lambda one: one.occurrence)
        }
        for name, seen in self._signals.seen().items():
            definition = rules[name[0]]
            if not seen.holds or not definition["enabled"]:
                continue
            alert = newest.get(name)
            if alert is not None and alert.since == self._now:
                continue  # one step at a time: it goes on at the next look
            assert alert is not None
            waits = definition["for"] != "0s" and alert.state == AlertState.PENDING
            assert waits or alert.state == AlertState.FIRING
        listed = [one for kind in AlertList for one in alerts_panel(workspace, kind).alerts]
        is_open = {key for key, one in alerts.items() if one.state not in ("normal", "resolved")}
        shown = Counter(one.id for one in listed if one.state != AlertState.RESOLVED)
        assert shown == Counter(is_open), "every alert stands in one list"

    def _check_notices(self, alerts: dict[int, Any], workspace: Workspace) -> None:
        notices = rows(workspace, AlertNoticeRow)
        fired = Counter(one.alert_id for one in notices if one.because == "fired")
        assert all(count == 1 for count in fired.values()), "told twice that it fired"
        once = Counter((one.alert_id, one.kind, one.since) for one in notices)
        assert all(count == 1 for count in once.values()), "told twice of the same"
        answered = {row.alert_id for row in rows(workspace, ResponseRow)}
        assert answered == {key for key, one in alerts.items() if one.fired_at is not None}
        for entry in alerts_panel(workspace).alerts:
            if entry.standing == Standing.NEEDS_YOU:
                told_since = alerts[entry.id].announced_since
                assert told_since is not None
                assert told_since >= entry.standing_since, "it needs somebody and nobody was told"
        self._told.update(one.seq for one in take_notices(workspace, READER))
        with closing(opened(self._twin_path)) as twin:
            take_notices(twin, READER)
        assert self._told == Counter(one.seq for one in notices), "each is taken once"


def _outcome(act: Act, workspace: Workspace) -> object:
    try:
        return act(workspace)
    except WorkspaceError as error:
        return str(error)


def _lives(workspace: Workspace) -> dict[int, list[Any]]:
    with workspace.database.reading() as session:
        query = select(AlertTransitionRow).order_by(col(AlertTransitionRow.step))
        found: dict[int, list[Any]] = defaultdict(list)
        for row in session.exec(query):
            found[row.alert_id].append(row)
    return found


def _edit(workspace: Workspace, key: str, edit: dict[str, object]) -> None:
    with workspace.database.writing() as session:
        row = session.get_one(RuleRow, key)
        values = row.model_dump()
        session.expunge(row)
        version = values["version"] + 1
        definition = {**values["definition"], **edit, "version": version}
        changed = RuleRow(**{**values, "version": version, "definition": definition})
        change_set = ChangeSet(
            session, actor=workspace.actor, at=workspace.as_of, action="rule", label=f"edit {key}"
        )
        change_set.put(changed)


def _set_zone(workspace: Workspace, zone: str) -> None:
    with workspace.database.writing() as session:
        before = session.get(SettingRow, ZONE)
        rev = before.rev if before else 0
        if before is not None:
            session.expunge(before)
        change_set = ChangeSet(
            session, actor=workspace.actor, at=workspace.as_of, action="setting", label="zone"
        )
        change_set.put(SettingRow(key=ZONE, value=zone, rev=rev))


AlertLives.TestCase.settings = settings(
    max_examples=int(LIVES or 12),
    stateful_step_count=STEPS_IN_A_LIFE,
    derandomize=LIVES is None,
    phases=(Phase.generate, Phase.shrink) if LIVES else (Phase.generate,),
    database=None,
    deadline=None,
)
TestAlertLives = AlertLives.TestCase
