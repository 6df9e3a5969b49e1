"""What of a workspace each scope shows and counts, and who keeps which scope."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.alert_scope import are_in_scope
from radar_tui.db.queries.alerts import stored_rules
from radar_tui.db.queries.metric_weeks import fired_signals
from radar_tui.domain.scope import EVERYTHING, Scope, ScopeKind
from radar_tui.reporting.weekly import running_week
from radar_tui.services.agent_load import load_panel
from radar_tui.services.alerts_panel import AlertList, alerts_panel
from radar_tui.services.due_list import due_list
from radar_tui.services.kept_reading import KeptReading
from radar_tui.services.metric_strip import metric_strip
from radar_tui.services.metric_weeks import Reach, read_metric_weeks
from radar_tui.services.overview import open_tickets, overview
from radar_tui.services.panels import matrix_panel, radar_panel, segment_panel
from radar_tui.services.radar_list import radar_list
from radar_tui.services.reviewing import weekly_review
from radar_tui.services.root_causes import root_causes_panel
from radar_tui.services.scoping import (
    look_at,
    looked_at,
    pilot_scope,
    read_scope,
    scope_sizes,
    set_pilot_scope,
)
from radar_tui.services.tag_volumes import VolumesReader
from radar_tui.services.tagging_hygiene import hygiene_report
from radar_tui.services.tagging_queue import TaggingQueue
from radar_tui.services.ticket_view import find_ticket
from radar_tui.services.triage import escalate, snooze, tag, untag
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace
from support.app_workspaces import rescore
from support.workspaces import bring, bring_text, comment, ticket

ACCOUNTS = (
    "id,name,arr,tier,segment\n"
    "a,ACME,310000,5,Enterprise\nb,globex,120000,4,Growth\nc,Hooli,9000,1,\n"
)
VOCABULARY = (
    "kind,name,label,aliases\nfeature-area,payments,Payments,billing\n"
    "feature-area,sso,SSO,\nroot-cause,timeout,Timeout,\n"
)
ENTERPRISE, GROWTH = Scope(ScopeKind.SEGMENT, "Enterprise"), Scope(ScopeKind.SEGMENT, "Growth")
PAYMENTS, SSO = Scope(ScopeKind.AREA, "payments"), Scope(ScopeKind.AREA, "sso")


def angry(number: int, score: int, account: str | None, *tags: str) -> dict[str, object]:
    created = "2026-11-20T10:00:00Z"
    said = comment(number, body=f"[{score}] ticket {number}", created_at=created)
    whose = {"name": account} if account else None
    return ticket(number, organization=whose, comments=[said], created_at=created, tags=list(tags))


@pytest.fixture
def world(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Tickets of two segments, of an account without one, of nobody; about two areas or none."""
    bring_text(workspace, tmp_path, "accounts.csv", ACCOUNTS)
    bring_text(workspace, tmp_path, "tags.csv", VOCABULARY)
    bring(
        workspace,
        tmp_path,
        angry(1, 150, "ACME", "billing"),
        angry(2, 130, "globex", "sso"),
        angry(3, 110, "globex", "payments"),
        angry(4, 90, "Hooli", "sso"),
        angry(5, 80, None, "payments"),
        angry(6, 10, "ACME"),
    )
    rescore(workspace)
    return workspace


def seen(workspace: Workspace, scope: Scope) -> Workspace:
    return replace(workspace, scope=scope)


def listed(workspace: Workspace, scope: Scope) -> list[str]:
    return [entry.ticket for entry in radar_list(seen(workspace, scope)).entries(0, 10)]


def about_tickets(workspace: Workspace, scope: Scope) -> set[str]:
    labels = (one.labels for one in alerts_panel(seen(workspace, scope)).alerts)
    return {one["ticket"].removeprefix("zendesk/") for one in labels if "ticket" in one}


CASES = [
    (EVERYTHING, ["1", "2", "3", "4", "5"], 6),
    (ENTERPRISE, ["1"], 2),
    (GROWTH, ["2", "3"], 2),
    (PAYMENTS, ["1", "3", "5"], 3),
    (SSO, ["2", "4"], 2),
]


@pytest.mark.parametrize(("scope", "over_review", "count"), CASES)
def test_each_panel_keeps_to_the_scope(
    world: Workspace, scope: Scope, over_review: list[str], count: int
) -> None:
    looking = seen(world, scope)
    panel = radar_panel(looking)
    assert listed(world, scope) == over_review
    assert [entry.ticket for entry in panel.tickets] == over_review
    assert (panel.scope, panel.over_review) == (str(scope), len(over_review))
    assert panel.open_tickets == open_tickets(looking) == count
    assert about_tickets(world, scope) == set(over_review)
    due = {entry.ticket for entry in due_list(looking).entries if entry.ticket}
    assert due == {f"zendesk/{number}" for number in over_review}
    assert len(radar_panel(looking, everything=True).tickets) == count


def test_a_tag_that_a_person_sets_or_takes_off_moves_a_ticket(world: Workspace) -> None:
    ids = [find_ticket(world, "2")]
    tag(world, ids, "payments")
    untag(world, ids, "sso")
    assert listed(world, PAYMENTS) == ["1", "2", "3", "5"]
    assert listed(world, SSO) == ["4"]
    assert about_tickets(world, SSO) == {"4"}


def test_a_snooze_that_is_over_is_due_in_its_scope(world: Workspace) -> None:
    snooze(world, [find_ticket(world, "2")], until=world.as_of + timedelta(hours=1))
    later = replace(world, as_of=world.as_of + timedelta(hours=2))
    woken = {
        scope.name: [one.key for one in due_list(seen(later, scope)).entries if "over" in one.key]
        for scope in (GROWTH, ENTERPRISE)
    }
    assert woken == {"Growth": ["snooze-over:zendesk/2"], "Enterprise": []}


def test_the_matrix_of_a_segment_ranks_its_accounts(world: Workspace) -> None:
    panel = matrix_panel(seen(world, GROWTH))
    assert (panel.scope, [row.account for row in panel.accounts]) == ("segment:Growth", ["globex"])
    assert [row.segment for row in segment_panel(seen(world, GROWTH)).segments] == ["Growth"]


def test_the_matrix_of_an_area_rests_on_its_tickets(world: Workspace) -> None:
    def row(scope: Scope, name: str) -> tuple[int, str]:
        rows = {one.account: one for one in matrix_panel(seen(world, scope)).accounts}
        return rows[name].sentiment_risk.value, rows[name].sentiment_risk.made_by

    names = {one.account for one in matrix_panel(seen(world, SSO)).accounts}
    assert names == {"globex", "Hooli"}, "accounts without open tickets in it are left out"
    assert "2" in row(SSO, "globex")[1]
    assert "3" in row(PAYMENTS, "globex")[1]


def test_metrics_count_what_is_in_the_scope(world: Workspace) -> None:
    def facts(scope: Scope) -> tuple[list[int], Counter[str], int, int]:
        week = running_week("UTC", world.as_of - timedelta(days=1))
        reach = Reach(week.start, week.start)
        with world.database.reading() as session:
            rules = stored_rules(session)
            read = read_metric_weeks(session, week, [week.start], rules, reach, scope)
            fired = fired_signals(session, week.start, world.as_of + timedelta(days=1), scope)
        scores = sorted(score for score in read.scores[0] if score is not None)
        return scores, read.causes[0], read.escalated[0], len(fired)

    escalate(world, [find_ticket(world, "2")], "asked for a manager")
    tag(world, [find_ticket(world, "3")], "timeout")
    everything, growth, sso = facts(EVERYTHING), facts(GROWTH), facts(SSO)
    assert everything[0] == [10, 80, 90, 110, 130, 150]
    assert growth[:3] == ([110, 130], Counter(timeout=1), 1)
    assert sso[:3] == ([90, 130], Counter(), 1)
    assert facts(PAYMENTS)[1:3] == (Counter(timeout=1), 0)
    about_no_ticket = everything[3] - 5
    assert (growth[3], sso[3]) == (2 + about_no_ticket, 2 + about_no_ticket)


def test_the_metric_strip_is_of_the_scope(world: Workspace) -> None:
    def average(scope: Scope) -> str:
        friday = replace(seen(world, scope), as_of=world.as_of - timedelta(days=2))
        return {one.key: one.shown for one in metric_strip(friday).metrics}["frustration-average"]

    assert average(EVERYTHING) != average(SSO)


def test_the_overview_counts_everything_and_the_scope(world: Workspace) -> None:
    whole = overview(seen(world, GROWTH))
    assert (whole.scope, whole.open_tickets) == (EVERYTHING, 6)
    inside = whole.in_scope
    assert inside is not None
    assert (inside.scope, inside.open_tickets) == (GROWTH, 2)
    assert 0 < inside.needs_you < whole.needs_you
    assert not whole.scope_is_gone
    assert overview(world).in_scope is None


def test_a_scope_that_is_gone_is_told(world: Workspace, tmp_path: Path) -> None:
    moved = ACCOUNTS.replace("Growth", "Mid-market")
    bring_text(world, tmp_path, "accounts2.csv", moved)
    assert overview(seen(world, GROWTH)).scope_is_gone
    assert not overview(seen(world, ENTERPRISE)).scope_is_gone


def labels_shown(world: Workspace, scope: Scope, labels: Iterable[dict[str, str]]) -> list[bool]:
    with world.database.reading() as session:
        return list(are_in_scope(session, scope, list(labels)))


def test_an_alert_is_placed_by_its_labels(world: Workspace) -> None:
    labels = [
        {"feature-area": "payments"},
        {"feature-area": "sso"},
        {"account": "ACME"},
        {"account": "globex"},
        {"ticket": "zendesk/1"},
        {"ticket": "zendesk/99"},
        {"source": "zendesk"},
        {"root-cause": "timeout"},
        {"account": "globex", "feature-area": "sso"},
    ]
    everything = [True] * len(labels)
    assert labels_shown(world, EVERYTHING, labels) == everything
    # Without a label that tells of areas, or of segments, an alert is shown.
    assert labels_shown(world, PAYMENTS, labels) == [
        True, False, True, True, True, False, True, True, False,
    ]  # fmt: skip
    assert labels_shown(world, ENTERPRISE, labels) == [
        True, True, True, False, True, False, True, True, False,
    ]  # fmt: skip


def test_the_history_keeps_to_the_scope(world: Workspace) -> None:
    assert not alerts_panel(seen(world, SSO), AlertList.HISTORY).alerts


def test_a_scope_is_read_in_any_case(world: Workspace) -> None:
    assert read_scope(world, "segment:enterprise") == ENTERPRISE
    assert read_scope(world, "AREA:Payments") == PAYMENTS
    assert read_scope(world, "all") == EVERYTHING


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("segment:emea", "no segment is called 'emea'; there are Enterprise, Growth"),
        ("area:exports", "no feature area is called 'exports'; there are payments, sso"),
        ("payments", "'payments' is no scope; expected all, segment:NAME or area:NAME"),
    ],
)
def test_an_unknown_scope_says_which_there_are(world: Workspace, text: str, words: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        read_scope(world, text)
    assert str(caught.value) == words


def test_without_any_segment_it_says_where_they_come_from(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="there is none yet, accounts bring them"):
        read_scope(workspace, "segment:emea")


def test_scopes_are_told_with_what_is_in_them(world: Workspace) -> None:
    sizes = [(str(one.scope), one.count) for one in scope_sizes(world)]
    assert sizes == [
        ("segment:Enterprise", 1),
        ("segment:Growth", 1),
        ("area:payments", 3),
        ("area:sso", 2),
    ]


def test_the_pilot_scope_is_the_teams_and_undone(world: Workspace) -> None:
    assert pilot_scope(world) == EVERYTHING
    assert set_pilot_scope(world, PAYMENTS) == "the pilot covers feature area payments"
    assert pilot_scope(replace(world, actor="Robin")) == PAYMENTS
    undo_action(world)
    assert pilot_scope(world) == EVERYTHING
    set_pilot_scope(world, PAYMENTS)
    set_pilot_scope(world, EVERYTHING)
    assert pilot_scope(world) == EVERYTHING


def test_each_person_looks_at_the_pilot_until_they_choose(world: Workspace) -> None:
    robin = replace(world, actor="Robin")
    set_pilot_scope(world, PAYMENTS)
    assert looked_at(world) == looked_at(robin) == PAYMENTS
    look_at(world, ENTERPRISE)
    look_at(world, GROWTH)
    assert (looked_at(world), looked_at(robin)) == (GROWTH, PAYMENTS)
    look_at(world, EVERYTHING)
    assert looked_at(world) == EVERYTHING, "all was chosen, whatever the pilot covers"


def test_the_weekly_review_is_of_the_scope(world: Workspace) -> None:
    def reviewed(scope: Scope) -> tuple[float | None, set[str], set[str], set[str | None]]:
        review = weekly_review(seen(world, scope), "2026-W47")
        assert review.scope == str(scope)
        new = next(one.value for one in review.headlines if one.key == "new-tickets")
        areas = {one.area for one in review.areas if one.count}
        accounts = {one.account for one in review.accounts}
        alerts = {one.subject for one in weekly_review(seen(world, scope), "2026-W48").alerts}
        return new, areas, accounts, alerts

    everything, growth, payments = reviewed(EVERYTHING), reviewed(GROWTH), reviewed(PAYMENTS)
    assert (everything[0], growth[0], payments[0]) == (6, 2, 3)
    assert everything[1] == growth[1] == {"payments", "sso"}
    assert payments[1] == {"payments"}
    assert growth[2] <= {"globex"} < everything[2]
    assert len(everything[3]) > len(payments[3]) > len(growth[3])


def test_a_segments_week_is_judged_by_its_own_weeks(world: Workspace, tmp_path: Path) -> None:
    monday = world.as_of.replace(hour=9)
    accounts = {"ACME": 7, "globex": 2}
    came = [
        area_ticket(1000 * weeks + 100 * place + number, monday - timedelta(weeks=weeks), name)
        for weeks in range(2, 9)
        for place, (name, count) in enumerate(accounts.items())
        for number in range(count)
    ]
    bring(world, tmp_path, *came)
    previous = {
        scope.name: {
            one.area: one.previous for one in weekly_review(seen(world, scope), "2026-W47").areas
        }
        for scope in (EVERYTHING, ENTERPRISE, GROWTH)
    }
    assert [previous[name]["payments"] for name in ("", "Enterprise", "Growth")] == [9, 7, 2]


def test_patterns_count_what_is_in_the_scope(world: Workspace, tmp_path: Path) -> None:
    monday = world.as_of.replace(hour=9)
    came = [
        area_ticket(1000 * weeks + 100 * place + number, monday - timedelta(weeks=weeks), name)
        for weeks in range(2, 9)
        for place, (name, count) in enumerate({"ACME": 7, "globex": 2}.items())
        for number in range(count)
    ]
    bring(world, tmp_path, *came)
    reader = VolumesReader()

    def volumes(scope: Scope) -> dict[str, list[int]]:
        panel = reader.read(seen(world, scope))
        looks = {bool(one.looks) for one in panel.areas}
        assert looks == {panel.segment is None}, "the rule looks at all segments together"
        return {one.area: [week.count for week in one.weeks] for one in panel.areas}

    everything = volumes(EVERYTHING)
    assert everything.keys() == {"payments", "sso"}
    assert volumes(PAYMENTS) == {"payments": everything["payments"]}
    assert everything["payments"][0] == 9
    assert [volumes(scope)["payments"][0] for scope in (ENTERPRISE, GROWTH)] == [7, 2]


def test_tags_and_load_are_those_of_the_scope(world: Workspace) -> None:
    scopes = (EVERYTHING, ENTERPRISE, GROWTH, PAYMENTS)
    assert [load_panel(seen(world, one)).open for one in scopes] == [6, 2, 2, 3]
    queue = TaggingQueue()
    lacking = {one: {each.name for each in queue.read(seen(world, one)).tickets} for one in scopes}
    assert lacking[EVERYTHING] == lacking[ENTERPRISE] == {"zendesk/6"}
    assert not lacking[GROWTH] | lacking[PAYMENTS]
    tag(world, [find_ticket(world, number) for number in ("1", "3")], "timeout")
    causes = [root_causes_panel(seen(world, one)).causes for one in scopes]
    assert [[cause.tickets for cause in one] for one in causes] == [[2], [], [], [2]]


def test_hygiene_is_of_the_scope_and_read_anew_for_another(
    world: Workspace, tmp_path: Path
) -> None:
    at = "2026-11-21T10:00:00Z"
    closed = {"status": "solved", "updated_at": at, "metric_set": {"solved_at": at}}
    bring(world, tmp_path, angry(7, 10, "globex", "sso") | closed)
    kept = KeptReading(hygiene_report, ("ticket",))
    scopes = (EVERYTHING, GROWTH, ENTERPRISE, SSO, PAYMENTS, EVERYTHING)
    weeks = [kept.get(seen(world, one)).weeks for one in scopes]
    assert [sum(week.hygiene.closed for week in one) for one in weeks] == [1, 1, 0, 1, 0, 1]


def area_ticket(number: int, at: datetime, account: str) -> dict[str, object]:
    moment = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    whose = {"name": account}
    return ticket(
        number, created_at=moment, updated_at=moment, organization=whose, comments=[],
        tags=["payments"],
    )  # fmt: skip
