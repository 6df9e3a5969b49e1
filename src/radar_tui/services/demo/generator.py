"""Puts the demo world together: cast, background, stories, noise and monitoring."""

from collections.abc import Sequence
from datetime import UTC, datetime

from radar_tui.services.demo.background import plan_background
from radar_tui.services.demo.cast import load_cast
from radar_tui.services.demo.corpus import load_corpus
from radar_tui.services.demo.monitoring import watch
from radar_tui.services.demo.noise import plan_noise
from radar_tui.services.demo.plan import Plan
from radar_tui.services.demo.realise import Setting, number_plans, realise
from radar_tui.services.demo.stories import plan_stories
from radar_tui.services.demo.world import DemoTicket, World


def generate(as_of: datetime, seed: int) -> World:
    """Make the demo world as it stands at `as_of`: 30 weeks of history and nothing after it.

    The same `as_of` and `seed` give the same world, on every machine.

    Raises:
        ValueError: `as_of` without a time zone.
    """
    if as_of.tzinfo is None:
        raise ValueError("the demo needs an as-of time with a time zone")
    as_of = as_of.astimezone(UTC).replace(microsecond=0)
    corpus, cast = load_corpus(), load_cast()
    plans = plan_background(as_of, seed, corpus, cast)
    plans += plan_stories(as_of, seed, corpus, cast)
    plans += plan_noise(plans, as_of, seed, corpus.shared, cast)
    setting = Setting(as_of, seed, cast, corpus.shared, number_plans(plans))
    return World(
        as_of=as_of,
        seed=seed,
        help_desk=cast.help_desk,
        support_address=cast.support_address,
        accounts=cast.accounts,
        people=cast.people,
        vocabulary=cast.vocabulary,
        tickets=tuple(_tickets(plans, setting)),
        events=watch(as_of, seed),
    )


def _tickets(plans: Sequence[Plan], setting: Setting) -> list[DemoTicket]:
    """Realise all plans in the order of their numbers, each knowing its customer's last ticket."""
    latest: dict[int, int] = {}
    tickets = []
    for plan in sorted(plans, key=lambda each: setting.ticket_ids[each.key]):
        number = setting.ticket_ids[plan.key]
        asked_by = plan.account.organization_id if plan.account else plan.requester.user_id
        tickets.append(realise(plan, latest.get(asked_by, number - 23), setting))
        latest[asked_by] = number
    return tickets
