import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radar_tui.domain.scores import Contribution, ContributionName
from radar_tui.scoring import Explain, Scorer
from radar_tui.scoring.compose import capped, share_out, split_tone
from radar_tui.text.sentences import split_sentences

words = st.lists(
    st.sampled_from(
        ["ok.", "WHY!!", "cancel our contract.", "thanks", "still not", "\n", "asap", "bye.", "é😀"]
    ),
    max_size=12,
).map(" ".join)


@given(st.integers(0, 300), st.lists(st.floats(0.01, 200), min_size=1, max_size=9))
def test_sharing_out_loses_no_point(points: int, weights: list[float]) -> None:
    shares = share_out(points, weights)
    assert sum(shares) == points
    assert min(shares) >= 0
    exact = [points * weight / sum(weights) for weight in weights]
    assert all(abs(share - value) < 1 for share, value in zip(shares, exact, strict=True))


@given(st.integers(0, 200), st.lists(st.floats(0, 200), min_size=1, max_size=12))
def test_split_tone_adds_up_and_quotes_a_few_sentences(points: int, tones: list[float]) -> None:
    text = " ".join(f"Sentence {row}." for row in range(len(tones)))
    sentences = split_sentences(text)
    parts = split_tone(points, list(zip(sentences, tones, strict=True)), calm=12)
    assert sum(part.points for part in parts) == points
    assert len(parts) <= 4
    assert all(part.quote == text[part.start : part.end] for part in parts)


def test_the_angriest_sentence_carries_most() -> None:
    sentences = split_sentences("Hello there. This is a disgrace. Bye.")
    parts = split_tone(60, list(zip(sentences, [5.0, 120.0, 6.0], strict=True)), calm=12)
    assert [part.quote for part in parts] == ["This is a disgrace."]


def test_what_is_merely_polite_says_the_rubric() -> None:
    heard = list(zip(split_sentences("Hello there. Not good."), [20.0, 40.0], strict=True))
    assert [part.points for part in split_tone(30, heard, calm=0)] == [10, 20]
    assert [part.points for part in split_tone(30, heard, calm=15)] == [5, 25]


@pytest.mark.parametrize(
    ("points", "score", "cap"), [(-7, 0, 7), (0, 0, None), (200, 200, None), (230, 200, -30)]
)
def test_the_cap_is_a_contribution(points: int, score: int, cap: int | None) -> None:
    value, parts = capped([Contribution(ContributionName.TONE, "model", points)])
    assert value == score
    assert [part.points for part in parts if part.name is ContributionName.CAP] == (
        [] if cap is None else [cap]
    )


@settings(deadline=None)  # the first text loads the language recogniser
@given(words, st.sampled_from(Explain))
def test_every_score_adds_up_whatever_is_explained(
    fake_scorer: Scorer, check, text: str, explain: Explain
) -> None:
    (result,) = fake_scorer.score([text], explain=explain)
    check(text, result)
    (plain,) = fake_scorer.score([text], explain=Explain.NEVER)
    assert (result.score, result.churn, result.review) == (plain.score, plain.churn, plain.review)


def test_explained_tone_has_spans_and_unexplained_has_none(fake_scorer: Scorer) -> None:
    text = "Where is it?! I am ANGRY. Please help."
    always, never = (
        fake_scorer.score([text], explain=explain)[0] for explain in (Explain.ALWAYS, Explain.NEVER)
    )
    tone = [part for part in always.contributions if part.name is ContributionName.TONE]
    assert "I am ANGRY." in [part.quote for part in tone]
    (whole,) = (part for part in never.contributions if part.name is ContributionName.TONE)
    assert (whole.start, whole.quote) == (None, None)


def test_only_what_the_lead_must_look_at_is_explained_by_default(fake_scorer: Scorer) -> None:
    calm, angry = fake_scorer.score(["hello World", "This is WRONG. Fix it!"])
    assert not calm.review
    assert calm.contributions[0].quote is None
    assert angry.review
    assert all(part.quote for part in angry.contributions)


def test_what_only_the_model_hears_is_quoted_when_explained(fake_scorer: Scorer) -> None:
    text = "I have had it. So bye then. Really."
    result = fake_scorer.score([text])[0]
    (churn,) = (part for part in result.contributions if part.name is ContributionName.CHURN)
    assert (churn.rule, churn.quote) == ("heard by the model", "So bye then.")
    assert result.churn
    assert result.review
