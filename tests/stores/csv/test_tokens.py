"""Fields and records, however a text is cut into pieces, are those that Python's own reader finds."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from subjectrights.errors import MalformedData
from subjectrights.stores.csv import blocks as blocks_module
from subjectrights.stores.csv.blocks import blocks
from subjectrights.stores.csv.irregular import BrokenRecordError, irregular_spans
from subjectrights.stores.csv.tokens import Marks, tokenize

MARKS = Marks(delimiter=b",", quote=b'"')
SOUP = st.text(st.sampled_from('aé",\r\n'), max_size=30)


def cut(data: bytes, size: int) -> list[bytes]:
    """Pieces of at most `size` characters, since a stream never cuts a character in two."""
    text = data.decode()
    return [text[place : place + size].encode() for place in range(0, len(text), size)]


def records(pieces: list[bytes], marks: Marks = MARKS, skip: int = 0) -> list[list[str]]:
    found = []
    for block in blocks(pieces, marks, skip_lines=skip):
        columns = [block.column(number).to_pylist() for number in range(block.width)]
        widths = block.tokens.widths[block.rows].tolist()
        for row, width in enumerate(widths):
            found.append([columns[number][row] for number in range(width)])
    return found


def outcome_of(pieces: list[bytes]) -> list[list[str]] | int | None:
    try:
        return records(pieces)
    except MalformedData as broken:
        return broken.line


def places(pieces: list[bytes]) -> list[tuple[int, int]] | int | None:
    """Where each row begins, and where its line end stops."""
    found = []
    try:
        for block in blocks(pieces, MARKS):
            starts = block.tokens.starts[block.tokens.first[:-1]] + block.offset
            stops = block.tokens.stops + block.offset
            found += [(int(starts[row]), int(stops[row])) for row in block.rows]
    except MalformedData as broken:
        return broken.line
    return found


@given(SOUP, st.integers(1, 5))
@example('a"b\r\n', 1)
@example('a\r\n"b"\r\n', 1)
@example('"a""', 1)
@example('"a"\r', 1)
def test_a_text_means_the_same_however_it_is_cut(text: str, size: int) -> None:
    data = text.encode()
    assert outcome_of(cut(data, size)) == outcome_of([data])
    assert places(cut(data, size)) == places([data])


@given(SOUP)
def test_records_are_those_of_pythons_reader_or_refused(text: str) -> None:
    found = outcome_of([text.encode()])
    if isinstance(found, list):
        expected = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
        assert found == expected


@given(SOUP)
def test_both_ways_of_finding_fields_agree(text: str) -> None:
    data = text.encode()
    try:
        slow = irregular_spans(data, b",", b'"', final=True)
    except BrokenRecordError:
        with pytest.raises(BrokenRecordError):
            tokenize(data, MARKS, final=True)
        return
    fast = tokenize(data, MARKS, final=True)
    assert (fast.starts.tolist(), fast.ends.tolist()) == (slow.starts, slow.ends)
    assert (fast.first.tolist(), fast.stops.tolist()) == (slow.first, slow.stops)


@given(st.lists(st.lists(st.text(max_size=5), min_size=2, max_size=4), max_size=6), st.integers(1, 9))
def test_what_pythons_writer_writes_is_read_back(rows: list[list[str]], size: int) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    assert records(cut(out.getvalue().encode("utf-8", "replace"), size)) == [
        [cell.encode("utf-8", "replace").decode() for cell in row] for row in rows
    ]


@given(SOUP, st.integers(0, 4), st.integers(1, 5))
def test_skipped_lines_are_lines_whatever_quotes_they_hold(text: str, skip: int, size: int) -> None:
    rest = "".join(io.StringIO(text, newline="").readlines()[skip:])
    try:
        expected = records([rest.encode()])
    except MalformedData:
        with pytest.raises(MalformedData):
            records(cut(text.encode(), size), skip=skip)
        return
    assert records(cut(text.encode(), size), skip=skip) == expected


def test_a_record_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Edge case 34: an unclosed quote doesn't take all memory."""
    monkeypatch.setattr(blocks_module, "LONGEST_RECORD", 1000)
    pieces = [b"id,note\n1,ok\n", b'2,"opened\n', *[b"line after line\n"] * 500]
    with pytest.raises(MalformedData) as caught:
        records(pieces)
    assert caught.value.line == 3
