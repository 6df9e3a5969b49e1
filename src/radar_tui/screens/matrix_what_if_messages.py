"""What the workers of the what-if panel bring; of each kind only the newest is worth drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from radar_tui.analysis.priority_cells import HeatCell, Place
    from radar_tui.analysis.priority_what_if import WhatIf
    from radar_tui.domain.priority import Priority, PrioritySettings
    from radar_tui.services.prioritising import MatrixFacts
    from radar_tui.widgets.virtual_table import TableRow


class FactsRead(Message):
    """What the matrix rests on, and its accounts under the stored settings."""

    def __init__(self, facts: MatrixFacts, rows: Sequence[Priority]) -> None:
        super().__init__()
        self.facts = facts
        self.rows = rows

    def can_replace(self, message: Message) -> bool:
        """Whether an older message need not be handled any more."""
        return isinstance(message, FactsRead)


class EffectSeen(Message):
    """What a draft of the settings would come to; `rows` are the accounts that would change."""

    def __init__(
        self,
        facts: MatrixFacts,
        draft: PrioritySettings,
        effect: WhatIf,
        rows: Sequence[TableRow],
        cells: Mapping[Place, HeatCell],
    ) -> None:
        super().__init__()
        self.facts = facts
        self.draft = draft
        self.effect = effect
        self.rows = rows
        self.cells = cells


class SettingsStored(Message):
    """A draft was stored; `label` says what was done."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label
