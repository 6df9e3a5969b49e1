"""What a team changes in the shipped rubric: points, phrases of its own, phrases left out, bands.

Only the differences are kept, so that a Radar with a better rubric brings it to the team as well.
"""

from collections.abc import Iterable

import msgspec

from radar_tui.domain.bands import BandLimits
from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.phrase_patterns import pattern_of
from radar_tui.scoring.phrases import folded
from radar_tui.scoring.rubric import SIGNAL_NAMES, Rubric, SignalRule, identified

# What one signal may weigh: half the scale, so that no phrase decides alone.
MOST_POINTS = 100
LONGEST_PHRASE = 200  # characters
MOST_PHRASES = 500  # of a team's own, for one signal
# Signals that calm: their points are taken off.
CALMING = (ContributionName.GRATITUDE, ContributionName.RESOLUTION)


class SignalChanges(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What differs for one signal; `points` is None where they are as shipped.

    `left_out` are shipped phrases, strong or weak, that do not count for this team.
    """

    points: int | None = None
    added: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


class RubricChanges(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """All that differs from the shipped rubric; `bands` is None where they are as shipped.

    Raises:
        ValueError: points off their range, or a phrase that is blank, too long or there twice.
    """

    signals: dict[ContributionName, SignalChanges] = {}
    bands: BandLimits | None = None

    def __post_init__(self) -> None:
        for name, changes in self.signals.items():
            if name not in SIGNAL_NAMES:
                raise ValueError(f"{name} is no signal")
            if changes.points is not None:
                check_points(name, changes.points)
            if len(changes.added) > MOST_PHRASES:
                raise ValueError(f"{name} has {len(changes.added)} phrases of its own, 500 at most")
            for phrase in changes.added:
                check_phrase(phrase)

    def of(self, name: ContributionName) -> SignalChanges:
        """Give what differs for a signal."""
        return self.signals.get(name, SignalChanges())

    def having(self, name: ContributionName, changes: SignalChanges) -> "RubricChanges":
        """The same changes with other ones for a signal."""
        others = {key: value for key, value in self.signals.items() if key != name}
        if changes != SignalChanges():
            others[name] = changes
        ordered = {key: others[key] for key in SIGNAL_NAMES if key in others}
        return RubricChanges(ordered, self.bands)


def check_points(name: ContributionName, points: int) -> None:
    """Make sure that a signal may weigh so much.

    Raises:
        ValueError: it may not.
    """
    lowest, highest = points_range(name)
    if not lowest <= points <= highest:
        raise ValueError(f"{name} may have {lowest} to {highest} points, found {points}")


def points_range(name: ContributionName) -> tuple[int, int]:
    """The fewest and the most points of a signal: calming ones take off, the others add."""
    return (-MOST_POINTS, 0) if name in CALMING else (0, MOST_POINTS)


def check_phrase(phrase: str) -> str:
    """Give a phrase as it is kept: one space between its words.

    Raises:
        ValueError: it has no word, is too long, or cannot be looked for.
    """
    kept = " ".join(phrase.split())
    if not any(letter.isalnum() for letter in kept):
        raise ValueError("a phrase needs at least one word")
    if len(kept) > LONGEST_PHRASE:
        raise ValueError(f"a phrase has {LONGEST_PHRASE} characters at most, found {len(kept)}")
    pattern_of(folded(kept))
    return kept


def changed_rubric(shipped: Rubric, changes: RubricChanges) -> Rubric:
    """The shipped rubric as a team wants it, with its own id.

    A phrase that is left out and no longer shipped does not matter; an own phrase that is shipped
    by now counts once.
    """
    if changes == RubricChanges():
        return shipped
    signals = {
        name: _changed_rule(rule, changes.of(name)) for name, rule in shipped.signals.items()
    }
    bands = changes.bands or shipped.bands
    return identified(msgspec.structs.replace(shipped, signals=signals, bands=bands))


def _changed_rule(rule: SignalRule, changes: SignalChanges) -> SignalRule:
    left_out = set(changes.left_out)
    phrases = _without(rule.phrases, left_out)
    own = [phrase for phrase in changes.added if phrase not in phrases]
    return msgspec.structs.replace(
        rule,
        points=rule.points if changes.points is None else changes.points,
        phrases=(*own, *phrases),
        weak_phrases=_without(rule.weak_phrases, left_out),
    )


def _without(phrases: Iterable[str], left_out: set[str]) -> tuple[str, ...]:
    return tuple(phrase for phrase in phrases if phrase not in left_out)


def change_words(before: RubricChanges, after: RubricChanges, shipped: Rubric) -> list[str]:
    """Say what differs between two sets of changes, a few words each; nothing where nothing does.

    Phrases are counted and not quoted: the words end up in audit rows and messages.
    """
    words = []
    for name in SIGNAL_NAMES:
        old, new = before.of(name), after.of(name)
        points = [shipped.signals[name].points if one.points is None else one.points
                  for one in (old, new)]  # fmt: skip
        if points[0] != points[1]:
            words.append(f"{name} {points[0]} → {points[1]} points")
        words += _phrase_words(name, old, new)
    if (before.bands or shipped.bands) != (after.bands or shipped.bands):
        words.append(_band_words(before.bands or shipped.bands, after.bands or shipped.bands))
    return words


def _phrase_words(name: ContributionName, old: SignalChanges, new: SignalChanges) -> list[str]:
    counts = (
        ("+", len(set(new.added) - set(old.added))),
        ("-", len(set(old.added) - set(new.added))),
    )
    own = [f"{sign}{count}" for sign, count in counts if count]
    words = [f"{name} {' '.join(own)} of your phrases"] if own else []
    out = len(set(new.left_out) - set(old.left_out))
    back = len(set(old.left_out) - set(new.left_out))
    words += [f"{name} {out} shipped left out"] if out else []
    return words + ([f"{name} {back} shipped back in"] if back else [])


def _band_words(old: BandLimits, new: BandLimits) -> str:
    names = ("neutral", "mild", "high", "review")
    moved = [
        f"{name} {getattr(old, name)} → {getattr(new, name)}"
        for name in names
        if getattr(old, name) != getattr(new, name)
    ]
    return ", ".join(moved)
