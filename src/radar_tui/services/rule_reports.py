"""The rules of a workspace as values, with what makes them fire in words."""

from dataclasses import dataclass

from radar_tui.domain.rules import format_duration
from radar_tui.reporting.rule_words import condition_words
from radar_tui.services.rule_editing import workspace_rules
from radar_tui.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule as it stands; `condition` says in words when it fires."""

    key: str
    kind: str
    title: str
    version: int
    enabled: bool
    severity: str
    threshold: float
    unit: str
    condition: str
    action: str
    owner: str
    due_within: str | None
    channel: str | None


def rule_list(workspace: Workspace) -> list[RuleEntry]:
    """List the rules by key."""
    return [
        RuleEntry(
            key=rule.key,
            kind=rule.kind.value,
            title=rule.title,
            version=rule.version,
            enabled=rule.enabled,
            severity=rule.severity.value,
            threshold=rule.threshold,
            unit=rule.kind.unit,
            condition=condition_words(rule),
            action=rule.action,
            owner=rule.owner,
            due_within=None if rule.due_within is None else format_duration(rule.due_within),
            channel=rule.channel,
        )
        for rule in workspace_rules(workspace)
    ]
