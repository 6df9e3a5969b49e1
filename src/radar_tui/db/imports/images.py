"""Pre-images: what imported rows held before a run changed them, and putting it back.

A ticket's image carries its tags and an account's its domains, under `_parts`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, cast, delete, insert, literal, update
from sqlmodel import Session, SQLModel, col, select

from radar_tui.db.bulk import insert_rows
from radar_tui.db.imports.standings import in_batches
from radar_tui.db.tables import (
    AccountDomainRow,
    AccountRow,
    EventRow,
    MessageRow,
    PersonRow,
    PreImageRow,
    TagAliasRow,
    TagRow,
    TicketRow,
    TicketTagRow,
)

PARTS = "_parts"

_ROWS: dict[str, type[SQLModel]] = {
    "account": AccountRow,
    "event": EventRow,
    "message": MessageRow,
    "person": PersonRow,
    "tag": TagRow,
    "ticket": TicketRow,
}
# Rows that belong to another row and are replaced with it: model, and the column naming the owner.
_PART_ROWS: dict[str, tuple[type[SQLModel], str]] = {
    "account": (AccountDomainRow, "account_id"),
    "tag": (TagAliasRow, "name"),
    "ticket": (TicketTagRow, "ticket_id"),
}


def keep_images(session: Session, run_id: int, table_name: str, keys: Iterable[Any]) -> None:
    """Keep what rows hold now, unless this run inserted them or kept them already."""
    for batch in in_batches(list(keys)):
        _keep(session, run_id, table_name, batch)


def _keep(session: Session, run_id: int, table_name: str, wanted: list[Any]) -> None:
    model = _ROWS[table_name]
    table = SQLModel.metadata.tables[table_name]
    key = next(iter(table.primary_key))
    kept = select(PreImageRow.pk).where(
        PreImageRow.run_id == run_id, PreImageRow.table_name == table_name
    )
    already = set(session.exec(kept.where(col(PreImageRow.pk).in_([str(k) for k in wanted]))))
    found = session.execute(
        table.select().where(key.in_(wanted), table.c.first_run_id != run_id)
    ).mappings()
    images = [
        {
            "run_id": run_id,
            "table_name": table_name,
            "pk": str(row[key.name]),
            "before": _image(model, row),
        }
        for row in found
        if str(row[key.name]) not in already
    ]
    _add_parts(session, table_name, images)
    if images:
        session.connection().execute(insert(PreImageRow), images)


def imaged_keys(session: Session, run_id: int, table_name: str) -> list[Any]:
    """Give the keys of the rows that a run changed."""
    query = select(PreImageRow.pk).where(
        PreImageRow.run_id == run_id, PreImageRow.table_name == table_name
    )
    return [_key(table_name, pk) for pk in session.exec(query)]


def clear_for_restoring(session: Session, run_id: int) -> None:
    """Take out of the way what changed rows hold, so that values can go back where they were.

    Between two rows values may have moved either way; put back one by one they would collide.
    """
    for table_name in _PART_ROWS:
        for batch in in_batches(imaged_keys(session, run_id, table_name)):
            replace_parts(session, table_name, batch, [])
    park_accounts(session, imaged_keys(session, run_id, "account"))


def park_accounts(session: Session, account_ids: Collection[int]) -> None:
    """Give accounts names that no other can have, until they are written in the same chunk."""
    for batch in in_batches(account_ids):
        session.connection().execute(
            update(AccountRow)
            .where(col(AccountRow.id).in_(batch))
            # No name's key has capitals.
            .values(name_key=literal("PARKED ") + cast(AccountRow.id, String), external_id=None)
        )


def restore_rows(session: Session, run_id: int) -> None:
    """Put back every row that a run changed; the run's own rows must be gone by then.

    What belonged to them must have been cleared. A ticket's revision goes on counting: what was
    computed from it before must not seem current.
    """
    of_run = select(PreImageRow.before).where(PreImageRow.run_id == run_id)
    for table_name in _ROWS:
        for keys in in_batches(imaged_keys(session, run_id, table_name)):
            wanted = col(PreImageRow.pk).in_([str(key) for key in keys])
            images = session.exec(of_run.where(PreImageRow.table_name == table_name, wanted))
            _restore(session, table_name, list(images))


def _restore(session: Session, table_name: str, images: Sequence[Mapping[str, Any]]) -> None:
    """Put rows of one table back, and what belongs to them."""
    model, table = _ROWS[table_name], SQLModel.metadata.tables[table_name]
    key = next(iter(table.primary_key))
    # A name of its own for each value: those of columns are the statement's own.
    named = {column.name: f"old_{column.name}" for column in table.columns}
    values: dict[str, ColumnElement[Any]] = {
        name: bindparam(old) for name, old in named.items() if name != key.name
    }
    if table_name == "ticket":
        values["revision"] = table.c.revision + 1
    statement = update(table).where(key == bindparam(named[key.name])).values(values)
    held = (model.model_validate(before).model_dump() for before in images)
    rows = [{named[name]: value for name, value in row.items()} for row in held]
    session.connection().execute(statement, rows)
    parts = [part for before in images for part in before.get(PARTS, ())]
    if parts:
        part_model, _ = _PART_ROWS[table_name]
        part_rows = [part_model.model_validate(part).model_dump() for part in parts]
        replace_parts(session, table_name, [], part_rows)


def replace_parts(
    session: Session, table_name: str, owners: Iterable[Any], rows: list[dict[str, Any]]
) -> None:
    """Replace the rows that belong to the given owners (tags, domains, aliases)."""
    model, owner_column = _PART_ROWS[table_name]
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    wanted = list(owners)
    if wanted:
        session.connection().execute(delete(table).where(table.c[owner_column].in_(wanted)))
    insert_rows(session, table.name, rows)


def _key(table_name: str, pk: str) -> int | str:
    """Read a key back from an image: a term's is its name, all others are numbers."""
    return pk if table_name == "tag" else int(pk)


def _image(model: type[SQLModel], row: Mapping[Any, Any]) -> dict[str, Any]:
    return model.model_validate(dict(row)).model_dump(mode="json")


def _add_parts(session: Session, table_name: str, images: list[dict[str, Any]]) -> None:
    if table_name not in _PART_ROWS or not images:
        return
    model, owner_column = _PART_ROWS[table_name]
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    by_owner: dict[str, list[dict[str, Any]]] = {image["pk"]: [] for image in images}
    owners = [_key(table_name, pk) for pk in by_owner]
    found = session.execute(table.select().where(table.c[owner_column].in_(owners))).mappings()
    for row in found:
        by_owner[str(row[owner_column])].append(_image(model, row))
    for image in images:
        image["before"][PARTS] = by_owner[image["pk"]]
