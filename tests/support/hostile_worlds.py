"""A workspace in which every text from outside is hostile, as if nothing had been cleaned."""

import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.config import Config
from radar_tui.db.tables import SourceRow, TicketRow, TicketStandingRow
from radar_tui.services.rollout import RolloutChange, change_rollout
from radar_tui.services.ticket_view import find_ticket
from radar_tui.services.triage import escalate, set_next_action, set_owner
from radar_tui.services.workspace import Workspace, open_workspace
from support.app_workspaces import rescore
from support.hostile_texts import HOSTILE
from support.workspaces import bring, bring_text, comment, ticket

# No database holds half a surrogate pair.
STORABLE = tuple(text for text in HOSTILE if text != "\ud800")
FIRST_NUMBER = 4100
# More than the rule on connection failures lets pass in an hour.
FAILURES = 12


def build_hostile_world(config: Config, folder: Path) -> None:
    """Fill a workspace through importers and actions that clean nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in sys.modules if name.startswith("radar_tui.")]:
            for cleaner in ("inert", "inert_line"):
                if hasattr(sys.modules[name], cleaner):
                    patch.setattr(sys.modules[name], cleaner, str)
        workspace = open_workspace(config)
        _import_all(workspace, folder)
        rescore(workspace)
        _act(workspace)
        _overwrite(workspace)
        workspace.close()


def number_of(place: int) -> str:
    """Name the ticket that holds the hostile text at a place."""
    return str(FIRST_NUMBER + place)


def _import_all(workspace: Workspace, folder: Path) -> None:
    named = list(enumerate(STORABLE))
    bring_text(
        workspace,
        folder,
        "accounts.csv",
        _table(
            ("id", "name", "arr", "tier", "segment", "am", "csm", "se"),
            [
                (f"a{place}", f"account{place} {text}", "310000", "5", text, text, text, text)
                for place, text in named
            ],
        ),
    )
    bring_text(
        workspace,
        folder,
        "people.csv",
        _table(
            ("email", "name", "roles"),
            [(f"p{place}@x.example", f"person{place} {text}", "lead") for place, text in named],
        ),
    )
    kinds = ("feature-area", "root-cause", "escalation-reason")
    bring_text(
        workspace,
        folder,
        "vocabulary.csv",
        _table(
            ("kind", "name", "label"),
            [
                (kind, f"{kind}{place} {text}", f"label{place} {text}")
                for kind in kinds
                for place, text in named
            ],
        ),
    )
    bring(workspace, folder, *(_ticket(place, text) for place, text in named))
    bring_text(workspace, folder, "events.csv", _failures(workspace))


def _ticket(place: int, text: str) -> dict[str, object]:
    return ticket(
        FIRST_NUMBER + place,
        url=f"https://desk.example/{place}?{text}",
        subject=f"subject{place} {text}",
        raw_subject=f"subject{place} {text}",
        organization={"name": f"account{place} {text}"},
        requester={"id": 7, "name": f"requester{place} {text}", "email": "w@x.example"},
        assignee={"id": 8, "name": f"assignee{place} {text}", "email": "s@x.example"},
        assignee_id=8,
        tags=["payments", f"feature-area{place} {text}", f"loose{place} {text}"],
        comments=[
            comment(1, body=f"[{150 - place}] message{place} {text}"),
            comment(2, author_id=8, public=False, body=f"answer{place} {text}"),
        ],
    )


def _failures(workspace: Workspace) -> str:
    at = workspace.as_of - timedelta(minutes=5)
    rows = [
        (
            f"e{place}-{failure}",
            "connection failure",
            f"origin{place} {text}",
            at.isoformat(),
            f"feature-area{place} {text}",
            text,
        )
        for place, text in enumerate(STORABLE)
        for failure in range(FAILURES)
    ]
    return _table(("id", "kind", "source", "at", "feature_area", "label_host"), rows)


def _act(workspace: Workspace) -> None:
    """Do by hand what leaves texts: owners, next actions, escalations, notes."""
    for place, text in enumerate(STORABLE):
        number = [find_ticket(workspace, number_of(place))]
        someone = replace(workspace, actor=f"actor{place} {text}")
        set_next_action(someone, number, f"action{place} {text}")
        set_owner(someone, number, f"owner{place} {text}")
        if place % 2:
            escalate(someone, number, f"escalation-reason{place} {text}")
    keys = ("define-proactive", "choose-signals", "standardize-tags", "stakeholder-channels")
    for place, key in enumerate(keys):
        text = "".join(STORABLE[place :: len(keys)])
        someone = replace(workspace, actor=f"actor{place} {text}")
        change_rollout(someone, RolloutChange(done=(key,), notes=((key, f"note{place} {text}"),)))


def _overwrite(workspace: Workspace) -> None:
    """Put texts where today's importers and sentences let none through."""
    with workspace.database.writing() as session:
        for place, words in enumerate(STORABLE):
            ticket_id = find_ticket(workspace, number_of(place))
            session.get_one(TicketRow, ticket_id).url = f"https://desk.example/{place}?{words}"
            session.get_one(TicketStandingRow, ticket_id).why = f"why{place} {words}"
        hostile = SourceRow(name="".join(STORABLE), system="x", data_as_of=workspace.as_of)
        session.add(hostile)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
