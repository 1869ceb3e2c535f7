"""What a request says that is passed on to the controller, in each language."""

from __future__ import annotations

from typing import Final

from subjectrights.reports.words.sentences import Sentence

__all__ = ["FORWARD"]

FORWARD: Final[dict[str, Sentence]] = {
    "title": Sentence(
        en="A data subject's request for {party}",
        fr="Une demande d’une personne concernée pour {party}",
        nl="Een verzoek van een betrokkene voor {party}",
        de="Antrag einer betroffenen Person an {party}",
    ),
    "heading": Sentence(en="The request", fr="La demande", nl="Het verzoek", de="Der Antrag"),
    "text": Sentence(
        en=(
            "A person exercised a right ({right}) with us. What we process for you is yours to decide on: we "
            "pass the request on with what we hold for you on that person ({assist}). Please answer the "
            "person, and instruct us where we are to act ({instruct})."
        ),
        fr=(
            "Une personne a exercé un droit ({right}) auprès de nous. Les données que nous traitons pour "
            "votre compte relèvent de votre décision\u00a0: nous vous transmettons la demande et ce que nous "
            "détenons pour vous sur cette personne ({assist}). Veuillez répondre à la personne et nous "
            "donner instruction si nous devons agir ({instruct})."
        ),
        nl=(
            "Een persoon heeft bij ons een recht uitgeoefend ({right}). Over de gegevens die wij voor u "
            "verwerken, beslist u: wij geven het verzoek door met wat wij voor u over die persoon bewaren "
            "({assist}). Antwoord de persoon en geef ons een instructie als wij moeten handelen ({instruct})."
        ),
        de=(
            "Eine Person hat bei uns ein Recht ausgeübt ({right}). Über die Daten, die wir für Sie "
            "verarbeiten, entscheiden Sie: Wir leiten den Antrag mit dem weiter, was wir für Sie zu dieser "
            "Person speichern ({assist}). Bitte antworten Sie der Person und weisen Sie uns an, wo wir "
            "handeln sollen ({instruct})."
        ),
    ),
    "nothing": Sentence(
        en="We found nothing on this person that we process for you.",
        fr="Nous n’avons rien trouvé sur cette personne que nous traitions pour votre compte.",
        nl="Wij hebben over deze persoon niets gevonden dat wij voor u verwerken.",
        de="Wir haben zu dieser Person nichts gefunden, was wir für Sie verarbeiten.",
    ),
    "person": Sentence(
        en="How the person identified themselves",
        fr="Comment la personne s’est identifiée",
        nl="Hoe de persoon zich bekendmaakte",
        de="Wie sich die Person zu erkennen gab",
    ),
    "reference": Sentence(en="Reference", fr="Référence", nl="Kenmerk", de="Aktenzeichen"),
    "right": Sentence(en="Right", fr="Droit", nl="Recht", de="Recht"),
    "received": Sentence(
        en="Received by us on",
        fr="Reçue par nous le",
        nl="Door ons ontvangen op",
        de="Bei uns eingegangen am",
    ),
    "due": Sentence(
        en="Last day to answer ({article})",
        fr="Dernier jour pour répondre ({article})",
        nl="Laatste dag om te antwoorden ({article})",
        de="Letzter Tag für die Antwort ({article})",
    ),
    "agreement": Sentence(en="Agreement", fr="Contrat", nl="Overeenkomst", de="Vertrag"),
    "processor": Sentence(
        en="Who passes it on, as your processor",
        fr="Qui la transmet, en tant que votre sous-traitant",
        nl="Wie het doorgeeft, als uw verwerker",
        de="Wer ihn weiterleitet, als Ihr Auftragsverarbeiter",
    ),
    "name": Sentence(en="Organisation", fr="Organisme", nl="Organisatie", de="Organisation"),
    "contact": Sentence(en="Contact", fr="Contact", nl="Contact", de="Kontakt"),
}
