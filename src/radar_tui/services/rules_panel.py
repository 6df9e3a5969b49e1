"""The rules with how often they fired, and one rule with all that its editor needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.alerts import stored_rules
from radar_tui.db.queries.rules import RuleCounts, alert_counts
from radar_tui.domain.alert_labels import FEATURE_AREA
from radar_tui.domain.matchers import Matcher
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import Rule
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.vocabulary import terms_of_kind
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

FIRED_WEEKS = 8
_NONE = RuleCounts(0, 0)


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """A rule, how many alerts it raised in the last eight weeks, and how many are open."""

    rule: Rule
    fired: int
    open: int


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as it stands, as it ships if it does, and words that its fields may take.

    `suggestions` are by the name of the field.
    """

    standing: RuleStanding
    shipped: Rule | None
    suggestions: dict[str, Sequence[str]]


def rules_panel(workspace: Workspace) -> list[RuleStanding]:
    """List the rules in the order in which they ship; the team's own follow by key."""
    shipped = [rule.key for rule in shipped_playbook().rules]
    places = {key: place for place, key in enumerate(shipped)}
    with plain_errors(workspace.location), workspace.database.reading() as session:
        rules = stored_rules(session)
        since = workspace.as_of - timedelta(weeks=FIRED_WEEKS)
        counts = alert_counts(session, since, workspace.as_of)
    standings = [RuleStanding(rule, *counts.get(rule.key, _NONE)) for rule in rules]
    return sorted(standings, key=lambda one: places.get(one.rule.key, len(places)))


def rule_view(workspace: Workspace, key: str) -> RuleView:
    """Give one rule with what its editor needs.

    Raises:
        WorkspaceError: no such rule.
    """
    rules = rules_panel(workspace)
    standing = next((one for one in rules if one.rule.key == key), None)
    if standing is None:
        raise WorkspaceError(f"there is no rule {inert_line(key)!r} any more")
    areas = terms_of_kind(workspace, TagKind.FEATURE_AREA)
    playbook = shipped_playbook()
    return RuleView(
        standing=standing,
        shipped=next((rule for rule in playbook.rules if rule.key == key), None),
        suggestions={
            "owner": sorted({one.rule.owner for one in rules}),
            "channel": [channel.key for channel in playbook.comms.channels],
            "only": [str(Matcher(FEATURE_AREA, area.name)) for area in areas],
        },
    )
