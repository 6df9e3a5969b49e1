"""Tickets that change over time, as pages of exports show them: for any order, any repetition."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlmodel import SQLModel

from radar_tui.db.tables import RuleRow, RuleVersionRow
from radar_tui.services.workspace import Workspace
from support.workspaces import bring, bring_text, comment, ticket

BEGAN = datetime.fromisoformat("2026-11-20T08:00:00Z")
ACCOUNTS = "accounts.csv"
WILE = {"id": 7, "name": "Wile", "email": "wile@acme.example", "role": "end-user"}
MAY_BE_LEFT_OUT = (
    "assignee",
    "organization",
    "priority",
    "requester",
    "satisfaction_rating",
    "subject",
    "raw_subject",
    "tags",
    "url",
)
"""What a version of a ticket may say nothing of."""
Ticket: TypeAlias = dict[str, Any]
Page: TypeAlias = list[Ticket] | str
"""Tickets of one page, or a file of accounts."""

Content: TypeAlias = dict[str, list[tuple[object, ...]]]

# What a fresh workspace comes with.
_SHIPPED = {RuleRow.__tablename__, RuleVersionRow.__tablename__}
_SOURCE_TABLES = (
    "account",
    "account_domain",
    "source",
    "ticket",
    "ticket_tag",
    "ticket_history",
    "message",
)
# A revision counts what happened to a row; undoing a run is one more thing that did.
_COUNTERS = {"revision"}
_BOOKKEEPING = _COUNTERS | {"id", "ticket_id", "account_id", "first_run_id", "last_run_id"}


def _at(version: int) -> str:
    return (BEGAN + timedelta(hours=version)).isoformat()


def _looks() -> st.SearchStrategy[Callable[[int, int], Ticket]]:
    """What one version of a ticket says of itself, as a function of its number and version."""
    return st.builds(
        _look,
        status=st.sampled_from(("open", "pending", "solved", "deleted")),
        tags=st.lists(st.sampled_from(("payments", "vip", "Exports")), unique=True, max_size=2),
        organization=st.sampled_from((None, "ACME", "Globex")),
        requester=st.sampled_from((WILE, WILE | {"email": "wile@globex.example"}, None)),
        satisfaction=st.sampled_from(("good", "bad", "offered")),
        shape=st.sampled_from(("thread", "description", "bare")),
        left_out=st.sets(st.sampled_from(MAY_BE_LEFT_OUT)),
    )


def _look(
    status: str,
    tags: list[str],
    organization: str | None,
    requester: Ticket | None,
    satisfaction: str,
    shape: str,
    left_out: set[str],
) -> Callable[[int, int], Ticket]:
    def version_of(number: int, version: int) -> Ticket:
        values = ticket(
            number,
            subject=f"Ticket {number}, version {version}",
            status=status,
            tags=tags,
            updated_at=_at(version),
            organization={"name": organization} if organization else None,
            requester=requester,
            satisfaction_rating={"score": satisfaction},
            priority=f"p{version}",
            assignee={"name": f"Agent {version}"},
        )
        for name in left_out:
            del values[name]
        threads: dict[str, Ticket] = {
            "thread": _thread(number, version, tags),
            "description": {"description": f"The beginning of {number}."},
            "bare": {},
        }
        del values["comments"]
        return values | threads[shape]

    return version_of


def _thread(number: int, version: int, tags: list[str]) -> Ticket:
    """A thread that grows by a comment with each version, and how the tags came to be."""
    bodies = {entry: f"Comment {entry} of {number}." for entry in range(version + 1)}
    return {
        "comments": [comment(k, body=body, created_at=_at(k)) for k, body in bodies.items()],
        "audits": [
            {
                "id": 1000 * number + version,
                "ticket_id": number,
                "created_at": _at(version),
                "events": [
                    {
                        "type": "Change",
                        "field_name": "tags",
                        "previous_value": [],
                        "value": tags,
                    }
                ],
            }
        ],
    }


@st.composite
def pages(draw: st.DrawFn, *, most: int = 6) -> list[Page]:
    """Pages that show up to three tickets in up to four versions, and perhaps the accounts.

    A version of a ticket looks the same wherever it is shown.
    """
    looks = [draw(st.lists(_looks(), min_size=1, max_size=4)) for _ in range(3)]
    versions = [
        look(number, version)
        for number, of_ticket in enumerate(looks, start=1)
        for version, look in enumerate(of_ticket)
    ]
    accounts = "id,name,domains\na-1,ACME,acme.example\na-2,Globex,globex.example\n"
    shown = st.lists(st.sampled_from(versions), min_size=1, max_size=3)
    return draw(st.lists(st.one_of(shown, st.just(accounts)), min_size=2, max_size=most))


@st.composite
def pages_and_another_order(draw: st.DrawFn) -> tuple[list[Page], list[Page]]:
    """Pages, and the same in another order, some of them more than once."""
    first = draw(pages())
    again = draw(st.lists(st.sampled_from(first), max_size=3))
    return first, draw(st.permutations([*first, *again]))


@st.composite
def two_versions(draw: st.DrawFn) -> tuple[Ticket, Ticket]:
    """An older and a newer version of one ticket, which may differ in all they say."""
    older, newer = (draw(_looks())(1, version) for version in (1, 2))
    for words, version in (("older", older), ("newer", newer)):
        for entry in version.get("comments", ()):
            entry["body"] += draw(st.sampled_from(("", f" As the {words} says.")))
        if version.get("comments"):
            kept = st.lists(st.sampled_from(version["comments"]), min_size=1, unique_by=_id)
            version["comments"] = draw(kept)
    return older, newer


def _id(entry: Ticket) -> object:
    return entry["id"]


def bring_page(workspace: Workspace, folder: Path, page: Page) -> int:
    """Import one page; gives the run."""
    if isinstance(page, str):
        return bring_text(workspace, folder, ACCOUNTS, page).run
    return bring(workspace, folder, *page).run


def empty(workspace: Workspace) -> None:
    """Make a workspace as fresh as a new one, in a fraction of the time."""
    with workspace.database.writing() as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            if table.name not in _SHIPPED:
                session.connection().execute(delete(table))


def rows_held(workspace: Workspace) -> Content:
    """Every row that imports have written, with its ids and runs, in a fixed order."""
    return _read(workspace, _SOURCE_TABLES, _COUNTERS)


def team_rows(workspace: Workspace) -> Content:
    """Every row that people have written."""
    return _read(workspace, ("ticket_tag_edit", "intervention"), set())


def told(workspace: Workspace) -> Content:
    """What the sources have told, by their own names: without numbers that depend on the order.

    A description that has given way to its thread counts for nothing; whether it is there at all
    depends on which came first.
    """
    with workspace.database.reading() as session:
        tables = SQLModel.metadata.tables
        names = {
            "ticket_id": dict(_pairs(session, tables["ticket"], "external_id")),
            "account_id": dict(_pairs(session, tables["account"], "name")),
        }
        found: Content = {}
        for name in _SOURCE_TABLES:
            rows = [dict(row) for row in session.execute(select(tables[name])).mappings()]
            found[name] = sorted(
                (
                    tuple(
                        (key, names[key].get(value)) if key in names else (key, value)
                        for key, value in row.items()
                        if key in names or key not in _BOOKKEEPING
                    )
                    for row in rows
                    if row.get("noise") != "duplicate"
                ),
                key=repr,
            )
        return found


def _pairs(session: Any, table: Any, name: str) -> list[tuple[int, str]]:
    return [tuple(row) for row in session.execute(select(table.c.id, table.c[name]))]


def _read(workspace: Workspace, tables: tuple[str, ...], without: set[str]) -> Content:
    with workspace.database.reading() as session:
        return {
            name: sorted(
                (
                    tuple((key, value) for key, value in row.items() if key not in without)
                    for row in session.execute(select(SQLModel.metadata.tables[name])).mappings()
                    # A source stays known when all its runs are undone.
                    if name != "source" or row["data_as_of"]
                ),
                key=repr,
            )
            for name in tables
        }
