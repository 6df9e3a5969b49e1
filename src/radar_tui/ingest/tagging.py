"""Tags made of what a help desk says besides its tags: custom fields, groups, statuses.

What a tag means is for the vocabulary to say, when it is read. Rules are for what its aliases
cannot tell: a value that counts only in one field, or only together with another one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

import msgspec

from radar_tui.domain.records import (
    HistoryField,
    Reject,
    SourceHistory,
    SourceRecord,
    SourceThread,
    SourceTicket,
    TagKind,
)
from radar_tui.ingest.values import normal_word

ANYTHING = "*"
"""Stands for any value of a field that is filled."""
LONGEST_TAG = 100
"""Characters of a field's value that can be a tag; longer ones are somebody's words."""

_TAG, _STATUS, _ESCALATED = "tag", "status", "escalated"
_ESCALATED_FIELDS = (_ESCALATED, "is escalated", "isescalated")
_YES = frozenset(("true", "yes", "y", "1"))
_TAG_CHANGES = (HistoryField.TAG_ADDED, HistoryField.TAG_REMOVED)

Facts: TypeAlias = Mapping[str, Sequence[str]]
Scalar: TypeAlias = str | bool | int


class Term(NamedTuple):
    """A term of the vocabulary that a rule gives, by its name or one of its aliases."""

    kind: TagKind
    word: str


ESCALATED = Term(TagKind.ESCALATION_REASON, "escalated")
"""What a ticket gets that its help desk marks as escalated, where no rule gives the reason."""


class TaggingRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Terms for the tickets that meet all conditions; of several values one is enough."""

    when: dict[str, Scalar | list[Scalar]]
    feature_area: str | None = None
    root_cause: str | None = None
    escalation_reason: str | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """What the rule gives."""
        given = {
            TagKind.FEATURE_AREA: self.feature_area,
            TagKind.ROOT_CAUSE: self.root_cause,
            TagKind.ESCALATION_REASON: self.escalation_reason,
        }
        return tuple(Term(kind, word.strip()) for kind, word in given.items() if word)

    @property
    def conditions(self) -> dict[str, frozenset[str]]:
        """The words that are looked for, by the name of what they are looked for in."""
        return {
            normal_word(name): frozenset(map(_word, value if isinstance(value, list) else [value]))
            for name, value in self.when.items()
        }

    def problem(self) -> str | None:
        """Say what the rule lacks."""
        words = self.conditions
        if not words or not all(words) or not all(all(some) and some for some in words.values()):
            return 'says nothing in when, expected such as when = { tag = "csv-export" }'
        if not any(term.word for term in self.terms):
            return f"gives nothing, expected one of {', '.join(TagKind)}"
        return None


class Tagging(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a team's tickets are tagged: `tags_from` are fields whose values count as tags."""

    tags_from: tuple[str, ...] = ()
    rules: tuple[TaggingRule, ...] = ()

    def problem(self) -> str | None:
        """Say what cannot be meant."""
        if not all(map(normal_word, self.tags_from)):
            return "tags_from holds an empty name"
        problems = ((number, rule.problem()) for number, rule in enumerate(self.rules, start=1))
        return next((f"rule {number} {problem}" for number, problem in problems if problem), None)


class Tagger:
    """Tags the records of an import. `given` counts the tickets that got each term."""

    def __init__(self, tagging: Tagging) -> None:
        self.given: Counter[Term] = Counter()
        self._tags_from = frozenset(map(normal_word, tagging.tags_from))
        self._rules = [(rule.conditions, rule.terms) for rule in tagging.rules]
        self._followers: defaultdict[str, list[Term]] = defaultdict(list)
        for conditions, terms in self._rules:
            if conditions.keys() == {_TAG}:
                for word in conditions[_TAG]:
                    self._followers[word] += terms

    def over(
        self, items: Iterable[tuple[int, SourceRecord | Reject]]
    ) -> Iterator[tuple[int, SourceRecord | Reject]]:
        """Tag a stream of records, which stay in their order; what is no ticket stays as it is."""
        for position, record in items:
            match record:
                case SourceTicket():
                    yield position, self._ticket(record)
                case SourceThread():
                    yield position, replace(record, history=self._dated(record.history))
                case _:
                    yield position, record

    def _ticket(self, ticket: SourceTicket) -> SourceTicket:
        facts = _facts(ticket)
        terms = self._terms(facts)
        if terms:
            self.given.update(terms)
        values = [
            value
            for name in sorted(self._tags_from & facts.keys())
            for value in facts[name]
            if len(value) <= LONGEST_TAG
        ]
        words = dict.fromkeys([*values, *(term.word for term in terms)])
        own = {tag.casefold() for tag in ticket.tags} if words else ()
        added = [tag for tag in words if tag.casefold() not in own]
        history = self._dated(ticket.history)
        if not added and history is ticket.history:
            return ticket
        return replace(ticket, tags=(*ticket.tags, *added), history=history)

    def _terms(self, facts: Facts) -> list[Term]:
        terms = dict.fromkeys(
            term for conditions, given in self._rules if _hold(conditions, facts) for term in given
        )
        has_reason = any(term.kind is TagKind.ESCALATION_REASON for term in terms)
        if _ESCALATED in facts and not has_reason:
            terms[ESCALATED] = None
        return list(terms)

    def _dated(self, history: tuple[SourceHistory, ...]) -> tuple[SourceHistory, ...]:
        """Repeat what happened to a tag for the terms that follow from that tag alone."""
        if not self._followers:
            return history
        return (
            *history,
            *(
                replace(entry, value=term.word)
                for entry in history
                if entry.field in _TAG_CHANGES
                for term in self._followers.get(_word(entry.value), ())
                if term.word.casefold() != entry.value.casefold()
            ),
        )


def _facts(ticket: SourceTicket) -> Facts:
    """Gather what a ticket says, by normal names; escalated is only there where it is true."""
    facts: defaultdict[str, list[str]] = defaultdict(list)
    facts[_TAG] += ticket.tags
    facts[_STATUS].append(ticket.status)
    for name, value in (("priority", ticket.priority), ("satisfaction", ticket.satisfaction)):
        facts[name] += [value] if value else []
    for name, value in ticket.fields:
        facts[normal_word(name)].append(value)
    said = [value for name in _ESCALATED_FIELDS for value in facts.pop(name, ())]
    in_status = any(normal_word(status).startswith(_ESCALATED) for status in facts[_STATUS])
    if in_status or any(_word(value) in _YES for value in said):
        facts[_ESCALATED].append("true")
    return facts


def _hold(conditions: Mapping[str, frozenset[str]], facts: Facts) -> bool:
    return all(
        bool(facts.get(name))
        if ANYTHING in words
        else any(_word(value) in words for value in facts.get(name, ()))
        for name, words in conditions.items()
    )


def _word(value: Scalar) -> str:
    """Write a value as it is compared: capitals and blanks make no difference."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return " ".join(text.casefold().split())
