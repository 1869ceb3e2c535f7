"""A plan as bytes and back, for the journal: JSON, with keys and values in Arrow's IPC format."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa

from subjectrights.changes import Change, Count, Delete, Match, Update
from subjectrights.plan import Awaiting, Instruction, Kept, Plan, Possible, Refused
from subjectrights.terms import RetentionGround, Right

__all__ = ["from_plain", "plan_from_bytes", "plan_to_bytes", "to_plain"]


def plan_to_bytes(plan: Plan) -> bytes:
    """A plan, keys and values included; sensitive, for the encrypted journal only."""
    changes = [
        {"store": store, **_change_to_dict(change)}
        for store, those in plan.changes.items()
        for change in those
    ]
    instruction = plan.instruction
    whole = {
        "summary": plan.to_dict(),
        "stores": list(plan.changes),
        "changes": changes,
        "results": list(plan.results),
        "instruction": None
        if instruction is None
        else to_plain({"c": instruction.controller, "r": instruction.reference, "d": instruction.given_on}),
        "request": {
            key: _table_to_text(value) if isinstance(value, pa.Table) else to_plain(value)
            for key, value in plan.request.items()
        },
    }
    return json.dumps(whole).encode()


def plan_from_bytes(data: bytes) -> Plan:
    """The plan that :func:`plan_to_bytes` wrote, without its effects: those are decided with it."""
    whole = json.loads(data)
    summary = whole["summary"]
    changes: dict[str, list[Change]] = {store: [] for store in whole["stores"]}
    for entry in whole["changes"]:
        changes[entry["store"]].append(_change_from_dict(entry))
    instruction = from_plain(whole["instruction"]) if whole["instruction"] else None
    return Plan(
        right=Right(summary["right"]),
        subjects=summary["subjects"],
        found=summary["found"],
        at=datetime.fromisoformat(summary["at"]),
        changes={store: tuple(those) for store, those in changes.items()},
        counts={table: Count(**count) for table, count in summary["counts"].items()},
        kept=tuple(_kept(entry) for entry in summary["kept"]),
        awaiting=tuple(
            Awaiting(**{**entry, "columns": tuple(entry.get("columns", ()))}) for entry in summary["awaiting"]
        ),
        possible=tuple(Possible(**entry) for entry in summary["possible"]),
        refused=tuple(Refused(**entry) for entry in summary["refused"]),
        results=tuple(whole["results"]),
        notices=tuple(summary["notices"]),
        remarks=tuple(summary["remarks"]),
        instruction=None
        if instruction is None
        else Instruction(controller=instruction["c"], reference=instruction["r"], given_on=instruction["d"]),
        request={
            key: _table_from_text(value["$table"])
            if isinstance(value, dict) and "$table" in value
            else from_plain(value)
            for key, value in whole["request"].items()
        },
        roles=summary.get("roles", {}),
        out_of_scope=tuple(summary["out_of_scope"]),
        operator=summary.get("operator"),
        case=summary.get("case"),
    )


def _kept(entry: Mapping[str, Any]) -> Kept:
    return Kept(
        table=entry["table"],
        count=entry["count"],
        reason=entry["reason"],
        columns=tuple(entry["columns"]),
        ground=RetentionGround(entry["ground"]) if entry["ground"] else None,
        law=entry["law"],
        purpose=entry["purpose"],
        until=date.fromisoformat(entry["until"]) if entry["until"] else None,
    )


def _change_to_dict(change: Change) -> dict[str, Any]:
    match = change.match
    entry: dict[str, Any] = {
        "kind": "delete" if isinstance(change, Delete) else "update",
        "table": change.table,
        "columns": list(match.columns),
        "missing": list(match.missing),
        "keys": _table_to_text(pa.table(match.key_columns()))["$table"],
    }
    if isinstance(change, Update):
        arrays = {c: v for c, v in change.values.items() if isinstance(v, pa.Array)}
        scalars = {c: pa.array([v.as_py()], v.type) for c, v in change.values.items() if c not in arrays}
        entry["arrays"] = _table_to_text(pa.table(arrays))["$table"] if arrays else None
        entry["scalars"] = _table_to_text(pa.table(scalars))["$table"] if scalars else None
    return entry


def _change_from_dict(entry: Mapping[str, Any]) -> Change:
    columns = tuple(entry["columns"])
    table = _table_from_text(entry["keys"]).combine_chunks()
    arrays = [_one(table.column(name)) for name in columns]
    keys = arrays[0] if len(columns) == 1 else pa.StructArray.from_arrays(arrays, names=list(columns))
    match = Match(columns=columns, keys=keys, missing=tuple(entry["missing"]))
    if entry["kind"] == "delete":
        return Delete(table=entry["table"], match=match)
    values: dict[str, Any] = {}
    if entry["scalars"]:
        scalars = _table_from_text(entry["scalars"])
        values.update({name: scalars.column(name)[0] for name in scalars.column_names})
    if entry["arrays"]:
        written = _table_from_text(entry["arrays"])
        values.update({name: _one(written.column(name)) for name in written.column_names})
    return Update(table=entry["table"], match=match, values=values)


def _one(column: pa.ChunkedArray) -> pa.Array:
    from subjectrights.identity.joins import whole

    return whole(column)


def _table_to_text(table: pa.Table) -> dict[str, str]:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return {"$table": base64.b64encode(sink.getvalue().to_pybytes()).decode()}


def _table_from_text(text: str) -> pa.Table:
    with pa.ipc.open_stream(base64.b64decode(text)) as stream:
        return stream.read_all()


def to_plain(value: Any) -> Any:
    """A value as JSON can hold it, its type kept.

    Raises:
        TypeError: a value of a type that no store holds.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, time):
        return {"$time": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, UUID):
        return {"$uuid": str(value)}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, Mapping):
        return {"$map": [[to_plain(k), to_plain(v)] for k, v in value.items()]}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    raise TypeError(f"a {type(value).__name__} is no value that a store can hold")


def from_plain(value: Any) -> Any:
    """The value that :func:`to_plain` made plain; a tuple comes back as a list."""
    if isinstance(value, list):
        return [from_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind, held = next(iter(value.items()))
    readers: dict[str, Callable[[Any], Any]] = {
        "$datetime": datetime.fromisoformat,
        "$date": date.fromisoformat,
        "$time": time.fromisoformat,
        "$decimal": Decimal,
        "$uuid": UUID,
        "$bytes": base64.b64decode,
        "$map": lambda pairs: {from_plain(k): from_plain(v) for k, v in pairs},
    }
    return readers[kind](held)
