"""Edge case 35: what isn't changed keeps its bytes, whatever it is written like."""

from __future__ import annotations

import csv
import gzip
import io
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjectrights.changes import Change, Count, Delete, Match, Update
from subjectrights.errors import StoreError, ValueRefused
from subjectrights.stores.base import StoreSource, TableSource
from subjectrights.stores.csv import CsvStore
from subjectrights.testing.checks import refused

CANARY = "canary.7f3a@example.com"


def store(folder: Path, path: str = "people.csv", **options: Any) -> CsvStore:
    table = TableSource(name="people", options={"path": path, **options})
    return CsvStore(StoreSource(name="files", type="csv", folder=folder, tables={"people": table}))


def carry_out(opened: CsvStore, *changes: Change) -> Count:
    staged = opened.stage(changes, secrets.token_hex(8))
    staged.check()
    staged.commit()
    return staged.counts["people"]


def gone(*keys: str, column: str = "id") -> Delete:
    return Delete(table="people", match=Match(columns=(column,), keys=pa.array(keys, pa.string())))


def written(key: str, column: str = "id", **values: str | None) -> Update:
    match = Match(columns=(column,), keys=pa.array([key]))
    scalars = {name: pa.scalar(value, pa.string()) for name, value in values.items()}
    return Update(table="people", match=match, values=scalars)


def after(folder: Path, content: bytes, *changes: Change, **options: Any) -> bytes:
    (folder / "people.csv").write_bytes(content)
    carry_out(store(folder, **options), *changes)
    return (folder / "people.csv").read_bytes()


# ---------------------------------------------------------------- wild files


@dataclass(frozen=True)
class Wild:
    """A file in pieces: what stands before the rows, and each row's fields and line end as written."""

    before: str
    rows: Sequence[tuple[Sequence[str], str]]
    delimiter: str
    encoding: str
    mark: bytes
    packed: bool

    def text(self, rows: Sequence[tuple[Sequence[str], str]]) -> str:
        return self.before + "".join(self.delimiter.join(fields) + end for fields, end in rows)

    def write(self, path: Path) -> None:
        content = self.mark + self.text(self.rows).encode(self.encoding)
        path.write_bytes(gzip.compress(content) if self.packed else content)

    def read(self, path: Path) -> str:
        content = path.read_bytes()
        content = gzip.decompress(content) if self.packed else content
        assert content.startswith(self.mark)
        return content[len(self.mark) :].decode(self.encoding)


PLAIN = st.text(st.sampled_from("aB0 é'=-\x00"), max_size=4)
QUOTED = st.text(st.sampled_from('aé ,;\t|"\r\n'), max_size=5).map(
    lambda text: '"' + text.replace('"', '""') + '"'
)
INNER_QUOTE = PLAIN.map(lambda text: "x" + text + '"')
ENDS = st.sampled_from(["\n", "\r\n", "\r\n\r\n", "\n\n", "\r"])


@st.composite
def wild_files(draw: st.DrawFn) -> Wild:
    encoding, mark = draw(
        st.sampled_from(
            [
                ("utf-8", b""),
                ("utf-8", b"\xef\xbb\xbf"),
                ("utf-16-le", b"\xff\xfe"),
                ("utf-16-be", b"\xfe\xff"),
                ("cp1252", b""),
                ("latin-1", b""),
            ]
        )
    )
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    cell = st.one_of(PLAIN, QUOTED, INNER_QUOTE)
    rows = []
    for number in range(draw(st.integers(1, 7))):
        quote = draw(st.sampled_from(["", '"']))
        cells = draw(st.lists(cell, min_size=1, max_size=4))
        rows.append(([f"{quote}k{number}{quote}", *cells], draw(ENDS)))
    if draw(st.booleans()):
        rows[-1] = (rows[-1][0], "")
    before = delimiter.join(["id", '"b"', "c"]) + draw(st.sampled_from(["\n", "\r\n", "\n\r\n"]))
    return Wild(before, rows, delimiter, encoding, mark, draw(st.booleans()))


@settings(max_examples=150)
@given(wild_files(), st.sets(st.integers(0, 6)))
def test_rows_that_are_not_erased_keep_their_bytes_and_their_order(wild: Wild, erased: set[int]) -> None:
    """Edge case 35."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        wild.write(path)
        opened = store(Path(folder), delimiter=wild.delimiter, encoding=wild.encoding)
        count = carry_out(opened, gone(*(f"k{number}" for number in erased)))
        kept = []
        for number, (fields, end) in enumerate(wild.rows):
            if number not in erased:
                kept.append((fields, end))
            elif end in {"\r\n\r\n", "\n\n"}:
                # The second line end is a blank line of its own, which is nobody's row.
                kept.append(([], end[: len(end) // 2]))
        assert wild.read(path) == wild.text(kept)
        assert count == Count(deleted=sum(number < len(wild.rows) for number in erased))


@settings(max_examples=150)
@given(wild_files(), st.integers(0, 6), st.text(st.sampled_from("aé ,;\t|\"\r\n='"), max_size=5))
def test_a_row_that_is_updated_keeps_its_other_fields_bytes(wild: Wild, number: int, new: str) -> None:
    """Edge case 35: and the new value is read back by another reader."""
    number = min(number, len(wild.rows) - 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        wild.write(path)
        opened = store(Path(folder), delimiter=wild.delimiter, encoding=wild.encoding)
        carry_out(opened, written(f"k{number}", b=new))
        found = wild.read(path)
    fields, end = wild.rows[number]
    head = wild.text(wild.rows[:number]) + fields[0] + wild.delimiter
    tail = "".join(wild.delimiter + field for field in fields[2:]) + end
    tail += wild.text(wild.rows[number + 1 :])[len(wild.before) :]
    assert found.startswith(head)
    assert found.endswith(tail)
    field = found[len(head) : len(found) - len(tail)]
    assert next(csv.reader(io.StringIO(field, newline=""), delimiter=wild.delimiter), [""]) == [new]


# ---------------------------------------------------------------- each by hand


ODD = b'id,"name",note\r\n007,Ann , "x"\n\n"008","Bo ""B""","a\nb"\r\n009,Cy,5" pipe'


def test_an_erased_row_takes_its_line_end_with_it(tmp_path: Path) -> None:
    """Edge cases 34 and 35."""
    assert after(tmp_path, ODD, gone("007")) == ODD.replace(b'007,Ann , "x"\n', b"")
    assert after(tmp_path, ODD, gone("008")) == ODD.replace(b'"008","Bo ""B""","a\nb"\r\n', b"")


def test_a_last_row_without_line_end_leaves_the_one_before_as_it_is(tmp_path: Path) -> None:
    """Edge case 34."""
    assert after(tmp_path, ODD, gone("009")) == ODD.removesuffix(b'009,Cy,5" pipe')
    assert after(tmp_path, ODD, gone("008")).endswith(b'\n\n009,Cy,5" pipe')


def test_a_header_stays_when_all_rows_go(tmp_path: Path) -> None:
    """Edge case 34: and so does the byte order mark."""
    content = b"\xef\xbb\xbfid,name\r\n1,Ann\r\n2,Bo\r\n"
    assert after(tmp_path, content, gone("1", "2")) == b"\xef\xbb\xbfid,name\r\n"


def test_a_new_value_is_quoted_as_the_old_one_was_or_as_it_needs(tmp_path: Path) -> None:
    """Edge case 35."""
    content = b'id,name\n1,Ann\n"2","Bo"\n'
    for new, first, second in (
        ("Cy", b"Cy", b'"Cy"'),
        ("a,b", b'"a,b"', b'"a,b"'),
        ('a"b', b'"a""b"', b'"a""b"'),
        ("a\nb", b'"a\nb"', b'"a\nb"'),
        ("", b"", b'""'),
        (None, b"", b'""'),
        ("=1+1", b"=1+1", b'"=1+1"'),
        ("@x", b"@x", b'"@x"'),
    ):
        changed = after(tmp_path, content, written("1", name=new), written("2", name=new))
        assert changed == b'id,name\n1,%s\n"2",%s\n' % (first, second)


def test_a_value_that_stands_already_changes_no_byte(tmp_path: Path) -> None:
    """Edge case 28: the file isn't even rewritten."""
    (tmp_path / "people.csv").write_bytes(ODD)
    before = (tmp_path / "people.csv").stat()
    count = carry_out(store(tmp_path), written("008", name='Bo "B"'))
    assert count == Count(updated=1)
    assert (tmp_path / "people.csv").stat() == before


def test_a_file_without_a_matching_row_is_not_rewritten(tmp_path: Path) -> None:
    """Edge case 35."""
    (tmp_path / "a.csv").write_bytes(b"id,name\n1,Ann\n")
    (tmp_path / "b.csv").write_bytes(b"id;name\n2;Bo\n")
    before = (tmp_path / "a.csv").stat()
    carry_out(store(tmp_path, "*.csv"), gone("2"))
    assert (tmp_path / "a.csv").stat() == before
    assert (tmp_path / "b.csv").read_bytes() == b"id;name\n"


def test_a_row_that_would_become_a_blank_line_stays_a_row(tmp_path: Path) -> None:
    """Edge case 34: in a file of one column, and in a row that is too short."""
    content = b"mail\nana@x.com\nbo@x.com\n"
    assert after(tmp_path, content, written("ana@x.com", "mail", mail="")) == b'mail\n""\nbo@x.com\n'
    content = b"id,name\n1\n2,Bo\n"
    assert after(tmp_path, content, written("1", id="")) == b'id,name\n""\n2,Bo\n'


def test_a_row_that_is_too_short_grows_to_hold_a_new_value(tmp_path: Path) -> None:
    """Edge case 34."""
    content = b"id,name,city,note\r\n1\r\n2,Bo\r\n"
    assert after(tmp_path, content, written("1", city="a,b")) == b'id,name,city,note\r\n1,,"a,b"\r\n2,Bo\r\n'
    assert after(tmp_path, content, written("1", city="", name=None)) == content
    both = after(tmp_path, content, written("2", name="Cy", note="x"))
    assert both == b"id,name,city,note\r\n1\r\n2,Cy,,x\r\n"


def test_a_first_cell_is_not_taken_for_something_else(tmp_path: Path) -> None:
    """Edge case 34: a byte order mark, or a line that states the delimiter."""
    for new in ("\ufeffAnn", "sep=;"):
        changed = after(
            tmp_path, b"Ann,1\nBo,2\n", written("Ann", "column 1", **{"column 1": new}), header=False
        )
        assert changed == f'"{new}",1\nBo,2\n'.encode()
        (batch,) = store(tmp_path, header=False).find("people", ["column 1"])
        assert batch.to_pylist() == [{"column 1": new}, {"column 1": "Bo"}]


def test_the_last_of_two_updates_of_one_cell_wins(tmp_path: Path) -> None:
    content = b"id,name\n1,Ann\n"
    assert after(tmp_path, content, written("1", name="x"), written("1", name="y")) == b"id,name\n1,y\n"


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-be", "utf-32", "cp1251", "gb18030", "shift_jis", "euc_kr"]
)
def test_other_encodings_keep_their_bytes(tmp_path: Path, encoding: str) -> None:
    """Edge case 35."""
    name = {"cp1251": "Привет", "gb18030": "李,𠮷", "shift_jis": "表,田", "euc_kr": "김,철수"}.get(
        encoding, "Élise,😀"
    )
    text = f'id,name\r\n1,"{name}"\n2,Bo\r\n3,"{name}"'
    changed = after(tmp_path, text.encode(encoding), gone("2"), encoding=encoding)
    assert changed == text.replace("2,Bo\r\n", "").encode(encoding)


def test_text_that_would_not_come_back_as_the_same_bytes_is_read_but_not_rewritten(tmp_path: Path) -> None:
    """Edge case 35: cp932 has two codes for some characters, and writes only one of them."""
    content = b"id,name\n1,Ann\n2,\x87\x90\n"
    (tmp_path / "people.csv").write_bytes(content)
    opened = store(tmp_path, encoding="cp932")
    (batch,) = opened.find("people", ["name"])
    assert batch.column(0).to_pylist() == ["Ann", "\u2252"]
    with pytest.raises(StoreError, match="UTF-8"):
        opened.stage([gone("1")], "run1")
    assert (tmp_path / "people.csv").read_bytes() == content


def test_a_preamble_stays(tmp_path: Path) -> None:
    """Edge case 34."""
    content = b'# by "us\n\nsep=;\nid;name\n1;Ann\n2;Bo\n'
    assert after(tmp_path, content, gone("1"), skip_lines=3) == content.replace(b"1;Ann\n", b"")


# ---------------------------------------------------------------- values that can't be written


def test_a_value_that_the_encoding_cannot_hold_is_refused(tmp_path: Path) -> None:
    """Edge case 32: column and file are told, the value is not; nothing has changed."""
    content = "id,name\n1,Élise\n".encode("cp1252")
    (tmp_path / "people.csv").write_bytes(content)
    opened = store(tmp_path)
    with refused(ValueRefused, without=(CANARY, "李")):
        opened.stage([written("1", name=f"李 {CANARY}")], "run1")
    with pytest.raises(ValueRefused) as caught:
        opened.stage([written("1", name="李")], "run1")
    told = caught.value
    assert (told.store, told.table, told.column, told.file) == ("files", "people", "name", "people.csv")
    assert (tmp_path / "people.csv").read_bytes() == content
    assert list(tmp_path.glob("*.shadow")) == []


def test_a_value_that_needs_quotes_is_refused_where_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"id,name\n1,Ann\n")
    with refused(ValueRefused, without=(CANARY,)):
        store(tmp_path, quoting="none").stage([written("1", name=f"{CANARY}, x")], "run1")
    assert after(tmp_path, b"id,name\n1,Ann\n", written("1", name='"x'), quoting="none") == b'id,name\n1,"x\n'


def test_a_value_for_a_column_that_one_file_does_not_have_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,name\n1,Ann\n")
    (tmp_path / "b.csv").write_bytes(b"id,city\n2,Gent\n")
    opened = store(tmp_path, "*.csv")
    with refused(ValueRefused, without=(CANARY,)):
        opened.stage([written("2", name=CANARY)], "run1")
    carry_out(opened, written("2", name=""))
    assert (tmp_path / "b.csv").read_bytes() == b"id,city\n2,Gent\n"


def test_bytes_that_are_no_text_are_refused_as_a_value(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"id,name\n1,Ann\n")
    change = Update(
        table="people",
        match=Match(columns=("id",), keys=pa.array(["1"])),
        values={"name": pa.scalar(b"\xff" + CANARY.encode(), pa.binary())},
    )
    with refused(ValueRefused, without=(CANARY,)):
        store(tmp_path).stage([change], "run1")
