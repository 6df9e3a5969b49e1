# ruff: noqa: RUF001 - text in other scripts is the point here
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radar_tui.text.languages import UNDETERMINED, Language, recognise_language

TERSE_ENGLISH = [
    "ok",
    "k",
    "thx",
    "ty",
    "nvm",
    "lol",
    "idk lol",
    "WTF",
    "FIX IT",
    "FIX THIS NOW",
    "halp",
    "bro fix",
    "api dead",
    "Still down",
    "down again",
    "no response",
    "bad service",
    "useless",
    "Garbage",
    "pathetic",
    "REFUND NOW",
    "unsubscribe",
    "I hate Swisscom",
    "We leave Vodafone",
    "thanks, Jürgen",
    "thank you, danke",
    "ok thanks",
    "pls fix asap",
    "502 on /pay",
    "API token expired",
    "SSO login loop",
    "invoice pdf missing",
    "any update?",
    "Kubernetes ingress nginx timeout",
    "Okta SAML assertion mismatch",
    "airflow dag import error",
    "Datadog agent restart loop",
    "Stripe payout mismatch EUR GBP",
    "customer data export csv truncated",
    "THIS IS THE THIRD TIME",
    "@RockstarSupport Im on PlayStation 4",
    "done",
    "absolute clown show im livid",
    "no im done",
]
NO_WORDS = [
    "",
    "??",
    "???",
    "!!!!!!",
    "😡😡",
    "👍",
    "502",
    "RMA-4411-B",
    "88-1203-X",
    "#4562",
    "https://status.example.com/incident/4411",
    "https://example.com/a https://example.com/b",
    "ada@example.com",
    "XXXX XX/XX/2019",
]
NAMES_AND_CODE = [
    "iPhone 14 Pro Max",
    "Max Müller",
    "Jan de Vries",
    "Ana García, +34 600 100 200",
    "Kim Nguyen\nAcme Ltd",
    "no 89 gate way kl 02",
    "12 Rue Verte, 75001 Paris",
    "950 N Ash Avenue, Tempe AZ 85281, USA",
    "git push origin main",
    "SELECT id, name FROM accounts WHERE region = 'eu'",
    "Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\nKeyError: 'id'",
    "java.lang.NullPointerException\n\tat com.acme.sync.Worker.run(Worker.java:12)",
    "```\nconst total = rows.map(r => r.sum)\nconsole.log(total)\n```",
    '{"error": "invalid_grant", "status": 401}',
    "ERROR 2026-11-02 timeout after 30000 ms",
    "npm ERR! code ERESOLVE",
]
SHORT_FOREIGN = {
    "Danke": "de",
    "Danke!!": "de",
    "ok danke": "de",
    "Danke schön": "de",
    "Vielen Dank": "de",
    "bitte helfen": "de",
    "geht nicht": "de",
    "Sehr gut": "de",
    "nein": "de",
    "merci": "fr",
    "ok merci": "fr",
    "oui": "fr",
    "Bonjour": "fr",
    "ça marche pas": "fr",
    "s'il vous plaît": "fr",
    "gracias": "es",
    "no gracias": "es",
    "muchas gracias": "es",
    "hola": "es",
    "contraseña": "es",
    "grazie": "it",
    "non funziona": "it",
    "obrigado": "pt",
    "werkt niet": "nl",
    "bedankt": "nl",
    "tack": "sv",
    "tusen takk": "no",
    "kiitos": "fi",
    "dziękuję": "pl",
    "nie działa": "pl",
    "teşekkürler": "tr",
    "köszönöm": "hu",
    "спасибо": "ru",
    "谢谢": "zh",
    "ありがとう": "ja",
    "감사합니다": "ko",
    "شكرا جزيلا": "ar",
}
GERMAN_FOOTER = (
    "Mit freundlichen Grüßen\nThomas Schmidt\nLeiter Kundenbetreuung\n\n"
    "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, "
    "informieren Sie bitte sofort den Absender und vernichten Sie diese Nachricht."
)
MOSTLY_ENGLISH = [
    "Please send the invoice again, the last one had the wrong VAT number and finance cannot book "
    "it before the end of the month. We have asked for this twice now.\n\n" + GERMAN_FOOTER,
    "The export has been failing since Monday.\n\nMit freundlichen Grüßen\nThomas Schmidt",
    "Hola team, the payment page is down again and nobody on your side answers. Gracias",
    "Bonjour, we still cannot log in since the update and your status page says all is fine.",
    "The customer wrote «No puedo iniciar sesión desde ayer» and I can reproduce it: the login "
    "page hangs after the password is entered. Can you have a look please?",
    "Your app shows this and then quits:\n\n> Ein unerwarteter Fehler ist aufgetreten.\n\n"
    "It happens every time we try to open the monthly report. Please fix it.",
    "The mail was sent to Grüner Weg 12, 34117 Kassel instead of our new address in Leeds, again.",
    "Señor Muñoz from Peñarol S.A. asked me when his refund will be paid out.",
    "The word 'Überweisung' is cut off in the German invoice template.",
    "We get 接続エラー on the Tokyo region since this morning, all other regions are fine.",
]
MOSTLY_FOREIGN = {
    "Hola, buenos días. No puedo entrar en mi cuenta desde ayer y necesito descargar las facturas "
    "del mes pasado antes del viernes. Please help.": "es",
    "No puedo exportar los datos de mi cuenta desde el lunes y nadie me contesta. La página dice:\n"
    "An error occurred, please try again later.\nLlevo tres días esperando y mi jefe pregunta "
    "todos los días.": "es",
    "Guten Tag,\nseit dem Update funktioniert der Export nicht mehr. Wir bekommen immer nur "
    "'Internal server error'. Bitte um schnelle Hilfe, der Monatsabschluss steht an.\n\n"
    "Best regards,\nThomas": "de",
    "Hello team, всё опять упало, и никто не отвечает уже два дня": "ru",
    "Hi, 昨日からログインできません。何度試しても同じエラーが出ます。至急対応してください。": "ja",
    "Bonjour, le bouton « Save changes » ne répond plus depuis la mise à jour, et le support ne "
    "répond pas non plus.": "fr",
}
FOREIGN = {
    "Hallo, ich kann mich seit heute nicht mehr anmelden": "de",
    "La synchronisation échoue chaque nuit, merci de vérifier": "fr",
    "No puedo iniciar sesión y el pago ha fallado otra vez": "es",
    "Não consigo acessar minha conta desde ontem": "pt",
    "Jag kan inte logga in sedan i går": "sv",
    "Jeg kan ikke åbne fakturaen, der står at filen mangler": "da",
    "Hva skjer med bestillingen vår? Ingen svarer på henvendelsene våre": "no",
    "En pääse kirjautumaan sisään tänään": "fi",
    "Nemohu se přihlásit do účtu od pondělí": "cs",
    "Nu mă pot conecta la cont de ieri": "ro",
    "Tegnap óta nem tudok bejelentkezni": "hu",
    "Dünden beri hesabıma giriş yapamıyorum": "tr",
    "Saya tidak bisa masuk ke akun sejak kemarin": "id",
    "Tôi không thể đăng nhập vào tài khoản": "vi",
    "Non riesco ad accedere al mio account da ieri": "it",
    "Ik kan niet inloggen sinds vanochtend": "nl",
    "Nie mogę się zalogować od wczoraj": "pl",
    "Не могу войти в аккаунт": "ru",
    "ログインできません。助けてください": "ja",
    "我无法登录，请帮忙": "zh",
    "لا أستطيع تسجيل الدخول": "ar",
    "로그인이 안 돼요": "ko",
}


@pytest.mark.parametrize("text", [*TERSE_ENGLISH, *NAMES_AND_CODE])
def test_terse_english_is_not_called_foreign(text: str) -> None:
    assert recognise_language(text).is_english


@pytest.mark.parametrize("text", NO_WORDS)
def test_a_text_without_words_has_no_language(text: str) -> None:
    assert recognise_language(text) == Language(UNDETERMINED)
    assert not recognise_language(text).is_english


@pytest.mark.parametrize("text", MOSTLY_ENGLISH)
def test_foreign_names_signatures_and_quotes_leave_a_text_english(text: str) -> None:
    assert recognise_language(text).is_english


@pytest.mark.parametrize(("text", "code"), MOSTLY_FOREIGN.items())
def test_a_little_english_does_not_make_a_text_english(text: str, code: str) -> None:
    assert recognise_language(text) == Language(code)


@pytest.mark.parametrize(("text", "code"), [*FOREIGN.items(), *SHORT_FOREIGN.items()])
def test_other_languages_are_recognised(text: str, code: str) -> None:
    assert recognise_language(text) == Language(code)


@pytest.mark.parametrize(
    "text",
    [
        "Kan dere sende oss en ny faktura? Den forrige mangler vedlegget",
        "Din konto er deaktiveret",
        "Zaboravili ste lozinku za prijavu",
    ],
)
def test_a_language_is_not_english_though_it_could_be_one_of_several(text: str) -> None:
    assert not recognise_language(text).is_english


def test_links_and_codes_do_not_hide_the_language() -> None:
    text = "Bitte prüfen: https://status.example.com/incident/502 Fehler ERR_401 bei der Zahlung"
    assert not recognise_language(text).is_english


@settings(deadline=None)  # the first text loads the recogniser
@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    assert recognise_language(text).code
