"""The scripted stories of the demo, placed relative to as-of."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from radar_tui.services.demo.cast import Cast
from radar_tui.services.demo.corpus import Corpus, Loop, Script, Step, StepKind, Story
from radar_tui.services.demo.plan import Plan, TimedStep
from radar_tui.services.demo.rhythm import MINUTE, moment_before, stream

LOSING_PATIENCE = "losing-patience"
PAYMENTS_INCIDENT = "payments-incident"
FAILS_AT_NIGHT = "fails-at-night"
AUTO_REPLY_LOOP = "auto-reply-loop"
THANKFUL_ACCOUNT = "thankful-account"
ESCALATION_PREVENTED = "escalation-prevented"
CALM_TECHNICAL = "calm-technical"

_GAP = 35 * MINUTE
_LOOP_STARTS = "2d@22:04"


def plan_stories(as_of: datetime, seed: int, corpus: Corpus, cast: Cast) -> list[Plan]:
    """Plan the tickets of all stories."""
    plans = []
    for name, story in corpus.stories.stories.items():
        for number, script in enumerate(story.tickets):
            plan = _plan(name, number, story, script, as_of, cast)
            if script.loop:
                plan = _with_loop(plan, script, corpus.stories.loop, as_of, seed)
            plans.append(plan)
    return plans


def _plan(
    name: str, number: int, story: Story, script: Script, as_of: datetime, cast: Cast
) -> Plan:
    account = cast.account(script.account)
    requester = account.requesters[script.requester]
    return Plan(
        key=f"{name}-{number}",
        subject=script.subject,
        account=account,
        requester=requester.author,
        title=requester.title,
        channel=script.channel,
        mood=script.mood,
        steps=tuple(_timed(script, as_of)),
        resolved=script.status in ("solved", "closed"),
        area=script.area or story.area,
        root=story.root,
        story=name,
        satisfaction=script.satisfaction,
        priority=script.priority,
    )


def _timed(script: Script, as_of: datetime) -> Iterator[TimedStep]:
    """Time a script's steps, in order even where two days fall on one Friday."""
    at = moment_before(as_of, script.ago)
    for place, step in enumerate(script.steps):
        if place:
            at = max(_moment(step, at, as_of), min(at + _GAP, as_of - MINUTE))
        yield TimedStep(step.kind, step.texts[0], at, step.by)


def _moment(step: Step, previous: datetime, as_of: datetime) -> datetime:
    return previous + _GAP if step.ago is None else moment_before(as_of, step.ago)


def _with_loop(plan: Plan, script: Script, loop: Loop, as_of: datetime, seed: int) -> Plan:
    """Let two machines answer each other for a night, after the conversation itself."""
    rng = stream(seed, plan.key)
    at = max(moment_before(as_of, _LOOP_STARTS), plan.steps[-1].at + _GAP)
    steps = list(plan.steps)
    for _ in range(script.loop):
        steps.append(TimedStep(StepKind.CUSTOMER, loop.automatic, at, automatic=True))
        at += timedelta(seconds=rng.randrange(3, 9))
        steps.append(TimedStep(StepKind.AGENT, loop.acknowledgement, at, system=True))
        at += timedelta(seconds=rng.randrange(420, 620))
    return replace(plan, steps=tuple(steps))
