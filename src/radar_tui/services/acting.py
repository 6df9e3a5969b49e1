"""Acting on tickets: what an action starts from, and one change set for all that it writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.ticket_view import (
    TicketFacts,
    active_ticket_alerts,
    terms_by_ticket,
    ticket_facts,
    values_by_ticket,
)
from radar_tui.db.tables import (
    InterventionRow,
    ResponseRow,
    ScoreOpinionRow,
    TeamRow,
    TicketTagEditRow,
)
from radar_tui.services.workspace import Workspace

SameRow = TypeVar("SameRow", bound=TeamRow)


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket with what people wrote about it so far; its rows are values, never stored as such.

    `responses` are those of its active frustration alerts.
    """

    facts: TicketFacts
    intervention: InterventionRow
    responses: tuple[ResponseRow, ...]
    terms: frozenset[str]
    tag_edits: Mapping[str, TicketTagEditRow]
    opinion: ScoreOpinionRow | None


@dataclass(frozen=True, slots=True)
class Action:
    """One kind of action: `change` gives the rows to write, none where all is so already.

    `label` words it for the tickets that it changed. `works` tells whether it is work on the
    ticket itself, which starts an intervention, or only sorting and looking.
    """

    name: str
    change: Callable[[Case], Sequence[TeamRow]]
    label: Callable[[str, Sequence[TeamRow]], str]
    works: bool


def act(workspace: Workspace, ticket_ids: Sequence[int], action: Action) -> str:
    """Do an action to tickets in one change set and give its label.

    Nothing is recorded where nothing changes.

    Raises:
        WorkspaceError: no ticket, or one that is gone.
        MovedOnError: somebody changed one of the rows since they were read.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        cases = _cases(session, ticket_ids)
        changes = [(case, _rows(action, case, workspace.as_of)) for case in cases]
        acted_on = [case for case, rows in changes if rows]
        if not acted_on:
            return f"nothing to change on {_subject(cases)}"
        every = [row for _, rows in changes for row in rows]
        label = action.label(_subject(acted_on), every)
        change_set = ChangeSet(
            session,
            actor=workspace.actor,
            at=workspace.as_of,
            action=action.name,
            label=label,
        )
        for row in every:
            change_set.put(row)
    return label


def _cases(session: Session, ticket_ids: Sequence[int]) -> list[Case]:
    # Always in the same order: two people who act on the same tickets then wait, not deadlock.
    wanted = sorted(set(ticket_ids))
    if not wanted:
        raise WorkspaceError("no ticket is chosen; move to one, or mark some")
    facts = ticket_facts(session, wanted)
    if len(facts) < len(wanted):
        raise WorkspaceError("a chosen ticket is not there any more; look again, then repeat")
    interventions = values_by_ticket(session, InterventionRow, wanted)
    edits = values_by_ticket(session, TicketTagEditRow, wanted)
    opinions = values_by_ticket(session, ScoreOpinionRow, wanted)
    terms = terms_by_ticket(session, wanted)
    responses: dict[str, list[ResponseRow]] = {}
    for alert in active_ticket_alerts(session, [one.name for one in facts.values()]):
        if alert.response is not None:
            responses.setdefault(alert.ticket, []).append(alert.response)
    return [
        Case(
            facts=facts[key],
            intervention=next(iter(interventions.get(key, ())), InterventionRow(ticket_id=key)),
            responses=tuple(responses.get(facts[key].name, ())),
            terms=frozenset(term.name for term in terms[key]),
            tag_edits={edit.name: edit for edit in edits.get(key, ())},
            opinion=next(iter(opinions.get(key, ())), None),
        )
        for key in wanted
    ]


def _rows(action: Action, case: Case, at: datetime) -> list[TeamRow]:
    """The rows to write; the first work on a ticket over the threshold starts its intervention."""
    rows = list(action.change(case))
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


def _subject(cases: Sequence[Case]) -> str:
    return f"#{cases[0].facts.external_id}" if len(cases) == 1 else f"{len(cases)} tickets"
