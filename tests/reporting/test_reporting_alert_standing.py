"""Where alerts stand and what is new about them, in words."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from radar_tui.domain.alerts import Cause, make_labels
from radar_tui.domain.attention import Attention, Because, Standing
from radar_tui.domain.inhibition import Incident
from radar_tui.domain.matchers import parse_matchers
from radar_tui.domain.notices import NoticeKind, make_digest
from radar_tui.domain.rules import RuleKind
from radar_tui.domain.silences import Silence
from radar_tui.reporting.alert_standing import (
    digest_lines,
    digest_title,
    notice_words,
    standing_words,
    step_words,
)
from support.alert_cases import HOUR, NOW, notice, spike_notice

ZONE = ZoneInfo("Europe/Berlin")
K, S, B = NoticeKind, Standing, Because
INCIDENT = Incident(2, RuleKind.TICKET_SPIKE, "payments", NOW, "Ticket spike")
QUIET = Silence(1, parse_matchers("ticket=x"), NOW, NOW + HOUR, "Ravi", "known \x1b[31mbug")


@pytest.mark.parametrize(
    ("attention", "words"),
    [
        (Attention(S.NEEDS_YOU, NOW, B.FIRED), "needs you"),
        (
            Attention(
                S.NEEDS_YOU, NOW, B.TIMED_OUT, by="Dana", acknowledged_at=NOW - timedelta(days=1)
            ),
            "acknowledged by Dana 24h ago, still firing",
        ),
        (Attention(S.NEEDS_YOU, NOW, B.SNOOZE_OVER), "snooze is over, still firing"),
        (
            Attention(S.NEEDS_YOU, NOW, B.WORSE, value=27, was=19),
            "woke early: 27 > 19 when snoozed",
        ),
        (Attention(S.NEEDS_YOU, NOW, B.WORSE, value=18, was=19), "woke early for being worse"),
        (
            Attention(S.NEEDS_YOU, NOW, B.WORSE, value=81),
            "woke early: 81 > nothing when snoozed",
        ),
        (Attention(S.NEEDS_YOU, NOW, B.SILENCE_OVER), "silence is over, still firing"),
        (
            Attention(S.ACKNOWLEDGED, NOW, until=NOW + HOUR, by="Dana"),
            "Dana has it until Mon 23 Nov 11:00 CET",
        ),
        (Attention(S.SNOOZED, NOW, until=NOW + HOUR), "snoozed until Mon 23 Nov 11:00 CET"),
        (
            Attention(S.SILENCED, NOW, until=NOW + HOUR, by="Ravi", silence=QUIET),
            "silenced until Mon 23 Nov 11:00 CET by Ravi: known bug",
        ),
        (Attention(S.INHIBITED, NOW, incident=INCIDENT), "under payments: Ticket spike"),
        (Attention(S.DONE, NOW), "done, still firing"),
        (Attention(S.UNJUDGED, NOW), "cannot be judged"),
        (Attention(S.RESOLVED, NOW), "resolved"),
    ],
)
def test_where_an_alert_stands(attention: Attention, words: str) -> None:
    assert standing_words(attention, NOW, ZONE) == words


@pytest.mark.parametrize("standing", Standing)
def test_every_standing_has_words(standing: Standing) -> None:
    assert standing_words(Attention(standing, NOW), NOW, ZONE)


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (Cause.THRESHOLD, "firing: score 81 (> 60)"),
        (Cause.CLEARED, "firing: score 81 (> 60)"),
        (Cause.VANISHED, "firing: there is nothing to measure any more"),
        (Cause.UNJUDGED, "firing: not scored yet"),
        (Cause.FAILED, "firing: not scored yet"),
        (Cause.RULE_EDITED, "firing: the rule was edited"),
        (Cause.RULE_DISABLED, "firing: the rule was switched off"),
        (Cause.HISTORY, "firing: score 81 (> 60); came with the first import"),
    ],
)
def test_every_step_says_why(cause: Cause, words: str) -> None:
    kind, evidence = RuleKind.FRUSTRATION_SCORE, {"threshold": 60.0}
    assert step_words(kind, "firing", cause, 81, evidence, "not scored yet") == words


def test_a_digest_in_lines() -> None:
    digest = make_digest(
        [
            notice(1, area="exports", kind=K.RESOLVED, because=None),
            notice(2, area="payments"),
            notice(3, area="payments"),
            notice(4, area="sso", kind=K.TIMED_OUT, because=B.TIMED_OUT),
            spike_notice(5),
        ]
    )
    assert digest is not None
    assert digest_title(digest) == "3 alerts fired, 1 timed out"
    assert digest_lines(digest) == [
        "◆ payments: Ticket spike fired",
        "▲ payments · Frustration score: 2 fired (#2, #3)",
        "▲ sso · #4: Frustration score timed out",
        "✓ exports · #1: Frustration score resolved",
    ]


def test_a_digest_of_what_only_resolved_says_that() -> None:
    digest = make_digest([spike_notice(1, kind=K.RESOLVED, because=None)])
    assert digest is not None
    assert digest_title(digest) == "1 alert resolved"


def test_the_lines_of_a_flood_are_few_and_short() -> None:
    digest = make_digest([notice(seq, area=f"area-{seq % 40}") for seq in range(1, 1001)])
    assert digest is not None
    lines = digest_lines(digest)
    assert lines[0] == "▲ area-0 · Frustration score: 25 fired (#40, #80, #120 +22)"
    assert lines[-1] == "and 35 more groups"
    assert (len(lines), max(map(len, lines)) < 80) == (6, True)
    six = make_digest([notice(seq, area=f"area-{seq}") for seq in range(1, 7)])
    assert six is not None
    assert digest_lines(six)[-1] == "and 1 more group"


def test_names_out_of_exports_do_not_act() -> None:
    hostile = make_labels({"ticket": "zendesk/\x1b[31m9\u202e"})
    digest = make_digest([notice(1, labels=hostile, area="\x1b]0;x\x07pay")])
    assert digest is not None
    told = "".join(digest_lines(digest)) + notice_words(notice(1, labels=hostile))
    assert "\x1b" not in told
    assert "\u202e" not in told


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "#1: Frustration score fired"),
        ({"kind": K.RESOLVED, "because": None}, "#1: Frustration score resolved"),
        (
            {"kind": K.WOKE, "because": B.WORSE, "value": 27, "was": 19},
            "#1: Frustration score: woke early: 27 > 19 when snoozed",
        ),
        (
            {"kind": K.TIMED_OUT, "because": B.TIMED_OUT},
            "#1: Frustration score: acknowledgement timed out, still firing",
        ),
    ],
)
def test_a_notice_in_one_line(values: dict[str, object], words: str) -> None:
    assert notice_words(replace(notice(1), **values)) == words  # type: ignore[arg-type]
