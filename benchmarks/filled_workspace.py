"""A workspace of any size, written straight into its tables: five messages a ticket, 10 % open."""

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
    ImportRunRow,
    MessageRow,
    MessageScoreRow,
    SourceRow,
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
    yield ImportRunRow, {
        "id": 1, "kind": "tickets", "format": "zendesk", "source": "zendesk",
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
    for area in AREAS:
        yield TagRow, runs | {"name": area, "kind": "feature-area", "label": area.title()}
    scores = [random.randint(0, 160) if random.random() < 0.3 else random.randint(0, 50)
              for _ in range(TEXTS)]  # fmt: skip
    for number, score in enumerate(scores):
        yield MessageScoreRow, ids | _judged(score) | {
            "text_hash": f"text-{number}", "language": "en", "contributions": [],
        }  # fmt: skip
    for number in range(1, tickets + 1):
        yield from _ticket(number, now, random, scores, ids, runs)


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
    text = 0
    for place in range(MESSAGES_PER_TICKET):
        text = random.randrange(TEXTS)
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
    }  # fmt: skip


def _judged(score: int) -> dict[str, Any]:
    limits = BandLimits()
    return {
        "score": score,
        "band": limits.band(score),
        "review": limits.needs_review(score, churn=False),
        "churn": False,
    }
