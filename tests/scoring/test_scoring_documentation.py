"""docs/scoring.md: its Python examples run as they stand, and its tables are complete."""

import re
from pathlib import Path

import pytest

from radar_tui.domain.scores import UnscoredReason

PAGE = Path(__file__).parents[2] / "docs" / "scoring.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.splitlines()[0])
def test_an_example_of_the_page_runs(example: str) -> None:
    exec(compile(example, str(PAGE), "exec"), {})  # noqa: S102 - the page's own code


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) == 2


def test_every_reason_for_no_score_has_its_line() -> None:
    _, table = TEXT.split("| reason | when |\n|---|---|\n")
    lines = table.partition("\n\n")[0].splitlines()
    assert [line.split("`")[1] for line in lines] == list(UnscoredReason)
