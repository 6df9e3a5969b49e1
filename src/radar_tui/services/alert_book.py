"""The newest occurrence of every label set, and which of them a new look can move at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from radar_tui.db.feed import Change
from radar_tui.db.queries.alert_notices import Stand
from radar_tui.db.queries.alerts import (
    OPEN_STATES,
    AlertsMark,
    ListedAlert,
    Occurrence,
    StoredAlert,
    add_alerts,
    alerts_mark,
    is_stored_as,
    list_stored,
    newest_occurrences,
    unresolved_alerts,
    update_alerts,
)
from radar_tui.db.tables import ResponseRow
from radar_tui.detection.lifecycle import is_steady, takes_nothing_in
from radar_tui.domain.alerts import Alert, AlertState, Observation
from radar_tui.domain.attention import Because, Before, Standing
from radar_tui.domain.rules import Rule

_RESPONSES = str(ResponseRow.__tablename__)


@dataclass(slots=True)
class _Page:
    """A rule's alerts by label set, None where it never had one; what it saw of them last."""

    rule: Rule
    alerts: dict[str, StoredAlert | None] = field(default_factory=dict)
    seen: dict[str, Observation] = field(default_factory=dict)


class AlertBook:
    """The alerts of all rules, kept from one evaluation to the next while nobody else moves any."""

    def __init__(self) -> None:
        self._mark: AlertsMark | None = None
        self._forget()

    def _forget(self) -> None:
        self._pages: dict[str, _Page] = {}
        self._listed: dict[int, ListedAlert] = {}
        self._ended: list[tuple[StoredAlert, Rule]] = []

    def catch_up(self, session: Session, changes: Iterable[Change]) -> None:
        """Forget what somebody else has changed; to be called before an evaluation."""
        if self._mark is None or self._mark != alerts_mark(session):
            self._forget()
        for change in changes:
            if change.table_name == _RESPONSES:
                self._listed.pop(int(change.pk or 0), None)
        self._mark = None
        self._ended = []

    def close(self, session: Session) -> None:
        """Remember how an evaluation leaves the alerts."""
        self._mark = alerts_mark(session)

    def open_alerts(self, session: Session, rule: Rule) -> list[Alert]:
        """List a rule's alerts that somebody may have to look at."""
        stored = self._page(session, rule).alerts.values()
        return [one.alert for one in stored if one and one.alert.state in OPEN_STATES]

    def movable(
        self,
        session: Session,
        rule: Rule,
        observations: Mapping[str, Observation],
        now: datetime,
    ) -> tuple[list[Alert], list[Observation]]:
        """Pick the alerts and the observations, given by label hash, that may lead to something."""
        page = self._page(session, rule)
        page.alerts = {
            key: one for key, one in page.alerts.items() if key in observations or _may_move(one)
        }
        # A label set that does not hold needs no look at what has resolved.
        told = {
            key: seen
            for key, seen in observations.items()
            if seen.holds is not False or key in page.alerts
        }
        if unknown := told.keys() - page.alerts.keys():
            page.alerts |= dict.fromkeys(unknown)
            found = newest_occurrences(session, rule.key, unknown)
            page.alerts |= {one.alert.label_hash: one for one in found}
        moving = {key for key, seen in told.items() if not _is_settled(page, key, seen)}
        vanished = page.alerts.keys() - told.keys()
        page.seen = {key: seen for key, seen in told.items() if not _is_past(page.alerts[key], now)}
        alerts = [page.alerts[key] for key in moving | vanished]
        return [one.alert for one in alerts if one is not None], [told[key] for key in moving]

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
        self._ended += [(one, rule) for one in kept if not _may_move(one)]
        return {(one.alert.label_hash, one.alert.occurrence): one.id for one in kept}

    def listed(self, session: Session) -> list[ListedAlert]:
        """List the open alerts and those that this evaluation ended, newest first.

        Newest is whose state was entered last.
        """
        wanted = self._ended + [
            (one, page.rule)
            for page in self._pages.values()
            for one in page.alerts.values()
            if one is not None and one.alert.state in OPEN_STATES
        ]
        unknown = [(one, rule) for one, rule in wanted if one.id not in self._listed]
        known = self._listed | {one.id: one for one in list_stored(session, unknown)}
        self._listed = {one.id: _up_to_date(known[one.id], one.alert, rule) for one, rule in wanted}
        newest = sorted(self._listed.values(), key=lambda one: (one.alert.since, one.id))
        return newest[::-1]

    def take(self, stands: Iterable[Stand]) -> None:
        """Know where alerts stand from now on."""
        for stand in stands:
            self._listed[stand.alert_id] = replace(
                self._listed[stand.alert_id],
                before=Before(Standing(stand.standing), stand.since, _because(stand)),
                announced_since=stand.announced_since,
            )

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


def _is_past(stored: StoredAlert | None, now: datetime) -> bool:
    """Whether an alert takes in nothing of what is seen at a moment."""
    return stored is not None and takes_nothing_in(stored.alert, now)


def _is_settled(page: _Page, key: str, observation: Observation) -> bool:
    """Whether all is as it was when it was last looked at, and stays so by itself."""
    before, stored = page.seen.get(key), page.alerts[key]
    if before is not observation and before != observation:
        return False
    return is_steady(stored.alert if stored else None, observation)


def _because(stand: Stand) -> Because | None:
    return Because(stand.because) if stand.because else None


def _up_to_date(listed: ListedAlert, alert: Alert, rule: Rule) -> ListedAlert:
    if listed.alert is alert and listed.rule is rule:
        return listed
    return replace(listed, alert=alert, rule=rule)
