"""What an evaluator keeps between evaluations, so that it reads what changed and not all again.

Whatever is kept is what the database would say. The change feed and the import runs tell which
tickets were touched; where they leave a doubt, everything is forgotten and read anew.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from itertools import pairwise, repeat
from typing import Generic, TypeVar

from sqlmodel import Session

from radar_tui.db.feed import Change
from radar_tui.db.queries.rule_events import ReportedEvent, events_going_on
from radar_tui.db.queries.rule_standings import OpenTicket, Standing, open_tickets
from radar_tui.db.queries.rule_tickets import (
    CountedTicket,
    Vocabulary,
    area_counts,
    by_ids,
    counted_tickets,
    created_between,
    creation_before,
    creation_of,
    hour_counts,
    read_vocabulary,
    runs_since,
    touched_tickets,
)
from radar_tui.db.tables import EventRow, TicketRow, TicketTagEditRow
from radar_tui.detection.facts import TicketLanguage
from radar_tui.detection.profile import FLAT_PROFILE, hour_profile
from radar_tui.detection.weeks import RECENT

# Where more tickets were touched at once, all are read anew.
TOUCHED_AT_MOST = 2_000

Span = tuple[datetime, datetime]
Languages = tuple[TicketLanguage | None, TicketLanguage | None]
Kept = TypeVar("Kept")

_TICKETS = str(TicketRow.__tablename__)
_TAG_EDITS = str(TicketTagEditRow.__tablename__)
_EVENTS = str(EventRow.__tablename__)
# Nothing that is kept rests on these tables, or it is told apart in another way when they change.
_HARMLESS = frozenset(
    {
        _TICKETS,
        _TAG_EDITS,
        _EVENTS,
        "alert",
        "alert_notice",
        "import_run",
        "intervention",
        "message_score",
        "pattern_ticket",
        "person",
        "priority_override",
        "quality_sample",
        "response",
        "rollout_item",
        "rule",
        "score_opinion",
        "silence",
        "ticket_note",
        "ticket_standing",
        "ticket_vector",
    }
)


class _ByStanding(Generic[Kept]):
    """Something about each of many tickets, that is so as long as the ticket stands where it is."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Standing, Kept | None]] = {}
        self._asked: set[int] = set()

    def get(
        self, standings: Sequence[Standing], load: Callable[[list[Standing]], dict[int, Kept]]
    ) -> dict[int, Kept]:
        """Give it for the tickets at some standings; what is not known is loaded."""
        unknown = [one for one in standings if self._standing(one.ticket_id) != one]
        loaded = load(unknown) if unknown else {}
        self._kept |= {one.ticket_id: (one, loaded.get(one.ticket_id)) for one in unknown}
        self._asked |= {one.ticket_id for one in standings}
        found = ((one.ticket_id, self._kept[one.ticket_id][1]) for one in standings)
        return {ticket_id: kept for ticket_id, kept in found if kept is not None}

    def _standing(self, ticket_id: int) -> Standing | None:
        kept = self._kept.get(ticket_id)
        return kept[0] if kept else None

    def drop(self, ticket_ids: Iterable[int]) -> None:
        """Forget some tickets, and those that nobody asked for since the last time."""
        gone = {*ticket_ids, *(self._kept.keys() - self._asked)}
        self._kept = {key: kept for key, kept in self._kept.items() if key not in gone}
        self._asked = set()


class RuleMemory:
    """Counts of whole weeks, recent tickets, open tickets and events that alerts may be about."""

    def __init__(self) -> None:
        self._newest_run = 0
        self._running: set[int] = set()
        self._forget()

    def _forget(self) -> None:
        self._vocabulary: Vocabulary | None = None
        self._areas: dict[Span, dict[str, int]] = {}
        self._hours: dict[Span, dict[datetime, int]] = {}
        self._profile: tuple[float, ...] = FLAT_PROFILE
        self._profile_zone: str | None = None
        self._recent: dict[int, CountedTicket] = {}
        self._covered: Span | None = None
        self._open: _ByStanding[OpenTicket] = _ByStanding()
        self._languages: _ByStanding[Languages] = _ByStanding()
        self._going_on: tuple[datetime, list[ReportedEvent]] | None = None

    def catch_up(self, session: Session, changes: Sequence[Change] | None) -> None:
        """Drop what is not so any more after some changes; None where they are not known.

        To be called before anything is asked for.
        """
        went_on = self._running
        runs, self._running = runs_since(session, self._newest_run, went_on)
        self._newest_run = max([self._newest_run, *runs])
        if changes is None:
            self._forget()
            return
        tables = {change.table_name for change in changes}
        touched = self._touched(session, runs, changes) if tables <= _HARMLESS else None
        if touched is None:
            self._forget()
            return
        if _EVENTS in tables:
            self._going_on = None
        self._open.drop(touched)
        self._languages.drop(touched)
        if touched:
            self._read_again(session, touched, runs, went_on)

    def vocabulary(self, session: Session) -> Vocabulary:
        """Give the vocabulary."""
        if self._vocabulary is None:
            self._vocabulary = read_vocabulary(session)
        return self._vocabulary

    def area_counts(self, session: Session, weeks: Sequence[Span]) -> list[dict[str, int]]:
        """Count the tickets of each of some weeks by feature area.

        Weeks are kept that were asked for before: who judges past weeks asks for more than others.
        """
        vocabulary = self.vocabulary(session)
        for week in weeks:
            if week not in self._areas:
                self._areas[week] = area_counts(session, vocabulary, *week)
        return [self._areas[week] for week in weeks]

    def area_series(
        self, session: Session, starts: Sequence[datetime], end: datetime
    ) -> dict[str, tuple[int, ...]]:
        """Count the tickets of each feature area from one start to the next, the last to `end`."""
        weeks = self.area_counts(session, list(pairwise([*starts, end])))
        areas = sorted({area for week in weeks for area in week})
        return {area: tuple(week.get(area, 0) for week in weeks) for area in areas}

    def profile(self, session: Session, weeks: Sequence[Span], zone: str) -> tuple[float, ...]:
        """Give the rhythm of some weeks: which part of a week's tickets each hour of it brings."""
        if any(week not in self._hours for week in weeks) or zone != self._profile_zone:
            self._hours = {
                week: self._hours[week] if week in self._hours else hour_counts(session, *week)
                for week in weeks
            }
            times = (
                moment
                for week in self._hours.values()
                for hour, tickets in week.items()
                for moment in repeat(hour, tickets)
            )
            self._profile, self._profile_zone = hour_profile(times, zone), zone
        return self._profile

    def tickets_between(
        self, session: Session, after: datetime, until: datetime
    ) -> list[CountedTicket]:
        """List the tickets that came in a span, oldest first."""
        if after < until - RECENT:
            span = created_between(after, until)
            return counted_tickets(session, self.vocabulary(session), *span)
        self._cover(session, until)
        return [one for one in self._recent.values() if after < one.created_at <= until]

    def events_going_on(
        self, session: Session, after: datetime, until: datetime
    ) -> list[ReportedEvent]:
        """List the events that began in a span and have no end, oldest first."""
        if self._going_on is None or after < self._going_on[0]:
            self._going_on = after, events_going_on(session, after)
        return [one for one in self._going_on[1] if after < one.occurred_at <= until]

    def open_tickets(
        self, session: Session, standings: Sequence[Standing]
    ) -> dict[int, OpenTicket]:
        """Give the tickets at some standings by id; those that do not count are left out."""
        vocabulary = self.vocabulary(session)

        def load(unknown: list[Standing]) -> dict[int, OpenTicket]:
            return open_tickets(session, vocabulary, [one.ticket_id for one in unknown])

        return self._open.get(standings, load)

    def languages(
        self,
        standings: Sequence[Standing],
        load: Callable[[list[Standing]], dict[int, Languages]],
    ) -> dict[int, Languages]:
        """Give the churn language and escalation triggers of the tickets at some standings."""
        return self._languages.get(standings, load)

    def _cover(self, session: Session, until: datetime) -> None:
        """Hold all tickets of the recent span that ends at a moment."""
        after, vocabulary = until - RECENT, self.vocabulary(session)
        if self._covered is None or after < self._covered[0]:
            self._recent, missing = {}, (after, until)
            covered = missing
        else:
            missing = (self._covered[1], until)
            covered = (after, max(until, self._covered[1]))
        if missing[0] < missing[1]:
            new = counted_tickets(session, vocabulary, *created_between(*missing))
            self._recent |= {one.id: one for one in new}
        if self._recent and next(iter(self._recent.values())).created_at <= after:
            self._recent = {k: one for k, one in self._recent.items() if one.created_at > after}
        self._covered = covered

    def _touched(
        self, session: Session, runs: Collection[int], changes: Sequence[Change]
    ) -> set[int] | None:
        """Find the tickets that were changed since; None where they are too many to follow."""
        edited = {
            int(json.loads(change.pk)[0])
            for change in changes
            if change.table_name == _TAG_EDITS and change.pk is not None
        }
        if len(edited) > TOUCHED_AT_MOST:
            return None
        if all(change.table_name != _TICKETS for change in changes):
            return edited
        imported = touched_tickets(session, runs, at_most=TOUCHED_AT_MOST)
        return None if imported is None else edited | imported

    def _read_again(
        self, session: Session, touched: set[int], runs: Collection[int], went_on: set[int]
    ) -> None:
        for ticket_id in touched:
            self._recent.pop(ticket_id, None)
        if self._covered is not None:
            after, until = self._covered
            vocabulary = self.vocabulary(session)
            for which in by_ids(touched):
                for one in counted_tickets(session, vocabulary, *which):
                    if after < one.created_at <= until:
                        self._recent[one.id] = one
            ordered = sorted(self._recent.values(), key=lambda one: (one.created_at, one.id))
            self._recent = {one.id: one for one in ordered}
        # What a run that was half done had made of a ticket by then is told nowhere.
        if not went_on.isdisjoint(runs):
            self._areas, self._hours = {}, {}
            return
        moments = [
            *creation_of(session, touched).values(),
            *creation_before(session, runs, touched),
        ]
        self._areas = _without(self._areas, moments)
        self._hours = _without(self._hours, moments)


def _without(weeks: dict[Span, Kept], moments: Collection[datetime]) -> dict[Span, Kept]:
    return {
        (start, end): kept
        for (start, end), kept in weeks.items()
        if not any(start <= moment < end for moment in moments)
    }
