"""What people read, in Dutch, with the terms of the GDPR's Dutch version (AVG)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["TEXTS"]

TEXTS: Final[Mapping[str, str]] = {
    # How things are written
    "quoted": "‘{text}’",
    "labelled": "{label}: {text}",
    "and": "{first} en {last}",
    "thousands": ".",
    "months": "januari februari maart april mei juni juli augustus september oktober november december",
    "date": "{day} {month} {year}",
    "date.first": "{day} {month} {year}",
    "moment": "{date} om {time} uur ({zone})",
    "article.1": "artikel {article} AVG",
    "article.2": "artikel {article}, lid {paragraph}, AVG",
    "article.3": "artikel {article}, lid {paragraph}, onder {point}), AVG",
    "year.one": "{count} jaar",
    "year.many": "{count} jaar",
    "month.one": "{count} maand",
    "month.many": "{count} maanden",
    "week.one": "{count} week",
    "week.many": "{count} weken",
    "day.one": "{count} dag",
    "day.many": "{count} dagen",
    "row.one": "{count} vermelding",
    "row.many": "{count} vermeldingen",
    "person.one": "{count} persoon",
    "person.many": "{count} personen",
    "set.one": "{count} gegevensverzameling",
    "set.many": "{count} gegevensverzamelingen",
    "field.one": "{count} veld",
    "field.many": "{count} velden",
    "mention.one": "{count} keer genoemd",
    "mention.many": "{count} keer genoemd",
    "unstated": "niet vermeld in onze registers",
    "yes": "ja",
    "no": "nee",
    # Who answers
    "who.heading": "Wie verantwoordelijk is",
    "who.controller": "Verwerkingsverantwoordelijke",
    "who.contact": "Contact",
    "who.country": "Land",
    "who.authority": "Toezichthoudende autoriteit",
    # Art. 15: the answer
    "access.title": "Uw persoonsgegevens",
    "access.answer": "Ons antwoord op uw verzoek",
    "access.held": (
        "Ja, wij verwerken persoonsgegevens over u. In dit document vindt u een kopie van die gegevens en "
        "de informatie waarop u recht hebt ({article})."
    ),
    "access.not_held": (
        "Nee. Wij hebben gezocht met de gegevens die u ons hebt gegeven en hebben geen persoonsgegevens "
        "over u gevonden ({article})."
    ),
    "access.not_held_certain": (
        "Wij hebben geen persoonsgegevens gevonden die wij met zekerheid aan u kunnen toeschrijven "
        "({article}). Lees hieronder wat wij niet hebben kunnen vaststellen."
    ),
    "access.not_held_seen": (
        "Waar wij konden zoeken, hebben wij geen persoonsgegevens over u gevonden ({article}). Dit antwoord "
        "is nog niet volledig: zie hieronder waar wij niet konden zoeken."
    ),
    "access.date": "Datum van dit antwoord",
    "access.amount": "Wat wij bewaren",
    "access.amount_text": "{rows} in {tables}, hieronder beschreven en weergegeven",
    "access.gaps": "Wat nog openstaat",
    "access.possible": (
        "{place}: {rows}. Wij kunnen niet vaststellen of deze gegevens over u of over een andere persoon "
        "gaan en tonen ze daarom niet. Nadere gegevens van u kunnen ons daarbij helpen."
    ),
    "access.unreachable": (
        "{store}: wij konden dit systeem niet raadplegen. Wij weten niet of het gegevens over u bevat."
    ),
    "consents.heading": "Uw toestemmingen",
    "consents.intro": (
        "U kunt elk ervan op ieder moment intrekken ({article}); wat daarvoor is gedaan, blijft rechtmatig."
    ),
    "consents.given": "{purpose}: gegeven op {date} ({how}) op deze tekst: {wording}.",
    "consents.standing": "Zij geldt.",
    "consents.withdrawn": "Ingetrokken op {date}.",
    "consents.renewed": "Opnieuw gegeven op {date}.",
    "access.marks": "Wat u al hebt gevraagd",
    # Art. 15(1)(a)-(d), (g): one collection of data
    "holding.heading": "Over uw gegevens: {title}",
    "holding.what": "Wat het is",
    "holding.what_text": "{place}: {rows}, {fields}",
    "holding.purposes": "Waarvoor wij ze gebruiken",
    "holding.purpose_text": "{purpose}. Rechtsgrond: {basis}",
    "holding.field_purposes": "Doeleinden van afzonderlijke velden",
    "holding.categories": "Categorieën van gegevens",
    "holding.origins": "Hoe wij ze hebben gekregen",
    "holding.source": "Bron",
    "holding.source_person": "uzelf",
    "holding.recipients": "Ontvangers",
    "holding.no_recipients": "Onze registers vermelden geen ontvanger.",
    "holding.recipient_contact": "contact: {contact}",
    "holding.third_country": "Buiten de Europese Economische Ruimte: doorgifte naar een derde land",
    "holding.safeguards": "Passende waarborgen: {safeguards}",
    "holding.no_safeguards": "onze registers vermelden er geen",
    "holding.retention": "Hoelang wij ze bewaren",
    "holding.retention_after": "{duration} na de datum in het veld {column}",
    "holding.role": "Wie ervoor verantwoordelijk is",
    "holding.secret": "Aanwezig, maar om veiligheidsredenen niet getoond: {columns}.",
    "holding.redacted": "Gegevens van een andere persoon zijn afgedekt met ‘{mark}’ ({article}): {columns}.",
    "holding.joint": "Vermeldingen die ook over een andere persoon gaan: {number}.",
    "holding.unnamed_purpose": "Onze registers vermelden geen doeleinde.",
    # Art. 4(7)-(8), 26
    "role.controller": "Wijzelf, als verwerkingsverantwoordelijke.",
    "role.processor": (
        "{party}, als verwerkingsverantwoordelijke. Wij verwerken deze gegevens alleen namens deze partij, "
        "als verwerker. Richt u zich voor uw rechten op deze gegevens tot de verwerkingsverantwoordelijke; "
        "wij kunnen uw verzoek doorgeven."
    ),
    "role.joint_controller": (
        "Wij en {party} samen, als gezamenlijke verwerkingsverantwoordelijken ({article}). U kunt zich tot "
        "elk van beide richten."
    ),
    "role.essence": "De wezenlijke inhoud van onze regeling ({article}): {essence}",
    "role.contact_point": "Contactpunt: {contact}",
    "role.another": "een andere organisatie, die onze registers niet noemen",
    # Art. 6(1)
    "basis.consent": "uw toestemming",
    "basis.contract": (
        "de uitvoering van een overeenkomst met u, of maatregelen die u vóór het sluiten ervan hebt gevraagd"
    ),
    "basis.legal_obligation": "een wettelijke verplichting die op ons rust",
    "basis.vital_interests": "de bescherming van iemands vitale belangen",
    "basis.public_task": "een taak van algemeen belang of de uitoefening van het openbaar gezag",
    "basis.legitimate_interests": "onze gerechtvaardigde belangen of die van een derde",
    # Art. 20(1), WP 242
    "origin.provided": "Door u verstrekt",
    "origin.observed": "Vastgelegd in uw contact met ons",
    "origin.derived": "Door ons afgeleid uit andere gegevens",
    # Art. 15(2)
    "transfers.heading": "Doorgiften buiten de Europese Economische Ruimte",
    "transfers.some": "De volgende ontvangers bevinden zich in een derde land ({article}):",
    "transfers.none": (
        "Onze registers vermelden geen doorgifte van uw gegevens aan een derde land of een internationale "
        "organisatie."
    ),
    # Art. 15(1)(c), (g): what really changed hands
    "handed_over.delivered_heading": "Aan wie uw gegevens zijn overhandigd",
    "handed_over.delivered": (
        "Gegevensbestanden waarin u voorkomt, zijn aan deze ontvangers overhandigd ({article}). Als uw "
        "gegevens worden gerectificeerd, gewist of beperkt, stellen wij hen daarvan in kennis."
    ),
    "handed_over.received_heading": "Van wie wij uw gegevens hebben ontvangen",
    "handed_over.received": "Wij hebben gegevensbestanden waarin u voorkomt ({article}) ontvangen van:",
    "handed_over.item": "{date}: {party}. {data}: {categories}. Doel: {purpose}. Rechtsgrond: {basis}.",
    "handed_over.uncertain": "Mogelijk gaat het niet om u: andere mensen hebben hetzelfde gegeven.",
    # Art. 15(1)(h)
    "automated.heading": "Geautomatiseerde besluiten",
    "automated.some": (
        "Sommige besluiten over u berusten uitsluitend op geautomatiseerde verwerking, waaronder "
        "profilering ({article})."
    ),
    "automated.human": (
        "U kunt vragen om menselijke tussenkomst, uw standpunt kenbaar maken en een dergelijk besluit "
        "aanvechten ({article})."
    ),
    "automated.logic": "Hun logica en wat ze voor u betekenen:",
    "automated.none": (
        "Onze registers vermelden geen besluit over u dat uitsluitend berust op geautomatiseerde "
        "verwerking, waaronder profilering ({article})."
    ),
    # What stands in the register
    "mark.restriction": "Sinds {date} is de verwerking van uw gegevens beperkt: {ground}.",
    "mark.restriction_plain": "Sinds {date} is de verwerking van uw gegevens beperkt ({article}).",
    "mark.objection": (
        "Sinds {date} is uw bezwaar tegen het volgende doeleinde geregistreerd ({article}): {purpose}."
    ),
    "mark.withdrawal": (
        "Op {date} hebt u uw toestemming voor het volgende doeleinde ingetrokken ({article}): {purpose}."
    ),
    "mark.erasure": "Op {date} hebben wij gegevens over u gewist ({article}).",
    "restriction.accuracy_contested": "u betwist de juistheid van de gegevens",
    "restriction.unlawful_processing": (
        "de verwerking is onrechtmatig en u hebt gevraagd om beperking in plaats van wissing"
    ),
    "restriction.legal_claims": "u hebt de gegevens nodig voor een rechtsvordering",
    "restriction.objection_pending": "u hebt bezwaar gemaakt en wij onderzoeken wiens gronden zwaarder wegen",
    # Art. 15(1)(e)-(f), 77, 79
    "rights.heading": "Uw rechten",
    "rights.intro": (
        "Naast deze kopie van uw gegevens hebt u de volgende rechten. Het uitoefenen ervan is kosteloos en "
        "wij antwoorden binnen een maand ({article})."
    ),
    "rights.rectify": (
        "Recht op rectificatie: onjuiste gegevens laten verbeteren en onvolledige gegevens laten aanvullen "
        "({article})."
    ),
    "rights.erase": (
        "Recht op gegevenswissing: uw gegevens laten wissen, tenzij wij ze volgens de wet mogen of moeten "
        "bewaren ({article})."
    ),
    "rights.restrict": (
        "Recht op beperking van de verwerking: uw gegevens laten afzonderen tot een vraag erover is "
        "opgelost ({article})."
    ),
    "rights.object": (
        "Recht van bezwaar: bezwaar maken tegen verwerking op grond van onze gerechtvaardigde belangen of "
        "een taak van algemeen belang, en te allen tijde en zonder reden tegen direct marketing ({article})."
    ),
    "rights.export": (
        "Recht op overdraagbaarheid van gegevens: de gegevens die u hebt verstrekt in een machineleesbaar "
        "formaat ontvangen of aan een andere verwerkingsverantwoordelijke laten doorgeven ({article})."
    ),
    "rights.withdraw_consent": (
        "Toestemming intrekken: u kunt uw toestemming te allen tijde intrekken; wat daarvoor is gedaan, "
        "blijft rechtmatig ({article})."
    ),
    "rights.contact": "Om uw rechten uit te oefenen, neemt u contact op met {organisation}: {contact}.",
    "rights.contact_plain": "Om uw rechten uit te oefenen, neemt u contact op met {organisation}.",
    "complaint.heading": "Klacht",
    "complaint.named": (
        "Als u vindt dat wij de wet niet naleven, kunt u een klacht indienen bij een toezichthoudende "
        "autoriteit ({article}), met name: {authority}."
    ),
    "complaint.unnamed": (
        "Als u vindt dat wij de wet niet naleven, kunt u een klacht indienen bij een toezichthoudende "
        "autoriteit, met name waar u woont, waar u werkt of waar de inbreuk is begaan ({article})."
    ),
    "complaint.court": "U kunt ook naar de rechter stappen ({article}).",
    # Art. 20: the export
    "export.title": "Uw gegevens om mee te nemen",
    "export.heading": "Wat dit bestand is",
    "export.portable": (
        "Dit bestand bevat de gegevens die u ons hebt verstrekt of die wij in ons contact met u hebben "
        "vastgelegd, voor zover wij ze verwerken op grond van uw toestemming of een overeenkomst "
        "({article}). Gegevens waarvoor onze registers geen van beide vermelden, zijn ook opgenomen."
    ),
    "export.all": (
        "Dit bestand bevat alle gegevens over u die wij u mogen geven, ruimer dan wat het recht op "
        "overdraagbaarheid van gegevens omvat ({article})."
    ),
    "export.use": "U mag het bewaren en doorgeven aan een andere verwerkingsverantwoordelijke.",
    "export.nothing": "Er zijn geen gegevens om te exporteren.",
    "export.date": "Datum van deze export",
    "export.scope": "Omvang",
    "export.scope_portable": "recht op overdraagbaarheid van gegevens",
    "export.scope_all": "alle aanwezige gegevens",
    "export.contents": "Wat erin staat",
    "export.left_out": "Wat er niet in staat, en waarom",
    "export.left_out_intro": (
        "Wij hebben ook de volgende gegevens, die niet in dit bestand staan. Voor zover het recht van "
        "inzage ze omvat, kunt u er een kopie van vragen ({article})."
    ),
    "export.nothing_left_out": "Er is niets weggelaten.",
    "left_out.derived": (
        "Wij hebben ze afgeleid uit andere gegevens: het recht op overdraagbaarheid geldt daar niet voor "
        "({article})"
    ),
    "left_out.basis": (
        "Wij verwerken ze niet op grond van toestemming of een overeenkomst ({article}), maar op grond van: "
        "{bases}"
    ),
    "left_out.another_person": "Het zijn gegevens van een andere persoon ({article})",
    "left_out.processor": (
        "Wij verwerken ze alleen namens {party}, bij wie u uw recht op overdraagbaarheid uitoefent en die "
        "ons geen instructie gaf om ze te verstrekken ({article})"
    ),
    "left_out.secret": "Ze worden om veiligheidsredenen nooit getoond",
    "left_out.other": "Andere reden: {reason}",
    # The receipt
    "receipt.title": "Bewijs: {right}",
    "receipt.heading": "In het kort",
    "receipt.done": "Wat gevraagd was, is gedaan. Een tweede blik op de gegevens heeft dat bevestigd.",
    "receipt.partly": (
        "Wat mogelijk was, is gedaan, en een tweede blik op de gegevens heeft dat bevestigd. Sommige "
        "gegevens blijven zoals ze zijn of wachten op iemand: dat wordt hieronder uitgelegd."
    ),
    "receipt.unconfirmed": (
        "Een tweede blik op de gegevens heeft niet alles bevestigd. De tabel toont waar iets is mislukt of "
        "waar wij niet konden kijken."
    ),
    "receipt.nothing": (
        "Over de betrokken personen waren geen gegevens aanwezig; er hoefde niets te veranderen."
    ),
    "receipt.none_done": "Er is niets gewijzigd. De redenen staan hieronder.",
    "receipt.right": "Verzoek",
    "receipt.at": "Uitgevoerd op",
    "receipt.organisation": "Door",
    "receipt.subjects": "Betrokken personen",
    "receipt.found": "Van wie gegevens aanwezig waren",
    "receipt.verified": "Bevestigd door een tweede blik",
    "receipt.instruction": "In opdracht van",
    "receipt.instruction_text": "{controller}, referentie {reference}",
    "receipt.instruction_dated": "{controller}, referentie {reference}, {date}",
    "receipt.token": "Bewerking",
    "receipt.number": "Nummer in het logboek",
    "receipt.digest": "Controlegetal in het logboek",
    "receipt.places": "Wat er is gedaan, per plaats",
    "receipt.place": "Plaats",
    "receipt.outcome": "Uitkomst",
    "receipt.deleted": "Gewist",
    "receipt.updated": "Gewijzigd",
    "receipt.retained": "Wettelijk bewaard",
    "receipt.no_personal_data": "Dit bewijs bevat geen persoonsgegevens.",
    "receipt.kept": "Wat blijft, en waarom",
    "receipt.awaiting": "Wat wacht op een verwerkingsverantwoordelijke",
    "receipt.awaiting_item": (
        "{place}: {rows}. Wij verwerken deze gegevens namens {controller}, die ons eerst een instructie "
        "moet geven ({article})."
    ),
    "receipt.possible": "Wat niet te onderscheiden was",
    "receipt.possible_item": (
        "{place}: {rows}. Deze gegevens gaan misschien over de persoon, maar zijn niet te onderscheiden van "
        "die van een ander; ze zijn ongewijzigd gelaten."
    ),
    "receipt.refused": "Voor wie niets is gedaan",
    "receipt.refused_item": "{people}: {reason}.",
    "receipt.notices": "Wie in kennis wordt gesteld",
    "receipt.notices_text": (
        "Deze ontvangers van de gegevens moeten van de wijziging in kennis worden gesteld ({article}):"
    ),
    "receipt.residues": "Vermeldingen die blijven staan",
    "receipt.residue_item": "{place}: {mentions} in de tekst van een andere vermelding",
    "receipt.residue_column_item": "{place}, veld {column}: {mentions} in de tekst van een andere vermelding",
    "receipt.remarks": "Opmerkingen",
    "receipt.purged": "Wat tegen sporen is gedaan",
    "receipt.remains": "Welke sporen kunnen blijven",
    "receipt.out_of_scope": "Wat deze bewerking niet bereikt",
    "proof.heading": "Hoe u dit bewijs controleert",
    "proof.text": (
        "Dit bewijs is ondertekend en staat in een keten van bewijzen waarin achteraf niets ongemerkt kan "
        "worden gewijzigd, weggelaten of toegevoegd. Met de openbare sleutel van de organisatie kan "
        "iedereen het controleren, zonder haar hulp: ‘subjectrights receipt verify BESTAND --public-key "
        "SLEUTEL’, of de stappen op de pagina ‘Check a receipt’ van de documentatie van het programma. "
        "Controleer het bestand zoals u het hebt ontvangen: een kopie die is afgedrukt of opnieuw "
        "opgeslagen, kan niet meer in haar geheel worden gecontroleerd."
    ),
    "proof.at": "Verzegeld op",
    "proof.previous": "Controlegetal van het vorige bewijs",
    "proof.hash": "Controlegetal",
    "proof.signature": "Handtekening (Ed25519)",
    "proof.key": "Sleutel",
    "right.access": "inzage in gegevens",
    "right.rectify": "rectificatie van gegevens",
    "right.restrict": "beperking van de verwerking",
    "right.lift_restriction": "opheffing van een beperking van de verwerking",
    "right.object": "bezwaar tegen verwerking",
    "right.withdraw_consent": "intrekking van toestemming",
    "right.export": "overdraagbaarheid van gegevens",
    "right.erase": "wissing van gegevens",
    "meaning.heading": "Wat dit betekent",
    "meaning.restrict": (
        "Zolang de beperking geldt, bewaren wij de gegevens alleen. Elk ander gebruik vereist de "
        "toestemming van de persoon, of dient een rechtsvordering, de bescherming van de rechten van een "
        "ander of een gewichtig algemeen belang ({article}). Wij brengen de persoon op de hoogte voordat "
        "wij de beperking opheffen."
    ),
    "meaning.object": (
        "Wij verwerken de gegevens niet meer voor het doeleinde waartegen bezwaar is gemaakt ({article})."
    ),
    "meaning.withdraw_consent": (
        "Wij verwerken de gegevens niet meer voor het doeleinde waarvoor toestemming was gegeven. Wat vóór "
        "de intrekking is gedaan, blijft rechtmatig ({article})."
    ),
    "notice.heading": "Bericht vóór de opheffing van een beperking",
    "notice.text": (
        "De verwerking van uw persoonsgegevens is op uw verzoek beperkt. Hierbij brengen wij u ervan op de "
        "hoogte dat deze beperking wordt opgeheven ({article}). Daarna kunnen wij de gegevens weer "
        "gebruiken voor de doeleinden waarvoor wij ze bewaren."
    ),
    "notice.contact": "Bent u het daar niet mee eens, neem dan contact op met {organisation}: {contact}.",
    "notice.contact_plain": "Bent u het daar niet mee eens, neem dan contact op met {organisation}.",
    "outcome.done": "gedaan",
    "outcome.retained": "bewaard",
    "outcome.awaiting": "wacht op een instructie",
    "outcome.possible": "ongewijzigd: niet te onderscheiden",
    "outcome.failed": "mislukt",
    "outcome.could not look": "niet te raadplegen",
    "outcome.nothing held": "niets aanwezig",
    "outcome.nothing to do": "niets te wijzigen",
    "kept.retained": "{rows}. Bewaard {ground} ({article}).",
    "kept.retained_plain": "{rows}. Bewaard omdat de wet dat eist ({article}).",
    "kept.purpose": "{rows}. Nog nodig voor een ander doeleinde: {purpose}.",
    "kept.joint": (
        "{rows}. Deze gegevens gaan ook over een andere persoon; het eigen deel van de persoon is waar "
        "mogelijk verwijderd."
    ),
    "kept.joint_rectify": (
        "{rows}. Deze gegevens gaan ook over een andere persoon en zijn daarom niet gewijzigd."
    ),
    "kept.reference": (
        "{rows}. Alleen de sleutel blijft, omdat andere bewaarde vermeldingen ernaar verwijzen."
    ),
    "kept.identifier": (
        "{rows}. Alleen hieraan is te zien over wie de rest van de vermelding gaat, en de hele vermelding "
        "was niet gevraagd."
    ),
    "kept.stays": (
        "{rows}. Onze gegevenskaart laat deze vermeldingen staan; de velden die zij noemt zijn overschreven."
    ),
    "kept.other": "{rows}. Bewaard: {reason}.",
    "kept.fields": "Velden: {columns}.",
    "kept.law": "Wet: {law}.",
    "kept.until": "Tot en met {date}.",
    "kept.no_end": "Er is geen einddatum bekend.",
    "retention.freedom_of_expression": "voor de vrijheid van meningsuiting en informatie",
    "retention.legal_obligation": (
        "om een wettelijke verplichting na te komen of een taak van algemeen belang te vervullen"
    ),
    "retention.public_health": "om redenen van algemeen belang op het gebied van volksgezondheid",
    "retention.archiving": "met het oog op archivering in het algemeen belang, onderzoek of statistiek",
    "retention.legal_claims": "voor de instelling, uitoefening of onderbouwing van een rechtsvordering",
    "refused.ambiguous": "de opgegeven gegevens leiden naar meer dan één persoon",
    "refused.undecided": "niets zegt of een back-up de gegevens terugbracht of de persoon terugkwam",
    "refused.restricted": "de verwerking van de gegevens is beperkt ({article})",
    "refused.other": "{reason}",
    # Art. 30: the record of processing
    "record.title": "Register van verwerkingsactiviteiten",
    "record.heading": "Wat dit register is",
    "record.intro": (
        "Dit register wordt bijgehouden op grond van {article}. Het is op {date} opgesteld uit de "
        "datakaart van de organisatie en de gedocumenteerde uitwisselingen van gegevens."
    ),
    "record.security": "Technische en organisatorische beveiligingsmaatregelen",
    "record.security_none": "Onze registers beschrijven ze hier niet.",
    "record.controller": "Wat wij als verwerkingsverantwoordelijke verwerken ({article})",
    "record.processor": "Wat wij namens anderen verwerken ({article})",
    "record.purpose_label": "Doel",
    "record.basis_label": "Rechtsgrond",
    "record.people_label": "Categorieën van personen",
    "record.categories_label": "Categorieën van gegevens",
    "record.recipients_label": "Ontvangers",
    "record.transfers_label": "Derde landen en waarborgen",
    "record.retention_label": "Bewaartermijnen",
    "record.jointly_label": "Gezamenlijk met",
    "record.controller_label": "Namens",
    "record.places_label": "Waar ze worden bewaard",
    "record.retain": "wettelijke bewaring gedurende {duration}",
    "record.none": "geen",
    # The writers' own words
    "writer.about": "Over dit document",
    "writer.attached": "Dezelfde gegevens zijn machineleesbaar als bijlage bij dit bestand gevoegd",
    "writer.author": "Van",
    "writer.bytes": "bytes",
    "writer.column": "Kolom",
    "writer.continued": "vervolg",
    "writer.contents": "Inhoud",
    "writer.created": "Gemaakt op",
    "writer.false": "nee",
    "writer.losses": "Wat dit formaat niet ongewijzigd kon weergeven",
    "writer.no_rows": "Geen vermeldingen",
    "writer.of": "van",
    "writer.page": "Pagina",
    "writer.row": "Rij",
    "writer.sheet": "Blad",
    "writer.table": "Tabel",
    "writer.true": "ja",
}
