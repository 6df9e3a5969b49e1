"""Short texts of real life, in languages that share frequent words with English."""

import pytest

from radar_tui.text.languages import recognise_language

FOREIGN = """
    Ich will mein Geld zurück
    Wir wollen wissen, was los ist
    Was ist mit meiner Rechnung?
    Ich will kündigen
    Wann will der Techniker kommen?
    Das Update hat alles gelöscht
    Update funktioniert nicht
    Der Account ist gesperrt
    Account gesperrt, bitte Hilfe
    Unsere IT hat nichts geändert
    Die IT sagt, es liegt an Ihnen
    Login geht nicht mehr
    Mein Name steht falsch auf der Rechnung
    Wo bleibt mein Refund?
    Sorry, aber das ist ein Witz
    Alles down seit heute früh
    Der Server ist down
    Der Support ist echt nice, danke
    Still und heimlich geändert
    Kein Update seit Montag
    So ein Shit, nichts geht
    All das habe ich schon gesagt
    Wir warten noch immer auf die Antwort
    Ist in Ordnung, danke
    Keine Antwort seit drei Tagen
    Die App crashed ständig
    Ihr habt mir zweimal abgebucht
    Wanneer is de storing opgelost? We wachten al drie dagen
    We willen weten of dit is opgelost
    Is er al een update?
    Is dit opgelost of niet?
    We wachten nog steeds op antwoord
    Wat is er aan de hand?
    Mijn account is geblokkeerd
    De order is niet geleverd
    Help, ik kan niet inloggen
    Was de factuur al betaald?
    Ik wil mijn geld terug want het werkt niet
    We hebben al drie keer gebeld
    Kunnen we of moeten we betalen?
    Sorry, maar dit kan echt niet
    Dit is belachelijk
    Waar is mijn bestelling?
    We zijn er klaar mee
    Hoe lang duurt dit nog?
    Er is weer geen internet
    Kan iemand ons bellen? We zitten vast
    Is het systeem weer up?
    Ik wil een andere provider
    Geen reactie ontvangen
    Mon compte est bloqué
    On attend toujours une réponse
    Une issue est-elle prévue ?
    Quel est le but de cette mise à jour ?
    Je veux un remboursement
    Le service est down depuis ce matin
    Sorry mais ça ne marche pas
    Pas de réponse depuis lundi
    Vous avez débité deux fois ma carte
    Quand est-ce que ce sera réparé ?
    Avenue Victor Hugo, le colis n'est pas arrivé
    C'est quoi ce bug ?
    Rien ne fonctionne depuis l'update
    Je n'arrive pas à me connecter
    Ça ne marche toujours pas
    C'est inadmissible
    J'use de patience mais là c'est trop
    El pago no sale
    Quiero cancelar mi cuenta
    No me funciona la app
    Quiero hablar con un supervisor
    No hay quien use esto
    Llevo tres días esperando
    ¿Cuándo lo van a arreglar?
    Mi pedido no ha llegado
    Esto es una vergüenza
    Necesito la factura de mayo
    Sigue sin funcionar
    Ya he llamado cuatro veces
    Quero meu dinheiro de volta
    O que é do meu pedido?
    O número do pedido está errado
    Nada do reembolso até hoje
    Não funciona do jeito que disseram
    Cadê a resposta do suporte?
    Paguei duas vezes a fatura do mês
    Sim, mas ainda não funciona
    Vou cancelar a assinatura
    Estou esperando há três dias
    O site está fora do ar
    Il mio account è bloccato
    Do per scontato che rimborserete
    Ancora nessuna risposta
    Non riesco a entrare
    Il sito è down da ieri
    Voglio un rimborso
    Quando sarà risolto?
    L'update non funziona
    Mi avete addebitato due volte
    È una vergogna
    Aspetto da tre giorni
    La fattura è sbagliata
    Sorry ma non funziona niente
    Vorrei parlare con un responsabile
    To nie działa
    Co to ma być?
    My nadal czekamy na odpowiedź
    Proszę o zwrot do jutra
    Do kiedy to naprawicie?
    To jest skandal
    Nie mam dostępu do konta
    Kiedy to będzie działać?
    My już to zgłaszaliśmy
    Faktura jest błędna
    Chcę rozmawiać z kierownikiem
    Update nie działa
    Od rana nic nie działa
    Allt är nere och all data är borta
    Vi kan inte logga in
    Var är min order?
    Jag vill be om en återbetalning
    Varför får jag inget svar?
    Det fungerar fortfarande inte
    Kontot är låst
    Vi har väntat i tre dagar
    Sorry men detta är inte okej
    Ni har dragit pengar två gånger
    Fakturan är fel
    När är det löst?
    Vi kan ikke have det sådan
    Hvorfor skal vi vente på svar for tredje gang?
    Jeg vil have en ny faktura for marts
    Systemet er nede igen
    Hvornår er det løst?
    Vi har ventet i en time
    For dårligt at ingen svarer
    I har trukket for mange penge
    Sorry, men det virker ikke
    Min konto er spærret
"""
ENGLISH = """
    pls fix
    SIM card broken
    sim not working
    no reply??
    is it down
    is it down?
    Is it up yet
    ok thx
    order 4471-B
    order 88213 late
    PO 4410 wrong
    STP loop again
    STP port blocked
    SVP please
    RSVP form 404
    we will see
    Will you be long
    be quick
    all of it
    not ok
    not done
    is this it
    will it be long
    it is not
    we are out
    we r waiting
    To be fixed
    not all of us
    All is well
    it was us
    was it you
    we want out
    what now
    so what
    how come
    again?!
    down again
    still dead
    any eta
    eta pls
    eta?
    no eta yet
    any luck
    no luck
    not yet
    nope
    yep
    sure
    cheers
    cheers mate
    ta
    much better
    all good
    fixed ta
    sorted
    got it
    will do
    on it
    same here
    me too
    +1 same
    bump
    up
    login broken
    cant login
    cannot log in
    VPN down
    VPN drops
    DNS fail
    SSL error
    site down
    app crash
    app freezes
    printer jam
    wifi dead
    no wifi
    no internet
    no sound
    blank page
    white screen
    blue screen
    404 page
    500 error
    error 0x80070005
    error E42 on till 3
    till frozen
    card declined
    card swallowed
    double charge
    wrong invoice
    no invoice
    send invoice
    need receipt
    price?
    cost?
    how much
    cancel it
    cancel order
    stop emails
    unsubscribe me
    delete account
    refund me
    refund pls
    where is my refund
    my parcel
    parcel lost
    not delivered
    late again
    ticket 5512
    ref 20391
    call me
    ring me
    phone me
    use name
    order status
    new order
    for all
    do it
    do not
    for me
    to me
    to do
    do I have to
    have to have it
    help me
    no help
    bad update
    update failed
    bad login
    time out
    timeout
    time's up
    off line
    offline
    my name is Jan
    my name is Lars Sorensen
    We be gone
    of no use
    no use
    is of no use
    of course
    to whom
    was not me
    was on hold
    on hold 1h
    hold music loop
    fax jam
    scan to mail
    mail to spam
    spam
    hmm
    huh
    meh
    ugh
    argh
    lame
    joke
    sad
    so sad
    what a joke
    shame
    rubbish
    trash
    bin it
    WHY
    WHO
    HELP
    hello?
    hello??
    hey
    yo
    anyone there
    anybody home
    human please
    agent please
    real person pls
    manager
    manager now
    your manager
    ur app sucks
    ur app is trash
    app sucks
    kindly revert
    do the needful
    pl help
    plz reply
    asap
    asap pls
    urgent
    urgent!!!
    still nothing
    nothing
    nada
    ok bye
    bye
    ok
    k thx bye
    nm fixed
    nvm got it
    Dana is off
    Data all gone
    Export all to CSV
    SAP DATEV export
    PDF to XML
    CSV to PDF
"""


def lines(texts: str) -> list[str]:
    return [line.strip() for line in texts.strip().splitlines()]


@pytest.mark.parametrize("text", lines(FOREIGN))
def test_words_that_look_english_do_not_make_a_text_english(text: str) -> None:
    assert not recognise_language(text).is_english


@pytest.mark.parametrize("text", lines(ENGLISH))
def test_a_terse_text_stays_english(text: str) -> None:
    assert recognise_language(text).is_english
