import time
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.scores import ContributionName
from radar_tui.scoring import Rubric, RubricError, parse_rubric, shipped_rubric
from radar_tui.scoring.signals import (
    Signal,
    SignalFinder,
    repeated_punctuation,
    shouted_words,
    ticket_number,
)


@cache
def shipped_finder() -> SignalFinder:
    return SignalFinder(shipped_rubric())


def names(
    rubric: Rubric, text: str, heard: dict[ContributionName, float] | None = None
) -> list[str]:
    finder = shipped_finder() if rubric is shipped_rubric() else SignalFinder(rubric)
    return [signal.name.value for signal in finder.find(text, heard or {})]


def test_a_signal_fires_once_however_often_it_is_written(small_rubric: Rubric) -> None:
    text = "it keeps happening and keeps happening, still not fixed, ticket #4562"
    signals = SignalFinder(small_rubric).find(text, {})
    assert [(signal.name.value, signal.rule) for signal in signals] == [
        ("repeat", "phrase: keeps happening")
    ]
    assert text[signals[0].start : signals[0].end] == "keeps happening"


def test_negated_churn_does_not_fire(small_rubric: Rubric) -> None:
    assert names(small_rubric, "We are not going to cancel our contract") == []
    assert names(small_rubric, "We are going to cancel our contract") == ["churn"]


@pytest.mark.parametrize(
    ("probability", "points"), [(0.5, None), (0.7, None), (0.75, 8), (0.9, 30), (1.0, 30)]
)
def test_what_the_model_alone_hears_fades_in(
    small_rubric: Rubric, probability: float, points: int | None
) -> None:
    heard = {ContributionName.CHURN: probability, ContributionName.REPEAT: 1.0}
    signals = SignalFinder(small_rubric).find("we have had it with you", heard)
    assert [(signal.name.value, signal.points, signal.start) for signal in signals] == (
        [("churn", points, None)] if points else []
    )


def test_a_hair_of_what_is_heard_moves_a_hair_of_the_score() -> None:
    """What a signal adds to the sum before it is rounded grows without a jump."""
    finder = SignalFinder(
        parse_rubric("[signals.escalation]\npoints = 5\nin_tone = 8\nheard_above = 0.4")
    )
    worth = []
    for row in range(1001):
        signals = finder.find("call me", {ContributionName.ESCALATION: row / 1000})
        worth.append(sum(one.points + one.remainder - one.in_tone for one in signals))
    steps = [abs(after - before) for before, after in pairwise(worth)]
    assert (worth[0], worth[-1]) == (0, pytest.approx(-3))
    assert max(steps) < 0.02


def test_what_is_heard_too_faintly_for_a_point_does_not_count(small_rubric: Rubric) -> None:
    finder = SignalFinder(small_rubric)
    (faint,) = finder.find("bye now", {ContributionName.CHURN: 0.702})
    (clear,) = finder.find("bye now", {ContributionName.CHURN: 0.72})
    assert (faint.points, faint.counts, clear.counts) == (0, False, True)


AGREED = """
[signals.churn]
points = 20
heard_above = 0.8
agreed_above = 0.3
phrases = ["we are leaving"]
weak_phrases = ["elsewhere", "another supplier", "we are"]
except_phrases = ["another supplier called"]
"""


def one_signal(text: str, probability: float) -> Signal | None:
    found = SignalFinder(parse_rubric(AGREED)).find(text, {ContributionName.CHURN: probability})
    return found[0] if found else None


@pytest.mark.parametrize(
    ("probability", "points"), [(0.0, None), (0.3, None), (0.4, 10), (0.5, 20), (1.0, 20)]
)
def test_a_weak_phrase_fires_as_far_as_the_model_agrees(
    probability: float, points: int | None
) -> None:
    text = "I am looking elsewhere"
    signal = one_signal(text, probability)
    if points is None:
        assert signal is None
    else:
        assert signal is not None
        assert (signal.points, signal.rule) == (points, "phrase, and heard: elsewhere")
        assert text[signal.start : signal.end] == "elsewhere"


def test_a_strong_phrase_needs_no_agreement_and_comes_before_a_weak_one() -> None:
    signal = one_signal("elsewhere, for we are leaving", 0.9)
    assert signal is not None
    assert (signal.rule, signal.points, signal.in_tone) == ("phrase: we are leaving", 20, 0)


@pytest.mark.parametrize(
    "text", ["not going elsewhere", "another supplier called", "so bye then", "ask anybody"]
)
def test_the_model_agrees_to_no_negated_excepted_or_missing_words(text: str) -> None:
    assert one_signal(text, 0.75) is None


def test_what_the_model_agrees_with_raises_no_score_until_it_would_alone() -> None:
    """And nothing jumps: what a signal adds to the sum grows from nothing to all of its points."""
    worth = []
    for row in range(1001):
        signal = one_signal("elsewhere", row / 1000)
        worth.append(signal.points + signal.remainder - signal.in_tone if signal else 0.0)
    steps = [after - before for before, after in pairwise(worth)]
    assert worth[800] == pytest.approx(0)
    assert worth[-1] == pytest.approx(20)
    assert max(map(abs, steps)) < 0.2


def test_too_faint_an_agreement_points_at_nothing() -> None:
    signal = one_signal("elsewhere", 0.304)
    assert signal is not None
    assert (signal.points, signal.start, signal.counts) == (0, None, False)


def test_exclamation_marks_around_thanks_are_no_anger(small_rubric: Rubric) -> None:
    assert names(small_rubric, "thanks!!!") == ["gratitude"]
    assert names(small_rubric, "again!!!") == ["intensity"]
    assert names(small_rubric, "thanks for nothing!!!") == ["intensity"]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("so THIS IS ABSOLUTELY WRONG ok", "THIS IS ABSOLUTELY WRONG"),
        ("the HTTP API URL is up", None),
        ("XXXX XXXX XXXX XXXX", None),
        ("I AM OK", None),
    ],
)
def test_shouting_is_told_from_acronyms(text: str, span: str | None) -> None:
    found = shouted_words(text)
    assert (found and text[slice(*found)]) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [("what?!", "?!"), ("no!! no", "!!"), ("why???", "???"), ("why?? hm!", None), ("ok!", None)],
)
def test_repeated_punctuation(text: str, span: str | None) -> None:
    found = repeated_punctuation(text)
    assert (found and text[slice(*found)]) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("see ticket #4562 please", "ticket #4562"),
        ("Case 00123456", "Case 00123456"),
        ("request SUP-12", "request SUP-12"),
        ("a case of 12 bottles", None),
        ("error 4562", None),
    ],
)
def test_ticket_numbers(text: str, span: str | None) -> None:
    found = ticket_number(text)
    assert (found and text[slice(*found)]) == span


def test_an_unknown_pattern_is_refused() -> None:
    with pytest.raises(RubricError, match="no pattern 'shouting'"):
        SignalFinder(parse_rubric('[signals.churn]\npoints = 1\npatterns = ["shouting"]'))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I want to speak to a manager", "escalation"),
        ("This keeps happening", "repeat"),
        ("If this is not solved we will take our business elsewhere", "churn"),
        ("Please fix this asap", "urgency"),
        ("It works now, perfect", "resolution"),
        ("Thank you so much", "gratitude"),
        ("This is unacceptable", "intensity"),
    ],
)
def test_shipped_phrases(text: str, expected: str) -> None:
    assert expected in names(shipped_rubric(), text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I add a user to my plan?",
        "Is there a rate limit on the export endpoint?",
        "We do not want to cancel our subscription, just change the card.",
        "I'm not going to escalate this.",
        "It is not working now and the issue is not resolved.",
    ],
)
def test_plain_messages_set_off_no_alarm(text: str) -> None:
    alarming = {"churn", "escalation", "intensity", "resolution"}
    assert not alarming & set(names(shipped_rubric(), text))


@pytest.mark.parametrize(
    "text",
    [
        "It works again, thank you.",
        "Your fix worked.",
        "It finally worked. What was the cause?",
        "Everything is back now.",
        "The export is working fine now.",
        "This has been resolved, you can close the ticket.",
        "Problem solved!",
        "Closing this ticket, all sorted.",
        "The search is back, thanks.",
    ],
)
def test_what_is_said_to_be_settled(text: str) -> None:
    assert "resolution" in names(shipped_rubric(), text)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("churn", "We won't renew in March."),
        ("churn", "No, we aren't renewing."),
        ("churn", "We're not going to renew."),
        ("churn", "We are talking to other suppliers."),
        ("churn", "We have decided to look for another provider."),
        ("churn", "New supplier starts Monday."),
        ("churn", "We are moving everything to another platform."),
        ("churn", "We will take our money elsewhere."),
        ("churn", "We are considering alternatives to your platform."),
        ("churn", "We're trialling two alternatives."),
        ("repeat", "They haven't replied."),
        ("escalation", "I will tell everyone how you treat customers."),
        ("churn", "If this happens once more, we will not renew in March."),
        ("churn", "We're out. Send me the closing invoice."),
        ("churn", "Our procurement team has been asked to look at other vendors."),
        ("churn", "We have a quote from one of your competitors on the table."),
        ("churn", "Please cancel our subscription at the end of the term."),
        ("churn", "We have decided to go with someone else."),
        ("churn", "Consider this our notice of termination."),
        ("churn", "we signed with another provider this morning"),
        ("churn", "I'm done with you people."),
        ("churn", "You have just lost a customer."),
        ("churn", "We're seriously considering switching to a different platform"),
        ("churn", "this was our last renewal"),
        ("churn", "I want out of this contract"),
        ("churn", "We will be taking our business elsewhere."),
        (
            "churn",
            "The tender goes out next month and you need not apply: we put it out to tender.",
        ),
        ("churn", "How do I close my account?"),
        ("escalation", "I want to speak to your supervisor now."),
        ("escalation", "Get me somebody who can decide."),
        ("escalation", "Please escalate this to your director of engineering."),
        ("escalation", "Our solicitor will write to you."),
        ("escalation", "I will report you to the ICO."),
        ("escalation", "We have informed the data protection authority."),
        ("escalation", "A journalist has the whole thread."),
        ("escalation", "I'll be posting about you on LinkedIn tonight."),
        ("escalation", "Put me through to a manager."),
        ("escalation", "We shall sue for damages."),
        ("escalation", "Who is your boss?"),
        ("escalation", "This is a breach of contract."),
        ("escalation", "Expect a one-star review, I am going public."),
        ("escalation", "I demand a call from your VP of Support."),
        ("repeat", "This is the third time I am writing."),
        ("repeat", "It broke again."),
        ("repeat", "As I wrote on Monday, the feed is empty."),
        ("repeat", "It has been open for six weeks and still nothing."),
        ("repeat", "You closed my ticket again without a fix."),
        ("repeat", "Any update on this?"),
        ("repeat", "Every month the same excuse."),
        ("repeat", "I have called four times already."),
        ("repeat", "Same error as last week."),
        ("repeat", "Restarted it as you told me, still grey."),
        ("repeat", "For the fifth night in a row we are offline."),
        ("repeat", "I've explained this to three of your colleagues already"),
        ("repeat", "see ticket #4562"),
    ],
)
def test_what_customers_say(expected: str, text: str) -> None:
    assert expected in names(shipped_rubric(), text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I cancel a running export job?",
        "Can I cancel a single order after it was packed?",
        "Please cancel my training session on Thursday.",
        "When a customer cancels their subscription, no webhook arrives.",
        "We are not going to cancel, we just want the invoice changed.",
        "Nobody here is threatening to leave.",
        "There is no need to escalate this.",
        "No need to involve your manager, you have been very helpful.",
        "We don't want to switch providers.",
        "We never said we would terminate the contract.",
        "Does legal hold also cover attachments?",
        "Where do I find the escalation policy screen?",
        "The manager role cannot see the report.",
        "How do I assign a manager to a team?",
        "Can the alert rule escalate to a manager's manager?",
        "Our lawyers cannot open the comparison view.",
        "We have 14 lawyers on the time billing plan.",
        "Press the button and nothing happens.",
        "Does the app post to LinkedIn as well as Facebook?",
        "Our journalists use the archive every day.",
        "Please set up recurring invoices for us.",
        "Retry runs three times by default, is that right?",
        "Thanks again for the quick help.",
        "We are out of licences, can we add ten seats?",
        "We are leaving the old value in the field for now.",
        "I am out of office until Tuesday.",
        "We are moving to a new office in May, please change the address.",
        "Could you tell us the notice period? It is for the file of our auditors.",
        "Our regulator requires seven years of retention.",
        "We renewed for three more years, gladly.",
        "Is the second time zone shown in the export?",
        "Tell your manager you did a great job.",
        "The job was terminated by the kernel with signal 9.",
        "fatal: the process was killed and the transaction aborted",
    ],
)
def test_what_only_sounds_like_a_signal(text: str) -> None:
    assert not {"churn", "escalation", "repeat"} & set(names(shipped_rubric(), text))


def test_a_long_phrase_is_cut_in_the_name_of_its_rule() -> None:
    phrase = "leave (" + "|".join(f"place{number}" for number in range(20)) + ")"
    rubric = parse_rubric(f'[signals.churn]\npoints = 1\nphrases = ["{phrase}"]')
    rule = SignalFinder(rubric).find("we leave place7", {})[0].rule
    assert rule == f"phrase: {phrase[:59]}\u2026"


@pytest.mark.parametrize(
    "piece",
    [
        "A'", "a", "!", "not ", "cancel ", "A ", "ticket ", "?! ", "''", "we are ", "i have been ",
        "still, ", "the third ", "3 ", "to the ", "speak to ", "\u2014", "can't ",
        "cancel our job ", "x " * 50 + "we ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("start", ["", "cancel our ", "we are considering "])
def test_hostile_repetition_takes_bounded_time(start: str, piece: str) -> None:
    shipped_finder().find("warm up: we cancel, still not fixed, your manager", {})
    text = start + piece * (30_000 // len(piece))
    for heard in ({}, dict.fromkeys(ContributionName, 0.75)):
        started = time.process_time()
        shipped_finder().find(text, heard)
        assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("churn", "There will be no further orders from us."),
        ("churn", "November was our last month with you."),
        ("churn", "Please treat the subscription as ended."),
        ("churn", "Where do we hand in our notice?"),
        ("churn", "We're building this ourselves in house."),
        ("churn", "Why do we still pay you?"),
        ("churn", "I have asked for quotes from others."),
        ("churn", "Match it or we're off."),
        ("repeat", "This is my third ticket about it."),
        ("repeat", "You'll find the log attached to my first message."),
        ("repeat", "For five Mondays running the server has fallen over."),
        ("urgency", "I need an answer within the hour."),
        ("urgency", "All three production lines have stopped."),
        ("urgency", "The return has to be filed by midnight."),
    ],
)
def test_what_business_customers_say(expected: str, text: str) -> None:
    assert expected in names(shipped_rubric(), text)


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("churn", "We look at other modules of yours for next year."),
        ("churn", "We sync contacts from another provider into your product."),
        ("churn", "The renewal is signed."),
        ("churn", "How do I close an account of a former employee?"),
        ("repeat", "Thanks again for the quick help."),
        ("repeat", "How do I set up a recurring invoice?"),
        ("urgency", "No rush, it is not urgent at all."),
        ("urgency", "When a guest cancels within 24 hours a fee is due."),
    ],
)
def test_what_business_customers_mean_otherwise(signal: str, text: str) -> None:
    assert signal not in names(shipped_rubric(), text)


@given(st.text(max_size=200))
def test_spans_lie_inside_the_text(text: str) -> None:
    for signal in shipped_finder().find(text, {}):
        assert signal.start is not None
        assert signal.end is not None
        assert 0 <= signal.start < signal.end <= len(text)
