"""Reads a file that somebody handed over: CSV, Parquet, JSON or a workbook, by its suffix."""

from __future__ import annotations

import glob
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from subjectrights.errors import MalformedData, RequestError, StoreUnavailable, SubjectRightsError

__all__ = ["SUFFIXES", "format_of", "read_table"]

_CSV = (".csv", ".tsv", ".txt", ".csv.gz")
SUFFIXES = (*_CSV, ".parquet", ".json", ".xlsx")
_LARGEST = 1 << 30


def format_of(path: Path) -> str:
    """The format of a file, by its suffix.

    Raises:
        RequestError: it is none that can be read.
    """
    fitting = [suffix for suffix in SUFFIXES if path.name.lower().endswith(suffix)]
    if not fitting:
        raise RequestError("a file to receive ends in " + ", ".join(SUFFIXES))
    return "csv" if fitting[-1] in _CSV else fitting[-1].removeprefix(".")


def read_table(path: Path, *, sheet: str | None, options: Mapping[str, Any]) -> pa.Table:
    """The file's one table.

    Args:
        path: the file.
        sheet: of a workbook that has several.
        options: what the map says of a CSV file: ``encoding``, ``delimiter`` ...

    Raises:
        StoreUnavailable: it can't be opened.
        MalformedData: it isn't what its suffix says, or holds no table.
        RequestError: it isn't said which sheet.
    """
    kind = format_of(path)
    if kind in ("csv", "parquet"):
        return _through_store(path, kind, options if kind == "csv" else {})
    return _guarded(path, lambda: _json(path) if kind == "json" else _workbook(path, sheet))


def _through_store(path: Path, kind: str, options: Mapping[str, Any]) -> pa.Table:
    from subjectrights.stores.base import StoreSource, TableSource
    from subjectrights.stores.registry import open_store

    place = glob.escape(str(path.resolve()))
    source = TableSource(name="file", options={**options, "path": place})
    store = open_store(StoreSource(name="received", type=kind, folder=path.parent, tables={"file": source}))
    try:
        columns = store.schema()["file"].columns
        schema = pa.schema([(name, column.type) for name, column in columns.items()])
        batches = [batch.cast(schema) for batch in store.find("file")]
    except SubjectRightsError as error:
        error.store = error.table = None
        error.file = str(path)
        raise
    finally:
        store.close()
    return pa.Table.from_batches(batches, schema=schema)


def _guarded(path: Path, read: Callable[[], pa.Table]) -> pa.Table:
    """Whatever goes wrong is one of our errors, without a value in it."""
    try:
        if path.stat().st_size > _LARGEST:
            raise MalformedData("the file is larger than 1 GiB; have it as CSV or Parquet")
        return read()
    except SubjectRightsError as error:
        error.file = error.file or str(path)
        raise
    except OSError as error:
        raise StoreUnavailable(f"the file can't be read: {error.strerror}", file=str(path)) from None
    except Exception as error:
        raise MalformedData(
            f"the file isn't what its suffix says ({type(error).__name__})", file=str(path)
        ) from None


def _json(path: Path) -> pa.Table:
    held = json.loads(path.read_bytes().decode("utf-8-sig"))
    if isinstance(held, dict) and isinstance(held.get("tables"), dict) and len(held["tables"]) == 1:
        (table,) = held["tables"].values()
        held = table["rows"] if isinstance(table, dict) else table
    if not isinstance(held, list) or not all(isinstance(row, dict) for row in held):
        raise MalformedData("a JSON file to receive is a list of objects")
    names = list(dict.fromkeys(str(name) for row in held for name in row))
    return pa.table({name: _column([row.get(name) for row in held]) for name in names})


def _workbook(path: Path, sheet: str | None) -> pa.Table:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        if sheet is None and len(book.sheetnames) != 1:
            raise RequestError(f"the workbook has {len(book.sheetnames)} sheets; name one with sheet=")
        if sheet is not None and sheet not in book.sheetnames:
            raise RequestError("the workbook has no sheet of that name")
        rows = book[sheet or book.sheetnames[0]].iter_rows(values_only=True)
        head = [None if cell is None else str(cell).strip() for cell in next(rows, ())]
        while head and not head[-1]:
            head.pop()
        if not head or not all(head) or len(set(head)) < len(head):
            raise MalformedData("the first row of the sheet must name every column, each once")
        body = [row[: len(head)] for row in rows if any(cell is not None for cell in row)]
    finally:
        book.close()
    columns = list(zip(*body, strict=True)) if body else [()] * len(head)
    return pa.table({str(name): _column(list(cells)) for name, cells in zip(head, columns, strict=True)})


def _column(values: list[Any]) -> pa.Array:
    """The values as Arrow has them; of several kinds, as text."""
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([None if v is None else v if isinstance(v, str) else _text(v) for v in values])


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
