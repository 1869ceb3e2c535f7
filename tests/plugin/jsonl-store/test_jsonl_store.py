"""The JSON Lines store does what every store must do."""

import json

import pyarrow as pa
from jsonl_store import JsonLinesStore

from subjectrights.stores.base import StoreSource, TableSource
from subjectrights.stores.registry import open_store
from subjectrights.testing import VALUE_TYPES, StoreConformance

NAMES = {type_: name for name, type_ in VALUE_TYPES.items()}


class TestJsonLinesStore(StoreConformance):
    types = ("text", "int64", "float64", "bool")
    files = "*.jsonl"

    def make_store(self, folder, tables, keys=None):
        sources = {}
        for name, table in tables.items():
            lines = [json.dumps(row) + "\n" for row in table.to_pylist()]
            (folder / f"{name}.jsonl").write_text("".join(lines))
            fields = {field.name: NAMES[field.type] for field in table.schema}
            sources[name] = TableSource(name=name, options={"path": f"{name}.jsonl", "fields": fields})
        return open_store(StoreSource(name="lines", type="jsonl", folder=folder, tables=sources))

    def dump(self, store):
        assert isinstance(store, JsonLinesStore)
        tables = {}
        for name, source in store.source.tables.items():
            with (store.source.folder / f"{name}.jsonl").open() as file:
                rows = [json.loads(line) for line in file]
            types = [(field, VALUE_TYPES[kind]) for field, kind in source.options["fields"].items()]
            tables[name] = pa.Table.from_pylist(rows, pa.schema(types))
        return tables

    def change_from_outside(self, store, table):
        with (store.source.folder / f"{table}.jsonl").open("a") as file:
            file.write('{"id": "somebody new"}\n')
        return True
