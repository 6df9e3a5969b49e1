"""What the lead does to tickets: each action is one change set over all tickets it is about."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from itertools import chain

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.ticket_view import Term, vocabulary
from radar_tui.db.tables import ScoreOpinionRow, TeamRow, TicketTagEditRow
from radar_tui.domain.bands import Band
from radar_tui.domain.playbook_sections import Item
from radar_tui.domain.records import TagKind
from radar_tui.services.acting import Action, ActResult, Case, act, changed
from radar_tui.services.answering import (
    acknowledgement,
    finishing,
    giving,
    one_line,
    planning,
    snoozing,
)
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.workspace import Workspace

# Enough to recognise a mistyped term by, and short enough for a toast.
_SHOWN_CHARACTERS = 40


class Verdict(StrEnum):
    """What a lead thinks of a score."""

    TOO_HIGH = "too-high"
    TOO_LOW = "too-low"
    RIGHT = "right"

    @property
    def words(self) -> str:
        """The verdict in words."""
        return self.value.replace("-", " ")


def acknowledge(workspace: Workspace, ticket_ids: Sequence[int]) -> ActResult:
    """Take tickets: who has no owner gets the actor, a snooze ends, their alerts are answered.

    Raises:
        WorkspaceError: no ticket, or one that is gone; as with every action here.
        MovedOnError: somebody changed one of them in the meantime; as with every action here.
    """
    return act(workspace, ticket_ids, acknowledgement(workspace))


def snooze(workspace: Workspace, ticket_ids: Sequence[int], until: datetime) -> ActResult:
    """Put tickets and their alerts aside until a moment.

    Raises:
        WorkspaceError: a moment that is not in the future.
    """
    return act(workspace, ticket_ids, snoozing(workspace, until))


def set_owner(workspace: Workspace, ticket_ids: Sequence[int], owner: str | None) -> ActResult:
    """Give tickets and their alerts to somebody, or to nobody where the name is blank."""
    return act(workspace, ticket_ids, giving(owner))


def set_next_action(workspace: Workspace, ticket_ids: Sequence[int], text: str | None) -> ActResult:
    """Say what is done next about tickets; a blank text clears it."""
    return act(workspace, ticket_ids, planning(text))


def tag(workspace: Workspace, ticket_ids: Sequence[int], name: str) -> ActResult:
    """Tag tickets with a term of the vocabulary, by its name, label or alias.

    Raises:
        WorkspaceError: a term that the vocabulary does not have; it names close ones.
    """
    term = _term(workspace, name)
    action = Action(
        "tag",
        lambda case: _tagged(case, term, workspace.as_of),
        lambda subject, _: f"tagged {subject} with {term.name}",
        works=False,
    )
    return act(workspace, ticket_ids, action)


def tag_each(workspace: Workspace, terms: Mapping[int, Sequence[str]]) -> ActResult:
    """Tag tickets, by id, with terms of their own each, in one change set.

    Raises:
        WorkspaceError: a term that the vocabulary does not have; it names close ones.
    """
    known = {name: _term(workspace, name) for name in {*chain.from_iterable(terms.values())}}

    def change(case: Case) -> Sequence[TeamRow]:
        wanted = [known[name] for name in dict.fromkeys(terms[case.facts.id])]
        return [edit for term in wanted for edit in _tagged(case, term, workspace.as_of)]

    def label(subject: str, rows: Sequence[TeamRow]) -> str:
        names = sorted({row.name for row in rows if isinstance(row, TicketTagEditRow)})
        return f"tagged {subject} with {', '.join(names)}"

    return act(workspace, list(terms), Action("tag", change, label, works=False))


def untag(workspace: Workspace, ticket_ids: Sequence[int], name: str) -> ActResult:
    """Take a term off tickets, whoever put it there.

    Raises:
        WorkspaceError: a term that the vocabulary does not have; it names close ones.
    """
    term = _term(workspace, name)

    def change(case: Case) -> Sequence[TeamRow]:
        if term.name not in case.terms:
            return []
        return [_tag_edit(case, term, workspace.as_of, removed=True)]

    label = f"took {term.name} off"
    action = Action("untag", change, lambda subject, _: f"{label} {subject}", works=False)
    return act(workspace, ticket_ids, action)


def escalate(workspace: Workspace, ticket_ids: Sequence[int], reason: str) -> ActResult:
    """Escalate tickets for a reason, and tag them with it where it is a term.

    The first escalation's moment stays; a later one changes the reason.

    Raises:
        WorkspaceError: no reason, or one that the vocabulary's escalation reasons do not have.
    """
    term, words = _escalation_reason(workspace, reason)

    def change(case: Case) -> Sequence[TeamRow]:
        row = case.intervention
        at = row.escalated_at or workspace.as_of
        escalated = changed(row, escalated_at=at, escalation_reason=words)
        return [*escalated, *(_tagged(case, term, workspace.as_of) if term else ())]

    def label(subject: str, _: Sequence[TeamRow]) -> str:
        return f"escalated {subject} ({words})"

    return act(workspace, ticket_ids, Action("escalate", change, label, works=True))


def mark_done(workspace: Workspace, ticket_ids: Sequence[int], outcome: str | None) -> ActResult:
    """Finish the work on tickets and the responses to their alerts; a snooze ends.

    A blank outcome leaves what is written there.
    """
    return act(workspace, ticket_ids, finishing(workspace, outcome))


def check_off(
    workspace: Workspace, ticket_ids: Sequence[int], item: str, *, done: bool
) -> ActResult:
    """Tick an item of the intervention checklist, or take the tick back.

    Raises:
        WorkspaceError: an item that the checklist does not have.
    """
    found = _checklist_item(item)

    def change(case: Case) -> Sequence[TeamRow]:
        ticks = {key: True for key, ticked in case.intervention.checklist.items() if ticked}
        if (item in ticks) == done:
            return []
        left = {key: True for key in ticks if key != item}
        return changed(case.intervention, checklist=left | ({item: True} if done else {}))

    verb = "ticked" if done else "unticked"
    label = f"{verb} “{found.label}” on"
    action = Action("check-off", change, lambda subject, _: f"{label} {subject}", works=done)
    return act(workspace, ticket_ids, action)


def disagree(
    workspace: Workspace, ticket_ids: Sequence[int], verdict: Verdict, band: Band | None = None
) -> ActResult:
    """Judge the scores that tickets have now; `band` is the one that would be right.

    Raises:
        WorkspaceError: a ticket without a score, or a band that contradicts the verdict.
    """

    def change(case: Case) -> Sequence[TeamRow]:
        opinion = _opinion(case, workspace, verdict, band)
        return [] if case.opinion and _same_judgement(case.opinion, opinion) else [opinion]

    def label(subject: str, _: Sequence[TeamRow]) -> str:
        words = f"judged the score of {subject} {verdict.words}"
        return f"{words}: {band}" if band else words

    return act(workspace, ticket_ids, Action("disagree", change, label, works=False))


def _tagged(case: Case, term: Term, at: datetime) -> list[TicketTagEditRow]:
    if term.name in case.terms:
        return []
    return [_tag_edit(case, term, at, removed=False)]


def _tag_edit(case: Case, term: Term, at: datetime, *, removed: bool) -> TicketTagEditRow:
    before = case.tag_edits.get(term.name)
    rev = before.rev if before else 0
    return TicketTagEditRow(
        ticket_id=case.facts.id, name=term.name, removed=removed, at=at, rev=rev
    )


def _opinion(
    case: Case, workspace: Workspace, verdict: Verdict, band: Band | None
) -> ScoreOpinionRow:
    facts = case.facts
    if facts.score is None or facts.band is None or facts.model is None or facts.rubric is None:
        raise WorkspaceError(f"{case.words} has no score yet; there is nothing to judge")
    if band is not None and not _agrees(verdict, band, Band(facts.band)):
        raise WorkspaceError(
            f"{case.words} is {facts.band}: {band} does not go with {verdict.words}"
        )
    return ScoreOpinionRow(
        ticket_id=facts.id,
        verdict=verdict,
        band=band,
        model=facts.model,
        rubric=facts.rubric,
        score=facts.score,
        by=workspace.actor,
        at=workspace.as_of,
        rev=case.opinion.rev if case.opinion else 0,
    )


def _agrees(verdict: Verdict, right: Band, found: Band) -> bool:
    # A score can be too high and still within its band.
    if verdict is Verdict.RIGHT:
        return right is found
    return right.rank <= found.rank if verdict is Verdict.TOO_HIGH else right.rank >= found.rank


def _same_judgement(one: ScoreOpinionRow, other: ScoreOpinionRow) -> bool:
    return one.model_dump(exclude={"at"}) == other.model_dump(exclude={"at"})


def _term(workspace: Workspace, name: str, kind: TagKind | None = None) -> Term:
    with plain_errors(workspace.location), workspace.database.reading() as session:
        spellings = vocabulary(session)
    return _find_term(spellings, name, kind)


def _find_term(spellings: Mapping[str, Term], name: str, kind: TagKind | None) -> Term:
    known = {word: term for word, term in spellings.items() if kind in (None, term.kind)}
    wanted = name.strip().casefold()
    if wanted in known:
        return known[wanted]
    noun = kind.replace("-", " ") if kind else "tag"
    if not known:
        raise WorkspaceError(f"the vocabulary has no {noun} yet; import a table of tags first")
    near = get_close_matches(wanted, known, n=5)
    names = list(dict.fromkeys(known[word].name for word in near))[:3]
    hint = f"close ones are {', '.join(names)}" if names else "choose one from the list"
    raise WorkspaceError(f"the vocabulary has no {noun} {name[:_SHOWN_CHARACTERS]!r}; {hint}")


def _escalation_reason(workspace: Workspace, reason: str) -> tuple[Term | None, str]:
    """The reason as a term and in words; any words will do where there is no vocabulary of them."""
    words = one_line(reason)
    if words is None:
        raise WorkspaceError("an escalation needs a reason")
    with plain_errors(workspace.location), workspace.database.reading() as session:
        spellings = vocabulary(session)
    if all(term.kind != TagKind.ESCALATION_REASON for term in spellings.values()):
        return None, words
    term = _find_term(spellings, reason, TagKind.ESCALATION_REASON)
    return term, term.name


def _checklist_item(key: str) -> Item:
    items = {item.key: item for item in shipped_playbook().frustration.intervention}
    if key not in items:
        raise WorkspaceError(
            f"the checklist has no item {key[:_SHOWN_CHARACTERS]!r}; its items are "
            f"{', '.join(items)}"
        )
    return items[key]
