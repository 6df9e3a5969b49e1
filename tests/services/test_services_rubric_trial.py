"""A rubric tried on the open tickets, beside what the scorer makes of them once it counts."""

from pathlib import Path

from radar_tui.db.tables import TicketRow, TicketStandingRow
from radar_tui.domain.bands import Band
from radar_tui.domain.scores import ContributionName
from radar_tui.scoring import Scorer
from radar_tui.scoring.rubric_changes import RubricChanges, SignalChanges
from radar_tui.services.rubric_trial import rubric_facts
from radar_tui.services.rubrics import store_changes, workspace_rubric
from radar_tui.services.workspace import Workspace
from support.readers import FAKE_READERS
from support.workspaces import bring, comment, rows, score, ticket

CHURN = ContributionName.CHURN
OWN = RubricChanges({CHURN: SignalChanges(points=45, added=("port our number",))})
NONE = RubricChanges()


def bring_tickets(workspace: Workspace, folder: Path) -> None:
    texts = {
        1: "we will port our number next week, says the head of IT.",
        2: "please close the account today.",
        3: "the monthly report shows another total than before.",
        4: "we are not going to port our number.",
    }
    solved = ticket(5, status="solved", comments=[comment(1, body="we port our number now.")])
    open_ones = [ticket(number, comments=[comment(1, body=body)]) for number, body in texts.items()]
    bring(workspace, folder, *open_ones, solved)
    score_own(workspace)


def score_own(workspace: Workspace) -> None:
    score(workspace, Scorer(FAKE_READERS, "fake", workspace_rubric(workspace)))  # type: ignore[arg-type]


def standings(workspace: Workspace) -> dict[str, tuple[int | None, str | None, bool]]:
    names = {row.id: f"{row.source}/{row.external_id}" for row in rows(workspace, TicketRow)}
    return {
        names[row.ticket_id]: (row.score, row.band, row.review)
        for row in rows(workspace, TicketStandingRow)
        if row.is_open
    }


def test_what_is_told_comes_true(workspace: Workspace, tmp_path: Path) -> None:
    bring_tickets(workspace, tmp_path)
    report = rubric_facts(workspace).compare(OWN)
    assert report is not None
    assert (report.tickets, report.review) == (4, (1, 2))
    before = standings(workspace)
    told = {one.name: (one.after.score, one.after.band, one.after.review) for one in report.moved}
    assert len(told) == 2
    store_changes(workspace, OWN, since=NONE)
    score_own(workspace)
    after = standings(workspace)
    assert {name: value for name, value in after.items() if value != before[name]} == told
    assert report.bands[1] == {
        band: sum(value[1] == band for value in after.values()) for band in Band
    }


def test_who_would_call_for_the_lead_comes_first(workspace: Workspace, tmp_path: Path) -> None:
    bring_tickets(workspace, tmp_path)
    report = rubric_facts(workspace).compare(OWN)
    assert report is not None
    assert [one.calls for one in report.moved] == [True, None]
    assert [one.number for one in report.moved] == ["1", "2"]
    assert not (rubric_facts(workspace).compare(NONE) or report).moved


def test_a_workspace_without_scores_has_nothing_to_try_on(workspace: Workspace) -> None:
    facts = rubric_facts(workspace)
    report = facts.compare(OWN)
    assert report is not None
    assert (facts.texts, report.tickets, list(report.moved)) == (0, 0, [])


def test_a_trial_that_nobody_waits_for_stops(workspace: Workspace, tmp_path: Path) -> None:
    bring_tickets(workspace, tmp_path)
    assert rubric_facts(workspace).compare(OWN, stopped=lambda: True) is None
