"""How well spikes are told from noise: labelled series, simulated noise and outbreaks, late data.

    python -m benchmarks.spikes --fixtures DIR
    python -m benchmarks.spikes --part noise --weeks 2000
    python -m benchmarks.spikes --part streams --repeats 1 --quiet-weeks 20

1. labelled: the seven weekly series of the R package `surveillance`, by outbreak (how they are
   counted is said in benchmarks/spike_labels.py), beside the plain rule, EARS and a method after
   Farrington; what each part of the test contributes; and whether EARS C1 and C2 are what that
   package alarms on the Salmonella files.
2. noise: the share of weeks that fire where there is nothing but noise.
3. incidents: what putting past incidents aside is worth.
4. streams: simulated support tickets with hours, weekdays, growth and noise, replayed to the rule
   as it runs; outbreaks of 2 to 6 standard deviations of a week's count, over 8 hours to a week.
5. triangle: cases that are reported late. Which final alarms are visible how early, and what is
   revised meanwhile.

The settings were chosen on simulated series; the labelled ones are for reporting. `--fixtures` is
the folder spike-benchmark; parts 1 and 5 are left out without it.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.spike_curves import SIZES, SPANS, detection_curves, false_alarms_per_year
from benchmarks.spike_incidents import BURSTS_PER_YEAR, PAST, measure_incidents
from benchmarks.spike_labels import LabelledResult, measure, read_labelled
from benchmarks.spike_references import Alarms, ears_against_published, radar, rivals
from benchmarks.spike_streams import overdispersed
from benchmarks.spike_triangle import alarms_by_delay, count_revisions, read_triangle
from radar_tui.detection.spikes import SpikeSettings, judge_series

SETTINGS = SpikeSettings()
NOISE_MEANS = (2, 5, 10, 20, 50)
NOISE_OVERDISPERSIONS = (1, 2)
NOISE_WARM_UP = 30
NOISE_LIMIT = 0.02
FOUND_GOAL, FALSE_ALARM_GOAL, DELAY_GOAL = 5, 0.8, 1

PARTS = ("labelled", "noise", "incidents", "streams", "triangle")

Lines = Iterable[str]


def main() -> None:
    """Measure and print."""
    chosen = _arguments()
    lines: tuple[Callable[[argparse.Namespace], Lines], ...] = (
        labelled_lines,
        noise_lines,
        incident_lines,
        stream_lines,
        triangle_lines,
    )
    for name, part in zip(PARTS, lines, strict=True):
        if name not in (chosen.part or PARTS):
            continue
        for line in part(chosen):
            print(line, flush=True)
        print()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fixtures", type=Path, help="the folder spike-benchmark")
    parser.add_argument("--part", action="append", choices=PARTS, help="may be repeated")
    parser.add_argument("--weeks", type=int, default=10_000, help="of noise, for each kind")
    parser.add_argument("--tries", type=int, default=1000, help="new incidents, for each kind")
    parser.add_argument("--repeats", type=int, default=3, help="outbreaks of each kind and tag")
    parser.add_argument("--quiet-weeks", type=int, default=80, help="without outbreak, each tag")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def labelled_lines(chosen: argparse.Namespace) -> Lines:
    """Part 1: the labelled series."""
    if chosen.fixtures is None:
        yield from _skipped("labelled series")
        return
    series = read_labelled(chosen.fixtures)
    yield "# Labelled series: 7 of 209 weeks, the first 30 as warm-up, 6 outbreaks"
    yield ""
    yield from _table(
        (
            "rule",
            "found",
            "false alarms a year",
            "delay from the first labelled week",
            "delay from the first week with 3",
        ),
        (_labelled_row(name, measure(series, detector)) for name, detector in _contestants()),
    )
    result = measure(series, radar(SETTINGS))
    yield ""
    yield f"Radar: {_goals(result)}"
    yield "False alarms by series: " + ", ".join(
        f"{name} {count}" for name, count in result.false_alarms.items() if count
    )
    yield ""
    for name, (same, weeks, alarms) in ears_against_published(chosen.fixtures).items():
        yield f"{name} equals the stored alarms in {same} of {weeks} weeks ({alarms} alarms)"


def _contestants() -> Iterable[tuple[str, Alarms]]:
    yield "Radar", radar(SETTINGS)
    yield "Radar, at least 2 instead of 3", radar(replace(SETTINGS, min_count=2))
    yield from rivals().items()
    for name, without in ABLATIONS.items():
        yield f"Radar {name}", radar(without)


ABLATIONS = {
    "without a trend": replace(SETTINGS, follow_trend=False),
    "without a season": replace(SETTINGS, follow_season=False),
    "with past incidents in": replace(SETTINGS, incidents_left_out=0),
    "with all past incidents out": replace(SETTINGS, incidents_left_out=26),
}


def _labelled_row(name: str, result: LabelledResult) -> Sequence[str]:
    return (
        name,
        f"{result.found} of {len(result.outcomes)}",
        f"{result.false_alarms_per_year:.2f}",
        _delays([outcome.delay for outcome in result.outcomes], result.median_delay),
        _delays(
            [outcome.visible_delay for outcome in result.outcomes], result.median_visible_delay
        ),
    )


def _delays(each: Sequence[int | None], middle: float | None) -> str:
    shown = " ".join("–" if delay is None else str(delay) for delay in each)
    return f"median {middle:g} ({shown})" if middle is not None else "–"


def _goals(result: LabelledResult) -> str:
    delay, visible = result.median_delay, result.median_visible_delay
    return " · ".join(
        (
            f"{result.found} found ({_goal(result.found >= FOUND_GOAL, f'≥ {FOUND_GOAL}')})",
            f"{result.false_alarms_per_year:.2f} false alarms a year "
            f"({_goal(result.false_alarms_per_year <= FALSE_ALARM_GOAL, f'≤ {FALSE_ALARM_GOAL}')})",
            f"median delay {_weeks(delay)} from the first labelled week, {_weeks(visible)} from "
            f"the first week with 3 (goal ≤ {DELAY_GOAL}: {_within(delay)}, {_within(visible)})",
        )
    )


def _goal(met: bool, goal: str) -> str:
    return f"goal {goal}: {'met' if met else 'MISSED'}"


def _weeks(delay: float | None) -> str:
    return "unknown" if delay is None else f"{delay:g} weeks"


def _within(delay: float | None) -> str:
    if delay is None:
        return "MISSED"
    return "met" if delay <= DELAY_GOAL else f"MISSED by {delay - DELAY_GOAL:g}"


def noise_lines(chosen: argparse.Namespace) -> Lines:
    """Part 2: weeks of nothing but noise."""
    yield f"# Simulated noise: share of {chosen.weeks} weeks that fire (goal: at most 2 %)"
    yield ""
    rows = []
    for mean in NOISE_MEANS:
        shares = [
            noise_share(mean, overdispersion, chosen.weeks, chosen.seed)
            for overdispersion in NOISE_OVERDISPERSIONS
        ]
        over = any(share > NOISE_LIMIT for share in shares)
        rows.append((str(mean), *(f"{share:.2%}" for share in shares), "OVER" if over else ""))
    yield from _table(("mean", "Poisson", "overdispersion 2", ""), rows)


def noise_share(mean: float, overdispersion: float, weeks: int, seed: int) -> float:
    """The share of weeks of one long noisy series that are called a spike."""
    draws = random.Random(f"{seed}/{mean}/{overdispersion}/noise")
    counts = [overdispersed(draws, mean, overdispersion) for _ in range(weeks + NOISE_WARM_UP)]
    return sum(one.spike for one in judge_series(counts)[NOISE_WARM_UP:]) / weeks


def incident_lines(chosen: argparse.Namespace) -> Lines:
    """Part 3: past incidents."""
    yield "# Past incidents: new ones found after so many in the baseline; alarms of bursty tags"
    yield ""
    results = {
        name: measure_incidents(
            replace(SETTINGS, incidents_left_out=most), chosen.tries, chosen.seed
        )
        for name, most in (("none", 0), ("one (Radar)", 1), ("all", 26))
    }
    yield from _table(
        (
            "put aside",
            *(f"found after {past}" for past in PAST),
            *(f"alarms a year of {rate} bursts" for rate in BURSTS_PER_YEAR),
        ),
        (
            (
                name,
                *(f"{share:.0%}" for share in result.found.values()),
                *(f"{alarms:.1f}" for alarms in result.bursty_alarms.values()),
            )
            for name, result in results.items()
        ),
    )


def stream_lines(chosen: argparse.Namespace) -> Lines:
    """Part 4: simulated support tickets."""
    curves = detection_curves(chosen.repeats, chosen.seed)
    quiet = false_alarms_per_year(chosen.quiet_weeks, chosen.seed)
    tried = next(iter(next(iter(curves.values())).values())).tried
    yield f"# Simulated support tickets: found, median hours to the alarm ({tried} outbreaks each)"
    for span in SPANS:
        yield ""
        yield f"Outbreaks over {span} hours, by size in standard deviations of a week's count"
        yield ""
        yield from _table(
            ("rule", *map(str, SIZES)),
            (
                (
                    name,
                    *(
                        _found(found[span, size].share, found[span, size].median_hours)
                        for size in SIZES
                    ),
                )
                for name, found in curves.items()
            ),
        )
    yield ""
    yield "False alarms a year of one tag without any outbreak"
    yield ""
    yield from _table(("rule", "a year"), ((name, f"{rate:.2f}") for name, rate in quiet.items()))
    yield ""
    yield f"Radar's budget: {52 * SETTINGS.alpha:.2f} a year"


def _found(share: float, hours: float | None) -> str:
    return f"{share:.0%}" + (f" {hours:.0f} h" if hours is not None else "")


def triangle_lines(chosen: argparse.Namespace) -> Lines:
    """Part 5: the reporting triangle."""
    if chosen.fixtures is None:
        yield from _skipped("reporting triangle")
        return
    weeks = read_triangle(chosen.fixtures)
    yield f"# Reporting triangle: {len(weeks)} weeks of cases that are reported up to 10 weeks late"
    yield ""
    yield from _table(
        ("weeks later", "final alarms visible", "alarms that do not last", "cases known"),
        (
            (
                str(row.weeks),
                f"{row.visible} of {row.of}",
                str(row.not_final),
                f"{row.cases_known:.0%}",
            )
            for row in alarms_by_delay(weeks, SETTINGS)
        ),
    )
    found = count_revisions(weeks, SETTINGS)
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(found.kinds.items()))
    yield ""
    yield f"Judged again each week for six weeks: {kinds}"
    yield f"After them {found.kept} of {found.of} final alarms stand"


def _skipped(what: str) -> Lines:
    print(f"{what}: left out, name the folder with --fixtures", file=sys.stderr)
    return ()


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Lines:
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


if __name__ == "__main__":
    main()
