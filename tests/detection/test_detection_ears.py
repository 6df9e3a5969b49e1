import csv
from pathlib import Path

import pytest

from radar_tui.detection.ears import ears_c1, ears_c2

DATA = Path(__file__).parent / "data"


def column(name: str, field: str) -> list[int]:
    with (DATA / name).open(newline="") as file:
        return [int(float(row[field])) for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("ears", "expected"), [(ears_c1, "expected_EarsC1.csv"), (ears_c2, "expected_EarsC2.csv")]
)
def test_every_week_matches_the_published_implementation(ears, expected: str) -> None:  # type: ignore[no-untyped-def]
    train = column("salmonella_newport_train.csv", "n_cases")
    test = column("salmonella_newport_test.csv", "n_cases")
    alarms = column(expected, "alarm")
    decisions = ears([*train, *test])[len(train) :]
    assert len(decisions) == len(alarms) == 105
    assert [int(decision.alarm) for decision in decisions] == alarms
    assert sum(alarms) > 0


def test_c2_leaves_the_latest_two_counts_out() -> None:
    counts = [1, 2, 1, 2, 1, 2, 1, 90, 90, 20]
    assert ears_c1(counts)[-1].alarm is False
    assert ears_c2(counts)[-1].alarm is True


def test_there_is_no_judgement_before_the_baseline_is_full() -> None:
    decisions = ears_c1([1] * 8)
    assert [decision.alarm for decision in decisions] == [None] * 7 + [False]
    assert decisions[-1].upper == 1


def test_a_baseline_of_one_count_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        ears_c1([1, 2, 3], baseline=1)
