"""A small workspace behind the app: two tickets over review, one calm, no real scorer."""

from pathlib import Path

from radar_tui.services.alerting import evaluate
from radar_tui.services.scoring import WorkspaceScoring
from radar_tui.services.workspace import Workspace
from support.scorers import FakeScorer
from support.workspaces import TEMPLATE_RULES, bring, bring_text, comment, only_rules, ticket

HOSTILE = "[/refund] [red]x[/red] [@click=app.quit]go[/] \x1b[31mred\x1b[0m \u202eback"


def fill(workspace: Workspace, folder: Path) -> None:
    """Three accounts with a ticket each, one of them with text that would act if it could."""
    accounts = "id,name,arr,tier\na,ACME,310000,5\nb,Globex,120000,4\nc,Hooli [b]x,9000,1\n"
    bring_text(workspace, folder, "accounts.csv", accounts)
    bring(
        workspace,
        folder,
        ticket(4562, organization={"name": "ACME"}, subject="Token rejected", comments=[
            comment(1, body="[138] This is the third time. We will cancel."),
        ]),
        ticket(4571, organization={"name": "Globex"}, subject=HOSTILE, comments=[
            comment(1, body=f"[97] {HOSTILE}"),
        ]),
        ticket(4533, organization={"name": "Hooli [b]x"}, comments=[comment(1, body="[12] fine")]),
    )  # fmt: skip
    only_rules(workspace, *TEMPLATE_RULES)
    rescore(workspace)


def score(workspace: Workspace, scorer: FakeScorer | None = None) -> None:
    """Score with the fake scorer."""
    WorkspaceScoring(
        workspace,
        scorer or FakeScorer(),  # type: ignore[arg-type]
        report=lambda _progress: None,
        cancelled=lambda: False,
    ).run()


def rescore(workspace: Workspace, scorer: FakeScorer | None = None) -> None:
    """Score with the fake scorer and evaluate the rules."""
    score(workspace, scorer)
    evaluate(workspace)
