"""One sentence that says why a score is what it is, quoting the customer."""

import unicodedata
from collections.abc import Sequence

from radar_tui.domain.bands import TEMPLATE_LIMITS, BandLimits
from radar_tui.domain.scores import Contribution, ContributionName, UnscoredReason

_QUOTE_LENGTH = 80  # characters of a quote that are shown
_REASONS_AT_MOST = 4
_LEAST_POINTS = 5  # a smaller contribution explains nothing unless it is the largest
_CALIBRATED = "the team's calibration"

_WRITTEN = {
    ContributionName.TONE: "frustrated tone",
    ContributionName.CHURN: "churn language",
    ContributionName.ESCALATION: "escalation",
    ContributionName.REPEAT: "repeated contact",
    ContributionName.URGENCY: "urgency",
    ContributionName.INTENSITY: "strong language",
}
_UNWRITTEN = {
    "reopened": "reopened",
    "same-root-cause": "earlier tickets on the same root cause",
    "rising": "growing angrier",
    "unresolved-peak": "an angrier earlier message is not resolved",
}
_NOT_SCORED = {
    UnscoredReason.EMPTY: "Not scored: there is no text.",
    UnscoredReason.NO_WORDS: "Not scored: there are no words to judge.",
    UnscoredReason.NOT_ENGLISH: "Not scored: the text is not English.",
}


def explain_score(
    contributions: Sequence[Contribution],
    *,
    peak_quote: str | None = None,
    limits: BandLimits = TEMPLATE_LIMITS,
) -> str:
    """Name the largest contributions, the customer's words first; safe plain text, one line.

    `peak_quote` are the strongest words of an earlier message that an `unresolved-peak` rests on,
    `limits` those of the rubric that gave the points.
    """
    reasons = _reasons(contributions, limits)
    quotes = _quotes([part for part in reasons if part.quote is not None])
    others = list(dict.fromkeys(_unquoted(part, peak_quote) for part in reasons if not part.quote))
    # What the team made of the score does not say what the tone was: no tone gives way to it.
    if quotes or len([other for other in others if other != _CALIBRATED]) > 1:
        others = [other for other in others if other != _WRITTEN[ContributionName.TONE]]
    calmer = _lowered_by(contributions)
    pieces = [f"customer wrote {_listed(quotes)}"] if quotes else []
    pieces += others
    if not pieces:
        pieces.append("neutral tone")
    if calmer:
        pieces.append(calmer)
    sentence = "; ".join(pieces)
    return sentence[0].upper() + sentence[1:] + "."


def explain_unscored(reason: UnscoredReason) -> str:
    """Say why there is no score."""
    return _NOT_SCORED[reason]


def safe_quote(quote: str) -> str:
    """A quote on one line without control, escape and direction characters, cut where long."""
    spaced = " ".join(quote.split())
    shown = "".join(letter for letter in spaced if unicodedata.category(letter)[0] != "C")
    if len(shown) <= _QUOTE_LENGTH:
        return shown
    return shown[: _QUOTE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _reasons(contributions: Sequence[Contribution], limits: BandLimits) -> list[Contribution]:
    """The few contributions that raise the score most, of the tone only its strongest sentence.

    A tone that is neutral to the team, which may have moved the score, is no reason.
    """
    heard = (ContributionName.TONE, ContributionName.CALIBRATION)
    tone = sum(part.points for part in contributions if part.name in heard)
    neutral = tone <= limits.neutral
    raising = [
        part
        for part in contributions
        if part.points > 0
        and _is_reason(part)
        and not (neutral and part.name is ContributionName.TONE)
    ]
    raising.sort(key=lambda part: -part.points)
    strongest_tone = next((part for part in raising if part.name is ContributionName.TONE), None)
    others = [part for part in raising if part.name is not ContributionName.TONE]
    named = [part for part in others if part.points >= _LEAST_POINTS]
    first = [strongest_tone] if strongest_tone else []
    return (first + named)[:_REASONS_AT_MOST] or others[:1]


def _quotes(parts: Sequence[Contribution]) -> list[str]:
    """Each quote with what it shows; words inside another quote add their meaning to that one."""
    meanings: dict[str, list[str]] = {}
    for part in sorted(parts, key=lambda part: -len(part.quote or "")):
        quote = part.quote or ""
        around = next((longer for longer in meanings if quote in longer), quote)
        meanings.setdefault(around, []).append(_WRITTEN[part.name])
    by_points = dict.fromkeys(
        longer for part in parts for longer in meanings if (part.quote or "") in longer
    )
    return [_with_meaning(quote, meanings[quote]) for quote in by_points]


def _with_meaning(quote: str, meanings: Sequence[str]) -> str:
    """A quote and what it shows besides its tone, which the words themselves let hear."""
    told = dict.fromkeys(name for name in meanings if name != _WRITTEN[ContributionName.TONE])
    return f"“{safe_quote(quote)}”" + (f" ({', '.join(told)})" if told else "")


def _is_reason(part: Contribution) -> bool:
    if part.name is ContributionName.CALIBRATION:
        return abs(part.points) >= _LEAST_POINTS
    return part.name is not ContributionName.CAP


def _unquoted(part: Contribution, peak_quote: str | None) -> str:
    if part.name is ContributionName.CALIBRATION:
        return _CALIBRATED
    if part.rule == "unresolved-peak" and peak_quote:
        return f"earlier and not resolved: “{safe_quote(peak_quote)}”"
    if part.rule.startswith("waiting-"):
        hours = part.rule.removeprefix("waiting-").removesuffix("h")
        return f"waiting for over {hours} working hours"
    return _UNWRITTEN.get(part.rule) or _WRITTEN.get(part.name, str(part.name))


def _lowered_by(contributions: Sequence[Contribution]) -> str | None:
    """What lowers the score most, where something does so noticeably."""
    lowering = [
        part for part in contributions if part.points <= -_LEAST_POINTS and _is_reason(part)
    ]
    if not lowering:
        return None
    strongest = min(lowering, key=lambda part: part.points)
    if strongest.name is ContributionName.CALIBRATION:
        return f"lowered by {_CALIBRATED}"
    if strongest.rule == "solved-with-thanks":
        return "solved, and the customer said thanks"
    return f"lowered by “{safe_quote(strongest.quote)}”" if strongest.quote else "lowered by thanks"


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
