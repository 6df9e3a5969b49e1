"""Names, domains and aliases that only one row may hold: who gets what of a chunk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Owner: TypeAlias = int | str


class Wanted(NamedTuple):
    """One thing that only one owner may hold, such as ("domain", "acme.example")."""

    what: str
    value: str


class Clash(NamedTuple):
    """What a record may not have, and who has it."""

    wanted: Wanted
    holder: Owner


@dataclass(frozen=True, slots=True)
class Claim:
    """All that one record wants. What its owner holds in the workspace is let go for it."""

    owner: Owner
    wants: tuple[Wanted, ...]


def settle(
    claims: Iterable[Claim],
    held: Mapping[Wanted, Owner],
    reserved: Mapping[Wanted, Owner] | None = None,
) -> dict[Owner, Clash]:
    """Give the owners whose claims clash; the others can all be written together.

    Of two claims the first counts. An owner whose claim is refused keeps what it holds, which may
    refuse another claim in turn. `reserved` goes to its owner whatever the order.
    """
    refused: dict[Owner, Clash] = {}
    open_claims = list(claims)
    while True:
        clashes = _clashes(open_claims, held, reserved or {})
        if not clashes:
            return refused
        refused |= clashes
        open_claims = [claim for claim in open_claims if claim.owner not in clashes]


def _clashes(
    claims: Sequence[Claim], held: Mapping[Wanted, Owner], reserved: Mapping[Wanted, Owner]
) -> dict[Owner, Clash]:
    letting_go = {claim.owner for claim in claims}
    holders = {wanted: owner for wanted, owner in held.items() if owner not in letting_go}
    clashes: dict[Owner, Clash] = {}
    for claim in claims:
        clash = next(
            (
                Clash(wanted, known[wanted])
                for wanted in claim.wants
                for known in (reserved, holders)
                if known.get(wanted, claim.owner) != claim.owner
            ),
            None,
        )
        if clash:
            clashes[claim.owner] = clash
        else:
            holders |= dict.fromkeys(claim.wants, claim.owner)
    return clashes
