"""The comparison before the commit: whatever else has changed is noticed, and the file stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from subjectrights.changes import Count
from subjectrights.errors import NothingChanged
from subjectrights.stores.parquet import staging
from subjectrights.stores.parquet.edits import Cells, Edits, GroupEdits
from subjectrights.stores.parquet.layout import Part
from subjectrights.stores.parquet.verify import verify

from .archives import CANARY, archive, delete, files

TABLE = pa.table(
    {
        "id": [1, 2, 3],
        "mail": pa.array(["a", "b", CANARY]).dictionary_encode(),
        "x": [0.0, float("nan"), 1.0],
        "tags": pa.array([[], ["t"], None], pa.list_(pa.string())),
        "held": pa.array([{"y": 0.0}, None, {"y": None}], pa.struct([("y", pa.float32())])),
    }
).replace_schema_metadata({"note": "kept"})

EDITS = Edits(
    groups={
        0: GroupEdits(
            gone=np.array([1]),
            cells={"id": Cells(positions=np.array([2]), values=pa.array([30], pa.int64()))},
        )
    },
    count=Count(deleted=1, updated=1),
    emptied=False,
)


def cell(column: str, row: int, value: Any) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        place = table.column_names.index(column)
        values = table.column(column).to_pylist()
        values[row] = value
        type_ = table.schema.field(column).type
        if pa.types.is_dictionary(type_):
            array = pa.array(values).dictionary_encode()
        else:
            array = pa.array(values, type_)
        return table.set_column(place, table.schema.field(column), array)

    return change


def expected() -> pa.Table:
    return cell("id", 1, 30)(TABLE.take([0, 2]))


@pytest.mark.parametrize(
    ("tamper", "options", "what"),
    [
        (cell("x", 0, -0.0), {}, "value"),
        (cell("x", 1, None), {}, "value"),
        (cell("mail", 1, "c"), {}, "value"),
        (cell("tags", 0, None), {}, "value"),
        (cell("tags", 1, []), {}, "value"),
        (cell("held", 0, {"y": -0.0}), {}, "value"),
        (cell("held", 1, None), {}, "value"),
        (cell("id", 0, 9), {}, "value"),
        (cell("id", 1, 3), {}, "to be written"),
        (lambda table: table.slice(1), {}, "rows"),
        (lambda table: table.take([1, 0]), {}, "value"),
        (lambda table: table.replace_schema_metadata({"note": "lost"}), {}, "schema"),
        (lambda table: table.cast(table.schema.set(0, pa.field("id", pa.int32()))), {}, "schema"),
        (lambda table: table.rename_columns(["id", "mail", "x", "tags", "kept"]), {}, "schema"),
        (lambda table: table, {"compression": "gzip"}, "compression"),
        (lambda table: table, {"store_schema": False}, "schema"),
    ],
)
def test_each_difference_is_noticed(
    tmp_path: Path, tamper: Callable[[pa.Table], pa.Table], options: dict[str, Any], what: str
) -> None:
    """Edge case 36: a rewrite that isn't exact never takes the place of the file."""
    live, shadow = tmp_path / "calls.parquet", tmp_path / "shadow"
    pq.write_table(TABLE, live)
    pq.write_table(expected(), shadow)
    part = Part.at(live, tmp_path)
    verify(part, EDITS, shadow)
    pq.write_table(tamper(expected()), shadow, **options)
    with pytest.raises(NothingChanged, match=what) as caught:
        verify(part, EDITS, shadow)
    assert CANARY not in str(caught.value) and caught.value.file == "calls.parquet"


def test_nan_is_the_same_as_itself(tmp_path: Path) -> None:
    live = tmp_path / "calls.parquet"
    pq.write_table(pa.table({"x": [float("nan"), None]}), live)
    verify(Part.at(live, tmp_path), Edits(groups={}, count=Count(), emptied=False), live)


def test_a_rewrite_that_went_wrong_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edge case 37: no shadow stays."""
    pq.write_table(TABLE, tmp_path / "calls.parquet")
    before = files(tmp_path)

    def wrong(part: Part, edits: Edits, shadow: Any) -> Any:
        pq.write_table(TABLE.slice(1), shadow)
        return frozenset()

    monkeypatch.setattr(staging, "rewrite", wrong)
    with pytest.raises(NothingChanged):
        archive(tmp_path, calls="calls.parquet").stage([delete("id", 1), delete("id", 2)], "run")
    assert files(tmp_path) == before
