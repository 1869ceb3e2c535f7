"""What people read, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["TEXTS"]

TEXTS: Final[Mapping[str, str]] = {
    # How things are written
    "quoted": "“{text}”",
    "labelled": "{label}: {text}",
    "and": "{first} and {last}",
    "thousands": ",",
    "months": "January February March April May June July August September October November December",
    "date": "{day} {month} {year}",
    "date.first": "{day} {month} {year}",
    "moment": "{date}, {time} ({zone})",
    "article.1": "Art. {article} GDPR",
    "article.2": "Art. {article}({paragraph}) GDPR",
    "article.3": "Art. {article}({paragraph})({point}) GDPR",
    "year.one": "{count} year",
    "year.many": "{count} years",
    "month.one": "{count} month",
    "month.many": "{count} months",
    "week.one": "{count} week",
    "week.many": "{count} weeks",
    "day.one": "{count} day",
    "day.many": "{count} days",
    "row.one": "{count} entry",
    "row.many": "{count} entries",
    "person.one": "{count} person",
    "person.many": "{count} people",
    "set.one": "{count} set of data",
    "set.many": "{count} sets of data",
    "field.one": "{count} field",
    "field.many": "{count} fields",
    "mention.one": "{count} mention",
    "mention.many": "{count} mentions",
    "unstated": "not stated in our records",
    "yes": "yes",
    "no": "no",
    # Who answers
    "who.heading": "Who is responsible",
    "who.controller": "Controller",
    "who.contact": "Contact",
    "who.country": "Country",
    "who.authority": "Supervisory authority",
    # Art. 15: the answer
    "access.title": "Your personal data",
    "access.answer": "Our answer to your request",
    "access.held": (
        "Yes, we process personal data concerning you. This document gives you a copy of that data and the "
        "information to which you are entitled ({article})."
    ),
    "access.not_held": (
        "No. We looked for the details you gave us and found no personal data concerning you ({article})."
    ),
    "access.not_held_certain": (
        "We found no personal data that we can attribute to you with certainty ({article}). Please read "
        "below what we could not settle."
    ),
    "access.not_held_seen": (
        "We found no personal data concerning you where we were able to look ({article}). This is not yet a "
        "complete answer: see below where we could not look."
    ),
    "access.date": "Date of this answer",
    "access.amount": "What we hold",
    "access.amount_text": "{rows} in {tables}; each is described and copied below",
    "access.gaps": "What remains open",
    "access.possible": (
        "{place}: {rows}. We cannot establish whether this data concerns you or another person, and "
        "therefore do not show it. Further details from you may help us to do so."
    ),
    "access.unreachable": (
        "{store}: we could not look into this system. We do not know whether it holds data concerning you."
    ),
    "consents.heading": "Your consents",
    "consents.intro": (
        "You may withdraw each of them at any time ({article}); what was done before stays lawful."
    ),
    "consents.given": "{purpose}: given on {date} ({how}) to these words: {wording}.",
    "consents.standing": "It stands.",
    "consents.withdrawn": "Withdrawn on {date}.",
    "consents.renewed": "Given anew on {date}.",
    "access.marks": "What you have already asked for",
    # Art. 15(1)(a)-(d), (g): one collection of data
    "holding.heading": "About your data: {title}",
    "holding.what": "What it is",
    "holding.what_text": "{place}: {rows}, {fields}",
    "holding.purposes": "Why we use it",
    "holding.purpose_text": "{purpose}. Legal basis: {basis}",
    "holding.field_purposes": "Purposes of particular fields",
    "holding.categories": "Categories of data",
    "holding.origins": "How it came to us",
    "holding.source": "Source",
    "holding.source_person": "you yourself",
    "holding.recipients": "Who receives it",
    "holding.no_recipients": "Our records name no recipient.",
    "holding.recipient_contact": "contact: {contact}",
    "holding.third_country": "This is outside the European Economic Area: a transfer to a third country",
    "holding.safeguards": "Appropriate safeguards: {safeguards}",
    "holding.no_safeguards": "our records name none",
    "holding.retention": "How long we keep it",
    "holding.retention_after": "{duration} after the date in the field {column}",
    "holding.role": "Who answers for it",
    "holding.secret": "Held, but not shown for security reasons: {columns}.",
    "holding.redacted": "Another person's data is covered with “{mark}” ({article}): {columns}.",
    "holding.joint": "Entries that also concern another person: {number}.",
    "holding.unnamed_purpose": "Our records name no purpose.",
    # Art. 4(7)-(8), 26
    "role.controller": "We do, as controller.",
    "role.processor": (
        "{party}, as controller. We only process this data on its behalf, as its processor. For your rights "
        "concerning this data, please turn to it; we can pass your request on."
    ),
    "role.joint_controller": (
        "We and {party} together, as joint controllers ({article}). You may turn to either of us."
    ),
    "role.essence": "The essence of our arrangement ({article}): {essence}",
    "role.contact_point": "Contact point: {contact}",
    "role.another": "another organisation, which our records do not name",
    # Art. 6(1)
    "basis.consent": "your consent",
    "basis.contract": "a contract with you, or steps you asked for before entering into one",
    "basis.legal_obligation": "a legal obligation to which we are subject",
    "basis.vital_interests": "the protection of somebody's vital interests",
    "basis.public_task": "a task in the public interest or the exercise of official authority",
    "basis.legitimate_interests": "our legitimate interests or those of a third party",
    # Art. 20(1), WP 242
    "origin.provided": "Provided by you",
    "origin.observed": "Recorded when you dealt with us",
    "origin.derived": "Worked out by us from other data",
    # Art. 15(2)
    "transfers.heading": "Transfers outside the European Economic Area",
    "transfers.some": "The following recipients are in a third country ({article}):",
    "transfers.none": (
        "Our records name no transfer of your data to a third country or an international organisation."
    ),
    # Art. 15(1)(c), (g): what really changed hands
    "handed_over.delivered_heading": "To whom your data was handed over",
    "handed_over.delivered": (
        "Sets of data in which you are named were handed over to these recipients ({article}). If your data "
        "is corrected, erased or restricted, we tell them."
    ),
    "handed_over.received_heading": "From whom we received your data",
    "handed_over.received": "We received sets of data in which you are named ({article}) from:",
    "handed_over.item": "{date}: {party}. {data}: {categories}. Purpose: {purpose}. Legal basis: {basis}.",
    "handed_over.uncertain": "You may not be meant: other people have the same detail.",
    # Art. 15(1)(h)
    "automated.heading": "Automated decisions",
    "automated.some": (
        "Some decisions about you are based solely on automated processing, profiling included ({article})."
    ),
    "automated.human": (
        "You may ask for a person to review such a decision, express your point of view and contest the "
        "decision ({article})."
    ),
    "automated.logic": "Their logic, and what they mean for you:",
    "automated.none": (
        "Our records name no decision about you that is based solely on automated processing, profiling "
        "included ({article})."
    ),
    # What stands in the register
    "mark.restriction": "Since {date} the processing of your data has been restricted: {ground}.",
    "mark.restriction_plain": "Since {date} the processing of your data has been restricted ({article}).",
    "mark.objection": (
        "Since {date} your objection to the following purpose has stood ({article}): {purpose}."
    ),
    "mark.withdrawal": "On {date} you withdrew your consent to the following purpose ({article}): {purpose}.",
    "mark.erasure": "On {date} we erased data concerning you ({article}).",
    "restriction.accuracy_contested": "you contest that it is accurate",
    "restriction.unlawful_processing": (
        "its processing is unlawful and you asked for restriction instead of erasure"
    ),
    "restriction.legal_claims": "you need it for legal claims",
    "restriction.objection_pending": "you have objected and we are examining whose grounds prevail",
    # Art. 15(1)(e)-(f), 77, 79
    "rights.heading": "Your rights",
    "rights.intro": (
        "Besides this copy of your data you have the following rights. Using them is free of charge, and we "
        "answer within one month ({article})."
    ),
    "rights.rectify": (
        "Rectification: have inaccurate data corrected and incomplete data completed ({article})."
    ),
    "rights.erase": (
        "Erasure: have your data erased, unless the law allows or requires us to keep it ({article})."
    ),
    "rights.restrict": (
        "Restriction of processing: have your data set aside while a question about it is settled "
        "({article})."
    ),
    "rights.object": (
        "Objection: object to processing that rests on our legitimate interests or on a public task, and to "
        "direct marketing at any time and without giving reasons ({article})."
    ),
    "rights.export": (
        "Data portability: receive the data you provided in a machine-readable format, or have it sent to "
        "another controller ({article})."
    ),
    "rights.withdraw_consent": (
        "Withdrawal of consent: withdraw your consent at any time; what was done before remains lawful "
        "({article})."
    ),
    "rights.contact": "To use your rights, contact {organisation}: {contact}.",
    "rights.contact_plain": "To use your rights, contact {organisation}.",
    "complaint.heading": "Complaint",
    "complaint.named": (
        "If you think that we infringe the law, you may lodge a complaint with a supervisory authority "
        "({article}), in particular: {authority}."
    ),
    "complaint.unnamed": (
        "If you think that we infringe the law, you may lodge a complaint with a supervisory authority, in "
        "particular where you live, where you work or where the infringement took place ({article})."
    ),
    "complaint.court": "You may also go to court ({article}).",
    # Art. 20: the export
    "export.title": "Your data to take with you",
    "export.heading": "What this file is",
    "export.portable": (
        "This file holds the data that you provided to us, or that we recorded when you dealt with us, "
        "where we process it on the basis of your consent or of a contract ({article}). Data of which our "
        "records state neither is included."
    ),
    "export.all": (
        "This file holds all the data concerning you that we may give you, beyond what the right to data "
        "portability covers ({article})."
    ),
    "export.use": "You may keep it and pass it on to another controller.",
    "export.nothing": "There is no data to export.",
    "export.date": "Date of this export",
    "export.scope": "Extent",
    "export.scope_portable": "right to data portability",
    "export.scope_all": "all data held",
    "export.contents": "What is in it",
    "export.left_out": "What is not in it, and why",
    "export.left_out_intro": (
        "We also hold the following data, which this file does not contain. Where the right of access "
        "covers it, you can ask for a copy ({article})."
    ),
    "export.nothing_left_out": "Nothing was left out.",
    "left_out.derived": (
        "We derived it from other data: the right to data portability does not cover it ({article})"
    ),
    "left_out.basis": "We process it neither on consent nor on a contract ({article}), but on: {bases}",
    "left_out.another_person": "It is another person's data ({article})",
    "left_out.processor": (
        "We only process it on behalf of {party}, to which your right to data portability applies, and which "
        "has not instructed us to hand it out ({article})"
    ),
    "left_out.secret": "It is never shown, for security reasons",
    "left_out.other": "Other reason: {reason}",
    # The receipt
    "receipt.title": "Receipt: {right}",
    "receipt.heading": "In short",
    "receipt.done": "What was asked for has been done. A second look at the data confirmed it.",
    "receipt.partly": (
        "What could be done has been done, and a second look at the data confirmed it. Some data stays as "
        "it is or waits for somebody: this is explained below."
    ),
    "receipt.unconfirmed": (
        "A second look at the data did not confirm everything. The table shows where something failed or "
        "where we could not look."
    ),
    "receipt.nothing": "No data was held on the people concerned; none had to be changed.",
    "receipt.none_done": "Nothing was changed. The reasons are given below.",
    "receipt.right": "Request",
    "receipt.at": "Done on",
    "receipt.organisation": "By",
    "receipt.subjects": "People concerned",
    "receipt.found": "Of whom data was held on",
    "receipt.verified": "Confirmed by a second look",
    "receipt.instruction": "On the instruction of",
    "receipt.instruction_text": "{controller}, reference {reference}",
    "receipt.instruction_dated": "{controller}, reference {reference}, {date}",
    "receipt.token": "Operation",
    "receipt.number": "Number in the ledger",
    "receipt.digest": "Checksum in the ledger",
    "receipt.places": "What was done, by place",
    "receipt.place": "Place",
    "receipt.outcome": "Outcome",
    "receipt.deleted": "Deleted",
    "receipt.updated": "Changed",
    "receipt.retained": "Kept by law",
    "receipt.no_personal_data": "This receipt holds no personal data.",
    "receipt.kept": "What stays, and why",
    "receipt.awaiting": "What waits for a controller",
    "receipt.awaiting_item": (
        "{place}: {rows}. We process this data on behalf of {controller}, which must first instruct us "
        "({article})."
    ),
    "receipt.possible": "What could not be told apart",
    "receipt.possible_item": (
        "{place}: {rows}. This data may be the person's but cannot be told apart from another person's; it "
        "was left as it is."
    ),
    "receipt.refused": "For whom nothing was done",
    "receipt.refused_item": "{people}: {reason}.",
    "receipt.notices": "Who is told",
    "receipt.notices_text": "These recipients of the data are to be told of the change ({article}):",
    "receipt.residues": "Mentions that remain",
    "receipt.residue_item": "{place}: {mentions} in text of another entry",
    "receipt.residue_column_item": "{place}, field {column}: {mentions} in text of another entry",
    "receipt.remarks": "Remarks",
    "receipt.purged": "What was done against traces",
    "receipt.remains": "What traces may remain",
    "receipt.out_of_scope": "What this operation does not reach",
    "proof.heading": "How to check this receipt",
    "proof.text": (
        "This receipt is signed and stands in a chain of receipts in which nothing can be changed, left out"
        " or added afterwards without being noticed. With the organisation's public key anybody can check "
        "it, without the organisation's help: “subjectrights receipt verify FILE --public-key KEY”, or the "
        "steps on the page “Check a receipt” of the program's documentation. Check the file as you received"
        " it: a copy that was printed or saved anew can't be checked as a whole."
    ),
    "proof.at": "Sealed on",
    "proof.previous": "Checksum of the receipt before it",
    "proof.hash": "Checksum",
    "proof.signature": "Signature (Ed25519)",
    "proof.key": "Key",
    "right.access": "access to data",
    "right.rectify": "rectification of data",
    "right.restrict": "restriction of processing",
    "right.lift_restriction": "lifting of a restriction of processing",
    "right.object": "objection to processing",
    "right.withdraw_consent": "withdrawal of consent",
    "right.export": "data portability",
    "right.erase": "erasure of data",
    "meaning.heading": "What this means",
    "meaning.restrict": (
        "While the restriction stands, we only store the data. Any other use needs the person's consent, or "
        "serves legal claims, the protection of another person's rights or an important public interest "
        "({article}). We will tell the person before we lift it."
    ),
    "meaning.object": "We no longer process the data for the purpose objected to ({article}).",
    "meaning.withdraw_consent": (
        "We no longer process the data for the purpose the consent was given for. What was done before the "
        "withdrawal remains lawful ({article})."
    ),
    "notice.heading": "Notice before a restriction is lifted",
    "notice.text": (
        "The processing of your personal data was restricted at your request. We hereby inform you that "
        "this restriction is being lifted ({article}). We may then use the data again for the purposes it "
        "is held for."
    ),
    "notice.contact": "If you do not agree, contact {organisation}: {contact}.",
    "notice.contact_plain": "If you do not agree, contact {organisation}.",
    "outcome.done": "done",
    "outcome.retained": "kept",
    "outcome.awaiting": "waiting for an instruction",
    "outcome.possible": "left as it is: could not be told apart",
    "outcome.failed": "failed",
    "outcome.could not look": "could not look",
    "outcome.nothing held": "nothing held",
    "outcome.nothing to do": "nothing to change",
    "kept.retained": "{rows}. Kept {ground} ({article}).",
    "kept.retained_plain": "{rows}. Kept because the law demands it ({article}).",
    "kept.purpose": "{rows}. Still needed for another purpose: {purpose}.",
    "kept.joint": (
        "{rows}. This data also concerns another person; the person's own part was removed where possible."
    ),
    "kept.joint_rectify": "{rows}. This data also concerns another person and was therefore not changed.",
    "kept.reference": "{rows}. Only the key stays, because other entries that are kept refer to it.",
    "kept.identifier": (
        "{rows}. It is all that tells whose the rest of the entry is, and the entry as a whole was not asked "
        "for."
    ),
    "kept.stays": "{rows}. Our data map lets these entries stay; the fields it names were overwritten.",
    "kept.other": "{rows}. Kept: {reason}.",
    "kept.fields": "Fields: {columns}.",
    "kept.law": "Law: {law}.",
    "kept.until": "Until {date}.",
    "kept.no_end": "No end date is known.",
    "retention.freedom_of_expression": "for freedom of expression and information",
    "retention.legal_obligation": "to comply with a legal obligation or to carry out a public task",
    "retention.public_health": "for reasons of public interest in public health",
    "retention.archiving": "for archiving in the public interest, research or statistics",
    "retention.legal_claims": "for the establishment, exercise or defence of legal claims",
    "refused.ambiguous": "the details given lead to more than one person",
    "refused.undecided": "nothing tells whether a backup brought the data back or the person came back",
    "refused.restricted": "the processing of the data is restricted ({article})",
    "refused.other": "{reason}",
    # Art. 30: the record of processing
    "record.title": "Record of processing activities",
    "record.heading": "What this record is",
    "record.intro": (
        "This record is kept under {article}. It was made on {date} from the organisation’s data map and "
        "the exchanges of data that were documented."
    ),
    "record.security": "Technical and organisational security measures",
    "record.security_none": "Our records do not describe them here.",
    "record.controller": "What we process as controller ({article})",
    "record.processor": "What we process on behalf of others ({article})",
    "record.purpose_label": "Purpose",
    "record.basis_label": "Legal basis",
    "record.people_label": "Categories of people",
    "record.categories_label": "Categories of data",
    "record.recipients_label": "Recipients",
    "record.transfers_label": "Third countries and safeguards",
    "record.retention_label": "Time limits for erasure",
    "record.jointly_label": "Jointly with",
    "record.controller_label": "On behalf of",
    "record.places_label": "Where it is held",
    "record.retain": "kept by law for {duration}",
    "record.none": "none",
    # The writers' own words
    "writer.about": "About",
    "writer.attached": "The same data is attached to this file in machine-readable form",
    "writer.author": "From",
    "writer.bytes": "bytes",
    "writer.column": "Column",
    "writer.continued": "continued",
    "writer.contents": "Contents",
    "writer.created": "Created",
    "writer.false": "no",
    "writer.losses": "What this format could not carry as it is",
    "writer.no_rows": "No entries",
    "writer.of": "of",
    "writer.page": "Page",
    "writer.row": "Row",
    "writer.sheet": "Sheet",
    "writer.table": "Table",
    "writer.true": "yes",
}
