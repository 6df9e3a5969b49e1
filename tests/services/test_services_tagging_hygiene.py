"""Tagging hygiene of a workspace, week by week."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from radar_tui.analysis.tag_hygiene import Share, TagHygiene
from radar_tui.db.tables import TicketRow, TicketTagRow
from radar_tui.services.tagging_hygiene import hygiene_by_period, hygiene_report
from radar_tui.services.triage import escalate, tag, untag
from radar_tui.services.workspace import Workspace
from support.workspaces import bring, bring_text, comment, rows, score, ticket

VOCABULARY = (
    "kind,name,label,aliases\n"
    "feature-area,payments,Payments,checkout\n"
    "feature-area,exports,Exports,\n"
    "root-cause,token-expiry,Token expiry,\n"
    "escalation-reason,churn-risk,Churn risk,\n"
)
THIS_WEEK, LAST_WEEK = "2026-W48", "2026-W47"


def closed(number: int, at: str, *, body: str = "[12] fine", **values: Any) -> dict[str, Any]:
    return ticket(
        number,
        status="solved",
        created_at="2026-11-02T08:00:00Z",
        updated_at=at,
        metric_set={"solved_at": at},
        comments=[comment(number, body=body, created_at="2026-11-02T08:00:00Z")],
        **values,
    )


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    bring_text(workspace, tmp_path, "vocabulary.csv", VOCABULARY)
    bring(
        workspace,
        tmp_path,
        closed(1, "2026-11-18T08:00:00Z", tags=["checkout"]),
        closed(2, "2026-11-19T08:00:00Z", tags=["vip"]),
        closed(3, "2026-11-20T08:00:00Z", tags=["payments"], body="[40] this keeps happening"),
        closed(4, "2026-11-23T08:00:00Z", tags=["exports", "payments"]),
        ticket(5, tags=[]),
    )
    score(workspace)
    return workspace


def ids(workspace: Workspace) -> dict[str, int]:
    return {one.external_id: one.id for one in rows(workspace, TicketRow)}


def set_times(workspace: Workspace, **known_at: str | None) -> None:
    """Say when tags were set (`t1="2026-11-18T07:00"`), as the history of a source does."""
    number_of = {row_id: number for number, row_id in ids(workspace).items()}
    with workspace.database.writing() as session:
        for row in session.exec(select(TicketTagRow)):
            at = known_at.get(f"t{number_of[row.ticket_id]}")
            row.known_at = at and datetime.fromisoformat(at).replace(tzinfo=UTC)


def week(workspace: Workspace, name: str) -> TagHygiene:
    return next(one.hygiene for one in hygiene_report(workspace).weeks if one.week == name)


def test_tickets_count_in_the_week_in_which_they_were_closed(filled: Workspace) -> None:
    report = hygiene_report(filled, weeks=3)
    assert [(one.week, one.whole, one.hygiene.closed) for one in report.weeks] == [
        (THIS_WEEK, False, 1),
        (LAST_WEEK, True, 3),
        ("2026-W46", True, 0),
    ]
    assert (report.feature_areas, report.root_causes, report.escalation_reasons) == (2, 1, 1)
    last = week(filled, LAST_WEEK)
    assert (last.feature_area, last.root_cause) == (Share(2, 3), Share(0, 1))


def test_an_export_without_history_leaves_the_time_unknown(filled: Workspace) -> None:
    last = week(filled, LAST_WEEK)
    assert (last.in_time, last.time_unknown) == (Share(0, 0), 1)


def test_the_first_tag_of_a_kind_decides_whether_it_was_in_time(filled: Workspace) -> None:
    set_times(filled, t1="2026-11-18T09:00", t4="2026-11-23T07:00")
    assert week(filled, LAST_WEEK).in_time == Share(0, 1)
    assert week(filled, THIS_WEEK).in_time == Share(1, 1)
    with filled.database.writing() as session:
        late = session.get_one(TicketTagRow, (ids(filled)["4"], "exports"))
        late.known_at = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert week(filled, THIS_WEEK).in_time == Share(1, 1)


def test_what_people_tag_in_radar_counts_with_its_time(filled: Workspace) -> None:
    untagged = ids(filled)["2"]
    tag(filled, [untagged], "exports")
    assert week(filled, LAST_WEEK).feature_area == Share(3, 3)
    assert week(filled, LAST_WEEK).in_time == Share(0, 1)
    untag(filled, [untagged], "exports")
    assert week(filled, LAST_WEEK).feature_area == Share(2, 3)


def test_an_escalation_without_its_reason_is_counted_against(filled: Workspace) -> None:
    first = ids(filled)["1"]
    escalate(filled, [first], "churn-risk")
    assert week(filled, LAST_WEEK).escalation_reason == Share(1, 1)
    untag(filled, [first], "churn-risk")
    assert week(filled, LAST_WEEK).escalation_reason == Share(0, 1)


def test_periods_meet_without_a_gap_or_an_overlap(filled: Workspace) -> None:
    starts = [datetime(2026, 11, day, 8, tzinfo=UTC) for day in (18, 19, 20)]
    with filled.database.reading() as session:
        found = hygiene_by_period(session, starts, datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert [one.closed for one in found] == [1, 1, 1]


def test_an_empty_workspace_has_weeks_of_nothing(workspace: Workspace) -> None:
    report = hygiene_report(workspace)
    assert [one.hygiene.closed for one in report.weeks] == [0, 0, 0, 0]
    assert report.weeks[0].hygiene.feature_area is None
