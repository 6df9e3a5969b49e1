"""The weekly blind sample: drawn once from a week that is there, shown without a score."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pytest

from radar_tui.config import Config
from radar_tui.db.engine import open_database
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import (
    ImportRunRow,
    QualitySampleRow,
    SettingRow,
    SourceRow,
)
from radar_tui.domain.scores import MessageScore
from radar_tui.services import quality_sample as module
from radar_tui.services.quality_sample import (
    SampleStatus,
    draw_sample,
    sample_week,
    waiting,
)
from radar_tui.services.workspace import Workspace, open_workspace
from support.scorers import FakeScorer
from support.workspaces import bring, bring_scored, comment, reach_to, rows, score, ticket

WEEK = "2026-W47"


@contextmanager
def opened(path: Path, as_of: datetime, seed: int = 0) -> Iterator[Workspace]:
    workspace = open_workspace(Config(str(path), path.parent, as_of, "Dana", seed))
    try:
        yield workspace
    finally:
        workspace.close()


def many(above: int, below: int) -> dict[str, int]:
    worth = [100 + row for row in range(above)] + [1 + row % 50 for row in range(below)]
    return {f"t{number}": points for number, points in enumerate(worth, start=1)}


def test_ten_of_each_side_are_drawn_with_their_probability(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, **many(25, 40))
    status = draw_sample(workspace, WEEK)
    assert status == SampleStatus(WEEK, 20, 0, 0, 20, 0, 0)
    drawn = rows(workspace, QualitySampleRow)
    assert Counter((row.stratum, row.probability) for row in drawn) == {
        ("above", 10 / 25): 10,
        ("below", 10 / 40): 10,
    }
    assert all((row.score > 60) == (row.stratum == "above") for row in drawn)
    assert {(row.week, row.model, row.band, row.by) for row in drawn} == {
        (WEEK, "fake", None, None)
    }


def test_where_a_side_has_fewer_all_of_them_are_drawn(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, **many(3, 12))
    assert draw_sample(workspace, WEEK).drawn == 13
    found = {row.stratum: row.probability for row in rows(workspace, QualitySampleRow)}
    assert found == {"above": 1.0, "below": 10 / 12}


def test_a_score_at_the_threshold_lies_below_it(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, t1=60, t2=61)
    draw_sample(workspace, WEEK)
    found = {row.score: row.stratum for row in rows(workspace, QualitySampleRow)}
    assert found == {60: "below", 61: "above"}


def test_a_week_is_drawn_once(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, **many(12, 12))
    first = draw_sample(workspace, WEEK)
    before = rows(workspace, QualitySampleRow)
    bring_scored(workspace, tmp_path, t900=150, t901=5)
    assert draw_sample(replace(workspace, seed=9), WEEK) == first
    assert rows(workspace, QualitySampleRow) == before


def test_the_lot_follows_from_the_seed_and_the_week(tmp_path: Path, as_of: datetime) -> None:
    def drawn(name: str, seed: int) -> list[str]:
        with opened(tmp_path / name, as_of, seed) as workspace:
            bring_scored(workspace, tmp_path, **many(20, 20))
            draw_sample(workspace, WEEK)
            return [item.ticket for item in waiting(workspace, WEEK)]

    one, same, other = drawn("a.db", 1), drawn("b.db", 1), drawn("c.db", 2)
    assert one == same
    assert set(one) != set(other)


def test_only_what_customers_said_publicly_in_that_week_is_drawn(
    workspace: Workspace, tmp_path: Path
) -> None:
    late = "2026-11-23T01:00:00Z"
    bring(
        workspace,
        tmp_path,
        ticket(1, comments=[
            comment(1, created_at="2026-11-15T23:59:59Z", body="[70] before"),
            comment(2, created_at="2026-11-16T00:00:00Z", body="[71] first moment"),
            comment(3, created_at="2026-11-18T00:00:00Z", body="[72] an agent", author_id=9),
            comment(4, created_at="2026-11-18T00:00:00Z", body="[73] internal", public=False),
            comment(5, created_at="2026-11-22T23:59:59Z", body="[74] last moment"),
            comment(6, created_at="2026-11-23T00:00:00Z", body="[75] after"),
            comment(7, created_at="2026-11-20T00:00:00Z", body="keine Ahnung, kaputt"),
        ], updated_at=late),
        ticket(2, status="deleted", comments=[comment(1, body="[80] deleted")]),
    )  # fmt: skip
    score(workspace)
    assert draw_sample(workspace, WEEK).drawn == 2
    assert {item.text for item in waiting(workspace, WEEK)} == {
        "[71] first moment",
        "[74] last moment",
    }


def test_nothing_is_drawn_before_the_week_is_scored(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, t1=90)
    bring(workspace, tmp_path, ticket(2, comments=[comment(1, body="[80] new")]))
    reach_to(workspace, workspace.as_of)
    assert draw_sample(workspace, WEEK) == SampleStatus(WEEK, 0, 0, 0, 0, 0, 1)
    assert rows(workspace, QualitySampleRow) == []
    score(workspace)
    assert draw_sample(workspace, WEEK).drawn == 2


def test_nothing_is_drawn_before_the_week_is_there(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, t1=90)
    reach_to(workspace, datetime(2026, 11, 17, 15, tzinfo=UTC))
    late = ("zendesk reaches to Tue 17 Nov",)
    assert draw_sample(workspace, WEEK) == SampleStatus(WEEK, 0, 0, 0, 0, 0, 0, late)
    assert rows(workspace, QualitySampleRow) == []
    # A day short is as good as whole: exports come daily.
    reach_to(workspace, datetime(2026, 11, 22, 0, tzinfo=UTC))
    assert draw_sample(workspace, WEEK).drawn == 1
    # What is drawn stays, wherever the sources reach then.
    reach_to(workspace, datetime(2026, 11, 17, 15, tzinfo=UTC))
    assert draw_sample(workspace, WEEK) == SampleStatus(WEEK, 1, 0, 0, 1, 0, 0)


def test_a_source_that_was_given_up_is_not_waited_for(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, t1=90)
    add_source(workspace, "old", datetime(2026, 3, 2, tzinfo=UTC))
    assert draw_sample(workspace, WEEK).drawn == 1


def test_a_source_that_fell_silent_lately_is_waited_for(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, t1=90)
    add_source(workspace, "desk", datetime(2026, 11, 10, 9, tzinfo=UTC))
    assert draw_sample(workspace, WEEK).late == ("desk reaches to Tue 10 Nov",)


def add_source(workspace: Workspace, name: str, data_as_of: datetime) -> None:
    """Another help desk with its import."""
    with workspace.database.writing() as session:
        session.add(SourceRow(name=name, system="csv", data_as_of=data_as_of))
        session.flush()
        session.add(
            ImportRunRow(
                kind="tickets", format="csv", source=name, file_name="export.csv", state="done",
                actor="Dana", started_at=data_as_of,
            )
        )  # fmt: skip


def test_a_week_without_messages_is_empty(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, t1=90)
    assert draw_sample(workspace, "2026-W46") == SampleStatus("2026-W46", 0, 0, 0, 0, 0, 0)


def test_the_last_whole_week_is_the_default(workspace: Workspace) -> None:
    assert sample_week(workspace) == WEEK
    assert sample_week(workspace, "2026-W40") == "2026-W40"


@pytest.mark.parametrize(
    ("label", "said"),
    [("2026-W48", "not over"), ("2026-W50", "not begun"), ("2026-W99", "2026-W99")],
)
def test_a_week_that_is_none_or_not_over_is_refused(
    workspace: Workspace, label: str, said: str
) -> None:
    for ask in (sample_week, draw_sample):
        with pytest.raises(WorkspaceError, match=said):
            ask(workspace, label)


def test_the_week_is_that_of_the_workspace_s_zone(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.database.writing() as session:
        session.add(SettingRow(key="zone", value="Pacific/Auckland"))
    early = {"created_at": "2026-11-15T12:00:00Z"}
    bring(workspace, tmp_path, ticket(1, comments=[comment(1, body="[70] Monday there", **early)]))
    reach_to(workspace, workspace.as_of)
    score(workspace)
    assert draw_sample(workspace, WEEK).drawn == 1


class Turned(FakeScorer):
    """Finds calm what the other finds angry, and the other way round."""

    def _score(self, text: str) -> MessageScore:
        return super()._score(re.sub(r"\[(\d+)\]", lambda found: f"[{200 - int(found[1])}]", text))


def test_what_is_shown_is_the_same_whatever_the_scores(tmp_path: Path, as_of: datetime) -> None:
    shown, strata = [], []
    for name, scorer in (("a.db", FakeScorer()), ("b.db", Turned())):
        with opened(tmp_path / name, as_of) as workspace:
            worth = {f"t{number}": number + (150 if number % 2 else 20) for number in range(1, 17)}
            bring_scored(workspace, tmp_path, scorer, **worth)
            draw_sample(workspace, WEEK)
            shown.append(waiting(workspace, WEEK))
            strata.append([row.stratum for row in rows(workspace, QualitySampleRow)])
    assert shown[0] == shown[1]
    assert strata[0] != strata[1]
    # The order mixes the sides: neither comes first as a whole.
    assert all(len(list(groupby(sides))) > 3 for sides in strata)


def test_an_item_has_its_ticket_and_the_five_entries_before_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    def at(hour: int) -> str:
        return f"2026-11-10T{hour:02}:00:00Z"

    bring(
        workspace,
        tmp_path,
        ticket(7, subject="Refund", organization={"name": "ACME"}, comments=[
            *(comment(n, created_at=at(n), body=f"[10] earlier {n}", author_id=7 + 2 * (n % 2))
              for n in range(1, 8)),
            comment(8, created_at=at(9), body="[10] internal", public=False, author_id=9),
            comment(9, created_at="2026-11-18T10:00:00Z", body="[90] enough"),
            comment(10, created_at="2026-11-23T02:00:00Z", body="[10] later"),
        ], updated_at="2026-11-23T03:00:00Z"),
    )  # fmt: skip
    score(workspace)
    draw_sample(workspace, WEEK)
    (item,) = waiting(workspace, WEEK)
    assert (item.ticket, item.source, item.subject, item.account) == (
        "7", "zendesk", "Refund", "ACME",
    )  # fmt: skip
    assert (item.text, item.at) == ("[90] enough", datetime(2026, 11, 18, 10, tzinfo=UTC))
    assert [(line.text, line.role) for line in item.earlier] == [
        (f"[10] earlier {n}", "agent" if n % 2 else "customer") for n in range(3, 8)
    ]
    assert item.earlier[0].at == datetime(2026, 11, 10, 3, tzinfo=UTC)


def test_two_leads_who_open_the_week_at_once_draw_one_sample(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_scored(workspace, tmp_path, **many(15, 15))
    other = replace(workspace, database=open_database(workspace.location), seed=5)
    real = module.lock_for_set_up

    def late(session: object) -> None:
        # The other lead is through before this one has the lock.
        monkeypatch.setattr(module, "lock_for_set_up", real)
        if not workspace.database.is_sqlite:
            draw_sample(other, WEEK)
        real(session)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "lock_for_set_up", late)
    try:
        first, second = draw_sample(workspace, WEEK), draw_sample(other, WEEK)
    finally:
        other.database.dispose()
    assert first == second
    assert first.drawn == 20
