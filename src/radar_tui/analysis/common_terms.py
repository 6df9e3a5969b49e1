"""The term that a group of tickets has in common, by what each of them votes for."""

from collections import Counter
from collections.abc import Collection, Sequence


def common_term(votes: Sequence[Collection[str]]) -> str | None:
    """Give the term that more than half of the tickets vote for; None where there is none.

    `votes` are the terms of each ticket, none of a ticket that abstains and is counted all the
    same. Of several terms the one with most votes is given, the first by name among equals.
    """
    counts = Counter(term for terms in votes for term in set(terms))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return next((term for term, count in ranked if 2 * count > len(votes)), None)
