"""Editing rules: every edit is one change set and a new version, which is never rewritten."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Session, select

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.queries.rules import last_versions
from radar_tui.db.tables import RuleRow, RuleVersionRow
from radar_tui.domain.rules import Rule, rule_from_dict, rule_to_dict
from radar_tui.services.acting import ActResult
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line


class RuleChange(StrEnum):
    """What an import of rules does to one of them."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What an import of rules did to one rule; `resets` tells that its open alerts close."""

    key: str
    change: RuleChange
    resets: bool


@dataclass(frozen=True, slots=True)
class RulesImported:
    """What an import of rules did, or would do."""

    rules: Sequence[RuleOutcome]

    @property
    def changed(self) -> bool:
        """Whether it did anything."""
        return any(rule.change is not RuleChange.UNCHANGED for rule in self.rules)


def workspace_rules(workspace: Workspace) -> list[Rule]:
    """List the rules as they stand, by key."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        return [rule_from_dict(row.definition) for row in _rows(session).values()]


def edit_rule(workspace: Workspace, key: str, edit: Callable[[Rule], Rule]) -> ActResult:
    """Change one rule; what decides when it fires resets its open alerts.

    Raises:
        WorkspaceError: no such rule, or an edit that makes no sense.
        MovedOnError: somebody changed it since it was read.
    """
    return _edit(workspace, key, edit)[0]


def _edit(workspace: Workspace, key: str, edit: Callable[[Rule], Rule]) -> tuple[ActResult, Rule]:
    """Change one rule; gives what was done, and the rule as it is stored then."""
    with plain_errors(workspace.location), workspace.database.writing() as session:
        row = _rows(session).get(key)
        if row is None:
            raise WorkspaceError(f"there is no rule {inert_line(key)!r}; see: radar rules list")
        before = rule_from_dict(row.definition)
        try:
            after = replace(edit(before), key=key)
        except ValueError as error:
            raise WorkspaceError(inert_line(str(error))) from error
        if _same(before, after):
            return ActResult(f"nothing to change on {before.title}", changed=False), before
        label = _label(before, after)
        (stored,) = _store(session, workspace, [(row, after)], label)
    return ActResult(label, changed=True), stored


def switch_rule(workspace: Workspace, key: str) -> ActResult:
    """Turn a rule off, or on again; off, its open alerts end with the next evaluation.

    Raises:
        WorkspaceError: no such rule.
        MovedOnError: somebody changed it meanwhile.
    """
    return edit_rule(workspace, key, lambda rule: replace(rule, enabled=not rule.enabled))


def store_edited(workspace: Workspace, rule: Rule) -> tuple[ActResult, Rule]:
    """Store a rule that was edited from the version it carries; gives it as it is stored, too.

    Raises:
        WorkspaceError: no such rule.
        MovedOnError: somebody changed it in the meantime.
    """

    def check(stored: Rule) -> Rule:
        if stored.version != rule.version:
            raise MovedOnError(
                f"the rule {inert_line(stored.title)} was changed in the meantime; look again"
            )
        return rule

    return _edit(workspace, rule.key, check)


def import_rules(
    workspace: Workspace, rules: Iterable[Rule], *, dry_run: bool = False
) -> RulesImported:
    """Add rules and change those that are there, in one change set; others are left alone.

    Raises:
        WorkspaceError: a kind that differs from the stored rule's, whose alerts it would inherit.
        MovedOnError: somebody changed one of them meanwhile.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        rows = _rows(session)
        outcomes, written = [], []
        for rule in rules:
            row = rows.get(rule.key)
            outcome = _outcome(row, rule)
            outcomes.append(outcome)
            if outcome.change is not RuleChange.UNCHANGED:
                written.append((row or RuleRow(key=rule.key, version=0, definition={}), rule))
        if written and not dry_run:
            noun = "rule" if len(written) == 1 else "rules"
            _store(session, workspace, written, f"imported {len(written)} {noun}")
    return RulesImported(outcomes)


def _rows(session: Session) -> Mapping[str, RuleRow]:
    return {row.key: row for row in session.exec(select(RuleRow).order_by(RuleRow.key))}


def _outcome(row: RuleRow | None, rule: Rule) -> RuleOutcome:
    if row is None:
        return RuleOutcome(rule.key, RuleChange.ADDED, resets=False)
    before = rule_from_dict(row.definition)
    if before.kind is not rule.kind:
        raise WorkspaceError(
            f"rule {rule.key!r} is of kind {before.kind.value}, the file says {rule.kind.value}; "
            "give the other kind a key of its own"
        )
    if _same(before, rule):
        return RuleOutcome(rule.key, RuleChange.UNCHANGED, resets=False)
    resets = before.decision_hash != rule.decision_hash or before.enabled != rule.enabled
    return RuleOutcome(rule.key, RuleChange.CHANGED, resets)


def _label(before: Rule, after: Rule) -> str:
    if _same(replace(before, enabled=after.enabled), after):
        return f"turned the rule {before.title} {'on' if after.enabled else 'off'}"
    return f"changed the rule {before.title}"


def _same(first: Rule, second: Rule) -> bool:
    return replace(first, version=1) == replace(second, version=1)


def _store(
    session: Session, workspace: Workspace, written: Sequence[tuple[RuleRow, Rule]], label: str
) -> list[Rule]:
    """Store rules as their next versions; gives them so."""
    # An undone edit leaves its version behind, and a version's number is never used twice.
    last = last_versions(session, [row.key for row, _ in written])
    change_set = ChangeSet(
        session, actor=workspace.actor, at=workspace.as_of, action="rules", label=inert_line(label)
    )
    stored = []
    for row, rule in written:
        version = max(last.get(row.key, 0), row.version) + 1
        stored.append(replace(rule, version=version))
        definition = rule_to_dict(stored[-1])
        change_set.put(
            RuleRow(key=row.key, version=version, definition=dict(definition), rev=row.rev)
        )
        session.add(
            RuleVersionRow(
                key=row.key, version=version, definition=definition, known_at=workspace.as_of
            )
        )
    return stored
