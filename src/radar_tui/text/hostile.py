"""Makes characters harmless that could act on a terminal or deceive its reader."""

import re

_TERMINATED = "\N{LINE FEED}\u0007\u001b\u009c"
_SEQUENCES = (
    # Control sequences, such as colours and cursor moves: introducer, parameters, final byte.
    r"(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,16}[@-~]",
    # Strings for the terminal, such as titles, links and clipboard writes, up to their end mark.
    # Without an end mark only the escape goes, so that no customer's words are lost.
    rf"(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^{_TERMINATED}]{{0,4096}}"
    r"(?:\u0007|\u001b\\|\u009c)",
    # Two and three character escapes: character sets, keypad modes, reset.
    r"\u001b[ -/]{1,4}[0-~]",
    r"\u001b[0-Z\\^-~]",
)

# Control characters; soft hyphen and joiners; marks that change the direction of text; fillers that
# print nothing; variation selectors; interlinear marks; tags; code points that are no characters.
_INVISIBLE = (
    "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_LINE_ENDS = "\r\u000b\u000c\u0085\u2028\u2029"
_SURROGATES = "\ud800-\udfff"

_SUSPECT = re.compile(f"[{_INVISIBLE}{_LINE_ENDS}{_SURROGATES}]")
_SEQUENCE = re.compile("|".join(_SEQUENCES))
_LINE_END = re.compile(f"\r\n|[{_LINE_ENDS}]")
_REMOVED = re.compile(f"[{_INVISIBLE}]")
_REPLACED = re.compile(f"[{_SURROGATES}]")
_BREAK = re.compile(r"[\t\n]+")


def inert(text: str) -> str:
    """Return the text without anything that acts: escapes, controls, bidi and invisible characters.

    Newlines and tabs stay; every other line end becomes a newline; half a surrogate pair, which no
    file can hold, becomes U+FFFD. Joiners and variation selectors go too, so an emoji made of
    several is shown as its parts, whose width every terminal agrees on.
    """
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    if _SUSPECT.search(text) is None:
        return text
    text = _SEQUENCE.sub("", text)
    text = _LINE_END.sub("\n", text)
    text = _REMOVED.sub("", text)
    return _REPLACED.sub("\N{REPLACEMENT CHARACTER}", text)


def inert_line(text: str) -> str:
    """Return the text made harmless and on one line: a run of breaks and tabs becomes one space."""
    if text.isascii() and text.isprintable():
        return text
    return _BREAK.sub(" ", inert(text))
