"""Silencing alerts for a while: what a silence would cover, making one, ending it, listing them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session

from radar_tui.db.changesets import ChangeSet, unused_id
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.silences import silence_row, stored_silences
from radar_tui.db.tables import SilenceRow
from radar_tui.domain.attention import Standing
from radar_tui.domain.matchers import Matcher, parse_known_matchers
from radar_tui.domain.silences import (
    Silence,
    matched_names,
    matcher_words,
    matchers_of,
)
from radar_tui.reporting.wording import alert_subject, moment_words
from radar_tui.services.acting import ActResult
from radar_tui.services.alert_board import BoardAlert, read_board, stand_of
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

COVERED_SHOWN = 20
_SHOWN_CHARACTERS = 60


class SilenceState(StrEnum):
    """Whether a silence keeps anything quiet; what does comes first."""

    ACTIVE = "active"
    PLANNED = "planned"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CoveredAlert:
    """An open alert that a silence is about."""

    id: int
    subject: str
    title: str
    state: str
    standing: str


@dataclass(frozen=True, slots=True)
class SilencePreview:
    """What a silence would cover at this moment: the first few alerts, and how many there are.

    `need_you` are those of them that it would take off the lead's list.
    """

    matchers: str
    covered: int
    need_you: int
    alerts: tuple[CoveredAlert, ...]


@dataclass(frozen=True, slots=True)
class SilenceEntry:
    """A silence as lists show it; `covered` are the open alerts that it is about."""

    id: int
    state: SilenceState
    matchers: str
    starts_at: datetime
    ends_at: datetime
    by: str
    reason: str
    covered: int


def preview_silence(workspace: Workspace, matchers: str) -> SilencePreview:
    """Say which open alerts a silence would be about; reads only.

    Raises:
        WorkspaceError: matchers that cannot be read, or that would match everything.
    """
    silence = _silence(workspace, _read(matchers), workspace.as_of, "as a preview")
    with plain_errors(workspace.location), workspace.database.reading() as session:
        covered = _covered(silence, read_board(session, workspace.as_of))
    return SilencePreview(
        matchers=matcher_words(silence.matchers),
        covered=len(covered),
        need_you=sum(one.attention.standing is Standing.NEEDS_YOU for one in covered),
        alerts=tuple(_shown(one) for one in covered[:COVERED_SHOWN]),
    )


def add_silence(
    workspace: Workspace,
    matchers: str,
    *,
    until: datetime,
    reason: str,
    starts_at: datetime | None = None,
) -> ActResult:
    """Silence what matches until a moment: it fires as ever, and nobody is to hear of it.

    It starts at once, or at a later moment, as for a maintenance that is planned.

    Raises:
        WorkspaceError: matchers that cannot be read or that would match everything, a moment that
            is not in the future, or no reason.
        MovedOnError: somebody made a silence at the same moment.
    """
    _check_later(workspace, until)
    silence = _silence(workspace, _read(matchers), until, reason, starts_at)
    with plain_errors(workspace.location), workspace.database.writing() as session:
        return _store(session, workspace, [silence], matcher_words(silence.matchers))


def silence_alerts(
    workspace: Workspace, alert_ids: Sequence[int], *, until: datetime, reason: str
) -> ActResult:
    """Silence alerts by rule and labels, a silence for each.

    Raises:
        WorkspaceError: no alert, one that is gone, a moment that is not in the future, or no
            reason.
        MovedOnError: somebody made a silence at the same moment.
    """
    wanted = sorted(set(alert_ids))
    if not wanted:
        raise WorkspaceError("no alert is chosen; move to one, or mark some")
    _check_later(workspace, until)
    with plain_errors(workspace.location), workspace.database.writing() as session:
        alerts = [one.listed.alert for one in stand_of(session, wanted, workspace.as_of)]
        if len(alerts) < len(wanted):
            raise WorkspaceError("a chosen alert is not there any more; look again, then repeat")
        silences = [_silence(workspace, matchers_of(one), until, reason) for one in alerts]
        subject = inert_line(alert_subject(alerts[0].labels))
        words = subject if len(alerts) == 1 else f"{len(alerts)} alerts"
        return _store(session, workspace, silences, words)


def expire_silence(workspace: Workspace, silence_id: int) -> ActResult:
    """End a silence now; one that has not begun goes away.

    Raises:
        WorkspaceError: there is no such silence, or it has ended.
        MovedOnError: somebody changed it in the meantime.
    """
    now = workspace.as_of
    with plain_errors(workspace.location), workspace.database.writing() as session:
        row = silence_row(session, silence_id)
        if row is None:
            raise WorkspaceError("this silence is not there any more; look at the list again")
        if row.ends_at <= now:
            raise WorkspaceError("this silence has ended already")
        label = f"ended the silence on {inert_line(row.matchers)}"
        change_set = ChangeSet(
            session, actor=workspace.actor, at=now, action="end-silence", label=label
        )
        if row.starts_at >= now:
            change_set.remove(row)
        else:
            change_set.put(SilenceRow(**{**row.model_dump(), "ends_at": now}))
    return ActResult(label, changed=True)


def list_silences(workspace: Workspace, *, ended: bool = False) -> list[SilenceEntry]:
    """List the silences, active ones first, then planned ones; with `ended` those that are over."""
    now = workspace.as_of
    with plain_errors(workspace.location), workspace.database.reading() as session:
        silences = stored_silences(session, ending_after=None if ended else now)
        board = read_board(session, now) if silences else []
    entries = [_entry(silence, board, now) for silence in silences]
    states = list(SilenceState)
    return sorted(entries, key=lambda one: (states.index(one.state), one.ends_at, one.id))


def _read(text: str) -> tuple[Matcher, ...]:
    try:
        return parse_known_matchers(text)
    except ValueError as error:
        raise WorkspaceError(inert_line(str(error))) from error


def _check_later(workspace: Workspace, until: datetime) -> None:
    if until <= workspace.as_of:
        raise WorkspaceError("that moment has passed; silence until a later one")


def _silence(
    workspace: Workspace,
    matchers: tuple[Matcher, ...],
    until: datetime,
    reason: str,
    starts_at: datetime | None = None,
) -> Silence:
    starts, words = starts_at or workspace.as_of, inert_line(reason).strip()
    try:
        return Silence(0, matchers, starts, until, workspace.actor, words)
    except ValueError as error:
        raise WorkspaceError(str(error)) from error


def _store(
    session: Session, workspace: Workspace, silences: Sequence[Silence], words: str
) -> ActResult:
    until = moment_words(silences[0].ends_at, ZoneInfo(workspace_zone(workspace)))
    label = f"silenced {inert_line(words)} until {until}"
    first = unused_id(session, SilenceRow)
    change_set = ChangeSet(
        session, actor=workspace.actor, at=workspace.as_of, action="silence", label=label
    )
    for number, silence in enumerate(silences, first):
        change_set.put(_row(replace(silence, id=number)))
    return ActResult(label, changed=True)


def _row(silence: Silence) -> SilenceRow:
    return SilenceRow(
        id=silence.id,
        matchers=matcher_words(silence.matchers),
        starts_at=silence.starts_at,
        ends_at=silence.ends_at,
        by=silence.by,
        reason=silence.reason,
    )


def _covered(silence: Silence, board: Sequence[BoardAlert]) -> list[BoardAlert]:
    return [
        one for one in board if silence.covers(matched_names(one.listed.alert, one.listed.rule))
    ]


def _shown(one: BoardAlert) -> CoveredAlert:
    alert = one.listed.alert
    return CoveredAlert(
        id=one.listed.id,
        subject=alert_subject(alert.labels),
        title=one.listed.rule.title,
        state=alert.state,
        standing=one.attention.standing,
    )


def _entry(silence: Silence, board: Sequence[BoardAlert], now: datetime) -> SilenceEntry:
    begun = silence.starts_at <= now
    state = SilenceState.ACTIVE if begun else SilenceState.PLANNED
    return SilenceEntry(
        id=silence.id,
        state=state if silence.ends_at > now else SilenceState.ENDED,
        matchers=matcher_words(silence.matchers),
        starts_at=silence.starts_at,
        ends_at=silence.ends_at,
        by=silence.by,
        reason=silence.reason,
        covered=len(_covered(silence, board)),
    )
