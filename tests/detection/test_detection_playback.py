"""A past that is played forwards tells at each moment what counting anew would tell."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from radar_tui.detection.facts import MonitoredEvent
from radar_tui.detection.history_facts import HistoryFacts, Past
from radar_tui.detection.past import EarlierWeeks, History, PastEvent, PastTag, PastTicket
from radar_tui.detection.playback import Playback
from radar_tui.detection.weeks import week_start
from radar_tui.domain.records import EventKind, TagKind

START = datetime(2026, 9, 7, tzinfo=UTC)
DAY = timedelta(days=1)


@st.composite
def past_tickets(draw: st.DrawFn) -> list[PastTicket]:
    tickets = []
    for number in range(draw(st.integers(0, 12))):
        created = START + timedelta(hours=draw(st.integers(0, 24 * 70)))
        known = created + timedelta(hours=draw(st.sampled_from([0, 0, 0, 5, 400])))
        areas = draw(st.lists(st.sampled_from(["payments", "exports"]), unique=True, max_size=2))
        later = timedelta(hours=draw(st.sampled_from([0, 3, 30, 500])))
        tags = tuple(PastTag(TagKind.FEATURE_AREA, area, known + later) for area in areas)
        tickets.append(PastTicket(f"desk/{number}", created, known, account="ACME", tags=tags))
    return tickets


@given(
    past_tickets(),
    st.lists(st.integers(0, 24 * 80), min_size=1, max_size=6).map(sorted),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
    st.sampled_from([0, 30, 120]),
)
@settings(max_examples=150, deadline=None)
def test_playing_counts_what_counting_anew_does(
    tickets: list[PastTicket], hours: list[int], zone: str, reach: int
) -> None:
    counted = {week_start(START, zone, back=back): back for back in (2, 110)}
    earlier = EarlierWeeks(
        week_start(START, zone, back=reach), {"payments": counted, "sso": counted}
    )
    gaps = {"payments": [(START, START + DAY)]}
    past = Past(History(zone, tickets, gaps=gaps, earlier=earlier if reach else None))
    playback = Playback(past)
    for hour in hours:
        now = START + timedelta(hours=hour)
        played = playback.at(now, {}).weekly_counts()
        anew = HistoryFacts(past, now, {}).weekly_counts()
        assert played == anew


def test_what_a_monitor_said_later_is_not_known_before() -> None:
    began = datetime(2026, 6, 1, tzinfo=UTC)
    event = MonitoredEvent(
        "e1", EventKind.ERROR, "probe", began, told_at=began + timedelta(days=9), monitor="API"
    )
    past = Past(History(events=[PastEvent(event, known_at=began, lasts=True)]))
    told = {
        days: HistoryFacts(past, began + timedelta(days=days), {}).going_on()[0].told_at
        for days in (8, 10)
    }
    assert told == {8: None, 10: began + timedelta(days=9)}
