"""The vocabulary: terms by name, and the spellings that count as each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from radar_tui.db.imports.claims import Claim, Owner, Wanted, settle
from radar_tui.db.imports.images import keep_images, replace_parts
from radar_tui.db.imports.keyed import upsert
from radar_tui.db.imports.runs import ImportCounts
from radar_tui.db.imports.standings import in_batches, restart_all
from radar_tui.db.tables import TagAliasRow, TagRow
from radar_tui.domain.records import Reject, SourceTag

NAME, ALIAS = "name", "alias"


@dataclass(frozen=True, slots=True)
class PreparedTag:
    """A term ready to be stored, and where its file has it."""

    position: int
    record: SourceTag
    content_hash: str


def store_tags(
    session: Session, run_id: int, tags: Sequence[PreparedTag]
) -> tuple[ImportCounts, list[Reject]]:
    """Upsert terms by name; gives the counts and the terms that claim another one's spelling.

    A term is always among its own aliases, and its name wins over the alias of another.
    """
    if not tags:
        return ImportCounts(), []
    terms = {tag.record.name: tag for tag in tags}
    own = _own_names(terms)
    held, overruled = _held(session, terms, own)
    claims = [Claim(name, _spellings(tag.record)) for name, tag in terms.items()]
    refused = settle(claims, held, own)
    accepted = {name: tag.record for name, tag in terms.items() if name not in refused}
    lost = {wanted.value: owner for wanted, owner in overruled.items() if own[wanted] in accepted}
    _take_over(session, run_id, {a: str(owner) for a, owner in lost.items()})

    def set_aliases(changed: list[dict[str, Any]]) -> None:
        names = [row["name"] for row in changed]
        aliases = [
            {"alias": spelling.value, "name": name}
            for name in names
            for spelling in _spellings(accepted[name])
        ]
        replace_parts(session, "tag", names, aliases)

    rows = [
        {
            "name": name,
            "kind": one.kind,
            "label": one.label,
            "content_hash": terms[name].content_hash,
        }
        for name, one in accepted.items()
    ]
    counts = upsert(session, run_id, "tag", "name", rows, after=set_aliases)
    if counts.inserted or counts.updated:
        restart_all(session)
    rejects = [
        Reject(terms[str(owner)].position, _reason(terms[str(owner)].record, clash.wanted), "")
        for owner, clash in refused.items()
    ]
    repeated = len(tags) - len(terms)
    return (
        counts + ImportCounts(len(rejects) + repeated, unchanged=repeated, rejected=len(rejects)),
        rejects,
    )


def _spellings(tag: SourceTag) -> tuple[Wanted, ...]:
    words = dict.fromkeys(word.casefold() for word in (tag.name, *tag.aliases))
    return tuple(Wanted(ALIAS, word) for word in words)


def _own_names(terms: Mapping[str, PreparedTag]) -> dict[Wanted, Owner]:
    own: dict[Wanted, Owner] = {}
    for name in terms:
        own.setdefault(Wanted(ALIAS, name.casefold()), name)
    return own


def _held(
    session: Session, terms: Mapping[str, PreparedTag], own: Mapping[Wanted, Owner]
) -> tuple[dict[Wanted, Owner], dict[Wanted, Owner]]:
    """Give who holds the wanted spellings, and which mere aliases must yield to a term's name."""
    held: dict[Wanted, Owner] = {}
    overruled: dict[Wanted, Owner] = {}
    wanted = {spelling.value for tag in terms.values() for spelling in _spellings(tag.record)}
    for some in in_batches(wanted):
        query = select(TagAliasRow.alias, TagAliasRow.name).where(col(TagAliasRow.alias).in_(some))
        for alias, name in session.exec(query):
            spelling = Wanted(ALIAS, alias)
            is_name = name.casefold() == alias
            yields = not is_name and own.get(spelling, name) != name
            (overruled if yields else held)[spelling] = name
    return held, overruled


def _take_over(session: Session, run_id: int, lost: Mapping[str, str]) -> None:
    """Take aliases from their terms, which then differ from what their file said."""
    for batch in in_batches(set(lost.values())):
        keep_images(session, run_id, "tag", batch)
        session.connection().execute(
            update(TagRow)
            .where(col(TagRow.name).in_(batch))
            .values(content_hash="", last_run_id=run_id)
        )
    for aliases in in_batches(lost):
        session.connection().execute(delete(TagAliasRow).where(col(TagAliasRow.alias).in_(aliases)))


def _reason(tag: SourceTag, wanted: Wanted) -> str:
    if wanted.value == tag.name.casefold():
        return "the name is another term already, but for its capitals"
    place = [alias.casefold() for alias in tag.aliases].index(wanted.value) + 1
    return f"alias {place} belongs to another term already; take it off one of the two"
