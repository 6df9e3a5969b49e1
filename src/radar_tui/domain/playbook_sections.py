"""The sections of the playbook as values: what the template says, and what a team makes of it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from radar_tui.domain.bands import Band, BandLimits
from radar_tui.domain.priority import PriorityAction, PriorityInput


class SignalGroup(StrEnum):
    """Whether a signal comes from operations or from customers."""

    OPERATIONAL = "operational"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Item:
    """One line that a team can choose or tick."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Signal:
    """One early-warning signal; `rank` is 1-3 for those tracked first, by their `first_label`."""

    key: str
    label: str
    group: SignalGroup
    rank: int | None
    first_label: str | None


@dataclass(frozen=True, slots=True)
class RubricBand:
    """One band of the frustration rubric and what it means."""

    band: Band
    lowest: int
    highest: int
    label: str


@dataclass(frozen=True, slots=True)
class DashboardExample:
    """The template's example row of the frustration dashboard."""

    customer: str
    ticket: str
    score: int
    why: str
    next_action: str
    owner: str


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One block of a macro or script: its fixed words and an example of what follows them."""

    key: str
    title: str
    text: str
    example: str | None


@dataclass(frozen=True, slots=True)
class Channel:
    """One stakeholder channel; `every` is its update cadence as a span."""

    key: str
    name: str
    used_for: str
    must_include: tuple[str, ...]
    cadence: str
    every: timedelta


@dataclass(frozen=True, slots=True)
class MatrixInput:
    """One input of the priority matrix and its column title."""

    input: PriorityInput
    label: str
    column: str


@dataclass(frozen=True, slots=True)
class MatrixAction:
    """What a range of totals calls for."""

    action: PriorityAction
    lowest: int
    highest: int
    label: str


@dataclass(frozen=True, slots=True)
class MetricPlan:
    """One row of the metrics table; None where the template gives no example."""

    key: str
    label: str
    title: str
    baseline: str | None
    target: str | None
    how: str | None
    cadence: str | None


@dataclass(frozen=True, slots=True)
class RolloutWeek:
    """One of the four weeks of the rollout; `number` starts at 1."""

    number: int
    key: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """Section 1: what proactive means here, and what success looks like."""

    intro: str
    choices: tuple[Item, ...]
    example: str
    success: tuple[Item, ...]
    primary_metric: str
    secondary_metric: str


@dataclass(frozen=True, slots=True)
class Frustration:
    """Section 5: the rubric, the review threshold, the dashboard and the intervention checklist."""

    intro: str
    rubric: tuple[RubricBand, ...]
    limits: BandLimits
    review_words: str
    columns: tuple[str, ...]
    example: DashboardExample
    intervention: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Signals:
    """Section 2: the signals to choose from, and how many a team should pick."""

    intro: str
    choices: tuple[Signal, ...]
    fewest: int
    most: int

    @property
    def first(self) -> tuple[Signal, ...]:
        """The signals tracked first, in their order."""
        ranked = [signal for signal in self.choices if signal.rank is not None]
        return tuple(sorted(ranked, key=lambda signal: signal.rank or 0))


@dataclass(frozen=True, slots=True)
class Tagging:
    """Section 3: the tagging rules and how patterns are tracked."""

    intro: str
    rules: tuple[Item, ...]
    cadence: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Macros:
    """Section 6: what makes a reply complete, and the blocks of a macro."""

    intro: str
    completeness: tuple[Item, ...]
    blocks: tuple[TextBlock, ...]


@dataclass(frozen=True, slots=True)
class Comms:
    """Section 7: how stakeholders are kept informed, and in which channels."""

    intro: str
    rules: tuple[Item, ...]
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class SharedResponsibility:
    """Section 8: the script for problems that customer input causes, and the checklist with it."""

    intro: str
    script: tuple[TextBlock, ...]
    checklist: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Enablement:
    """Section 9: training principles and the weekly habit loop."""

    intro: str
    principles: tuple[Item, ...]
    habits: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Section 10: the inputs of the priority matrix and what its totals call for."""

    intro: str
    inputs: tuple[MatrixInput, ...]
    actions: tuple[MatrixAction, ...]


@dataclass(frozen=True, slots=True)
class Metrics:
    """Section 11: the metrics to choose from, and how many a team should pick."""

    intro: str
    table: tuple[MetricPlan, ...]
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Rollout:
    """Section 12: the first four weeks."""

    intro: str
    weeks: tuple[RolloutWeek, ...]
