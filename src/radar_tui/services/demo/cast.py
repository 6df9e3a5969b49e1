"""Reads who appears in the demo: accounts, their people, the team and the vocabulary."""

from dataclasses import dataclass
from unicodedata import combining, normalize

import msgspec

from radar_tui.domain.records import AuthorRole, TagKind
from radar_tui.services.demo.corpus import read_asset
from radar_tui.services.demo.world import Account, Author, Requester, Teammate, Term

_FIRST_AGENT_ID = 900_100
_FIRST_REQUESTER_ID = 910_000
_FIRST_ORGANIZATION_ID = 70_010

SYSTEM = Author(-1, "System", AuthorRole.SYSTEM)
"""The help desk's own voice; -1 is the number Zendesk gives it."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in the demo, with the vendor's addresses and the agreed tags."""

    help_desk: str
    support_address: str
    accounts: tuple[Account, ...]
    people: tuple[Teammate, ...]
    vocabulary: tuple[Term, ...]

    @property
    def agents(self) -> tuple[Teammate, ...]:
        """Those who answer tickets."""
        return tuple(person for person in self.people if "agent" in person.roles)

    def account(self, name: str) -> Account:
        """Find an account by its name."""
        return next(account for account in self.accounts if account.name == name)

    def person(self, name: str) -> Teammate:
        """Find a teammate by name."""
        return next(person for person in self.people if person.author.name == name)


class _Vendor(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    support_address: str
    help_desk: str


class _Office(msgspec.Struct, forbid_unknown_fields=True):
    zone: str
    shift: tuple[int, int]


class _Person(msgspec.Struct, forbid_unknown_fields=True):
    email: str
    name: str
    roles: list[str]
    office: str
    tier: int | None = None


class _Account(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    arr: int
    tier: int
    segment: str
    zone: str
    domains: list[str]
    team: str
    requesters: list[list[str]]


class _CastFile(msgspec.Struct, forbid_unknown_fields=True):
    vendor: _Vendor
    offices: dict[str, _Office]
    people: list[_Person]
    accounts: list[_Account]
    teams: dict[str, dict[str, str]]


class _Tag(msgspec.Struct, forbid_unknown_fields=True):
    label: str
    aliases: list[str]


def load_cast() -> Cast:
    """Read the cast and the vocabulary.

    Raises:
        msgspec.ValidationError: a file that does not follow its format.
    """
    read = read_asset("cast.yaml", _CastFile)
    return Cast(
        help_desk=read.vendor.help_desk,
        support_address=read.vendor.support_address,
        accounts=tuple(_accounts(read)),
        people=tuple(_people(read)),
        vocabulary=tuple(_vocabulary()),
    )


def _people(read: _CastFile) -> list[Teammate]:
    return [
        Teammate(
            Author(_FIRST_AGENT_ID + number, each.name, AuthorRole.AGENT, each.email),
            tuple(each.roles),
            each.tier,
            read.offices[each.office].zone,
            read.offices[each.office].shift,
        )
        for number, each in enumerate(read.people)
    ]


def _accounts(read: _CastFile) -> list[Account]:
    accounts = []
    for number, each in enumerate(read.accounts):
        team = read.teams[each.team]
        people = [
            _requester(_FIRST_REQUESTER_ID + 10 * number + place, person, each.domains[0])
            for place, person in enumerate(each.requesters)
        ]
        accounts.append(
            Account(
                _FIRST_ORGANIZATION_ID + number, each.name, each.arr, each.tier, each.segment,
                team["am"], team["csm"], team["se"], each.zone, tuple(each.domains), tuple(people),
            )
        )  # fmt: skip
    return accounts


def _requester(user_id: int, person: list[str], domain: str) -> Requester:
    name, title, *language = person
    address = f"{_plain(name)}@{domain}"
    author = Author(user_id, name, AuthorRole.CUSTOMER, address)
    return Requester(author, title, language[0] if language else "en")


def _plain(name: str) -> str:
    letters = (letter for letter in normalize("NFKD", name.lower()) if not combining(letter))
    return "".join(letters).replace("ø", "o").replace(" ", ".")


def _vocabulary() -> list[Term]:
    read = read_asset("vocabulary.yaml", dict[str, dict[str, _Tag]])
    return [
        Term(TagKind(kind), name, tag.label, tuple(tag.aliases))
        for kind, tags in read.items()
        for name, tag in tags.items()
    ]
