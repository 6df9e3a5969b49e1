"""Matchers: which labels a rule or a silence is about, as in `feature-area=pay* severity!=info`."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from radar_tui.domain.alert_labels import NAMES

LabelValues = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Matcher:
    """One condition on one label: a value that it must have, or must not have.

    `pattern` may hold `*` and `?`, and letters count alike in both cases. A label with several
    values (a ticket with two feature areas) matches when one of them does. A label that is absent
    has the one value "".
    """

    name: str
    pattern: str
    negated: bool = False

    def matches(self, labels: LabelValues) -> bool:
        """Whether labels meet the condition."""
        values = labels.get(self.name) or ("",)
        # `[` opens a set of letters in fnmatch, but is a plain letter in a name.
        pattern = self.pattern.casefold().replace("[", "[[]")
        found = any(fnmatchcase(value.casefold(), pattern) for value in values)
        return found != self.negated

    def __str__(self) -> str:
        return shlex.quote(f"{self.name}{'!=' if self.negated else '='}{self.pattern}")


def match_all(matchers: Iterable[Matcher], labels: LabelValues) -> bool:
    """Whether labels meet every condition; where there is none, they do."""
    return all(matcher.matches(labels) for matcher in matchers)


def parse_matchers(text: str) -> tuple[Matcher, ...]:
    """Read matchers that are parted by blanks; a value with blanks stands in quotes.

    Raises:
        ValueError: what is no `name=value` or `name!=value`, or a quote that is not closed.
    """
    try:
        words = shlex.split(text)
    except ValueError:
        raise ValueError("a quote is not closed") from None
    return tuple(_matcher(word) for word in words)


def parse_known_matchers(text: str) -> tuple[Matcher, ...]:
    """Read matchers that somebody types: only of labels that there are.

    Raises:
        ValueError: as `parse_matchers`, or a label that no alert has.
    """
    try:
        matchers = parse_matchers(text)
    except ValueError as error:
        raise ValueError(f"{error}; as in feature-area=payments severity!=critical") from error
    unknown = [matcher.name for matcher in matchers if matcher.name not in NAMES]
    if unknown:
        raise ValueError(f"no label is called {unknown[0][:60]!r}; there are {', '.join(NAMES)}")
    return matchers


def _matcher(word: str) -> Matcher:
    name, sign, pattern = word.partition("=")
    negated = name.endswith("!")
    name = name.removesuffix("!")
    if not sign or not name or not pattern:
        raise ValueError(f"{word[:40]!r} is no matcher, expected name=value or name!=value")
    return Matcher(name, pattern, negated)
