"""The tagging queue: who is in it, what is suggested, and when that is learned."""

from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import TicketRow, TicketTagEditRow
from radar_tui.domain.records import TagKind
from radar_tui.services import tag_suggestions
from radar_tui.services.tagging_queue import QueuedTicket, TaggingQueue
from radar_tui.services.ticket_vectors import read_ticket_vectors
from radar_tui.services.triage import escalate, tag, tag_each, untag
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace
from support.tagged_worlds import NEW, said, teach
from support.vectors import FakeReader
from support.workspaces import bring, rows, score


@pytest.fixture
def taught(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    teach(workspace, tmp_path, monkeypatch)
    return workspace


def queued(workspace: Workspace) -> list[QueuedTicket]:
    return list(TaggingQueue().read(workspace).tickets)


def numbers(tickets: list[QueuedTicket]) -> list[str]:
    return [one.name.rpartition("/")[2] for one in tickets]


def test_open_tickets_come_first_and_the_newest_of_them(taught: Workspace, tmp_path: Path) -> None:
    late = NEW + timedelta(days=1)
    before = NEW - timedelta(days=30)
    bring(
        taught,
        tmp_path,
        *(
            said(number, "token", at=at, status="closed", metric_set={"solved_at": f"{at:%FT%TZ}"})
            for number, at in ((700, late), (701, before))
        ),
    )
    found = queued(taught)
    assert numbers(found) == ["502", "501", "500", "700"]
    assert [one.is_open for one in found] == [True, True, True, False]
    assert {one.missing for one in found} == {(TagKind.FEATURE_AREA,)}
    assert found[0].said == "[20] The token fails."


def test_nothing_is_suggested_before_it_is_learned(taught: Workspace) -> None:
    queue = TaggingQueue()
    before = queue.read(taught)
    assert (before.is_learned, {one.likely for one in before.tickets}) == (False, {()})
    assert queue.learn(taught)
    after = queue.read(taught)
    assert after.is_learned
    assert [one.likely for one in after.tickets] == [("connector",), ("payments",), ("exports",)]
    assert rows(taught, TicketTagEditRow) == []


def test_it_is_learned_anew_where_there_is_something_to_learn(
    taught: Workspace, tmp_path: Path
) -> None:
    queue = TaggingQueue()
    assert queue.learn(taught)
    assert not queue.learn(taught)
    first = queue.read(taught).tickets[0]
    tag(taught, [first.id], "connector")
    assert not queue.learn(taught)
    bring(taught, tmp_path, said(800, "token", at=NEW))
    assert not queue.learn(taught)

    read_ticket_vectors(taught, FakeReader())
    assert queue.learn(taught)


def test_a_damaged_model_leaves_the_queue_to_be_tagged_by_hand(
    taught: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_: Workspace) -> None:
        raise WorkspaceError("the model is damaged")

    monkeypatch.setattr(tag_suggestions, "TagAdviser", damaged)
    queue = TaggingQueue()
    queue.learn(taught)
    panel = queue.read(taught)
    assert (panel.problem, panel.total) == ("the model is damaged", 3)


def test_suggestions_are_taken_in_one_change_set(taught: Workspace) -> None:
    queue = TaggingQueue()
    queue.learn(taught)
    terms = {one.id: one.likely for one in queue.read(taught).tickets[:2]}
    result = tag_each(taught, terms)
    assert result.label == "tagged 2 tickets with connector, payments"
    assert numbers(list(queue.read(taught).tickets)) == ["500"]
    undo_action(taught)
    assert numbers(list(queue.read(taught).tickets)) == ["502", "501", "500"]


def test_a_term_that_a_ticket_has_is_not_set_again(taught: Workspace) -> None:
    first, second, _ = queued(taught)
    tag(taught, [first.id], "connector")
    result = tag_each(taught, {first.id: ("connector",), second.id: ("payments", "payments")})
    assert result.label == "tagged #501 with payments"
    assert not tag_each(taught, {first.id: ("connector",)}).changed


def test_a_term_that_nobody_knows_tags_nothing(taught: Workspace) -> None:
    first, second, _ = queued(taught)
    with pytest.raises(WorkspaceError, match="no tag 'paymets'; close ones are payments"):
        tag_each(taught, {first.id: ("connector",), second.id: ("paymets",)})
    assert rows(taught, TicketTagEditRow) == []


def test_an_escalation_without_its_reason_is_in_the_queue(taught: Workspace) -> None:
    first = queued(taught)[0]
    tag(taught, [first.id], "connector")
    escalate(taught, [first.id], "wants the manager")
    # The vocabulary has no reasons: nobody is asked for one.
    assert numbers(queued(taught)) == ["501", "500"]


def test_a_tag_that_the_team_took_off_is_lacking(taught: Workspace, tmp_path: Path) -> None:
    bring(taught, tmp_path, said(503, "token", at=NEW, tags=["connector"]))
    assert "503" not in numbers(queued(taught))
    tagged = next(one.id for one in rows(taught, TicketRow) if one.external_id == "503")
    untag(taught, [tagged], "connector")
    assert "503" in numbers(queued(taught))
    tag(taught, [tagged], "payments")
    assert "503" not in numbers(queued(taught))


def test_a_repeat_without_its_root_cause_is_lacking(taught: Workspace, tmp_path: Path) -> None:
    again = said(504, "token", at=NEW, tags=["connector"])
    again["comments"][0]["body"] = "[40] It keeps happening."
    bring(taught, tmp_path, again)
    assert "504" not in numbers(queued(taught))
    score(taught)
    found = {one.name: one.missing for one in queued(taught)}
    assert found["zendesk/504"] == (TagKind.ROOT_CAUSE,)


def test_the_queue_is_bounded(taught: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("radar_tui.services.tagging_queue.SHOWN", 2)
    panel = TaggingQueue().read(taught)
    assert (panel.total, len(panel.tickets)) == (3, 2)
    monkeypatch.setattr("radar_tui.services.tagging_queue.OPEN_LOOKED_AT", 1)
    assert numbers(queued(taught)) == ["502"]
