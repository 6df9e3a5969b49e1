"""Quoted replies and signatures are split off; the customer's own words never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.text.quoted import ReplyParts, split_reply

OWN = "It is still broken.\n\nPlease call me."


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, Jan 5, 2026 at 10:00 AM Support <help@desk.example> wrote:\n> Hi\n> there",
        "On Mon, Jan 5, 2026 at 10:00 AM Support\n<help@desk.example> wrote:\n\nHi\nthere",
        "On 5 Jan 2026, at 10:00, Support wrote:",
        "Am 05.01.2026 um 10:00 schrieb Support:\n> Hallo",
        "Le 5 janv. 2026 à 10:00, Support <a@b.example> a écrit :\n> Bonjour",
        "-----Original Message-----\nFrom: Support\n\nHi",
        "---------- Forwarded message ---------\nFrom: Support",
        "Begin forwarded message:\n\nFrom: Support",
        "________________________________\nFrom: Support\nSent: Monday\nTo: Ada\n\nHi",
        "From: Support <a@b.example>\nDate: Monday, 5 January 2026\nTo: Ada\nSubject: Re: x\n\nHi",
        "Von: Support\nGesendet: Montag\nAn: Ada\nBetreff: AW: x\n\nHallo",
        "##- Please type your reply above this line -##\nHi",
        "> Hi\n> there",
    ],
)
def test_quotes_go(quoted: str) -> None:
    assert split_reply(f"{OWN}\n\n{quoted}") == ReplyParts(OWN, quoted)


def test_answers_between_and_below_quotes_stay() -> None:
    text = (
        "On Mon, Jan 5, 2026 at 10:00, Support wrote:\n> Which browser?\n> Which page?\n"
        "Firefox.\n> And when?\n> At noon?\nYes."
    )
    parts = split_reply(text)
    assert parts.text == "Firefox.\nYes."
    assert "Firefox" not in parts.quoted


@pytest.mark.parametrize(
    "text",
    [
        "Hi,\nthe export fails:\n- first I save\n- then it crashes\nPlease fix it!",
        "Hello\nThanks, but this is still broken.\nIt fails every night.",
        "Thanks,\nstill broken!",
        "Thanks\nNothing works",
        "Thank you,\nWHY DOES NOBODY ANSWER",
        "Logs:\nDate: 2024-01-01\nFrom: worker-3\nTo: queue\nthe queue drops my messages",
        "On Monday the person who called wrote:\nfoo is here",
        "On error the page says 10:00 and stops.",
        "It says:\nWarning: cannot send mail. This is unacceptable.",
        "> 50 errors an hour is too much",
        ">>> import radar\n>>> radar.run()\nfails",
        "Part one\n--\nPart two, which goes on:\nwhat will you do about it?",
        "Best,\nworst, what is the difference\nto you?",
        "From: me\nI want my money back",
        "-----\nCANCEL MY ACCOUNT\n-----",
        "No",
        "",
    ],
)
def test_own_words_stay(text: str) -> None:
    assert split_reply(text) == ReplyParts(text)


@pytest.mark.parametrize(
    "text",
    [
        "> all of it\n> is quoted",
        "-- \nAda",
        "-----Original Message-----\nFrom: Ada",
        "On Mon, Jan 5, 2026 at 10:00, Ada wrote:\n> x",
    ],
)
def test_where_nothing_else_is_left_the_whole_stays(text: str) -> None:
    assert split_reply(text) == ReplyParts(text)


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAda Lovelace\nAcme Inc\n+44 20 7946 0000",
        "--\nAda",
        "Best regards,\nAda Lovelace\nHead of Operations\nada@acme.example",
        "Thanks,\nAda",
        "Kind regards,\n\nAda\n\nSent from my iPhone",
        "Sent from my iPhone",
        "Get Outlook for iOS<https://aka.ms/x>",
        "Cheers,\nAda\n--\nAcme Inc | www.acme.example",
    ],
)
def test_signatures_go(signature: str) -> None:
    parts = split_reply(f"{OWN}\n\n{signature}")
    assert parts.text == OWN
    assert parts.signature.split() == signature.split()


lines = st.sampled_from(
    [
        "", "It fails.", "> quoted", ">", "--", "Thanks,", "Ada", "On 5.1.2026 Ada wrote:",
        "From: A", "Sent: B", "To: C", "Subject: D", "_" * 32, "Sent from my iPhone",
    ]
)  # fmt: skip


@given(st.lists(lines, max_size=12).map("\n".join))
def test_every_line_is_in_one_part(text: str) -> None:
    parts = split_reply(text)
    kept = sorted("\n".join((parts.text, parts.quoted, parts.signature)).split())
    assert kept == sorted(text.split())
    assert parts.text or not text.strip()


@given(st.text(st.characters(exclude_characters=">_-*#:,\n", categories=("L", "N", "P", "Z"))))
def test_a_line_without_marks_is_never_taken(text: str) -> None:
    if not text.strip().lower().startswith(("sent from", "get outlook")):
        assert split_reply(text).text == text.strip()
