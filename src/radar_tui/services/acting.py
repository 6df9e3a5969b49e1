"""Acting on tickets and alerts: what an action starts from, and one change set for it all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.alert_facts import AlertFacts, active_ticket_alerts, alert_facts
from radar_tui.db.queries.ticket_view import (
    TicketFacts,
    terms_by_ticket,
    ticket_facts,
    tickets_named,
    values_by_ticket,
)
from radar_tui.db.tables import (
    InterventionRow,
    ResponseRow,
    ScoreOpinionRow,
    TeamRow,
    TicketTagEditRow,
)
from radar_tui.domain.alerts import make_labels
from radar_tui.domain.ticket_names import name_parts
from radar_tui.reporting.wording import alert_subject
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

SameRow = TypeVar("SameRow", bound=TeamRow)


@dataclass(frozen=True, slots=True)
class ActResult:
    """What an action did, in words; where nothing `changed` there is nothing to undo."""

    label: str
    changed: bool


@dataclass(frozen=True, slots=True)
class AlertCase:
    """An alert that called for a response; the response is a value, never stored as such.

    `owner` is the person whose it is (the ticket's, where it is about one), None while it is only
    the role's that its rule names.
    """

    facts: AlertFacts
    response: ResponseRow
    owner: str | None

    @property
    def words(self) -> str:
        """What it is about, and what fired."""
        subject = alert_subject(make_labels(self.facts.labels))
        return inert_line(f"{subject}: {self.facts.title}")


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket with what people wrote about it so far; its rows are values, never stored as such.

    `alerts` are its active frustration alerts.
    """

    facts: TicketFacts
    intervention: InterventionRow
    alerts: tuple[AlertCase, ...]
    terms: frozenset[str]
    tag_edits: Mapping[str, TicketTagEditRow]
    opinion: ScoreOpinionRow | None

    @property
    def words(self) -> str:
        """The number that people know it by, which its source wrote, made harmless."""
        return f"#{inert_line(self.facts.external_id)}"


def _no_answer(_: AlertCase) -> Sequence[ResponseRow]:
    return ()


@dataclass(frozen=True, slots=True)
class Action:
    """One kind of action: `change` gives the rows to write, none where all is so already.

    `label` words it for the tickets and alerts that it changed. `works` tells whether it is work on
    the ticket itself, which starts an intervention, or only sorting and looking. `answer` is what
    it means for an alert, be it about the ticket or about anything else.
    """

    name: str
    change: Callable[[Case], Sequence[TeamRow]]
    label: Callable[[str, Sequence[TeamRow]], str]
    works: bool
    answer: Callable[[AlertCase], Sequence[ResponseRow]] = _no_answer


def act(workspace: Workspace, ticket_ids: Sequence[int], action: Action) -> ActResult:
    """Do an action to tickets in one change set.

    Nothing is recorded where nothing changes.

    Raises:
        WorkspaceError: no ticket, or one that is gone.
        MovedOnError: somebody changed one of the rows since they were read.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        return act_within(session, workspace, ticket_ids, action)


def act_within(
    session: Session, workspace: Workspace, ticket_ids: Sequence[int], action: Action
) -> ActResult:
    """Do an action to tickets as `act` does, within a writing scope that is open."""
    if not ticket_ids:
        raise WorkspaceError("no ticket is chosen; move to one, or mark some")
    return _record(session, workspace, action, _cases(session, ticket_ids), [])


def act_on_alerts(workspace: Workspace, alert_ids: Sequence[int], action: Action) -> ActResult:
    """Do an action to alerts in one change set; where one is about a ticket, to the ticket.

    Nothing is recorded where nothing changes.

    Raises:
        WorkspaceError: no alert, one that is gone, or none that has fired.
        MovedOnError: somebody changed one of the rows since they were read.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        facts = _chosen_alerts(session, alert_ids)
        cases = _cases(session, _tickets_of(session, facts))
        answered = {alert.facts.id for case in cases for alert in case.alerts}
        others = [
            AlertCase(one, one.response, _person(one, one.response))
            for one in facts
            if one.response is not None and one.id not in answered
        ]
        return _record(session, workspace, action, cases, others)


def _record(
    session: Session,
    workspace: Workspace,
    action: Action,
    cases: Sequence[Case],
    alerts: Sequence[AlertCase],
) -> ActResult:
    changes = [(case, _rows(action, case, workspace.as_of)) for case in cases]
    answers = [(alert, action.answer(alert)) for alert in alerts]
    every = [row for _, rows in (*changes, *answers) for row in rows]
    if not every:
        return ActResult(f"nothing to change on {_subject(cases, alerts)}", changed=False)
    subject = _subject(
        [case for case, rows in changes if rows], [alert for alert, rows in answers if rows]
    )
    label = action.label(subject, every)
    change_set = ChangeSet(
        session, actor=workspace.actor, at=workspace.as_of, action=action.name, label=label
    )
    for row in every:
        change_set.put(row)
    return ActResult(label, changed=True)


def _cases(session: Session, ticket_ids: Sequence[int]) -> list[Case]:
    # Always in the same order: two people who act on the same tickets then wait, not deadlock.
    wanted = sorted(set(ticket_ids))
    facts = ticket_facts(session, wanted)
    if len(facts) < len(wanted):
        raise WorkspaceError("a chosen ticket is not there any more; look again, then repeat")
    interventions = values_by_ticket(session, InterventionRow, wanted)
    edits = values_by_ticket(session, TicketTagEditRow, wanted)
    opinions = values_by_ticket(session, ScoreOpinionRow, wanted)
    terms = terms_by_ticket(session, wanted)
    alerts: dict[str | None, list[AlertFacts]] = {}
    for alert in active_ticket_alerts(session, [one.name for one in facts.values()]):
        alerts.setdefault(alert.ticket, []).append(alert)
    cases = []
    for key in wanted:
        row = next(iter(interventions.get(key, ())), InterventionRow(ticket_id=key))
        case = Case(
            facts=facts[key],
            intervention=row,
            alerts=tuple(
                AlertCase(one, one.response, row.owner)
                for one in alerts.get(facts[key].name, ())
                if one.response is not None
            ),
            terms=frozenset(term.name for term in terms[key]),
            tag_edits={edit.name: edit for edit in edits.get(key, ())},
            opinion=next(iter(opinions.get(key, ())), None),
        )
        cases.append(case)
    return cases


def _chosen_alerts(session: Session, alert_ids: Sequence[int]) -> list[AlertFacts]:
    wanted = sorted(set(alert_ids))
    if not wanted:
        raise WorkspaceError("no alert is chosen; move to one, or mark some")
    facts = alert_facts(session, wanted)
    if len(facts) < len(wanted):
        raise WorkspaceError("a chosen alert is not there any more; look again, then repeat")
    fired = [one for one in facts if one.response is not None]
    if not fired:
        raise WorkspaceError("it has not fired yet; there is nothing to answer")
    return fired


def _tickets_of(session: Session, alerts: Sequence[AlertFacts]) -> list[int]:
    """The tickets that alerts are about; one that is gone is left out."""
    names = [one.ticket for one in alerts if one.ticket is not None]
    return list(tickets_named(session, [], [pair for name in names for pair in name_parts(name)]))


def _person(facts: AlertFacts, response: ResponseRow) -> str | None:
    return response.owner if response.owner != facts.owner else None


def _rows(action: Action, case: Case, at: datetime) -> list[TeamRow]:
    """The rows to write; the first work on a ticket over the threshold starts its intervention."""
    rows = [*action.change(case), *(row for alert in case.alerts for row in action.answer(alert))]
    begun = case.intervention.started_at is not None
    if not rows or not action.works or not case.facts.review or begun:
        return rows
    written = [row for row in rows if isinstance(row, InterventionRow)]
    others = [row for row in rows if not isinstance(row, InterventionRow)]
    base = written[0] if written else case.intervention
    return [with_values(base, started_at=at, started_score=case.facts.score), *others]


def with_values(row: SameRow, **values: Any) -> SameRow:
    """A copy of a row with other values."""
    return type(row)(**{**row.model_dump(), **values})


def changed(row: SameRow, **values: Any) -> list[SameRow]:
    """The row with other values, or nothing where it has them already."""
    new = with_values(row, **values)
    return [] if new.model_dump() == row.model_dump() else [new]


def _subject(cases: Sequence[Case], alerts: Sequence[AlertCase]) -> str:
    """Name the one thing that was acted on, or count them."""
    names = [*(case.words for case in cases), *(alert.words for alert in alerts)]
    if len(names) == 1:
        return names[0]
    counts = ((len(cases), "ticket"), (len(alerts), "alert"))
    return " and ".join(f"{count} {noun}{'s' * (count > 1)}" for count, noun in counts if count)
