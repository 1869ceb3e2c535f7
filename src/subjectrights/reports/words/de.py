"""What people read, in German, with the terms of the GDPR's German version (DSGVO)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["TEXTS"]

TEXTS: Final[Mapping[str, str]] = {
    # How things are written
    "quoted": "„{text}“",
    "labelled": "{label}: {text}",
    "and": "{first} und {last}",
    "thousands": ".",
    "months": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "date": "{day}. {month} {year}",
    "date.first": "{day}. {month} {year}",
    "moment": "{date}, {time} Uhr ({zone})",
    "article.1": "Art. {article} DSGVO",
    "article.2": "Art. {article} Abs. {paragraph} DSGVO",
    "article.3": "Art. {article} Abs. {paragraph} Buchst. {point} DSGVO",
    "year.one": "{count} Jahr",
    "year.many": "{count} Jahre",
    "month.one": "{count} Monat",
    "month.many": "{count} Monate",
    "week.one": "{count} Woche",
    "week.many": "{count} Wochen",
    "day.one": "{count} Tag",
    "day.many": "{count} Tage",
    "row.one": "{count} Eintrag",
    "row.many": "{count} Einträge",
    "person.one": "{count} Person",
    "person.many": "{count} Personen",
    "set.one": "{count} Datensammlung",
    "set.many": "{count} Datensammlungen",
    "field.one": "{count} Feld",
    "field.many": "{count} Felder",
    "mention.one": "{count} Erwähnung",
    "mention.many": "{count} Erwähnungen",
    "unstated": "in unseren Verzeichnissen nicht angegeben",
    "yes": "ja",
    "no": "nein",
    # Who answers
    "who.heading": "Wer verantwortlich ist",
    "who.controller": "Verantwortlicher",
    "who.contact": "Kontakt",
    "who.country": "Land",
    "who.authority": "Aufsichtsbehörde",
    # Art. 15: the answer
    "access.title": "Ihre personenbezogenen Daten",
    "access.answer": "Unsere Antwort auf Ihren Antrag",
    "access.held": (
        "Ja, wir verarbeiten Sie betreffende personenbezogene Daten. Dieses Dokument gibt Ihnen eine Kopie "
        "dieser Daten und die Informationen, auf die Sie ein Recht haben ({article})."
    ),
    "access.not_held": (
        "Nein. Wir haben mit den Angaben, die Sie uns gemacht haben, gesucht und keine Sie betreffenden "
        "personenbezogenen Daten gefunden ({article})."
    ),
    "access.not_held_certain": (
        "Wir haben keine personenbezogenen Daten gefunden, die wir Ihnen mit Sicherheit zuordnen können "
        "({article}). Bitte lesen Sie unten, was wir nicht klären konnten."
    ),
    "access.not_held_seen": (
        "Dort, wo wir nachsehen konnten, haben wir keine Sie betreffenden personenbezogenen Daten gefunden "
        "({article}). Diese Antwort ist noch nicht vollständig: Unten steht, wo wir nicht nachsehen konnten."
    ),
    "access.date": "Datum dieser Antwort",
    "access.amount": "Was wir gespeichert haben",
    "access.amount_text": "{rows} in {tables}, nachstehend beschrieben und wiedergegeben",
    "access.gaps": "Was offen bleibt",
    "access.possible": (
        "{place}: {rows}. Wir können nicht feststellen, ob diese Daten Sie oder eine andere Person "
        "betreffen, und zeigen sie deshalb nicht. Weitere Angaben von Ihnen können uns dabei helfen."
    ),
    "access.unreachable": (
        "{store}: Wir konnten in diesem System nicht nachsehen. Wir wissen nicht, ob es Sie betreffende "
        "Daten enthält."
    ),
    "consents.heading": "Ihre Einwilligungen",
    "consents.intro": (
        "Sie können jede jederzeit widerrufen ({article}); was zuvor geschah, bleibt rechtmäßig."
    ),
    "consents.given": "{purpose}: erteilt am {date} ({how}) zu diesem Wortlaut: {wording}.",
    "consents.standing": "Sie gilt.",
    "consents.withdrawn": "Widerrufen am {date}.",
    "consents.renewed": "Neu erteilt am {date}.",
    "access.marks": "Was Sie bereits verlangt haben",
    # Art. 15(1)(a)-(d), (g): one collection of data
    "holding.heading": "Zu Ihren Daten: {title}",
    "holding.what": "Worum es geht",
    "holding.what_text": "{place}: {rows}, {fields}",
    "holding.purposes": "Verarbeitungszwecke",
    "holding.purpose_text": "{purpose}. Rechtsgrundlage: {basis}",
    "holding.field_purposes": "Zwecke einzelner Felder",
    "holding.categories": "Kategorien von Daten",
    "holding.origins": "Wie sie zu uns kamen",
    "holding.source": "Herkunft",
    "holding.source_person": "Sie selbst",
    "holding.recipients": "Empfänger",
    "holding.no_recipients": "Unsere Verzeichnisse nennen keinen Empfänger.",
    "holding.recipient_contact": "Kontakt: {contact}",
    "holding.third_country": "Außerhalb des Europäischen Wirtschaftsraums: Übermittlung in ein Drittland",
    "holding.safeguards": "Geeignete Garantien: {safeguards}",
    "holding.no_safeguards": "unsere Verzeichnisse nennen keine",
    "holding.retention": "Speicherdauer",
    "holding.retention_after": "{duration}, gerechnet ab dem Datum im Feld {column}",
    "holding.role": "Wer dafür verantwortlich ist",
    "holding.secret": "Gespeichert, aber aus Sicherheitsgründen nicht gezeigt: {columns}.",
    "holding.redacted": "Daten einer anderen Person sind mit „{mark}“ abgedeckt ({article}): {columns}.",
    "holding.joint": "Einträge, die auch eine andere Person betreffen: {number}.",
    "holding.unnamed_purpose": "Unsere Verzeichnisse nennen keinen Zweck.",
    # Art. 4(7)-(8), 26
    "role.controller": "Wir selbst, als Verantwortlicher.",
    "role.processor": (
        "{party}, als Verantwortlicher. Wir verarbeiten diese Daten nur in dessen Auftrag, als "
        "Auftragsverarbeiter. Bitte wenden Sie sich wegen Ihrer Rechte an diesen Daten an den "
        "Verantwortlichen; wir können Ihren Antrag weiterleiten."
    ),
    "role.joint_controller": (
        "Wir und {party} zusammen, als gemeinsam Verantwortliche ({article}). Sie können sich an jeden von "
        "uns wenden."
    ),
    "role.essence": "Das Wesentliche unserer Vereinbarung ({article}): {essence}",
    "role.contact_point": "Anlaufstelle: {contact}",
    "role.another": "eine andere Organisation, die unsere Verzeichnisse nicht nennen",
    # Art. 6(1)
    "basis.consent": "Ihre Einwilligung",
    "basis.contract": "ein Vertrag mit Ihnen oder vorvertragliche Maßnahmen auf Ihre Anfrage",
    "basis.legal_obligation": "eine rechtliche Verpflichtung, der wir unterliegen",
    "basis.vital_interests": "der Schutz lebenswichtiger Interessen einer Person",
    "basis.public_task": "eine Aufgabe im öffentlichen Interesse oder die Ausübung öffentlicher Gewalt",
    "basis.legitimate_interests": "unsere berechtigten Interessen oder die eines Dritten",
    # Art. 20(1), WP 242
    "origin.provided": "Von Ihnen bereitgestellt",
    "origin.observed": "Im Kontakt mit Ihnen aufgezeichnet",
    "origin.derived": "Von uns aus anderen Daten abgeleitet",
    # Art. 15(2)
    "transfers.heading": "Übermittlungen außerhalb des Europäischen Wirtschaftsraums",
    "transfers.some": "Die folgenden Empfänger befinden sich in einem Drittland ({article}):",
    "transfers.none": (
        "Unsere Verzeichnisse nennen keine Übermittlung Ihrer Daten an ein Drittland oder eine "
        "internationale Organisation."
    ),
    # Art. 15(1)(c), (g): what really changed hands
    "handed_over.delivered_heading": "Wem Ihre Daten übergeben wurden",
    "handed_over.delivered": (
        "Datensätze, in denen Sie vorkommen, wurden diesen Empfängern übergeben ({article}). Werden Ihre "
        "Daten berichtigt, gelöscht oder eingeschränkt, so teilen wir es ihnen mit."
    ),
    "handed_over.received_heading": "Von wem wir Ihre Daten erhalten haben",
    "handed_over.received": "Wir haben Datensätze, in denen Sie vorkommen ({article}), erhalten von:",
    "handed_over.item": "{date}: {party}. {data}: {categories}. Zweck: {purpose}. Rechtsgrundlage: {basis}.",
    "handed_over.uncertain": "Möglicherweise sind nicht Sie gemeint: Andere Menschen haben dieselbe Angabe.",
    # Art. 15(1)(h)
    "automated.heading": "Automatisierte Entscheidungen",
    "automated.some": (
        "Einige Sie betreffende Entscheidungen beruhen ausschließlich auf einer automatisierten "
        "Verarbeitung einschließlich Profiling ({article})."
    ),
    "automated.human": (
        "Sie können das Eingreifen einer Person verlangen, Ihren Standpunkt darlegen und eine solche "
        "Entscheidung anfechten ({article})."
    ),
    "automated.logic": "Ihre Logik und was sie für Sie bedeuten:",
    "automated.none": (
        "Unsere Verzeichnisse nennen keine Sie betreffende Entscheidung, die ausschließlich auf einer "
        "automatisierten Verarbeitung einschließlich Profiling beruht ({article})."
    ),
    # What stands in the register
    "mark.restriction": "Seit dem {date} ist die Verarbeitung Ihrer Daten eingeschränkt: {ground}.",
    "mark.restriction_plain": "Seit dem {date} ist die Verarbeitung Ihrer Daten eingeschränkt ({article}).",
    "mark.objection": (
        "Seit dem {date} ist Ihr Widerspruch gegen den folgenden Zweck vermerkt ({article}): {purpose}."
    ),
    "mark.withdrawal": (
        "Am {date} haben Sie Ihre Einwilligung in den folgenden Zweck widerrufen ({article}): {purpose}."
    ),
    "mark.erasure": "Am {date} haben wir Sie betreffende Daten gelöscht ({article}).",
    "restriction.accuracy_contested": "Sie bestreiten die Richtigkeit der Daten",
    "restriction.unlawful_processing": (
        "die Verarbeitung ist unrechtmäßig und Sie haben statt der Löschung die Einschränkung verlangt"
    ),
    "restriction.legal_claims": "Sie benötigen die Daten für Rechtsansprüche",
    "restriction.objection_pending": (
        "Sie haben Widerspruch eingelegt und wir prüfen, wessen Gründe überwiegen"
    ),
    # Art. 15(1)(e)-(f), 77, 79
    "rights.heading": "Ihre Rechte",
    "rights.intro": (
        "Neben dieser Kopie Ihrer Daten haben Sie die folgenden Rechte. Ihre Ausübung ist unentgeltlich, "
        "und wir antworten innerhalb eines Monats ({article})."
    ),
    "rights.rectify": (
        "Recht auf Berichtigung: unrichtige Daten berichtigen und unvollständige Daten vervollständigen "
        "lassen ({article})."
    ),
    "rights.erase": (
        "Recht auf Löschung: Ihre Daten löschen lassen, sofern wir sie nicht nach dem Gesetz aufbewahren "
        "dürfen oder müssen ({article})."
    ),
    "rights.restrict": (
        "Recht auf Einschränkung der Verarbeitung: Ihre Daten zurückstellen lassen, bis eine Frage dazu "
        "geklärt ist ({article})."
    ),
    "rights.object": (
        "Widerspruchsrecht: einer Verarbeitung widersprechen, die auf unseren berechtigten Interessen oder "
        "einer Aufgabe im öffentlichen Interesse beruht, und jederzeit ohne Begründung der Direktwerbung "
        "({article})."
    ),
    "rights.export": (
        "Recht auf Datenübertragbarkeit: die von Ihnen bereitgestellten Daten in einem maschinenlesbaren "
        "Format erhalten oder einem anderen Verantwortlichen übermitteln lassen ({article})."
    ),
    "rights.withdraw_consent": (
        "Widerruf der Einwilligung: Ihre Einwilligung jederzeit widerrufen; was davor geschehen ist, bleibt "
        "rechtmäßig ({article})."
    ),
    "rights.contact": "Um Ihre Rechte auszuüben, wenden Sie sich an {organisation}: {contact}.",
    "rights.contact_plain": "Um Ihre Rechte auszuüben, wenden Sie sich an {organisation}.",
    "complaint.heading": "Beschwerde",
    "complaint.named": (
        "Wenn Sie der Ansicht sind, dass wir das Recht verletzen, können Sie sich bei einer "
        "Aufsichtsbehörde beschweren ({article}), insbesondere bei: {authority}."
    ),
    "complaint.unnamed": (
        "Wenn Sie der Ansicht sind, dass wir das Recht verletzen, können Sie sich bei einer "
        "Aufsichtsbehörde beschweren, insbesondere an Ihrem Aufenthaltsort, an Ihrem Arbeitsplatz oder am "
        "Ort des mutmaßlichen Verstoßes ({article})."
    ),
    "complaint.court": "Sie können auch ein Gericht anrufen ({article}).",
    # Art. 20: the export
    "export.title": "Ihre Daten zum Mitnehmen",
    "export.heading": "Was diese Datei ist",
    "export.portable": (
        "Diese Datei enthält die Daten, die Sie uns bereitgestellt haben oder die wir im Kontakt mit Ihnen "
        "aufgezeichnet haben, soweit wir sie aufgrund Ihrer Einwilligung oder eines Vertrags verarbeiten "
        "({article}). Daten, zu denen unsere Verzeichnisse keines von beiden angeben, sind ebenfalls "
        "enthalten."
    ),
    "export.all": (
        "Diese Datei enthält alle Sie betreffenden Daten, die wir Ihnen geben dürfen, und damit mehr, als "
        "das Recht auf Datenübertragbarkeit umfasst ({article})."
    ),
    "export.use": "Sie dürfen sie behalten und einem anderen Verantwortlichen weitergeben.",
    "export.nothing": "Es gibt keine Daten zu exportieren.",
    "export.date": "Datum dieses Exports",
    "export.scope": "Umfang",
    "export.scope_portable": "Recht auf Datenübertragbarkeit",
    "export.scope_all": "alle gespeicherten Daten",
    "export.contents": "Was darin enthalten ist",
    "export.left_out": "Was nicht darin enthalten ist und warum",
    "export.left_out_intro": (
        "Wir haben auch die folgenden Daten gespeichert, die diese Datei nicht enthält. Soweit das "
        "Auskunftsrecht sie umfasst, können Sie eine Kopie davon verlangen ({article})."
    ),
    "export.nothing_left_out": "Es wurde nichts weggelassen.",
    "left_out.derived": (
        "Wir haben sie aus anderen Daten abgeleitet: Das Recht auf Datenübertragbarkeit umfasst sie nicht "
        "({article})"
    ),
    "left_out.basis": (
        "Wir verarbeiten sie weder aufgrund einer Einwilligung noch eines Vertrags ({article}). "
        "Rechtsgrundlage ist: {bases}"
    ),
    "left_out.another_person": "Es sind Daten einer anderen Person ({article})",
    "left_out.processor": (
        "Wir verarbeiten sie nur im Auftrag von {party}; dort besteht Ihr Recht auf Datenübertragbarkeit, "
        "und eine Weisung, sie herauszugeben, haben wir nicht ({article})"
    ),
    "left_out.secret": "Sie werden aus Sicherheitsgründen nie gezeigt",
    "left_out.other": "Anderer Grund: {reason}",
    # The receipt
    "receipt.title": "Nachweis: {right}",
    "receipt.heading": "Kurz gefasst",
    "receipt.done": "Was verlangt wurde, ist geschehen. Ein zweiter Blick auf die Daten hat es bestätigt.",
    "receipt.partly": (
        "Was möglich war, ist geschehen, und ein zweiter Blick auf die Daten hat es bestätigt. Einige Daten "
        "bleiben, wie sie sind, oder warten auf jemanden; das ist unten erklärt."
    ),
    "receipt.unconfirmed": (
        "Ein zweiter Blick auf die Daten hat nicht alles bestätigt. Die Tabelle zeigt, wo etwas "
        "fehlgeschlagen ist oder wo wir nicht nachsehen konnten."
    ),
    "receipt.nothing": "Zu den betroffenen Personen waren keine Daten gespeichert; es war nichts zu ändern.",
    "receipt.none_done": "Es wurde nichts geändert. Die Gründe stehen unten.",
    "receipt.right": "Antrag",
    "receipt.at": "Ausgeführt am",
    "receipt.organisation": "Von",
    "receipt.subjects": "Betroffene Personen",
    "receipt.found": "Davon mit gespeicherten Daten",
    "receipt.verified": "Durch einen zweiten Blick bestätigt",
    "receipt.instruction": "Auf Weisung von",
    "receipt.instruction_text": "{controller}, Aktenzeichen {reference}",
    "receipt.instruction_dated": "{controller}, Aktenzeichen {reference}, {date}",
    "receipt.token": "Vorgang",
    "receipt.number": "Nummer im Protokoll",
    "receipt.digest": "Prüfsumme im Protokoll",
    "receipt.places": "Was geschehen ist, nach Ort",
    "receipt.place": "Ort",
    "receipt.outcome": "Ergebnis",
    "receipt.deleted": "Gelöscht",
    "receipt.updated": "Geändert",
    "receipt.retained": "Gesetzlich aufbewahrt",
    "receipt.no_personal_data": "Dieser Nachweis enthält keine personenbezogenen Daten.",
    "receipt.kept": "Was bleibt und warum",
    "receipt.awaiting": "Was auf einen Verantwortlichen wartet",
    "receipt.awaiting_item": (
        "{place}: {rows}. Wir verarbeiten diese Daten im Auftrag von {controller} und brauchen zuerst eine "
        "Weisung ({article})."
    ),
    "receipt.possible": "Was nicht zu unterscheiden war",
    "receipt.possible_item": (
        "{place}: {rows}. Diese Daten betreffen möglicherweise die Person, sind aber nicht von denen einer "
        "anderen zu unterscheiden; sie wurden unverändert gelassen."
    ),
    "receipt.refused": "Für wen nichts geschehen ist",
    "receipt.refused_item": "{people}: {reason}.",
    "receipt.notices": "Wer unterrichtet wird",
    "receipt.notices_text": "Diesen Empfängern der Daten ist die Änderung mitzuteilen ({article}):",
    "receipt.residues": "Verbleibende Erwähnungen",
    "receipt.residue_item": "{place}: {mentions} im Text eines anderen Eintrags",
    "receipt.residue_column_item": "{place}, Feld {column}: {mentions} im Text eines anderen Eintrags",
    "receipt.remarks": "Anmerkungen",
    "receipt.purged": "Was gegen Spuren unternommen wurde",
    "receipt.remains": "Welche Spuren bleiben können",
    "receipt.out_of_scope": "Was dieser Vorgang nicht erreicht",
    "proof.heading": "Wie Sie diesen Nachweis prüfen",
    "proof.text": (
        "Dieser Nachweis ist signiert und steht in einer Kette von Nachweisen, in der nachträglich nichts "
        "unbemerkt geändert, weggelassen oder hinzugefügt werden kann. Mit dem öffentlichen Schlüssel der "
        "Organisation kann ihn jeder prüfen, ohne ihre Hilfe: „subjectrights receipt verify DATEI "
        "--public-key SCHLÜSSEL“, oder nach den Schritten der Seite „Check a receipt“ in der Dokumentation "
        "des Programms. Prüfen Sie die Datei so, wie Sie sie erhalten haben: Eine gedruckte oder neu "
        "gespeicherte Kopie kann nicht mehr als Ganzes geprüft werden."
    ),
    "proof.at": "Versiegelt am",
    "proof.previous": "Prüfsumme des vorigen Nachweises",
    "proof.hash": "Prüfsumme",
    "proof.signature": "Signatur (Ed25519)",
    "proof.key": "Schlüssel",
    "right.access": "Auskunft über Daten",
    "right.rectify": "Berichtigung von Daten",
    "right.restrict": "Einschränkung der Verarbeitung",
    "right.lift_restriction": "Aufhebung einer Einschränkung der Verarbeitung",
    "right.object": "Widerspruch gegen die Verarbeitung",
    "right.withdraw_consent": "Widerruf der Einwilligung",
    "right.export": "Datenübertragbarkeit",
    "right.erase": "Löschung von Daten",
    "meaning.heading": "Was das bedeutet",
    "meaning.restrict": (
        "Solange die Einschränkung besteht, speichern wir die Daten nur. Jede andere Verwendung erfordert "
        "die Einwilligung der Person oder dient Rechtsansprüchen, dem Schutz der Rechte einer anderen "
        "Person oder einem wichtigen öffentlichen Interesse ({article}). Wir unterrichten die Person, bevor "
        "wir die Einschränkung aufheben."
    ),
    "meaning.object": (
        "Wir verarbeiten die Daten nicht mehr für den Zweck, dem widersprochen wurde ({article})."
    ),
    "meaning.withdraw_consent": (
        "Wir verarbeiten die Daten nicht mehr für den Zweck, für den die Einwilligung galt. Was vor dem "
        "Widerruf geschehen ist, bleibt rechtmäßig ({article})."
    ),
    "notice.heading": "Mitteilung vor der Aufhebung einer Einschränkung",
    "notice.text": (
        "Die Verarbeitung Ihrer personenbezogenen Daten wurde auf Ihr Verlangen eingeschränkt. Hiermit "
        "unterrichten wir Sie, dass diese Einschränkung aufgehoben wird ({article}). Danach können wir die "
        "Daten wieder für die Zwecke verwenden, für die sie gespeichert sind."
    ),
    "notice.contact": (
        "Wenn Sie damit nicht einverstanden sind, wenden Sie sich an {organisation}: {contact}."
    ),
    "notice.contact_plain": "Wenn Sie damit nicht einverstanden sind, wenden Sie sich an {organisation}.",
    "outcome.done": "erledigt",
    "outcome.retained": "aufbewahrt",
    "outcome.awaiting": "wartet auf eine Weisung",
    "outcome.possible": "unverändert: nicht zu unterscheiden",
    "outcome.failed": "fehlgeschlagen",
    "outcome.could not look": "nicht einsehbar",
    "outcome.nothing held": "nichts gespeichert",
    "outcome.nothing to do": "nichts zu ändern",
    "kept.retained": "{rows}. Aufbewahrt {ground} ({article}).",
    "kept.retained_plain": "{rows}. Aufbewahrt, weil das Gesetz es verlangt ({article}).",
    "kept.purpose": "{rows}. Noch für einen anderen Zweck nötig: {purpose}.",
    "kept.joint": (
        "{rows}. Diese Daten betreffen auch eine andere Person; der eigene Teil der Person wurde, soweit "
        "möglich, entfernt."
    ),
    "kept.joint_rectify": (
        "{rows}. Diese Daten betreffen auch eine andere Person und wurden deshalb nicht geändert."
    ),
    "kept.reference": "{rows}. Nur der Schlüssel bleibt, weil andere aufbewahrte Einträge darauf verweisen.",
    "kept.identifier": (
        "{rows}. Nur daran ist zu erkennen, wen der übrige Eintrag betrifft, und der ganze Eintrag war nicht "
        "verlangt."
    ),
    "kept.stays": (
        "{rows}. Unser Datenverzeichnis lässt diese Einträge bestehen; "
        "die darin genannten Felder wurden überschrieben."
    ),
    "kept.other": "{rows}. Aufbewahrt: {reason}.",
    "kept.fields": "Felder: {columns}.",
    "kept.law": "Gesetz: {law}.",
    "kept.until": "Bis einschließlich {date}.",
    "kept.no_end": "Ein Enddatum ist nicht bekannt.",
    "retention.freedom_of_expression": "zur Ausübung der freien Meinungsäußerung und Information",
    "retention.legal_obligation": (
        "zur Erfüllung einer rechtlichen Verpflichtung oder einer Aufgabe im öffentlichen Interesse"
    ),
    "retention.public_health": (
        "aus Gründen des öffentlichen Interesses im Bereich der öffentlichen Gesundheit"
    ),
    "retention.archiving": "für im öffentlichen Interesse liegende Archivzwecke, Forschung oder Statistik",
    "retention.legal_claims": "zur Geltendmachung, Ausübung oder Verteidigung von Rechtsansprüchen",
    "refused.ambiguous": "die Angaben führen zu mehr als einer Person",
    "refused.undecided": (
        "nichts sagt, ob eine Sicherungskopie die Daten zurückbrachte oder die Person zurückkam"
    ),
    "refused.restricted": "die Verarbeitung der Daten ist eingeschränkt ({article})",
    "refused.other": "{reason}",
    # Art. 30: the record of processing
    "record.title": "Verzeichnis von Verarbeitungstätigkeiten",
    "record.heading": "Was dieses Verzeichnis ist",
    "record.intro": (
        "Dieses Verzeichnis wird nach {article} geführt. Es wurde am {date} aus der Datenkarte der "
        "Organisation und den dokumentierten Übergaben von Daten erstellt."
    ),
    "record.security": "Technische und organisatorische Sicherheitsmaßnahmen",
    "record.security_none": "Unsere Verzeichnisse beschreiben sie hier nicht.",
    "record.controller": "Was wir als Verantwortlicher verarbeiten ({article})",
    "record.processor": "Was wir im Auftrag anderer verarbeiten ({article})",
    "record.purpose_label": "Zweck",
    "record.basis_label": "Rechtsgrundlage",
    "record.people_label": "Kategorien von Personen",
    "record.categories_label": "Kategorien von Daten",
    "record.recipients_label": "Empfänger",
    "record.transfers_label": "Drittländer und Garantien",
    "record.retention_label": "Löschfristen",
    "record.jointly_label": "Gemeinsam mit",
    "record.controller_label": "Im Auftrag von",
    "record.places_label": "Wo sie liegen",
    "record.retain": "gesetzliche Aufbewahrung für {duration}",
    "record.none": "keine",
    # The writers' own words
    "writer.about": "Über dieses Dokument",
    "writer.attached": "Dieselben Daten sind dieser Datei in maschinenlesbarer Form beigefügt",
    "writer.author": "Von",
    "writer.bytes": "Bytes",
    "writer.column": "Spalte",
    "writer.continued": "Fortsetzung",
    "writer.contents": "Inhalt",
    "writer.created": "Erstellt am",
    "writer.false": "nein",
    "writer.losses": "Was dieses Format nicht unverändert wiedergeben konnte",
    "writer.no_rows": "Keine Einträge",
    "writer.of": "von",
    "writer.page": "Seite",
    "writer.row": "Zeile",
    "writer.sheet": "Blatt",
    "writer.table": "Tabelle",
    "writer.true": "ja",
}
