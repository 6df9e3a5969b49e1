"""What the palette finds in the workspace: tickets by number and by words, accounts, rules."""

from pathlib import Path

import pytest

from radar_tui.services.palette_search import (
    MOST_HITS,
    FoundRule,
    palette_search,
)
from radar_tui.services.workspace import Workspace
from support.app_workspaces import HOSTILE, fill
from support.workspaces import bring, ticket


@pytest.fixture
def world(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Three open tickets, over review or calm, and a closed one."""
    fill(workspace, tmp_path)
    bring(workspace, tmp_path, ticket(45, status="closed", subject="Token of old"))
    return workspace


def names(workspace: Workspace, text: str) -> list[str]:
    return [found.ticket.name for found in palette_search(workspace, text).tickets]


@pytest.mark.parametrize("text", ["4562", "#4562", "zendesk/4562", "  4562 "])
def test_a_whole_number_finds_its_ticket(world: Workspace, text: str) -> None:
    (found,) = palette_search(world, text).tickets
    assert found.ticket.name == "zendesk/4562"
    assert found.ticket.words == "◆ critical 138 · #4562 · ACME · Token rejected"
    assert found.exact
    assert found.status is None


def test_a_closed_ticket_is_found_by_its_number_before_longer_numbers(world: Workspace) -> None:
    first, *others = palette_search(world, "45").tickets
    assert (first.ticket.name, first.status, first.exact) == ("zendesk/45", "closed", True)
    assert [found.ticket.name for found in others] == [
        "zendesk/4533",
        "zendesk/4562",
        "zendesk/4571",
    ]
    assert not any(found.exact for found in others)


def test_numbers_that_begin_with_nines_or_letters_are_found(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, *(ticket(key) for key in (99, 990, 9999, 9, 98, 100)))
    assert names(workspace, "99") == ["zendesk/99", "zendesk/990", "zendesk/9999"]
    assert names(workspace, "9")[0] == "zendesk/9"


def test_it_gives_no_more_than_it_shows(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, *(ticket(number) for number in range(100, 130)))
    assert len(names(workspace, "1")) == MOST_HITS
    assert len(names(workspace, "ticket")) == MOST_HITS


def test_words_find_open_tickets_by_subject_and_account_in_any_order(world: Workspace) -> None:
    assert names(world, "TOKEN") == ["zendesk/4562"]
    assert names(world, "acme token") == ["zendesk/4562"]
    assert names(world, "token globex") == []
    assert names(world, "100%") == names(world, "_") == []


def test_one_letter_finds_nothing_by_words(world: Workspace) -> None:
    finds = palette_search(world, "a")
    assert not finds.tickets
    assert not finds.accounts
    assert not finds.rules


def test_accounts_are_found_by_parts_of_their_names(world: Workspace) -> None:
    assert palette_search(world, "GLO").accounts == ["Globex"]
    assert palette_search(world, "x hool").accounts == ["Hooli [b]x"]


def test_rules_are_found_by_title_and_key(world: Workspace) -> None:
    rule = FoundRule("frustration-score", "Frustration score", True)
    assert palette_search(world, "score frus").rules == [rule]
    assert palette_search(world, "frustration-s").rules == [rule]


def test_what_is_found_is_one_harmless_line(world: Workspace) -> None:
    (found,) = palette_search(world, "[/refund]").tickets
    assert HOSTILE not in found.ticket.words
    assert found.ticket.words.isprintable()


@pytest.mark.parametrize("text", ["", "  ", "\x1b", "'", '"', "/", "#", "zendesk/", "\ud800", "٣٣"])
def test_nothing_typed_breaks_it(world: Workspace, text: str) -> None:
    palette_search(world, text)
