"""What isn't touched is copied as bytes, and a footer that was put together leads readers to it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjectrights.errors import MalformedData, NothingChanged
from subjectrights.stores.parquet.footer import Chunk, File, Group, Meta, read_footer, write_footer
from subjectrights.stores.parquet.thrift import BINARY, I32, I64, Damaged, Struct, decode, encode

from .archives import archive, carry_out, delete, files, update

ROWS, GROUP = 4000, 500
TABLE = pa.table(
    {
        "id": pa.array(range(ROWS)),
        "mail": [f"person{i}@example.com" for i in range(ROWS)],
        "city": [f"Ville{i % 7}" for i in range(ROWS)],
        "tags": pa.array([[f"t{i % 5}"] * (i % 3) for i in range(ROWS)], pa.list_(pa.string())),
        "x.y": pa.array([i / 3 for i in range(ROWS)]),
    }
).replace_schema_metadata({"note": "kept"})
INDEXED: dict[str, Any] = {"write_page_index": True, "bloom_filter_options": {"mail": True}}


def by_pyarrow(path: Path, **options: Any) -> None:
    pq.write_table(TABLE, path, row_group_size=GROUP, max_rows_per_page=100, **options)


def by_duckdb(path: Path) -> None:
    with duckdb.connect() as database:
        database.register("source", TABLE)
        database.execute(f"COPY source TO '{path}' (FORMAT parquet, CODEC zstd, ROW_GROUP_SIZE 2048)")


WRITERS: list[Callable[[Path], None]] = [
    by_pyarrow,
    lambda path: by_pyarrow(path, **INDEXED, compression="zstd", write_page_checksum=True),
    lambda path: by_pyarrow(path, **INDEXED, data_page_version="2.0", compression="none"),
    lambda path: by_pyarrow(path, use_dictionary=False, column_encoding={"mail": "DELTA_BYTE_ARRAY"}),
    by_duckdb,
]


def footer(path: Path) -> Struct:
    with path.open("rb") as stream:
        return read_footer(stream, path.name)[0]


def pages(path: Path, group: int, leaf: int) -> bytes:
    chunk = pq.ParquetFile(path).metadata.row_group(group).column(leaf)
    start = min(chunk.dictionary_page_offset or chunk.data_page_offset, chunk.data_page_offset)
    return path.read_bytes()[start : start + chunk.total_compressed_size]


def refoot(path: Path, change: Callable[[Struct], None]) -> None:
    """Change a file's footer and nothing else."""
    with path.open("rb") as stream:
        held, start = read_footer(stream, path.name)
    change(held)
    out = io.BytesIO()
    write_footer(out, held)
    path.write_bytes(path.read_bytes()[:start] + out.getvalue())


def chunk(held: Struct, group: int = 0, leaf: int = 0) -> Struct:
    found: Struct = held.get(File.ROW_GROUPS).values[group].get(Group.COLUMNS).values[leaf]
    return found


@pytest.mark.parametrize("write", WRITERS)
def test_row_groups_that_nobody_is_in_are_copied_byte_for_byte(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    path = tmp_path / "calls.parquet"
    write(path)
    old = path.rename(tmp_path / "before")
    path.write_bytes(old.read_bytes())
    carry_out(archive(tmp_path, calls="calls.parquet"), delete("id", 3, 4))
    was, now = pq.ParquetFile(old).metadata, pq.ParquetFile(path).metadata
    assert was.num_row_groups == now.num_row_groups >= 2
    for group in range(was.num_row_groups):
        for leaf in range(was.num_columns):
            assert (pages(old, group, leaf) == pages(path, group, leaf)) == (group > 0)
    assert (now.created_by, now.metadata) == (was.created_by, was.metadata)
    assert pq.read_table(path).equals(_without(3, 4))
    with duckdb.connect() as database:
        asked = f"SELECT count(*), sum(id) FROM '{path}'"
        assert database.execute(asked).fetchone() == (ROWS - 2, ROWS * (ROWS - 1) // 2 - 7)
        assert database.execute(f"{asked} WHERE mail = 'person777@example.com'").fetchone() == (1, 777)


def _without(*ids: int) -> pa.Table:
    return TABLE.take([i for i in range(ROWS) if i not in ids])


def test_columns_that_no_cell_is_written_in_are_copied_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "calls.parquet"
    by_pyarrow(path, **INDEXED, sorting_columns=[pq.SortingColumn(0)])
    old = tmp_path / "before"
    old.write_bytes(path.read_bytes())
    store = archive(tmp_path, calls="calls.parquet")
    carry_out(store, update("id", 501, values={"city": pa.scalar("Namur"), "x.y": pa.scalar(None)}))
    names = [pq.ParquetFile(path).metadata.row_group(1).column(leaf).path_in_schema for leaf in range(5)]
    same = {name: pages(old, 1, leaf) == pages(path, 1, leaf) for leaf, name in enumerate(names)}
    assert same == {"id": True, "mail": True, "city": False, "tags.list.element": True, "x.y": False}
    now = pq.read_table(path)
    assert now.drop(["city", "x.y"]).equals(TABLE.drop(["city", "x.y"]))
    assert now["city"][501].as_py() == "Namur" and now["x.y"][501].as_py() is None
    assert now["city"][500:501].equals(TABLE["city"][500:501])
    assert pq.ParquetFile(path).metadata.row_group(1).sorting_columns


@pytest.mark.parametrize("write", WRITERS[1:3])
def test_offset_indexes_lead_to_pages_and_bloom_filters_are_where_they_are_said_to_be(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    """PageIndex.md: each location is a page's header, and the pages of a chunk lie one behind the other."""
    path = tmp_path / "calls.parquet"
    write(path)
    blooms = _blooms(path)
    carry_out(archive(tmp_path, calls="calls.parquet"), delete("id", 3, 777))
    raw, held = path.read_bytes(), footer(path)
    seen = 0
    for group in held.get(File.ROW_GROUPS):
        for column in group.get(Group.COLUMNS):
            start = column.get(Chunk.OFFSET_INDEX)
            index, size = decode(raw, start)
            assert size - start == column.get(Chunk.OFFSET_INDEX_SIZE)
            rows = [page.get(3) for page in index.get(1)]
            assert rows == sorted(set(rows)) and rows[0] == 0
            at = column.get(Chunk.META).get(Meta.DATA_PAGE)
            for page in index.get(1):
                header, body = decode(raw, page.get(1))
                assert (page.get(1), page.get(2)) == (at, body - at + header.get(3))
                at += page.get(2)
                seen += 1
            decode(raw, column.get(Chunk.COLUMN_INDEX))
    assert seen > 2 * 8 * 5
    assert [one for group, one in enumerate(_blooms(path)) if group > 1] == blooms[2:]
    assert _blooms(path)[0] != blooms[0]


def _blooms(path: Path) -> list[bytes]:
    metas = [chunk(footer(path), group, 1).get(Chunk.META) for group in range(ROWS // GROUP)]
    raw = path.read_bytes()
    return [raw[m.get(Meta.BLOOM) : m.get(Meta.BLOOM) + m.get(Meta.BLOOM_SIZE)] for m in metas]


def test_a_bloom_filter_of_an_older_file_tells_its_length_itself(tmp_path: Path) -> None:
    path = tmp_path / "calls.parquet"
    by_pyarrow(path, **INDEXED)
    blooms = _blooms(path)

    def older(held: Struct) -> None:
        for group in range(ROWS // GROUP):
            chunk(held, group, 1).get(Chunk.META).drop(Meta.BLOOM_SIZE)

    refoot(path, older)
    carry_out(archive(tmp_path, calls="calls.parquet"), delete("id", 3))
    assert _blooms(path)[1:] == blooms[1:]


def test_what_this_library_does_not_know_of_the_format_is_carried_through(tmp_path: Path) -> None:
    path = tmp_path / "calls.parquet"
    by_pyarrow(path)

    def newer(held: Struct) -> None:
        held.set(77, BINARY, b"of the file")
        held.get(File.ROW_GROUPS).values[1].set(78, I32, -5)
        chunk(held, 1, 2).set(300, I64, 1 << 40)
        chunk(held, 1, 2).get(Chunk.META).set(79, BINARY, b"of the chunk")

    refoot(path, newer)
    carry_out(archive(tmp_path, calls="calls.parquet"), delete("id", 3))
    held = footer(path)
    assert held.get(77) == b"of the file"
    assert held.get(File.ROW_GROUPS).values[1].get(78) == -5
    assert (chunk(held, 1, 2).get(300), chunk(held, 1, 2).get(Chunk.META).get(79)) == (
        1 << 40,
        b"of the chunk",
    )
    assert pq.read_table(path).equals(_without(3))


def beyond_the_end(held: Struct) -> None:
    chunk(held, 3).get(Chunk.META).set(Meta.COMPRESSED, I64, 1 << 40)


def without_pages(held: Struct) -> None:
    chunk(held, 3).get(Chunk.META).drop(Meta.DATA_PAGE)


def elsewhere(held: Struct) -> None:
    for group in range(ROWS // GROUP):
        chunk(held, group).set(Chunk.FILE_PATH, BINARY, b"other.parquet")


@pytest.mark.parametrize(
    ("change", "error"),
    [(beyond_the_end, MalformedData), (without_pages, MalformedData), (elsewhere, NothingChanged)],
)
def test_a_footer_that_says_what_is_not_there_is_refused(
    tmp_path: Path, change: Callable[[Struct], None], error: type[Exception]
) -> None:
    path = tmp_path / "calls.parquet"
    by_pyarrow(path)
    refoot(path, change)
    before = files(tmp_path)
    with pytest.raises(error) as caught:
        carry_out(archive(tmp_path, calls="calls.parquet"), delete("id", 3))
    assert getattr(caught.value, "file", None) == "calls.parquet"
    assert files(tmp_path) == before


@pytest.mark.parametrize("write", WRITERS)
def test_a_footer_is_written_again_as_it_was_read(tmp_path: Path, write: Callable[[Path], None]) -> None:
    path = tmp_path / "calls.parquet"
    write(path)
    raw = path.read_bytes()
    data = raw[-8 - int.from_bytes(raw[-8:-4], "little") : -8]
    struct, end = decode(data)
    assert end == len(data) and encode(struct) == data


@given(st.binary(max_size=200))
def test_bytes_that_are_no_struct_are_damaged_and_nothing_else(data: bytes) -> None:
    try:
        struct, end = decode(data)
    except Damaged:
        return
    assert end <= len(data) and decode(encode(struct))[0] == struct
