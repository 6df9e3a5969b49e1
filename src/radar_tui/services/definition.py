"""The team's definition of proactive support: what applies, their words, and what measures it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from radar_tui.analysis.metrics import MetricKey
from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import SettingRow
from radar_tui.domain.playbook_sections import Item
from radar_tui.services.acting import ActResult
from radar_tui.services.answering import one_line
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.settings import (
    DEFINITION,
    DEFINITION_CHOICES,
    PRIMARY_METRIC,
    SECONDARY_METRIC,
    change_setting,
)
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

LONGEST_DEFINITION = 500


class Place(StrEnum):
    """Which of the two success metrics is meant."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


# What the template's own words for them are about.
_TEMPLATE_METRICS = {
    Place.PRIMARY: MetricKey.TIME_TO_DETECT,
    Place.SECONDARY: MetricKey.ESCALATION_RATE,
}
_SETTINGS = {Place.PRIMARY: PRIMARY_METRIC, Place.SECONDARY: SECONDARY_METRIC}


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the definition, and whether it applies to this team."""

    key: str
    label: str
    applies: bool


@dataclass(frozen=True, slots=True)
class SuccessMetric:
    """A metric that success is measured by, in words; `rev` is the state of it that was read."""

    place: Place
    key: str
    words: str
    rev: int


@dataclass(frozen=True, slots=True)
class DefinitionView:
    """The definition as it stands. `words` are the team's own, None while there are none."""

    choices: tuple[Choice, ...]
    words: str | None
    example: str
    rev: int
    metrics: tuple[SuccessMetric, ...]
    offered: tuple[tuple[str, str], ...]

    @property
    def applying(self) -> int:
        """How many of the lines apply."""
        return sum(choice.applies for choice in self.choices)


def definition_view(workspace: Workspace) -> DefinitionView:
    """Give the definition: the workspace's own over what ships."""
    section = shipped_playbook().definition
    with plain_errors(workspace.location), workspace.database.reading() as session:
        chosen = _chosen(session)
        words, rev = _setting(session, DEFINITION)
        metrics = tuple(_metric(session, place) for place in Place)
    return DefinitionView(
        choices=tuple(Choice(item.key, item.label, item.key in chosen) for item in section.choices),
        words=words,
        example=section.example,
        rev=rev,
        metrics=metrics,
        offered=tuple((plan.key, plan.label) for plan in shipped_playbook().metrics.table),
    )


def choose_lines(workspace: Workspace, keys: Sequence[str], *, applies: bool) -> ActResult:
    """Say that lines of the definition apply, or do not; the others stay as they are now.

    Raises:
        WorkspaceError: a line that the definition does not have.
    """
    items = [_line(key) for key in keys]
    verb = "applies" if applies else "does not apply"
    label = f"definition: {verb}: {'; '.join(item.label for item in items)}"
    with plain_errors(workspace.location), workspace.database.writing() as session:
        before = _chosen(session)
        after = before | set(keys) if applies else before - set(keys)
        if after == before:
            return ActResult(f"nothing to change: {label}", changed=False)
        order = [item.key for item in shipped_playbook().definition.choices if item.key in after]
        change_setting(session, workspace, DEFINITION_CHOICES, order or None, label)
    return ActResult(label, changed=True)


def define(workspace: Workspace, text: str, *, seen: int) -> ActResult:
    """Write the team's own definition; a blank one leaves the template's example.

    Raises:
        WorkspaceError: a text too long.
        MovedOnError: somebody changed it since it was `seen` (0 for what was not there).
    """
    words = one_line(text)
    if words is not None and len(words) > LONGEST_DEFINITION:
        raise WorkspaceError(f"at most {LONGEST_DEFINITION} letters, found {len(words)}; cut it")
    return _write(workspace, DEFINITION, words, seen, "our definition of proactive support")


def choose_metric(workspace: Workspace, place: Place, key: str, *, seen: int) -> ActResult:
    """Measure success by another metric.

    Raises:
        WorkspaceError: a metric that the playbook does not have.
        MovedOnError: somebody changed it since it was `seen` (0 for what was not there).
    """
    labels = {plan.key: plan.label for plan in shipped_playbook().metrics.table}
    if key not in labels:
        raise WorkspaceError(
            f"there is no metric {inert_line(key)[:40]!r}; they are {', '.join(labels)}"
        )
    value = None if key == _TEMPLATE_METRICS[place] else key
    return _write(workspace, _SETTINGS[place], value, seen, f"{place} metric: {labels[key]}")


def _write(workspace: Workspace, key: str, value: str | None, seen: int, label: str) -> ActResult:
    with plain_errors(workspace.location), workspace.database.writing() as session:
        if _setting(session, key) == (value, seen):
            return ActResult(f"nothing to change: {label}", changed=False)
        action = ChangeSet(
            session, actor=workspace.actor, at=workspace.as_of, action="definition", label=label
        )
        if value is not None:
            action.put(SettingRow(key=key, value=value, rev=seen))
        else:
            action.remove(SettingRow(key=key, value=None, rev=seen))
    return ActResult(label, changed=True)


def _setting(session: Session, key: str) -> tuple[Any, int]:
    row = session.get(SettingRow, key)
    return (row.value, row.rev) if row is not None else (None, 0)


def _chosen(session: Session) -> set[str]:
    return set(_setting(session, DEFINITION_CHOICES)[0] or ())


def _metric(session: Session, place: Place) -> SuccessMetric:
    key, rev = _setting(session, _SETTINGS[place])
    section = shipped_playbook().definition
    if key is None:
        shipped = section.primary_metric if place is Place.PRIMARY else section.secondary_metric
        return SuccessMetric(place, _TEMPLATE_METRICS[place], shipped, rev)
    labels = {plan.key: plan.label for plan in shipped_playbook().metrics.table}
    return SuccessMetric(place, key, labels.get(key, key), rev)


def _line(key: str) -> Item:
    items = {item.key: item for item in shipped_playbook().definition.choices}
    if key not in items:
        raise WorkspaceError(
            f"the definition has no line {inert_line(key)[:40]!r}; they are {', '.join(items)}"
        )
    return items[key]
