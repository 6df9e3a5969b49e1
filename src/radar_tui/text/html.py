"""Turns the HTML of a message into text, its quoted parts and signature kept apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

DEEPEST_NESTING = 1000
"""Open elements beyond which the tree is not built: building it takes quadratic time."""
LONGEST_PARSED = 250_000
"""Characters given to the tree builder; beyond them only the tags are taken out."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _names(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody"
    " tfoot thead tr ul"
)
_SPACED = _names("blockquote dl h1 h2 h3 h4 h5 h6 ol p pre table ul")
_CELLS = _names("td th")
_DROPPED = _names(
    "applet audio button canvas datalist embed frame frameset head iframe map math meta noframes"
    " noscript object script select style svg template textarea title video"
)
_BULLET = "-"
_VOID = _names("area base br col hr img input link meta source track wbr")
_SELF_CLOSING = _names("dd dt li option p tbody td tfoot th thead tr")

_QUOTED = (
    "blockquote, .gmail_quote, .gmail_quote_container, .gmail_extra, .yahoo_quoted, "
    "[id^=yahoo_quoted], .moz-cite-prefix, .protonmail_quote, .tutanota_quote, .zmail_extra, "
    "#OLK_SRC_BODY_SECTION, #mail-editor-reference-message-container"
)
_SIGNATURE = (
    ".gmail_signature, .gmail_signature_prefix, .moz-signature, #Signature, "
    "#ms-outlook-mobile-signature, .protonmail_signature_block, [data-smartmail=gmail_signature]"
)
_QUOTED_FROM_HERE = (
    "#appendonsend, #divRplyFwdMsg, div[style*='border-top:solid #E1E1E1'], "
    "div[style*='border-top:solid #B5C4DF']"
)
_HIDDEN = "[hidden], [style*='display:none'], [style*='display: none']"

_LONG_TAG = re.compile(r"<[^<>]{5000,}>")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_BREAKING_TAG = re.compile(
    r"<(?:/?(?:p|div|li|tr|h[1-6]|table|ul|ol|blockquote)|br)\b[^<>]*>", re.I
)
_ANY_TAG = re.compile(r"<[!/?a-zA-Z][^<>]*>")
_SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The text of an HTML message: what the author wrote, what was quoted, the signature."""

    text: str
    quoted: str = ""
    signature: str = ""


class _Part(Enum):
    OWN = "own"
    QUOTED = "quoted"
    SIGNATURE = "signature"


@dataclass(slots=True)
class _Writer:
    """Collects one part's text; blank space and line breaks are written only before words."""

    pieces: list[str] = field(default_factory=list)
    breaks: int = 0
    space: bool = False

    def break_line(self, count: int) -> None:
        """Make sure that the next words start after `count` line ends, 2 leaving an empty line."""
        if self.pieces[-1:] == [_BULLET]:
            self.space = True
        else:
            self.breaks = max(self.breaks, count)

    def write(self, text: str, *, verbatim: bool) -> None:
        """Add words; runs of white space become one space unless `verbatim`."""
        words = text if verbatim else _SPACES.sub(" ", text)
        if not words.strip(" "):
            self.space = self.space or bool(words)
            return
        if self.breaks and self.pieces:
            self.pieces.append("\n" * self.breaks)
        elif self.space and self.pieces:
            self.pieces.append(" ")
        fresh = self.breaks > 0 or not self.pieces or self.space
        self.pieces.append(words.lstrip(" ") if fresh and not verbatim else words)
        self.breaks, self.space = 0, False
        if not verbatim and words.endswith(" "):
            self.pieces[-1] = self.pieces[-1].rstrip(" ")
            self.space = True


def html_to_text(html: str) -> HtmlText:
    """Return what a person would read, line by line, without scripts, styles and hidden parts.

    Where nothing but quoted text is left, as in a bare forward, that text counts as the author's.
    Time grows with the length only: a tree too deep or too long to build is not built.
    """
    html = _LONG_TAG.sub(" ", html)
    if _nests_too_deep(html):
        return HtmlText(_without_tags(html))
    head, tail = html[:LONGEST_PARSED], html[LONGEST_PARSED:]
    writers = _walk(head)
    text, quoted, signature = ("".join(writers[part].pieces).strip() for part in _Part)
    if tail:
        text = f"{text}\n{_without_tags(tail)}".strip()
    if not text:
        text, quoted = quoted, ""
    return HtmlText(text, quoted, signature)


def _nests_too_deep(html: str) -> bool:
    """Tell whether elements nest deeper than the limit, counting tags without building a tree."""
    if html.count("<") <= DEEPEST_NESTING:
        return False
    depth = 0
    for match in _TAG.finditer(html):
        name = match[2].lower()
        if name in _VOID or name in _SELF_CLOSING:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > DEEPEST_NESTING:
            return True
    return False


def _without_tags(html: str) -> str:
    """Return the text of HTML too large or too odd for a tree: tags out, entities decoded."""
    return unescape(_ANY_TAG.sub(" ", _BREAKING_TAG.sub("\n", html))).strip()


def _walk(html: str) -> dict[_Part, _Writer]:
    """Read the tree in document order and write each text to the part it belongs to."""
    writers = {part: _Writer() for part in _Part}
    root = LexborHTMLParser(html).body
    if root is None:
        return writers
    starts = _part_starts(root)
    cuts = {node.mem_id for node in root.css(_QUOTED_FROM_HERE)}
    hidden = {node.mem_id for node in root.css(_HIDDEN)}
    parts = [_Part.OWN]
    verbatim = 0
    for node, entering in _events(root, hidden):
        tag = node.tag or ""
        if not entering:
            _break_after(tag, writers[parts[-1]])
            verbatim -= tag == "pre"
            parts.pop()
            continue
        if node.mem_id in cuts:
            parts = [_Part.QUOTED] * len(parts)
        parts.append(starts.get(node.mem_id, parts[-1]) if parts[-1] is _Part.OWN else parts[-1])
        writer = writers[parts[-1]]
        if tag == "-text":
            writer.write(node.text_content or "", verbatim=verbatim > 0)
        verbatim += tag == "pre"
        _break_before(tag, writer)
    return writers


def _part_starts(root: LexborNode) -> dict[int, _Part]:
    """Name the nodes that begin a quoted part or a signature."""
    starts = {node.mem_id: _Part.SIGNATURE for node in root.css(_SIGNATURE)}
    starts.update((node.mem_id, _Part.QUOTED) for node in root.css(_QUOTED))
    return starts


def _events(root: LexborNode, hidden: set[int]) -> Iterator[tuple[LexborNode, bool]]:
    """Visit the nodes below the root in document order: once entering (True), once leaving."""
    node: LexborNode | None = root.first_child
    depth = 0
    while node is not None:
        skipped = node.tag in _DROPPED or node.mem_id in hidden
        if not skipped:
            yield node, True
            child = node.first_child
            if child is not None:
                node, depth = child, depth + 1
                continue
            yield node, False
        while node is not None and node.next is None:
            node = node.parent if depth else None
            depth -= 1
            if node is not None:
                yield node, False
        node = node.next if node is not None else None


def _break_before(tag: str, writer: _Writer) -> None:
    if tag in _BLOCKS:
        writer.break_line(2 if tag in _SPACED else 1)
    if tag == "li":
        writer.write(f"{_BULLET} ", verbatim=False)
    elif tag == "br":
        writer.breaks = min(2, writer.breaks + 1)
    elif tag in _CELLS:
        writer.space = True


def _break_after(tag: str, writer: _Writer) -> None:
    if tag in _BLOCKS:
        writer.break_line(2 if tag in _SPACED else 1)
