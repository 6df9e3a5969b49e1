"""Weeks, usual ranges, and Markdown in which no customer's text acts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from radar_tui.reporting.weekly import (
    AccountAtRisk,
    AreaVolume,
    FiredAlert,
    Gaps,
    Judgement,
    MetricLine,
    RecurringIssue,
    SampledTicket,
    SourceReach,
    StartedIntervention,
    Unit,
    WeeklyReview,
    find_week,
    last_whole_week,
    make_headline,
)
from radar_tui.reporting.weekly_escaping import plain, quoted
from radar_tui.reporting.weekly_markdown import MOST_ALERTS, weekly_markdown

HOSTILE = (
    "](https://evil.example) ![x](y) <script>a</script> www.evil.example a@b.io | `c` # *d* \n# e"
)

# What a reader's Markdown program may do at its most eager: HTML and links without any mark-up.
EAGER = MarkdownIt("gfm-like", {"html": True, "linkify": True})
STRICT = MarkdownIt("gfm-like", {"html": True, "linkify": False})

# Texts made of what is mark-up somewhere are likelier to break out than arbitrary ones.
MARKUP = r"` `` | \ <b> [a](b) ![ https://e.example www.e.example a@b.io # - 1. *** ~~ &lt; --- > x"
SPACES = [" ", "\n", "\n\n", "\u202e"]
TEXTS = st.text(max_size=60) | st.lists(
    st.sampled_from([*MARKUP.split(), *SPACES]), max_size=12
).map("".join)


def children(tokens: list[Token]) -> list[list[Token]]:
    return [token.children or [] for token in tokens if token.type == "inline"]


def types(tokens: list[Token]) -> set[str]:
    return {token.type for token in tokens} | {
        child.type for inline in children(tokens) for child in inline
    }


@given(TEXTS)
def test_quoted_text_stays_text_in_a_table(text: str) -> None:
    tokens = EAGER.parse(f"| a | b |\n|---|---|\n| {quoted(text)} | x |\n")
    *_, cell, last = children(tokens)
    assert [child.type for child in cell] in (["code_inline"], ["text"])
    assert [child.content for child in last] == ["x"]
    assert len(children(tokens)) == 4


@given(TEXTS)
def test_quoted_text_stays_text_in_a_list(text: str) -> None:
    tokens = EAGER.parse(f"- {quoted(text)} · {quoted(text)}\n")
    (inline,) = children(tokens)
    assert {child.type for child in inline} <= {"code_inline", "text"}
    shown = [child.content for child in inline if child.type == "code_inline"]
    words = " ".join(text.split())
    if words.isascii() and words.isprintable() and words:
        assert shown == [words.replace("|", "¦")] * 2


@given(TEXTS)
def test_the_teams_own_words_are_no_markup(text: str) -> None:
    tokens = STRICT.parse(f"| a | b |\n|---|---|\n| {plain(text)} | x |\n\n### {plain(text)}\n")
    assert len(children(tokens)) == 5
    assert {child.type for inline in children(tokens) for child in inline} <= {"text"}


def test_plain_words_read_as_they_were_written() -> None:
    (inline,) = children(STRICT.parse(f"x {plain('<1 hr & *soon* | [X]')}"))
    assert "".join(child.content for child in inline) == "x <1 hr & *soon* ¦ [X]"


@pytest.mark.parametrize("nothing", ["", "  \n", "\u200b"])
def test_an_empty_text_is_a_dash(nothing: str) -> None:
    assert quoted(nothing) == plain(nothing) == "–"


def test_a_week_begins_on_monday_in_its_zone(as_of: datetime) -> None:
    week = find_week("2026-W43", "Europe/Dublin", as_of)
    assert week.start == datetime(2026, 10, 18, 23, 0, tzinfo=UTC)
    # The clocks go back on its Sunday: the week has an hour more.
    assert week.end - week.start == timedelta(days=7, hours=1)
    assert week.is_over


def test_the_weeks_before_follow_each_other_without_a_gap(as_of: datetime) -> None:
    week = find_week("2026-W47", "Europe/Dublin", as_of)
    starts = [*week.starts_before(8), week.start]
    assert len(starts) == 9
    labels = [find_week(f"2026-W{number}", "Europe/Dublin", as_of) for number in range(39, 48)]
    assert starts == [each.start for each in labels]


@pytest.mark.parametrize(
    ("moment", "label"),
    [
        ("2026-11-23T00:00", "2026-W47"),
        ("2026-11-22T23:59", "2026-W46"),
        ("2027-01-04T08:00", "2026-W53"),
    ],
)
def test_the_default_is_the_last_whole_week(moment: str, label: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert last_whole_week("UTC", at).label == label


def test_a_week_begins_earlier_in_the_east() -> None:
    sunday_evening = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    assert last_whole_week("Asia/Tokyo", sunday_evening).label == "2026-W47"
    assert last_whole_week("America/New_York", sunday_evening).label == "2026-W46"


def test_a_running_week_is_counted_up_to_now(as_of: datetime) -> None:
    week = find_week("2026-W48", "UTC", as_of)
    assert (week.counted_until, week.is_over) == (as_of, False)


@pytest.mark.parametrize(
    "label", ["2026-W00", "2026-W54", "2025-W53", "2026-47", "2026-W4", "", "9999-W52", "0001-W01"]
)
def test_what_is_no_week_is_refused(label: str, as_of: datetime) -> None:
    with pytest.raises(ValueError, match="ISO week"):
        find_week(label, "UTC", as_of)


def test_a_week_to_come_is_refused(as_of: datetime) -> None:
    with pytest.raises(ValueError, match="has not begun"):
        find_week("2026-W49", "UTC", as_of)


@pytest.mark.parametrize(
    ("value", "judgement"), [(9, Judgement.BELOW), (10, Judgement.WITHIN), (17, Judgement.WITHIN)]
)
def test_a_number_is_held_against_the_eight_weeks_before(value: int, judgement: Judgement) -> None:
    headline = make_headline("k", "t", Unit.COUNT, [99, *range(10, 18), value])
    assert (headline.low, headline.high, headline.weeks) == (10, 17, 8)
    assert (headline.previous, headline.judgement, headline.reason) == (17, judgement, None)


def test_over_the_highest_of_the_weeks_is_above() -> None:
    headline = make_headline("k", "t", Unit.COUNT, [5, 5, 5, 5, 6])
    assert headline.judgement is Judgement.ABOVE


def test_too_little_history_is_not_judged() -> None:
    headline = make_headline("k", "t", Unit.COUNT, [None, None, 3, 4, 5, 50])
    assert headline.judgement is None
    assert headline.reason == "3 of 8 weeks of history"


def test_an_unknown_week_is_not_judged() -> None:
    headline = make_headline("k", "t", Unit.COUNT, [3, 4, 5, 6, None])
    assert (headline.judgement, headline.reason) == (None, "too little data this week")


def hostile_review(text: str, as_of: datetime) -> WeeklyReview:
    week = find_week("2026-W47", "UTC", as_of)
    at = week.start + timedelta(hours=30)
    alert = FiredAlert(
        rule="frustration-score",
        title=text,
        subject=text,
        measure=text,
        state="firing",
        began_at=at,
        fired_at=at,
        fired_in_week=True,
        due_at=at + timedelta(hours=2),
        owner=text,
        action=text,
        acknowledged_at=None,
        done_at=None,
        resolved_at=None,
    )
    metric = MetricLine(
        key="time-to-detect",
        title="Time to Detect (TTD)",
        unit=Unit.HOURS,
        baseline="3 hrs",
        target="<1 hr",
        value=None,
        numerator=0,
        denominator=0,
        reason="no signal was triaged yet",
        how="signal begin to first triage",
        cadence="weekly",
        period="this week",
    )
    return WeeklyReview(
        week=week,
        as_of=as_of,
        headlines=(make_headline("new-tickets", "New tickets", Unit.COUNT, [5, 5, 6, 5, 5]),),
        alerts=(alert,),
        areas=(AreaVolume("a", text, 9, 4, 3, 4.2, 7, "spike", True),),
        issues=(RecurringIssue("c", text, 4, 1, (text, text)),),
        accounts=(AccountAtRisk(text, 5, 4, 3, 12, text, text),),
        interventions=(
            StartedIntervention(text, text, text, at, 80, text, 2, 5, text, escalated=True),
        ),
        metrics=(metric,),
        sources=(SourceReach(text, text, at, covers_week=False),),
        closed=1,
        sample=(SampledTicket(text, text, text, text, text, text, at),),
        completeness=(text,),
        gaps=Gaps(1, 2, 3, at),
    )


def test_no_text_of_a_review_acts(as_of: datetime) -> None:
    """The same review with plain and with hostile words has the same structure."""
    harmless = STRICT.parse(weekly_markdown(hostile_review("word", as_of)))
    hostile = STRICT.parse(weekly_markdown(hostile_review(HOSTILE, as_of)))
    assert [token.type for token in hostile] == [token.type for token in harmless]
    assert not types(hostile) & {"link_open", "image", "html_inline", "html_block"}


def test_customers_words_make_no_link_even_for_an_eager_reader(as_of: datetime) -> None:
    review = hostile_review("word", as_of)
    told = replace(
        review,
        alerts=(replace(review.alerts[0], subject=HOSTILE, measure=HOSTILE),),
        issues=(RecurringIssue("c", "word", 4, 1, (HOSTILE,)),),
        accounts=(replace(review.accounts[0], account=HOSTILE, why=HOSTILE),),
        sample=(SampledTicket(HOSTILE, "z", HOSTILE, HOSTILE, HOSTILE, HOSTILE, as_of),),
    )
    tokens = EAGER.parse(weekly_markdown(told))
    assert not types(tokens) & {"link_open", "image", "html_inline", "html_block"}


def test_a_change_within_the_range_is_called_usual(as_of: datetime) -> None:
    text = weekly_markdown(hostile_review("word", as_of))
    assert "| New tickets | 5 | 5 | 5–6 (4 weeks) | within its usual range |" in text


def test_what_could_not_be_judged_is_told(as_of: datetime) -> None:
    text = weekly_markdown(hostile_review("word", as_of))
    told = text.split("## What could not be judged")[1]
    assert "- 2 tickets not scored yet (run: radar score)" in told
    assert "- 1 ticket without a score" in told
    assert "- 3 tickets without a feature area" in told
    assert "- no signal was triaged yet: Time to Detect (TTD)" in told
    assert "Radar has watched since Tue 17 Nov 06:00" in told


def test_an_overdue_alert_is_marked(as_of: datetime) -> None:
    review = hostile_review("word", as_of)
    assert "not triaged yet, **overdue**" in weekly_markdown(review)
    triaged = replace(
        review.alerts[0], acknowledged_at=review.alerts[0].fired_at + timedelta(minutes=20)
    )
    assert "triaged after 20m" in weekly_markdown(replace(review, alerts=(triaged,)))


def test_a_long_list_of_alerts_is_cut_and_says_so(as_of: datetime) -> None:
    review = hostile_review("word", as_of)
    many = replace(review, alerts=review.alerts * (MOST_ALERTS + 3))
    assert "3 more are not shown." in weekly_markdown(many)


def test_an_empty_review_says_so_in_every_section(as_of: datetime) -> None:
    review = hostile_review("word", as_of)
    nothing = replace(
        review, alerts=(), areas=(), issues=(), accounts=(), interventions=(), sources=(), sample=()
    )
    text = weekly_markdown(nothing)
    for words in (
        "No alert fired.",
        "No ticket carries a feature area.",
        "No root cause came up more than once.",
        "No account calls for more than standard handling.",
        "No intervention was started in the week.",
        "Nothing was imported yet.",
    ):
        assert words in text
