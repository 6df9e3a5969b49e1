"""What the parts of the Patterns screen say of states that are seldom seen."""

from datetime import UTC, datetime

import pytest

from radar_tui.analysis.tag_hygiene import Share, TagHygiene
from radar_tui.detection.spikes import SpikeStatus
from radar_tui.domain.records import TagKind
from radar_tui.screens.patterns_hygiene import hygiene_view
from radar_tui.screens.patterns_queue import queue_view
from radar_tui.screens.patterns_volumes import volumes_view
from radar_tui.services.tag_volumes import AreaVolumes, SpikeLook, VolumesPanel, WeekVolume
from radar_tui.services.tagging_hygiene import HygieneReport, HygieneWeek
from radar_tui.services.tagging_queue import QueuedTicket, QueuePanel

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def look(name: str, **values: object) -> SpikeLook:
    told: dict[str, object] = {
        "name": name,
        "status": SpikeStatus.INSUFFICIENT_DATA,
        "count": 4,
        "accounts": 2,
        "expected": None,
        "upper": None,
        "p": None,
        "naive": False,
        "previous": 2,
        "baseline_weeks": 3,
        "weeks_left_out": 0,
        "growth": 0.0,
        "too_few_accounts": False,
    }
    return SpikeLook(**(told | values))  # type: ignore[arg-type]


def volumes(
    *looks: SpikeLook, weeks: tuple[WeekVolume, ...] = (), **values: object
) -> VolumesPanel:
    told: dict[str, object] = {
        "as_of": NOW,
        "week": "2026-W48",
        "effect": 0.3,
        "rule_enabled": True,
        "terms": 1,
        "has_tickets": True,
        "segment": None,
        "areas": (AreaVolumes("sso", "SSO", weeks, looks),),
    }
    return VolumesPanel(**(told | values))  # type: ignore[arg-type]


def cells(panel: VolumesPanel) -> list[str]:
    (row,) = volumes_view(panel).rows
    return [cell.text for cell in row.cells]


def words(panel: VolumesPanel) -> str:
    return volumes_view(panel).details["sso"].words


def test_too_little_history_is_said_and_nothing_is_guessed() -> None:
    panel = volumes(look("running-week", baseline_weeks=0), look("last-7-days"))
    assert cells(panel)[2:] == ["7 days", "4", "–", "–", "–", "–", "too new"]
    assert "3 weeks of history; four are needed" in words(panel)
    assert "too early to judge: 4 from 2 accounts" in words(panel)


def test_a_count_of_one_account_is_no_spike_and_says_why() -> None:
    judged = {"status": SpikeStatus.OK, "expected": 1.2, "upper": 3, "p": 0.0004}
    panel = volumes(look("last-7-days", accounts=1, too_few_accounts=True, **judged))
    told = "over, but of too few accounts: 4 from 1 account, expected 1.2, up to 3, p 4e-04"
    assert told in words(panel)
    assert volumes_view(panel).count == ""


def test_past_spikes_have_a_sign_of_their_own_in_the_small_chart() -> None:
    weeks = (
        WeekVolume("2026-W45", 2, 2.0, 5, spike=False),
        WeekVolume("2026-W46", 9, 2.0, 5, spike=True),
        WeekVolume("2026-W47", 1, 2.0, 5, spike=False),
    )
    panel = volumes(look("last-7-days"), weeks=weeks)
    assert cells(panel)[1] == " " * 23 + "▂▲▁"
    assert [week.label for week in volumes_view(panel).details["sso"].chart] == [
        "W45",
        "W46",
        "W47",
    ]


def test_without_looks_it_says_whether_the_rule_is_off() -> None:
    assert "it asks for others only" in words(volumes())
    assert "it is off" in words(volumes(rule_enabled=False))
    assert cells(volumes())[-1] == "no rule"


@pytest.mark.parametrize(
    ("values", "nothing"),
    [
        ({"has_tickets": False}, "No tickets yet."),
        ({"terms": 0}, "no feature areas yet"),
        ({}, "No ticket carries a feature area yet."),
    ],
)
def test_an_empty_list_says_why(values: dict[str, object], nothing: str) -> None:
    view = volumes_view(volumes(**({"areas": ()} | values)))
    assert nothing in view.nothing
    assert view.next_step


def test_hostile_words_of_a_ticket_stay_words() -> None:
    hostile = QueuedTicket(
        1, "zendesk/1", "[red]x", "[b]A", None, True, (TagKind.FEATURE_AREA,), "[/refund]", (), ()
    )
    view = queue_view(QueuePanel(1, (hostile,), is_learned=True, problem=None, terms=1))
    assert view.rows[0].cells[2].text == "[red]x"
    assert view.details["zendesk/1"].words.endswith("[/refund]")
    assert view.rows[0].cells[4].text == "–"


def test_the_queue_says_that_it_is_learning_and_why_it_cannot() -> None:
    one = QueuedTicket(1, "zendesk/1", "x", None, None, False, (TagKind.ROOT_CAUSE,), "", (), ())
    learning = queue_view(QueuePanel(1, (one,), is_learned=False, problem=None, terms=1))
    assert learning.rows[0].cells[4].text == "learning…"
    damaged = queue_view(QueuePanel(1, (one,), is_learned=True, problem="no model", terms=1))
    assert "No suggestions: no model" in damaged.details["zendesk/1"].words
    assert "The customer wrote nothing." in damaged.details["zendesk/1"].words


def test_hygiene_tells_of_what_counts_neither_way() -> None:
    found = TagHygiene(
        closed=4,
        feature_area=Share(4, 4),
        escalation_reason=None,
        escalated_by_tag=2,
        root_cause=Share(0, 1),
        unscored=1,
        in_time=Share(1, 2),
        time_unknown=3,
    )
    weeks = tuple(HygieneWeek(f"2026-W{48 - back}", NOW, back > 0, found) for back in range(2))
    view = hygiene_view(HygieneReport(NOW, "UTC", 3, 2, 0, weeks))
    assert [row.cells[2].text for row in view.rows] == [
        "100% (4 of 4)",
        "–",
        "0% (0 of 1)",
        "50% (1 of 2)",
    ]
    assert view.rows[0].cells[1].text == "██"
    assert "2 tickets not scored" in view.details["root-cause"].words
    assert "6 tickets of which the export does not say" in view.details["in-time"].words
    assert "2026-W48  0% (0 of 1) so far" in view.details["root-cause"].words
