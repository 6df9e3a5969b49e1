"""What changed since somebody last looked, in a small workspace."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.tables import TicketRow
from radar_tui.domain.highlights import HighlightKind, Target
from radar_tui.services.highlights import (
    Highlights,
    highlights,
    mark_seen,
    mark_unseen,
    remember_look,
)
from radar_tui.services.triage import acknowledge, snooze
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace
from support.app_workspaces import rescore
from support.workspaces import TEMPLATE_RULES, bring, comment, only_rules, rows, ticket

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LATER = "2026-11-23T08:40:00Z"


@pytest.fixture
def looked(workspace: Workspace, tmp_path: Path) -> Workspace:
    """One calm and one angry ticket, seen by Dana."""
    only_rules(workspace, *TEMPLATE_RULES)
    calm, angry = comment(1, body="[10] fine"), comment(2, body="[90] broken")
    acme = {"name": "ACME"}
    bring(workspace, tmp_path, ticket(1, organization=acme, comments=[calm]))
    bring(workspace, tmp_path, ticket(2, organization=acme, comments=[angry]))
    rescore(workspace)
    assert remember_look(workspace)
    return workspace


def at(workspace: Workspace, later: timedelta) -> Workspace:
    return replace(workspace, as_of=workspace.as_of + later)


def by(workspace: Workspace, actor: str) -> Workspace:
    return replace(workspace, actor=actor)


def words(found: Highlights, *kinds: HighlightKind) -> list[str]:
    return [one.words for one in found.entries if not kinds or one.kind in kinds]


def worsen(workspace: Workspace, folder: Path, number: int, body: str) -> None:
    more = comment(9, body=body, created_at=LATER)
    changed = ticket(
        number, organization={"name": "ACME"}, comments=[comment(1), more], updated_at=LATER
    )
    bring(workspace, folder, changed)
    rescore(at(workspace, MINUTE))


def test_the_first_look_tells_nothing(looked: Workspace) -> None:
    found = highlights(looked)
    assert (found.entries, found.since_words) == ((), "09:00")


def test_a_first_import_is_history(workspace: Workspace, tmp_path: Path) -> None:
    remember_look(workspace)
    bring(workspace, tmp_path, ticket(2, comments=[comment(2, body="[90] broken")]))
    rescore(workspace)
    assert HighlightKind.OVER_REVIEW not in {one.kind for one in highlights(workspace).entries}


def test_a_ticket_that_goes_over_review_is_told_with_its_score(
    looked: Workspace, tmp_path: Path
) -> None:
    worsen(looked, tmp_path, 1, "[180] furious, we cancel")
    found = highlights(at(looked, MINUTE))
    (over,) = [one for one in found.entries if one.kind is HighlightKind.OVER_REVIEW]
    assert over.words.startswith("1 ticket went over review: ◆ 1")
    assert over.words.endswith(" ACME #1")
    assert over.target == Target("radar", "zendesk/1")
    assert words(found, HighlightKind.IMPORT) == ["zendesk: 1 import · tickets: 1 changed"]


def test_what_was_over_review_before_is_no_news(looked: Workspace, tmp_path: Path) -> None:
    worsen(looked, tmp_path, 2, "[100] still broken")
    assert words(highlights(at(looked, MINUTE)), HighlightKind.OVER_REVIEW) == []


def test_a_ticket_that_calms_down_is_told(looked: Workspace, tmp_path: Path) -> None:
    thanks = [comment(3, body="[0] all fine now, thank you", created_at=LATER)]
    bring(
        looked,
        tmp_path,
        ticket(2, organization={"name": "ACME"}, comments=thanks, updated_at=LATER),
    )
    rescore(at(looked, MINUTE))
    (calm,) = words(highlights(at(looked, MINUTE)), HighlightKind.CALMED)
    assert calm.startswith("✓ 1 ticket calmed down: ")


def test_what_teammates_did_is_told_and_not_what_one_did_oneself(looked: Workspace) -> None:
    ids = {row.external_id: row.id for row in rows(looked, TicketRow)}
    acknowledge(looked, [ids["1"]])
    assert words(highlights(looked), HighlightKind.TEAMMATE) == []
    acknowledge(by(looked, "Ravi"), [ids["2"]])
    (ravi,) = words(highlights(looked), HighlightKind.TEAMMATE)
    assert ravi.startswith("Ravi: took ")
    assert "#2" in ravi
    undo_action(by(looked, "Ravi"))
    assert words(highlights(looked), HighlightKind.TEAMMATE) == []


def test_a_snooze_that_ended_is_told_from_then_on(looked: Workspace) -> None:
    ids = {row.external_id: row.id for row in rows(looked, TicketRow)}
    snooze(looked, [ids["2"]], looked.as_of + 30 * MINUTE)
    assert words(highlights(at(looked, 29 * MINUTE)), HighlightKind.SNOOZE_OVER) == []
    (woke,) = words(highlights(at(looked, 31 * MINUTE)), HighlightKind.SNOOZE_OVER)
    assert woke.startswith("ACME #2 woke up")


def test_a_source_that_falls_behind_is_told(looked: Workspace, tmp_path: Path) -> None:
    worsen(looked, tmp_path, 1, "[10] fine")
    late = words(highlights(at(looked, 72 * HOUR)), HighlightKind.LATE_SOURCE)
    assert [one.partition(":")[0] for one in late] == ["zendesk is late"]


def test_who_was_away_hears_what_came_since_their_last_look(
    looked: Workspace, tmp_path: Path
) -> None:
    worsen(looked, tmp_path, 1, "[180] furious")
    back = at(looked, 5 * HOUR)
    assert words(highlights(back), HighlightKind.OVER_REVIEW)
    assert remember_look(back)
    assert words(highlights(at(back, 30 * MINUTE)), HighlightKind.OVER_REVIEW), "the visit goes on"
    assert remember_look(at(back, 30 * MINUTE))
    assert not words(highlights(at(back, 3 * HOUR)), HighlightKind.OVER_REVIEW), "told before"


def test_each_person_has_a_last_look_of_their_own(looked: Workspace, tmp_path: Path) -> None:
    remember_look(by(looked, "Ravi"))
    worsen(looked, tmp_path, 1, "[180] furious")
    later = at(looked, MINUTE)
    mark_seen(later)
    assert highlights(later).entries == ()
    assert words(highlights(by(later, "Ravi")), HighlightKind.OVER_REVIEW)


def test_what_was_marked_as_seen_can_come_back(looked: Workspace, tmp_path: Path) -> None:
    worsen(looked, tmp_path, 1, "[180] furious")
    later = at(looked, MINUTE)
    told = highlights(later).entries
    before = mark_seen(later)
    assert before is not None
    mark_unseen(later, before)
    assert highlights(later).entries == told
