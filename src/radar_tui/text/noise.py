"""Recognises what is no customer's concern: auto-replies, bounces, spam and test tickets.

Precision before recall: one doubtful sign is never enough, because noise is left out of counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from radar_tui.domain.records import Noise

LONGEST_TEST = 80
"""Characters up to which a text that only says "test" is a test; a longer one says more."""
_READ_CHARACTERS = 4000

_MAIL_PROGRAM_SUBJECT = re.compile(
    r"(?:automatic reply|automatische antwort|abwesenheitsnotiz|réponse automatique"
    r"|respuesta automática|risposta automatica|automatisch antwoord|resposta automática): ?\S",
    re.IGNORECASE,
)
_AUTO_SUBJECT = re.compile(
    r"(?:auto(?:matic)?[- ]?reply|auto[- ]?response|automated (?:reply|response)"
    r"|out of (?:the )?office)\b",
    re.IGNORECASE,
)
_AUTO_TEXT = re.compile(
    r"\bI(?: am|['\u2019]m)(?: currently| now)?"
    r" (?:out of (?:the )?office|away from (?:the office|my desk|work)"
    r"|on (?:annual |parental |maternity |paternity |sick )?leave|on (?:vacation|holiday))\b"
    r"|\bI will be (?:out of (?:the )?office|away) (?:until|from|through|between)\b"
    r"|\bthis is an? (?:automatic|automated|auto)[- ]?(?:generated )?(?:reply|response|message)\b"
    r"|\bich bin (?:derzeit|momentan|bis)\b.{0,60}\bnicht im büro\b",
    re.IGNORECASE,
)
_AUTO_WORDS = ("off", "away", "leave", "vacat", "hol", "auto", "büro")
"""One of these is in all that the pattern finds, which takes long to find nothing.

None has an i: to the pattern a Turkish capital is one, too.
"""
_AUTO_RETURN = re.compile(
    r"\b(?:limited access to (?:my )?e?-?mail|will (?:be back|return|respond|reply)|upon my return"
    r"|when I (?:return|get back)|in urgent cases|for urgent|do not reply|no longer with)\b",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"(?:undelivered mail returned to sender|delivery status notification \((?:failure|delay)\)"
    r"|mail delivery (?:failed|failure|system)|returned mail:|failure notice$|undeliverable:"
    r"|undeliverable mail|message undeliverable|unzustellbar:)",
    re.IGNORECASE,
)
_BOUNCE_TEXT = re.compile(
    r"\b(?:mailer-daemon|mail delivery (?:system|subsystem)|could ?n[o']t be delivered"
    r"|delivery (?:has failed|to the following recipients? failed)|permanent(?: fatal)? error"
    r"|the following address(?:es)? failed|diagnostic-code:|final-recipient:|user unknown"
    r"|address (?:not found|couldn['\u2019]t be found)|550 5\.\d\.\d)",
    re.IGNORECASE,
)
_BOUNCE_SENDER = re.compile(r"\b(?:mailer-daemon|postmaster)@", re.IGNORECASE)
_TEST_WORDS = frozenset(("test", "tests", "testing"))
_FILLERS = "a again an case e email ignore is it just mail message only please pls this ticket"
_FILLER_WORDS = frozenset(_FILLERS.split())
_WORD = re.compile(r"\w+")
_SPAM_PHRASES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bguest post(?:s|ing)?\b|\bbacklinks?\b|\blink building\b",
        r"\b(?:rank|ranking)s? (?:your (?:web)?site )?(?:on|in) (?:the )?(?:first page of )?"
        r"google\b"
        r"|\bseo (?:services?|package|expert|agency)\b",
        r"\b(?:increase|boost|grow) (?:your )?(?:web(?:site)? )?(?:traffic|sales|followers)\b",
        r"\b(?:bitcoin|crypto|forex) (?:invest(?:ment|ing)?|trading|opportunity)\b",
        r"\b(?:viagra|cialis|online casino|payday loan)\b",
        r"\b(?:lottery|inheritance|next of kin)\b|\b\d+ million (?:us )?dollars\b",
        r"\bunsubscribe\b|\bopt[- ]out\b",
        r"\b(?:affordable|lowest) (?:price|rate|cost)s?\b|\blimited[- ]time offer\b",
    )
)
_SPAM_SIGNS = 3


@dataclass(frozen=True, slots=True)
class NoiseFinding:
    """What kind of noise a message is, and the rule that says so."""

    noise: Noise
    rule: str


def find_noise(
    subject: str, text: str, headers: Iterable[tuple[str, str]] = ()
) -> NoiseFinding | None:
    """Tell whether a message is noise, from its mail headers, subject and cleaned text.

    Returns None wherever there is doubt. Only the beginning of a long text is read.
    """
    named = {name.strip().lower(): value.strip().lower() for name, value in headers}
    subject, text = subject.strip()[:500], text.strip()[:_READ_CHARACTERS]
    return (
        _from_headers(named)
        or _bounce(subject, text)
        or _auto_reply(subject, text)
        or _test(subject, text)
        or _spam(text)
    )


def _from_headers(named: dict[str, str]) -> NoiseFinding | None:
    """Judge by mail headers, which state it outright (RFC 3834, RFC 3464, spam filters)."""
    if not named:
        return None
    if "multipart/report" in named.get("content-type", "") and "delivery-status" in named.get(
        "content-type", ""
    ):
        return NoiseFinding(Noise.BOUNCE, "delivery-report-header")
    if _BOUNCE_SENDER.search(named.get("from", "")):
        return NoiseFinding(Noise.BOUNCE, "bounce-sender")
    if named.get("auto-submitted", "no").startswith("auto-replied"):
        return NoiseFinding(Noise.AUTO_REPLY, "auto-submitted-header")
    if "x-autoreply" in named or "x-autorespond" in named:
        return NoiseFinding(Noise.AUTO_REPLY, "auto-reply-header")
    if named.get("precedence") in ("auto_reply", "auto-reply"):
        return NoiseFinding(Noise.AUTO_REPLY, "precedence-header")
    if named.get("x-spam-flag") == "yes" or named.get("x-spam-status", "").startswith("yes"):
        return NoiseFinding(Noise.SPAM, "spam-header")
    return None


def _bounce(subject: str, text: str) -> NoiseFinding | None:
    """Both the subject and the text have to read like a mail server's."""
    if _BOUNCE_SUBJECT.match(subject) and _BOUNCE_TEXT.search(text):
        return NoiseFinding(Noise.BOUNCE, "bounce-subject-and-text")
    return None


def _auto_reply(subject: str, text: str) -> NoiseFinding | None:
    """A subject that mail programs write, or an absence together with what to expect."""
    if _MAIL_PROGRAM_SUBJECT.match(subject):
        return NoiseFinding(Noise.AUTO_REPLY, "auto-reply-subject")
    may_be_away = any(map(text.lower().__contains__, _AUTO_WORDS))
    absence = _AUTO_TEXT.search(text) if may_be_away else None
    if absence and _AUTO_SUBJECT.match(subject):
        return NoiseFinding(Noise.AUTO_REPLY, "auto-reply-subject-and-text")
    if absence and absence.start() <= 200 and len(text) <= 1200 and _AUTO_RETURN.search(text):
        return NoiseFinding(Noise.AUTO_REPLY, "absence-text")
    return None


def _test(subject: str, text: str) -> NoiseFinding | None:
    """Both the subject and the whole text say "test" and nothing else."""
    if max(len(text), len(subject)) > LONGEST_TEST:
        return None
    words = set(_WORD.findall(subject.lower()))
    if not words & _TEST_WORDS:
        return None
    words.update(_WORD.findall(text.lower()))
    if all(word.isdigit() or word in _TEST_WORDS | _FILLER_WORDS for word in words):
        return NoiseFinding(Noise.TEST, "test-subject-and-text")
    return None


def _spam(text: str) -> NoiseFinding | None:
    """Three different kinds of sales talk, and a link or an address to answer to."""
    if "http" not in text and "www." not in text and "@" not in text:
        return None
    if sum(phrase.search(text) is not None for phrase in _SPAM_PHRASES) >= _SPAM_SIGNS:
        return NoiseFinding(Noise.SPAM, "spam-phrases")
    return None
