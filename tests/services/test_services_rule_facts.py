"""What the database says to rules: each fact, as far as it counts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import delete

from radar_tui.db.tables import InterventionRow, SourceRow, TicketRow, TicketStandingRow
from radar_tui.detection.facts import AreaTicket, RuleFacts, UntaggedTicket
from radar_tui.detection.history_facts import HistoryFacts, Past
from radar_tui.domain.records import EventKind, TagKind
from radar_tui.domain.rules import RuleKind
from radar_tui.services.alerting import evaluate
from radar_tui.services.rule_editing import workspace_rules
from radar_tui.services.rule_facts import StoredFacts
from radar_tui.services.rule_history import team_history
from radar_tui.services.scoring import WorkspaceScoring
from radar_tui.services.settings import working_calendar
from radar_tui.services.workspace import Workspace
from support.scorers import FakeScorer
from support.workspaces import bring, bring_text, comment, rows, ticket

VOCABULARY = (
    "kind,name,label,aliases\n"
    "feature-area,payments,Payments,checkout\n"
    "feature-area,exports,Exports,\n"
    "root-cause,token-expiry,Token expiry,\n"
    "escalation-reason,churn-risk,Churn risk,\n"
)
ACCOUNTS = "id,name,arr,tier\na,ACME,310000,5\nb,Globex,120000,4\nc,Hooli,9000,1\n"
DAY = timedelta(days=1)

T = TypeVar("T")


def ask(workspace: Workspace, question: Callable[[RuleFacts], T], zone: str = "UTC") -> T:
    with workspace.database.reading() as session:
        facts: RuleFacts = StoredFacts(session, workspace.as_of, zone)
        return question(facts)


def score(workspace: Workspace) -> None:
    WorkspaceScoring(
        workspace,
        FakeScorer(),  # type: ignore[arg-type]
        report=lambda _: None,
        cancelled=lambda: False,
    ).run()


def case(number: int, *bodies: str, **values: Any) -> dict[str, Any]:
    """A ticket whose customer (author 7) and agent (author 9) write in turn."""
    comments = [
        comment(
            number * 100 + place,
            author_id=9 if body.startswith("agent:") else 7,
            body=body,
            created_at=f"2026-11-20T0{8 + place // 6}:{place % 6}0:00Z",
        )
        for place, body in enumerate(bodies or ("[12] fine",))
    ]
    return ticket(number, **({"comments": comments, "organization": {"name": "ACME"}} | values))


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    bring_text(workspace, tmp_path, "vocabulary.csv", VOCABULARY)
    bring_text(workspace, tmp_path, "accounts.csv", ACCOUNTS)
    return workspace


def test_scored_tickets_come_with_account_areas_and_reason(
    filled: Workspace, tmp_path: Path
) -> None:
    bring(
        filled,
        tmp_path,
        case(1, "[90] broken", tags=["checkout", "exports", "vip"]),
        case(2, "[70] broken", tags=[]),
        case(3, "[50] meh"),
        case(4, "[95] broken", status="closed"),
    )
    score(filled)
    first, second = ask(filled, lambda facts: facts.scored_tickets(50))
    assert (first.ticket, first.account, first.is_open) == ("zendesk/1", "ACME", True)
    assert first.feature_areas == ("exports", "payments")
    assert first.why
    assert first.over_since == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert second.ticket == "zendesk/2"
    assert second.feature_areas == ()


def test_churn_language_counts_what_nothing_has_settled(filled: Workspace, tmp_path: Path) -> None:
    bring(
        filled,
        tmp_path,
        case(1, "[40] hello", "[80] we will cancel", "agent: sorry", "[99] so cancel it now"),
        case(2, "[80] we will cancel", "[10] it works now"),
        case(3, "[80] we will cancel", status="solved"),
        case(4, "[80] broken"),
    )
    score(filled)
    (told,) = ask(filled, lambda facts: facts.churn_language())
    assert (told.ticket, told.count) == ("zendesk/1", 2)
    assert told.since == datetime(2026, 11, 20, 8, 10, tzinfo=UTC)
    assert (told.account, told.feature_areas) == ("ACME", ("payments",))


def test_escalation_triggers_quote_the_latest_words(filled: Workspace, tmp_path: Path) -> None:
    bring(
        filled,
        tmp_path,
        case(1, "[30] could your manager call?", "[80] again: your manager, please"),
        case(2, "[80] your manager!", "[10] it works now", "[20] one more question"),
        case(3, "agent: your manager", "[80] broken"),
    )
    score(filled)
    (told,) = ask(filled, lambda facts: facts.escalation_triggers())
    assert (told.ticket, told.count, told.quote) == ("zendesk/1", 2, "your manager")
    assert not ask(filled, lambda facts: facts.churn_language())


def test_root_causes_count_the_teams_edits_too(filled: Workspace, tmp_path: Path) -> None:
    recent = {"created_at": "2026-11-22T08:00:00Z"}
    bring(
        filled,
        tmp_path,
        case(1, tags=["token-expiry"], **recent),
        case(2, tags=["Token-Expiry"], organization={"name": "Globex"}, **recent),
        case(3, tags=["token-expiry"], created_at="2026-11-16T09:00:00Z"),
        case(4, tags=["token-expiry"], status="deleted", **recent),
    )
    (cause,) = ask(filled, lambda facts: facts.root_causes(7 * DAY))
    assert cause.root_cause == "token-expiry"
    assert cause.tickets == ("zendesk/1", "zendesk/2")
    assert cause.accounts == ("ACME", "Globex")


def test_area_tickets_are_of_the_tiers_asked_for(filled: Workspace, tmp_path: Path) -> None:
    at = {"created_at": "2026-11-22T20:00:00Z"}
    bring(
        filled,
        tmp_path,
        case(1, tags=["payments", "exports"], **at),
        case(2, organization={"name": "Globex"}, **at),
        case(3, organization={"name": "Hooli"}, **at),
        case(4, organization={"name": "Nobody knows"}, **at),
    )
    moment = datetime(2026, 11, 22, 20, tzinfo=UTC)
    found: Sequence[AreaTicket] = ask(filled, lambda facts: facts.area_tickets(DAY, 4))
    assert sorted(found, key=lambda one: (one.ticket, one.feature_area)) == [
        AreaTicket("exports", "zendesk/1", moment, "ACME", 5),
        AreaTicket("payments", "zendesk/1", moment, "ACME", 5),
        AreaTicket("payments", "zendesk/2", moment, "Globex", 4),
    ]


def test_a_window_longer_than_what_is_kept_is_read_all_the_same(
    filled: Workspace, tmp_path: Path
) -> None:
    old = {"created_at": "2026-09-01T08:00:00Z", "updated_at": "2026-09-01T08:00:00Z"}
    bring(filled, tmp_path, case(1, tags=["token-expiry"], **old))
    assert not ask(filled, lambda facts: facts.root_causes(14 * DAY))
    (cause,) = ask(filled, lambda facts: facts.root_causes(100 * DAY))
    assert cause.tickets == ("zendesk/1",)


def test_events_are_told_with_their_values(filled: Workspace, tmp_path: Path) -> None:
    lines = (
        "id,kind,source,at,feature_area,account,value,unit\n"
        "1,out-of-bounds,data-quality,2026-11-23T08:00:00Z,data-sync,ACME,7.5,percent\n"
        "2,log-anomaly,log-watch,2026-11-23T08:00:00Z,,,3,lines\n"
        "3,out-of-bounds,data-quality,2026-11-23T01:00:00Z,data-sync,,9,percent\n"
        "4,connection-failure,sap,2026-11-23T08:30:00Z,,,1,\n"
        "5,connection-failure,sap,2026-11-23T08:10:00Z,,,1,\n"
    )
    bring_text(filled, tmp_path, "events.csv", lines)
    (event,) = ask(filled, lambda facts: facts.events(EventKind.OUT_OF_BOUNDS, timedelta(hours=6)))
    assert (event.source, event.feature_area, event.account) == (
        "data-quality",
        "data-sync",
        "ACME",
    )
    assert (event.value, event.unit) == (7.5, "percent")
    (failures,) = ask(filled, lambda facts: facts.connection_failures(timedelta(hours=1)))
    assert (failures.source, failures.feature_area, len(failures.times)) == ("sap", None, 2)


def test_sources_are_those_of_the_freshness_line(filled: Workspace, tmp_path: Path) -> None:
    bring(filled, tmp_path, case(1))
    with filled.database.writing() as session:
        session.get_one(SourceRow, "zendesk").usual_interval_seconds = 3600
    (reach,) = ask(filled, lambda facts: facts.sources())
    assert (reach.source, reach.usual_interval) == ("zendesk", timedelta(hours=1))
    assert reach.data_as_of == rows(filled, SourceRow)[-1].data_as_of


def closed(number: int, *bodies: str, **values: Any) -> dict[str, Any]:
    return case(
        number,
        *bodies,
        **(
            {
                "status": "solved",
                "updated_at": "2026-11-22T08:00:00Z",
                "metric_set": {"solved_at": "2026-11-22T08:00:00Z"},
            }
            | values
        ),
    )


def missing(workspace: Workspace) -> set[tuple[str, TagKind]]:
    found: Sequence[UntaggedTicket] = ask(workspace, lambda facts: facts.untagged_closed(7 * DAY))
    assert all(one.closed_at == datetime(2026, 11, 22, 8, tzinfo=UTC) for one in found)
    return {(one.ticket, one.missing) for one in found}


def test_closed_tickets_are_asked_for_the_tags_that_they_should_have(
    filled: Workspace, tmp_path: Path
) -> None:
    bring(
        filled,
        tmp_path,
        closed(1, tags=["payments"]),
        closed(2, tags=["vip"]),
        closed(3, "[40] this keeps happening", tags=["payments"]),
        closed(4, "[40] this keeps happening", tags=["payments", "token-expiry"]),
        closed(5, tags=["payments"]),
        closed(6, tags=["payments", "churn-risk"]),
        case(7, "[40] this keeps happening", tags=[]),
    )
    score(filled)
    ids = {one.external_id: one.id for one in rows(filled, TicketRow)}
    with filled.database.writing() as session:
        for number in ("5", "6"):
            session.add(InterventionRow(ticket_id=ids[number], escalated_at=filled.as_of, rev=1))
    assert missing(filled) == {
        ("zendesk/2", TagKind.FEATURE_AREA),
        ("zendesk/3", TagKind.ROOT_CAUSE),
        ("zendesk/5", TagKind.ESCALATION_REASON),
    }


def test_nobody_is_asked_for_a_tag_that_there_is_no_word_for(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, closed(1, "[40] this keeps happening", tags=["vip"]))
    score(workspace)
    assert missing(workspace) == set()


def test_weeks_are_counted_in_the_workspaces_zone(filled: Workspace, tmp_path: Path) -> None:
    """23:30 UTC on a Sunday is Monday in Berlin and still Sunday in New York."""
    bring(
        filled,
        tmp_path,
        case(1, created_at="2026-10-26T12:00:00Z"),
        case(2, created_at="2026-11-08T23:30:00Z"),
    )
    weeks = {
        zone: ask(filled, lambda facts: facts.weekly_counts(), zone)[0]
        for zone in ("UTC", "Europe/Berlin", "America/New_York")
    }
    assert {zone: area.weeks for zone, area in weeks.items()} == {
        "UTC": (1, 0, 0),
        "Europe/Berlin": (0, 1, 0),
        "America/New_York": (1, 0, 0),
    }


def test_a_history_of_two_years_is_read_as_a_whole(filled: Workspace, tmp_path: Path) -> None:
    """Half a year says what is normal; the season is in the years before."""
    bring(filled, tmp_path, case(1, created_at="2025-11-10T12:00:00Z"), case(2))
    (area,) = ask(filled, lambda facts: facts.weekly_counts())
    assert len(area.weeks) == 28
    bring(filled, tmp_path, case(3, created_at="2024-10-14T12:00:00Z"))
    (area,) = ask(filled, lambda facts: facts.weekly_counts())
    assert (len(area.weeks), area.first_week) == (109, date(2024, 10, 21))
    assert [at for at, count in enumerate(reversed(area.weeks), 1) if count] == [1, 54]


def test_the_rhythm_is_that_of_the_last_eight_whole_weeks(
    filled: Workspace, tmp_path: Path
) -> None:
    bring(
        filled,
        tmp_path,
        *(case(n, created_at="2026-11-18T14:20:00Z") for n in range(1, 30)),
        *(case(n, created_at="2026-11-23T03:00:00Z") for n in range(30, 60)),
        *(case(n, created_at="2026-09-21T05:00:00Z") for n in range(60, 90)),
    )
    profile = ask(filled, lambda facts: facts.hours().profile)
    assert profile.index(max(profile)) == 2 * 24 + 14
    quiet = profile[3]
    assert profile[5] == quiet, "too long ago"
    assert ask(filled, lambda facts: facts.hours().profile, "Asia/Tokyo").index(max(profile)) == (
        2 * 24 + 23
    )


def test_a_ticket_that_waits_for_its_score_is_named_for_the_rule_it_has_an_alert_of(
    filled: Workspace, tmp_path: Path
) -> None:
    bring(filled, tmp_path, case(1, "[90] broken"), case(2, "[95] we will cancel"))
    score(filled)
    evaluate(filled)
    with filled.database.writing() as session:
        session.connection().execute(delete(TicketStandingRow))
    later = replace(filled, as_of=filled.as_of + timedelta(hours=1))
    waiting = {
        key: list(ask(later, lambda facts, key=key: facts.waiting_for_score(key)))  # type: ignore[misc]
        for key in ("frustration-score", "churn-language", "escalation-triggers")
    }
    assert waiting == {
        "frustration-score": ["zendesk/1", "zendesk/2"],
        "churn-language": ["zendesk/2"],
        "escalation-triggers": [],
    }


def replayed_missing(workspace: Workspace, now: datetime) -> set[tuple[str, TagKind]]:
    """What a back-test of the untagged rule sees at a moment."""
    rule = next(one for one in workspace_rules(workspace) if one.kind is RuleKind.UNTAGGED_CLOSED)
    calendar = working_calendar(workspace)
    with workspace.database.reading() as session:
        past = team_history(session, rule, now - 7 * DAY, now, zone="UTC", calendar=calendar)
    found = HistoryFacts(Past(past), now, {}).untagged_closed(7 * DAY)
    return {(one.ticket, one.missing) for one in found}


def test_a_back_test_asks_for_the_same_tags_as_the_alert(filled: Workspace, tmp_path: Path) -> None:
    long_ago = {"created_at": "2026-11-02T08:00:00Z"}
    bring(
        filled,
        tmp_path,
        closed(1, tags=["vip"], **long_ago),
        closed(3, "[40] this keeps happening", tags=["payments"]),
        closed(5, tags=["payments"]),
    )
    score(filled)
    ids = {one.external_id: one.id for one in rows(filled, TicketRow)}
    with filled.database.writing() as session:
        session.add(InterventionRow(ticket_id=ids["5"], escalated_at=filled.as_of, rev=1))
    assert len(missing(filled)) == 3
    assert replayed_missing(filled, filled.as_of) == missing(filled)
    # The escalation came afterwards: nobody could have asked for its reason before.
    earlier = replayed_missing(filled, filled.as_of - timedelta(hours=1))
    assert missing(filled) - earlier == {("zendesk/5", TagKind.ESCALATION_REASON)}


def test_a_back_test_asks_nobody_for_a_tag_that_there_is_no_word_for(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, closed(1, "[40] this keeps happening", tags=["vip"]))
    score(workspace)
    assert replayed_missing(workspace, workspace.as_of) == set()
