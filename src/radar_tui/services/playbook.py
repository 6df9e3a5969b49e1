"""The shipped playbook: read from the assets, and the source of a new workspace's rules."""

from datetime import datetime
from functools import cache
from importlib.resources import files

import yaml
from sqlmodel import select

from radar_tui.db.engine import Database
from radar_tui.db.schema import lock_for_set_up
from radar_tui.db.tables import RuleRow, RuleVersionRow
from radar_tui.domain.playbook import Playbook, read_playbook
from radar_tui.domain.rules import rule_to_dict


@cache
def shipped_playbook() -> Playbook:
    """Read the playbook that Radar ships: the template's words, examples and defaults."""
    source = files("radar_tui.assets").joinpath("playbook.yaml").read_text(encoding="utf-8")
    return read_playbook(yaml.safe_load(source))


def seed_rules(database: Database, *, known_at: datetime, after_upgrade: bool) -> None:
    """Give a workspace the playbook's rules that it lacks; existing rules are left alone.

    It looks after an upgrade, which may bring new rules, and where there are none at all: whoever
    made the workspace may have been cut off right then.
    """
    with database.reading() as session:
        has_rules = session.exec(select(RuleRow.key)).first() is not None
    if has_rules and not after_upgrade:
        return
    with database.writing() as session:
        lock_for_set_up(session)
        known = set(session.exec(select(RuleRow.key)))
        for rule in shipped_playbook().rules:
            if rule.key in known:
                continue
            definition = rule_to_dict(rule)
            session.add(RuleRow(key=rule.key, version=rule.version, definition=definition))
            session.add(
                RuleVersionRow(
                    key=rule.key, version=rule.version, definition=definition, known_at=known_at
                )
            )
