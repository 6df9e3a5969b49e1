"""What a stored score would be under another rubric, as far as can be told without the model."""

from collections.abc import Sequence
from dataclasses import replace

from radar_tui.domain.scores import Contribution, ContributionName, MessageScore
from radar_tui.scoring.compose import calibrated, capped
from radar_tui.scoring.phrases import Beginning, Match, PhraseFinder, beginnings, folded
from radar_tui.scoring.rubric import Rubric, SignalRule
from radar_tui.scoring.signals import PHRASE_RULE, phrase_rule

# As the scorer has them: the tone, then the signals.
_ORDER = tuple(ContributionName)
_ADDED_LATER = (ContributionName.CALIBRATION, ContributionName.CAP)


class RubricTrial:
    """Stored scores moved from one rubric to another that differs in points, phrases or bands.

    The model is not asked again. What it heard counts in proportion, so that a score may be a point
    or two off; a signal whose phrase is left out is taken to be gone, though the model may hear it
    in the other words.
    """

    def __init__(self, before: Rubric, after: Rubric) -> None:
        self._after = after
        self._signals = [
            _SignalTrial(name, rule, after.signals[name])
            for name, rule in before.signals.items()
            if rule != after.signals[name]
        ]

    def score(self, text: str, stored: MessageScore) -> MessageScore:
        """Give the score that a text would have; unscored ones stay so."""
        if stored.score is None:
            return stored
        words = _Words(text)
        parts = [part for part in stored.contributions if part.name not in _ADDED_LATER]
        churn = stored.churn
        for signal in self._signals:
            old = next((part for part in parts if part.name is signal.name), None)
            new, fires = signal.judge(words, old)
            parts = [part for part in parts if part is not old] + ([new] if new else [])
            if signal.name is ContributionName.CHURN:
                churn = fires or (churn and old is None and not signal.leaves_out)
        parts.sort(key=lambda part: _ORDER.index(part.name))
        if self._after.calibration is not None:
            parts = list(calibrated(parts, self._after.calibration.knots))
        score, whole = capped(parts)
        return replace(
            stored,
            score=score,
            band=self._after.bands.band(score),
            review=self._after.bands.needs_review(score, churn=churn),
            churn=churn,
            rubric=self._after.id,
            contributions=whole,
        )


class _Words:
    """A text made ready for phrases when the first of them is looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ready: tuple[str, Sequence[Beginning]] | None = None

    def first(self, finder: PhraseFinder) -> Match | None:
        if self._ready is None:
            lower = folded(self.text)
            self._ready = lower, beginnings(lower)
        return finder.first(*self._ready)


class _SignalTrial:
    """One signal whose points or phrases differ."""

    def __init__(self, name: ContributionName, before: SignalRule, after: SignalRule) -> None:
        self.name = name
        self._before, self._after = before, after
        gone = set(before.phrases) - set(after.phrases)
        self._gone = {phrase_rule(phrase) for phrase in gone}
        self._gone |= {
            phrase_rule(phrase, weak=True)
            for phrase in set(before.weak_phrases) - set(after.weak_phrases)
        }
        self.leaves_out = bool(self._gone)
        new = [phrase for phrase in after.phrases if phrase not in set(before.phrases)]
        # A signal worth nothing has left no trace in a score: it has to be looked for.
        looked_for = after.phrases if not before.points else new
        self._new = _finder(looked_for, after) if looked_for else None
        self._all = _finder(after.phrases, after)

    def judge(self, words: _Words, old: Contribution | None) -> tuple[Contribution | None, bool]:
        """The contribution that the signal would make, if any, and whether it would fire."""
        if old is None:
            match = words.first(self._new) if self._new else None
        elif old.rule in self._gone or (self._new and not old.rule.startswith(PHRASE_RULE)):
            match = words.first(self._all)
        else:
            match = None
        if match is not None:
            found = Contribution(
                self.name,
                phrase_rule(match.phrase),
                self._after.points,
                match.start,
                match.end,
                words.text[match.start : match.end],
            )
            return (found if found.points else None), True
        if old is None or old.rule in self._gone:
            return None, False
        moved = replace(old, points=self._moved(old))
        return (moved if moved.points else None), True

    def _moved(self, old: Contribution) -> int:
        if self._before.points == self._after.points:
            return old.points
        return round(old.points * self._after.points / self._before.points)


def _finder(phrases: Sequence[str], rule: SignalRule) -> PhraseFinder:
    return PhraseFinder(phrases, rule.except_phrases, in_questions=rule.in_questions)
