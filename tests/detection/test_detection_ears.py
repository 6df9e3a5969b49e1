import csv
import statistics
from pathlib import Path
from statistics import NormalDist

import pytest

from radar_tui.detection.ears import EARS_ALPHA, ears_c1, ears_c2, ears_c3

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


def test_c3_adds_up_what_the_published_implementation_adds_up() -> None:
    # The R implementation holds the two earlier counts against the width of alpha and leaves the
    # judged count out (its upper bound starts from that count where the publication has the mean).
    train = column("salmonella_newport_train.csv", "n_cases")
    test = column("salmonella_newport_test.csv", "n_cases")
    alarms = column("expected_EarsC3.csv", "alarm")
    width = NormalDist().inv_cdf(1 - EARS_ALPHA)
    earlier = []
    for decision in ears_c3([*train, *test])[len(train) :]:
        assert decision.upper is not None
        assert decision.earlier is not None
        earlier.append(int(decision.earlier > width))
    assert earlier == alarms
    assert sum(alarms) > 0


def test_c3_alarms_where_three_counts_together_are_too_high() -> None:
    # Seven counts with mean 2 and standard deviation √(4/6); C2 of a count of 3 is about 1.2.
    calm = [1, 2, 3, 1, 2, 3, 2]
    last = ears_c3([*calm, *calm, 2, 2, 2])[16]
    assert last.alarm is False
    alone = ears_c3([*calm, 2, 2, 2, 2, 9])[11]
    deviation = statistics.stdev([3, 1, 2, 3, 2, 2, 2])
    assert alone.upper == pytest.approx(15 / 7 + 3 * deviation)
    rising = [*calm, *calm, 4, 4, 4]
    assert [decision.alarm for decision in ears_c2(rising)[-3:]] == [False] * 3
    assert [decision.alarm for decision in ears_c3(rising)[-3:]] == [False, True, True]


def test_any_count_alarms_where_the_two_before_it_were_far_too_high() -> None:
    decision = ears_c3([1, 2, 3, 1, 2, 3, 2, 2, 2, 30, 30, 0])[-1]
    assert (decision.alarm, decision.upper) == (True, -1)


def test_c3_needs_three_full_baselines() -> None:
    assert [decision.alarm for decision in ears_c3([1] * 12)] == [None] * 11 + [False]


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
