"""Rules of a mapping tag what is imported: dated, repeatable, and never over a person's edits."""

import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from radar_tui.config import Config
from radar_tui.db.changesets import ChangeSet
from radar_tui.db.queries.ticket_view import terms_by_ticket
from radar_tui.db.tables import TicketHistoryRow, TicketRow, TicketTagEditRow, TicketTagRow
from radar_tui.ingest.mapping import MAPPING_FILE
from radar_tui.services.importing import undo_import
from radar_tui.services.workspace import Workspace, open_workspace
from support.dump import dump
from support.workspaces import bring, bring_text, rows, ticket

VOCABULARY = (
    "kind,name,label,aliases\n"
    "feature-area,payments,Payments,checkout\n"
    "feature-area,exports,Exports,\n"
    "feature-area,sync,Data sync,data sync\n"
    "escalation-reason,asked,Asked for it,escalated\n"
)
RULES = """
[tagging]
tags_from = ["360"]

[[tagging.rules]]
when = { tag = "csv" }
feature-area = "Exports"

[[tagging.rules]]
when = { group = 9 }
escalation-reason = "asked"
root-cause = "bad-token"
"""
AS_OF = datetime(2026, 11, 23, 9, tzinfo=UTC)


def prepare(workspace: Workspace, folder: Path) -> None:
    (folder / MAPPING_FILE).write_text(RULES)
    bring_text(workspace, folder, "vocabulary.csv", VOCABULARY)


def terms(workspace: Workspace, ticket_id: int = 1) -> set[str]:
    with workspace.database.reading() as session:
        return {term.name for term in terms_by_ticket(session, [ticket_id])[ticket_id]}


def edit(workspace: Workspace, name: str, *, removed: bool, at: datetime) -> None:
    """Add a term to ticket 1, or take it off, as a person does."""
    with workspace.database.writing() as session:
        known = session.get(TicketTagEditRow, (1, name))
        action = ChangeSet(session, actor="Dana", at=at, action="tag", label="tagged")
        rev = known.rev if known else 0
        action.put(TicketTagEditRow(ticket_id=1, name=name, removed=removed, at=at, rev=rev))


def tag_change(hour: int, before: list[str], after: list[str]) -> dict[str, Any]:
    return {
        "id": hour,
        "ticket_id": 1,
        "created_at": f"2026-11-20T{hour:02}:00:00Z",
        "author_id": 8,
        "events": [
            {
                "id": 100 + hour,
                "type": "Change",
                "field_name": "tags",
                "previous_value": before,
                "value": after,
            }
        ],
    }


def set_at(workspace: Workspace) -> dict[str, datetime | None]:
    return {row.name: row.known_at for row in rows(workspace, TicketTagRow)}


def hour(number: int) -> datetime:
    return datetime(2026, 11, 20, number, tzinfo=UTC)


def test_fields_groups_and_tags_become_terms(workspace: Workspace, tmp_path: Path) -> None:
    prepare(workspace, tmp_path)
    field = [{"id": 360, "value": "Data sync"}]
    summary = bring(workspace, tmp_path, ticket(1, tags=["csv"], group_id=9, custom_fields=field))
    assert terms(workspace) == {"exports", "sync", "asked"}
    assert summary.notes == (
        '"bad-token" is given to 1 ticket as root cause, and the vocabulary does not have it; '
        "add it as a term or an alias (radar vocabulary)",
    )
    bring_text(workspace, tmp_path, "v.csv", "kind,name,aliases\nroot-cause,token,bad-token\n")
    assert terms(workspace) == {"exports", "sync", "asked", "token"}


def test_a_term_of_another_kind_is_told(workspace: Workspace, tmp_path: Path) -> None:
    prepare(workspace, tmp_path)
    bring_text(workspace, tmp_path, "v.csv", "kind,name,label\nfeature-area,bad-token,Token\n")
    summary = bring(workspace, tmp_path, ticket(1, group_id=9), ticket(2, group_id=9))
    assert summary.notes == (
        '"bad-token" is given to 2 tickets as root cause, and is feature area in the vocabulary',
    )


def test_without_rules_an_escalation_is_recognised_and_told(
    workspace: Workspace, tmp_path: Path
) -> None:
    table = (
        "id,subject,status,created_at,escalated\n"
        "1,Export fails,open,2026-11-20,yes\n"
        "2,Slow,Escalated,2026-11-20,\n"
        "3,Ok,open,2026-11-20,no\n"
    )
    (note,) = bring_text(workspace, tmp_path, "t.csv", table).notes
    assert note.startswith('"escalated" is given to 2 tickets as escalation reason')
    bring_text(workspace, tmp_path, "vocabulary.csv", VOCABULARY)
    assert [terms(workspace, one) for one in (1, 2, 3)] == [{"asked"}, {"asked"}, set()]


def test_other_rules_are_an_update_and_undo_brings_the_old_tags_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    prepare(workspace, tmp_path)
    bring(workspace, tmp_path, ticket(1, tags=["csv"]))
    before = set_at(workspace)
    assert bring(workspace, tmp_path, ticket(1, tags=["csv"])).unchanged == 1
    (tmp_path / MAPPING_FILE).write_text(RULES.replace('"Exports"', '"sync"'))
    changed = bring(workspace, tmp_path, ticket(1, tags=["csv"]))
    assert (changed.updated, terms(workspace)) == (1, {"sync"})
    undo_import(workspace, changed.run)
    assert (set_at(workspace), terms(workspace)) == (before, {"exports"})


def test_rules_count_beside_the_tags_that_a_page_says_nothing_of(
    workspace: Workspace, tmp_path: Path
) -> None:
    prepare(workspace, tmp_path)
    tagged = ticket(1, tags=["csv"])
    untagged = ticket(1, group_id=9, updated_at="2026-11-21T09:00:00Z")
    del untagged["tags"]
    for order in ((tagged, untagged), (untagged, tagged)):
        runs = [bring(workspace, tmp_path, one).run for one in order]
        (row,) = rows(workspace, TicketRow)
        assert terms(workspace, row.id) == {"exports", "asked"}
        assert (row.tags, row.rule_tags) == (["csv", "Exports"], ["bad-token", "asked"])
        for run in reversed(runs):
            undo_import(workspace, run)
    bring(workspace, tmp_path, tagged)
    bring(workspace, tmp_path, untagged)
    bring(workspace, tmp_path, ticket(1, tags=[], updated_at="2026-11-22T09:00:00Z"))
    (row,) = rows(workspace, TicketRow)
    assert terms(workspace, row.id) == set()


def test_a_tag_is_known_since_it_was_set_last(workspace: Workspace, tmp_path: Path) -> None:
    prepare(workspace, tmp_path)
    audits = [
        tag_change(9, [], ["csv", "late"]),
        tag_change(10, ["csv", "late"], ["late"]),
        tag_change(11, ["late"], ["csv", "late"]),
    ]
    bring(workspace, tmp_path, ticket(1, tags=["csv", "late", "old"], audits=audits))
    assert set_at(workspace) == {
        "csv": hour(11), "exports": hour(11), "late": hour(9), "old": None,
    }  # fmt: skip


def test_history_that_comes_later_dates_tags_and_its_undo_takes_that_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    prepare(workspace, tmp_path)
    bring(workspace, tmp_path, ticket(1, tags=["csv", "old"]))
    audits = json.dumps({"audits": [tag_change(9, [], ["csv"])], "users": []})
    run = bring_text(workspace, tmp_path, "audits.json", audits).run
    assert set_at(workspace) == {"csv": hour(9), "exports": hour(9), "old": None}
    assert bring_text(workspace, tmp_path, "audits.json", audits).updated == 0
    newer = ticket(1, tags=["csv"], updated_at="2026-11-21T09:00:00Z")
    later = bring(workspace, tmp_path, newer).run
    assert set_at(workspace) == {"csv": hour(9), "exports": hour(9)}
    for one in (later, later - 1, run):
        undo_import(workspace, one)
    assert set_at(workspace) == {"csv": None, "exports": None, "old": None}
    assert rows(workspace, TicketHistoryRow) == []


VERSIONS = [
    ticket(
        1,
        tags=tags,
        group_id=group,
        custom_fields=[{"id": 360, "value": area}],
        updated_at=f"2026-11-2{day}T09:00:00Z",
    )
    for day, (tags, group, area) in enumerate(
        [(["csv"], 9, None), (["checkout"], 4, "Data sync"), (["csv", "checkout"], 9, "Data sync")]
    )
]
FROM_SOURCE = [{"exports", "asked"}, {"payments", "sync"}, {"exports", "payments", "asked", "sync"}]
STEPS = st.one_of(
    st.sampled_from(range(len(VERSIONS))),
    st.tuples(st.sampled_from(["payments", "exports", "sync", "asked"]), st.booleans()),
)


@settings(max_examples=12)
@given(steps=st.lists(STEPS, max_size=7))
def test_repeated_imports_change_nothing_and_a_person_s_tags_survive_them(
    steps: list[int | tuple[str, bool]],
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        config = Config(
            location=str(folder / "radar.db"), data_folder=folder, now=AS_OF, actor="Dana"
        )
        workspace = open_workspace(config)
        prepare(workspace, folder)
        bring(workspace, folder, VERSIONS[0])
        newest, edits = 0, {}
        for step in steps:
            if isinstance(step, int):
                bring(workspace, folder, VERSIONS[step])
                newest = max(newest, step)
            else:
                term, removed = step
                edit(workspace, term, removed=removed, at=AS_OF)
                edits[term] = removed
            added = {term for term, removed in edits.items() if not removed}
            assert terms(workspace) == (FROM_SOURCE[newest] - edits.keys()) | added
        before = dump(folder / "radar.db")
        again = [bring(workspace, folder, VERSIONS[step]) for step in range(newest + 1)]
        workspace.close()
        assert all(one.unchanged == 1 for one in again)
        after = dump(folder / "radar.db")
        assert {table: after[table] for table in before if table != "source"} == {
            table: before[table] for table in before if table != "source"
        }
