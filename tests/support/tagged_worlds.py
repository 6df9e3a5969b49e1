"""A workspace whose tickets teach what tags to suggest, with some that lack theirs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from radar_tui.services import tag_suggestions
from radar_tui.services.ticket_vectors import read_ticket_vectors
from radar_tui.services.workspace import Workspace
from support.vectors import FakeReader
from support.workspaces import bring, bring_text, comment, ticket

VOCABULARY = (
    "kind,name,label,aliases\n"
    "feature-area,payments,Payments,\n"
    "feature-area,exports,Exports,\n"
    "feature-area,connector,Connector,\n"
    "root-cause,token-expiry,Token expiry,\n"
    "root-cause,slow-query,Slow query,\n"
)
AREAS = {"payment": "payments", "export": "exports", "token": "connector"}
ACCOUNTS = "id,name,arr,tier\na,ACME,310000,5\nb,Globex,120000,4\nc,Initech,9000,1\n"
NAMES = ("ACME", "Globex", "Initech")
OLD = datetime(2026, 9, 1, 8, tzinfo=UTC)
NEW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def said(number: int, text: str, *, at: datetime, **values: Any) -> dict[str, Any]:
    """A ticket about something, of the three accounts by turns."""
    moment = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    return ticket(
        number,
        subject=text,
        created_at=moment,
        updated_at=moment,
        organization={"name": NAMES[number % 3]},
        comments=[comment(number, body=f"[20] The {text} fails.", created_at=moment)],
        **({"tags": []} | values),
    )


def teach(workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """120 closed tickets that carry their area, and three open ones, 500 to 502, that do not."""
    monkeypatch.setattr(tag_suggestions, "similarity_version", lambda _: "fake")
    bring_text(workspace, folder, "accounts.csv", ACCOUNTS)
    bring_text(workspace, folder, "vocabulary.csv", VOCABULARY)
    words = list(AREAS)
    past = [
        said(
            number,
            words[number % 3],
            at=OLD + timedelta(hours=9 * number),
            tags=[AREAS[words[number % 3]]],
            status="closed",
        )
        for number in range(1, 121)
    ]
    lacking = [
        said(500 + place, word, at=NEW + timedelta(hours=place))
        for place, word in enumerate(("export", "payment", "token"))
    ]
    bring(workspace, folder, *past, *lacking)
    read_ticket_vectors(workspace, FakeReader())
