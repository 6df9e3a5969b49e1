"""Turns planned tickets into tickets: numbers, names, answering agents, history and tags."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from radar_tui.domain.records import AuthorRole, Noise
from radar_tui.services.demo.cast import SYSTEM, Cast
from radar_tui.services.demo.corpus import Shared, StepKind
from radar_tui.services.demo.history import History, Tags, status_history
from radar_tui.services.demo.plan import Plan, TimedStep
from radar_tui.services.demo.rhythm import MINUTE, stream
from radar_tui.services.demo.wording import as_html, attribution, fill, quote_below, ticket_slots
from radar_tui.services.demo.world import Author, DemoMessage, DemoTicket, Teammate

FIRST_TICKET_ID = 3_011
_HTML_SHARE = 0.28
_QUOTE_SHARE = 0.3
_PHONE_SHARE = 0.06
_HANDOVER_SHARE = 0.35
_ALIAS_SHARE = 0.06
_RATED_SHARE = 0.26
_GOOD_SHARE = {"calm": 0.96, "mild": 0.85, "high": 0.45, "critical": 0.35}
_PRIORITY = {"calm": "low", "mild": "normal", "high": "high", "critical": "urgent"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What all tickets share while they are realised."""

    as_of: datetime
    seed: int
    cast: Cast
    shared: Shared
    ticket_ids: Mapping[str, int]


@dataclass(slots=True)
class _Thread:
    """A thread while it is being written down."""

    plan: Plan
    ticket_id: int
    slots: dict[str, str]
    messages: list[DemoMessage] = field(default_factory=list)
    assignee: Teammate | None = None
    assignments: list[tuple[datetime, Teammate]] = field(default_factory=list)

    def add(
        self, at: datetime, author: Author, body: str, *, public: bool = True,
        is_html: bool = False, automatic: bool = False,
    ) -> None:  # fmt: skip
        number = self.ticket_id * 1_000 + len(self.messages) + 1
        self.messages.append(DemoMessage(number, at, author, body, public, is_html, automatic))


def number_plans(plans: Sequence[Plan]) -> dict[str, int]:
    """Give each plan its ticket number, in the order of creation."""
    ordered = sorted(plans, key=lambda plan: (plan.created_at, plan.key))
    return {plan.key: FIRST_TICKET_ID + place for place, plan in enumerate(ordered)}


def realise(plan: Plan, earlier_ticket: int, setting: Setting) -> DemoTicket:
    """Write down one ticket as the help desk holds it at as-of."""
    rng = stream(setting.seed, "realise", plan.key)
    ticket_id = setting.ticket_ids[plan.key]
    thread = _Thread(plan, ticket_id, _slots(plan, ticket_id, earlier_ticket, rng))
    if plan.merged_into:
        thread.slots["target"] = str(setting.ticket_ids[plan.merged_into])
    for step in plan.steps:
        _write(step, thread, setting, rng)
    tags = _tags(plan, setting, rng)
    history = status_history(plan, tuple(thread.assignments), tags, setting.as_of, rng)
    rating = _rating(plan, thread, setting, history, rng)
    return DemoTicket(
        ticket_id=ticket_id,
        subject=fill(plan.subject, thread.slots),
        account=plan.account,
        requester=plan.requester,
        assignee=history.assignee,
        channel=plan.channel,
        priority=plan.priority or _PRIORITY[plan.mood],
        status=history.status,
        created_at=plan.created_at,
        updated_at=max(history.updated_at, thread.messages[-1].at),
        tags=history.tags,
        messages=tuple(thread.messages),
        changes=history.changes,
        mood=plan.mood,
        feature_area=plan.area if plan.tagged else None,
        root_cause=plan.root if plan.tagged else None,
        escalation_reason=plan.reason,
        satisfaction=rating[0],
        satisfaction_comment=rating[1],
        noise=plan.noise,
        merged_into=setting.ticket_ids[plan.merged_into] if plan.merged_into else None,
        story=plan.story,
    )


def _slots(plan: Plan, ticket_id: int, earlier_ticket: int, rng: random.Random) -> dict[str, str]:
    own = ticket_slots(plan.created_at, earlier_ticket, rng)
    name = plan.requester.name
    own["number"] = str(ticket_id)
    own |= {"name": name, "first": name.split()[0], "title": plan.title, "agent": "team"}
    own["account"] = plan.account.name if plan.account else ""
    own["subject"] = plan.subject
    return own


def _write(step: TimedStep, thread: _Thread, setting: Setting, rng: random.Random) -> None:
    if step.system:
        thread.add(step.at, SYSTEM, fill(step.text, thread.slots), automatic=True)
    elif step.automatic:
        thread.add(step.at, thread.plan.requester, fill(step.text, thread.slots), automatic=True)
    elif step.kind.by_customer:
        _write_customer(step, thread, setting, rng)
    else:
        _write_agent(step, thread, setting, rng)


def _write_customer(step: TimedStep, thread: _Thread, setting: Setting, rng: random.Random) -> None:
    text = fill(step.text, thread.slots).rstrip()
    plan = thread.plan
    if plan.channel != "email":
        thread.add(step.at, plan.requester, text)
        return
    if len(text) < 160 and rng.random() < _PHONE_SHARE:
        text = f"{text}\n\nSent from my phone"
    answered = _last_answer(thread)
    line = quoted = None
    if answered is not None and rng.random() < _QUOTE_SHARE:
        line = attribution(answered.at, answered.author.name, setting.cast.support_address)
        quoted = answered.body
    if rng.random() < _HTML_SHARE:
        thread.add(step.at, plan.requester, as_html(text, line, quoted), is_html=True)
    elif line is not None and quoted is not None:
        thread.add(step.at, plan.requester, quote_below(text, line, quoted))
    else:
        thread.add(step.at, plan.requester, text)


def _last_answer(thread: _Thread) -> DemoMessage | None:
    answers = (
        message
        for message in reversed(thread.messages)
        if message.public and message.author.role is AuthorRole.AGENT
    )
    return next(answers, None)


def _write_agent(step: TimedStep, thread: _Thread, setting: Setting, rng: random.Random) -> None:
    agent = setting.cast.person(step.by) if step.by else _on_shift(step.at, thread, setting, rng)
    before = thread.assignee
    if before is not agent:
        if before and step.by is None and rng.random() < _HANDOVER_SHARE:
            _write_handover(step, thread, before, setting, rng)
        thread.assignee = agent
        thread.assignments.append((step.at, agent))
    thread.slots["agent"] = agent.author.name.split()[0]
    public = step.kind is not StepKind.NOTE
    thread.add(step.at, agent.author, fill(step.text, thread.slots).rstrip(), public=public)


def _write_handover(
    step: TimedStep, thread: _Thread, before: Teammate, setting: Setting, rng: random.Random
) -> None:
    last = thread.messages[-1].at
    at = max(step.at - rng.randrange(8, 40) * MINUTE, last + (step.at - last) / 2)
    text = rng.choice(setting.shared.handovers)
    thread.add(at.replace(microsecond=0), before.author, text, public=False)


def _on_shift(at: datetime, thread: _Thread, setting: Setting, rng: random.Random) -> Teammate:
    """Who answers: the assignee while at work, and often after hours; else someone on shift."""
    current = thread.assignee
    if current is not None and (_works(current, at) or rng.random() < 0.4):
        return current
    working = [agent for agent in setting.cast.agents if _works(agent, at)]
    return rng.choice(working or setting.cast.agents)


def _works(agent: Teammate, at: datetime) -> bool:
    start, end = agent.shift
    return start <= at.hour < end or start <= at.hour + 24 < end


def _tags(plan: Plan, setting: Setting, rng: random.Random) -> Tags:
    """The ticket's tags; a few wear the help desk's own spelling of the agreed term."""
    spelling = {term.name: term.aliases for term in setting.cast.vocabulary}

    def spelt(name: str) -> str:
        others = spelling.get(name, ())
        free = plan.story is None and others and rng.random() < _ALIAS_SHARE
        return rng.choice(others) if free else name

    return Tags(
        area=spelt(plan.area) if plan.area and plan.tagged else None,
        root=spelt(plan.root) if plan.root and plan.tagged else None,
        reason=plan.reason,
        other=_other_tags(plan),
    )


def _other_tags(plan: Plan) -> tuple[str, ...]:
    if plan.noise is Noise.SPAM:
        return ("spam",)
    if plan.noise is Noise.TEST:
        return ("test",)
    if plan.noise is Noise.BOUNCE:
        return ("bounce",)
    if plan.account is None:
        return ()
    return (f"via-{plan.channel}", "vip") if plan.account.tier == 5 else (f"via-{plan.channel}",)


def _rating(
    plan: Plan, thread: _Thread, setting: Setting, history: History, rng: random.Random
) -> tuple[str | None, str | None]:
    """What the customer answered to the survey, which goes out when a ticket is solved."""
    if plan.noise is not None or history.status not in ("solved", "closed"):
        return None, None
    given = plan.satisfaction
    if given is None:
        fresh = setting.as_of - history.updated_at < timedelta(hours=2)
        if fresh or plan.story or rng.random() > _RATED_SHARE:
            return "offered", None
        given = "good" if rng.random() < _GOOD_SHARE[plan.mood] else "bad"
    comments = setting.shared.satisfaction_comments[given]
    comment = fill(rng.choice(comments), thread.slots) if rng.random() < 0.35 else None
    return given, comment
