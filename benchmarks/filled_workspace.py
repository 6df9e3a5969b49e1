"""A workspace of any size, written straight into its tables: five messages a ticket, 10 % open.

Every ticket has a feature area and every third a root cause; a few open ones speak of leaving or of
a manager. Monitoring brings an event for every fourth ticket.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel

from radar_tui.config import Config
from radar_tui.db.tables import (
    AccountRow,
    EventRow,
    ImportRunRow,
    MessageRow,
    MessageScoreRow,
    SourceRow,
    TagAliasRow,
    TagRow,
    TicketRow,
    TicketScoreRow,
    TicketStandingRow,
    TicketTagRow,
)
from radar_tui.domain.bands import BandLimits
from radar_tui.scoring.model_files import open_model, shipped_model
from radar_tui.scoring.rubric import shipped_rubric
from radar_tui.services.workspace import open_workspace

MESSAGES_PER_TICKET = 5
ACCOUNTS = 400
OPEN_SHARE = 0.1
HISTORY = timedelta(weeks=52)
AREAS = ("payments", "exports", "webhooks", "sso", "billing", "dashboards")
CAUSES = ("token-expiry", "gateway-timeout", "slow-query", "provisioning")
EVENT_KINDS = ("connection-failure", "latency", "error", "out-of-bounds", "log-anomaly")
TEXTS = 2_000
BATCH = 2_000

Rows = Iterator[tuple[type[SQLModel], dict[str, Any]]]


def fill(config: Config, tickets: int) -> None:
    """Write a workspace with so many tickets, all scored; seeded, so twice the same.

    Raises:
        FileExistsError: there is a workspace already.
    """
    if Path(config.location).exists():
        raise FileExistsError(config.location)
    assert config.now is not None
    with closing(open_workspace(config)) as workspace:
        pending: dict[type[SQLModel], list[dict[str, Any]]] = {}
        with workspace.database.writing() as session:
            for model, row in _rows(config.now, tickets, Random(0)):
                rows = pending.setdefault(model, [])
                rows.append(row)
                if len(rows) >= BATCH and model is MessageRow:
                    _flush(session, pending)
            _flush(session, pending)


def _flush(session: Any, pending: dict[type[SQLModel], list[dict[str, Any]]]) -> None:
    for model, rows in pending.items():
        if rows:
            session.connection().execute(insert(model), rows)
            rows.clear()


def _rows(now: datetime, tickets: int, random: Random) -> Rows:
    ids = {"model": open_model(shipped_model()).id, "rubric": shipped_rubric().id}
    yield SourceRow, {
        "name": "zendesk", "system": "zendesk", "data_as_of": now - timedelta(minutes=9)
    }  # fmt: skip
    yield SourceRow, {"name": "monitoring", "system": "csv", "data_as_of": now}
    for run, kind, source in ((1, "tickets", "zendesk"), (2, "events", "monitoring")):
        yield ImportRunRow, {
            "id": run, "kind": kind, "format": "json", "source": source,
            "file_name": "export.json", "state": "done", "actor": "benchmark", "started_at": now,
            "finished_at": now, "read": tickets, "inserted": tickets,
        }  # fmt: skip
    runs = {"first_run_id": 1, "last_run_id": 1, "content_hash": ""}
    for number in range(1, ACCOUNTS + 1):
        name = f"Account {number}"
        yield AccountRow, runs | {
            "id": number, "external_id": str(number), "name": name, "name_key": name.casefold(),
            "arr": float(random.randint(4, 400) * 1000), "tier": number % 5 + 1,
            "segment": ("emea", "amer", "apac")[number % 3], "complete": True,
        }  # fmt: skip
    for kind, names in (("feature-area", AREAS), ("root-cause", CAUSES)):
        for name in names:
            yield TagRow, runs | {"name": name, "kind": kind, "label": name.title()}
            yield TagAliasRow, {"alias": name, "name": name}
    scores = [random.randint(0, 160) if random.random() < 0.3 else random.randint(0, 50)
              for _ in range(TEXTS)]  # fmt: skip
    for number, score in enumerate(scores):
        yield MessageScoreRow, ids | _judged(score) | _said(number, score) | {
            "text_hash": f"text-{number}", "language": "en",
        }  # fmt: skip
    for number in range(1, tickets + 1):
        yield from _ticket(number, now, random, scores, ids, runs)
        if number % 4 == 0:
            yield EventRow, _event(number, now, random)


def _said(text: int, score: int) -> dict[str, Any]:
    """Every hundredth text speaks of leaving and of a manager, whatever else is in it."""
    words = {"rule": "phrase", "start": 0, "end": 11, "quote": "The payment", "message": None}
    leaving = text % 100 == 0
    signals = [words | {"name": name, "points": 1} for name in ("churn", "escalation") if leaving]
    tone = words | {"name": "tone", "rule": "model", "points": score - len(signals)}
    return {"churn": leaving, "contributions": [tone, *signals]}


def _event(number: int, now: datetime, random: Random) -> dict[str, Any]:
    at = now - HISTORY * random.random()
    return {
        "source": "monitoring", "external_id": str(number), "kind": random.choice(EVENT_KINDS),
        "origin": f"service-{number % 20}", "feature_area": random.choice(AREAS), "value": 1.0,
        "unit": "failures", "labels": {}, "occurred_at": at, "known_at": at,
        "first_run_id": 2, "last_run_id": 2, "content_hash": "",
    }  # fmt: skip


def _ticket(
    number: int,
    now: datetime,
    random: Random,
    scores: list[int],
    ids: dict[str, str],
    runs: dict[str, Any],
) -> Rows:
    is_open = random.random() < OPEN_SHARE
    created = now - HISTORY * random.random() * (0.05 if is_open else 1)
    yield TicketRow, runs | {
        "id": number, "source": "zendesk", "external_id": str(number),
        "subject": f"Payment {number} is not booked", "status": "open" if is_open else "closed",
        "account_id": random.randint(1, ACCOUNTS), "requester": "Sam",
        "requester_email": f"sam{number % 5000}@example.com", "assignee": f"agent-{number % 12}",
        "created_at": created, "known_at": created, "updated_at": created,
        "solved_at": None if is_open else created + timedelta(hours=30), "tags": [],
    }  # fmt: skip
    yield TicketTagRow, {"ticket_id": number, "name": random.choice(AREAS)}
    if number % 3 == 0:
        yield TicketTagRow, {"ticket_id": number, "name": random.choice(CAUSES)}
    text = 0
    churn = False
    for place in range(MESSAGES_PER_TICKET):
        text = random.randrange(TEXTS)
        churn = churn or (text % 100 == 0 and place % 2 == 0)
        at = created + timedelta(minutes=40 * place)
        yield MessageRow, runs | {
            "ticket_id": number, "external_id": str(place), "author": "Sam", "public": True,
            "author_role": "agent" if place % 2 else "customer", "occurred_at": at,
            "known_at": at, "text": f"The payment run stops at step {text}. " * 4,
            "text_hash": f"text-{text}",
        }  # fmt: skip
    shown = ids | _judged(scores[text]) | {
        "ticket_id": number, "revision": 1, "trajectory": "flat", "why": "Customer wrote “stops”.",
    }  # fmt: skip
    yield TicketScoreRow, shown | {"known_at": created, "cause": "scored", "contributions": []}
    yield TicketStandingRow, shown | {
        "is_open": is_open, "waiting_since": created if is_open else None, "ticket_revision": 0,
        "churn": churn, "review": shown["review"] or churn, "escalation": churn,
    }  # fmt: skip


def _judged(score: int) -> dict[str, Any]:
    limits = BandLimits()
    return {
        "score": score,
        "band": limits.band(score),
        "review": limits.needs_review(score, churn=False),
        "churn": False,
    }
