"""Zammad records in the shapes of its API and its webhooks."""

from typing import Any


def a_ticket(**changes: Any) -> dict[str, Any]:
    """A ticket as the list gives it, with ids alone."""
    return {
        "id": 7,
        "group_id": 1,
        "priority_id": 3,
        "state_id": 2,
        "organization_id": 5,
        "number": "22007",
        "title": "Payments fail",
        "owner_id": 9,
        "customer_id": 100,
        "close_at": None,
        "pending_time": None,
        "preferences": {},
        "created_at": "2026-03-01T10:00:00.000Z",
        "updated_at": "2026-03-02T10:00:00.500Z",
        **changes,
    }


def an_expanded_ticket(**changes: Any) -> dict[str, Any]:
    """A ticket as `expand=true` gives it, names beside the ids."""
    names = {
        "article_ids": [71, 72],
        "group": "Users",
        "organization": "Acme",
        "priority": "3 high",
        "state": "open",
        "owner": "bo@desk.example",
        "customer": "Ada@acme.example",
        "created_by": "Ada@acme.example",
    }
    return a_ticket(**names | changes)


def an_article(number: int = 71, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "ticket_id": 7,
        "type_id": 1,
        "sender_id": 2,
        "from": "Ada Lovelace <ada@acme.example>",
        "content_type": "text/html",
        "body": "<p>They fail <b>again</b>.</p>",
        "internal": False,
        "preferences": {},
        "created_by_id": 100,
        "created_at": f"2026-03-01T10:00:{number % 60:02}.000Z",
        **changes,
    }


def a_whole_ticket(**changes: Any) -> dict[str, Any]:
    """What `/api/v1/tickets/7?all=true` gives."""
    return {
        "ticket_id": 7,
        "ticket_article_ids": [71, 72, 73],
        "assets": {
            "Ticket": {"7": a_ticket(article_ids=[71, 72, 73]), "8": a_ticket(id=8)},
            "User": {
                "100": {"id": 100, "firstname": "Ada", "lastname": "Lovelace",
                        "email": "Ada@Acme.example", "login": "ada"},
                "9": {"id": 9, "firstname": "Bo", "lastname": "", "email": "bo@desk.example"},
            },
            "Organization": {"5": {"id": 5, "name": "Acme"}},
            "TicketArticle": {
                "72": an_article(72, sender_id=1, internal=True, created_by_id=9, **{"from": None}),
                "71": an_article(71),
                "73": an_article(73, sender_id=3, content_type="text/plain", body="Auto"),
            },
        },
        "tags": ["payments", "vip"],
        "links": [],
        **changes,
    }  # fmt: skip


def a_webhook(**changes: Any) -> dict[str, Any]:
    """What a webhook sends: names as texts or as whole objects."""
    ada = {"id": 100, "login": "ada", "firstname": "Ada", "lastname": "Lovelace",
           "email": "ada@acme.example", "organization": "Acme"}  # fmt: skip
    ticket = a_ticket(
        article_ids=[71, 72],
        customer=ada,
        owner={"id": 9, "login": "bo", "firstname": "Bo", "lastname": "Diddley"},
        organization={"id": 5, "name": "Acme"},
        priority={"id": 3, "name": "3 high"},
        state="open",
    )
    article = an_article(72, sender="Agent", sender_id=1, created_by=ada, **{"from": "Bo Diddley"})
    return {"ticket": ticket, "article": article, **changes}
