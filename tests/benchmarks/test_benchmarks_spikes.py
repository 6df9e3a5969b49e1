"""The benchmark of spikes counts as it says, and its parts run."""

import random
from argparse import Namespace
from datetime import date, timedelta
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="the method after Farrington needs numpy")

from benchmarks.spike_curves import FIRST_WEEK, detection_curves, quiet_alarms
from benchmarks.spike_incidents import measure_incidents
from benchmarks.spike_labels import LabelledSeries, measure, read_labelled
from benchmarks.spike_references import ears_against_published, farrington, plain, radar
from benchmarks.spike_replay import DETECTORS, RADAR
from benchmarks.spike_streams import (
    Outbreak,
    Tag,
    counted,
    day_edges,
    overdispersed,
    tickets_of,
    week_edges,
)
from benchmarks.spike_triangle import (
    ReportedWeek,
    alarms_by_delay,
    count_revisions,
    read_triangle,
)
from benchmarks.spikes import labelled_lines, noise_lines, noise_share, triangle_lines
from radar_tui.detection.spikes import SpikeSettings

PUBLISHED = Path(__file__).parents[1] / "detection" / "data"
FIXTURES = Path(__file__).parents[2] / "../shared/fixtures/spike-benchmark"


def labelled(counts: dict[int, int], weeks: set[int], length: int = 60) -> LabelledSeries:
    return LabelledSeries(
        "a",
        tuple(counts.get(week, 0) for week in range(length)),
        tuple(week in weeks for week in range(length)),
    )


def test_outbreaks_are_counted_by_run_and_only_after_the_warm_up() -> None:
    series = labelled({}, {5, 6, 29, 40, 41, 42, 50, 59})
    assert series.outbreaks() == [range(40, 43), range(50, 51), range(59, 60)]


def test_delays_run_from_the_label_and_from_the_first_week_with_three() -> None:
    series = labelled({41: 2, 43: 3, 44: 9}, {40, 41, 42, 43, 44, 55, 56})

    def alarming(*weeks: int) -> list[bool]:
        return [week in weeks for week in range(60)]

    late = measure([series], lambda _: alarming(44, 56))
    assert [(one.delay, one.visible_delay) for one in late.outcomes] == [(4, 1), (1, None)]
    early = measure([series], lambda _: alarming(20, 41, 43, 47, 48))
    assert [(one.delay, one.visible_delay) for one in early.outcomes] == [(1, 0), (None, None)]
    assert (early.found, early.median_delay, early.median_visible_delay) == (1, 1, 0)
    # Two alarms in the 23 weeks that are neither labelled nor warm-up.
    assert early.false_alarms_per_year == pytest.approx(2 / 23 * 52)


def test_the_plain_rule_and_farrington_see_a_jump() -> None:
    counts = [5, 4, 6, 5, 3, 7, 5] * 4 + [5, 6, 25, 2]
    assert plain(counts)[28:] == [False, False, True, False]
    assert farrington(counts)[28:] == [False, False, True, False]
    assert farrington([0] * 30 + [6])[-1]
    assert not farrington([0] * 30 + [4])[-1]


def test_farrington_follows_a_trend_and_weighs_a_past_outbreak_down() -> None:
    falling = [round(60 * 0.96**week) for week in range(28)]
    assert farrington([*falling, 40])[-1]
    turned_round = [*reversed(falling), 40]
    assert not farrington(turned_round)[-1]
    steady = [5, 4, 6, 5, 3, 7, 5] * 4
    steady[10] = 60
    assert farrington([*steady, 22])[-1]


def test_ears_is_held_against_the_stored_alarms(tmp_path: Path) -> None:
    found = ears_against_published(PUBLISHED)
    assert {name: (same, weeks) for name, (same, weeks, _) in found.items()} == {
        "EARS C1": (105, 105),
        "EARS C2": (105, 105),
    }
    assert all(alarms > 0 for _, _, alarms in found.values())
    for file in PUBLISHED.iterdir():
        text = file.read_text()
        if file.name == "expected_EarsC2.csv":
            text = text.replace(",0\n", ",1\n", 1)
        (tmp_path / file.name).write_text(text)
    assert ears_against_published(tmp_path)["EARS C2"][:2] == (104, 105)


def test_simulated_tickets_have_their_mean_their_spread_and_their_weekends() -> None:
    draws = random.Random(1)
    counts = [overdispersed(draws, 8, 2) for _ in range(4000)]
    mean = sum(counts) / len(counts)
    assert mean == pytest.approx(8, rel=0.05)
    assert sum((count - mean) ** 2 for count in counts) / len(counts) / mean == pytest.approx(
        2, rel=0.1
    )
    for busy_weeks in (False, True):
        tag = Tag(mean=20, overdispersion=3, busy_weeks=busy_weeks)
        tickets = tickets_of(tag, FIRST_WEEK, 300, random.Random(2))
        assert tickets == sorted(tickets, key=lambda one: one.at)
        weekly = counted(tickets, week_edges(FIRST_WEEK, 300))
        assert sum(weekly) == len(tickets)
        mean = sum(weekly) / 300
        assert mean == pytest.approx(20, rel=0.05)
        assert sum((one - mean) ** 2 for one in weekly) / 300 / mean == pytest.approx(3, rel=0.25)
        daily = counted(tickets, day_edges(FIRST_WEEK, 300))
        assert sum(daily[5::7]) < sum(daily[0::7]) / 3


def test_growth_ends_at_the_mean_and_an_outbreak_comes_on_top() -> None:
    draws = random.Random(3)
    edges = week_edges(FIRST_WEEK, 60)
    outbreak = Outbreak(edges[40] + timedelta(hours=30), 8, 500)
    tickets = tickets_of(Tag(mean=400, growth=0.02), FIRST_WEEK, 60, draws, outbreak)
    weekly = counted(tickets, edges)
    assert weekly[-1] == pytest.approx(400, rel=0.2)
    assert weekly[0] == pytest.approx(400 * 1.02**-59, rel=0.3)
    inside = [ticket for ticket in tickets if outbreak.start <= ticket.at < outbreak.end]
    assert len(inside) >= 500


def test_an_outbreak_is_replayed_to_all_detectors() -> None:
    curves = detection_curves(1, 0, tags=[Tag(mean=10)], spans=[8], sizes=[8])
    assert set(curves) == set(DETECTORS)
    found = curves[RADAR][8, 8]
    assert (found.tried, found.share) == (1, 1.0)
    assert found.median_hours is not None
    assert 0 < found.median_hours < 12


def test_quiet_weeks_are_counted_for_all_detectors() -> None:
    assert set(quiet_alarms(Tag(mean=5), 1, 0)) == set(DETECTORS)


def test_putting_one_incident_aside_finds_the_next() -> None:
    none, one = (
        measure_incidents(SpikeSettings(incidents_left_out=most), 30, 0) for most in (0, 1)
    )
    assert none.found[1] < one.found[1]
    assert none.found[0] == pytest.approx(one.found[0], abs=0.05)


def test_noise_fires_rarely_and_is_printed() -> None:
    assert noise_share(5, 2, 300, 0) <= 0.03
    lines = list(noise_lines(Namespace(weeks=40, seed=0)))
    assert [line.split("|")[1].strip() for line in lines[4:]] == ["2", "5", "10", "20", "50"]


def late_weeks() -> list[ReportedWeek]:
    """Steady weeks whose cases are all known after two weeks, and an outbreak in the 36th."""
    finals = [5, 4, 6, 5, 3, 7, 5, 4] * 5
    finals[36] = 30
    return [
        ReportedWeek(date(2024, 1, 1) + timedelta(weeks=at), (0, final // 2, final), final)
        for at, final in enumerate(finals)
    ]


def test_alarms_become_visible_with_their_reports() -> None:
    rows = alarms_by_delay(late_weeks(), SpikeSettings())
    assert [(row.visible, row.of) for row in rows[:3]] == [(0, 1), (1, 1), (1, 1)]
    assert [row.cases_known for row in rows[:3]] == [0, pytest.approx(0.46, abs=0.05), 1]


def test_revisions_end_with_the_final_alarms() -> None:
    found = count_revisions(late_weeks(), SpikeSettings())
    assert (found.kept, found.of) == (1, 1)
    assert found.kinds["raised"] == 1


def test_what_has_no_fixtures_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    for part in (labelled_lines, triangle_lines):
        assert list(part(Namespace(fixtures=None))) == []
    assert capsys.readouterr().err.count("--fixtures") == 2


def test_the_published_series_are_found_as_promised() -> None:
    if not FIXTURES.exists():
        pytest.skip(f"the external benchmark series are not here: {FIXTURES.name}")
    series = read_labelled(FIXTURES)
    ours, theirs = (measure(series, one) for one in (radar(SpikeSettings()), plain))
    assert (ours.found, len(ours.outcomes)) == (5, 6)
    assert ours.false_alarms_per_year <= 0.8
    assert ours.median_visible_delay is not None
    assert ours.median_visible_delay <= 1
    # No rule that waits for three cases is earlier on any of them.
    assert [one.delay for one in ours.outcomes] == [one.delay for one in theirs.outcomes]
    assert theirs.false_alarms_per_year == pytest.approx(3.0, abs=0.1)
    sooner = measure(series, radar(SpikeSettings(min_count=2)))
    assert (sooner.found, sooner.median_delay) == (5, 1)
    assert sooner.false_alarms_per_year <= 0.8


def test_the_reporting_triangle_is_read_up_to_its_last_whole_week() -> None:
    if not FIXTURES.exists():
        pytest.skip(f"the external benchmark series are not here: {FIXTURES.name}")
    weeks = read_triangle(FIXTURES)
    assert len(weeks) > 700
    assert all(week.known[-1] <= week.final for week in weeks)
