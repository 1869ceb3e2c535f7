"""How plans and receipts look: as text for people, as a table in a notebook, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from subjectrights.changes import Count
from subjectrights.plan import counts_dict, left_dict

if TYPE_CHECKING:
    from subjectrights.plan import Plan
    from subjectrights.receipt import Receipt

__all__ = ["plan_html", "plan_text", "receipt_dict", "receipt_html", "receipt_text"]

_HEAD = ("table", "deleted", "updated", "retained")


def plan_text(plan: Plan) -> str:
    """A plan as lines of text."""
    lines = [
        f"Plan: {plan.right.value} ({plan.right.article}) for {_people(plan.subjects)}, {plan.found} found"
    ]
    lines += _table(plan.counts) if plan.counts else ["  nothing held"]
    lines += _bullets(_plan_parts(plan))
    lines.append(f"  digest {plan.digest()[:16]}")
    return "\n".join(lines)


def plan_html(plan: Plan) -> str:
    """A plan as an HTML fragment."""
    title = (
        f"Plan: {plan.right.value} ({plan.right.article}) for {_people(plan.subjects)}, {plan.found} found"
    )
    return _html(title, [(t, *_numbers(c)) for t, c in plan.counts.items()], _HEAD, _plan_parts(plan))


def receipt_text(receipt: Receipt) -> str:
    """A receipt as lines of text."""
    lines = [_receipt_title(receipt)]
    lines += _table(receipt.counts, receipt.outcomes) if receipt.outcomes else ["  nothing held"]
    lines += _bullets(_receipt_parts(receipt))
    return "\n".join(lines)


def receipt_html(receipt: Receipt) -> str:
    """A receipt as an HTML fragment."""
    rows = [(t, *_numbers(receipt.counts.get(t, Count())), word) for t, word in receipt.outcomes.items()]
    return _html(_receipt_title(receipt), rows, (*_HEAD, "outcome"), _receipt_parts(receipt))


def receipt_dict(receipt: Receipt) -> dict[str, Any]:
    """A receipt as plain data without personal data, as it stands in the ledger."""
    return {
        "token": receipt.token,
        "right": receipt.right.value,
        "article": receipt.right.article,
        "at": receipt.at.isoformat(),
        "subjects": receipt.subjects,
        "found": receipt.found,
        "counts": counts_dict(receipt.counts),
        "outcomes": dict(receipt.outcomes),
        **left_dict(receipt),
        "notices": list(receipt.notices),
        "remarks": list(receipt.remarks),
        "instruction": None
        if receipt.instruction is None
        else {
            "controller": receipt.instruction.controller,
            "reference": receipt.instruction.reference,
            "given_on": receipt.instruction.given_on.isoformat() if receipt.instruction.given_on else None,
        },
        "verified": receipt.verified,
        "residues": [
            {"store": r.store, "table": r.table, "column": r.column, "count": r.count}
            for r in receipt.residues
        ],
        "purged": list(receipt.purged),
        "remains": list(receipt.remains),
        "out_of_scope": list(receipt.out_of_scope),
        **({} if receipt.operator is None else {"operator": receipt.operator}),
        **({} if receipt.case is None else {"case": receipt.case}),
    }


def _receipt_title(receipt: Receipt) -> str:
    number = f" no. {receipt.number}" if receipt.number is not None else ""
    word = "verified" if receipt.verified else "NOT CONFIRMED by the second look"
    word += f"; by {receipt.operator}" if receipt.operator is not None else ""
    return (
        f"Receipt{number}: {receipt.right.value} ({receipt.right.article}) "
        f"for {_people(receipt.subjects)}, {receipt.found} found; {word}"
    )


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _numbers(count: Count) -> tuple[str, str, str]:
    return f"{count.deleted:,}", f"{count.updated:,}", f"{count.retained:,}"


def _table(counts: Mapping[str, Count], outcomes: Mapping[str, str] | None = None) -> list[str]:
    head = _HEAD if outcomes is None else (*_HEAD, "outcome")
    names = list(counts) if outcomes is None else list(outcomes)
    rows = [
        (name, *_numbers(counts.get(name, Count())), *(() if outcomes is None else (outcomes[name],)))
        for name in names
    ]
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    return ["  " + _aligned(row, widths) for row in (head, *rows)]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if 1 <= at <= 3 else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _plan_parts(plan: Plan) -> list[tuple[str, list[str]]]:
    return [
        ("Our role", [f"{table}: {role}" for table, role in plan.roles.items() if role != "controller"]),
        ("Stays", [str(kept) for kept in plan.kept]),
        ("Awaits an instruction", [str(awaiting) for awaiting in plan.awaiting]),
        ("Possible", [str(possible) for possible in plan.possible]),
        ("Refused", [str(refused) for refused in plan.refused]),
        ("To be told (Art. 19)", list(plan.notices)),
        ("Remarks", list(plan.remarks)),
        ("Out of scope", list(plan.out_of_scope)),
    ]


def _receipt_parts(receipt: Receipt) -> list[tuple[str, list[str]]]:
    mentions = [
        f"{r.store}.{r.table}{'.' + r.column if r.column else ''}: "
        f"{r.count} cell(s) of text mention an identifier"
        for r in receipt.residues
    ]
    return [
        ("Stays", [str(kept) for kept in receipt.kept]),
        ("Awaits an instruction", [str(awaiting) for awaiting in receipt.awaiting]),
        ("Possible", [str(possible) for possible in receipt.possible]),
        ("Refused", [str(refused) for refused in receipt.refused]),
        ("To be told (Art. 19)", list(receipt.notices)),
        ("Mentions left", mentions),
        ("Remarks", list(receipt.remarks)),
        ("Remains", list(receipt.remains)),
        ("Out of scope", list(receipt.out_of_scope)),
    ]


def _bullets(parts: Iterable[tuple[str, list[str]]]) -> list[str]:
    lines = []
    for heading, items in parts:
        if items:
            lines.append(f"  {heading}:")
            lines += [f"    - {item}" for item in items]
    return lines


def _html(
    title: str, rows: Iterable[Sequence[str]], head: Sequence[str], parts: Iterable[tuple[str, list[str]]]
) -> str:
    cells = "".join(f"<th scope='col'>{escape(h)}</th>" for h in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    lists = "".join(
        f"<p><b>{escape(heading)}</b></p><ul>{''.join(f'<li>{escape(i)}</li>' for i in items)}</ul>"
        for heading, items in parts
        if items
    )
    return f"<div><p><b>{escape(title)}</b></p><table><tr>{cells}</tr>{body}</table>{lists}</div>"
