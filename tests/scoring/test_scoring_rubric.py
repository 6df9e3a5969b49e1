import pytest

from radar_tui.domain.bands import TEMPLATE_LIMITS
from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.rubric import (
    SIGNAL_NAMES,
    Rubric,
    RubricError,
    TonePoints,
    load_rubric,
    parse_rubric,
    shipped_rubric,
)


def test_shipped_rubric_has_every_signal_and_the_template_bands() -> None:
    rubric = shipped_rubric()
    assert tuple(rubric.signals) == SIGNAL_NAMES
    assert rubric.bands == TEMPLATE_LIMITS
    assert rubric.signals[ContributionName.GRATITUDE].points < 0
    assert rubric.signals[ContributionName.CHURN].points > 0


def test_waiting_steps_are_those_of_the_design() -> None:
    assert [hours for hours, _ in shipped_rubric().ticket.waiting_steps] == [4, 24, 72]


def test_id_follows_content_not_writing() -> None:
    one = parse_rubric('[signals.churn]\npoints = 5\nphrases = ["leave"]\n[tone]\n')
    same = parse_rubric('# note\n[tone]\n\n[signals.churn]\nphrases=["leave"]\npoints=5\n')
    other = parse_rubric('[signals.churn]\npoints = 6\nphrases = ["leave"]\n')
    silent = parse_rubric('[signals.churn]\npoints = 5\nin_tone = 0\nphrases = ["leave"]\n')
    asked = parse_rubric('[signals.churn]\npoints = 5\nin_questions = false\nphrases = ["leave"]\n')
    held = parse_rubric('[signals.churn]\npoints = 5\nin_tone = 3\nphrases = ["leave"]\n')
    bands = parse_rubric('[signals.churn]\npoints = 5\nphrases = ["leave"]\n[bands]\nreview = 70\n')
    assert one.id == same.id == silent.id
    assert len({one.id, other.id, asked.id, held.id, bands.id}) == 5


@pytest.mark.parametrize(
    "spelt_out",
    [
        "[tone]\nknots = [[0, 0], [200, 200]]\ncalm = 12",
        "[tone]\nknots = [[0.0, 0.0], [200.0, 200.0]]",
        "[ticket]\nwaiting_steps = [[4, 5], [24, 15], [72, 30]]\nunresolved_peak_share = 0.6",
        "[account]\nhalf_life_days = 14\nother_ticket_share = 0.2",
        "[bands]\nneutral = 30\nreview = 60",
    ],
)
def test_spelling_out_a_default_leaves_the_id(spelt_out: str) -> None:
    churn = "[signals.churn]\npoints = 5\n"
    assert parse_rubric(churn + spelt_out).id == parse_rubric(churn).id


def test_weak_phrases_and_how_far_the_model_must_agree_are_part_of_the_id() -> None:
    churn = "[signals.churn]\npoints = 5\nheard_above = 0.8\n"
    weak = churn + 'agreed_above = 0.3\nweak_phrases = ["elsewhere"]'
    sources = (churn, weak, weak.replace("0.3", "0.4"), weak.replace("elsewhere", "renew*"))
    assert len({parse_rubric(source).id for source in sources}) == 4
    assert (
        parse_rubric(churn + "agreed_above = 0.3\nweak_phrases = []").id == parse_rubric(churn).id
    )


@pytest.mark.parametrize("value", ["0", "0.5", "0.8", "1", "1.0"])
def test_a_signal_may_be_heard_from_there(value: str) -> None:
    rubric = parse_rubric(f"[signals.churn]\npoints = 5\nheard_above = {value}")
    assert rubric.signals[ContributionName.CHURN].heard_above == float(value)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x=", "not TOML"),
        ('[signals]\n[bands]\nneutral = "a"', r"bands\.neutral"),
        ("[signals.churn]\npoints = 1.5", "points"),
        ("[signals.chrn]\npoints = 1", "chrn"),
        ("[signals.cap]\npoints = 1", "cap is no signal"),
        ('[signals.churn]\npoints = 1\nphrase = ["a"]', "phrase"),
        ('[signals.churn]\npoints = 1\nphrases = [" * "]', "at least one word"),
        ("[signals.churn]\npoints = 1\nheard_above = 0.9", "from 0 to 0.8, or 1 for never"),
        ("[signals.churn]\npoints = 1\nagreed_above = 0.9", "agreed_above is from 0 to 0.8"),
        ('[signals.churn]\npoints = 1\nweak_phrases = ["bye"]', "need an agreed_above below"),
        (
            "[signals.churn]\npoints = 1\nheard_above = 0.5\nagreed_above = 0.5\n"
            'weak_phrases = ["bye"]',
            "need an agreed_above below heard_above",
        ),
        (
            '[signals.churn]\npoints = 1\nagreed_above = 0.3\nweak_phrases = ["..."]',
            "a phrase needs at least one word",
        ),
        ("[signals.churn]\npoints = 1\nheard_above = -0.1", "heard_above"),
        ("[signals.churn]\npoints = 1\nheard_above = 1.1", "heard_above"),
        ("[signals]\n[bands]\nneutral = 70", "must rise"),
        ("[signals]\n[tone]\nknots = [[0, 0]]", "two pairs"),
        ("[signals]\n[tone]\nknots = [[0, 10], [100, 5]]", "rising"),
        ("[signals]\n[account]\nhalf_life_days = 0", "half_life_days"),
        ("[bands]", "signals"),
    ],
)
def test_a_bad_rubric_is_refused_with_the_place(source: str, said: str) -> None:
    with pytest.raises(RubricError, match=said):
        parse_rubric(source)


def test_load_reads_a_file(tmp_path, small_rubric: Rubric) -> None:
    path = tmp_path / "rubric.toml"
    path.write_text("[signals.churn]\npoints = 9\n", encoding="utf-8")
    rubric = load_rubric(path)
    assert rubric.signals[ContributionName.CHURN].points == 9
    assert rubric.id != small_rubric.id


def test_tone_points_follow_the_lines_between_knots() -> None:
    tone = TonePoints(((10, 0), (60, 50), (200, 190)))
    assert [tone.points(x) for x in (0, 10, 35, 60, 130, 200)] == [0, 0, 25, 50, 120, 190]
    assert [tone.points(35, remainder) for remainder in (-0.4, 0.6)] == [25, 26]
