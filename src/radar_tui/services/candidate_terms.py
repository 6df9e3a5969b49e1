"""What the tickets of a pattern candidate may be tagged with, all of them together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from radar_tui.analysis.common_terms import common_term
from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.radar import ids_by_name
from radar_tui.domain.records import TagKind
from radar_tui.services.pattern_candidates import CandidateTicket, PatternCandidate
from radar_tui.services.tagging_queue import likely_term
from radar_tui.services.workspace import Workspace

if TYPE_CHECKING:
    from radar_tui.services.tag_suggestions import TagSuggestions

    Suggest: TypeAlias = Callable[[Mapping[int, str]], Mapping[int, TagSuggestions]]

KINDS = (TagKind.FEATURE_AREA, TagKind.ROOT_CAUSE)


@dataclass(frozen=True, slots=True)
class CandidateTerms:
    """The terms that most of a candidate's open tickets have, or are likely to want.

    `lacking` gives the ids of those open tickets that carry none of a term's kind, each with the
    terms to tag it with.
    """

    terms: tuple[str, ...]
    lacking: Mapping[int, tuple[str, ...]]


def candidate_terms(
    workspace: Workspace, candidates: Sequence[PatternCandidate], suggest: "Suggest"
) -> dict[int, CandidateTerms]:
    """Find the common terms of candidates, by their ids.

    `suggest` gives what is suggested for tickets, as far as it is known.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    names = [one.ticket for candidate in candidates for one in _open(candidate)]
    with plain_errors(workspace.location), workspace.database.reading() as session:
        ids = ids_by_name(session, names)
    suggested = suggest({key: name for name, key in ids.items()})
    return {candidate.id: _terms(candidate, ids, suggested) for candidate in candidates}


def _open(candidate: PatternCandidate) -> list[CandidateTicket]:
    return [one for one in candidate.tickets if one.is_open]


def _terms(
    candidate: PatternCandidate,
    ids: Mapping[str, int],
    suggested: Mapping[int, "TagSuggestions"],
) -> CandidateTerms:
    tickets = [one for one in _open(candidate) if one.ticket in ids]
    terms: list[str] = []
    lacking: dict[int, tuple[str, ...]] = {}
    for kind in KINDS:
        votes = [
            _carried(one, kind) or _likely(suggested.get(ids[one.ticket]), kind) for one in tickets
        ]
        term = common_term(votes)
        if term is None:
            continue
        terms.append(term)
        for one in tickets:
            if not _carried(one, kind):
                key = ids[one.ticket]
                lacking[key] = (*lacking.get(key, ()), term)
    return CandidateTerms(tuple(terms), lacking)


def _carried(ticket: CandidateTicket, kind: TagKind) -> tuple[str, ...]:
    return ticket.feature_areas if kind is TagKind.FEATURE_AREA else ticket.root_causes


def _likely(suggestions: "TagSuggestions | None", kind: TagKind) -> tuple[str, ...]:
    of_kind = [one for one in (suggestions.kinds if suggestions else ()) if one.kind is kind]
    likely = [term for one in of_kind if (term := likely_term(one)) is not None]
    return tuple(likely)
