"""One ticket with everything around it, and finding it by its number."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, update
from sqlmodel import SQLModel

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import MessageRow, TicketRow
from radar_tui.domain.bands import Band
from radar_tui.domain.scores import Contribution, ContributionName, MessageScore
from radar_tui.services.alerting import evaluate
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.scoring import WorkspaceScoring
from radar_tui.services.ticket_view import (
    OTHER_TICKETS,
    Evidence,
    MessageView,
    TicketView,
    find_ticket,
    ticket_view,
)
from radar_tui.services.triage import (
    Verdict,
    acknowledge,
    check_off,
    disagree,
    escalate,
    set_next_action,
    snooze,
    tag,
)
from radar_tui.services.workspace import Workspace
from support.scorers import FakeScorer
from support.workspaces import bring, bring_text, comment, rows, ticket

ITEMS = [item.key for item in shipped_playbook().frustration.intervention]
WHOLE = "[70] It broke again. I will cancel tomorrow."


class Highlighter(FakeScorer):
    """Gives "cancel" ten points of its own, over the tone of the whole text, and one of no word."""

    def _score(self, text: str) -> MessageScore:
        score = super()._score(text)
        start = text.find("cancel")
        if start < 0:
            return score
        end = start + len("cancel")
        parts = (
            *score.contributions,
            Contribution(ContributionName.CAP, "cap", 2),
            Contribution(ContributionName.CHURN, "churn", 10, start, end, text[start:end]),
        )
        return replace(score, score=(score.score or 0) + 12, contributions=parts)


def score(workspace: Workspace, scorer: FakeScorer | None = None) -> None:
    WorkspaceScoring(
        workspace,
        scorer or Highlighter(),  # type: ignore[arg-type]
        report=lambda _: None,
        cancelled=lambda: False,
    ).run()


def at(minute: int) -> str:
    return f"2026-11-20T08:{minute:02}:00Z"


def view_of(workspace: Workspace, number: str = "1") -> TicketView:
    return ticket_view(workspace, find_ticket(workspace, number))


def quotes(message: MessageView) -> list[tuple[int, str]]:
    return [(one.number, message.text[one.start : one.end]) for one in message.evidence]


def bring_thread(workspace: Workspace, folder: Path) -> None:
    """A thread: angry, answered, noted inside, and calmer."""
    thread = [
        comment(1, body=WHOLE, created_at=at(0)),
        comment(2, author_id=9, body="[199] Sorry to hear that.", created_at=at(10)),
        comment(3, author_id=9, body="Careful.", public=False, created_at=at(20)),
        comment(4, body="[40] We still cancel.", created_at=at(30)),
    ]
    bring(workspace, folder, ticket(1, comments=thread, organization={"name": "ACME"}))
    score(workspace)
    evaluate(workspace)


def test_the_header_tells_ticket_account_and_freshness(
    workspace: Workspace, tmp_path: Path
) -> None:
    accounts = "id,name,arr,tier\na1,ACME,500000,4\n"
    bring_text(workspace, tmp_path, "accounts.csv", accounts)
    bring_thread(workspace, tmp_path)
    header = view_of(workspace).ticket
    assert (header.external_id, header.source, header.subject) == ("1", "zendesk", "Ticket 1")
    assert (header.account, header.tier, header.status) == ("ACME", 4, "open")
    assert header.url == "https://lumen.example/agent/tickets/1"
    assert header.data_as_of == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_contributions_add_up_and_those_on_words_are_numbered(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_thread(workspace, tmp_path)
    found = view_of(workspace).score
    assert found is not None
    parts = found.contributions
    assert sum(part.contribution.points for part in parts) == found.score
    numbered = [(part.number, part.contribution.quote) for part in parts if part.number]
    assert numbered == [(1, "[40] We still cancel."), (2, "cancel")]
    assert {part.contribution.name for part in parts if part.number is None} == {"cap", "context"}
    assert (found.band, found.review, found.churn) == (Band.HIGH, True, True)


def test_the_thread_is_whole_and_in_order(workspace: Workspace, tmp_path: Path) -> None:
    bring_thread(workspace, tmp_path)
    thread = view_of(workspace).thread
    assert [(one.role, one.public) for one in thread] == [
        ("customer", True),
        ("agent", True),
        ("agent", False),
        ("customer", True),
    ]
    assert [one.position for one in thread] == [0, 1, 2, 3]
    assert [one.at for one in thread] == sorted(one.at for one in thread)
    assert [one.score for one in thread] == [82, None, None, 52]
    assert [one.band for one in thread] == ["high", None, None, "mild"]


def test_the_words_of_a_signal_show_within_their_sentence(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_thread(workspace, tmp_path)
    first, *_, last = view_of(workspace).thread
    assert quotes(last) == [(1, "[40] We still "), (2, "cancel"), (1, ".")]
    assert quotes(first) == [], "an earlier message adds to the score, but not by its words"


def test_an_internal_note_counts_in_the_positions(workspace: Workspace, tmp_path: Path) -> None:
    note = comment(1, author_id=9, body="cancel?", public=False, created_at=at(0))
    angry = comment(2, body="[70] broken", created_at=at(5))
    bring(workspace, tmp_path, ticket(1, comments=[note, angry]))
    score(workspace)
    thread = view_of(workspace).thread
    assert [quotes(one) for one in thread] == [[], [(1, "[70] broken")]]


@pytest.mark.parametrize("text", ["It broke.", WHOLE.replace("[70]", "[07]"), ""])
def test_a_quote_that_no_longer_stands_there_is_not_highlighted(
    workspace: Workspace, tmp_path: Path, text: str
) -> None:
    bring(workspace, tmp_path, ticket(1, comments=[comment(1, body=WHOLE)]))
    score(workspace)
    with workspace.database.writing() as session:
        session.connection().execute(update(MessageRow).values(text=text))
    view = view_of(workspace)
    kept = [(2, "cancel")] if "cancel" in text else []
    assert quotes(view.thread[0]) == kept
    assert view.score is not None
    assert [part.number for part in view.score.contributions if part.number] == [1, 2]


def test_offsets_are_code_points(workspace: Workspace, tmp_path: Path) -> None:
    text = "[70] 😡😡 we cancel"
    bring(workspace, tmp_path, ticket(1, comments=[comment(1, body=text)]))
    score(workspace)
    (message,) = view_of(workspace).thread
    assert message.evidence == (Evidence(0, 11, 1), Evidence(11, 17, 2))
    assert quotes(message)[1] == (2, "cancel")


def test_the_history_lists_every_revision(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(1, comments=[comment(1, body="[20] hello")]))
    score(workspace)
    more = [comment(1, body="[20] hello"), comment(2, body="[90] broken", created_at=at(30))]
    bring(workspace, tmp_path, ticket(1, comments=more))
    score(replace(workspace, as_of=workspace.as_of + timedelta(hours=1)))
    view = view_of(workspace)
    assert [one.cause for one in view.history] == ["first", "import"]
    assert view.score is not None
    assert (view.history[-1].score, view.history[-1].known_at) == (
        view.score.score,
        view.score.known_at,
    )
    assert view.history[0].known_at == workspace.as_of


def test_the_work_on_a_ticket_is_shown(workspace: Workspace, tmp_path: Path) -> None:
    bring_thread(workspace, tmp_path)
    ids = [find_ticket(workspace, "1")]
    nothing = view_of(workspace).intervention
    assert [item.done for item in nothing.checklist] == [False] * 5
    assert (nothing.owner, nothing.started_at, view_of(workspace).opinion) == (None, None, None)
    acknowledge(workspace, ids)
    set_next_action(workspace, ids, "call")
    check_off(workspace, ids, ITEMS[2], done=True)
    escalate(workspace, ids, "legal threat")
    snooze(workspace, ids, workspace.as_of + timedelta(days=1))
    disagree(workspace, ids, Verdict.TOO_LOW, Band.CRITICAL)
    view = view_of(workspace)
    work = view.intervention
    assert [item.done for item in work.checklist] == [False, False, True, False, False]
    assert [item.key for item in work.checklist] == ITEMS
    assert (work.owner, work.next_action) == ("Dana", "call")
    assert (work.acknowledged_at, work.escalated_at) == (workspace.as_of, workspace.as_of)
    assert work.escalation_reason == "legal threat"
    assert work.snoozed_until == workspace.as_of + timedelta(days=1)
    assert view.score is not None
    assert work.started_score == view.score.score
    assert view.opinion is not None
    assert (view.opinion.verdict, view.opinion.band) == ("too-low", "critical")


def test_the_alert_is_shown_with_its_due_time(workspace: Workspace, tmp_path: Path) -> None:
    bring_thread(workspace, tmp_path)
    alert = view_of(workspace).alert
    assert alert is not None
    assert alert.due_at == workspace.as_of + timedelta(hours=2)
    assert (alert.state, alert.overdue, alert.acknowledged_by) == ("firing", False, None)
    late = replace(workspace, as_of=workspace.as_of + timedelta(hours=3))
    overdue = view_of(late).alert
    assert overdue is not None
    assert overdue.overdue
    acknowledge(workspace, [find_ticket(workspace, "1")])
    answered = view_of(workspace).alert
    assert answered is not None
    assert answered.acknowledged_by == "Dana"


def test_an_alert_of_another_ticket_is_not_this_one_s(workspace: Workspace, tmp_path: Path) -> None:
    calm, angry = comment(1, body="[10] hello"), comment(1, body="[90] broken")
    bring(workspace, tmp_path, ticket(1, comments=[calm]), ticket(11, comments=[angry]))
    score(workspace)
    evaluate(workspace)
    assert view_of(workspace, "1").alert is None
    assert view_of(workspace, "11").alert is not None


def test_the_tags_are_the_source_s_with_the_edits_over_them(
    workspace: Workspace, tmp_path: Path
) -> None:
    terms = "kind,name,label,aliases\nfeature-area,payments,Payments,\nroot-cause,token,Token,\n"
    bring_text(workspace, tmp_path, "vocabulary.csv", terms)
    bring(workspace, tmp_path, ticket(1, tags=["payments", "vip"]))
    tag(workspace, [find_ticket(workspace, "1")], "token")
    assert [(one.name, one.kind) for one in view_of(workspace).tags] == [
        ("payments", "feature-area"),
        ("token", "root-cause"),
    ]


def test_the_account_s_other_open_tickets_worst_first(workspace: Workspace, tmp_path: Path) -> None:
    acme = {"organization": {"name": "ACME"}}
    bring(
        workspace,
        tmp_path,
        ticket(1, **acme),
        ticket(2, **acme, comments=[comment(1, body="[20] hello")]),
        ticket(3, **acme, comments=[comment(1, body="[90] broken")]),
        ticket(4, **acme, status="solved"),
        ticket(5, organization={"name": "Globex"}),
    )
    score(workspace)
    assert [one.external_id for one in view_of(workspace).other_tickets] == ["3", "2"]


def test_a_ticket_that_is_not_scored_yet(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(1))
    view = view_of(workspace)
    assert (view.score, view.history, view.alert, view.waiting_hours) == (None, (), None, None)
    assert [one.score for one in view.thread] == [None]


def test_another_language_says_why_it_has_no_score(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(1, comments=[comment(1, body="Nichts geht mehr.")]))
    score(workspace)
    view = view_of(workspace)
    assert [one.reason for one in view.thread] == ["not-english"]
    assert view.score is not None
    assert (view.score.score, view.score.contributions) == (None, ())
    assert "English" in view.score.why


def test_waiting_is_counted_as_far_as_the_data_reach(workspace: Workspace, tmp_path: Path) -> None:
    late = comment(1, body="[50] help", created_at="2026-11-20T09:30:00Z")
    bring(workspace, tmp_path, ticket(1, comments=[late], updated_at="2026-11-20T11:00:00Z"))
    score(workspace)
    assert view_of(workspace).waiting_hours == 1.5


def test_a_long_thread_of_a_large_account_takes_no_more_queries(
    workspace: Workspace, tmp_path: Path
) -> None:
    acme = {"organization": {"name": "ACME"}}
    long = [comment(n, body=f"[{60 + n}] broken {n}", created_at=at(n % 60)) for n in range(1, 41)]
    many = [ticket(100 + n, **acme) for n in range(OTHER_TICKETS + 5)]
    bring(workspace, tmp_path, ticket(1, **acme, comments=long), ticket(2), *many)
    score(workspace)
    counts = [count_queries(workspace, number) for number in ("1", "2")]
    assert counts[0] <= counts[1] + 1, "one more: the account's other tickets"
    assert len(view_of(workspace).thread) == 40
    assert len(view_of(workspace).other_tickets) == OTHER_TICKETS


def count_queries(workspace: Workspace, number: str) -> int:
    ticket_id = find_ticket(workspace, number)
    seen: list[str] = []

    def count(_c: object, _u: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(workspace.database.engine, "before_cursor_execute", count)
    ticket_view(workspace, ticket_id)
    event.remove(workspace.database.engine, "before_cursor_execute", count)
    return len([statement for statement in seen if statement.lstrip().startswith("SELECT")])


@pytest.mark.parametrize("text", ["4974", "#4974", " #4974 ", "zendesk/4974", "zendesk/#4974"])
def test_a_ticket_is_found_by_its_number(workspace: Workspace, tmp_path: Path, text: str) -> None:
    bring(workspace, tmp_path, ticket(4973), ticket(4974), ticket(49740))
    found = find_ticket(workspace, text)
    assert {row.id: row.external_id for row in rows(workspace, TicketRow)}[found] == "4974"


@pytest.mark.parametrize("text", ["", "#", "/", "497", "helpdesk/4974", "%"])
def test_a_number_that_no_ticket_has(workspace: Workspace, tmp_path: Path, text: str) -> None:
    bring(workspace, tmp_path, ticket(4974))
    with pytest.raises(WorkspaceError, match=r"no ticket .* as in 4974 or zendesk/4974"):
        find_ticket(workspace, text)


def test_a_number_that_two_sources_have_needs_its_source(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, ticket(4974))
    (first,) = rows(workspace, TicketRow)
    with workspace.database.writing() as session:
        table = SQLModel.metadata.tables["source"]
        session.connection().execute(table.insert().values(name="jira", system="jira"))
        values = first.model_dump(exclude={"id", "source"})
        session.add(TicketRow(**values, source="jira"))
    with pytest.raises(WorkspaceError, match="say which: jira/4974, zendesk/4974"):
        find_ticket(workspace, "4974")
    assert find_ticket(workspace, "zendesk/4974") == first.id


def test_a_ticket_that_is_gone(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="not there any more"):
        ticket_view(workspace, 1)
