"""The newest occurrence of every label set, and which of them a new look can move at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from radar_tui.db.queries.alerts import (
    AlertsMark,
    StoredAlert,
    add_alerts,
    alerts_mark,
    is_stored_as,
    newest_occurrences,
    unresolved_alerts,
    update_alerts,
)
from radar_tui.detection.lifecycle import is_steady
from radar_tui.domain.alerts import Alert, AlertState, Observation
from radar_tui.domain.rules import Rule

Occurrence = tuple[str, int]
"""A label set, by its hash, and which occurrence of it."""


@dataclass(slots=True)
class _Page:
    """A rule's alerts by label set, None where it never had one; what it saw of them last."""

    rule: Rule
    alerts: dict[str, StoredAlert | None] = field(default_factory=dict)
    seen: dict[str, Observation] = field(default_factory=dict)


class AlertBook:
    """The alerts of all rules, kept from one evaluation to the next while nobody else moves any."""

    def __init__(self) -> None:
        self._pages: dict[str, _Page] = {}
        self._mark: AlertsMark | None = None

    def catch_up(self, session: Session) -> None:
        """Forget all where somebody else has evaluated; call it before an evaluation."""
        if self._mark != alerts_mark(session):
            self._pages = {}
        self._mark = None

    def close(self, session: Session) -> None:
        """Remember how the evaluation leaves the alerts."""
        self._mark = alerts_mark(session)

    def unresolved(self, session: Session, rule: Rule) -> list[Alert]:
        """List a rule's alerts that may still move."""
        stored = self._page(session, rule).alerts.values()
        return [one.alert for one in stored if one is not None and _may_move(one)]

    def movable(
        self, session: Session, rule: Rule, observations: Mapping[str, Observation]
    ) -> tuple[list[Alert], list[Observation]]:
        """Pick the alerts and the observations, given by label hash, that may lead to something."""
        page = self._page(session, rule)
        page.alerts = {
            key: one for key, one in page.alerts.items() if key in observations or _may_move(one)
        }
        if unknown := observations.keys() - page.alerts.keys():
            page.alerts |= dict.fromkeys(unknown)
            found = newest_occurrences(session, rule.key, unknown)
            page.alerts |= {one.alert.label_hash: one for one in found}
        moving = {key for key, seen in observations.items() if not _is_settled(page, key, seen)}
        vanished = page.alerts.keys() - observations.keys()
        page.seen = dict(observations)
        alerts = [page.alerts[key] for key in moving | vanished]
        return (
            [one.alert for one in alerts if one is not None],
            [observations[key] for key in moving],
        )

    def write(self, session: Session, rule: Rule, alerts: Sequence[Alert]) -> dict[Occurrence, int]:
        """Store what has changed of a rule's occurrences; gives the ids of all."""
        page = self._pages[rule.key]
        kept: list[StoredAlert] = []
        changed: list[StoredAlert] = []
        new: list[Alert] = []
        for alert in alerts:
            before = page.alerts.get(alert.label_hash)
            if not alert.step:
                continue
            if before is None or before.alert.occurrence != alert.occurrence:
                new.append(alert)
                continue
            after = StoredAlert(before.id, alert)
            kept.append(after)
            if not is_stored_as(alert, before.alert):
                changed.append(after)
        update_alerts(session, changed)
        kept += map(StoredAlert, add_alerts(session, new), new)
        page.alerts |= {one.alert.label_hash: one for one in kept}
        return {(one.alert.label_hash, one.alert.occurrence): one.id for one in kept}

    def _page(self, session: Session, rule: Rule) -> _Page:
        page = self._pages.get(rule.key)
        if page is None:
            stored = unresolved_alerts(session, rule.key)
            page = _Page(rule, {one.alert.label_hash: one for one in stored})
            self._pages[rule.key] = page
        elif page.rule != rule:
            page.rule, page.seen = rule, {}
        return page


def _may_move(stored: StoredAlert | None) -> bool:
    return stored is not None and stored.alert.state is not AlertState.RESOLVED


def _is_settled(page: _Page, key: str, observation: Observation) -> bool:
    """Whether all is as it was when it was last looked at, and stays so by itself."""
    stored = page.alerts[key]
    same = page.seen.get(key) == observation
    return same and is_steady(stored.alert if stored else None, observation)
