"""A planned ticket: what will be said and when, before names, numbers and history are filled in."""

from dataclasses import dataclass
from datetime import datetime

from radar_tui.domain.records import Noise
from radar_tui.services.demo.corpus import StepKind
from radar_tui.services.demo.world import Account, Author


@dataclass(frozen=True, slots=True)
class TimedStep:
    """One message to come; `by` names the teammate where it matters who answers.

    `automatic` marks what the customer's mail server sends, `system` what the help desk sends.
    """

    kind: StepKind
    text: str
    at: datetime
    by: str | None = None
    automatic: bool = False
    system: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """One ticket to come.

    `key` is unique and stable: it seeds the ticket's own random stream. `resolved` tells whether
    the team has finished with it. `tagged` is False where nobody gave it a feature area.
    """

    key: str
    subject: str
    account: Account | None
    requester: Author
    channel: str
    mood: str
    steps: tuple[TimedStep, ...]
    resolved: bool
    title: str = ""
    area: str | None = None
    root: str | None = None
    reason: str | None = None
    tagged: bool = True
    story: str | None = None
    noise: Noise | None = None
    merged_into: str | None = None
    satisfaction: str | None = None
    priority: str | None = None

    @property
    def created_at(self) -> datetime:
        """When the first message comes."""
        return self.steps[0].at
