"""HTML messages become what a person would read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.text.html import HtmlText, html_to_text

OWN = "<p>It fails again.</p>"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two <b>bold</b>\n  words</p>", "one\n\ntwo bold words"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<br>two<br/><br/>three", "one\ntwo\n\nthree"),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "- a\n- b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>  x\n   y</pre>", "x\n   y"),
        ("a<script>alert(1)</script><style>p{}</style><!-- c -->b", "ab"),
        ("<p hidden>no</p><p style='display:none'>no</p><p>yes</p>", "yes"),
        ("a &lt;b&gt; &amp; &#8364;", "a <b> & €"),
        ("plain text, no tags", "plain text, no tags"),
        ("", ""),
    ],
)
def test_blocks_become_lines(html: str, text: str) -> None:
    assert html_to_text(html) == HtmlText(text)


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote>We are on it.</blockquote>",
        "<blockquote type='cite'><div>We are on it.</div></blockquote>",
        "<div class='gmail_quote'>We are on it.</div>",
        "<div class='gmail_quote gmail_quote_container'><div>We are on it.</div></div>",
        "<div class='yahoo_quoted' id='yahoo_quoted_123'>We are on it.</div>",
        "<div id='appendonsend'></div><hr><div>We are on it.</div>",
        "<hr><div id='divRplyFwdMsg'>We are</div><div>on it.</div>",
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt'>We are</div><p>on it.</p>",
        "<div class='protonmail_quote'>We are on it.</div>",
    ],
)
def test_quoted_parts_are_kept_apart(quote: str) -> None:
    found = html_to_text(f"<html><body><div>{OWN}</div>{quote}</body></html>")
    assert found.text == "It fails again."
    assert found.quoted.split() == ["We", "are", "on", "it."]


def test_what_stands_below_a_quote_is_the_author_s() -> None:
    found = html_to_text("<blockquote>Did it work?</blockquote><p>No.</p>")
    assert (found.text, found.quoted) == ("No.", "Did it work?")


def test_a_signature_is_kept_apart() -> None:
    found = html_to_text(f"{OWN}<div class='gmail_signature'>Ada<br>Acme</div>")
    assert found == HtmlText("It fails again.", "", "Ada\nAcme")


def test_a_bare_forward_is_the_message() -> None:
    assert html_to_text("<div class='gmail_quote'>Forwarded words</div>").text == "Forwarded words"


def test_an_image_in_the_text_costs_nothing() -> None:
    assert html_to_text(f"a<img src='data:image/png;base64,{'A' * 500_000}'>b").text == "a b"


def test_too_deep_a_tree_is_read_without_building_it() -> None:
    depth = 100_000
    assert html_to_text("<div>" * depth + "x &amp; y" + "</div>" * depth).text == "x & y"


def test_words_beyond_the_longest_tree_are_kept() -> None:
    found = html_to_text("<p>word</p>" * 60_000 + "<p>last</p>")
    assert found.text.count("word") == 60_000
    assert found.text.endswith("last")


@given(st.text())
def test_any_text_is_read(html: str) -> None:
    found = html_to_text(html)
    assert found.text == found.text.strip()


words = st.text(st.sampled_from("abc"), min_size=1, max_size=5)


@given(st.lists(words, min_size=1, max_size=8), st.sampled_from(["p", "div", "span", "li", "td"]))
def test_no_word_is_lost(parts: list[str], tag: str) -> None:
    html = " ".join(f"<{tag}>{part}</{tag}>" for part in parts)
    wrapped = f"<table><tr>{html}</tr></table>" if tag == "td" else html
    assert html_to_text(wrapped).text.replace("-", " ").split() == parts
