"""Change sets: what people do, recorded so that it can be undone, redone and audited."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Table, and_, cast, delete, func, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, exists, select
from sqlmodel.sql.expression import SelectOfScalar

from radar_tui.db.engine import APPLICATION_ID
from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.feed import announce
from radar_tui.db.tables import (
    ChangeSetEntryRow,
    ChangeSetRow,
    ChannelRow,
    ChannelUpdateRow,
    FixRow,
    HabitRow,
    InterventionRow,
    MacroRow,
    MacroUseRow,
    MetricPlanRow,
    PriorityOverrideRow,
    PromiseRow,
    QualitySampleRow,
    ResponseRow,
    RolloutItemRow,
    RuleRow,
    ScoreOpinionRow,
    SettingRow,
    SilenceRow,
    TeammateRow,
    TeamRow,
    TicketNoteRow,
    TicketTagEditRow,
    TrainingRow,
)

UNDO = "undo"
REDO = "redo"

TEAM_ROWS: dict[str, type[TeamRow]] = {
    "channel": ChannelRow,
    "channel_update": ChannelUpdateRow,
    "fix": FixRow,
    "habit": HabitRow,
    "intervention": InterventionRow,
    "macro": MacroRow,
    "macro_use": MacroUseRow,
    "metric_plan": MetricPlanRow,
    "priority_override": PriorityOverrideRow,
    "promise": PromiseRow,
    "quality_sample": QualitySampleRow,
    "response": ResponseRow,
    "rollout_item": RolloutItemRow,
    "rule": RuleRow,
    "score_opinion": ScoreOpinionRow,
    "setting": SettingRow,
    "silence": SilenceRow,
    "teammate": TeammateRow,
    "ticket_note": TicketNoteRow,
    "ticket_tag_edit": TicketTagEditRow,
    "training": TrainingRow,
}

Image = dict[str, Any]
NumberedRow = ChannelUpdateRow | FixRow | MacroUseRow | PromiseRow | SilenceRow | TicketNoteRow


class ChangeSet:
    """What one action by one person does to team rows, within one writing scope.

    Rows given to it are values: they are written as they are, and their `rev` must be the one that
    was read (0 for a row that is new).
    """

    def __init__(
        self,
        session: Session,
        *,
        actor: str,
        at: datetime,
        action: str,
        label: str,
        undoes_id: int | None = None,
    ) -> None:
        self._session = session
        header = ChangeSetRow(actor=actor, at=at, action=action, label=label, undoes_id=undoes_id)
        session.add(header)
        session.flush()
        self.id = header.id or 0

    def put(self, row: TeamRow) -> None:
        """Insert or update a row.

        Raises:
            MovedOnError: somebody changed the row since it was read.
        """
        image = row.model_dump(mode="json")
        stored = self._stored_at(row, image)
        self._write(str(row.__tablename__), image, stored, image)

    def remove(self, row: TeamRow) -> None:
        """Delete a row.

        Raises:
            MovedOnError: somebody changed the row since it was read.
        """
        image = row.model_dump(mode="json")
        stored = self._stored_at(row, image)
        self._write(str(row.__tablename__), image, stored, None)

    def invert(self, entry: ChangeSetEntryRow) -> None:
        """Put a row back to what it held before an entry.

        Raises:
            MovedOnError: the row no longer holds what the entry left in it.
        """
        image = entry.before or entry.after or {}
        stored = _stored(self._session, entry.table_name, image)
        if _as_told_by(entry.after, stored) != _content(entry.after):
            raise MovedOnError(_moved_on(self._session, entry.table_name, entry.pk))
        target = {**stored, **entry.before} if stored and entry.before else entry.before
        self._write(entry.table_name, image, stored, target)

    def _stored_at(self, row: TeamRow, image: Image) -> Image | None:
        name = str(row.__tablename__)
        stored = _stored(self._session, name, image)
        if (stored["rev"] if stored else 0) != row.rev:
            pk = _pk(SQLModel.metadata.tables[name], image)
            raise MovedOnError(_moved_on(self._session, name, pk))
        return stored

    def _write(self, name: str, image: Image, stored: Image | None, target: Image | None) -> None:
        pk = _pk(SQLModel.metadata.tables[name], image)
        # A row that was deleted and comes back goes on counting: a revision is never used twice.
        rev = max(_last_rev(self._session, name, pk), stored["rev"] if stored else 0) + 1
        after = None if target is None else {**target, "rev": rev}
        if not _apply(self._session, name, stored, after, image):
            raise MovedOnError(_moved_on(self._session, name, pk))
        self._session.add(
            ChangeSetEntryRow(
                change_set_id=self.id,
                table_name=name,
                pk=pk,
                rev=rev,
                before=stored,
                after=after,
            )
        )
        announce(self._session, name, pk=pk, rev=rev)
        self._session.flush()
        self._session.expire_all()


def unused_id(session: Session, model: type[NumberedRow]) -> int:
    """Give an id that no row ever had: audit rows speak of those that were taken back.

    On PostgreSQL nobody else draws an id of that table until this writing scope ends.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock(APPLICATION_ID, func.hashtext(model.__tablename__))
        session.connection().execute(select(lock))
    present = session.connection().execute(select(func.max(col(model.id)))).scalar()
    entry = ChangeSetEntryRow
    recorded = select(func.max(cast(col(entry.pk), Integer))).where(
        col(entry.table_name) == model.__tablename__
    )
    return max(present or 0, session.connection().execute(recorded).scalar() or 0) + 1


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What an undo or redo was about."""

    change_set_id: int
    label: str


def undo(session: Session, *, actor: str, at: datetime) -> TakenBack:
    """Take back the actor's newest action that still stands.

    Raises:
        WorkspaceError: there is nothing to undo.
        MovedOnError: somebody changed one of its rows since; nothing is changed.
    """
    standing = (
        _by(actor)
        .where(col(ChangeSetRow.action) != UNDO, ~_is_taken_back())
        .order_by(col(ChangeSetRow.id).desc())
    )
    target = session.exec(standing.limit(1)).first()
    if target is None:
        raise WorkspaceError("nothing to undo")
    return _invert(session, target, actor=actor, at=at, action=UNDO)


def redo(session: Session, *, actor: str, at: datetime) -> TakenBack:
    """Do again what the actor undid last, unless they acted since.

    Raises:
        WorkspaceError: there is nothing to redo.
        MovedOnError: somebody changed one of its rows since; nothing is changed.
    """
    newest = col(ChangeSetRow.id).desc()
    undone = _by(actor).where(col(ChangeSetRow.action) == UNDO, ~_is_taken_back())
    target = session.exec(undone.order_by(newest).limit(1)).first()
    acted = _by(actor).where(col(ChangeSetRow.action).not_in((UNDO, REDO)))
    last_action = session.exec(acted.order_by(newest).limit(1)).first()
    if target is None or (last_action and (last_action.id or 0) > (target.id or 0)):
        raise WorkspaceError("nothing to redo")
    return _invert(session, target, actor=actor, at=at, action=REDO)


def _by(actor: str) -> SelectOfScalar[ChangeSetRow]:
    return select(ChangeSetRow).where(ChangeSetRow.actor == actor)


def _is_taken_back() -> Any:
    inverse = SQLModel.metadata.tables["change_set"].alias("inverse")
    return exists().where(inverse.c.undoes_id == col(ChangeSetRow.id))


def _invert(
    session: Session, target: ChangeSetRow, *, actor: str, at: datetime, action: str
) -> TakenBack:
    entries = session.exec(
        select(ChangeSetEntryRow)
        .where(ChangeSetEntryRow.change_set_id == target.id)
        .order_by(col(ChangeSetEntryRow.id).desc())
    ).all()
    label, target_id = target.label, target.id or 0
    inverse = ChangeSet(
        session, actor=actor, at=at, action=action, label=label, undoes_id=target_id
    )
    for entry in entries:
        session.refresh(entry)
        inverse.invert(entry)
    return TakenBack(target_id, label)


def _as_told_by(image: Image | None, stored: Image | None) -> Image | None:
    """What is stored in the columns that an image has: an older Radar knew fewer of them."""
    told = stored if image is None or stored is None else {key: stored.get(key) for key in image}
    return _content(told)


def _content(image: Image | None) -> Image | None:
    return None if image is None else {**image, "rev": None}


def _pk(table: Table, image: Mapping[str, Any]) -> str:
    values = [image[column.name] for column in table.primary_key]
    return str(values[0]) if len(values) == 1 else json.dumps(values)


def _same_row(table: Table, image: Mapping[str, Any]) -> Any:
    return and_(*(column == image[column.name] for column in table.primary_key))


def _stored(session: Session, name: str, image: Mapping[str, Any]) -> Image | None:
    table = SQLModel.metadata.tables[name]
    found = session.execute(table.select().where(_same_row(table, image))).mappings().first()
    if found is None:
        return None
    return TEAM_ROWS[name].model_validate(dict(found)).model_dump(mode="json")


def _apply(
    session: Session, name: str, stored: Image | None, after: Image | None, image: Image
) -> bool:
    """Write one image; False where a faster writer got in between."""
    table = SQLModel.metadata.tables[name]
    if after is None:
        if stored is None:
            return False
        same = and_(_same_row(table, image), table.c.rev == stored["rev"])
        return _row_count(session, delete(table).where(same)) == 1
    values = TEAM_ROWS[name].model_validate(after).model_dump()
    if stored is not None:
        same = and_(_same_row(table, image), table.c.rev == stored["rev"])
        return _row_count(session, update(table).where(same).values(**values)) == 1
    try:
        with session.begin_nested():
            session.execute(insert(table).values(**values))
    except IntegrityError:
        return False
    return True


def _row_count(session: Session, statement: Any) -> int:
    return int(session.connection().execute(statement).rowcount)


def _last_rev(session: Session, name: str, pk: str) -> int:
    entry = _last_entry(session, name, pk)
    return entry.rev if entry else 0


def _last_entry(session: Session, name: str, pk: str) -> ChangeSetEntryRow | None:
    query = (
        select(ChangeSetEntryRow)
        .where(ChangeSetEntryRow.table_name == name, ChangeSetEntryRow.pk == pk)
        .order_by(col(ChangeSetEntryRow.id).desc())
    )
    return session.exec(query.limit(1)).first()


def _moved_on(session: Session, name: str, pk: str) -> str:
    entry = _last_entry(session, name, pk)
    header = session.get(ChangeSetRow, entry.change_set_id) if entry else None
    who = header.actor if header else "somebody else"
    return f"{who} changed this in the meantime ({name.replace('_', ' ')}); look again, then repeat"
