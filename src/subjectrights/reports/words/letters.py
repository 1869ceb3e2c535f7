"""What the letters about a request say, in each language."""

from __future__ import annotations

from typing import Final

from subjectrights.reports.words.sentences import Sentence

__all__ = ["GROUNDS", "LETTERS"]

LETTERS: Final[dict[str, Sentence]] = {
    "received.title": Sentence(
        en="We have received your request",
        fr="Nous avons reçu votre demande",
        nl="Wij hebben uw verzoek ontvangen",
        de="Wir haben Ihren Antrag erhalten",
    ),
    "received.text": Sentence(
        en=(
            "We received your request ({right}) on {received}. You will have our answer by {due} at the "
            "latest ({article})."
        ),
        fr=(
            "Nous avons reçu votre demande ({right}) le {received}. Vous recevrez notre réponse au plus tard "
            "le {due} ({article})."
        ),
        nl=(
            "Wij hebben uw verzoek ({right}) ontvangen op {received}. U krijgt ons antwoord uiterlijk op "
            "{due} ({article})."
        ),
        de=(
            "Wir haben Ihren Antrag ({right}) am {received} erhalten. Sie erhalten unsere Antwort spätestens "
            "am {due} ({article})."
        ),
    ),
    "doubted.title": Sentence(
        en="We need to be sure that it is you",
        fr="Nous devons nous assurer de votre identité",
        nl="Wij moeten zeker weten dat u het bent",
        de="Wir müssen sicher sein, dass Sie es sind",
    ),
    "doubted.text": Sentence(
        en=(
            "We received your request ({right}) on {received}. Before we answer, we need further information "
            "to confirm your identity ({article}), so that nobody else is given your data."
        ),
        fr=(
            "Nous avons reçu votre demande ({right}) le {received}. Avant d’y répondre, nous avons besoin "
            "d’informations supplémentaires pour confirmer votre identité ({article}), afin que personne "
            "d’autre ne reçoive vos données."
        ),
        nl=(
            "Wij hebben uw verzoek ({right}) ontvangen op {received}. Voordat wij antwoorden, hebben wij "
            "aanvullende informatie nodig om uw identiteit te bevestigen ({article}), zodat niemand anders "
            "uw gegevens krijgt."
        ),
        de=(
            "Wir haben Ihren Antrag ({right}) am {received} erhalten. Bevor wir antworten, benötigen wir "
            "weitere Angaben zur Bestätigung Ihrer Identität ({article}), damit niemand anders Ihre Daten "
            "erhält."
        ),
    ),
    "unclear.title": Sentence(
        en="Please tell us what you are asking for",
        fr="Merci de préciser votre demande",
        nl="Laat ons weten waar uw verzoek over gaat",
        de="Bitte teilen Sie uns mit, worum es Ihnen geht",
    ),
    "unclear.text": Sentence(
        en=(
            "We received your request ({right}) on {received}. We hold a large amount of information and ask "
            "you to say which data or which processing you mean (recital 63)."
        ),
        fr=(
            "Nous avons reçu votre demande ({right}) le {received}. Nous traitons une grande quantité de "
            "données et vous prions de préciser sur quelles données ou quelles opérations elle porte "
            "(considérant 63)."
        ),
        nl=(
            "Wij hebben uw verzoek ({right}) ontvangen op {received}. Wij verwerken een grote hoeveelheid "
            "gegevens en vragen u te zeggen om welke gegevens of welke verwerkingen het gaat (overweging 63)."
        ),
        de=(
            "Wir haben Ihren Antrag ({right}) am {received} erhalten. Wir verarbeiten eine große Menge an "
            "Informationen und bitten Sie anzugeben, welche Daten oder welche Verarbeitungen Sie meinen "
            "(Erwägungsgrund 63)."
        ),
    ),
    "forwarded.title": Sentence(
        en="We have passed your request on",
        fr="Nous avons transmis votre demande",
        nl="Wij hebben uw verzoek doorgegeven",
        de="Wir haben Ihren Antrag weitergeleitet",
    ),
    "forwarded.text": Sentence(
        en=(
            "We received your request ({right}) on {received}. Some of the data that it concerns we only "
            "process on behalf of {party}, which decides on it. We have passed your request on to it and "
            "act when it instructs us ({article})."
        ),
        fr=(
            "Nous avons reçu votre demande ({right}) le {received}. Certaines des données concernées, nous "
            "ne les traitons que pour le compte de {party}, qui en décide. Nous lui avons transmis votre "
            "demande et agirons sur son instruction ({article})."
        ),
        nl=(
            "Wij hebben uw verzoek ({right}) ontvangen op {received}. Een deel van de betrokken gegevens "
            "verwerken wij alleen namens {party}, die erover beslist. Wij hebben uw verzoek doorgegeven en "
            "handelen op instructie ({article})."
        ),
        de=(
            "Wir haben Ihren Antrag ({right}) am {received} erhalten. Einen Teil der betroffenen Daten "
            "verarbeiten wir nur im Auftrag von {party}; dort wird darüber entschieden. Wir haben Ihren "
            "Antrag dorthin weitergeleitet und handeln auf Weisung ({article})."
        ),
    ),
    "extended.title": Sentence(
        en="We need more time for your request",
        fr="Nous avons besoin de plus de temps pour votre demande",
        nl="Wij hebben meer tijd nodig voor uw verzoek",
        de="Wir benötigen mehr Zeit für Ihren Antrag",
    ),
    "extended.text": Sentence(
        en=(
            "We received your request ({right}) on {received} and need two further months, because of its "
            "complexity or of the number of requests ({article}). You will have our answer by {due} at the "
            "latest."
        ),
        fr=(
            "Nous avons reçu votre demande ({right}) le {received} et avons besoin de deux mois "
            "supplémentaires, compte tenu de sa complexité ou du nombre de demandes ({article}). Vous "
            "recevrez notre réponse au plus tard le {due}."
        ),
        nl=(
            "Wij hebben uw verzoek ({right}) ontvangen op {received} en hebben twee extra maanden nodig, "
            "vanwege de complexiteit of het aantal verzoeken ({article}). U krijgt ons antwoord uiterlijk op "
            "{due}."
        ),
        de=(
            "Wir haben Ihren Antrag ({right}) am {received} erhalten und benötigen wegen seiner Komplexität "
            "oder der Anzahl der Anträge zwei weitere Monate ({article}). Sie erhalten unsere Antwort "
            "spätestens am {due}."
        ),
    ),
    "refused.title": Sentence(
        en="We can't act on your request",
        fr="Nous ne pouvons pas donner suite à votre demande",
        nl="Wij kunnen geen gevolg geven aan uw verzoek",
        de="Wir können Ihrem Antrag nicht nachkommen",
    ),
    "refused.text": Sentence(
        en=(
            "We received your request ({right}) on {received}. We do not act on it, for the following "
            "reasons ({article})."
        ),
        fr=(
            "Nous avons reçu votre demande ({right}) le {received}. Nous n’y donnons pas suite, pour les "
            "motifs suivants ({article})."
        ),
        nl=(
            "Wij hebben uw verzoek ({right}) ontvangen op {received}. Wij geven er geen gevolg aan, om de "
            "volgende redenen ({article})."
        ),
        de=(
            "Wir haben Ihren Antrag ({right}) am {received} erhalten. Wir kommen ihm aus den folgenden "
            "Gründen nicht nach ({article})."
        ),
    ),
    "reference": Sentence(en="Reference", fr="Référence", nl="Kenmerk", de="Aktenzeichen"),
    "right": Sentence(en="Request", fr="Demande", nl="Verzoek", de="Antrag"),
    "received": Sentence(en="Received", fr="Reçue le", nl="Ontvangen", de="Eingegangen"),
    "due": Sentence(en="Answer by", fr="Réponse au plus tard le", nl="Antwoord uiterlijk", de="Antwort bis"),
    "ground": Sentence(en="Legal ground", fr="Fondement juridique", nl="Rechtsgrond", de="Rechtsgrundlage"),
    "reasons": Sentence(en="Our reasons", fr="Nos motifs", nl="Onze redenen", de="Unsere Gründe"),
    "question": Sentence(
        en="What we need from you",
        fr="Ce dont nous avons besoin",
        nl="Wat wij van u nodig hebben",
        de="Was wir von Ihnen benötigen",
    ),
}

GROUNDS: Final[dict[str, Sentence]] = {
    "manifestly_unfounded": Sentence(
        en="the request is manifestly unfounded",
        fr="la demande est manifestement infondée",
        nl="het verzoek is kennelijk ongegrond",
        de="der Antrag ist offenkundig unbegründet",
    ),
    "excessive": Sentence(
        en="the request is excessive, in particular because it is repeated",
        fr="la demande est excessive, notamment en raison de son caractère répétitif",
        nl="het verzoek is buitensporig, met name vanwege het repetitieve karakter",
        de="der Antrag ist exzessiv, insbesondere wegen häufiger Wiederholung",
    ),
    "identity_not_established": Sentence(
        en="we could not establish who is asking",
        fr="nous n’avons pas pu établir l’identité de la personne qui demande",
        nl="wij konden niet vaststellen wie het verzoek doet",
        de="wir konnten nicht feststellen, wer den Antrag stellt",
    ),
    "rights_of_others": Sentence(
        en="it would adversely affect the rights and freedoms of others",
        fr="cela porterait atteinte aux droits et libertés d’autrui",
        nl="het zou afbreuk doen aan de rechten en vrijheden van anderen",
        de="die Rechte und Freiheiten anderer Personen würden beeinträchtigt",
    ),
    "freedom_of_expression": Sentence(
        en="the data is needed for exercising the right of freedom of expression and information",
        fr="les données sont nécessaires à l’exercice du droit à la liberté d’expression et d’information",
        nl="de gegevens zijn nodig voor het recht op vrijheid van meningsuiting en informatie",
        de="die Daten sind zur Ausübung des Rechts auf freie Meinungsäußerung und Information erforderlich",
    ),
    "legal_obligation": Sentence(
        en="the law obliges us to keep the data, or a public task requires it",
        fr="la loi nous oblige à conserver les données, ou une mission d’intérêt public l’exige",
        nl="de wet verplicht ons de gegevens te bewaren, of een taak van algemeen belang vereist het",
        de="das Gesetz verpflichtet uns, die Daten aufzubewahren, oder eine öffentliche Aufgabe verlangt es",
    ),
    "public_health": Sentence(
        en="the data is needed for reasons of public interest in the area of public health",
        fr=(
            "les données sont nécessaires pour des motifs d’intérêt public dans le domaine de la santé "
            "publique"
        ),
        nl="de gegevens zijn nodig om redenen van algemeen belang op het gebied van volksgezondheid",
        de=(
            "die Daten sind aus Gründen des öffentlichen Interesses im Bereich der öffentlichen Gesundheit "
            "erforderlich"
        ),
    ),
    "archiving": Sentence(
        en="the data is needed for archiving in the public interest, research or statistics",
        fr=(
            "les données sont nécessaires à des fins archivistiques d’intérêt public, de recherche ou de "
            "statistiques"
        ),
        nl="de gegevens zijn nodig voor archivering in het algemeen belang, onderzoek of statistiek",
        de="die Daten sind für Archivzwecke im öffentlichen Interesse, Forschung oder Statistik erforderlich",
    ),
    "legal_claims": Sentence(
        en="the data is needed to establish, exercise or defend legal claims",
        fr=(
            "les données sont nécessaires à la constatation, à l’exercice ou à la défense de droits en "
            "justice"
        ),
        nl="de gegevens zijn nodig voor de instelling, uitoefening of onderbouwing van een rechtsvordering",
        de="die Daten sind zur Geltendmachung, Ausübung oder Verteidigung von Rechtsansprüchen erforderlich",
    ),
    "compelling_grounds": Sentence(
        en="we have compelling legitimate grounds which override your interests, rights and freedoms",
        fr="des motifs légitimes et impérieux prévalent sur vos intérêts, vos droits et vos libertés",
        nl=(
            "wij hebben dwingende gerechtvaardigde gronden die zwaarder wegen dan uw belangen, rechten en "
            "vrijheden"
        ),
        de="zwingende schutzwürdige Gründe überwiegen Ihre Interessen, Rechte und Freiheiten",
    ),
    "restricted_by_law": Sentence(
        en="a law restricts this right in your case",
        fr="une loi limite ce droit dans votre cas",
        nl="een wet beperkt dit recht in uw geval",
        de="ein Gesetz beschränkt dieses Recht in Ihrem Fall",
    ),
    "not_applicable": Sentence(
        en="the conditions of this right are not met",
        fr="les conditions de ce droit ne sont pas réunies",
        nl="aan de voorwaarden van dit recht is niet voldaan",
        de="die Voraussetzungen dieses Rechts sind nicht erfüllt",
    ),
}
