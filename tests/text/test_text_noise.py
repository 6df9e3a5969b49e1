"""Noise is recognised where there is no doubt, and only there."""

import pytest

from radar_tui.domain.records import Noise
from radar_tui.text.noise import find_noise

OUT = "I am out of the office until Monday. In urgent cases call my colleague."
BOUNCE = "Your message couldn't be delivered. Diagnostic-Code: smtp; 550 5.1.1 user unknown"


@pytest.mark.parametrize(
    ("subject", "text", "headers", "noise", "rule"),
    [
        ("Re: Invoice", "x", [("Auto-Submitted", "auto-replied (vacation)")], Noise.AUTO_REPLY,
         "auto-submitted-header"),
        ("x", "x", [("X-Autoreply", "yes")], Noise.AUTO_REPLY, "auto-reply-header"),
        ("x", "x", [("Precedence", "auto_reply")], Noise.AUTO_REPLY, "precedence-header"),
        ("x", "x", [("From", "MAILER-DAEMON@mx.example")], Noise.BOUNCE, "bounce-sender"),
        ("x", "x", [("Content-Type", "multipart/report; report-type=delivery-status")],
         Noise.BOUNCE, "delivery-report-header"),
        ("x", "x", [("X-Spam-Flag", "YES")], Noise.SPAM, "spam-header"),
        ("Automatic reply: Your invoice", "Thank you.", [], Noise.AUTO_REPLY, "auto-reply-subject"),
        ("Abwesenheitsnotiz: Rechnung", "Danke", [], Noise.AUTO_REPLY, "auto-reply-subject"),
        ("Out of office", OUT, [], Noise.AUTO_REPLY, "auto-reply-subject-and-text"),
        ("Re: Your ticket", OUT, [], Noise.AUTO_REPLY, "absence-text"),
        ("Undelivered Mail Returned to Sender", BOUNCE, [], Noise.BOUNCE,
         "bounce-subject-and-text"),
        ("Test", "this is a test, please ignore", [], Noise.TEST, "test-subject-and-text"),
        ("test ticket 2", "", [], Noise.TEST, "test-subject-and-text"),
        ("Hello", "We offer SEO services, guest posts and backlinks to boost your traffic. "
         "Lowest prices! www.seo.example", [], Noise.SPAM, "spam-phrases"),
    ],
)  # fmt: skip
def test_noise(
    subject: str, text: str, headers: list[tuple[str, str]], noise: Noise, rule: str
) -> None:
    finding = find_noise(subject, text, headers)
    assert finding is not None
    assert (finding.noise, finding.rule) == (noise, rule)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Out of office replies are not sent", "Since the update your product sends none. Fix it!"),
        ("Auto-reply: broken since Monday", "Customers get no confirmation any more."),
        ("Undeliverable: all our newsletters", "Your service refuses them, we lose money."),
        ("Re: your ticket", "I am on holiday and your tool charged me again. Refund me."),
        ("Test environment is down", "Our test system fails with error 500."),
        ("Test", "The test button charges real cards."),
        ("Testing", "Is anybody there? We cannot log in since the test."),
        ("Spam filter", "Why do I get unsubscribe mails? See www.acme.example"),
        ("SEO", "Your SEO service page has a wrong price, see https://acme.example"),
        ("", ""),
        ("Help", "We will return the device if nobody answers."),
    ],
)
def test_a_customer_s_concern_is_no_noise(subject: str, text: str) -> None:
    assert find_noise(subject, text) is None


def test_a_human_s_mail_headers_are_no_noise() -> None:
    headers = [
        ("Auto-Submitted", "no"),
        ("X-Spam-Status", "No, score=1"),
        ("From", "ada@acme.example"),
    ]
    assert find_noise("Help", "It fails.", headers) is None


def test_a_long_text_is_judged_by_its_beginning() -> None:
    assert find_noise("x", "a " * 500_000 + OUT) is None
