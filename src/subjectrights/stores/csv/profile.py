"""What one file is: its form, its marks, its columns, and where its rows begin."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from subjectrights.errors import MalformedData
from subjectrights.stores.csv.blocks import Block, blocks
from subjectrights.stores.csv.dialect import column_names, sniffed_delimiter, stated_in_file
from subjectrights.stores.csv.encoding import UndecidableError, by_first_bytes, guessed, settled
from subjectrights.stores.csv.options import Options
from subjectrights.stores.csv.stream import (
    CHUNK_BYTES,
    Form,
    is_gzip,
    packed_by_another,
    raw_chunks,
    utf8_chunks,
)
from subjectrights.stores.csv.tokens import Marks

__all__ = ["Profile", "profile_of"]

_SAMPLE_BYTES = 256 << 10
_HEAD_BYTES = 4096


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How to read one file and write into it.

    Args:
        form: how its text stands in its bytes.
        marks: its delimiter and quote.
        columns: the names of its columns.
        header: whether a record names the columns.
        skip_lines: how many lines stand before the header or the first row.
    """

    form: Form
    marks: Marks
    columns: tuple[str, ...]
    header: bool
    skip_lines: int

    @cached_property
    def places(self) -> dict[str, int]:
        """By name of a column, the number of its field."""
        return {name: number for number, name in enumerate(self.columns)}

    def blocks(self, path: Path, *, size: int = CHUNK_BYTES, end: int | None = None) -> Iterator[Block]:
        """The file's rows, without the header.

        Args:
            path: the file.
            size: how many bytes of the file make a block, about.
            end: how many bytes of the file are meant; all by default.

        Raises:
            MalformedData, OSError: the file can't be read.
        """
        header = self.header
        text = utf8_chunks(path, self.form, size=size, end=end)
        for block in blocks(text, self.marks, skip_lines=self.skip_lines):
            if header and len(block.rows):
                header = False
                yield replace(block, header=True)
            else:
                yield block


def profile_of(path: Path, options: Options) -> Profile:
    """Read a whole file once, to know what it is and that all of it can be read.

    Args:
        path: the file.
        options: what the data map states.

    Raises:
        MalformedData: its encoding can't be told, or its bytes are not what they should be.
        OSError: it can't be read.
    """
    form = _form(path, options)
    sample, whole = _sample(path, form)
    skip, delimiter = options.skip_lines, options.delimiter
    if not skip and (in_file := stated_in_file(sample)) is not None:
        skip, delimiter = 1, delimiter or in_file
    quote = options.quote.encode()
    if delimiter is None:
        delimiter = sniffed_delimiter(_after_lines(sample, skip), quote, whole=whole)
    unnamed = Profile(
        form=form,
        marks=Marks(delimiter=delimiter.encode(), quote=quote),
        columns=(),
        header=False,
        skip_lines=skip,
    )
    header, width = list(options.names), 0
    named = options.header and not options.names
    waiting = named
    for block in unnamed.blocks(path):
        if waiting and len(block.rows):
            first = int(block.tokens.widths[block.rows[0]])
            header, waiting = [block.column(number)[0].as_py() for number in range(first)], False
        width = max(width, block.width)
    return replace(unnamed, columns=column_names(header, width), header=named)


def _form(path: Path, options: Options) -> Form:
    compressed = is_gzip(path)
    if (other := packed_by_another(path)) is not None:
        raise MalformedData(f"is compressed with {other}, which isn't read: unpack it, or pack it with gzip")
    head = next(raw_chunks(path, compressed=compressed, size=_HEAD_BYTES), b"")
    if options.encoding is not None:
        found = settled(options.encoding, head)
        if found is None:
            raise MalformedData(
                f"has no byte order mark; state encoding: {options.encoding}-le or {options.encoding}-be"
            )
    else:
        found = by_first_bytes(head) or (_detected(path, compressed=compressed), b"")
    return Form(encoding=found[0], mark=found[1], gzip=compressed)


def _detected(path: Path, *, compressed: bool) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for raw in raw_chunks(path, compressed=compressed):
            decoder.decode(raw)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    try:
        return guessed(raw_chunks(path, compressed=compressed))
    except UndecidableError as unknown:
        if unknown.broken:
            return "utf-8"
        raise MalformedData("its encoding can't be told for certain; state it in the data map") from None


def _sample(path: Path, form: Form) -> tuple[bytes, bool]:
    """The beginning of the text, and whether it is all of it."""
    pieces = list(islice(utf8_chunks(path, form, size=_SAMPLE_BYTES), 2))
    return b"".join(pieces[:1]), len(pieces) < 2


def _after_lines(sample: bytes, count: int) -> bytes:
    for _ in range(count):
        ends = sample.splitlines(keepends=True)[:1]
        sample = sample[len(ends[0]) :] if ends else b""
    return sample
