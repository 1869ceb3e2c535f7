"""What a writer is given: a document of sections and tables, free of any format."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Document", "DocumentTable", "EncryptingWriter", "Loss", "Section", "Writer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with what stands under it.

    Args:
        heading: the heading, in the document's language.
        paragraphs: running text.
        facts: pairs of a label and its text, shown as a two-column list.
        items: a bulleted list.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    items: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTable:
    """A table of data in a document.

    Args:
        name: its name, such as ``"crm.customers"``; unique in the document.
        title: what people read above it.
        data: the rows, in Arrow's types; columns are named as they are stored.
        labels: by column, what people read over it; the column's name where there is none.
        notes: sentences below it (what was left out and why).
    """

    name: str
    title: str
    data: pa.Table = field(repr=False)
    labels: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report, an export or a receipt, ready to be written in any format.

    Args:
        title: its title.
        language: a language tag such as ``"fr"``, for the format's own metadata.
        created: when it was made, with a time zone.
        author: the organisation's name.
        sections: what stands before the tables.
        tables: the data.
        closing: what stands after the tables.
        metadata: what the machine-readable formats carry beside the tables: text, numbers, booleans,
            None, lists and mappings only.
        words: by key, the writer's own words in the document's language (``"page"``, ``"of"``,
            ``"continued"``, ``"no_rows"``, ``"losses"``, ``"contents"``); English where missing.
        seal: what the file ends with, from its media type and the SHA-256 of its bytes so far; empty for a
            format that has no room for a comment there.
    """

    title: str
    language: str
    created: datetime
    author: str
    sections: tuple[Section, ...] = ()
    tables: tuple[DocumentTable, ...] = ()
    closing: tuple[Section, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict, repr=False)
    words: Mapping[str, str] = field(default_factory=dict)
    seal: Callable[[str, str], bytes] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something a format can't carry as it is, and how it was carried instead; never the value itself.

    Args:
        table: the table's name, None where it is in the text around the tables.
        column: the column's name.
        what: what couldn't be carried, in one short sentence.
        count: in how many cells.
    """

    table: str | None
    column: str | None
    what: str
    count: int = 1

    def __str__(self) -> str:
        place = ".".join(part for part in (self.table, self.column) if part) or "text"
        times = f" ({self.count} cells)" if self.count > 1 else ""
        return f"{place}: {self.what}{times}"


class Writer(ABC):
    """Writes a document in one format.

    A writer is found by file suffix in :mod:`subjectrights.writers.registry`.
    """

    suffixes: tuple[str, ...]
    media_type: str

    @abstractmethod
    def write(self, document: Document, out: BinaryIO) -> Sequence[Loss]:
        """Write `document` to `out`, a binary file open for writing.

        Returns:
            What the format couldn't carry as it is; the same list stands in the document itself.
        """


class EncryptingWriter(Writer):
    """A writer whose format can be encrypted by its own means; what others write is put into an archive."""

    @abstractmethod
    def write_encrypted(self, document: Document, out: BinaryIO, password: str) -> Sequence[Loss]:
        """Write `document` to `out` so that only who knows the password can read any of it.

        Args:
            document: what to write.
            out: where to; it receives nothing that isn't encrypted.
            password: 12 to 127 printable ASCII characters.

        Returns:
            As :meth:`Writer.write`.
        """
