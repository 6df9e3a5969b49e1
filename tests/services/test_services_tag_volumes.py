"""Volumes by feature area: the numbers that alerts and stored judgements have, and no others."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import delete

from radar_tui.db.queries.spike_decisions import append_decisions
from radar_tui.db.tables import SpikeDecisionRow
from radar_tui.detection.spikes import SpikeStatus
from radar_tui.services.alerting import evaluate
from radar_tui.services.alerts_panel import alerts_panel
from radar_tui.services.late_data import judged_weeks
from radar_tui.services.rule_editing import switch_rule
from radar_tui.services.tag_volumes import AreaVolumes, VolumesReader
from radar_tui.services.workspace import Workspace
from support.area_tickets import VOCABULARY, came, weeks_ago
from support.workspaces import bring, bring_text


@pytest.fixture
def steady(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Thirty weeks with five payments tickets each, judged; sso had two last week."""
    bring_text(workspace, tmp_path, "tags.csv", VOCABULARY)
    tickets = [
        one
        for weeks in range(1, 31)
        for one in weeks_ago(workspace.as_of, weeks, 5, first=weeks * 100)
    ]
    sso = [came(8000 + day, workspace.as_of - timedelta(days=day), "login") for day in (3, 4)]
    bring(workspace, tmp_path, *tickets, *sso)
    evaluate(workspace)
    return workspace


@pytest.fixture
def spiking(steady: Workspace, tmp_path: Path) -> Workspace:
    """With twenty more of payments in the last days."""
    burst = [
        came(9000 + number, steady.as_of - timedelta(hours=2 * number)) for number in range(20)
    ]
    bring(steady, tmp_path, *burst)
    evaluate(steady)
    return steady


def payments(reader: VolumesReader, workspace: Workspace) -> AreaVolumes:
    return next(one for one in reader.read(workspace).areas if one.area == "payments")


@contextmanager
def statements(workspace: Workspace) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    engine = workspace.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def test_past_weeks_are_those_that_were_stored(spiking: Workspace) -> None:
    shown = payments(VolumesReader(), spiking).weeks[-6:]
    stored = [one for one in judged_weeks(spiking) if one.feature_area == "payments"]
    newest = [one.revisions[-1] for one in reversed(stored)]
    assert [(one.week, one.count, one.expected, one.upper) for one in shown] == [
        (one.week, one.observed, one.expected, one.upper) for one in newest
    ]
    assert shown[-1].spike
    assert [one.spike for one in shown[:-1]] == [False] * 5


def test_the_newest_judgement_that_was_known_counts(spiking: Workspace) -> None:
    (last, *_) = [one for one in judged_weeks(spiking) if one.feature_area == "payments"]
    newest = last.revisions[-1]
    later = spiking.as_of + timedelta(hours=1)
    revised = replace(newest, revision=newest.revision + 1, known_at=later, upper=99, status="ok")
    with spiking.database.writing() as session:
        append_decisions(session, [revised])
    before = payments(VolumesReader(), spiking).weeks[-1]
    after = payments(VolumesReader(), replace(spiking, as_of=later)).weeks[-1]
    assert (before.upper, before.spike) == (newest.upper, True)
    assert (after.upper, after.spike) == (99, False)


def test_weeks_that_nobody_judged_are_judged_in_the_same_way(spiking: Workspace) -> None:
    before = payments(VolumesReader(), spiking).weeks
    with spiking.database.writing() as session:
        session.exec(delete(SpikeDecisionRow))
    after = payments(VolumesReader(), spiking).weeks
    assert len(after) == 26
    assert after == before


def test_the_present_is_what_the_alert_tells(spiking: Workspace) -> None:
    (alert,) = [one for one in alerts_panel(spiking).alerts if one.kind == "ticket-spike"]
    shown = payments(VolumesReader(), spiking)
    assert shown.is_spike
    for look in shown.looks:
        told = alert.evidence[look.name]
        assert (look.count, look.expected, look.upper, look.p, look.accounts, look.naive) == (
            told["count"],
            told["expected"],
            told["upper"],
            told["p"],
            told["accounts"],
            told["naive"],
        )
    assert shown.look is not None
    assert shown.look.status is SpikeStatus.SPIKE


def test_spikes_come_first_and_a_new_area_is_not_judged(spiking: Workspace) -> None:
    panel = VolumesReader().read(spiking)
    assert [one.label for one in panel.areas] == ["Payments", "SSO"]
    assert (panel.week, panel.terms, panel.has_tickets) == ("2026-W48", 2, True)


def test_reading_again_reads_no_ticket(spiking: Workspace) -> None:
    reader = VolumesReader()
    first = reader.read(spiking)
    with statements(spiking) as asked:
        assert reader.read(replace(spiking, as_of=spiking.as_of)) == first
    assert asked
    assert not [one for one in asked if "ticket_tag" in one]


def test_what_comes_in_between_is_seen(steady: Workspace, tmp_path: Path) -> None:
    reader = VolumesReader()
    assert payments(reader, steady).weeks[-3].count == 5
    bring(steady, tmp_path, *weeks_ago(steady.as_of, 3, 30, first=9500))
    evaluate(steady)
    assert payments(reader, steady).weeks[-3].count == 35
    assert payments(reader, steady) == payments(VolumesReader(), steady)


def test_a_rule_that_is_off_looks_at_nothing(spiking: Workspace) -> None:
    switch_rule(spiking, "ticket-spike")
    panel = VolumesReader().read(spiking)
    assert not panel.rule_enabled
    assert {one.looks for one in panel.areas} == {()}
    assert panel.areas[0].weeks


def test_without_tickets_there_is_nothing(workspace: Workspace) -> None:
    panel = VolumesReader().read(workspace)
    assert (panel.areas, panel.has_tickets, panel.terms) == ((), False, 0)
