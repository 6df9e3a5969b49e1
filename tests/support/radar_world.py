"""A small made-up workspace for filters: all that a query can ask for, in many combinations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import insert
from sqlmodel import Session

from radar_tui.db.imports.directory import name_key
from radar_tui.db.tables import (
    AccountRow,
    AlertRow,
    ImportRunRow,
    InterventionRow,
    PersonRow,
    ResponseRow,
    RuleRow,
    SourceRow,
    TagAliasRow,
    TagRow,
    TicketRow,
    TicketStandingRow,
    TicketTagEditRow,
    TicketTagRow,
)
from radar_tui.domain.alerts import label_hash, make_labels
from radar_tui.domain.bands import TEMPLATE_LIMITS
from radar_tui.domain.records import TicketStatus

AS_OF = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday afternoon."""

REACHES = {
    "zendesk": AS_OF - timedelta(hours=1),
    "Jira/EU": datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
    "upload": None,
    "ahead": AS_OF + timedelta(days=2),
}
ME = "Dana"
MY_ADDRESS = "dana@lumen.example"
OWNERS = (ME, "Ravi", "Ümit", "o_ner%")
ACCOUNTS = (
    ("Northwind Robotics", 5, "EMEA"),
    ("Übermorgen  GmbH", 3, "apac"),
    ("50%_off", 1, None),
    ("Hooli", None, "Öst"),
)
SUBJECTS = ("Token rejected", "100% BROKEN_again", "Größe ÜBER alles", "path/to\\file", "refund")
ALIASES = {"billing": "payments", "payments": "payments", "exports": "exports", "sso": "oauth"}
LABELS = {"payments": "Payments & billing", "exports": "Exports", "oauth": "OAuth"}
RAW_TAGS = (*ALIASES, "vip")
_WAITS = tuple(
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    for text in (
        "2026-11-19T10:30",
        "2026-11-20T15:00",
        "2026-11-20T18:00",
        "2026-11-21T11:00",
        "2026-11-23T09:00",
        "2026-11-23T13:00",
        "2026-11-23T14:30",
    )
)


@dataclass
class Answer:
    """The response to a ticket's active alert."""

    owner: str
    due_at: datetime | None
    done_at: datetime | None
    acknowledged_at: datetime | None


@dataclass
class Ticket:
    """A ticket with all that a query can ask of it, in plain values."""

    id: int
    source: str
    number: str
    subject: str
    status: TicketStatus
    noise: str | None
    account: str | None
    tier: int | None
    segment: str | None
    requester: str | None
    assignee: str | None
    created_at: datetime
    scored: bool = False
    score: int | None = None
    churn: bool = False
    rising: bool = False
    why: str = ""
    waiting_since: datetime | None = None
    own_owner: str | None = None
    acknowledged: bool = False
    snoozed_until: datetime | None = None
    snoozed_score: int | None = None
    answer: Answer | None = None
    raw_tags: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return f"{self.source}/{self.number}"

    @property
    def review(self) -> bool:
        return self.score is not None and (self.churn or self.score > 60)

    @property
    def band(self) -> str | None:
        return None if self.score is None else TEMPLATE_LIMITS.band(self.score).value

    @property
    def owner(self) -> str | None:
        return self.own_owner or (self.answer.owner if self.answer else None)

    @property
    def terms(self) -> set[str]:
        carried = {ALIASES[tag] for tag in self.raw_tags if tag in ALIASES}
        return carried - self.removed | self.added

    @property
    def reach(self) -> datetime | None:
        return REACHES[self.source]


def made_up(count: int, seed: int) -> list[Ticket]:
    """Tickets of every kind."""
    chance = Random(seed)
    return [_ticket(number + 1, chance) for number in range(count)]


def _ticket(ticket_id: int, chance: Random) -> Ticket:
    account = chance.choice([*ACCOUNTS, (None, None, None)])
    ticket = Ticket(
        id=ticket_id,
        source=chance.choice(list(REACHES)),
        number=str(ticket_id + 90) if chance.random() < 0.8 else f"OPS-{ticket_id}",
        subject=chance.choice(SUBJECTS),
        status=chance.choice([*TicketStatus, TicketStatus.OPEN, TicketStatus.NEW]),
        noise=chance.choice(["spam", *[None] * 6]),
        account=account[0],
        tier=account[1],
        segment=account[2],
        requester=chance.choice(["Wile E.", None]),
        assignee=chance.choice([MY_ADDRESS, ME.upper(), "Ravi", None]),
        created_at=AS_OF - timedelta(hours=chance.choice([1, 4, 24, 48, 24 * 7, 24 * 90])),
        raw_tags=set(chance.sample(RAW_TAGS, chance.choice([0, 0, 1, 2]))),
    )
    if chance.random() < 0.85:
        _stand(ticket, chance)
    if chance.random() < 0.5:
        _work_on(ticket, chance)
    if chance.random() < 0.4:
        moments = [None, AS_OF - timedelta(hours=2), AS_OF + timedelta(hours=2)]
        ticket.answer = Answer(
            chance.choice(["Team lead", ME]),
            chance.choice(moments),
            chance.choice(moments[:2]),
            chance.choice(moments[:2]),
        )
    return ticket


def _stand(ticket: Ticket, chance: Random) -> None:
    ticket.scored = True
    ticket.score = chance.choice([None, 0, 12, 31, 60, 61, 90, 121, 200])
    ticket.churn = ticket.score is not None and chance.random() < 0.2
    ticket.rising = chance.random() < 0.3
    ticket.why = chance.choice(["“third time this week”", "“Größe stimmt nicht”", "nothing"])
    ticket.waiting_since = chance.choice([None, *_WAITS])


def _work_on(ticket: Ticket, chance: Random) -> None:
    ticket.own_owner = chance.choice([None, *OWNERS])
    ticket.acknowledged = chance.random() < 0.3
    ticket.snoozed_until = chance.choice(
        [None, None, AS_OF, AS_OF - timedelta(hours=1), AS_OF + timedelta(hours=1)]
    )
    if ticket.snoozed_until and ticket.score is not None:
        # As it was when it was put aside, a little worse, or not scored at all.
        ticket.snoozed_score = chance.choice([ticket.score] * 4 + [max(0, ticket.score - 12), None])
    ticket.added = set(chance.sample(list(LABELS), chance.choice([0, 0, 1])))
    ticket.removed = set(chance.sample(list(LABELS), chance.choice([0, 0, 1]))) - ticket.added


def store(session: Session, tickets: Sequence[Ticket]) -> None:
    """Write the tickets and everything around them."""
    connection = session.connection()
    connection.execute(
        insert(SourceRow),
        [{"name": name, "system": "x", "data_as_of": at} for name, at in REACHES.items()],
    )
    run = {"id": 1, "kind": "tickets", "format": "x", "source": "zendesk", "file_name": "x"}
    connection.execute(
        insert(ImportRunRow), [run | {"state": "done", "actor": ME, "started_at": AS_OF}]
    )
    brought = {"first_run_id": 1, "last_run_id": 1, "content_hash": ""}
    _store_vocabulary(session, brought)
    connection.execute(
        insert(PersonRow), [{"email": MY_ADDRESS, "name": ME, "roles": ["lead"], **brought}]
    )
    connection.execute(
        insert(AccountRow),
        [
            {"id": place, "name": name, "name_key": name_key(name), "tier": tier}
            | {"segment": segment, **brought}
            for place, (name, tier, segment) in enumerate(ACCOUNTS, 1)
        ],
    )
    definition = {"kind": "frustration-score"}
    connection.execute(
        insert(RuleRow), [{"rev": 0, "key": "made-up", "version": 1, "definition": definition}]
    )
    for ticket in tickets:
        _store(session, ticket, brought)


def _store_vocabulary(session: Session, brought: dict[str, object]) -> None:
    connection = session.connection()
    connection.execute(
        insert(TagRow),
        [
            {"name": name, "kind": "feature-area", "label": label, **brought}
            for name, label in LABELS.items()
        ],
    )
    connection.execute(
        insert(TagAliasRow), [{"alias": alias, "name": name} for alias, name in ALIASES.items()]
    )


def _store(session: Session, ticket: Ticket, brought: dict[str, object]) -> None:
    names = [name for name, _, _ in ACCOUNTS]
    session.add(
        TicketRow(
            id=ticket.id,
            source=ticket.source,
            external_id=ticket.number,
            subject=ticket.subject,
            status=ticket.status.value,
            noise=ticket.noise,
            account_id=names.index(ticket.account) + 1 if ticket.account else None,
            requester=ticket.requester,
            assignee=ticket.assignee,
            created_at=ticket.created_at,
            known_at=ticket.created_at,
            updated_at=ticket.created_at,
            tags=sorted(ticket.raw_tags),
            **brought,  # type: ignore[arg-type]
        )
    )
    session.flush()
    if ticket.scored:
        session.add(_standing(ticket))
    if ticket.own_owner or ticket.acknowledged or ticket.snoozed_until:
        session.add(
            InterventionRow(
                ticket_id=ticket.id,
                owner=ticket.own_owner,
                acknowledged_at=AS_OF if ticket.acknowledged else None,
                snoozed_until=ticket.snoozed_until,
                snoozed_score=ticket.snoozed_score,
            )
        )
    for tag in sorted(ticket.raw_tags):
        session.add(TicketTagRow(ticket_id=ticket.id, name=tag))
    for tag in sorted(ticket.added | ticket.removed):
        removed = tag in ticket.removed
        session.add(TicketTagEditRow(ticket_id=ticket.id, name=tag, removed=removed, at=AS_OF))
    if ticket.answer or ticket.id % 3:
        _store_alerts(session, ticket)
    session.flush()


def _standing(ticket: Ticket) -> TicketStandingRow:
    return TicketStandingRow(
        ticket_id=ticket.id,
        revision=1,
        is_open=ticket.status.is_open,
        score=ticket.score,
        band=ticket.band,
        review=ticket.review,
        churn=ticket.churn,
        trajectory="up" if ticket.rising else "flat",
        why=ticket.why,
        waiting_since=ticket.waiting_since,
        model="m",
        rubric="r",
        ticket_revision=1,
    )


def _store_alerts(session: Session, ticket: Ticket) -> None:
    """An alert that has resolved, with an answer that counts no more, and the one that counts."""
    gone = {"owner": "Nobody any more", "due_at": AS_OF - timedelta(days=1)}
    alerts = [("resolved", gone), *([("firing", vars(ticket.answer))] if ticket.answer else [])]
    labels = {"ticket": ticket.name}
    for occurrence, (state, values) in enumerate(alerts, 1):
        alert = AlertRow(
            rule_key="made-up",
            rule_version=1,
            rule_hash="h",
            label_hash=label_hash(make_labels(labels)),
            labels=labels,
            occurrence=occurrence,
            step=1,
            state=state,
            since=AS_OF,
            evaluated_at=AS_OF,
            evidence={},
        )
        session.add(alert)
        session.flush()
        session.add(ResponseRow(alert_id=alert.id or 0, action="call", **values))
