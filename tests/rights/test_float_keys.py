"""Numbers that became floats still name their own rows, in every kind of store that has them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import subjectrights as sr


def test_a_person_by_a_float_is_erased_and_nobody_else(tmp_path: Path) -> None:
    """Edge case 6."""
    rows = {"cid": [5.0, 6.0, None], "mail": ["ana@x.be", None, None], "t": ["mine", "other", "nobody's"]}
    pq.write_table(pa.table(rows), tmp_path / "calls.parquet")
    with closing(sqlite3.connect(tmp_path / "crm.sqlite")) as database:
        database.execute("CREATE TABLE calls (cid REAL, mail TEXT, t TEXT)")
        database.executemany("INSERT INTO calls VALUES (?, ?, ?)", list(zip(*rows.values(), strict=True)))
        database.commit()
    (tmp_path / "datamap.yaml").write_text(
        """
organisation: {name: Horizon}
identifiers: {cid: {kind: opaque}, mail: {kind: email}}
stores:
  crm: {type: sql, url: "sqlite:///crm.sqlite", tables: {calls: {identifiers: {cid: cid, mail: mail}}}}
  files: {type: parquet, tables: {calls: {path: calls.parquet, identifiers: {cid: cid, mail: mail}}}}
"""
    )
    with sr.open(tmp_path / "datamap.yaml") as estate:
        other = estate.subject(cid=6)
        assert {n: t.column("t").to_pylist() for n, t in other.access().tables.items()} == {
            "crm.calls": ["other"],
            "files.calls": ["other"],
        }
        other.rectify({"crm.calls.t": "corrected", "files.calls.t": "corrected"})
        receipt = estate.subject(mail="ANA@x.be").erase()
        assert receipt.verified
        assert receipt.counts["crm.calls"].deleted == receipt.counts["files.calls"].deleted == 1
    assert pq.read_table(tmp_path / "calls.parquet").column("t").to_pylist() == ["corrected", "nobody's"]
    with closing(sqlite3.connect(tmp_path / "crm.sqlite")) as database:
        assert [t for (t,) in database.execute("SELECT t FROM calls")] == ["corrected", "nobody's"]
