"""The pages for readers: what they point to is there, and what they list is all there is."""

import re
from pathlib import Path

import pytest
from make_pictures import FOLDER, PICTURES, Picture, self_contained

from radar_tui.domain.filter_query import FIELDS, FieldKind, QueryField

ROOT = Path(__file__).parents[2]
DECISIONS = ROOT / "docs" / "decisions"
APP_PAGE = ROOT / "docs" / "app.md"
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")],
    key=lambda page: page.relative_to(ROOT).as_posix(),
)
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
# Where the library that drew a picture names itself.
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")
_CODE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def linked(page: Path) -> list[str]:
    """Where a page's links and pictures lead, without those to other places on the network."""
    found = _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8")))
    places = [one or other for one, other in found]
    return [place for place in places if not place.startswith(("http://", "https://", "mailto:"))]


def anchors(page: Path) -> set[str]:
    """The headings of a page as GitHub names them in addresses."""
    headings = _HEADING.findall(_CODE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_a_page_points_to_is_there(page: Path) -> None:
    for place in linked(page):
        path, _, anchor = place.partition("#")
        target = (page.parent / path) if path else page
        assert target.exists(), f"{name_of(page)} points to {place}"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{name_of(page)} points to {place}"


def test_the_pictures_are_those_of_the_script() -> None:
    assert set(FOLDER.iterdir()) == {picture.file for picture in PICTURES}, "run: make pictures"


def test_each_picture_is_shown_somewhere() -> None:
    shown = {(page.parent / place).resolve() for page in PAGES for place in linked(page)}
    assert {picture.file.resolve() for picture in PICTURES} <= shown


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_loads_nothing_and_names_no_folder_of_its_maker(picture: Picture) -> None:
    svg = _COMMENT.sub("", picture.file.read_text(encoding="utf-8"))
    assert "://" not in svg.replace(SVG_NAMESPACE, "")
    assert "@font-face" not in svg
    assert re.findall(r"url\((?!#)", svg) == []
    assert re.findall(r"/(?:home|root|tmp|Users|var|private)/", svg) == []


def test_a_picture_is_made_to_load_nothing() -> None:
    drawn = '@font-face { src: url("https://fonts.example/x.woff") } a { font-family: arial; }'
    assert self_contained(drawn) == " a { font-family: sans-serif; }\n"


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_the_guide_tells_each_field_of_a_filter(field: QueryField) -> None:
    assert field_row(field) in APP_PAGE.read_text(encoding="utf-8").splitlines()


def test_the_guide_tells_no_other_field() -> None:
    table = APP_PAGE.read_text(encoding="utf-8").partition("| field |")[2].partition("\n\n")[0]
    assert table.count("\n| `") == len(FIELDS)


def field_row(field: QueryField) -> str:
    """The row of the guide's table for a field."""
    choices = ", ".join(f"`{choice}`" for choice in field.choices)
    values = {
        FieldKind.CHOICE: choices,
        FieldKind.NUMBER: f"{field.lowest} to {field.highest}, with `:` `>` `>=` `<` `<=`",
        FieldKind.DURATION: "a time in `m`, `h`, `d` or `w`, with `>` `>=` `<` `<=`",
        FieldKind.NAME: f"a name, {choices}" if choices else "a name",
    }[field.kind]
    return f"| `{field.key}` | {field.help} | {values} | `{field.example}` |"


def test_the_list_of_decisions_is_complete() -> None:
    listed = {place for place in linked(DECISIONS / "README.md") if place.startswith("0")}
    written = {page.name for page in DECISIONS.glob("0*.md")}
    assert listed == written
    numbers = sorted(int(name[:4]) for name in written)
    assert numbers == list(range(1, len(numbers) + 1))
