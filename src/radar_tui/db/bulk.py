"""Many rows into one table: one compiled statement, values converted a column at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Column, Dialect, insert
from sqlmodel import Session, SQLModel, UTCDateTime

Convert = Callable[[Any], Any]


def insert_rows(session: Session, table_name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns, among them every one that must be filled.

    SQLAlchemy looks at each value of each row. An import has millions, of which most go in as they
    are.
    """
    if not rows:
        return
    connection = session.connection()
    table = SQLModel.metadata.tables[table_name]
    columns = [column for column in table.columns if column.name in rows[0]]
    names = [column.name for column in columns]
    statement = insert(table).inline().compile(dialect=connection.dialect, column_keys=names)
    converters = _converters(session, columns, connection.dialect)
    by_column = (
        map(convert, held) if convert else held
        for convert, held in ((converters[name], map(itemgetter(name), rows)) for name in names)
    )
    values = zip(*by_column, strict=True)
    if statement.positional:
        connection.exec_driver_sql(str(statement), list(values))
    else:
        named = [dict(zip(names, row, strict=True)) for row in values]
        connection.exec_driver_sql(str(statement), named)


def _converters(
    session: Session, columns: Iterable[Column[Any]], dialect: Dialect
) -> dict[str, Convert | None]:
    """Give what makes a column's values such as the driver takes; None where they are already."""
    converters: dict[str, Convert | None] = {}
    for column in columns:
        convert: Convert | None = column.type.dialect_impl(dialect).bind_processor(dialect)
        if convert and dialect.name == "sqlite" and isinstance(column.type, UTCDateTime):
            times: SqliteTimes = session.info.setdefault(SqliteTimes, SqliteTimes(convert))
            convert = times.__getitem__
        converters[column.name] = convert
    return converters


class SqliteTimes(dict[datetime | None, Any]):
    """Times as `convert` writes them, each of those in UTC written once, and faster.

    One time stands in several rows, columns and tables: when it happened, was known, was updated.
    """

    def __init__(self, convert: Convert) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, time: datetime | None) -> Any:
        """Write one more time."""
        if time is None or time.tzinfo is not UTC:
            return self._convert(time)
        text = msgspec.to_builtins(time)  # Such as 2026-11-23T09:00:00Z, fractions as 09:00:00.25Z.
        written = self[time] = f"{text[:10]} {text[11:19]}.{text[20:-1]:0<6}"
        return written
