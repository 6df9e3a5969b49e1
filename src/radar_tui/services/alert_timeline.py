"""The timeline of one alert: its steps, what was told of it and what people did, in one list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from radar_tui.db.changesets import REDO, UNDO
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.alert_timeline import (
    PersonalAct,
    StoredNotice,
    StoredStep,
    acts_on,
    notices_of,
    steps_of,
)
from radar_tui.db.queries.silences import stored_silences
from radar_tui.db.queries.spike_decisions import StoredDecision
from radar_tui.db.queries.ticket_view import tickets_named
from radar_tui.detection.spikes import SpikeStatus
from radar_tui.domain.alert_labels import FEATURE_AREA, TICKET
from radar_tui.domain.alerts import Cause
from radar_tui.domain.attention import Because
from radar_tui.domain.notices import NoticeKind
from radar_tui.domain.rules import RuleKind
from radar_tui.domain.silences import matched_names
from radar_tui.domain.ticket_names import name_parts
from radar_tui.reporting.alert_standing import because_words, step_words
from radar_tui.reporting.wording import moment_words
from radar_tui.services.alert_board import BoardAlert, stand_of
from radar_tui.services.alerts_panel import AlertEntry, alert_entry
from radar_tui.services.late_data import late_revisions
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line


class TimelineKind(StrEnum):
    """Where an entry comes from. Of one moment, they come in this order."""

    STATE = "state"
    LATE_DATA = "late-data"
    SILENCE = "silence"
    NOTICE = "notice"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened, in one line of words.

    `state` is what the alert came into and `cause` why; `value` and `evidence` are what that was
    decided on. `by` is who did it.
    """

    at: datetime
    kind: str
    words: str
    by: str | None = None
    state: str | None = None
    cause: str | None = None
    value: float | None = None
    evidence: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class AlertTimeline:
    """An alert as it stands, and all that happened to it, oldest first."""

    as_of: datetime
    zone: str
    alert: AlertEntry
    entries: Sequence[TimelineEntry]


def alert_timeline(workspace: Workspace, alert_id: int) -> AlertTimeline:
    """Give the story of one occurrence of an alert; reads only.

    Raises:
        WorkspaceError: there is no such alert.
    """
    zone, as_of = workspace_zone(workspace), workspace.as_of
    with plain_errors(workspace.location), workspace.database.reading() as session:
        found = stand_of(session, [alert_id], as_of)
        if not found:
            raise WorkspaceError(f"there is no alert {alert_id}; radar alerts lists them")
        entries = list(_entries(session, found[0], as_of, ZoneInfo(zone)))
    return AlertTimeline(
        as_of=as_of,
        zone=zone,
        alert=alert_entry(found[0], as_of, ZoneInfo(zone)),
        entries=sorted(entries, key=lambda one: (one.at, _ORDER.index(one.kind))),
    )


_ORDER = tuple(TimelineKind)


def _entries(
    session: Session, one: BoardAlert, as_of: datetime, zone: ZoneInfo
) -> Iterator[TimelineEntry]:
    listed = one.listed
    steps = steps_of(session, listed.id)
    yield from (_step(step, listed.rule.kind) for step in steps)
    yield from (
        _notice(notice)
        for notice in notices_of(session, listed.id)
        if notice.kind in (NoticeKind.WOKE, NoticeKind.TIMED_OUT)
    )
    begun = steps[0].at if steps else listed.alert.since
    ended = listed.alert.resolved_at or as_of
    yield from _late_data(session, one, begun, ended, as_of, zone)
    yield from _silences(session, one, begun, ended, zone)
    ticket = dict(listed.alert.labels).get(TICKET)
    ids = tickets_named(session, [], name_parts(ticket)) if ticket else {}
    acts = acts_on(session, listed.id, ticket_ids=list(ids), since=begun, until=ended)
    yield from (_act(act) for act in acts)


def _step(step: StoredStep, kind: RuleKind) -> TimelineEntry:
    return TimelineEntry(
        at=step.at,
        kind=TimelineKind.STATE,
        words=step_words(
            kind, step.to_state, Cause(step.cause), step.value, step.evidence, step.reason
        ),
        state=step.to_state,
        cause=step.cause,
        value=step.value,
        evidence=step.evidence,
    )


def _notice(notice: StoredNotice) -> TimelineEntry:
    because = Because(notice.because or Because.FIRED)
    words = because_words(because, notice.value, notice.was)
    return TimelineEntry(notice.at, TimelineKind.NOTICE, words, value=notice.value)


def _late_data(
    session: Session,
    one: BoardAlert,
    begun: datetime,
    ended: datetime,
    as_of: datetime,
    zone: ZoneInfo,
) -> Iterator[TimelineEntry]:
    """What became of the weeks of a ticket spike when tickets of them arrived late."""
    area = dict(one.listed.alert.labels).get(FEATURE_AREA)
    if one.listed.rule.kind is not RuleKind.TICKET_SPIKE or area is None:
        return
    for before, after in late_revisions(session, area, begun, ended, zone.key):
        if begun <= after.known_at <= as_of:
            yield TimelineEntry(
                at=after.known_at,
                kind=TimelineKind.LATE_DATA,
                words=_late_words(before, after),
                value=after.observed,
            )


def _late_words(before: StoredDecision, after: StoredDecision) -> str:
    was, is_now = (one.status == SpikeStatus.SPIKE for one in (before, after))
    turned = {(False, True): ", a spike by now", (True, False): ", no spike any more"}
    if before.observed == after.observed:
        # Nothing came late: a setting, a tag or the weeks before it changed.
        return f"{after.week} is judged anew{turned.get((was, is_now), '').replace(',', ':')}"
    known = f"{after.week} counts {after.observed} tickets, not {before.observed}"
    return f"late data: {known}{turned.get((was, is_now), '')}"


def _silences(
    session: Session, one: BoardAlert, begun: datetime, ended: datetime, zone: ZoneInfo
) -> Iterator[TimelineEntry]:
    """The silences over the alert while it was there; each as far as it was one."""
    names = matched_names(one.listed.alert, one.listed.rule)
    for silence in stored_silences(session, ending_after=begun):
        if silence.starts_at >= ended or not silence.covers(names):
            continue
        until = moment_words(silence.ends_at, zone)
        yield TimelineEntry(
            at=max(silence.starts_at, begun),
            kind=TimelineKind.SILENCE,
            words=f"silenced until {until}: {inert_line(silence.reason)}",
            by=silence.by,
        )


def _act(act: PersonalAct) -> TimelineEntry:
    before = {UNDO: "undid: ", REDO: "did again: "}.get(act.action, "")
    return TimelineEntry(
        act.at, TimelineKind.PERSON, f"{before}{inert_line(act.label)}", by=act.actor
    )
