"""`--scope`: the panels of one segment or feature area, for scripts."""

import json
from pathlib import Path

import jsonschema
import pytest
from make_schemas import file_of

from support.command import Command
from support.workspaces import ticket

ACCOUNTS = "id,name,arr,tier,segment\na,ACME,310000,5,Enterprise\nb,Globex,120000,4,Growth\n"
VOCABULARY = "kind,name,label,aliases\nfeature-area,payments,Payments,\nfeature-area,sso,SSO,\n"


@pytest.fixture
def two(radar_file: Command, tmp_path: Path) -> Command:
    """A ticket of each of two segments, about two areas."""
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "vocabulary.csv").write_text(VOCABULARY)
    tickets = [
        ticket(1, organization={"name": "ACME"}, tags=["payments"]),
        ticket(2, organization={"name": "Globex"}, tags=["sso"]),
    ]
    (tmp_path / "tickets.ndjson").write_text("".join(json.dumps(one) + "\n" for one in tickets))
    for name in ("accounts.csv", "vocabulary.csv", "tickets.ndjson"):
        radar_file("import", tmp_path / name)
    return radar_file


@pytest.mark.parametrize(
    ("scope", "shown"), [("segment:enterprise", "1"), ("area:sso", "2"), ("AREA:Payments", "1")]
)
def test_the_radar_keeps_to_a_scope(two: Command, scope: str, shown: str) -> None:
    panel = two("radar", "--all", "--scope", scope, "--json").json
    assert [one["ticket"] for one in panel["tickets"]] == [shown]
    assert (panel["open_tickets"], panel["scope"].casefold()) == (1, scope.casefold())


def test_the_matrix_keeps_to_a_scope(two: Command) -> None:
    printed = two("matrix", "--scope", "segment:Growth", "--json").json
    assert [one["account"] for one in printed["accounts"]] == ["Globex"]
    jsonschema.validate(printed, json.loads(file_of("matrix").read_text()))
    by_segment = two("matrix", "--segments", "--scope", "segment:Growth").out
    assert by_segment.startswith("Priority matrix · segment:Growth · ")
    assert "Enterprise" not in by_segment


def test_metrics_keep_to_a_scope(two: Command) -> None:
    printed = two("metrics", "--scope", "area:sso", "--json").json
    jsonschema.validate(printed, json.loads(file_of("metrics").read_text()))
    assert printed["scope"] == "area:sso"
    assert two("metrics", "--scope", "area:sso").out.startswith("Metrics · area:sso · 20")


def test_alerts_keep_to_a_scope(two: Command) -> None:
    printed = two("alerts", "--scope", "area:sso", "--json").json
    jsonschema.validate(printed, json.loads(file_of("alerts").read_text()))
    assert printed["scope"] == "area:sso"
    assert two("alerts", "--scope", "area:sso").out.startswith("Alerts · area:sso · ")
    both = two.any_status("alerts", "--scope", "all", "--history", "1")
    assert (both.status, "leave out --scope" in both.err) == (2, True)


def test_the_review_keeps_to_a_scope(two: Command) -> None:
    written = two("review", "--scope", "segment:Growth").out
    assert written.splitlines()[4] == "Scope: segment Growth."
    printed = two("review", "--scope", "area:sso", "--json").json
    jsonschema.validate(printed, json.loads(file_of("review").read_text()))
    assert (printed["scope"], printed["closed"]) == ("area:sso", 0)
    assert [one["area"] for one in printed["areas"]] == ["sso"]
    assert "Scope:" not in two("review").out


def test_without_a_scope_everything_is_shown_and_said(two: Command) -> None:
    assert two("radar", "--all", "--json").json["scope"] == "all"
    assert two("radar", "--scope", "all").out.startswith("Frustration radar · 0 over review of 2")


def test_a_scope_with_nothing_in_it_says_so(two: Command, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(VOCABULARY + "feature-area,exports,Exports,\n")
    two("import", tmp_path / "more.csv")
    assert "No open tickets in area:exports." in two("radar", "--scope", "area:exports").out
    assert "No account in area:exports." in two("matrix", "--scope", "area:exports").out


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("segment:emea", "no segment is called 'emea'; there are Enterprise, Growth"),
        ("emea", "'emea' is no scope; expected all, segment:NAME or area:NAME"),
    ],
)
def test_an_unknown_scope_is_refused_in_one_line(two: Command, scope: str, words: str) -> None:
    result = two("radar", "--scope", scope, status=2)
    assert words in result.err
    assert result.err.count("\n") == 1
    assert not result.out
