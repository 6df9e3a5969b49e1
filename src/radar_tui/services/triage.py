"""What the lead does to tickets: each action is one change set over all tickets it is about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from zoneinfo import ZoneInfo

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.ticket_view import Term, vocabulary
from radar_tui.db.tables import InterventionRow, ScoreOpinionRow, TeamRow, TicketTagEditRow
from radar_tui.domain.bands import Band
from radar_tui.domain.playbook_sections import Item
from radar_tui.domain.records import TagKind
from radar_tui.services.acting import Action, Case, act, changed
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

_WEEK = timedelta(days=7)
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


def acknowledge(workspace: Workspace, ticket_ids: Sequence[int]) -> str:
    """Take tickets: who has no owner gets the actor, a snooze ends, their alerts are answered.

    Raises:
        WorkspaceError: no ticket, or one that is gone; as with every action here.
        MovedOnError: somebody changed one of them in the meantime; as with every action here.
    """
    at, actor = workspace.as_of, workspace.actor

    def change(case: Case) -> Sequence[TeamRow]:
        row = case.intervention
        taken = changed(
            row,
            owner=row.owner or actor,
            acknowledged_at=row.acknowledged_at or at,
            snoozed_until=None,
        )
        return [*taken, *_answered(case, workspace)]

    def label(subject: str, rows: Sequence[TeamRow]) -> str:
        owners = {row.owner for row in rows if isinstance(row, InterventionRow)}
        return f"{'took' if owners == {actor} else 'acknowledged'} {subject}"

    return act(workspace, ticket_ids, Action("acknowledge", change, label, works=True))


def snooze(workspace: Workspace, ticket_ids: Sequence[int], until: datetime) -> str:
    """Put tickets aside until a moment.

    Raises:
        WorkspaceError: a moment that is not in the future.
    """
    if until <= workspace.as_of:
        raise WorkspaceError("that moment has passed; snooze until a later one")
    until_words = _moment_words(workspace, until)
    action = Action(
        "snooze",
        lambda case: changed(case.intervention, snoozed_until=until),
        lambda subject, _: f"snoozed {subject} until {until_words}",
        works=False,
    )
    return act(workspace, ticket_ids, action)


def set_owner(workspace: Workspace, ticket_ids: Sequence[int], owner: str | None) -> str:
    """Give tickets to somebody, or to nobody where the name is blank."""
    name = _line(owner)
    action = Action(
        "owner",
        lambda case: changed(case.intervention, owner=name),
        lambda subject, _: f"gave {subject} to {name}" if name else f"left {subject} to nobody",
        works=name is not None,
    )
    return act(workspace, ticket_ids, action)


def set_next_action(workspace: Workspace, ticket_ids: Sequence[int], text: str | None) -> str:
    """Say what is done next about tickets; a blank text clears it."""
    words = _line(text)
    done = "set" if words else "cleared"
    action = Action(
        "next-action",
        lambda case: changed(case.intervention, next_action=words),
        lambda subject, _: f"{done} the next action of {subject}",
        works=words is not None,
    )
    return act(workspace, ticket_ids, action)


def tag(workspace: Workspace, ticket_ids: Sequence[int], name: str) -> str:
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


def untag(workspace: Workspace, ticket_ids: Sequence[int], name: str) -> str:
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


def escalate(workspace: Workspace, ticket_ids: Sequence[int], reason: str) -> str:
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


def mark_done(workspace: Workspace, ticket_ids: Sequence[int], outcome: str | None) -> str:
    """Finish the work on tickets and the responses to their alerts; a snooze ends.

    A blank outcome leaves what is written there.
    """
    at, words = workspace.as_of, _line(outcome)

    def change(case: Case) -> Sequence[TeamRow]:
        row = case.intervention
        finished = changed(
            row,
            finished_at=row.finished_at or at,
            outcome=words or row.outcome,
            acknowledged_at=row.acknowledged_at or at,
            snoozed_until=None,
        )
        return [*finished, *_answered(case, workspace, done=True, outcome=words)]

    def label(subject: str, _: Sequence[TeamRow]) -> str:
        return f"marked {subject} done"

    return act(workspace, ticket_ids, Action("done", change, label, works=True))


def check_off(workspace: Workspace, ticket_ids: Sequence[int], item: str, *, done: bool) -> str:
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
) -> str:
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


def _answered(
    case: Case, workspace: Workspace, *, done: bool = False, outcome: str | None = None
) -> Iterable[TeamRow]:
    """The responses of a ticket's alerts, settled as far as they are not yet."""
    for row in case.responses:
        values = {
            "acknowledged_at": row.acknowledged_at or workspace.as_of,
            "acknowledged_by": row.acknowledged_by or workspace.actor,
        }
        finished = {"done_at": row.done_at or workspace.as_of, "outcome": outcome or row.outcome}
        yield from changed(row, **values, **(finished if done else {}))


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
        raise WorkspaceError(f"#{facts.external_id} has no score yet; there is nothing to judge")
    if band is not None and not _agrees(verdict, band, Band(facts.band)):
        raise WorkspaceError(
            f"#{facts.external_id} is {facts.band}: {band} does not go with {verdict.words}"
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
    words = _line(reason)
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


def _moment_words(workspace: Workspace, moment: datetime) -> str:
    """A moment in the workspace's zone: the day of the week within a week, else the date."""
    local = moment.astimezone(ZoneInfo(workspace_zone(workspace)))
    near = moment - workspace.as_of < _WEEK
    return f"{local:%a %H:%M}" if near else f"{local:%a %d %b %H:%M}"


def _line(text: str | None) -> str | None:
    """What a person typed or pasted, harmless and on one line; None where it is blank."""
    return inert_line(text or "").strip() or None
