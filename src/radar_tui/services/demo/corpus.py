"""Reads the written material of the demo (assets/demo/*.yaml) into checked values."""

from enum import StrEnum
from importlib.resources import files
from typing import TypeVar

import msgspec


class StepKind(StrEnum):
    """What happens at one step of a conversation."""

    CUSTOMER = "customer"
    AGENT = "agent"
    NOTE = "note"
    FIX = "fix"
    THANKS = "thanks"

    @property
    def by_customer(self) -> bool:
        """Whether the customer writes it."""
        return self in (StepKind.CUSTOMER, StepKind.THANKS)


class _Read(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Common reading rules: kebab-case keys, and a misspelt key is an error."""


class Step(_Read, frozen=True):
    """One step; exactly one of the five kinds is given, with one text or several to choose from."""

    customer: str | list[str] | None = None
    agent: str | list[str] | None = None
    note: str | list[str] | None = None
    fix: str | list[str] | None = None
    thanks: str | list[str] | None = None
    ago: float | str | None = None
    by: str | None = None

    @property
    def kind(self) -> StepKind:
        """The kind that is given."""
        return next(kind for kind in StepKind if getattr(self, kind.value) is not None)

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts to choose from; a script has one."""
        given: str | list[str] = getattr(self, self.kind.value)
        return (given,) if isinstance(given, str) else tuple(given)


class Arc(_Read, frozen=True):
    """A written conversation: `mood` is the customer's at its worst, `lang` the language."""

    id: str
    mood: str
    channel: str
    subjects: list[str]
    steps: list[Step]
    lang: str = "en"
    root: str | None = None
    reason: str | None = None
    untagged_ok: bool = False
    area: str = ""


class Script(_Read, frozen=True):
    """One ticket of a story: who, how long ago and what, word for word."""

    account: str
    requester: int
    ago: float | str
    mood: str
    channel: str
    subject: str
    status: str
    steps: list[Step]
    area: str | None = None
    satisfaction: str | None = None
    priority: str | None = None
    loop: int = 0


class Story(_Read, frozen=True):
    """A story of the demo: its tickets, and the tags they share."""

    area: str
    tickets: list[Script]
    root: str | None = None


class Opening(_Read, frozen=True):
    """An alternative first message for conversations of one root cause and mood."""

    mood: str
    subject: str
    text: str


class Loop(_Read, frozen=True):
    """What the two machines of an auto-reply loop keep telling each other."""

    automatic: str
    acknowledgement: str


class Stories(_Read, frozen=True):
    """The file of stories."""

    stories: dict[str, Story]
    loop: Loop
    token_openings: list[Opening]


class NoiseMail(_Read, frozen=True):
    """A mail that is not a support case; `from` names the sender where it matters."""

    subject: str
    text: str
    sender: str | None = msgspec.field(name="from", default=None)


class Shared(_Read, frozen=True):
    """Short pieces that fit any conversation, and the noise of every inbox."""

    nudges: dict[str, list[str]]
    handovers: list[str]
    first_touch_notes: list[str]
    holding_replies: list[str]
    silent_closings: list[str]
    satisfaction_comments: dict[str, list[str]]
    merged: list[NoiseMail]
    spam: list[NoiseMail]
    bounces: list[NoiseMail]
    tests: list[NoiseMail]
    holiday_replies: list[str]


class _ArcFile(_Read, frozen=True):
    area: str
    arcs: list[Arc]


class Corpus(msgspec.Struct, frozen=True):
    """All written material."""

    arcs: tuple[Arc, ...]
    stories: Stories
    shared: Shared


_Kind = TypeVar("_Kind")


def load_corpus() -> Corpus:
    """Read all conversations, stories and shared pieces.

    Raises:
        msgspec.ValidationError: a file that does not follow the format of assets/demo/README.md.
    """
    folder = files("radar_tui.assets") / "demo"
    names = sorted(
        entry.name
        for entry in folder.iterdir()
        if entry.name.startswith("arcs-") and entry.name.endswith(".yaml")
    )
    arcs = [
        msgspec.structs.replace(arc, area=read.area)
        for read in (read_asset(name, _ArcFile) for name in names)
        for arc in read.arcs
    ]
    return Corpus(
        tuple(arcs), read_asset("stories.yaml", Stories), read_asset("shared.yaml", Shared)
    )


def read_asset(name: str, kind: type[_Kind]) -> _Kind:
    """Read one file of assets/demo as the given kind."""
    content = (files("radar_tui.assets") / "demo" / name).read_bytes()
    return msgspec.yaml.decode(content, type=kind)
