"""Art. 17: the right to erasure.

Whole rows go where the map says ``delete``; where a row stays, its personal columns go by a method.  What
the law keeps is kept row by row and column by column (Art. 17(3)); a column that another purpose still
needs is kept when only some purposes are asked for (Art. 17(1)(a)-(b)); a row of several people loses the
person's part and goes with the last of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.changes import Count
from subjectrights.datamap.model import DataMap, MethodMap, SetValues, TableRef
from subjectrights.datamap.roles import groups
from subjectrights.effects import Duty, Effects, Mark, MarkKind
from subjectrights.identity.columns import Schemas, TableFacts
from subjectrights.identity.holdings import HeldRows
from subjectrights.identity.joins import equi_join, whole
from subjectrights.identity.kinds import normal_forms
from subjectrights.identity.lookup import text_keys
from subjectrights.plan import Kept, Plan
from subjectrights.rights.case import Case
from subjectrights.rights.draft import Draft
from subjectrights.rights.marking import restricting
from subjectrights.rights.retain import Retained, retained_rows
from subjectrights.rights.scope import Scope
from subjectrights.rights.staying import keys_of, loose_references, methods_of, still_leading, write
from subjectrights.stores.base import ForeignKey
from subjectrights.terms import Method, Right

__all__ = ["columns_needed", "erase"]


def columns_needed(datamap: DataMap, schemas: Schemas, scope: Scope) -> dict[TableRef, tuple[str, ...]]:
    """The columns whose present values decide what is written: those of rows that may stay.

    Args:
        datamap: the map.
        schemas: the stores' schemas.
        scope: what is to be erased.
    """
    needed: dict[TableRef, tuple[str, ...]] = {}
    for ref, table_map in datamap.tables():
        table = schemas.get(ref.store, {}).get(ref.table)
        if table is None or not scope.takes_table(ref):
            continue
        referred_to = any(
            key.target == ref.table for other in schemas[ref.store].values() for key in other.foreign_keys
        )
        stays = not scope.whole_rows or table_map.on_erase != "delete" or table_map.retain is not None
        several = any(column.owner for column in table_map.columns.values())
        roles = len(list(groups(datamap, ref, table.columns))) > 1
        if stays or referred_to or several or roles:
            needed[ref] = tuple(c for c in table.columns if table_map.column(c).personal)
    return needed


@dataclass(slots=True)
class _Fate:
    """What becomes of the rows of one table, by row."""

    held: HeldRows
    acted: Any
    retained: Retained
    goes: Any = field(default=None)
    waits: frozenset[str] = frozenset()
    """The columns of which another party is the controller, which didn't instruct us."""


def erase(case: Case, scope: Scope) -> Plan:
    """What erasing these people comes to.

    Args:
        case: the map, the holdings and the day.
        scope: what part of the data; everything by default.

    Returns:
        The plan.

    Raises:
        InstructionRefused, Restricted: as :class:`Case` says.
        MethodRefused: a column can't take the method the map names for it.
    """
    case.check_instruction()
    case.check_restriction()
    draft = Draft(case, Right.ERASE)
    fates = _fates(case, scope, draft)
    if scope.whole_rows:
        _keep_what_staying_rows_refer_to(case, fates)
    duties: list[Duty] = []
    for fate in fates.values():
        _carry_out(case, scope, draft, fate, fates)
        duties += _duties(case, scope, fate)
    _release_references(case, draft, fates)
    return draft.plan(_effects(case, scope, duties))


def _fates(case: Case, scope: Scope, draft: Draft) -> dict[TableRef, _Fate]:
    fates = {}
    for ref, held in case.held().items():
        if not scope.takes_table(ref):
            continue
        if not scope.whole_rows and not _asked(case, scope, held.facts):
            continue
        acted = draft.acted_on(held)
        waits = _waiting(case, scope, draft, held, acted)
        if waits.issuperset(held.facts.table.columns):
            continue
        if ref in case.leftovers:
            acted = acted & _emptied(case, draft, held, waits)
        retained = retained_rows(case, held, acted)
        goes = acted & ~held.outside & ~retained.mask
        if held.facts.map.on_erase != "delete" or not scope.whole_rows or waits:
            goes = np.zeros(len(acted), bool)
        fates[ref] = _Fate(held=held, acted=acted, retained=retained, goes=goes, waits=waits)
    return fates


def _waiting(case: Case, scope: Scope, draft: Draft, held: HeldRows, acted: Any) -> frozenset[str]:
    """The columns that await an instruction; of a row with any, what tells whose it is stays as well."""
    facts = held.facts
    columns = list(facts.table.columns)
    waits = frozenset(c for those in case.awaited(facts.ref, columns).values() for c in those)
    if not scope.whole_rows:
        asked = _asked(case, scope, facts)
        columns = [c for c in asked if not scope.other_purposes(case.map, facts.ref, c)]
    draft.wait(held, acted, columns)
    if waits.issuperset(facts.table.columns):
        return waits
    fixed = {*waits, *keys_of(case, facts)}
    if waits and not any(identity.column in fixed for identity in facts.unique_identity()):
        waits |= {identity.column for identity in facts.identity}
    return waits


def _emptied(case: Case, draft: Draft, held: HeldRows, waits: frozenset[str]) -> Any:
    """By row, whether it holds nothing but what an erasure leaves of a row that others refer to."""
    facts = held.facts
    fixed = {*keys_of(case, facts), *waits, *restricting(facts.map)}
    free = [column for column in facts.table.columns if column not in fixed]
    if isinstance(facts.map.on_erase, SetValues):
        written = _written(facts, facts.map.on_erase)
        methods = {column: written[column] for column in free if column in written}
    else:
        methods = methods_of(case, facts, free)
    return ~draft.would_change(held, methods)


def _keep_what_staying_rows_refer_to(case: Case, fates: Mapping[TableRef, _Fate]) -> None:
    """A row that a staying row refers to by an enforced foreign key can't go; it keeps its key alone."""
    changed = True
    while changed:
        changed = False
        for ref, held in case.held().items():
            staying = np.ones(held.rows.num_rows, bool)
            if ref in fates:
                staying &= ~fates[ref].goes
            for key in held.facts.table.foreign_keys:
                fate = fates.get(TableRef(ref.store, key.target))
                if fate is None or not fate.goes.any():
                    continue
                if case.map.table(ref).refers_to.keys() & set(key.columns):
                    continue
                emptied = _empties(case, fates[ref], key) if ref in fates else np.zeros(len(staying), bool)
                rows = held.rows.filter(pa.array(staying & ~emptied))
                at, _ = equi_join(text_keys(fate.held.rows, key.target_columns), text_keys(rows, key.columns))
                pinned = np.zeros(len(fate.goes), bool)
                pinned[at] = True
                if (pinned & fate.goes).any():
                    fate.goes &= ~pinned
                    changed = True


def _empties(case: Case, fate: _Fate, key: ForeignKey) -> Any:
    """By row, whether it stays and what becomes of it empties this foreign key."""
    held, on_erase = fate.held, fate.held.facts.map.on_erase
    mask = np.zeros(held.rows.num_rows, bool)
    if fate.waits:
        return mask
    if on_erase == "delete":
        loose = loose_references(case, held.facts)
        if any(loose[name].method is Method.NULL for name in key.columns if name in loose):
            mask |= fate.acted & ~held.outside & ~fate.retained.mask
    if isinstance(on_erase, SetValues):
        written = _written(held.facts, on_erase)
        if any(written[name].method is Method.NULL for name in key.columns if name in written):
            mask |= fate.acted & ~held.outside & ~fate.retained.mask
    for theirs, methods in _parts(case, held, Scope()):
        if any(name in key.columns and method.method is Method.NULL for name, method in methods.items()):
            mask |= fate.acted & held.outside & theirs
    return mask


def _carry_out(case: Case, scope: Scope, draft: Draft, fate: _Fate, fates: Mapping[TableRef, _Fate]) -> None:
    held, facts = fate.held, fate.held.facts
    draft.delete(held, fate.goes)
    _say_retained(case, scope, draft, fate)
    joint = fate.acted & held.outside
    if joint.any():
        _remove_part(case, scope, draft, fate, joint)
    staying = fate.acted & ~held.outside & ~fate.goes
    if not scope.whole_rows or (fate.waits and facts.map.on_erase == "delete"):
        _erase_columns(case, scope, draft, fate, staying)
        return
    if facts.map.on_erase != "delete":
        _overwrite(draft, fate, staying & ~fate.retained.mask, facts.map.on_erase)
    else:
        _keep_keys(case, draft, fate, staying & ~fate.retained.mask, fates)
    if facts.map.retain is not None and facts.map.retain.columns is not None:
        free = [c for c in facts.table.columns if c not in keys_of(case, facts)]
        kept = {*facts.map.retain.columns, facts.map.retain.after, *fate.waits}
        free = [c for c in free if c not in kept]
        write(draft, held, staying & fate.retained.mask, methods_of(case, facts, free))


def _keep_keys(case: Case, draft: Draft, fate: _Fate, pinned: Any, fates: Mapping[TableRef, _Fate]) -> None:
    """Of rows that others refer to, keep the key, and what still leads to rows that stay."""
    if not pinned.any():
        return
    held, facts = fate.held, fate.held.facts
    keys, loose = keys_of(case, facts), loose_references(case, facts)
    write(draft, held, pinned, methods_of(case, facts, [c for c in facts.table.columns if c not in keys]))
    going = {ref: other.goes for ref, other in fates.items()}
    kept = {column: still_leading(case, held, column, going) for column in loose}
    for column, method in loose.items():
        write(draft, held, pinned & ~kept[column], {column: method})
    draft.kept.append(
        Kept(
            table=str(facts.ref),
            count=int(held.counts()[pinned].sum()),
            reason="reference",
            columns=tuple(c for c in keys if c not in loose or (pinned & kept[c]).any()),
        )
    )


def _kept_by_law(case: Case, scope: Scope, fate: _Fate) -> tuple[str, ...] | None:
    """The columns asked for that a duty keeps: empty where it keeps whole rows, None where it keeps none."""
    facts = fate.held.facts
    retain = facts.map.retain
    if retain is None:
        return None
    if scope.whole_rows:
        return retain.columns or ()
    asked = [c for c in _asked(case, scope, facts) if not scope.other_purposes(case.map, facts.ref, c)]
    kept = [c for c in asked if retain.columns is None or c in (*retain.columns, retain.after)]
    return tuple(c for c in kept if c not in fate.waits) or None


def _say_retained(case: Case, scope: Scope, draft: Draft, fate: _Fate) -> None:
    retain, columns = fate.held.facts.map.retain, _kept_by_law(case, scope, fate)
    mask = fate.retained.mask & fate.acted
    rows = int(fate.held.counts()[mask].sum())
    if retain is None or columns is None or not rows:
        return
    ref = fate.held.facts.ref
    draft.count(ref, Count(retained=rows))
    draft.kept.append(
        Kept(
            table=str(ref),
            count=rows,
            reason="retained",
            columns=columns,
            ground=retain.ground,
            law=retain.law,
            until=fate.retained.until,
        )
    )


def _overwrite(draft: Draft, fate: _Fate, mask: Any, on_erase: SetValues) -> None:
    """Where the map lets the row stay: write what it says of the table and of columns, and say so."""
    if not mask.any():
        return
    held = fate.held
    methods = _written(held.facts, on_erase)
    write(draft, held, mask, {column: m for column, m in methods.items() if column not in fate.waits})
    rows = int(held.counts()[mask].sum())
    draft.kept.append(Kept(table=str(held.facts.ref), count=rows, reason="stays"))


def _written(facts: TableFacts, on_erase: SetValues) -> dict[str, MethodMap]:
    """How columns go where the map lets the row stay: as they say themselves, or as the table says."""
    own = {name: c.on_erase for name, c in facts.map.columns.items() if c.on_erase is not None}
    return {**own, **on_erase.methods()}


def _erase_columns(case: Case, scope: Scope, draft: Draft, fate: _Fate, staying: Any) -> None:
    """Erase some columns; those of them that the law or another purpose still needs are kept."""
    facts, ref = fate.held.facts, fate.held.facts.ref
    wanted: list[str] = []
    needed: dict[str, list[str]] = {}
    for column in _asked(case, scope, facts):
        if column in fate.waits:
            continue
        others = scope.other_purposes(case.map, ref, column)
        if others:
            needed.setdefault(others[0], []).append(column)
        else:
            wanted.append(column)
    rows = int(fate.held.counts()[staying].sum())
    for purpose, columns in needed.items():
        if rows:
            draft.kept.append(
                Kept(table=str(ref), count=rows, reason="purpose", purpose=purpose, columns=tuple(columns))
            )
    whole_table = scope.purposes and not needed and not scope.categories and not scope.columns
    whole_table = whole_table and not fate.waits
    if whole_table and wanted and facts.map.on_erase == "delete" and not _referred_to(case, ref):
        draft.delete(fate.held, staying & ~fate.retained.mask)
        return
    retain = facts.map.retain
    covered = set(facts.table.columns) if retain is None or retain.columns is None else {*retain.columns}
    taken = [identity.column for identity in facts.unique_identity() if identity.column in wanted]
    lost = staying & ~fate.retained.mask & _would_be_lost(case, fate.held, wanted)
    if lost.any():
        rows = int(fate.held.counts()[lost].sum())
        draft.kept.append(Kept(table=str(ref), count=rows, reason="identifier", columns=tuple(taken)))
        write(draft, fate.held, lost, methods_of(case, facts, [c for c in wanted if c not in taken]))
    write(draft, fate.held, staying & ~fate.retained.mask & ~lost, methods_of(case, facts, wanted))
    if retain is not None:
        free = [c for c in wanted if c not in covered and c != retain.after]
        write(draft, fate.held, staying & fate.retained.mask, methods_of(case, facts, free))


def _would_be_lost(case: Case, held: HeldRows, wanted: Sequence[str]) -> Any:
    """By row, whether it would still hold something of the person's, but nothing that tells whose it is."""
    facts = held.facts
    lost = np.zeros(held.rows.num_rows, bool)
    unique = facts.unique_identity()
    if facts.links or not any(identity.column in wanted for identity in unique):
        return lost
    fixed = keys_of(case, facts)
    for column in facts.table.columns:
        described = facts.map.column(column)
        rest = described.personal and not described.of and column not in (*wanted, *fixed)
        if rest and column in held.rows.column_names:
            lost |= _holds(held, column)
    for identity in unique:
        if identity.column not in wanted:
            lost &= ~_holds(held, identity.column)
    return lost


def _holds(held: HeldRows, column: str) -> Any:
    """By row, whether a column holds anything."""
    values = whole(held.rows.column(column))
    there = pc.is_valid(values)
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        there = pc.and_(there, pc.not_equal(pc.fill_null(values, ""), ""))
    return there.to_numpy(zero_copy_only=False)


def _remove_part(case: Case, scope: Scope, draft: Draft, fate: _Fate, joint: Any) -> None:
    """From rows that are also somebody else's, take what is the person's own."""
    held = fate.held
    parts = list(_parts(case, held, scope))
    if scope.whole_rows or any(methods for _, methods in parts):
        rows = int(held.counts()[joint].sum())
        draft.kept.append(Kept(table=str(held.facts.ref), count=rows, reason="joint"))
    for theirs, methods in parts:
        ours = {column: method for column, method in methods.items() if column not in fate.waits}
        write(draft, held, joint & theirs, ours)


def _parts(case: Case, held: HeldRows, scope: Scope) -> Iterator[tuple[Any, dict[str, MethodMap]]]:
    """For each of several owners' columns: the rows in which it names the person, and what is written."""
    facts = held.facts
    for identity in facts.identity:
        if not identity.owner:
            continue
        kind = case.map.identifiers[identity.identifier]
        normals = normal_forms(kind.kind, held.rows.column(identity.column), region=kind.region)
        known = case.holdings.known_as(identity.identifier)
        theirs = pc.is_in(normals, value_set=known, skip_nulls=True).to_numpy(zero_copy_only=False)
        columns = [
            column
            for column in facts.table.columns
            if facts.map.column(column).owner == identity.column
            and (scope.whole_rows or _wanted(case, scope, facts.ref, column))
        ]
        if scope.whole_rows and _can_go(facts, identity.column):
            columns.append(identity.column)
        yield theirs, methods_of(case, facts, columns)


def _asked(case: Case, scope: Scope, facts: TableFacts) -> list[str]:
    """The columns of a row that stays that are asked for, those among them that another purpose needs."""
    ref, keys = facts.ref, keys_of(case, facts)
    return [
        column
        for column in facts.table.columns
        if column not in keys
        and (described := facts.map.column(column)).personal
        and not described.of
        and scope.names_column(case.map, ref, column)
        and scope.serves_purpose(case.map, ref, column)
    ]


def _wanted(case: Case, scope: Scope, ref: TableRef, column: str) -> bool:
    """Whether a column is asked for, and for no other purpose needed."""
    return (
        scope.names_column(case.map, ref, column)
        and scope.serves_purpose(case.map, ref, column)
        and not scope.other_purposes(case.map, ref, column)
    )


def _can_go(facts: TableFacts, column: str) -> bool:
    """Whether a column that names an owner can name nobody; a number in its place would name another."""
    described = facts.table.columns[column]
    if column in facts.table.primary_key:
        return False
    stated = facts.map.on_erase.methods() if isinstance(facts.map.on_erase, SetValues) else {}
    if described.nullable or column in stated or facts.map.column(column).on_erase is not None:
        return True
    referring = any(column in key.columns for key in facts.table.foreign_keys)
    return not referring and (pa.types.is_string(described.type) or pa.types.is_large_string(described.type))


def _referred_to(case: Case, ref: TableRef) -> bool:
    tables = case.schemas[ref.store].values()
    return any(key.target == ref.table for table in tables for key in table.foreign_keys)


def _release_references(case: Case, draft: Draft, fates: Mapping[TableRef, _Fate]) -> None:
    """Columns of other people's rows that point at a row that goes are written as the map says."""
    from subjectrights.changes import Match, Release
    from subjectrights.rights.references import released

    for ref, table_map in case.map.tables():
        for column, reference in table_map.refers_to.items():
            target, target_column = case.map.reference_target(ref, column)
            fate = fates.get(target)
            described = case.schemas.get(ref.store, {}).get(ref.table)
            if fate is None or described is None or not fate.goes.any():
                continue
            keys = fate.held.rows.filter(pa.array(fate.goes)).column(target_column)
            made = released(described, column, reference.on_erase, keys)
            match = Match(columns=(column,), keys=made.keys)
            draft.remarks.append(
                f"Other entries that referred to what was erased no longer do ({ref}.{column})."
            )
            draft.changes.setdefault(ref.store, []).append(
                Release(table=ref.table, match=match, values={column: made.value})
            )


def _duties(case: Case, scope: Scope, fate: _Fate) -> list[Duty]:
    retain = fate.held.facts.map.retain
    if retain is None or _kept_by_law(case, scope, fate) is None:
        return []
    ref = fate.held.facts.ref
    part = {name: names for name, names in scope.names().items() if name not in ("tables", "stores")}
    duties = []
    for subject, (until, through) in fate.retained.by_subject(fate.held).items():
        if subject < len(case.persons):
            person = case.persons[subject].person
            duties.append(
                Duty(
                    person=person,
                    store=ref.store,
                    table=ref.table,
                    until=until,
                    ground=retain.ground.value,
                    law=retain.law,
                    through=through,
                    scope=part or None,
                )
            )
    return duties


def _effects(case: Case, scope: Scope, duties: list[Duty]) -> Effects:
    found = case.holdings.found()
    done = [
        link
        for subject, link in enumerate(case.persons)
        if found[subject] and (subject not in case.restricted or case.exception is not None)
    ]
    whole = scope == Scope()
    kind = MarkKind.ERASURE if whole else MarkKind.PARTIAL_ERASURE
    part = None if whole else scope.names()
    marks = [Mark(kind=kind, person=link.person, since=case.at, scope=part) for link in done]
    return Effects(persons=tuple(done), marks=tuple(marks), duties=tuple(duties))
