"""Reads the controlled vocabulary of tags from a table."""

from radar_tui.domain.records import SourceTag, TagKind
from radar_tui.ingest.reader import ExportKind
from radar_tui.ingest.table import Row, RowError
from radar_tui.ingest.typed_rows import TypedRowReader
from radar_tui.ingest.values import normal_word


def _tag(row: Row) -> SourceTag:
    try:
        kind = TagKind(normal_word(row.required("kind")).replace(" ", "-"))
    except ValueError:
        raise RowError(f"kind is not one of {', '.join(TagKind)}") from None
    name = row.required("name")
    label = row.text("label") or name
    return SourceTag(name=name, kind=kind, label=label, aliases=row.words("aliases", ";,"))


VOCABULARY = TypedRowReader(
    name="vocabulary",
    kind=ExportKind.VOCABULARY,
    title="a table of tags",
    required=frozenset(("kind", "name")),
    telling=frozenset(("label", "aliases")),
    build=_tag,
)
"""Columns: kind (feature-area, root-cause, escalation-reason), name, label, aliases (by ;)."""
