"""A stylesheet that parses each source once."""

import pytest
from textual.css import stylesheet
from textual.css.stylesheet import Stylesheet

from radar_tui.widgets.kept_stylesheet import KeptStylesheet

SOURCES = [f"Widget.c{number} {{ color: $ink; }}" for number in range(100)]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that were parsed, in order."""
    taken: list[str] = []
    parse = stylesheet.parse

    def listening(scope, css, *args, **options):  # type: ignore[no-untyped-def]
        taken.append(css)
        return parse(scope, css, *args, **options)

    monkeypatch.setattr(stylesheet, "parse", listening)
    return taken


def filled(sheet: Stylesheet) -> Stylesheet:
    for number, source in enumerate(SOURCES):
        sheet.add_source(source, read_from=(f"{number}.tcss", ""))
    return sheet


def test_more_sources_than_textual_keeps_are_parsed_once(parsed: list[str]) -> None:
    sheet = filled(KeptStylesheet(variables={"ink": "red"}))
    assert len(sheet.rules) == 100
    sheet.set_variables({"ink": "red"})
    sheet.reparse()
    assert parsed == SOURCES
    assert len(sheet.rules) == 100


def test_what_is_new_is_parsed(parsed: list[str]) -> None:
    sheet = filled(KeptStylesheet(variables={"ink": "red"}))
    assert sheet.rules
    sheet.add_source("Widget.new { color: $ink; }", read_from=("new.tcss", ""))
    sheet.reparse()
    assert parsed == [*SOURCES, "Widget.new { color: $ink; }"]
    assert len(sheet.rules) == 101


def test_another_variable_counts_everywhere() -> None:
    sheet = filled(KeptStylesheet(variables={"ink": "red"}))
    before = sheet.rules[0].styles.get_rule("color")
    sheet.set_variables({"ink": "blue"})
    sheet.reparse()
    plain = filled(Stylesheet(variables={"ink": "blue"}))
    assert sheet.rules[0].styles.get_rule("color") == plain.rules[0].styles.get_rule("color")
    assert sheet.rules[0].styles.get_rule("color") != before
