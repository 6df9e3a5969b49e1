"""Reads the team's people from a table."""

from radar_tui.domain.records import SourcePerson
from radar_tui.ingest.accounts import zone_of
from radar_tui.ingest.reader import ExportKind
from radar_tui.ingest.table import Row, RowError
from radar_tui.ingest.typed_rows import TypedRowReader


def _person(row: Row) -> SourcePerson:
    email = row.required("email")
    if "@" not in email:
        raise RowError("email is not an e-mail address")
    return SourcePerson(
        email=email.lower(),
        name=row.required("name"),
        roles=tuple(role.lower() for role in row.words("roles", ";,")),
        tier=row.integer("tier", 1, 3),
        zone=zone_of(row),
    )


PEOPLE = TypedRowReader(
    name="people",
    kind=ExportKind.PEOPLE,
    title="a table of people",
    required=frozenset(("email", "name")),
    telling=frozenset(("roles",)),
    build=_person,
)
"""Columns: email, name, roles (by ; or comma), tier (1-3), zone."""
