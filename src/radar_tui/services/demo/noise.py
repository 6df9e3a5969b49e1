"""What every support inbox also holds and Radar must leave out: merged, spam, bounces, tests."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime

from radar_tui.domain.records import AuthorRole, Noise
from radar_tui.services.demo.cast import Cast
from radar_tui.services.demo.corpus import NoiseMail, Shared, StepKind
from radar_tui.services.demo.plan import Plan, TimedStep
from radar_tui.services.demo.rhythm import MINUTE, WEEK, place_evenly, stream
from radar_tui.services.demo.weeks import WEEKS
from radar_tui.services.demo.world import Author

_MERGED, _SPAM, _BOUNCES, _TESTS = 14, 11, 6, 5
_SUPPORT_OPS = "Ravi Menon"
_FIRST_STRANGER_ID = 990_000
_MAILER = Author(
    989_999, "Mail Delivery System", AuthorRole.CUSTOMER, "mailer-daemon@relay.example"
)
_MERGE_NOTE = "This request was closed and merged into request #{target}."


def plan_noise(
    plans: Sequence[Plan], as_of: datetime, seed: int, shared: Shared, cast: Cast
) -> list[Plan]:
    """Plan the tickets that are not support cases; merged ones point at one of `plans`."""
    rng = stream(seed, "noise")
    start = as_of - WEEK * WEEKS

    def times(count: int) -> list[datetime]:
        return place_evenly(start, WEEK * WEEKS - 60 * MINUTE, count, rng)

    def several(
        count: int, kind: Noise, make: Callable[[NoiseMail, datetime, str], Plan]
    ) -> list[Plan]:
        mails = _MAILS[kind](shared)
        return [
            make(mails[place % len(mails)], at, f"{kind.value}-{place}")
            for place, at in enumerate(times(count))
        ]

    tester = cast.person(_SUPPORT_OPS).author
    return [
        *_merged(plans, shared, as_of, rng),
        *several(_SPAM, Noise.SPAM, _spam),
        *several(_BOUNCES, Noise.BOUNCE, lambda mail, at, key: _bounce(mail, at, key, cast, rng)),
        *several(_TESTS, Noise.TEST, lambda mail, at, key: _test(mail, at, key, tester)),
    ]


_MAILS: dict[Noise, Callable[[Shared], list[NoiseMail]]] = {
    Noise.SPAM: lambda shared: shared.spam,
    Noise.BOUNCE: lambda shared: shared.bounces,
    Noise.TEST: lambda shared: shared.tests,
}


def _merged(
    plans: Sequence[Plan], shared: Shared, as_of: datetime, rng: random.Random
) -> list[Plan]:
    """Second mails about a case that was already open, merged into it by an agent."""
    targets = [plan for plan in plans if plan.channel == "email" and plan.story is None]
    merged = []
    for place, target in enumerate(rng.sample(targets, _MERGED)):
        mail = shared.merged[place % len(shared.merged)]
        at = min(target.created_at + rng.randrange(4, 50) * MINUTE, as_of - 8 * MINUTE)
        closed = min(at + rng.randrange(15, 120) * MINUTE, as_of - MINUTE)
        merged.append(
            Plan(
                key=f"merged-{place}", subject=mail.subject, account=target.account,
                requester=target.requester, title=target.title, channel="email", mood="calm",
                steps=(
                    TimedStep(StepKind.CUSTOMER, mail.text, at),
                    TimedStep(StepKind.NOTE, _MERGE_NOTE, closed),
                ),
                resolved=True, area=target.area, noise=Noise.MERGED, merged_into=target.key,
            )
        )  # fmt: skip
    return merged


def _spam(mail: NoiseMail, at: datetime, key: str) -> Plan:
    name, _, address = (mail.sender or "").rstrip(">").partition(" <")
    number = _FIRST_STRANGER_ID + int(key.rpartition("-")[2])
    sender = Author(number, name, AuthorRole.CUSTOMER, address)
    return _single(mail.subject, mail.text, at, key, Noise.SPAM, sender)


def _bounce(mail: NoiseMail, at: datetime, key: str, cast: Cast, rng: random.Random) -> Plan:
    account = rng.choice(cast.accounts)
    text = mail.text.replace("{address}", f"former.colleague@{account.domains[0]}")
    return _single(mail.subject, text, at, key, Noise.BOUNCE, _MAILER)


def _test(mail: NoiseMail, at: datetime, key: str, tester: Author) -> Plan:
    return _single(mail.subject, mail.text, at, key, Noise.TEST, tester)


def _single(subject: str, text: str, at: datetime, key: str, noise: Noise, sender: Author) -> Plan:
    step = TimedStep(StepKind.CUSTOMER, text, at)
    return Plan(
        key=key, subject=subject, account=None, requester=sender, channel="email", mood="calm",
        steps=(step,), resolved=True, tagged=False, noise=noise,
    )  # fmt: skip
