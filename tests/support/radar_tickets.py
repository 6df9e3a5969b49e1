"""A workspace with a radar's worth of tickets, over three feature areas."""

from pathlib import Path

from radar_tui.services.workspace import Workspace
from support.app_workspaces import rescore
from support.workspaces import TEMPLATE_RULES, bring, bring_text, comment, only_rules, ticket

AREAS = ("payments", "exports", "dashboards")
# The worst first, three points apart.
NUMBERS = tuple(range(501, 513))


def fill_radar(workspace: Workspace, folder: Path) -> None:
    """Twelve open tickets over review, 501 the worst, four in each feature area."""
    lines = ["kind,name,label,aliases", *(f"feature-area,{area},{area.title()}," for area in AREAS)]
    bring_text(workspace, folder, "vocabulary.csv", "\n".join(lines) + "\n")
    tickets = [
        ticket(
            number,
            organization={"name": f"Customer {number}"},
            subject=f"Trouble {number}",
            tags=[AREAS[place % len(AREAS)]],
            comments=[comment(number, body=f"[{150 - 3 * place}] It fails again.")],
        )
        for place, number in enumerate(NUMBERS)
    ]
    bring(workspace, folder, *tickets)
    only_rules(workspace, *TEMPLATE_RULES)
    rescore(workspace)
