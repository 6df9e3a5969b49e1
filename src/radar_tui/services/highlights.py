"""What changed since the user last looked, and when that was.

The last look is remembered for each person as positions in lists that only grow: what came after
them is found by ranges of keys, however long the lists are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.marks import mark_at, move_mark
from radar_tui.db.queries.alert_notices import newest_notice, notices_after
from radar_tui.db.queries.due import woken_tickets
from radar_tui.db.queries.highlights import (
    TeammateAction,
    calmed_down,
    imported_since,
    position_now,
    teammate_actions,
    ticket_of,
    went_over_review,
)
from radar_tui.db.queries.radar import freshness
from radar_tui.domain.highlights import Highlight, HighlightKind, Target, in_order
from radar_tui.domain.notices import DigestGroup, NoticeKind, make_digest
from radar_tui.domain.rules import RuleKind
from radar_tui.domain.ticket_names import ticket_name
from radar_tui.domain.visits import Position, Visit, look, seen
from radar_tui.reporting.alert_standing import group_line
from radar_tui.reporting.highlight_words import (
    calmed_words,
    import_words,
    late_source_words,
    late_tickets_words,
    over_review_words,
    since_words,
    teammate_words,
    ticket_words,
)
from radar_tui.services.late_data import judged_weeks
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace

NAMED = 3
# Of more news of alerts than that, and of older snoozes, only the newest are told.
NOTICES_READ = 2_000
WOKE_WITHIN = timedelta(days=7)
_SINCE, _LAST = "since", "last"
# Where what a teammate changed is seen; what stands in no table here is seen on Today.
_PLACES: Mapping[str, str] = {
    "intervention": "radar",
    "ticket_tag_edit": "radar",
    "ticket_note": "radar",
    "score_opinion": "radar",
    "response": "alerts",
    "silence": "alerts",
    "rule": "alerts",
    "priority_override": "matrix",
    "quality_sample": "review",
    "habit": "playbook",
    "training": "playbook",
    "rollout_item": "rollout",
    "setting": "settings",
}


@dataclass(frozen=True, slots=True)
class Highlights:
    """What changed up to a moment, what calls first; `since_words` say since when."""

    as_of: datetime
    since: datetime
    since_words: str
    entries: tuple[Highlight, ...]


def highlights(workspace: Workspace) -> Highlights:
    """Give what changed since the user's last look; reads only."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        visit = look(_stored_visit(session, workspace), position_now(session, workspace.as_of))
    since, zone = visit.since, ZoneInfo(workspace_zone(workspace))
    begun = datetime.fromtimestamp(since.minute * 60, UTC)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        found = [
            *_alerts(session, since),
            *_tickets(session, since, workspace.as_of),
            *_woken(session, begun, workspace.as_of),
            *_late_sources(session, begun, workspace.as_of, zone),
            *_teammates(session, since, workspace.actor),
            *_imports(session, since),
        ]
    found += _late_tickets(workspace, begun)
    words = since_words(begun, workspace.as_of, zone)
    return Highlights(workspace.as_of, begun, words, in_order(found))


def remember_look(workspace: Workspace) -> bool:
    """Remember that the user looks now; False where the last look was a moment ago."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        before = _stored_visit(session, workspace)
        visit = look(before, position_now(session, workspace.as_of))
    if visit == before:
        return False
    _store_visit(workspace, visit)
    return True


def mark_seen(workspace: Workspace) -> Visit | None:
    """Remember that the user has seen all that changed; gives the visit that ends so."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        before = _stored_visit(session, workspace)
        now = position_now(session, workspace.as_of)
    _store_visit(workspace, seen(now))
    return before


def mark_unseen(workspace: Workspace, visit: Visit) -> None:
    """Go back to a visit, as it was before it was marked as seen."""
    _store_visit(workspace, visit)


# What changed.


def _alerts(session: Session, since: Position) -> Iterator[Highlight]:
    after = max(since.notice, newest_notice(session) - NOTICES_READ)
    # Scores over the threshold are told of as tickets, once.
    notices = [
        one
        for one in notices_after(session, after)
        if one.rule_kind is not RuleKind.FRUSTRATION_SCORE
        or one.kind in (NoticeKind.WOKE, NoticeKind.TIMED_OUT)
    ]
    digest = make_digest(notices, shown=len(notices))
    for group in digest.groups if digest else ():
        kind = HighlightKind.ALERT if group.calls else HighlightKind.RESOLVED
        yield Highlight(kind, group_line(group), _alert_target(group))


def _alert_target(group: DigestGroup) -> Target:
    return Target("alerts", alert_id=group.alert_ids[0])


def _tickets(session: Session, since: Position, as_of: datetime) -> Iterator[Highlight]:
    # Before the first score nothing stood anywhere: a first import is history, not news.
    if not since.score:
        return
    over = went_over_review(session, since.score, as_of, named=NAMED)
    calm = calmed_down(session, since.score, named=NAMED)
    named = [
        [ticket_words(one.account, one.external_id, one.score, one.band) for one in turned.first]
        for turned in (over, calm)
    ]
    if over.count:
        words = over_review_words(over.count, over.critical, named[0])
        one = over.first[0] if over.count == 1 else None
        target = Target("radar", ticket_name(one.source, one.external_id) if one else None)
        yield Highlight(HighlightKind.OVER_REVIEW, words, target)
    if calm.count:
        one = calm.first[0] if calm.count == 1 else None
        target = Target("radar", ticket_name(one.source, one.external_id) if one else None)
        yield Highlight(HighlightKind.CALMED, calmed_words(calm.count, named[1]), target)


def _woken(session: Session, begun: datetime, as_of: datetime) -> Iterator[Highlight]:
    within = min(max(as_of - begun, timedelta()), WOKE_WITHIN)
    for one in woken_tickets(session, as_of, within):
        if one.woke_at is not None and one.woke_at <= begun:
            continue
        about = f"{one.account} #{one.external_id}" if one.account else f"#{one.external_id}"
        early = f" early, score {one.score} after {one.snoozed_score}"
        why = " up" if one.snoozed_until <= as_of else early
        target = Target("radar", ticket_name(one.source, one.external_id))
        words = f"{about} woke{why} · {one.owner or 'nobody has it'}"
        yield Highlight(HighlightKind.SNOOZE_OVER, words, target)


def _late_sources(
    session: Session, begun: datetime, as_of: datetime, zone: ZoneInfo
) -> Iterator[Highlight]:
    for source in freshness(session):
        fresh = source.freshness
        if fresh.is_stale(as_of) and not fresh.is_stale(begun):
            words = late_source_words(source.name, source.data_as_of, zone)
            yield Highlight(HighlightKind.LATE_SOURCE, words, Target("import"))


def _late_tickets(workspace: Workspace, begun: datetime) -> list[Highlight]:
    return [
        Highlight(HighlightKind.LATE_TICKETS, words, Target("patterns"))
        for week in judged_weeks(workspace)
        if week.turned and week.revisions[-1].known_at > begun
        for words in [
            late_tickets_words(
                week.feature_area, week.week, week.revisions[-1].observed, is_spike=week.is_spike
            )
        ]
    ]


def _teammates(session: Session, since: Position, me: str) -> Iterator[Highlight]:
    actions = teammate_actions(session, since.action, me)
    for actor in dict.fromkeys(one.actor for one in actions):
        own = [one for one in actions if one.actor == actor]
        words = teammate_words(actor, [one.label for one in own])
        yield Highlight(HighlightKind.TEAMMATE, words, _action_target(session, own[0]))


def _action_target(session: Session, action: TeammateAction) -> Target:
    screen = _PLACES.get(action.table or "", "today")
    if action.table == "response" and action.pk is not None:
        return Target(screen, alert_id=int(action.pk))
    if action.table == "intervention" and action.pk is not None:
        named = ticket_of(session, int(action.pk))
        return Target(screen, ticket_name(*named) if named else None)
    return Target(screen)


def _imports(session: Session, since: Position) -> Sequence[Highlight]:
    return [
        Highlight(
            HighlightKind.IMPORT,
            import_words(
                one.source,
                one.kind,
                runs=one.runs,
                inserted=one.inserted,
                updated=one.updated,
                rejected=one.rejected,
            ),
            Target("import"),
        )
        for one in imported_since(session, since.run)
    ]


# Looks, remembered as marks.


def _stored_visit(session: Session, workspace: Workspace) -> Visit | None:
    positions = [_stored_position(session, workspace, which) for which in (_SINCE, _LAST)]
    since, last = positions
    return Visit(since, last) if since is not None and last is not None else None


def _stored_position(session: Session, workspace: Workspace, which: str) -> Position | None:
    names = Position.__dataclass_fields__
    found = {name: mark_at(session, _mark(workspace, which, name)) for name in names}
    values = [value for value in found.values() if value is not None]
    return Position(*values) if len(values) == len(names) else None


def _store_visit(workspace: Workspace, visit: Visit) -> None:
    """Store both positions; where another window of the same person was faster, theirs stay."""
    with plain_errors(workspace.location), workspace.database.writing() as session:
        for which, position in ((_SINCE, visit.since), (_LAST, visit.last)):
            for name, value in asdict(position).items():
                mark = _mark(workspace, which, name)
                move_mark(session, mark, seen=mark_at(session, mark), value=value)


def _mark(workspace: Workspace, which: str, name: str) -> str:
    return f"looked/{workspace.actor}/{which}/{name}"
