"""System tables: change sets, the change feed and leases."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index
from sqlmodel import Field, SQLModel


class ChangeSetRow(SQLModel, table=True):
    """One action by one person; the audit row."""

    __tablename__ = "change_set"
    __table_args__ = (Index("ix_change_set_actor", "actor", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    actor: str
    at: datetime
    action: str
    label: str
    undoes_id: int | None = Field(default=None, foreign_key="change_set.id", unique=True)


class ChangeSetEntryRow(SQLModel, table=True):
    """What one action did to one row: None before means inserted, None after means deleted."""

    __tablename__ = "change_set_entry"
    __table_args__ = (Index("ix_change_set_entry_row", "table_name", "pk", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    change_set_id: int = Field(foreign_key="change_set.id", index=True)
    table_name: str
    pk: str
    rev: int
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))


class ChangeRow(SQLModel, table=True):
    """The change feed: one row per import chunk (`pk` None) or changed row.

    `txid` is PostgreSQL's transaction id, by which readers skip what is still open; 0 on SQLite.
    """

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_txid", "txid", "seq"),)

    seq: int | None = Field(default=None, primary_key=True)
    table_name: str
    pk: str | None = None
    rev: int
    txid: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))


class LeaseRow(SQLModel, table=True):
    """The right of one process to do one kind of work until it expires."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    holder: str
    expires_at: datetime


class MarkRow(SQLModel, table=True):
    """How far a reader, or a piece of work that goes on, has come in a list that only grows."""

    __tablename__ = "mark"

    name: str = Field(primary_key=True)
    value: int
