"""What people read, in French, with the terms of the GDPR's French version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["TEXTS"]

TEXTS: Final[Mapping[str, str]] = {
    # How things are written
    "quoted": "«\u00a0{text}\u00a0»",
    "labelled": "{label}\u00a0: {text}",
    "and": "{first} et {last}",
    "thousands": "\u00a0",
    "months": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "date": "{day} {month} {year}",
    "date.first": "{day}er {month} {year}",
    "moment": "{date} à {time} ({zone})",
    "article.1": "article {article} du RGPD",
    "article.2": "article {article}, paragraphe {paragraph}, du RGPD",
    "article.3": "article {article}, paragraphe {paragraph}, point {point}), du RGPD",
    "year.one": "{count} an",
    "year.many": "{count} ans",
    "month.one": "{count} mois",
    "month.many": "{count} mois",
    "week.one": "{count} semaine",
    "week.many": "{count} semaines",
    "day.one": "{count} jour",
    "day.many": "{count} jours",
    "row.one": "{count} enregistrement",
    "row.many": "{count} enregistrements",
    "person.one": "{count} personne",
    "person.many": "{count} personnes",
    "set.one": "{count} ensemble de données",
    "set.many": "{count} ensembles de données",
    "field.one": "{count} champ",
    "field.many": "{count} champs",
    "mention.one": "{count} mention",
    "mention.many": "{count} mentions",
    "unstated": "non précisé dans nos registres",
    "yes": "oui",
    "no": "non",
    # Who answers
    "who.heading": "Qui est responsable",
    "who.controller": "Responsable du traitement",
    "who.contact": "Contact",
    "who.country": "Pays",
    "who.authority": "Autorité de contrôle",
    # Art. 15: the answer
    "access.title": "Vos données à caractère personnel",
    "access.answer": "Notre réponse à votre demande",
    "access.held": (
        "Oui, nous traitons des données à caractère personnel vous concernant. Ce document vous fournit une "
        "copie de ces données et les informations auxquelles vous avez droit ({article})."
    ),
    "access.not_held": (
        "Non. Nous avons cherché à partir des éléments que vous nous avez fournis et n’avons trouvé aucune "
        "donnée à caractère personnel vous concernant ({article})."
    ),
    "access.not_held_certain": (
        "Nous n’avons trouvé aucune donnée à caractère personnel que nous puissions vous attribuer avec "
        "certitude ({article}). Lisez ci-dessous ce que nous n’avons pas pu établir."
    ),
    "access.not_held_seen": (
        "Nous n’avons trouvé aucune donnée à caractère personnel vous concernant là où nous avons pu "
        "chercher ({article}). Cette réponse n’est pas encore complète\u00a0: voyez ci-dessous où nous "
        "n’avons pas pu chercher."
    ),
    "access.date": "Date de cette réponse",
    "access.amount": "Ce que nous détenons",
    "access.amount_text": "{rows} dans {tables}\u00a0; chacun est décrit et reproduit ci-dessous",
    "access.gaps": "Ce qui reste ouvert",
    "access.possible": (
        "{place}\u00a0: {rows}. Nous ne pouvons pas établir si ces données vous concernent ou concernent "
        "une autre personne\u00a0; nous ne les montrons donc pas. Des précisions de votre part peuvent nous "
        "y aider."
    ),
    "access.unreachable": (
        "{store}\u00a0: nous n’avons pas pu consulter ce système. Nous ne savons pas s’il contient des "
        "données vous concernant."
    ),
    "consents.heading": "Vos consentements",
    "consents.intro": (
        "Vous pouvez retirer chacun d’eux à tout moment ({article})\u00a0; "
        "ce qui a été fait auparavant reste licite."
    ),
    "consents.given": "{purpose}\u00a0: donné le {date} ({how}) au texte suivant\u00a0: {wording}.",
    "consents.standing": "Il est en vigueur.",
    "consents.withdrawn": "Retiré le {date}.",
    "consents.renewed": "Donné à nouveau le {date}.",
    "access.marks": "Ce que vous avez déjà demandé",
    # Art. 15(1)(a)-(d), (g): one collection of data
    "holding.heading": "À propos de vos données\u00a0: {title}",
    "holding.what": "De quoi il s’agit",
    "holding.what_text": "{place}\u00a0: {rows}, {fields}",
    "holding.purposes": "Finalités du traitement",
    "holding.purpose_text": "{purpose}. Base juridique\u00a0: {basis}",
    "holding.field_purposes": "Finalités propres à certains champs",
    "holding.categories": "Catégories de données",
    "holding.origins": "Comment elles nous sont parvenues",
    "holding.source": "Source",
    "holding.source_person": "vous-même",
    "holding.recipients": "Destinataires",
    "holding.no_recipients": "Nos registres ne mentionnent aucun destinataire.",
    "holding.recipient_contact": "contact\u00a0: {contact}",
    "holding.third_country": "Hors de l’Espace économique européen\u00a0: transfert vers un pays tiers",
    "holding.safeguards": "Garanties appropriées\u00a0: {safeguards}",
    "holding.no_safeguards": "nos registres n’en mentionnent aucune",
    "holding.retention": "Durée de conservation",
    "holding.retention_after": "{duration} après la date du champ {column}",
    "holding.role": "Qui en répond",
    "holding.secret": "Détenu, mais non montré pour des raisons de sécurité\u00a0: {columns}.",
    "holding.redacted": (
        "Les données d’une autre personne sont masquées par «\u00a0{mark}\u00a0» ({article})\u00a0: "
        "{columns}."
    ),
    "holding.joint": "Enregistrements qui concernent aussi une autre personne\u00a0: {number}.",
    "holding.unnamed_purpose": "Nos registres ne mentionnent aucune finalité.",
    # Art. 4(7)-(8), 26
    "role.controller": "Nous-mêmes, en tant que responsable du traitement.",
    "role.processor": (
        "{party}, en tant que responsable du traitement. Nous ne traitons ces données que pour son compte, "
        "en tant que sous-traitant. Pour exercer vos droits sur ces données, adressez-vous au responsable "
        "du traitement\u00a0; nous pouvons lui transmettre votre demande."
    ),
    "role.joint_controller": (
        "Nous-mêmes et {party}, en tant que responsables conjoints du traitement ({article}). Vous pouvez "
        "vous adresser à l’un comme à l’autre."
    ),
    "role.essence": "Les grandes lignes de notre accord ({article})\u00a0: {essence}",
    "role.contact_point": "Point de contact\u00a0: {contact}",
    "role.another": "un autre organisme, que nos registres ne nomment pas",
    # Art. 6(1)
    "basis.consent": "votre consentement",
    "basis.contract": (
        "l’exécution d’un contrat avec vous ou de mesures précontractuelles prises à votre demande"
    ),
    "basis.legal_obligation": "le respect d’une obligation légale à laquelle nous sommes soumis",
    "basis.vital_interests": "la sauvegarde des intérêts vitaux d’une personne",
    "basis.public_task": (
        "l’exécution d’une mission d’intérêt public ou relevant de l’exercice de l’autorité publique"
    ),
    "basis.legitimate_interests": "nos intérêts légitimes ou ceux d’un tiers",
    # Art. 20(1), WP 242
    "origin.provided": "Fournies par vous",
    "origin.observed": "Enregistrées au cours de nos échanges avec vous",
    "origin.derived": "Déduites par nous d’autres données",
    # Art. 15(2)
    "transfers.heading": "Transferts hors de l’Espace économique européen",
    "transfers.some": "Les destinataires suivants se trouvent dans un pays tiers ({article})\u00a0:",
    "transfers.none": (
        "Nos registres ne mentionnent aucun transfert de vos données vers un pays tiers ou une organisation "
        "internationale."
    ),
    # Art. 15(1)(c), (g): what really changed hands
    "handed_over.delivered_heading": "À qui vos données ont été remises",
    "handed_over.delivered": (
        "Des ensembles de données où vous figurez ont été remis à ces destinataires ({article}). Si vos "
        "données sont rectifiées, effacées ou limitées, nous les en informons."
    ),
    "handed_over.received_heading": "De qui nous avons reçu vos données",
    "handed_over.received": (
        "Nous avons reçu des ensembles de données où vous figurez ({article}) de la part de\u00a0:"
    ),
    "handed_over.item": (
        "{date}\u00a0: {party}. {data}\u00a0: {categories}. Finalité\u00a0: {purpose}. Base "
        "juridique\u00a0: {basis}."
    ),
    "handed_over.uncertain": (
        "Il se peut qu’il ne s’agisse pas de vous\u00a0: d’autres personnes ont la même donnée."
    ),
    # Art. 15(1)(h)
    "automated.heading": "Décisions automatisées",
    "automated.some": (
        "Certaines décisions vous concernant sont fondées exclusivement sur un traitement automatisé, y "
        "compris le profilage ({article})."
    ),
    "automated.human": (
        "Vous pouvez demander une intervention humaine, exprimer votre point de vue et contester une telle "
        "décision ({article})."
    ),
    "automated.logic": "Leur logique et leurs conséquences pour vous\u00a0:",
    "automated.none": (
        "Nos registres ne mentionnent aucune décision vous concernant qui soit fondée exclusivement sur un "
        "traitement automatisé, y compris le profilage ({article})."
    ),
    # What stands in the register
    "mark.restriction": "Depuis le {date}, le traitement de vos données est limité\u00a0: {ground}.",
    "mark.restriction_plain": "Depuis le {date}, le traitement de vos données est limité ({article}).",
    "mark.objection": (
        "Depuis le {date}, votre opposition à la finalité suivante est enregistrée ({article})\u00a0: "
        "{purpose}."
    ),
    "mark.withdrawal": (
        "Le {date}, vous avez retiré votre consentement à la finalité suivante ({article})\u00a0: {purpose}."
    ),
    "mark.erasure": "Le {date}, nous avons effacé des données vous concernant ({article}).",
    "restriction.accuracy_contested": "vous contestez l’exactitude des données",
    "restriction.unlawful_processing": (
        "le traitement est illicite et vous avez demandé sa limitation plutôt que l’effacement"
    ),
    "restriction.legal_claims": (
        "vous avez besoin des données pour la constatation, l’exercice ou la défense de droits en justice"
    ),
    "restriction.objection_pending": (
        "vous vous êtes opposé au traitement et nous vérifions quels motifs prévalent"
    ),
    # Art. 15(1)(e)-(f), 77, 79
    "rights.heading": "Vos droits",
    "rights.intro": (
        "Outre cette copie de vos données, vous disposez des droits suivants. Leur exercice est gratuit et "
        "nous répondons dans un délai d’un mois ({article})."
    ),
    "rights.rectify": (
        "Droit de rectification\u00a0: faire corriger des données inexactes et compléter des données "
        "incomplètes ({article})."
    ),
    "rights.erase": (
        "Droit à l’effacement\u00a0: faire effacer vos données, sauf si la loi nous permet ou nous impose "
        "de les conserver ({article})."
    ),
    "rights.restrict": (
        "Droit à la limitation du traitement\u00a0: faire mettre vos données de côté le temps qu’une "
        "question à leur sujet soit réglée ({article})."
    ),
    "rights.object": (
        "Droit d’opposition\u00a0: vous opposer à un traitement fondé sur nos intérêts légitimes ou sur une "
        "mission d’intérêt public, et à tout moment, sans motif, à la prospection ({article})."
    ),
    "rights.export": (
        "Droit à la portabilité des données\u00a0: recevoir dans un format lisible par machine les données "
        "que vous avez fournies, ou les faire transmettre à un autre responsable du traitement ({article})."
    ),
    "rights.withdraw_consent": (
        "Retrait du consentement\u00a0: retirer votre consentement à tout moment\u00a0; ce qui a été fait "
        "auparavant reste licite ({article})."
    ),
    "rights.contact": "Pour exercer vos droits, contactez {organisation}\u00a0: {contact}.",
    "rights.contact_plain": "Pour exercer vos droits, contactez {organisation}.",
    "complaint.heading": "Réclamation",
    "complaint.named": (
        "Si vous estimez que nous ne respectons pas la loi, vous pouvez introduire une réclamation auprès "
        "d’une autorité de contrôle ({article}), en particulier\u00a0: {authority}."
    ),
    "complaint.unnamed": (
        "Si vous estimez que nous ne respectons pas la loi, vous pouvez introduire une réclamation auprès "
        "d’une autorité de contrôle, en particulier là où vous résidez, là où vous travaillez ou là où la "
        "violation a été commise ({article})."
    ),
    "complaint.court": "Vous pouvez aussi saisir un tribunal ({article}).",
    # Art. 20: the export
    "export.title": "Vos données à emporter",
    "export.heading": "Ce que contient ce fichier",
    "export.portable": (
        "Ce fichier contient les données que vous nous avez fournies, ou que nous avons enregistrées au "
        "cours de nos échanges avec vous, lorsque nous les traitons sur la base de votre consentement ou "
        "d’un contrat ({article}). Les données pour lesquelles nos registres ne précisent ni l’un ni "
        "l’autre y figurent aussi."
    ),
    "export.all": (
        "Ce fichier contient toutes les données vous concernant que nous pouvons vous remettre, au-delà de "
        "ce que couvre le droit à la portabilité des données ({article})."
    ),
    "export.use": "Vous pouvez le conserver et le transmettre à un autre responsable du traitement.",
    "export.nothing": "Il n’y a aucune donnée à exporter.",
    "export.date": "Date de cet export",
    "export.scope": "Étendue",
    "export.scope_portable": "droit à la portabilité des données",
    "export.scope_all": "toutes les données détenues",
    "export.contents": "Ce qui s’y trouve",
    "export.left_out": "Ce qui ne s’y trouve pas, et pourquoi",
    "export.left_out_intro": (
        "Nous détenons aussi les données suivantes, que ce fichier ne contient pas. Lorsque le droit "
        "d’accès les couvre, vous pouvez en demander une copie ({article})."
    ),
    "export.nothing_left_out": "Rien n’a été laissé de côté.",
    "left_out.derived": (
        "Nous les avons déduites d’autres données\u00a0: le droit à la portabilité ne les couvre pas "
        "({article})"
    ),
    "left_out.basis": (
        "Nous ne les traitons ni sur la base d’un consentement ni sur celle d’un contrat ({article}), mais "
        "sur la base suivante\u00a0: {bases}"
    ),
    "left_out.another_person": "Ce sont les données d’une autre personne ({article})",
    "left_out.processor": (
        "Nous ne les traitons que pour le compte de {party}, auprès de qui s’exerce votre droit à la "
        "portabilité et qui ne nous a pas donné instruction de les remettre ({article})"
    ),
    "left_out.secret": "Elles ne sont jamais montrées, pour des raisons de sécurité",
    "left_out.other": "Autre raison\u00a0: {reason}",
    # The receipt
    "receipt.title": "Récépissé\u00a0: {right}",
    "receipt.heading": "En bref",
    "receipt.done": "Ce qui était demandé a été fait. Un second examen des données l’a confirmé.",
    "receipt.partly": (
        "Ce qui pouvait être fait l’a été, et un second examen des données l’a confirmé. Certaines données "
        "restent en l’état ou attendent quelqu’un\u00a0: voyez les explications ci-dessous."
    ),
    "receipt.unconfirmed": (
        "Un second examen des données n’a pas tout confirmé. Le tableau indique où quelque chose a échoué "
        "ou n’a pas pu être consulté."
    ),
    "receipt.nothing": (
        "Aucune donnée n’était détenue sur les personnes concernées\u00a0; rien n’était à modifier."
    ),
    "receipt.none_done": "Rien n’a été modifié. Les raisons figurent ci-dessous.",
    "receipt.right": "Demande",
    "receipt.at": "Exécutée le",
    "receipt.organisation": "Par",
    "receipt.subjects": "Personnes concernées",
    "receipt.found": "Dont des données étaient détenues",
    "receipt.verified": "Confirmé par un second examen",
    "receipt.instruction": "Sur instruction de",
    "receipt.instruction_text": "{controller}, référence {reference}",
    "receipt.instruction_dated": "{controller}, référence {reference}, {date}",
    "receipt.token": "Opération",
    "receipt.number": "Numéro dans le registre",
    "receipt.digest": "Empreinte dans le registre",
    "receipt.places": "Ce qui a été fait, par emplacement",
    "receipt.place": "Emplacement",
    "receipt.outcome": "Résultat",
    "receipt.deleted": "Supprimés",
    "receipt.updated": "Modifiés",
    "receipt.retained": "Conservés selon la loi",
    "receipt.no_personal_data": "Ce récépissé ne contient aucune donnée à caractère personnel.",
    "receipt.kept": "Ce qui reste, et pourquoi",
    "receipt.awaiting": "Ce qui attend un responsable du traitement",
    "receipt.awaiting_item": (
        "{place}\u00a0: {rows}. Nous traitons ces données pour le compte de {controller}, qui doit d’abord "
        "nous donner une instruction ({article})."
    ),
    "receipt.possible": "Ce qui n’a pas pu être distingué",
    "receipt.possible_item": (
        "{place}\u00a0: {rows}. Ces données concernent peut-être la personne, mais ne se distinguent pas de "
        "celles d’une autre\u00a0; elles ont été laissées en l’état."
    ),
    "receipt.refused": "Pour qui rien n’a été fait",
    "receipt.refused_item": "{people}\u00a0: {reason}.",
    "receipt.notices": "Qui est informé",
    "receipt.notices_text": "Ces destinataires des données sont à informer du changement ({article})\u00a0:",
    "receipt.residues": "Mentions qui subsistent",
    "receipt.residue_item": "{place}\u00a0: {mentions} dans le texte d’un autre enregistrement",
    "receipt.residue_column_item": (
        "{place}, champ {column}\u00a0: {mentions} dans le texte d’un autre enregistrement"
    ),
    "receipt.remarks": "Remarques",
    "receipt.purged": "Ce qui a été fait contre les traces",
    "receipt.remains": "Traces qui peuvent subsister",
    "receipt.out_of_scope": "Ce que cette opération n’atteint pas",
    "proof.heading": "Comment vérifier ce récépissé",
    "proof.text": (
        "Ce récépissé est signé et fait partie d’une chaîne de récépissés où rien ne peut être changé, omis"
        " ou ajouté après coup sans que cela se voie. Avec la clé publique de l’organisation, chacun peut "
        "le vérifier sans l’aide de celle-ci\u00a0: «\u00a0subjectrights receipt verify FICHIER "
        "--public-key CLÉ\u00a0», ou les étapes de la page «\u00a0Check a receipt\u00a0» de la "
        "documentation du programme. Vérifiez le fichier tel que vous l’avez reçu\u00a0: une copie imprimée"
        " ou enregistrée à nouveau ne peut plus être vérifiée dans son ensemble."
    ),
    "proof.at": "Scellé le",
    "proof.previous": "Empreinte du récépissé précédent",
    "proof.hash": "Empreinte",
    "proof.signature": "Signature (Ed25519)",
    "proof.key": "Clé",
    "right.access": "accès aux données",
    "right.rectify": "rectification de données",
    "right.restrict": "limitation du traitement",
    "right.lift_restriction": "levée d’une limitation du traitement",
    "right.object": "opposition au traitement",
    "right.withdraw_consent": "retrait du consentement",
    "right.export": "portabilité des données",
    "right.erase": "effacement de données",
    "meaning.heading": "Ce que cela signifie",
    "meaning.restrict": (
        "Tant que dure la limitation, nous ne faisons que conserver les données. Tout autre usage exige le "
        "consentement de la personne, ou sert des droits en justice, la protection des droits d’une autre "
        "personne ou des motifs importants d’intérêt public ({article}). Nous informerons la personne avant "
        "de lever la limitation."
    ),
    "meaning.object": (
        "Nous ne traitons plus les données pour la finalité à laquelle la personne s’est opposée ({article})."
    ),
    "meaning.withdraw_consent": (
        "Nous ne traitons plus les données pour la finalité à laquelle le consentement avait été donné. Ce "
        "qui a été fait avant le retrait reste licite ({article})."
    ),
    "notice.heading": "Avis avant la levée d’une limitation",
    "notice.text": (
        "Le traitement de vos données à caractère personnel a été limité à votre demande. Nous vous "
        "informons par la présente que cette limitation est levée ({article}). Nous pourrons ensuite à "
        "nouveau utiliser les données aux fins pour lesquelles elles sont détenues."
    ),
    "notice.contact": "Si vous n’êtes pas d’accord, contactez {organisation}\u00a0: {contact}.",
    "notice.contact_plain": "Si vous n’êtes pas d’accord, contactez {organisation}.",
    "outcome.done": "fait",
    "outcome.retained": "conservé",
    "outcome.awaiting": "en attente d’une instruction",
    "outcome.possible": "laissé en l’état\u00a0: impossible à distinguer",
    "outcome.failed": "échec",
    "outcome.could not look": "n’a pas pu être consulté",
    "outcome.nothing held": "rien de détenu",
    "outcome.nothing to do": "rien à modifier",
    "kept.retained": "{rows}. Conservation {ground} ({article}).",
    "kept.retained_plain": "{rows}. Conservation exigée par la loi ({article}).",
    "kept.purpose": "{rows}. Données encore nécessaires pour une autre finalité\u00a0: {purpose}.",
    "kept.joint": (
        "{rows}. Ces données concernent aussi une autre personne\u00a0; la part propre à la personne a été "
        "retirée là où c’était possible."
    ),
    "kept.joint_rectify": (
        "{rows}. Ces données concernent aussi une autre personne et n’ont donc pas été modifiées."
    ),
    "kept.reference": "{rows}. Seule la clé reste, car d’autres enregistrements conservés y renvoient.",
    "kept.identifier": (
        "{rows}. C’est la seule indication de la personne que le reste de l’enregistrement concerne, et "
        "l’enregistrement entier n’était pas demandé."
    ),
    "kept.stays": (
        "{rows}. Notre cartographie des données laisse subsister ces enregistrements\u00a0; "
        "les champs qu’elle désigne ont été écrasés."
    ),
    "kept.other": "{rows}. Conservation\u00a0: {reason}.",
    "kept.fields": "Champs\u00a0: {columns}.",
    "kept.law": "Texte de loi\u00a0: {law}.",
    "kept.until": "Jusqu’au {date}.",
    "kept.no_end": "Aucune date de fin n’est connue.",
    "retention.freedom_of_expression": (
        "nécessaire à l’exercice du droit à la liberté d’expression et d’information"
    ),
    "retention.legal_obligation": (
        "pour respecter une obligation légale ou exécuter une mission d’intérêt public"
    ),
    "retention.public_health": "pour des motifs d’intérêt public dans le domaine de la santé publique",
    "retention.archiving": "à des fins archivistiques dans l’intérêt public, de recherche ou statistiques",
    "retention.legal_claims": (
        "nécessaire à la constatation, à l’exercice ou à la défense de droits en justice"
    ),
    "refused.ambiguous": "les éléments fournis mènent à plus d’une personne",
    "refused.undecided": "rien ne dit si une sauvegarde a ramené les données ou si la personne est revenue",
    "refused.restricted": "le traitement des données est limité ({article})",
    "refused.other": "{reason}",
    # Art. 30: the record of processing
    "record.title": "Registre des activités de traitement",
    "record.heading": "Ce qu’est ce registre",
    "record.intro": (
        "Ce registre est tenu en vertu de l’{article}. Il a été établi le {date} d’après la carte des "
        "données de l’organisation et les échanges de données documentés."
    ),
    "record.security": "Mesures de sécurité techniques et organisationnelles",
    "record.security_none": "Nos registres ne les décrivent pas ici.",
    "record.controller": "Ce que nous traitons en tant que responsable du traitement ({article})",
    "record.processor": "Ce que nous traitons pour le compte d’autrui ({article})",
    "record.purpose_label": "Finalité",
    "record.basis_label": "Base juridique",
    "record.people_label": "Catégories de personnes",
    "record.categories_label": "Catégories de données",
    "record.recipients_label": "Destinataires",
    "record.transfers_label": "Pays tiers et garanties",
    "record.retention_label": "Délais d’effacement",
    "record.jointly_label": "Conjointement avec",
    "record.controller_label": "Pour le compte de",
    "record.places_label": "Où elles sont conservées",
    "record.retain": "conservation légale de {duration}",
    "record.none": "aucun",
    # The writers' own words
    "writer.about": "À propos",
    "writer.attached": "Les mêmes données sont jointes à ce fichier sous une forme lisible par machine",
    "writer.author": "De",
    "writer.bytes": "octets",
    "writer.column": "Colonne",
    "writer.continued": "suite",
    "writer.contents": "Sommaire",
    "writer.created": "Créé le",
    "writer.false": "non",
    "writer.losses": "Ce que ce format n’a pas pu rendre tel quel",
    "writer.no_rows": "Aucun enregistrement",
    "writer.of": "sur",
    "writer.page": "Page",
    "writer.row": "Ligne",
    "writer.sheet": "Feuille",
    "writer.table": "Tableau",
    "writer.true": "oui",
}
