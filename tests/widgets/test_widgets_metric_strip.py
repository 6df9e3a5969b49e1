"""The metric strip: as many metrics as fit fully, none cut, nothing by colour alone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.content import Content

from radar_tui.services.metric_strip import MetricStrip, StripMetric
from radar_tui.widgets.metric_strip import MetricStripView, metric_content, packed
from radar_tui.widgets.themes import THEMES
from support.hostile_texts import HOSTILE
from support.pilots import screen_text

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
SERIES = (1.0, 3.0, 2.0, 5.0, 4.0, None, 3.0, 2.0)
TTD = StripMetric(
    key="time-to-detect",
    name="TTD",
    title="Time to Detect (TTD)",
    value=41 / 60,
    shown="41m",
    why=None,
    baseline="3h",
    target="<1h",
    met=True,
    unjudged=None,
    series=SERIES,
    period="this week",
    how="average time from signal begin to first triage",
)
ESCALATION = replace(
    TTD, name="Escalation", value=0.142, shown="14.2%", baseline="18%", target="12%", met=False
)
REPEAT = replace(TTD, name="Repeat", value=None, shown="–", why="3 tickets, 5 are needed", met=None)
SPIKES = replace(TTD, name="Spikes", value=2.0, shown="2", baseline="6/mo", target="3/mo")
METRICS = (TTD, ESCALATION, REPEAT, replace(ESCALATION, name="Frustration"), SPIKES, SPIKES)
WHOLE = [metric_content(metric).plain for metric in METRICS]


class StripApp(App[None]):
    """A strip on its own."""

    CSS = ".one { height: 1; } .framed { border: round $primary; }"

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def compose(self) -> ComposeResult:
        yield MetricStripView(id="strip")

    @property
    def strip(self) -> MetricStripView:
        return self.query_one(MetricStripView)


def test_a_metric_is_its_name_value_weeks_goals_and_a_sign() -> None:
    assert metric_content(TTD).plain == "TTD 41m ▁▅▃█▇·▅▃ (3h → <1h) ✓"
    assert metric_content(ESCALATION).plain == "Escalation 14.2% ▁▅▃█▇·▅▃ (18% → 12%) ✗"


def test_what_is_unknown_says_why_and_what_is_not_judged_has_no_sign() -> None:
    assert metric_content(REPEAT).plain == "Repeat – (3 tickets, 5 are needed) ▁▅▃█▇·▅▃"
    nothing = replace(REPEAT, series=(None,) * 8)
    assert metric_content(nothing).plain == "Repeat – (3 tickets, 5 are needed)"
    unjudged = replace(TTD, met=None, baseline=None, target=None)
    assert metric_content(unjudged).plain == "TTD 41m ▁▅▃█▇·▅▃"
    assert metric_content(replace(unjudged, target="1h")).plain.endswith("▅▃ (1h)")


def test_met_and_missed_differ_in_sign_and_colour() -> None:
    signs = {metric_content(one).plain[-1] for one in (TTD, ESCALATION)}
    styles = {str(metric_content(one).spans[-1].style) for one in (TTD, ESCALATION)}
    assert signs == {"✓", "✗"}
    assert styles == {"$success", "$warning"}


@given(st.integers(min_value=0, max_value=260), st.integers(min_value=1, max_value=3))
def test_metrics_are_whole_or_counted_at_every_width(width: int, lines: int) -> None:
    parts = [metric_content(metric) for metric in METRICS]
    drawn = packed(parts, width, lines)
    rows = drawn.plain.split("\n")
    assert len(rows) <= lines
    assert all(Content(row).cell_length <= width for row in rows)
    shown = [part for row in rows for part in row.split("   ") if part]
    left = len(METRICS) - sum(not part.startswith("+") for part in shown)
    expected = WHOLE[: len(METRICS) - left]
    assert shown == [*expected, *([f"+{left}"[:width]] if left and width else [])]


def test_two_lines_show_at_least_what_one_shows() -> None:
    parts = [metric_content(metric) for metric in METRICS]
    for width in range(40, 250):
        one, two = (packed(parts, width, lines).plain.count("▁") for lines in (1, 2))
        assert one <= two


@pytest.mark.parametrize(
    ("size", "lines", "more"),
    [((80, 5), 2, "+3"), ((120, 5), 2, "▃"), ((200, 5), 2, "▃"), ((250, 5), 1, "▃")],
)
async def test_it_takes_a_second_line_only_where_one_is_not_enough(
    size: tuple[int, int], lines: int, more: str
) -> None:
    app = StripApp()
    async with app.run_test(size=size) as pilot:
        app.strip.show(MetricStrip(NOW, "all", "2026-W48", METRICS))
        await pilot.pause()
        assert app.strip.size.height == lines
        text = screen_text(app)
        assert text.startswith(" TTD 41m ▁▅▃█▇·▅▃ (3h → <1h) ✓   Escalation")
        # Repeat is not known, and so stands last.
        assert text.rstrip().endswith(more)


async def test_a_screen_may_give_it_one_line_and_a_frame() -> None:
    app = StripApp()
    async with app.run_test(size=(80, 5)) as pilot:
        app.strip.add_class("one")
        app.strip.show(MetricStrip(NOW, "all", "2026-W48", METRICS))
        await pilot.pause()
        assert screen_text(app).splitlines()[0].rstrip().endswith("(18% → 12%) ✗   +4")
        app.strip.remove_class("one")
        app.strip.add_class("framed")
        await pilot.pause()
        assert app.strip.size.height == 2
        assert app.strip.outer_size.height == 4


async def test_a_newer_moment_replaces_the_older_one() -> None:
    app = StripApp()
    async with app.run_test(size=(80, 5)) as pilot:
        app.strip.show(MetricStrip(NOW, "all", "2026-W48", METRICS))
        app.strip.show(MetricStrip(NOW, "all", "2026-W48", (SPIKES,)))
        await pilot.pause()
        assert app.strip.size.height == 1
        assert screen_text(app).strip() == "Spikes 2 ▁▅▃█▇·▅▃ (6/mo → 3/mo) ✓"


@pytest.mark.parametrize("text", HOSTILE)
async def test_words_of_the_playbook_never_act(text: str) -> None:
    app = StripApp()
    hostile = replace(REPEAT, name=text, why=text)
    async with app.run_test(size=(200, 5)) as pilot:
        app.strip.show(
            MetricStrip(NOW, "all", "w", (hostile, replace(TTD, baseline=text, target=text)))
        )
        await pilot.pause()
        shown = screen_text(app)
        assert not set(shown) & set("\x1b\x9b\u202e\u200b\ud800\t\r")
        assert "TTD" in shown
