"""Changes as replacements of bytes: of whole records that go, and of single fields that get a new value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from subjectrights.changes import Change, Count, Delete, Update
from subjectrights.errors import ValueRefused
from subjectrights.stores.csv.blocks import Block
from subjectrights.stores.csv.matching import Matcher
from subjectrights.stores.csv.profile import Profile

__all__ = ["Edit", "Editor", "spliced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Bytes of a file's text, as UTF-8, from `start` to before `stop` become `text`."""

    start: int
    stop: int
    text: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    matcher: Matcher
    values: Mapping[str, list[str]] = field(repr=False)
    aligned: Mapping[str, bool]


class Editor:
    """Works out what the changes of one table do to the rows of its files.

    Args:
        changes: the table's changes.
        table: its name.

    Raises:
        ValueRefused: a new value can't be written as text.
    """

    def __init__(self, changes: Sequence[Change], table: str) -> None:
        self._deletes = [Matcher(change.match) for change in changes if isinstance(change, Delete)]
        self._updates = [_prepared(change, table) for change in changes if isinstance(change, Update)]
        self._columns = sorted(
            {name for matcher in self._matchers() for name in matcher.columns},
        )

    def edits(self, block: Block, profile: Profile) -> tuple[list[Edit], Count]:
        """The edits of one block, in order, and how many rows go or are written.

        Args:
            block: some of a file's rows.
            profile: what the file is.

        Raises:
            ValueRefused: a new value can't be written into this file.
        """
        if not len(block.rows):
            return [], Count()
        columns = {name: block.column(profile.places.get(name)) for name in self._columns}
        gone = np.zeros(len(block.rows), np.bool_)
        for matcher in self._deletes:
            gone |= matcher.keys_of(columns) >= 0
        cells: dict[int, dict[str, str]] = {}
        for update in self._updates:
            keys = update.matcher.keys_of(columns)
            for row in np.flatnonzero((keys >= 0) & ~gone).tolist():
                written = cells.setdefault(row, {})
                for name, texts in update.values.items():
                    written[name] = texts[keys[row] if update.aligned[name] else 0]
        touched = sum(bool(written) for written in cells.values())
        edits = [_deleted(block, row) for row in np.flatnonzero(gone).tolist()]
        for row, written in cells.items():
            edits += _Row(block, row, profile).edits(written)
        edits.sort(key=lambda edit: edit.start)
        return edits, Count(deleted=int(gone.sum()), updated=touched)

    def _matchers(self) -> Iterator[Matcher]:
        yield from self._deletes
        for update in self._updates:
            yield update.matcher


def _prepared(change: Update, table: str) -> _Written:
    values = {name: _texts(value, table, name) for name, value in change.values.items()}
    aligned = {name: isinstance(value, pa.Array) for name, value in change.values.items()}
    return _Written(matcher=Matcher(change.match), values=values, aligned=aligned)


def _texts(value: Any, table: str, column: str) -> list[str]:
    array = value if isinstance(value, pa.Array) else pa.repeat(value, 1)
    try:
        return ["" if text is None else text for text in array.cast(pa.string()).to_pylist()]
    except pa.ArrowException:
        raise ValueRefused("a new value can't be written as text", table=table, column=column) from None


def _deleted(block: Block, row: int) -> Edit:
    record = int(block.rows[row])
    start = int(block.tokens.starts[block.tokens.first[record]])
    return Edit(start=block.offset + start, stop=block.offset + int(block.tokens.stops[record]), text=b"")


class _Row:
    """One row as bytes."""

    def __init__(self, block: Block, row: int, profile: Profile) -> None:
        self._block = block
        self._profile = profile
        record = int(block.rows[row])
        self._first = int(block.tokens.first[record])
        self._width = int(block.tokens.first[record + 1]) - self._first

    def edits(self, written: Mapping[str, str]) -> list[Edit]:
        """The edits that write these texts; none for a field that holds its text already."""
        edits = []
        added: dict[int, str] = {}
        for name, text in written.items():
            number = self._profile.places.get(name)
            if number is None:
                if text:
                    raise ValueRefused("the file has no such column to write into", column=name)
            elif number >= self._width:
                added[number] = text
            elif (edit := self._edit(number, name, text)) is not None:
                edits.append(edit)
        if any(added.values()):
            edits.append(self._added(added))
        return edits

    def _edit(self, number: int, name: str, text: str) -> Edit | None:
        block = self._block
        start = int(block.tokens.starts[self._first + number])
        stop = int(block.tokens.ends[self._first + number])
        old = block.data[start:stop]
        quote = self._profile.marks.quote
        quoted = bool(quote) and old.startswith(quote)
        held = old[1:-1].replace(quote * 2, quote) if quoted else old
        if held == text.encode():
            return None
        new = self._field(text, name, quoted=quoted or (not text and self._width == 1))
        return Edit(start=block.offset + start, stop=block.offset + stop, text=new)

    def _added(self, added: Mapping[int, str]) -> Edit:
        """Fields at the end of a row that is too short to have them."""
        end = self._block.offset + int(self._block.tokens.ends[self._first + self._width - 1])
        text = b""
        last = max(number for number, value in added.items() if value)
        for number in range(self._width, last + 1):
            name = self._profile.columns[number]
            text += self._profile.marks.delimiter + self._field(added.get(number, ""), name, quoted=False)
        return Edit(start=end, stop=end, text=text)

    def _field(self, text: str, name: str, *, quoted: bool) -> bytes:
        encoding, marks = self._profile.form.encoding, self._profile.marks
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            raise ValueRefused(
                f"a new value has a character that the file's encoding, {encoding}, can't hold", column=name
            ) from None
        field = text.encode()
        if not (quoted or _needs_quotes(field, marks.delimiter, marks.quote)):
            return field
        if not marks.quote:
            raise ValueRefused(
                "a new value needs quotes, which the data map says this file doesn't have", column=name
            )
        return marks.quote + field.replace(marks.quote, marks.quote * 2) + marks.quote


def _needs_quotes(field: bytes, delimiter: bytes, quote: bytes) -> bool:
    """Whether a field would otherwise be read as something else, at the beginning of a file too."""
    special = (delimiter, b"\r", b"\n", quote) if quote else (delimiter, b"\r", b"\n")
    return (
        any(mark in field for mark in special)
        or field.startswith(b"\xef\xbb\xbf")
        or field[:4].lower() == b"sep="
    )


def spliced(pieces: Iterable[bytes], edits: Sequence[Edit]) -> Iterator[bytes]:
    """A text with edits carried out.

    Args:
        pieces: the text.
        edits: in order; none overlaps another.

    Yields:
        The new text, in pieces.
    """
    place = done = 0
    waiting = iter(edits)
    edit = next(waiting, None)
    for piece in pieces:
        end = place + len(piece)
        while edit is not None and edit.start < end:
            yield piece[max(done - place, 0) : edit.start - place]
            yield edit.text
            done = edit.stop
            edit = next(waiting, None)
        if done < end:
            yield piece[max(done - place, 0) :]
            done = end
        place = end
    while edit is not None:
        yield edit.text
        edit = next(waiting, None)
