"""Alerts: what a rule saw, the state an occurrence is in, and each step it took."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from radar_tui.domain.matchers import LabelValues

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Evidence: TypeAlias = Mapping[str, Json]
Labels: TypeAlias = tuple[tuple[str, str], ...]


class AlertState(StrEnum):
    """Where an occurrence stands in its life cycle."""

    NORMAL = "normal"
    PENDING = "pending"
    FIRING = "firing"
    RECOVERING = "recovering"
    RESOLVED = "resolved"
    NO_DATA = "no-data"
    ERROR = "error"

    @property
    def is_active(self) -> bool:
        """Whether someone has to care: firing, or recovering and not yet safe."""
        return self in (AlertState.FIRING, AlertState.RECOVERING)


class Cause(StrEnum):
    """Why a transition happened; history is what the first import of something brought along."""

    THRESHOLD = "threshold"
    CLEARED = "cleared"
    VANISHED = "vanished"
    UNJUDGED = "unjudged"
    FAILED = "failed"
    RULE_EDITED = "rule-edited"
    RULE_DISABLED = "rule-disabled"
    HISTORY = "history"


def make_labels(names: Mapping[str, str]) -> Labels:
    """Put labels into the order in which they are compared and stored."""
    return tuple(sorted(names.items()))


@lru_cache(maxsize=16_384)
def label_hash(labels: Labels) -> str:
    """Identify a label set, whatever the order of its labels: 16 hexadecimal digits.

    Raises:
        ValueError: a label name that occurs twice.
    """
    names = dict(labels)
    if len(names) != len(labels):
        raise ValueError("a label name occurs twice")
    canonical = json.dumps(names, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _names(labels: Labels, context: LabelValues) -> LabelValues:
    return {**context, **{name: (value,) for name, value in labels}}


@dataclass(frozen=True, slots=True)
class Observation:
    """What one rule saw for one label set at one evaluation.

    `holds` is None where it cannot be judged (`reason` says why; `failed` where that went wrong).
    `still_holds` is the same question at the level where the rule clears. `evidence` holds what
    `value` was computed from. `began_at` is when the signal began, as far as the data tell.
    `context` is what else it is about (a ticket's account, its feature areas): matchers see it
    like labels, but it may change and is no part of the identity.
    """

    labels: Labels
    value: float | None
    holds: bool | None
    still_holds: bool | None
    evidence: Evidence = field(default_factory=dict)
    began_at: datetime | None = None
    reason: str | None = None
    failed: bool = False
    context: LabelValues = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.holds is None) != (self.still_holds is None):
            raise ValueError("holds and still_holds can only be unknown together")
        if self.holds and not self.still_holds:
            raise ValueError("what holds at the threshold holds at the level where it clears")
        if self.failed and self.holds is not None:
            raise ValueError("a failed observation holds nothing")

    @property
    def names(self) -> LabelValues:
        """What matchers see: the labels and the context."""
        return _names(self.labels, self.context)


@dataclass(frozen=True, slots=True)
class Alert:
    """One occurrence of one rule for one label set, as of its last evaluation.

    Identity is (`rule_key`, `label_hash`, `occurrence`); `step` counts its transitions. `since` is
    when `state` was entered. `interrupted` is the state that no-data or error broke off. `began_at`
    is when the signal began, `fired_at` when the alert first fired, both in this occurrence.
    """

    rule_key: str
    rule_version: int
    rule_hash: str
    labels: Labels
    label_hash: str
    occurrence: int
    step: int
    state: AlertState
    since: datetime
    evaluated_at: datetime
    value: float | None = None
    evidence: Evidence = field(default_factory=dict)
    began_at: datetime | None = None
    fired_at: datetime | None = None
    resolved_at: datetime | None = None
    interrupted: AlertState | None = None
    context: LabelValues = field(default_factory=dict)

    @property
    def names(self) -> LabelValues:
        """What matchers see: the labels and the context."""
        return _names(self.labels, self.context)

    @property
    def has_fired(self) -> bool:
        """Whether it has fired and is not over: it fires, recovers, or was broken off while so."""
        state = self.interrupted if self.state in UNKNOWN_STATES else self.state
        return state is not None and state.is_active


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of an occurrence, with the evidence it was taken on.

    Unique by (`rule_key`, `label_hash`, `occurrence`, `step`).
    """

    rule_key: str
    rule_version: int
    labels: Labels
    label_hash: str
    occurrence: int
    step: int
    from_state: AlertState
    to_state: AlertState
    at: datetime
    cause: Cause
    value: float | None = None
    evidence: Evidence = field(default_factory=dict)
    reason: str | None = None


UNKNOWN_STATES = (AlertState.NO_DATA, AlertState.ERROR)
"""The states that interrupt another one."""

LEGAL_STEPS: Mapping[AlertState, frozenset[AlertState]] = {
    AlertState.NORMAL: frozenset(
        {AlertState.PENDING, AlertState.FIRING, AlertState.NO_DATA, AlertState.ERROR}
    ),
    AlertState.PENDING: frozenset(
        {AlertState.NORMAL, AlertState.FIRING, AlertState.NO_DATA, AlertState.ERROR}
    ),
    AlertState.FIRING: frozenset(
        {AlertState.RECOVERING, AlertState.RESOLVED, AlertState.NO_DATA, AlertState.ERROR}
    ),
    AlertState.RECOVERING: frozenset(
        {AlertState.FIRING, AlertState.RESOLVED, AlertState.NO_DATA, AlertState.ERROR}
    ),
    AlertState.RESOLVED: frozenset(),
    AlertState.NO_DATA: frozenset(AlertState) - {AlertState.NO_DATA},
    AlertState.ERROR: frozenset(AlertState) - {AlertState.ERROR},
}
