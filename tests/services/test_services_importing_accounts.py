"""Names, domains and aliases that move between rows, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

from radar_tui.db.tables import AccountDomainRow, AccountRow, TagAliasRow, TagRow, TicketRow
from radar_tui.services.importing import ImportSummary, undo_import
from radar_tui.services.prioritising import priority_matrix
from radar_tui.services.workspace import Workspace
from support.workspaces import bring, bring_text, rows, ticket


def accounts(workspace: Workspace, folder: Path, *lines: str) -> ImportSummary:
    """Import accounts, each line: id, name, domains."""
    return bring_text(workspace, folder, "accounts.csv", "\n".join(["id,name,domains", *lines, ""]))


def terms(workspace: Workspace, folder: Path, *lines: str) -> ImportSummary:
    """Import feature areas, each line: name, aliases."""
    text = "".join(f"feature-area,{line}\n" for line in lines)
    return bring_text(workspace, folder, "vocabulary.csv", f"kind,name,aliases\n{text}")


def named(workspace: Workspace) -> dict[str | None, str]:
    """Give the accounts' names by id."""
    return {row.external_id: row.name for row in rows(workspace, AccountRow)}


def domains(workspace: Workspace) -> dict[str, str | None]:
    """Give the ids of the accounts by domain."""
    ids = {row.id: row.external_id for row in rows(workspace, AccountRow)}
    return {row.domain: ids[row.account_id] for row in rows(workspace, AccountDomainRow)}


def aliases(workspace: Workspace) -> dict[str, str]:
    """Give the terms by alias."""
    return {row.alias: row.name for row in rows(workspace, TagAliasRow)}


def counted(summary: ImportSummary) -> tuple[int, int, int, int]:
    """Give what was inserted, updated, unchanged and rejected; it must add up to what was read."""
    counts = (summary.inserted, summary.updated, summary.unchanged, summary.rejected)
    assert sum(counts) == summary.read
    return counts


def reasons(summary: ImportSummary) -> list[str]:
    """Give why records were rejected."""
    return [reject.reason for reject in summary.rejects]


@pytest.mark.parametrize("turned", [False, True], ids=["in-order", "turned-round"])
def test_domains_move_between_accounts_and_back(
    workspace: Workspace, tmp_path: Path, turned: bool
) -> None:
    accounts(workspace, tmp_path, "a1,ACME,x.com", "a2,Globex,y.com")
    moved = ["a2,Globex,x.com", "a1,ACME,z.com"]
    summary = accounts(workspace, tmp_path, *(reversed(moved) if turned else moved))
    assert counted(summary) == (0, 2, 0, 0)
    assert domains(workspace) == {"x.com": "a2", "z.com": "a1"}
    undo_import(workspace, summary.run)
    assert domains(workspace) == {"x.com": "a1", "y.com": "a2"}


def test_swapped_names_are_stored_taken_back_and_stored_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    accounts(workspace, tmp_path, "a1,ACME,", "a2,Globex,")
    swapped = ["a1,Globex,", "a2,ACME,"]
    summary = accounts(workspace, tmp_path, *swapped)
    assert counted(summary) == (0, 2, 0, 0)
    assert named(workspace) == {"a1": "Globex", "a2": "ACME"}
    undo_import(workspace, summary.run)
    assert named(workspace) == {"a1": "ACME", "a2": "Globex"}
    accounts(workspace, tmp_path, *swapped)
    assert counted(accounts(workspace, tmp_path, *swapped)) == (0, 0, 2, 0)


def test_a_name_goes_to_a_new_account_and_back(workspace: Workspace, tmp_path: Path) -> None:
    accounts(workspace, tmp_path, "a1,ACME,x.com")
    summary = accounts(workspace, tmp_path, "a9,ACME,x.com", "a1,ACME Holding,")
    assert counted(summary) == (1, 1, 0, 0)
    assert domains(workspace) == {"x.com": "a9"}
    undo_import(workspace, summary.run)
    assert (named(workspace), domains(workspace)) == ({"a1": "ACME"}, {"x.com": "a1"})


def test_two_ids_of_one_name_do_not_merge(workspace: Workspace, tmp_path: Path) -> None:
    lines = ["a1,ACME,x.com", "a2,Acme,y.com"]
    summary = accounts(workspace, tmp_path, *lines)
    assert counted(summary) == (1, 0, 0, 1)
    assert reasons(summary) == ["the name is already used by account id a1"]
    assert counted(accounts(workspace, tmp_path, *lines)) == (0, 0, 1, 1)
    assert named(workspace) == {"a1": "ACME"}


def test_a_domain_of_another_account_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    accounts(workspace, tmp_path, "a1,ACME,x.com")
    summary = accounts(workspace, tmp_path, "a2,Globex,x.com;y.com")
    assert reasons(summary) == ["the domain is already used by account id a1"]
    assert domains(workspace) == {"x.com": "a1"}


def test_an_id_counts_once_in_a_file(workspace: Workspace, tmp_path: Path) -> None:
    lines = ["a1,ACME,", "a1,Other,"]
    assert reasons(accounts(workspace, tmp_path, *lines)) == ["the file has this id already"]
    assert counted(accounts(workspace, tmp_path, *lines)) == (0, 0, 1, 1)
    assert named(workspace) == {"a1": "ACME"}


def test_a_refused_record_keeps_its_name_from_others(workspace: Workspace, tmp_path: Path) -> None:
    accounts(workspace, tmp_path, "a1,ACME,", "a2,Globex,", "a3,Initech,")
    summary = accounts(workspace, tmp_path, "a1,Globex,", "a2,Initech,")
    assert counted(summary) == (0, 0, 0, 2)
    assert named(workspace) == {"a1": "ACME", "a2": "Globex", "a3": "Initech"}


def test_ids_come_later_to_accounts_known_by_name(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(1, organization={"name": "ACME"}))
    without = "name,tier,domains\nACME,3,\n"
    assert bring_text(workspace, tmp_path, "plain.csv", without).updated == 1
    assert bring_text(workspace, tmp_path, "plain.csv", without).unchanged == 1
    assert counted(accounts(workspace, tmp_path, "a1,ACME,")) == (0, 1, 0, 0)
    assert named(workspace) == {"a1": "ACME"}


def test_a_term_s_name_wins_over_an_alias(workspace: Workspace, tmp_path: Path) -> None:
    terms(workspace, tmp_path, "payments,billing;checkout")
    summary = terms(workspace, tmp_path, "billing,invoices")
    assert counted(summary) == (1, 0, 0, 0)
    assert aliases(workspace)["billing"] == "billing"
    assert aliases(workspace)["checkout"] == "payments"
    undo_import(workspace, summary.run)
    assert aliases(workspace) == dict.fromkeys(["billing", "checkout", "payments"], "payments")


def test_an_alias_of_another_term_is_refused_again_and_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    lines = ["payments,checkout", "exports,Checkout", "reports,payments"]
    for expected in ((1, 0, 0, 2), (0, 0, 1, 2)):
        summary = terms(workspace, tmp_path, *lines)
        assert counted(summary) == expected
        assert (
            reasons(summary)
            == ["alias 1 belongs to another term already; take it off one of the two"] * 2
        )
    assert counted(terms(workspace, tmp_path, "exports,checkout")) == (0, 0, 0, 1)
    assert [row.name for row in rows(workspace, TagRow)] == ["payments"]


def test_two_spellings_of_a_name_are_one_term(workspace: Workspace, tmp_path: Path) -> None:
    summary = terms(workspace, tmp_path, "payments,", "Payments,")
    assert counted(summary) == (1, 0, 0, 1)
    assert counted(terms(workspace, tmp_path, "PAYMENTS,")) == (0, 0, 0, 1)


def test_aliases_change_places_and_go_back(workspace: Workspace, tmp_path: Path) -> None:
    terms(workspace, tmp_path, "payments,checkout", "exports,csv")
    before = aliases(workspace)
    summary = terms(workspace, tmp_path, "payments,csv", "exports,checkout")
    assert counted(summary) == (0, 2, 0, 0)
    assert aliases(workspace) != before
    undo_import(workspace, summary.run)
    assert aliases(workspace) == before


def of_organization(workspace: Workspace, folder: Path, hour: int, **organization: object) -> None:
    """Import a later version of one ticket; an export gives its organisation, or the bare id."""
    at = f"2026-11-20T{hour:02}:00:00Z"
    bring(workspace, folder, ticket(1, updated_at=at, **organization))


def account_of_ticket(workspace: Workspace) -> str | None:
    (row,) = rows(workspace, TicketRow)
    names = {one.id: one.name for one in rows(workspace, AccountRow)}
    return names[row.account_id] if row.account_id else None


def test_a_known_id_moves_a_ticket_to_another_account(workspace: Workspace, tmp_path: Path) -> None:
    accounts(workspace, tmp_path, "77,Acme,", "88,Beta,")
    of_organization(workspace, tmp_path, 9, organization={"id": 77, "name": "Acme"})
    of_organization(workspace, tmp_path, 10, organization_id=88)
    assert account_of_ticket(workspace) == "Beta"


def test_an_id_that_nobody_knows_takes_no_name_away(workspace: Workspace, tmp_path: Path) -> None:
    of_organization(workspace, tmp_path, 9, organization={"id": 77, "name": "Acme"})
    of_organization(workspace, tmp_path, 10, organization_id=77)
    assert account_of_ticket(workspace) == "Acme"
    assert [one.name for one in priority_matrix(workspace)] == ["Acme"]
