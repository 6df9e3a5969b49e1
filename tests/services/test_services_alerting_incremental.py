"""Evaluating by what changed gives what evaluating everything gives, whatever happens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import Session, col

from radar_tui.config import Config
from radar_tui.db.changesets import ChangeSet
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.feed import Change, FeedCursor, newest_change, news_since
from radar_tui.db.tables import (
    AlertNoticeRow,
    AlertRow,
    AlertTransitionRow,
    ImportRunRow,
    ResponseRow,
    RuleRow,
    SettingRow,
    TicketRow,
    TicketTagEditRow,
)
from radar_tui.domain.records import EventKind
from radar_tui.services.alerting import RuleEvaluator
from radar_tui.services.importing import undo_import
from radar_tui.services.rule_facts import StoredFacts
from radar_tui.services.rule_memory import RuleMemory
from radar_tui.services.scoring import WorkspaceScoring
from radar_tui.services.settings import ZONE
from radar_tui.services.workspace import Workspace, open_workspace
from support.scorers import FakeScorer
from support.workspaces import bring, bring_text, comment, rows, ticket

AS_OF = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
"""A Sunday evening: a whole week is about to be added."""

DAY = timedelta(days=1)
ZONES = ("UTC", "America/New_York", "Asia/Tokyo")
TAGS = ("payments", "checkout", "exports", "token-expiry", "vip")
BODIES = (
    "[12] fine",
    "[90] broken",
    "[80] we will cancel",
    "[70] your manager!",
    "[40] it keeps happening",
)
VOCABULARIES = (
    "feature-area,payments,Payments,checkout\nroot-cause,token-expiry,Token,\n",
    "feature-area,payments,Payments,\nfeature-area,exports,Exports,checkout\n",
    "feature-area,payments,Payments,vip\nroot-cause,token-expiry,Token,exports\n",
)
TABLES = (AlertRow, AlertTransitionRow, ResponseRow, AlertNoticeRow)


@dataclass
class World:
    """A workspace that time passes in, and a chance that is the same wherever it is drawn anew."""

    workspace: Workspace
    folder: Path
    chance: Random

    def now(self) -> datetime:
        return self.workspace.as_of


def bring_tickets(world: World) -> None:
    chance, now = world.chance, world.now()
    tickets = []
    for number in chance.sample(range(1, 9), chance.randint(1, 3)):
        age = chance.choice([0, 1, 5, 13, 15, 20, 29]) * DAY + timedelta(
            hours=chance.randint(0, 23)
        )
        status = chance.choice(["open", "open", "new", "solved", "closed", "deleted"])
        bodies = chance.sample(BODIES, chance.randint(1, 2))
        values: dict[str, Any] = {
            "created_at": (now - age).isoformat(),
            "updated_at": now.isoformat(),
            "tags": chance.sample(TAGS, chance.randint(0, 3)),
            "organization": {"name": chance.choice(["ACME", "Globex", "Hooli"])},
            "status": status,
            "comments": [
                comment(number * 10 + place, body=body, created_at=(now - age).isoformat())
                for place, body in enumerate(bodies)
            ],
        }
        if status in ("solved", "closed"):
            values["metric_set"] = {"solved_at": now.isoformat()}
        tickets.append(ticket(number, **values))
    bring(world.workspace, world.folder, *tickets)


def bring_accounts(world: World) -> None:
    tiers = [world.chance.randint(1, 5) for _ in range(3)]
    name = world.chance.choice(["ACME", "Acme Corp"])
    lines = (
        f"id,name,arr,tier\na,{name},9,{tiers[0]}\nb,Globex,9,{tiers[1]}\nc,Hooli,9,{tiers[2]}\n"
    )
    bring_text(world.workspace, world.folder, "accounts.csv", lines)


def bring_vocabulary(world: World) -> None:
    lines = f"kind,name,label,aliases\n{world.chance.choice(VOCABULARIES)}"
    bring_text(world.workspace, world.folder, "vocabulary.csv", lines)


def bring_events(world: World) -> None:
    lines = ["id,kind,source,at,feature_area,value"]
    for _ in range(world.chance.randint(1, 14)):
        kind = world.chance.choice(["connection-failure", "out-of-bounds", "log-anomaly"])
        at = world.now() - timedelta(minutes=world.chance.randint(0, 90))
        lines.append(f"{world.chance.randint(1, 999)},{kind},sap,{at.isoformat()},payments,1")
    bring_text(world.workspace, world.folder, "events.csv", "\n".join(lines) + "\n")


def bring_monitoring(world: World) -> None:
    """Alerts of a monitoring system begin, and some that began end."""
    now = world.now()
    lines = ["id,kind,source,at,updated_at,ended_at,title"]
    for number in world.chance.sample(range(1, 6), 3):
        begun = now - timedelta(hours=world.chance.randint(0, 5))
        ended = now.isoformat() if world.chance.random() < 0.5 else ""
        told = f"{begun.isoformat()},{now.isoformat()},{ended}"
        lines.append(f"m{number},error,queues,{told},Queue {number} is full")
    bring_text(world.workspace, world.folder, "monitoring.csv", "\n".join(lines) + "\n")


def take_back(world: World) -> None:
    runs = [one.id for one in rows(world.workspace, ImportRunRow) if one.state != "undone"]
    try:
        undo_import(world.workspace, max(runs, default=0))
    except WorkspaceError:
        return  # nothing to undo, or people have worked on it


def cut_off(world: World) -> None:
    """The newest import looks as if it had been killed."""
    runs = [one.id for one in rows(world.workspace, ImportRunRow) if one.state == "done"]
    if runs:
        with world.workspace.database.writing() as session:
            row = update(ImportRunRow).where(col(ImportRunRow.id) == max(runs))
            session.connection().execute(row.values(state="running"))


def retag(world: World) -> None:
    ids = sorted(one.id for one in rows(world.workspace, TicketRow))
    if not ids:
        return
    ticket_id, name = world.chance.choice(ids), world.chance.choice(["payments", "token-expiry"])
    removed = world.chance.random() < 0.5
    with world.workspace.database.writing() as session:
        known = session.get(TicketTagEditRow, (ticket_id, name))
        row = TicketTagEditRow(
            ticket_id=ticket_id, name=name, removed=removed, at=world.now(),
            rev=known.rev if known else 0,
        )  # fmt: skip
        change(session, world, "tag").put(row)


def move_zone(world: World) -> None:
    with world.workspace.database.writing() as session:
        before = session.get(SettingRow, ZONE)
        row = SettingRow(
            key=ZONE, value=world.chance.choice(ZONES), rev=before.rev if before else 0
        )
        change(session, world, "zone").put(row)


def edit_rule(world: World) -> None:
    key = world.chance.choice(["frustration-score", "repeat-issues", "churn-language"])
    with world.workspace.database.writing() as session:
        before = session.get_one(RuleRow, key)
        version = before.version + 1
        edited = {"threshold": world.chance.choice([1, 60, 75]), "clear": None}
        definition = {**before.definition, **edited, "version": version}
        row = RuleRow(key=key, version=version, definition=definition, rev=before.rev)
        change(session, world, "rule").put(row)


def change(session: Session, world: World, action: str) -> ChangeSet:
    return ChangeSet(session, actor="Dana", at=world.now(), action=action, label=action)


def score(world: World) -> None:
    WorkspaceScoring(
        world.workspace,
        FakeScorer(),  # type: ignore[arg-type]
        report=lambda _: None,
        cancelled=lambda: False,
    ).run()


def wait(world: World) -> None:
    hours = world.chance.choice([0.01, 1, 5, 24, 100, 400])
    later = world.now() + timedelta(hours=hours)
    world.workspace = replace(world.workspace, as_of=later)


def step_back(world: World) -> None:
    world.workspace = replace(world.workspace, as_of=world.now() - timedelta(hours=3))


STEPS: tuple[Callable[[World], None], ...] = (
    bring_tickets,
    bring_accounts,
    bring_vocabulary,
    bring_events,
    bring_monitoring,
    take_back,
    cut_off,
    retag,
    move_zone,
    edit_rule,
    score,
    wait,
    step_back,
)
# Most of what happens in a team's day, the rest now and then.
OFTEN = (bring_tickets, score, wait, retag)

walks = st.lists(st.sampled_from(OFTEN) | st.sampled_from(STEPS), min_size=3, max_size=14)


@contextmanager
def opened(location: str | None, seed: int) -> Iterator[World]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        config = Config(location or str(folder / "radar.db"), folder, AS_OF, "Dana")
        world = World(open_workspace(config), folder, Random(seed))
        bring_vocabulary(world)
        bring_accounts(world)
        yield world
        world.workspace.close()


def answers(facts: StoredFacts) -> dict[str, Any]:
    return {
        "hours": facts.hours(),
        "weeks": facts.weekly_counts(),
        "failures": facts.connection_failures(timedelta(hours=1)),
        "scored": facts.scored_tickets(50),
        "waiting": facts.waiting_for_score("frustration-score"),
        "churn": facts.churn_language(),
        "escalation": facts.escalation_triggers(),
        "causes": facts.root_causes(7 * DAY),
        "old causes": facts.root_causes(21 * DAY),
        "areas": facts.area_tickets(14 * DAY, 3),
        "events": facts.events(EventKind.LOG_ANOMALY, DAY),
        "going on": facts.going_on(),
        "sources": facts.sources(),
        "untagged": facts.untagged_closed(7 * DAY),
    }


def check_facts(world: World, memory: RuleMemory, cursor: FeedCursor | None) -> FeedCursor:
    with world.workspace.database.reading() as session:
        zone = session.get(SettingRow, ZONE)
        about = (session, world.now(), str(zone.value) if zone else "UTC")
        if cursor is None:
            changes, cursor = None, newest_change(session)
        else:
            changes, cursor = news_since(session, cursor)
        memory.catch_up(session, changes)
        assert answers(StoredFacts(*about, memory)) == answers(StoredFacts(*about))
        return cursor


def walk_facts(world: World, steps: list[Callable[[World], None]]) -> None:
    memory = RuleMemory()
    cursor = check_facts(world, memory, None)
    for step in steps:
        step(world)
        cursor = check_facts(world, memory, cursor)


@settings(max_examples=12, deadline=None, phases=[Phase.generate])
@given(walks, st.integers(0, 10_000))
def test_what_is_remembered_is_what_the_database_says(
    steps: list[Callable[[World], None]], seed: int
) -> None:
    with opened(None, seed) as world:
        walk_facts(world, steps)


def random_walk(seed: int, length: int) -> list[Callable[[World], None]]:
    chance = Random(seed)
    return [
        chance.choice(OFTEN) if chance.random() < 0.6 else chance.choice(STEPS)
        for _ in range(length)
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_both_databases_remember_alike(location: str, seed: int) -> None:
    with opened(location, seed) as world:
        walk_facts(world, random_walk(seed, 20))


def dump(workspace: Workspace) -> list[list[dict[str, Any]]]:
    return [[row.model_dump() for row in rows(workspace, table)] for table in TABLES]


@settings(max_examples=12, deadline=None, phases=[Phase.generate])
@given(walks, st.integers(0, 10_000))
def test_alerts_are_the_same_as_if_all_were_read_anew(
    steps: list[Callable[[World], None]], seed: int
) -> None:
    with opened(None, seed) as remembering, opened(None, seed) as anew:
        evaluator = RuleEvaluator()
        for step in steps:
            step(remembering)
            step(anew)
            known = evaluator.evaluate(remembering.workspace)
            assert known == RuleEvaluator().evaluate(anew.workspace)
            assert dump(remembering.workspace) == dump(anew.workspace)


def test_another_evaluator_in_between_is_noticed() -> None:
    with opened(None, 3) as world:
        first, second = RuleEvaluator(), RuleEvaluator()
        evaluators = (first, second, second, first)
        for number in range(16):
            bring_tickets(world)
            score(world)
            evaluators[number % 4].evaluate(world.workspace)
            wait(world)
        alerts = rows(world.workspace, AlertRow)
        assert alerts
        identities = [(one.rule_key, one.label_hash, one.occurrence) for one in alerts]
        assert len(identities) == len(set(identities))


@pytest.mark.parametrize("table_name", ["message_score", "ticket_vector", "pattern_ticket"])
def test_what_scoring_writes_takes_nothing_from_memory(table_name: str) -> None:
    with opened(None, 1) as world:
        bring_tickets(world)
        memory = RuleMemory()
        with world.workspace.database.reading() as session:
            memory.catch_up(session, None)
            vocabulary = memory.vocabulary(session)
            cursor = newest_change(session)
            memory.catch_up(session, [Change(cursor, table_name, None, 0)])
            assert memory.vocabulary(session) is vocabulary
            memory.catch_up(session, [Change(cursor, "tag", None, 0)])
            assert memory.vocabulary(session) is not vocabulary
