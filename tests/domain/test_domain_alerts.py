import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.alerts import Observation, label_hash, make_labels

names = st.dictionaries(st.text(), st.text(), max_size=5)


@given(names, st.randoms())
def test_label_order_does_not_matter(labels: dict[str, str], random: object) -> None:
    pairs = list(labels.items())
    random.shuffle(pairs)  # type: ignore[attr-defined]
    assert label_hash(tuple(pairs)) == label_hash(make_labels(labels))


@given(names, names)
def test_different_labels_have_different_hashes(one: dict[str, str], two: dict[str, str]) -> None:
    same = label_hash(make_labels(one)) == label_hash(make_labels(two))
    assert same == (one == two)


def test_the_hash_is_stable_across_releases() -> None:
    assert label_hash((("feature-area", "payments"),)) == "8006b33c87c2eb35"


def test_a_label_name_occurs_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        label_hash((("a", "1"), ("a", "2")))


@pytest.mark.parametrize(
    ("holds", "still", "failed"),
    [(None, True, False), (True, None, False), (True, False, False), (False, False, True)],
)
def test_contradictory_observations_are_refused(
    holds: bool | None, still: bool | None, failed: bool
) -> None:
    with pytest.raises(ValueError, match="hold"):
        Observation((), 1.0, holds, still, failed=failed)
