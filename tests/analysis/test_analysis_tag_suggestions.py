"""Suggested tags, on tickets that lie around a few directions."""

import numpy as np
import pytest
from numpy.typing import NDArray

from radar_tui.analysis.tag_suggestions import (
    LEAST_JUDGED,
    LEAST_LEARNED,
    SHOWN,
    TaggedExample,
    TagLearner,
)

ENOUGH = LEAST_LEARNED + LEAST_JUDGED
TERMS = ("payments", "exports", "sso")
Vectors = NDArray[np.float32]


def around(directions: list[int], *, noise: float = 0.2, seed: int = 1) -> Vectors:
    """A unit row near each of some axes."""
    chance = np.random.default_rng(seed)
    rows = np.eye(8, dtype=np.float32)[directions]
    rows = rows + chance.normal(0, noise, rows.shape).astype(np.float32)
    found: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found


def learner(count: int, **settings: float) -> TagLearner:
    directions = [place % len(TERMS) for place in range(count)]
    examples = [TaggedExample(f"desk/{place}", (TERMS[place % 3],)) for place in range(count)]
    return TagLearner(examples, around(directions, **settings))  # type: ignore[arg-type]


def test_too_few_tagged_tickets_suggest_nothing() -> None:
    early = learner(ENOUGH - 1)
    assert (early.has_enough, early.confidence) == (False, None)
    assert early.suggest(around([0])[0]) == ()
    assert learner(ENOUGH).has_enough


def test_the_likeliest_term_comes_first_with_the_tickets_that_carry_it() -> None:
    first, *others = learner(300).suggest(around([1], seed=2)[0])
    assert first.term == "exports"
    assert first.confidence > 0.8
    assert len(first.tickets) == 3
    assert all(int(name.removeprefix("desk/")) % 3 == 1 for name in first.tickets)
    assert all(one.confidence < first.confidence for one in others)


def test_what_is_unlike_anything_gets_no_suggestion() -> None:
    away = -np.eye(8, dtype=np.float32)[:3].sum(axis=0)
    assert learner(300).suggest(away / np.linalg.norm(away)) == ()


def test_tags_without_sense_are_worth_what_they_are() -> None:
    """Where terms were given by chance, a third of the guesses is right, and is said to be."""
    chance = np.random.default_rng(3)
    terms = [(str(chance.choice(TERMS)),) for _ in range(600)]
    examples = [TaggedExample(f"desk/{place}", found) for place, found in enumerate(terms)]
    directions = [place % 3 for place in range(600)]
    random_tags = TagLearner(examples, around(directions))
    said = [random_tags.suggest(one)[0].confidence for one in around(directions[:90], seed=9)]
    assert np.mean(said) == pytest.approx(1 / 3, abs=0.1)


def test_a_ticket_is_not_its_own_example() -> None:
    vectors = around([place % 3 for place in range(ENOUGH)])
    examples = [TaggedExample(f"desk/{place}", (TERMS[place % 3],)) for place in range(ENOUGH)]
    odd = TaggedExample("desk/odd", ("billing",))
    asked = around([0], seed=4)
    found = TagLearner([*examples, odd], np.vstack([vectors, asked]))
    assert found.suggest(asked[0])[0].term == "billing"
    again = found.suggest(asked[0], besides="desk/odd")
    assert [one.term for one in again][:1] == ["payments"]
    assert "billing" not in {one.term for one in again}


def test_at_most_so_many_terms_are_suggested_each_once() -> None:
    crowded = [TaggedExample(f"desk/{place}", (f"term-{place % 9}",)) for place in range(200)]
    found = TagLearner(crowded, around([0] * 200, noise=0.05)).suggest(around([0], seed=6)[0])
    assert len({one.term for one in found}) == len(found) <= SHOWN
    assert all(0 < one.confidence < 1 for one in found)
