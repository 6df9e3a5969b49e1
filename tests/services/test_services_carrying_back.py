"""What people set in Radar, compared with what they said before: tags, owners, escalations."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.tables import TicketRow
from radar_tui.reporting.ticket_changes import TicketChange
from radar_tui.services.carrying_back import ticket_changes
from radar_tui.services.triage import acknowledge, escalate, set_owner, tag, untag
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace
from support.workspaces import bring, bring_text, rows, ticket

VOCABULARY = """kind,name,label,aliases
feature-area,payments,Payments,billing;Invoices
feature-area,exports,Exports,
escalation-reason,legal-threat,Legal threat,
"""


class Desk:
    """A workspace with three tickets, in which people act hour by hour."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        found = {row.external_id: row.id for row in rows(workspace, TicketRow)}
        self.ids = [found["1"], found["2"], found["3"]]

    def at(self, hours: int, actor: str = "Dana") -> Workspace:
        moment = self.workspace.as_of + timedelta(hours=hours)
        return replace(self.workspace, as_of=moment, actor=actor)

    def changes(self, since: int | None = None, until: int = 100) -> dict[str, TicketChange]:
        moment = None if since is None else self.at(since).as_of
        found = ticket_changes(self.at(until), moment)
        assert (found.since, found.until) == (moment, self.at(until).as_of)
        return {one.ticket: one for one in found.tickets}


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    bring_text(workspace, tmp_path, "vocabulary.csv", VOCABULARY)
    bring(
        workspace,
        tmp_path,
        ticket(1, tags=["Billing", "vip", "Invoices"]),
        ticket(2, tags=[]),
        ticket(3, tags=["legal-threat"], assignee={"id": 9, "name": "Ravi", "role": "agent"}),
    )
    return Desk(workspace)


def test_what_imports_bring_is_no_change(desk: Desk) -> None:
    assert desk.changes() == {}


def test_a_ticket_is_one_row_with_all_that_people_set(desk: Desk) -> None:
    set_owner(desk.at(1), desk.ids[:1], "Ravi")
    tag(desk.at(2), desk.ids[:1], "exports")
    escalate(desk.at(3, "Ada"), desk.ids[:1], "legal-threat")
    assert desk.changes() == {
        "1": TicketChange(
            source="zendesk",
            ticket="1",
            url="https://lumen.example/agent/tickets/1",
            changed=("tags", "owner", "escalation"),
            tags_added=("exports", "legal-threat"),
            tags_removed=(),
            owner="Ravi",
            escalated_at=desk.at(3).as_of,
            escalation_reason="legal-threat",
            changed_at=desk.at(3).as_of,
            changed_by="Ada",
        )
    }


def test_a_tag_to_remove_is_spelled_as_the_help_desk_does(desk: Desk) -> None:
    untag(desk.at(1), desk.ids, "payments")
    assert desk.changes()["1"].tags_removed == ("Billing", "Invoices")
    assert list(desk.changes()) == ["1"], "the others never had it"


def test_what_was_taken_back_is_no_change(desk: Desk) -> None:
    for act in (
        lambda work: set_owner(work, desk.ids[:1], "Ravi"),
        lambda work: tag(work, desk.ids[:1], "exports"),
        lambda work: untag(work, desk.ids[:1], "payments"),
        lambda work: escalate(work, desk.ids[:1], "legal-threat"),
    ):
        act(desk.at(1))
        assert len(desk.changes()) == 1
        undo_action(desk.at(2))
        assert desk.changes() == {}


def test_other_work_on_a_ticket_is_no_change(desk: Desk) -> None:
    set_owner(desk.at(1), desk.ids[:1], "Dana")
    acknowledge(desk.at(5), desk.ids[:1])
    assert desk.changes(since=2) == {}
    assert desk.changes()["1"].changed_at == desk.at(1).as_of


def test_since_gives_the_newest_state_and_only_what_changed(desk: Desk) -> None:
    escalate(desk.at(1), desk.ids[:2], "legal-threat")
    set_owner(desk.at(2), desk.ids[:1], "Ravi")
    set_owner(desk.at(4), desk.ids[:1], "Ada")
    set_owner(desk.at(5), desk.ids[:1], "Grace")
    (one,) = desk.changes(since=3).values()
    assert (one.ticket, one.changed, one.owner) == ("1", ("owner",), "Grace")
    assert one.tags_added == ()
    assert one.escalated_at == desk.at(1).as_of, "as it stands, changed or not"
    assert set(desk.changes(since=5)) == {"1"}, "the moment itself counts"
    assert desk.changes(since=6) == {}


def test_what_was_carried_back_and_is_then_undone_is_the_opposite(desk: Desk) -> None:
    tag(desk.at(1), desk.ids[:1], "exports")
    undo_action(desk.at(3))
    assert desk.changes(since=2)["1"].tags_removed == ("exports",)
    untag(desk.at(4), desk.ids[:1], "payments")
    undo_action(desk.at(6))
    assert desk.changes(since=5)["1"].tags_added == ("payments",)
    escalate(desk.at(7), desk.ids[1:2], "legal-threat")
    set_owner(desk.at(7), desk.ids[1:2], "Ravi")
    undo_action(desk.at(9))
    undo_action(desk.at(9))
    one = desk.changes(since=8)["2"]
    assert one.changed == ("tags", "owner", "escalation")
    assert one.tags_removed == ("legal-threat",)
    assert (one.owner, one.escalated_at, one.escalation_reason) == (None, None, None)


def test_an_earlier_moment_gives_what_stood_then(desk: Desk) -> None:
    set_owner(desk.at(1), desk.ids[:1], "Ravi")
    set_owner(desk.at(3), desk.ids[:1], "Ada")
    assert desk.changes(until=2)["1"].owner == "Ravi"
    assert desk.changes(until=0) == {}


def test_a_deleted_ticket_takes_no_changes(desk: Desk, tmp_path: Path) -> None:
    set_owner(desk.at(1), desk.ids, "Ada")
    newer = {"status": "deleted", "updated_at": "2026-11-22T09:00:00Z"}
    bring(desk.workspace, tmp_path, ticket(2, **newer))
    assert set(desk.changes()) == {"1", "3"}


def test_the_last_to_change_anything_stands_last(desk: Desk) -> None:
    order: list[Callable[[], object]] = [
        lambda: set_owner(desk.at(3), desk.ids[:1], "Ada"),
        lambda: tag(desk.at(1), desk.ids[1:2], "exports"),
        lambda: tag(desk.at(2), desk.ids[2:], "exports"),
    ]
    for act in order:
        act()
    assert list(desk.changes()) == ["2", "3", "1"]
