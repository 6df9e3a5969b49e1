"""Documents of Jira become plain text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from radar_tui.ingest.jira_adf import adf_text

Write = Callable[[str, object], Path]


def node(kind: str, *content: object, **attributes: object) -> dict[str, Any]:
    return {"type": kind, "content": list(content), "attrs": attributes}


def words(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "marks": [{"type": "strong"}]}


def paragraph(*content: object) -> dict[str, Any]:
    return node("paragraph", *content)


class TestDocuments:
    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ([paragraph(words("a"), words("b")), paragraph(words("c"))], "ab\n\nc"),
            ([paragraph(words("a"), {"type": "hardBreak"}, words("b"))], "a\nb"),
            ([paragraph(words("a")), paragraph(), paragraph(words("b"))], "a\n\nb"),
            (
                [
                    paragraph(
                        node("mention", text="@Bo"),
                        words(" "),
                        node("emoji", shortName=":smile:", text="\U0001f604"),
                        words(" "),
                        node("status", text="DONE"),
                        words(" "),
                        node("inlineCard", url="https://acme.example/x"),
                        words(" "),
                        node("date", timestamp="1772323200000"),
                    )
                ],
                "@Bo \U0001f604 DONE https://acme.example/x 2026-03-01",
            ),
            (
                [
                    paragraph(words("List:")),
                    node(
                        "bulletList",
                        node(
                            "listItem",
                            paragraph(words("one")),
                            node(
                                "orderedList",
                                node("listItem", paragraph(words("x"))),
                                node("listItem", paragraph(words("y")), paragraph(words("z"))),
                                order=3,
                            ),
                        ),
                        node("listItem", paragraph(words("two"))),
                    ),
                    paragraph(words("End")),
                ],
                "List:\n\n- one\n  3. x\n  4. y\n    z\n- two\n\nEnd",
            ),
            (
                [
                    node(
                        "taskList",
                        node("taskItem", words("a"), state="DONE"),
                        node("taskItem", words("b"), state="TODO"),
                    )
                ],
                "[x] a\n[ ] b",
            ),
            (
                [
                    node("blockquote", paragraph(words("old")), paragraph(words("mail"))),
                    paragraph(words("new")),
                ],
                "> old\n>\n> mail\n\nnew",
            ),
            ([node("codeBlock", words("a = 1\nb = 2"))], "a = 1\nb = 2"),
            (
                [
                    node(
                        "table",
                        node(
                            "tableRow",
                            node("tableHeader", paragraph(words("Key"))),
                            node("tableHeader", paragraph(words("Value"))),
                        ),
                        node(
                            "tableRow",
                            node("tableCell", paragraph(words("a")), paragraph(words("b"))),
                            node("tableCell", paragraph(words("c"))),
                        ),
                    )
                ],
                "Key | Value\na b | c",
            ),
            ([node("expand", paragraph(words("in")), title="More")], "More\n\nin"),
            ([node("mediaSingle", {"type": "media", "attrs": {"alt": "shot.png"}})], "shot.png"),
            ([node("panel", paragraph(words("a"))), node("future", words("b"))], "a\nb"),
            ([None, 5, "text", {"type": []}, {"content": 7}], ""),
        ],
    )
    def test_nodes(self, content: list[object], expected: str) -> None:
        assert adf_text({"type": "doc", "version": 1, "content": content}) == expected

    @pytest.mark.parametrize("kind", ["blockquote", "bulletList", "listItem", "table", "nothing"])
    def test_any_depth(self, kind: str) -> None:
        inner = paragraph(words("deep"))
        for _ in range(50_000):
            inner = node(kind, inner)
        text = adf_text(inner)
        assert text.endswith("deep")
        assert len(text) < 200_000
