"""Tickets of a feature area, so many in a week."""

from datetime import datetime, timedelta
from typing import Any

from support.workspaces import ticket

WEEK = timedelta(days=7)
VOCABULARY = (
    "kind,name,label,aliases\nfeature-area,payments,Payments,\nfeature-area,sso,SSO,login\n"
)


def came(number: int, at: datetime, tag: str = "payments", account: int = 0) -> dict[str, Any]:
    """A ticket of a feature area that came at a moment."""
    moment = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    return ticket(
        number,
        created_at=moment,
        updated_at=moment,
        tags=[tag],
        organization={"name": f"Account {account or number % 5}"},
        comments=[],
    )


def weeks_ago(now: datetime, weeks: int, count: int, first: int) -> list[dict[str, Any]]:
    """Tickets of a whole week before that of a Monday, on different days."""
    monday = now.replace(hour=9) - WEEK * weeks
    return [
        came(first + number, monday + timedelta(days=number % 5, minutes=number))
        for number in range(count)
    ]
