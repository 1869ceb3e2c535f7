"""The rows of one row group until they are written, with dictionaries that hold only what is used."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

__all__ = ["RowGroup"]


class RowGroup:
    """Collects batches and writes them as one row group.

    Args:
        schema: the schema of the file that is written.
    """

    def __init__(self, schema: pa.Schema) -> None:
        self.bytes = 0
        self.rows = 0
        self._schema = schema
        self._columns = {
            field.name: (_Dictionary if pa.types.is_dictionary(field.type) else _Plain)(field.type)
            for field in schema
        }

    def add(self, columns: Mapping[str, pa.Array], rows: int) -> None:
        """Take in one batch.

        Args:
            columns: its values by column; a dictionary column's may be plain.
            rows: how many rows it has.
        """
        for name, values in columns.items():
            self._columns[name].add(values)
            self.bytes += values.nbytes
        self.rows += rows

    def write(self, writer: pq.ParquetWriter) -> None:
        """Write the rows as one row group; without rows nothing is written."""
        if not self.rows:
            return
        columns = [self._columns[field.name].whole() for field in self._schema]
        writer.write_table(pa.Table.from_arrays(columns, schema=self._schema), row_group_size=self.rows)


class _Plain:
    """A column as it is read."""

    def __init__(self, type_: pa.DataType) -> None:
        self._type = type_
        self._chunks: list[pa.Array] = []

    def add(self, values: pa.Array) -> None:
        self._chunks.append(values)

    def whole(self) -> pa.ChunkedArray:
        return pa.chunked_array(self._chunks, self._type)


class _Dictionary:
    """A dictionary column, whose dictionary keeps its order and loses what no row uses.

    Written as it is read, a dictionary would carry the values of erased rows into the new file's
    dictionary page. The order is kept since it may mean something (an ordered pandas Categorical).
    """

    def __init__(self, type_: pa.DataType) -> None:
        self._type = type_
        self._values: list[pa.Array] = []
        self._order: list[pa.Array] = []

    def add(self, values: pa.Array) -> None:
        if isinstance(values, pa.DictionaryArray):
            self._order.append(values.dictionary)
            values = values.dictionary_decode()
        self._values.append(values)

    def whole(self) -> pa.ChunkedArray:
        values = pa.chunked_array(self._values, self._type.value_type)
        used = values.unique().drop_null()
        order = pa.chunked_array(self._order, self._type.value_type).unique().drop_null()
        old = order.filter(pc.is_in(order, value_set=used))
        new = used.filter(pc.invert(pc.is_in(used, value_set=order)))
        dictionary = pa.concat_arrays([old, new])
        chunks = [
            pa.DictionaryArray.from_arrays(
                pc.index_in(chunk, value_set=dictionary, skip_nulls=True).cast(self._type.index_type),
                dictionary,
                ordered=self._type.ordered,
            )
            for chunk in values.chunks
        ]
        return pa.chunked_array(chunks, self._type)
