"""The account of a run, as a document that proves what was done and holds no personal data."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from subjectrights.changes import Count
from subjectrights.datamap.model import Organisation, Party, Purpose
from subjectrights.plan import Kept
from subjectrights.receipt import Receipt
from subjectrights.reports.closing import complaint, contact
from subjectrights.reports.naming import headed, named, place
from subjectrights.reports.plain import organisation_facts
from subjectrights.reports.telling import party_text, purpose_text
from subjectrights.reports.words import Words, words
from subjectrights.reports.words.sentences import recognised
from subjectrights.terms import RetentionGround, Right
from subjectrights.writers.document import Document, DocumentTable, Section

__all__ = ["receipt_document"]

_RETENTION_ARTICLES = {
    RetentionGround.FREEDOM_OF_EXPRESSION: "Art. 17(3)(a)",
    RetentionGround.LEGAL_OBLIGATION: "Art. 17(3)(b)",
    RetentionGround.PUBLIC_HEALTH: "Art. 17(3)(c)",
    RetentionGround.ARCHIVING: "Art. 17(3)(d)",
    RetentionGround.LEGAL_CLAIMS: "Art. 17(3)(e)",
}
_MEANING_ARTICLES = {
    Right.RESTRICT: "Art. 18(2)",
    Right.OBJECT: "Art. 21",
    Right.WITHDRAW_CONSENT: "Art. 7(3)",
}
_NO_NOTICE = {"not_restricted", "objection_refused"}


def receipt_document(
    receipt: Receipt,
    organisation: Organisation,
    *,
    language: str,
    parties: Mapping[str, Party] | None = None,
    purposes: Mapping[str, Purpose] | None = None,
) -> Document:
    """What was asked, what was done, what stays and why, in words.

    A receipt for the lifting of a restriction carries the notice of Art. 18(3).

    Args:
        receipt: the account of the run.
        organisation: who carried it out.
        language: ``en``, ``fr``, ``nl`` or ``de``; a region may follow (``fr-BE``).
        parties: the map's parties, so that they are named in full.
        purposes: the map's purposes, so that they are described.

    Raises:
        UnknownName: the language isn't spoken.
    """
    written = _Writing(receipt, organisation, words(language), parties or {}, purposes or {})
    return written.document()


class _Writing:
    def __init__(
        self,
        receipt: Receipt,
        organisation: Organisation,
        speech: Words,
        parties: Mapping[str, Party],
        purposes: Mapping[str, Purpose],
    ) -> None:
        self.receipt = receipt
        self.organisation = organisation
        self.words = speech
        self.parties = parties
        self.purposes = purposes

    def document(self) -> Document:
        words, receipt = self.words, self.receipt
        listed = [
            ("kept", self.kept()),
            ("awaiting", self.awaiting()),
            ("possible", self.possible()),
            ("refused", self.refused()),
            ("residues", self.residues()),
            ("remarks", [words.said(sentence) for sentence in receipt.remarks]),
            ("purged", [words.said(sentence) for sentence in receipt.purged]),
            ("remains", [words.said(sentence) for sentence in receipt.remains]),
            ("out_of_scope", [words.said(sentence) for sentence in receipt.out_of_scope]),
        ]
        closing = [
            Section(heading=words.text(f"receipt.{key}"), items=tuple(items))
            for key, items in listed
            if items
        ]
        return Document(
            title=words.text("receipt.title", right=words.text(f"right.{receipt.right.value}")),
            language=words.language,
            created=receipt.at,
            author=self.organisation.name,
            sections=(self.summary(), *self.meaning(), *self.notices()),
            tables=(self.places(),) if receipt.outcomes else (),
            closing=(*closing, *self.proof(), complaint(self.organisation, words)),
            metadata={
                "kind": "receipt",
                **receipt.to_dict(),
                "number": receipt.number,
                "digest": receipt.digest,
                **({} if receipt.proof is None else {"proof": dict(receipt.proof)}),
                "controller": organisation_facts(self.organisation),
            },
            words=words.writer,
        )

    def summary(self) -> Section:
        words, receipt = self.words, self.receipt
        right = words.text(f"right.{receipt.right.value}")
        facts = [
            ("right", f"{right} ({words.article(receipt.right.article)})"),
            ("at", words.moment(receipt.at)),
            ("organisation", self.organisation.name),
            ("subjects", words.counted("person", receipt.subjects)),
            ("found", words.counted("person", receipt.found)),
            ("verified", words.text("yes" if receipt.verified else "no")),
            ("instruction", self.instruction()),
            ("token", receipt.token),
            ("number", words.number(receipt.number) if receipt.number is not None else ""),
            ("digest", receipt.digest or ""),
        ]
        return Section(
            heading=words.text("receipt.heading"),
            paragraphs=(words.text(self.result()), words.text("receipt.no_personal_data")),
            facts=tuple((words.text(f"receipt.{key}"), text) for key, text in facts if text),
        )

    def proof(self) -> tuple[Section, ...]:
        """How anybody can check that the receipt is genuine."""
        words, proof = self.words, self.receipt.proof
        if proof is None:
            return ()
        facts = tuple(
            (words.text(f"proof.{key}"), str(proof[key]))
            for key in ("at", "previous", "hash", "signature", "key")
        )
        return (
            Section(heading=words.text("proof.heading"), paragraphs=(words.text("proof.text"),), facts=facts),
        )

    def result(self) -> str:
        """The key of the sentence that sums the run up, no better than it was."""
        receipt = self.receipt
        if not receipt.verified:
            return "receipt.unconfirmed"
        if (
            self.said("objection_refused")
            or len(receipt.results) == sum(r.count for r in receipt.refused) > 0
        ):
            return "receipt.none_done"
        stays = receipt.kept or receipt.awaiting or receipt.possible or receipt.refused or receipt.residues
        if stays:
            return "receipt.partly"
        marks = receipt.right in _MEANING_ARTICLES or receipt.right is Right.LIFT_RESTRICTION
        return "receipt.nothing" if not receipt.found and not marks else "receipt.done"

    def said(self, key: str) -> bool:
        """Whether one of the remarks is that sentence."""
        return any(found and found[0] == key for found in map(recognised, self.receipt.remarks))

    def instruction(self) -> str:
        given = self.receipt.instruction
        if given is None:
            return ""
        controller = self.name(given.controller)
        if given.given_on is None:
            return self.words.text(
                "receipt.instruction_text", controller=controller, reference=given.reference
            )
        return self.words.text(
            "receipt.instruction_dated",
            controller=controller,
            reference=given.reference,
            date=self.words.date(given.given_on),
        )

    def meaning(self) -> tuple[Section, ...]:
        """What follows for the person, and the notice before a restriction is lifted (Art. 18(3))."""
        words, right = self.words, self.receipt.right
        if any(self.said(key) for key in _NO_NOTICE):
            return ()
        if right is Right.LIFT_RESTRICTION:
            notice = words.text("notice.text", article=words.article(right.article))
            ask = contact("notice.contact", self.organisation, words)
            return (Section(heading=words.text("notice.heading"), paragraphs=(notice, ask)),)
        if right in _MEANING_ARTICLES:
            article = words.article(_MEANING_ARTICLES[right])
            said = words.text(f"meaning.{right.value}", article=article)
            return (Section(heading=words.text("meaning.heading"), paragraphs=(said,)),)
        return ()

    def notices(self) -> tuple[Section, ...]:
        """The recipients that are told of the change (Art. 19)."""
        words = self.words
        if not self.receipt.notices:
            return ()
        return (
            Section(
                heading=words.text("receipt.notices"),
                paragraphs=(words.text("receipt.notices_text", article=words.article("Art. 19")),),
                items=tuple(self.party(name) for name in self.receipt.notices),
            ),
        )

    def places(self) -> DocumentTable:
        """What was done in each table: rows by what became of them, and the outcome in words."""
        words, receipt = self.words, self.receipt
        names = list(receipt.outcomes)
        counts = [receipt.counts.get(name, Count()) for name in names]
        columns = {
            "place": pa.array([place(name) for name in names], pa.string()),
            "outcome": pa.array([self.outcome(receipt.outcomes[name]) for name in names], pa.string()),
            "deleted": pa.array([count.deleted for count in counts], pa.int64()),
            "updated": pa.array([count.updated for count in counts], pa.int64()),
            "retained": pa.array([count.retained for count in counts], pa.int64()),
        }
        return DocumentTable(
            name="receipt",
            title=words.text("receipt.places"),
            data=pa.table(columns),
            labels={name: words.text(f"receipt.{name}") for name in columns},
        )

    def outcome(self, outcome: str) -> str:
        key = f"outcome.{outcome}"
        return self.words.text(key) if key in self.words.texts else outcome

    def kept(self) -> list[str]:
        return [self.words.labelled(place(kept.table), self.why_kept(kept)) for kept in self.receipt.kept]

    def why_kept(self, kept: Kept) -> str:
        words = self.words
        parts = [self.reason(kept)]
        if kept.columns:
            parts.append(words.text("kept.fields", columns=named(kept.columns, {}, words)))
        if kept.law:
            parts.append(words.text("kept.law", law=kept.law))
        if kept.until:
            parts.append(words.text("kept.until", date=words.date(kept.until)))
        elif kept.reason == "retained":
            parts.append(words.text("kept.no_end"))
        return " ".join(parts)

    def reason(self, kept: Kept) -> str:
        words = self.words
        rows = words.counted("row", kept.count)
        if kept.reason == "retained" and kept.ground is not None:
            return words.text(
                "kept.retained",
                rows=rows,
                ground=words.text(f"retention.{kept.ground.value}"),
                article=words.article(_RETENTION_ARTICLES[kept.ground]),
            )
        if kept.reason == "retained":
            return words.text("kept.retained_plain", rows=rows, article=words.article("Art. 17(3)"))
        if kept.reason == "purpose":
            purpose = kept.purpose or ""
            described = purpose_text(purpose, self.purposes.get(purpose))
            return words.text("kept.purpose", rows=rows, purpose=described)
        if kept.reason == "joint" and self.receipt.right is Right.RECTIFY:
            return words.text("kept.joint_rectify", rows=rows)
        if f"kept.{kept.reason}" in words.texts:
            return words.text(f"kept.{kept.reason}", rows=rows)
        return words.text("kept.other", rows=rows, reason=kept.reason)

    def awaiting(self) -> list[str]:
        return [
            self.words.text(
                "receipt.awaiting_item",
                place=", ".join((place(one.table), *map(headed, one.columns))),
                rows=self.words.counted("row", one.count),
                controller=self.name(one.controller),
                article=self.words.article("Art. 28(3)(a)"),
            )
            for one in self.receipt.awaiting
        ]

    def possible(self) -> list[str]:
        return [
            self.words.text(
                "receipt.possible_item",
                place=place(one.table),
                rows=self.words.counted("row", one.count),
            )
            for one in self.receipt.possible
        ]

    def refused(self) -> list[str]:
        return [
            self.words.text(
                "receipt.refused_item",
                people=self.words.counted("person", one.count),
                reason=self.why_refused(one.reason),
            )
            for one in self.receipt.refused
        ]

    def why_refused(self, reason: str) -> str:
        if reason == "restricted":
            return self.words.text("refused.restricted", article=self.words.article("Art. 18(2)"))
        if reason == "ambiguous":
            return self.words.text("refused.ambiguous")
        if reason == "undecided":
            return self.words.text("refused.undecided")
        return self.words.text("refused.other", reason=reason)

    def residues(self) -> list[str]:
        items = []
        for residue in self.receipt.residues:
            told = {
                "place": place(f"{residue.store}.{residue.table}"),
                "mentions": self.words.counted("mention", residue.count),
            }
            if residue.column:
                column = named([residue.column], {}, self.words)
                items.append(self.words.text("receipt.residue_column_item", column=column, **told))
            else:
                items.append(self.words.text("receipt.residue_item", **told))
        return items

    def name(self, name: str) -> str:
        known = self.parties.get(name)
        return known.name if known else name

    def party(self, name: str) -> str:
        known = self.parties.get(name)
        return party_text(known, self.words) if known else name
