"""What the lead does to tickets: one change set each, undone and redone, never recorded twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.queries.tags import tagged
from radar_tui.db.tables import (
    ChangeRow,
    ChangeSetEntryRow,
    ChangeSetRow,
    InterventionRow,
    ResponseRow,
    ScoreOpinionRow,
    SettingRow,
    TicketRow,
    TicketTagEditRow,
)
from radar_tui.domain.bands import Band
from radar_tui.domain.records import TagKind
from radar_tui.services import acting
from radar_tui.services.acting import ActResult
from radar_tui.services.alerting import evaluate
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.scoring import WorkspaceScoring
from radar_tui.services.triage import (
    Verdict,
    acknowledge,
    check_off,
    disagree,
    escalate,
    mark_done,
    set_next_action,
    set_owner,
    snooze,
    tag,
    untag,
)
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.workspace import Workspace
from support.scorers import FakeScorer
from support.workspaces import TEMPLATE_RULES, bring, bring_text, comment, only_rules, rows, ticket

VOCABULARY = """kind,name,label,aliases
feature-area,payments,Payments,billing
feature-area,exports,Exports,
root-cause,token-expired,Token expired,
escalation-reason,asks-for-manager,Asks for a manager,
escalation-reason,legal-threat,Legal threat,
"""
MONDAY_NEXT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
ITEMS = [item.key for item in shipped_playbook().frustration.intervention]
Act = Callable[[Workspace, list[int]], ActResult]

ACTIONS: dict[str, Act] = {
    "acknowledge": acknowledge,
    "snooze": lambda work, ids: snooze(work, ids, MONDAY_NEXT),
    "owner": lambda work, ids: set_owner(work, ids, "Ravi"),
    "next-action": lambda work, ids: set_next_action(work, ids, "call them back"),
    "tag": lambda work, ids: tag(work, ids, "exports"),
    "untag": lambda work, ids: untag(work, ids, "payments"),
    "escalate": lambda work, ids: escalate(work, ids, "legal-threat"),
    "done": lambda work, ids: mark_done(work, ids, "refunded"),
    "check-off": lambda work, ids: check_off(work, ids, ITEMS[1], done=True),
    "disagree": lambda work, ids: disagree(work, ids, Verdict.TOO_HIGH, Band.MILD),
}
STARTS = {"acknowledge", "owner", "next-action", "escalate", "done", "check-off"}
every_action = pytest.mark.parametrize("name", ACTIONS)

Content = dict[str, list[dict[str, object]]]


@pytest.fixture(autouse=True)
def template_rules(workspace: Workspace) -> None:
    """These tests count alerts: only the template's own rules raise any."""
    only_rules(workspace, *TEMPLATE_RULES)


def score(workspace: Workspace) -> None:
    scorer = FakeScorer()
    WorkspaceScoring(workspace, scorer, report=lambda _: None, cancelled=lambda: False).run()  # type: ignore[arg-type]


def bring_scored(workspace: Workspace, folder: Path, **points: int) -> dict[str, int]:
    """Tickets (`t1=90`: number 1, 90 points), scored and evaluated; their ids by number."""
    bring_text(workspace, folder, "vocabulary.csv", VOCABULARY)
    tickets = [
        ticket(int(name[1:]), comments=[comment(1, body=f"[{worth}] broken {name}")])
        for name, worth in points.items()
    ]
    bring(workspace, folder, *tickets)
    score(workspace)
    evaluate(workspace)
    return {row.external_id: row.id for row in rows(workspace, TicketRow)}


@pytest.fixture
def angry(workspace: Workspace, tmp_path: Path) -> int:
    """Ticket 1, over the review threshold, with a firing alert."""
    return bring_scored(workspace, tmp_path, t1=90)["1"]


def team_content(workspace: Workspace) -> Content:
    """All that people have written, without the counts of revisions."""
    models = (InterventionRow, TicketTagEditRow, ResponseRow, ScoreOpinionRow)
    return {
        str(model.__tablename__): sorted(
            (row.model_dump(mode="json", exclude={"rev"}) for row in rows(workspace, model)),
            key=repr,
        )
        for model in models
    }


def only(workspace: Workspace, model: type) -> object:
    (row,) = rows(workspace, model)
    return row


def intervention(workspace: Workspace) -> InterventionRow:
    return only(workspace, InterventionRow)  # type: ignore[return-value]


def response(workspace: Workspace) -> ResponseRow:
    return only(workspace, ResponseRow)  # type: ignore[return-value]


def carried(workspace: Workspace, kind: TagKind = TagKind.FEATURE_AREA) -> set[str]:
    with workspace.database.reading() as session:
        return {name for _, name in session.execute(tagged(kind).select())}


@every_action
def test_an_action_is_one_change_set_in_audit_and_feed(
    workspace: Workspace, angry: int, name: str
) -> None:
    before = len(rows(workspace, ChangeRow))
    label = ACTIONS[name](workspace, [angry]).label
    (header,) = rows(workspace, ChangeSetRow)
    assert (header.actor, header.at, header.action) == ("Dana", workspace.as_of, name)
    assert header.label == label
    assert "#1" in label
    entries = rows(workspace, ChangeSetEntryRow)
    fed = {(row.table_name, row.pk) for row in rows(workspace, ChangeRow)[before:]}
    assert fed == {(entry.table_name, entry.pk) for entry in entries}
    assert fed


@every_action
def test_an_action_is_undone_and_redone(workspace: Workspace, angry: int, name: str) -> None:
    untouched = team_content(workspace)
    label = ACTIONS[name](workspace, [angry]).label
    acted = team_content(workspace)
    assert acted != untouched
    assert undo_action(workspace) == label
    assert team_content(workspace) == untouched
    assert redo_action(workspace) == label
    assert team_content(workspace) == acted


@every_action
def test_several_tickets_are_one_action_and_one_undo(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    ids = bring_scored(workspace, tmp_path, t1=90, t2=80, t3=70)
    untouched = team_content(workspace)
    label = ACTIONS[name](workspace, [ids["1"], ids["2"], ids["3"], ids["1"]]).label
    assert "3 tickets" in label
    assert len(rows(workspace, ChangeSetRow)) == 1
    touched = {
        entry.pk.strip("[").split(",")[0]
        for entry in rows(workspace, ChangeSetEntryRow)
        if entry.table_name != "response"
    }
    assert touched == {str(number) for number in ids.values()}
    undo_action(workspace)
    assert team_content(workspace) == untouched


@every_action
def test_nothing_is_recorded_where_nothing_changes(
    workspace: Workspace, angry: int, name: str
) -> None:
    ACTIONS[name](workspace, [angry])
    acted = team_content(workspace)
    later = replace(workspace, as_of=workspace.as_of + timedelta(hours=1))
    assert ACTIONS[name](later, [angry]) == ActResult("nothing to change on #1", changed=False)
    assert len(rows(workspace, ChangeSetRow)) == 1
    assert team_content(workspace) == acted


def test_only_what_changes_is_counted_in_the_label(workspace: Workspace, tmp_path: Path) -> None:
    ids = bring_scored(workspace, tmp_path, t1=90, t2=80)
    set_owner(workspace, [ids["1"]], "Ravi")
    assert set_owner(workspace, list(ids.values()), "Ravi").label == "gave #2 to Ravi"


@every_action
def test_undo_is_refused_where_somebody_went_on(
    workspace: Workspace, angry: int, name: str
) -> None:
    ACTIONS[name](workspace, [angry])
    ravi = replace(workspace, actor="Ravi")
    follow = {
        "tag": lambda: untag(ravi, [angry], "exports"),
        "untag": lambda: tag(ravi, [angry], "payments"),
        "disagree": lambda: disagree(ravi, [angry], Verdict.RIGHT),
    }
    follow.get(name, lambda: set_next_action(ravi, [angry], "Ravi calls"))()
    left = team_content(workspace)
    with pytest.raises(MovedOnError, match="Ravi changed this"):
        undo_action(workspace)
    assert team_content(workspace) == left


def test_a_row_that_moves_on_while_acting_is_refused_whole(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = bring_scored(workspace, tmp_path, t1=90, t2=80)
    read = acting.values_by_ticket

    def overtaken(session: Session, model: type, wanted: list[int]) -> object:
        values = read(session, model, wanted)
        if model is InterventionRow:
            faster = ChangeSet(session, actor="Ravi", at=workspace.as_of, action="a", label="a")
            faster.put(InterventionRow(ticket_id=ids["2"], owner="Ravi"))
        return values

    monkeypatch.setattr(acting, "values_by_ticket", overtaken)
    with pytest.raises(MovedOnError, match=r"Ravi changed this .*look again"):
        acknowledge(workspace, list(ids.values()))
    assert rows(workspace, InterventionRow) == []


@every_action
def test_the_first_work_on_a_ticket_over_the_threshold_starts_its_intervention(
    workspace: Workspace, angry: int, name: str
) -> None:
    ACTIONS[name](workspace, [angry])
    begun = [
        (row.started_at, row.started_score)
        for row in rows(workspace, InterventionRow)
        if row.started_at
    ]
    assert begun == ([(workspace.as_of, 90)] if name in STARTS else [])


def test_an_intervention_starts_once(workspace: Workspace, angry: int) -> None:
    acknowledge(workspace, [angry])
    later = replace(workspace, as_of=workspace.as_of + timedelta(hours=1))
    set_next_action(later, [angry], "call")
    assert intervention(workspace).started_at == workspace.as_of


def test_work_on_a_calm_ticket_is_no_intervention(workspace: Workspace, tmp_path: Path) -> None:
    ids = bring_scored(workspace, tmp_path, t1=20)
    acknowledge(workspace, [ids["1"]])
    row = intervention(workspace)
    assert (row.started_at, row.started_score, row.owner) == (None, None, "Dana")


def test_churn_language_alone_starts_an_intervention(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(1, comments=[comment(1, body="[40] we cancel")]))
    score(workspace)
    (row,) = rows(workspace, TicketRow)
    acknowledge(workspace, [row.id])
    assert intervention(workspace).started_at == workspace.as_of
    assert (intervention(workspace).started_score or 0) <= 60


def test_acknowledging_takes_the_ticket_and_answers_its_alert(
    workspace: Workspace, angry: int
) -> None:
    snooze(workspace, [angry], MONDAY_NEXT)
    assert acknowledge(workspace, [angry]).label == "took #1"
    row, answer = intervention(workspace), response(workspace)
    assert (row.owner, row.acknowledged_at, row.snoozed_until) == ("Dana", workspace.as_of, None)
    assert (answer.acknowledged_by, answer.acknowledged_at) == ("Dana", workspace.as_of)
    assert answer.done_at is None


def test_acknowledging_leaves_the_owner_who_is_there(workspace: Workspace, angry: int) -> None:
    set_owner(workspace, [angry], "Ravi")
    assert acknowledge(workspace, [angry]).label == "acknowledged #1"
    assert intervention(workspace).owner == "Ravi"


def test_only_the_alert_of_this_ticket_is_answered(workspace: Workspace, tmp_path: Path) -> None:
    ids = bring_scored(workspace, tmp_path, t1=90, t2=80)
    acknowledge(workspace, [ids["1"]])
    assert sorted(row.acknowledged_by or "" for row in rows(workspace, ResponseRow)) == ["", "Dana"]


def test_done_settles_ticket_and_alert_with_the_outcome(workspace: Workspace, angry: int) -> None:
    assert mark_done(workspace, [angry], " refunded\n").label == "marked #1 done"
    row, answer = intervention(workspace), response(workspace)
    assert (row.finished_at, row.outcome) == (workspace.as_of, "refunded")
    assert (answer.done_at, answer.outcome) == (workspace.as_of, "refunded")
    assert (answer.acknowledged_by, row.acknowledged_at) == ("Dana", workspace.as_of)


def test_done_after_another_s_acknowledgement_keeps_it(workspace: Workspace, angry: int) -> None:
    acknowledge(replace(workspace, actor="Ravi"), [angry])
    later = replace(workspace, as_of=workspace.as_of + timedelta(hours=1))
    mark_done(later, [angry], None)
    answer = response(workspace)
    assert (answer.acknowledged_by, answer.acknowledged_at) == ("Ravi", workspace.as_of)
    assert answer.done_at == later.as_of


def test_a_snooze_is_worded_in_the_workspace_s_zone(workspace: Workspace, angry: int) -> None:
    with workspace.database.writing() as session:
        session.add(SettingRow(key="zone", value="Asia/Tokyo", rev=1))
    tomorrow = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert snooze(workspace, [angry], tomorrow).label == "snoozed #1 until Tue 24 Nov 09:00 JST"
    assert intervention(workspace).snoozed_until == tomorrow
    assert snooze(workspace, [angry], MONDAY_NEXT).label == "snoozed #1 until Mon 30 Nov 18:00 JST"


def test_a_snooze_ends_in_the_future(workspace: Workspace, angry: int) -> None:
    with pytest.raises(WorkspaceError, match="has passed"):
        snooze(workspace, [angry], workspace.as_of)


@pytest.mark.parametrize("blank", [None, "", " \n"])
def test_a_blank_takes_owner_and_next_action_back(
    workspace: Workspace, angry: int, blank: str | None
) -> None:
    set_owner(workspace, [angry], "Ravi")
    set_next_action(workspace, [angry], "call")
    assert set_owner(workspace, [angry], blank).label == "left #1 to nobody"
    assert set_next_action(workspace, [angry], blank).label == "cleared the next action of #1"
    row = intervention(workspace)
    assert (row.owner, row.next_action) == (None, None)


def test_pasted_text_is_made_harmless(workspace: Workspace, angry: int) -> None:
    set_next_action(workspace, [angry], "call\n\x1b[31mthem\u202e back")
    assert intervention(workspace).next_action == "call them back"


def test_a_ticket_s_number_is_harmless_in_the_label(workspace: Workspace, angry: int) -> None:
    with workspace.database.writing() as session:
        session.get_one(TicketRow, angry).external_id = "\x1b[2J7\n8"
    assert mark_done(workspace, [angry], "solved").label == "marked #7 8 done"


@pytest.mark.parametrize("spelling", ["exports", "Exports ", "EXPORTS"])
def test_tags_are_terms_in_any_spelling(workspace: Workspace, angry: int, spelling: str) -> None:
    assert tag(workspace, [angry], spelling).label == "tagged #1 with exports"
    assert carried(workspace) == {"payments", "exports"}


def test_an_alias_is_its_term(workspace: Workspace, angry: int) -> None:
    assert untag(workspace, [angry], "billing").label == "took payments off #1"
    assert carried(workspace) == set()


def test_an_unknown_tag_is_refused_with_close_ones(workspace: Workspace, angry: int) -> None:
    with pytest.raises(WorkspaceError, match=r"no tag 'paymnets'; close ones are payments$"):
        tag(workspace, [angry], "paymnets")
    with pytest.raises(WorkspaceError, match="choose one from the list"):
        untag(workspace, [angry], "zzzz")
    assert rows(workspace, ChangeSetRow) == []


def test_without_a_vocabulary_there_is_nothing_to_tag_with(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="has no tag yet"):
        tag(workspace, [1], "payments")


def test_tagging_back_and_forth(workspace: Workspace, angry: int) -> None:
    assert tag(workspace, [angry], "payments").label == "nothing to change on #1", (
        "the source's own"
    )
    untag(workspace, [angry], "payments")
    assert carried(workspace) == set()
    tag(workspace, [angry], "payments")
    assert carried(workspace) == {"payments"}
    assert untag(workspace, [angry], "exports").label == "nothing to change on #1"


def test_tags_win_over_the_next_import(workspace: Workspace, tmp_path: Path, angry: int) -> None:
    tag(workspace, [angry], "exports")
    untag(workspace, [angry], "payments")
    newer = ticket(1, tags=["payments", "vip"], updated_at="2026-11-21T09:00:00Z")
    assert bring(workspace, tmp_path, newer).updated == 1
    assert carried(workspace) == {"exports"}


def test_an_escalation_takes_its_reason_from_the_vocabulary(
    workspace: Workspace, angry: int
) -> None:
    with pytest.raises(WorkspaceError, match="escalation reason 'payments'"):
        escalate(workspace, [angry], "payments")
    assert escalate(workspace, [angry], "Legal threat").label == "escalated #1 (legal-threat)"
    row = intervention(workspace)
    assert (row.escalated_at, row.escalation_reason) == (workspace.as_of, "legal-threat")
    assert carried(workspace, TagKind.ESCALATION_REASON) == {"legal-threat"}


def test_another_reason_keeps_when_it_was_first_escalated(workspace: Workspace, angry: int) -> None:
    escalate(workspace, [angry], "legal-threat")
    later = replace(workspace, as_of=workspace.as_of + timedelta(hours=1))
    escalate(later, [angry], "asks-for-manager")
    row = intervention(workspace)
    assert (row.escalated_at, row.escalation_reason) == (workspace.as_of, "asks-for-manager")


def test_without_a_vocabulary_a_reason_is_free_text(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(1))
    (row,) = rows(workspace, TicketRow)
    escalate(workspace, [row.id], "asks for\nthe boss")
    assert intervention(workspace).escalation_reason == "asks for the boss"
    assert rows(workspace, TicketTagEditRow) == []
    with pytest.raises(WorkspaceError, match="needs a reason"):
        escalate(workspace, [row.id], " ")


def test_the_checklist_is_ticked_and_unticked(workspace: Workspace, angry: int) -> None:
    assert len(ITEMS) == 5
    for key in ITEMS:
        check_off(workspace, [angry], key, done=True)
    assert intervention(workspace).checklist == dict.fromkeys(ITEMS, True)
    label = check_off(workspace, [angry], ITEMS[0], done=False).label
    assert label == "unticked “Manager reviews context (not just the score)” on #1"
    assert intervention(workspace).checklist == dict.fromkeys(ITEMS[1:], True)


def test_an_item_that_is_not_on_the_checklist_is_refused(workspace: Workspace, angry: int) -> None:
    with pytest.raises(WorkspaceError, match="no item 'hug'; its items are context-reviewed"):
        check_off(workspace, [angry], "hug", done=True)


def test_a_judgement_names_the_score_it_is_about(workspace: Workspace, angry: int) -> None:
    label = disagree(workspace, [angry], Verdict.TOO_HIGH, Band.MILD).label
    assert label == "judged the score of #1 too high: mild"
    row = rows(workspace, ScoreOpinionRow)[0]
    assert (row.verdict, row.band, row.score, row.model) == ("too-high", "mild", 90, "fake")
    assert (row.by, row.at) == ("Dana", workspace.as_of)
    assert disagree(workspace, [angry], Verdict.RIGHT).label == "judged the score of #1 right"
    assert rows(workspace, ScoreOpinionRow)[0].band is None


@pytest.mark.parametrize(
    ("verdict", "band"),
    [
        (Verdict.TOO_HIGH, Band.CRITICAL),
        (Verdict.TOO_LOW, Band.MILD),
        (Verdict.RIGHT, Band.MILD),
    ],
)
def test_a_band_that_contradicts_the_verdict_is_refused(
    workspace: Workspace, angry: int, verdict: Verdict, band: Band
) -> None:
    with pytest.raises(WorkspaceError, match=f"#1 is high: {band} does not go with"):
        disagree(workspace, [angry], verdict, band)


@pytest.mark.parametrize("verdict", Verdict)
def test_a_band_may_stay_the_same(workspace: Workspace, angry: int, verdict: Verdict) -> None:
    disagree(workspace, [angry], verdict, Band.HIGH)
    assert rows(workspace, ScoreOpinionRow)[0].band == "high"


def test_a_ticket_without_a_score_cannot_be_judged(workspace: Workspace, tmp_path: Path) -> None:
    ids = bring_scored(workspace, tmp_path, t1=90)
    bring(workspace, tmp_path, ticket(2, comments=[comment(2, body="Nichts geht.")]))
    score(workspace)
    other = next(row.id for row in rows(workspace, TicketRow) if row.external_id == "2")
    with pytest.raises(WorkspaceError, match="#2 has no score yet"):
        disagree(workspace, [ids["1"], other], Verdict.TOO_LOW)
    assert rows(workspace, ScoreOpinionRow) == []


def test_a_ticket_s_number_is_harmless_in_an_error(workspace: Workspace, tmp_path: Path) -> None:
    ids = bring_scored(workspace, tmp_path, t1=90)
    bring(workspace, tmp_path, ticket(2))
    with workspace.database.writing() as session:
        for row in session.exec(select(TicketRow)):
            row.external_id = f"\x1b[2J{row.external_id}\n8"
    (unscored,) = {row.id for row in rows(workspace, TicketRow)} - {ids["1"]}
    with pytest.raises(WorkspaceError, match=r"^#1 8 is high: mild does not go with"):
        disagree(workspace, [ids["1"]], Verdict.TOO_LOW, Band.MILD)
    with pytest.raises(WorkspaceError, match=r"^#2 8 has no score yet"):
        disagree(workspace, [unscored], Verdict.TOO_LOW)


def test_no_ticket_or_one_that_is_gone_is_refused(workspace: Workspace, angry: int) -> None:
    with pytest.raises(WorkspaceError, match="no ticket is chosen"):
        acknowledge(workspace, [])
    with pytest.raises(WorkspaceError, match="not there any more"):
        acknowledge(workspace, [angry, angry + 99])
    assert rows(workspace, ChangeSetRow) == []
