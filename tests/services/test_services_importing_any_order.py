"""Whatever order exports come in, and however often: what is stored is the same."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from radar_tui.db.tables import AccountRow, TicketRow
from radar_tui.services.importing import undo_import
from radar_tui.services.triage import escalate, set_next_action, set_owner, tag, untag
from radar_tui.services.workspace import Workspace
from support.ticket_lives import (
    MAY_BE_LEFT_OUT,
    Page,
    Ticket,
    bring_page,
    empty,
    pages,
    pages_and_another_order,
    rows_held,
    team_rows,
    told,
    two_versions,
)
from support.workspaces import bring, bring_text, comment, rows, ticket

VOCABULARY = (
    "kind,name,label,aliases\nfeature-area,payments,Payments,\nfeature-area,exports,Exports,\n"
    "escalation-reason,outage,Outage,\n"
)
OLDER, NEWER = "2026-11-21T09:00:00Z", "2026-11-22T09:00:00Z"
LATEST = "2026-11-22T10:00:00Z"
# Every example empties the workspace first.
often = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


def without_thread(number: int, **values: object) -> Ticket:
    """A ticket as a list shows it."""
    return {key: value for key, value in ticket(number, **values).items() if key != "comments"}


DESCRIBED = without_thread(1, updated_at=OLDER, description="The payment page fails.")
DISCUSSED = ticket(1, updated_at=OLDER, organization={"name": "Globex"})
BARE = without_thread(1, updated_at=NEWER)


@often
@given(pages_and_another_order())
@example(([[DESCRIBED], [BARE]], [[BARE], [DESCRIBED]]))
def test_any_order_and_repetition_of_pages_tells_the_same(
    workspace: Workspace, tmp_path: Path, orders: tuple[list[Page], list[Page]]
) -> None:
    found = []
    for order in orders:
        empty(workspace)
        for page in order:
            bring_page(workspace, tmp_path, page)
        found.append(told(workspace))
    assert found[0] == found[1]
    before = rows_held(workspace)
    bring_page(workspace, tmp_path, orders[1][-1])
    assert rows_held(workspace) == before, "the last page again changes nothing"


@often
@given(two_versions())
@example((DESCRIBED, BARE))
@example((DISCUSSED, BARE))
@example((DISCUSSED, ticket(1, updated_at=NEWER, comments=[comment(1, body="Taken out.")])))
@example((DISCUSSED, DESCRIBED | {"updated_at": NEWER}))
def test_two_versions_tell_the_same_in_either_order(
    workspace: Workspace, tmp_path: Path, versions: tuple[Ticket, Ticket]
) -> None:
    found = []
    for order in (versions, reversed(versions)):
        empty(workspace)
        for version in order:
            bring(workspace, tmp_path, version)
        found.append(told(workspace))
    assert found[0] == found[1]


@pytest.mark.parametrize("is_newer", [True, False])
def test_a_page_takes_away_what_it_says_is_not_there_and_nothing_else(
    workspace: Workspace, tmp_path: Path, is_newer: bool
) -> None:
    told = without_thread(
        1, updated_at=OLDER, organization={"name": "ACME"}, assignee={"name": "Bo"},
        priority="high", satisfaction_rating={"score": "good"}, status="solved",
        metric_set={"solved_at": OLDER},
    )  # fmt: skip
    listed = {key: value for key, value in told.items() if key not in MAY_BE_LEFT_OUT}
    listed |= {"updated_at": NEWER, "metric_set": None}
    for page in (told, listed) if is_newer else (listed, told):
        bring(workspace, tmp_path, page)
    assert facts(workspace) == (
        "Ticket 1", "Bo", "Wile", "wile@acme.example", "ACME", "high", "good", ["payments"],
        "https://lumen.example/agent/tickets/1", datetime.fromisoformat(OLDER),
    )  # fmt: skip
    nothing = told | {
        "updated_at": LATEST,
        "tags": [],
        "status": "open",
        "satisfaction_rating": None,
    }
    nothing |= dict.fromkeys(("assignee", "organization", "priority", "url", "metric_set"))
    bring(workspace, tmp_path, nothing)
    assert facts(workspace) == (
        "Ticket 1", None, "Wile", "wile@acme.example", None, None, None, [], None, None,
    )  # fmt: skip


def facts(workspace: Workspace) -> tuple[object, ...]:
    (row,) = rows(workspace, TicketRow)
    names = {account.id: account.name for account in rows(workspace, AccountRow)}
    return (
        row.subject, row.assignee, row.requester, row.requester_email, names.get(row.account_id),
        row.priority, row.satisfaction, row.tags, row.url, row.solved_at,
    )  # fmt: skip


@often
@given(pages(), st.lists(st.integers(0, 4), min_size=1, max_size=4))
def test_what_a_person_did_outlives_every_import(
    workspace: Workspace, tmp_path: Path, later: list[Page], did: list[int]
) -> None:
    empty(workspace)
    bring_text(workspace, tmp_path, "vocabulary.csv", VOCABULARY)
    first = [ticket(number, created_at="2026-11-20T07:00:00Z") for number in (1, 2, 3)]
    bring(workspace, tmp_path, *first)
    ids = [row.id for row in rows(workspace, TicketRow)]
    for work in did:
        match work:
            case 0:
                tag(workspace, ids, "exports")
            case 1:
                untag(workspace, ids, "payments")
            case 2:
                set_owner(workspace, ids, "Ravi")
            case 3:
                set_next_action(workspace, ids, "call them")
            case _:
                escalate(workspace, ids, "outage")
    done = team_rows(workspace)
    assert any(done.values())
    for page in [*later, first]:
        bring_page(workspace, tmp_path, page)
        assert team_rows(workspace) == done


@often
@given(pages(most=5))
def test_undo_gives_back_what_was_there_before_each_run(
    workspace: Workspace, tmp_path: Path, shown: list[Page]
) -> None:
    empty(workspace)
    before = []
    for page in shown:
        held = rows_held(workspace)
        before.append((bring_page(workspace, tmp_path, page), held))
    for run, held in reversed(before):
        undo_import(workspace, run)
        assert rows_held(workspace) == held
