"""Edge case 34: every shape that CSV comes in is read as it is."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from subjectrights.changes import Match
from subjectrights.errors import DataMapError, MalformedData, StoreUnavailable, UnknownName
from subjectrights.stores.base import StoreSource, TableSource
from subjectrights.stores.csv import CsvStore
from subjectrights.testing.checks import refused

CANARY = "canary.7f3a@example.com"


def store(folder: Path, path: str = "people.csv", **options: Any) -> CsvStore:
    table = TableSource(name="people", options={"path": path, **options})
    return CsvStore(StoreSource(name="files", type="csv", folder=folder, tables={"people": table}))


def rows(opened: CsvStore) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for batch in opened.find("people"):
        found += batch.to_pylist()
    return found


def read(folder: Path, content: bytes, **options: Any) -> list[dict[str, str]]:
    (folder / "people.csv").write_bytes(content)
    return rows(store(folder, **options))


PEOPLE = [{"id": "007", "name": "Élise"}, {"id": "NA", "name": "null"}]
TEXT = "id,name\r\n007,Élise\r\nNA,null\r\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"),
        TEXT.encode("utf-16-le"),
        gzip.compress(TEXT.encode(), mtime=0),
        gzip.compress(TEXT[:9].encode(), mtime=0) + gzip.compress(TEXT[9:].encode(), mtime=0),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", "|").encode(),
        b"sep=;\r\n" + TEXT.replace(",", ";").encode(),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace("\r\n", "\r").encode(),
        TEXT.replace("\r\n", "\r", 1).encode(),
        TEXT.replace("\r\n", "\n", 1).encode(),
        TEXT.rstrip().encode(),
        b"\r\n" + TEXT.replace("\r\n", "\r\n\r\n").encode(),
        b'"id","name"\r\n"007","\xc3\x89lise"\r\nNA,"null"',
    ],
    ids=str,
)
def test_one_table_in_many_forms(tmp_path: Path, content: bytes) -> None:
    """Edge cases 6, 7 and 34: forms are detected; leading zeros, NA and null stay what they are."""
    assert read(tmp_path, content) == PEOPLE


@pytest.mark.parametrize(
    "encoding", ["latin-1", "iso8859-15", "cp1252", "cp1251", "utf-16", "shift_jis", "utf_8_sig"]
)
def test_a_stated_encoding_wins(tmp_path: Path, encoding: str) -> None:
    """Edge case 34."""
    name = {"cp1251": "Привет", "shift_jis": "表田|中"}.get(encoding, "Élise")
    content = f"id,name\n1,{name}\n".encode(encoding)
    assert read(tmp_path, content, encoding=encoding, delimiter=",") == [{"id": "1", "name": name}]


def test_an_encoding_that_cannot_be_told_is_asked_for(tmp_path: Path) -> None:
    """Edge case 34: a wrong guess would find nobody."""
    content = "id,name\n1,Привет Мир\n2,Здравствуй\n".encode("cp1251")
    with pytest.raises(MalformedData, match="state it") as caught:
        read(tmp_path, content)
    assert caught.value.file == "people.csv"


def test_utf16_without_a_mark_needs_its_byte_order(tmp_path: Path) -> None:
    with pytest.raises(MalformedData, match="utf-16-le"):
        read(tmp_path, TEXT.encode("utf-16-le"), encoding="utf-16")


@pytest.mark.parametrize("line", [3, 2000])
def test_a_byte_that_the_encoding_does_not_know_is_told_with_its_line(tmp_path: Path, line: int) -> None:
    """Edge case 34: the file is UTF-8, since all else in it is."""
    lines = [f"{number},Élise {CANARY}".encode() for number in range(2500)]
    lines[line - 1] = b"7,\xff" + CANARY.encode()
    (tmp_path / "people.csv").write_bytes(b"id,name\n" + b"\n".join(lines[1:]))
    with refused(MalformedData, without=(CANARY,)):
        store(tmp_path).schema()
    with pytest.raises(MalformedData) as caught:
        store(tmp_path).schema()
    assert (caught.value.file, caught.value.line, caught.value.table) == ("people.csv", line, "people")


def test_quoted_line_ends_and_doubled_quotes(tmp_path: Path) -> None:
    """Edge case 34."""
    content = b'id,note\n1,"one\nline, ""two""\r\nthree"\n2,""\n3,""""\n'
    assert read(tmp_path, content) == [
        {"id": "1", "note": 'one\nline, "two"\r\nthree'},
        {"id": "2", "note": ""},
        {"id": "3", "note": '"'},
    ]


def test_a_quote_inside_an_unquoted_field_is_an_ordinary_character(tmp_path: Path) -> None:
    """Edge case 34."""
    content = b'id,note\n1,5" pipe\n2,"6"" pipe"\n3,a""b\n4,x"'
    assert [row["note"] for row in read(tmp_path, content)] == ['5" pipe', '6" pipe', 'a""b', 'x"']


def test_other_quotes_and_none_may_be_stated(tmp_path: Path) -> None:
    assert read(tmp_path, b"id,note\n1,'a, ''b'''\n", quoting="'") == [{"id": "1", "note": "a, 'b'"}]
    assert read(tmp_path, b'id,note\n1,"a\n2,b"\n', quoting="none") == [
        {"id": "1", "note": '"a'},
        {"id": "2", "note": 'b"'},
    ]


def test_no_header(tmp_path: Path) -> None:
    """Edge case 34."""
    assert read(tmp_path, b"1,Ann\n2,Bo\n", header=False)[0] == {"column 1": "1", "column 2": "Ann"}
    assert read(tmp_path, b"1,Ann\n2,Bo\n", header=["id", "name"])[1] == {"id": "2", "name": "Bo"}


def test_duplicate_and_blank_header_names_become_distinct(tmp_path: Path) -> None:
    """Edge case 34."""
    found = read(tmp_path, b"name,,name, ,name.2,name\na,b,c,d,e,f\n")
    assert found == [
        {"name": "a", "column 2": "b", "name.2'": "c", "column 4": "d", "name.2": "e", "name.3": "f"}
    ]


def test_ragged_rows_lose_nothing(tmp_path: Path) -> None:
    """Edge case 34: what stands beyond the header is a column too, so that it can be found."""
    assert read(tmp_path, b"id,name\n1\n2,Bo,extra,\n") == [
        {"id": "1", "name": "", "column 3": "", "column 4": ""},
        {"id": "2", "name": "Bo", "column 3": "extra", "column 4": ""},
    ]


def test_preamble_lines_are_skipped(tmp_path: Path) -> None:
    """Edge case 34: an odd quote in a comment doesn't matter."""
    content = b'# made by "us\r\n# on Monday\rid,name\n1,Ann\n'
    assert read(tmp_path, content, skip_lines=2) == [{"id": "1", "name": "Ann"}]
    assert read(tmp_path, content, skip_lines=20) == []


def test_a_zero_byte_is_a_character(tmp_path: Path) -> None:
    """Edge case 34."""
    assert read(tmp_path, b"id,name\n1,A\x00nn\n") == [{"id": "1", "name": "A\x00nn"}]


def test_an_empty_file_has_no_columns(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"")
    assert dict(store(tmp_path).schema()["people"].columns) == {}
    assert rows(store(tmp_path)) == []


@pytest.mark.parametrize(
    "content",
    [
        b"mail\nana@x.com\nbo@x.com\n",
        b"mail\nlopez, ana\nbo\n",
    ],
)
def test_a_file_of_one_column_needs_no_delimiter(tmp_path: Path, content: bytes) -> None:
    assert next(iter(store_of(tmp_path, content).schema()["people"].columns)) == "mail"


def store_of(folder: Path, content: bytes, **options: Any) -> CsvStore:
    (folder / "people.csv").write_bytes(content)
    return store(folder, **options)


def test_the_delimiter_is_that_which_divides_all_rows_alike(tmp_path: Path) -> None:
    """Decimal commas are more in number."""
    content = b"id;price;weight;name\n1;1,50;2,50;Ann\n2;1,75;2,25;Bo, Jr\n"
    assert read(tmp_path, content)[1] == {"id": "2", "price": "1,75", "weight": "2,25", "name": "Bo, Jr"}
    content = b"id;price,weight,name,x,y\n1;1,50\n2;2\n3;\n"
    assert read(tmp_path, content)[2] == {"id": "3", "price,weight,name,x,y": ""}


def test_files_of_one_table_may_differ_in_form_and_in_the_order_of_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,name\n1,Ann\n")
    (tmp_path / "b.csv").write_bytes("name;id;city\nÉlise;2;Liège\n".encode("cp1252"))
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(b"id\tname\n3\tBo\n"))
    assert rows(store(tmp_path, "*.csv*")) == [
        {"id": "1", "name": "Ann", "city": ""},
        {"id": "2", "name": "Élise", "city": "Liège"},
        {"id": "3", "name": "Bo", "city": ""},
    ]
    match = Match(columns=("name", "city"), keys=pa.array([{"name": "Ann", "city": ""}]))
    (batch,) = store(tmp_path, "*.csv*").find("people", ["id"], match)
    assert batch.to_pylist() == [{"id": "1"}]


def test_keys_of_another_type_are_compared_as_text(tmp_path: Path) -> None:
    """Edge case 6: 7 is not 007."""
    opened = store_of(tmp_path, b"id,name\n007,Ann\n7,Bo\n")
    (batch,) = opened.find("people", None, Match(columns=("id",), keys=pa.array([7])))
    assert batch.to_pylist() == [{"id": "7", "name": "Bo"}]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'id,name\n1,Ann\n2,"canary.7f3a@example.com\n3,Bo\n', 3),
        (b'id,name\n1,"a\nb"\n2,"canary.7f3a@example.com"x\n3,Bo\n', 4),
        (b'id,name\r1,5" pipe\r2,"canary.7f3a@example.com', 3),
    ],
)
def test_a_quote_that_is_not_closed_is_told_with_its_line(tmp_path: Path, content: bytes, line: int) -> None:
    """Edge case 34: no row may be taken for a part of another."""
    opened = store_of(tmp_path, content, delimiter=",")
    with refused(MalformedData, without=(CANARY,)):
        opened.schema()
    with pytest.raises(MalformedData) as caught:
        opened.find("people")
    assert (caught.value.file, caught.value.line, caught.value.store) == ("people.csv", line, "files")


def test_half_a_gzip_file_is_refused(tmp_path: Path) -> None:
    content = gzip.compress(TEXT.encode() * 1000)
    for broken in (content[:-20], content[:100] + b"xxxx" + content[104:]):
        with pytest.raises(MalformedData):
            read(tmp_path, broken)


def test_a_path_without_a_file_is_unavailable_not_empty(tmp_path: Path) -> None:
    """Edge case 8: "could not look" is not "nothing held"."""
    for path in ("missing.csv", "missing*.csv", "no/where/**/*.csv"):
        with pytest.raises(StoreUnavailable) as caught:
            store(tmp_path, path).schema()
        assert caught.value.file == path


def test_a_table_that_the_map_does_not_name_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        store_of(tmp_path, b"id,name\n").stamp("others")


@pytest.mark.parametrize(
    "options",
    [
        {"encoding": "no-such"},
        {"encoding": "utf-7"},
        {"encoding": "iso2022_jp"},
        {"encoding": "cp037"},
        {"encoding": "base64"},
        {"delimiter": ";;"},
        {"delimiter": "é"},
        {"delimiter": "\n"},
        {"delimiter": '"'},
        {"quoting": "all"},
        {"header": "yes"},
        {"header": []},
        {"header": ["a", "a"]},
        {"skip_lines": -1},
        {"skip_lines": True},
        {"path": ""},
        {"path": None},
    ],
    ids=str,
)
def test_options_that_cannot_be_are_refused(tmp_path: Path, options: Mapping[str, Any]) -> None:
    table = TableSource(name="people", options={"path": "people.csv", **options})
    with pytest.raises(DataMapError, match=r"stores\.files\.tables\.people"):
        CsvStore(StoreSource(name="files", type="csv", folder=tmp_path, tables={"people": table}))
