"""People and terms: rows with a natural key of their own, upserted alike."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Table, insert, update
from sqlmodel import Session, SQLModel

from radar_tui.db.imports.images import keep_images
from radar_tui.db.imports.runs import ImportCounts
from radar_tui.domain.records import SourcePerson

Values = dict[str, Any]


def store_people(
    session: Session, run_id: int, people: Sequence[tuple[SourcePerson, str]]
) -> ImportCounts:
    """Upsert people (record and content hash) by e-mail address."""
    rows = [
        {
            "email": person.email.casefold(),
            "name": person.name,
            "roles": list(person.roles),
            "tier": person.tier,
            "zone": person.zone,
            "content_hash": content_hash,
        }
        for person, content_hash in people
    ]
    return upsert(session, run_id, "person", "email", rows)


def upsert(
    session: Session,
    run_id: int,
    table_name: str,
    key: str,
    rows: list[Values],
    *,
    after: Callable[[list[Values]], None] | None = None,
) -> ImportCounts:
    """Insert what is new and update what differs; the last of several rows with one key counts."""
    table = SQLModel.metadata.tables[table_name]
    last = {row[key]: row for row in rows}
    known = _known(session, table, key, list(last))
    new = [row for value, row in last.items() if value not in known]
    changed = [
        row
        for value, row in last.items()
        if value in known and known[value][1] != row["content_hash"]
    ]
    keep_images(session, run_id, table_name, [known[row[key]][0] for row in changed])
    pk = next(iter(table.primary_key))
    for row in changed:
        session.connection().execute(
            update(table).where(pk == known[row[key]][0]).values(**row, last_run_id=run_id)
        )
    if new:
        runs = {"first_run_id": run_id, "last_run_id": run_id}
        session.connection().execute(insert(table), [row | runs for row in new])
    if after and (new or changed):
        after(new + changed)
    return ImportCounts(
        read=len(rows),
        inserted=len(new),
        updated=len(changed),
        unchanged=len(rows) - len(new) - len(changed),
    )


def _known(
    session: Session, table: Table, key: str, values: list[Any]
) -> dict[Any, tuple[Any, str]]:
    pk = next(iter(table.primary_key))
    query = table.select().where(table.c[key].in_(values))
    return {
        row[key]: (row[pk.name], row["content_hash"]) for row in session.execute(query).mappings()
    }
