"""Late data: the last weeks judged again once more is known of them, each change a revision."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from radar_tui.detection.spikes import DEFAULT_SETTINGS, SpikeDecision, SpikeSettings, judge

REVISED_WEEKS = 6
"""How many of the latest whole weeks are judged again when late tickets arrive."""

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class CountsAsKnown:
    """The weekly counts of several series as they were known at one moment.

    `counts` holds one count per whole week for each series, oldest first, from the week that begins
    on `first_week`; None where a week has no data. `accounts` are the distinct accounts behind each
    count, for the series where they are known.

    Raises:
        ValueError: a first week that begins on no Monday, or series that differ in length.
    """

    known_at: datetime
    first_week: date
    counts: Mapping[str, Sequence[int | None]]
    accounts: Mapping[str, Sequence[int | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.first_week.weekday() != 0:
            raise ValueError(f"a week begins on a Monday, found {self.first_week.isoformat()}")
        lengths = {len(row) for row in (*self.counts.values(), *self.accounts.values())}
        if len(lengths) > 1:
            raise ValueError(f"series must be of one length, found {sorted(lengths)}")

    @property
    def weeks(self) -> int:
        """How many weeks each series has."""
        return len(next(iter(self.counts.values()), ()))

    def decide(
        self,
        series: str,
        week: date,
        settings: SpikeSettings = DEFAULT_SETTINGS,
        *,
        alpha: float | None = None,
    ) -> SpikeDecision | None:
        """Judge one week by what was known then; None where the table has no such week.

        A series that is not in the table was not counted yet, or no longer: it is quiet. `alpha` is
        this look's part of the false-alarm probability; all of it where None.
        """
        position = (week - self.first_week) // _WEEK
        if not 0 <= position < self.weeks:
            return None
        row = self.counts.get(series, (0,) * self.weeks)
        accounts = self.accounts.get(series)
        return judge(
            row[position],
            row[:position],
            accounts=None if accounts is None else accounts[position],
            settings=settings,
            alpha=alpha,
        )


class Change(StrEnum):
    """What became of a week's decision."""

    FIRST = "first"
    RAISED = "raised"
    WITHDRAWN = "withdrawn"
    RECOUNTED = "recounted"


@dataclass(frozen=True, slots=True)
class Revision:
    """A week's decision that was made, or came out differently, on what is known by `known_at`.

    To be appended to the decisions of that series and week, never written over them. `before` is
    None for a week that was not judged before.
    """

    series: str
    week: date
    known_at: datetime
    before: SpikeDecision | None
    after: SpikeDecision

    @property
    def change(self) -> Change:
        """Whether the week was judged first, is a spike now, is none any more, or was recounted."""
        if self.before is None:
            return Change.FIRST
        if self.before.spike == self.after.spike:
            return Change.RECOUNTED
        return Change.RAISED if self.after.spike else Change.WITHDRAWN


def revise(
    before: CountsAsKnown | None,
    after: CountsAsKnown,
    settings: SpikeSettings = DEFAULT_SETTINGS,
    *,
    weeks: int = REVISED_WEEKS,
) -> list[Revision]:
    """Judge the latest whole weeks again; give the decisions that differ, by series and week.

    Late tickets change a week's own count and what is normal for the weeks after it. Weeks before
    the latest `weeks` keep their decisions. Without a table from before, all of them are first.

    Raises:
        ValueError: tables in the wrong order.
    """
    if before is not None and before.known_at > after.known_at:
        raise ValueError("the counts known earlier come first")
    names = sorted({*after.counts, *(before.counts if before else ())})
    return [
        revision
        for series in names
        for revision in _revise_series(series, before, after, settings, weeks)
    ]


def _revise_series(
    series: str,
    before: CountsAsKnown | None,
    after: CountsAsKnown,
    settings: SpikeSettings,
    weeks: int,
) -> Iterator[Revision]:
    for position in range(max(0, after.weeks - weeks), after.weeks):
        week = after.first_week + _WEEK * position
        new = after.decide(series, week, settings)
        # A series that is new in the later table was not judged in the earlier one.
        is_known = before is not None and series in before.counts
        old = before.decide(series, week, settings) if before is not None and is_known else None
        if new is not None and (old is None or _verdict(old) != _verdict(new)):
            yield Revision(series, week, after.known_at, old, new)


def _verdict(decision: SpikeDecision) -> tuple[object, ...]:
    """What a reader would see differ: a mean that moved by a hair is no revision."""
    return (
        decision.status,
        decision.observed,
        decision.upper,
        decision.accounts,
        decision.blocked_by_accounts,
    )
