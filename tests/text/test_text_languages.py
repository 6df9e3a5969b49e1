# ruff: noqa: RUF001 - text in other scripts is the point here
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radar_tui.text.languages import recognise_language

TERSE_ENGLISH = [
    "ok thanks",
    "pls fix asap",
    "502 on /pay",
    "API token expired",
    "SSO login loop",
    "invoice pdf missing",
    "any update?",
    "Kubernetes ingress nginx timeout",
    "customer data export csv truncated",
    "THIS IS THE THIRD TIME",
    "@RockstarSupport Im on PlayStation 4",
    "done",
    "???",
    "😡😡",
    "",
]
FOREIGN = {
    "Hallo, ich kann mich seit heute nicht mehr anmelden": "de",
    "La synchronisation échoue chaque nuit, merci de vérifier": "fr",
    "No puedo iniciar sesión y el pago ha fallado otra vez": "es",
    "Não consigo acessar minha conta desde ontem": "pt",
    "Non riesco ad accedere al mio account da ieri": "it",
    "Ik kan niet inloggen sinds vanochtend": "nl",
    "Nie mogę się zalogować od wczoraj": "pl",
    "Не могу войти в аккаунт": "ru",
    "ログインできません。助けてください": "ja",
    "我无法登录，请帮忙": "zh",
    "لا أستطيع تسجيل الدخول": "ar",
    "로그인이 안 돼요": "ko",
}


@pytest.mark.parametrize("text", TERSE_ENGLISH)
def test_terse_english_is_not_called_foreign(text: str) -> None:
    assert recognise_language(text).is_english


@pytest.mark.parametrize(("text", "code"), FOREIGN.items())
def test_other_languages_are_recognised(text: str, code: str) -> None:
    language = recognise_language(text)
    assert (language.code, language.is_english) == (code, False)


def test_links_and_codes_do_not_hide_the_language() -> None:
    text = "Bitte prüfen: https://status.example.com/incident/502 Fehler ERR_401 bei der Zahlung"
    assert not recognise_language(text).is_english


@settings(deadline=None)  # the first text loads the recogniser
@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    assert recognise_language(text).code
