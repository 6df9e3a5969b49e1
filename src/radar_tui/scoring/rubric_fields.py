"""A team's rubric one value at a time: points of signals, limits of bands, phrases in and out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from radar_tui.domain.bands import HIGHEST_SCORE, LOWEST_SCORE
from radar_tui.domain.rule_values import read_whole
from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.rubric import SIGNAL_NAMES, Rubric
from radar_tui.scoring.rubric_changes import (
    CALMING,
    RubricChanges,
    SignalChanges,
    check_phrase,
    points_range,
)


@dataclass(frozen=True, slots=True)
class RubricField:
    """One number of a rubric, as it is shown and changed.

    It is the points of `signal`, or, where that is None, the limit that `BandLimits` calls `limit`.
    """

    name: str
    meaning: str
    lowest: int
    highest: int
    signal: ContributionName | None = None
    limit: str = ""

    @property
    def allowed(self) -> str:
        """What it may be, in words."""
        return f"{self.lowest} to {self.highest}"


@dataclass(frozen=True, slots=True)
class ListedPhrase:
    """A phrase of a signal: the team's own or shipped, strong or weak, counting or left out."""

    phrase: str
    is_own: bool
    is_weak: bool
    counts: bool


def value_of(changes: RubricChanges, shipped: Rubric, field: RubricField) -> int:
    """Give a number as it stands with a team's changes."""
    if field.signal is None:
        return int(getattr(changes.bands or shipped.bands, field.limit))
    points = changes.of(field.signal).points
    return shipped.signals[field.signal].points if points is None else points


def with_value(
    changes: RubricChanges, shipped: Rubric, field: RubricField, value: int
) -> RubricChanges:
    """Give changes with another number.

    Raises:
        ValueError: it is off its range, or the bands would not rise.
    """
    if field.signal is None:
        bands = replace(changes.bands or shipped.bands, **{field.limit: value})
        return RubricChanges(changes.signals, None if bands == shipped.bands else bands)
    is_shipped = value == shipped.signals[field.signal].points
    signal = changes.of(field.signal)
    moved = msgspec.structs.replace(signal, points=None if is_shipped else value)
    return changes.having(field.signal, moved)


def read_value(
    changes: RubricChanges, shipped: Rubric, field: RubricField, text: str
) -> RubricChanges:
    """Give changes with a number that was typed.

    Raises:
        ValueError: no number, or one that cannot be.
    """
    try:
        value = int(read_whole(field.lowest, field.highest, text.strip()))
    except ValueError as error:
        raise ValueError(f"{field.name}: {error}") from error
    return with_value(changes, shipped, field, value)


def stepped(
    changes: RubricChanges, shipped: Rubric, field: RubricField, steps: int
) -> RubricChanges:
    """Give changes with a number some steps more or less, kept within its range.

    Raises:
        ValueError: a band would end where another does.
    """
    value = value_of(changes, shipped, field) + steps
    return with_value(changes, shipped, field, max(field.lowest, min(field.highest, value)))


def defaulted(changes: RubricChanges, shipped: Rubric, field: RubricField) -> RubricChanges:
    """Give changes with a number as it ships.

    Raises:
        ValueError: with the other limits as they are the bands would not rise.
    """
    return with_value(changes, shipped, field, value_of(RubricChanges(), shipped, field))


def listed_phrases(
    changes: RubricChanges, shipped: Rubric, name: ContributionName
) -> list[ListedPhrase]:
    """List a signal's phrases: the team's own, then what is left out, then the shipped ones."""
    rule, signal = shipped.signals[name], changes.of(name)
    left_out = set(signal.left_out)
    both = [(one, False) for one in rule.phrases] + [(one, True) for one in rule.weak_phrases]
    listed = [
        ListedPhrase(phrase, is_own=False, is_weak=is_weak, counts=phrase not in left_out)
        for phrase, is_weak in both
    ]
    own = [ListedPhrase(one, is_own=True, is_weak=False, counts=True) for one in signal.added]
    return own + sorted(listed, key=lambda one: one.counts)


def with_phrase(
    changes: RubricChanges, shipped: Rubric, name: ContributionName, text: str
) -> RubricChanges:
    """Give changes with one more phrase of the team's own.

    Raises:
        ValueError: it cannot be looked for, or is there already.
    """
    phrase, signal = check_phrase(text), changes.of(name)
    known = (*signal.added, *shipped.signals[name].phrases)
    if phrase.casefold() in {one.casefold() for one in known}:
        raise ValueError("that phrase is there already")
    return changes.having(name, msgspec.structs.replace(signal, added=(phrase, *signal.added)))


def without_phrase(
    changes: RubricChanges, name: ContributionName, phrase: ListedPhrase
) -> RubricChanges:
    """Give changes with a phrase out: an own one is gone, a shipped one is left out or back in."""
    signal = changes.of(name)
    if phrase.is_own:
        added = _toggled(signal.added, phrase.phrase)
        return changes.having(name, msgspec.structs.replace(signal, added=added))
    left_out = _toggled(signal.left_out, phrase.phrase)
    return changes.having(name, msgspec.structs.replace(signal, left_out=left_out))


def _toggled(phrases: Sequence[str], phrase: str) -> tuple[str, ...]:
    if phrase in phrases:
        return tuple(one for one in phrases if one != phrase)
    return (*phrases, phrase)


def rebased(draft: RubricChanges, since: RubricChanges, onto: RubricChanges) -> RubricChanges:
    """Give what stands now with what a draft changed since.

    Raises:
        ValueError: both together cannot be.
    """
    signals = {
        name: merged
        for name in SIGNAL_NAMES
        if (merged := _rebased_signal(draft.of(name), since.of(name), onto.of(name)))
        != SignalChanges()
    }
    return RubricChanges(signals, onto.bands if draft.bands == since.bands else draft.bands)


def _rebased_signal(
    draft: SignalChanges, since: SignalChanges, onto: SignalChanges
) -> SignalChanges:
    return SignalChanges(
        onto.points if draft.points == since.points else draft.points,
        _rebased_phrases(draft.added, since.added, onto.added),
        _rebased_phrases(draft.left_out, since.left_out, onto.left_out),
    )


def _rebased_phrases(
    draft: Sequence[str], since: Sequence[str], onto: Sequence[str]
) -> tuple[str, ...]:
    new = [one for one in draft if one not in since and one not in onto]
    gone = set(since) - set(draft)
    return (*new, *(one for one in onto if one not in gone))


_MEANINGS = {
    ContributionName.CHURN: "Says or implies leaving. Calls for the lead at any score.",
    ContributionName.ESCALATION: "Asks for a manager, names lawyers, a regulator or the public.",
    ContributionName.REPEAT: "“This keeps happening”, “still not”, numbers of earlier tickets.",
    ContributionName.URGENCY: "Time pressure: today, asap, production is down.",
    ContributionName.INTENSITY: "Capitals, repeated punctuation, profanity.",
    ContributionName.GRATITUDE: "Thanks. Takes points off.",
    ContributionName.RESOLUTION: "Says that it works now. Takes points off.",
}


def _signal_field(name: ContributionName) -> RubricField:
    lowest, highest = points_range(name)
    what = "taken off" if name in CALMING else "added"
    meaning = f"{_MEANINGS[name]} Points {what} once a message."
    return RubricField(name.value, meaning, lowest, highest, signal=name)


def _limit_field(name: str, limit: str, meaning: str) -> RubricField:
    return RubricField(name, meaning, LOWEST_SCORE + 1, HIGHEST_SCORE - 1, limit=limit)


FIELDS = (
    *(_signal_field(name) for name in SIGNAL_NAMES),
    _limit_field("neutral to", "neutral", "The highest score that is neutral; mild is above it."),
    _limit_field("mild to", "mild", "The highest score that is mild; high is above it."),
    _limit_field("high to", "high", "The highest score that is high; critical is above it."),
    _limit_field("review over", "review", "The lead must look at a ticket whose score is over it."),
)
FIELDS_BY_NAME = {field.name: field for field in FIELDS}
