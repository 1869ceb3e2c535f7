"""Finds the writer of a format by the suffix of a file's name.

Built-in formats can't be replaced, and two installed packages offering one suffix are an error: which code
writes a person's data is not left to installation order.  A package offers a writer under the entry point
group ``subjectrights.writers``, named by its suffix without the leading dot (``docx``, ``tar.gz``).
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from os import PathLike, fspath

from subjectrights.errors import MissingExtra, WriteError
from subjectrights.writers.document import Writer

__all__ = ["BUILT_IN", "ENTRY_POINT_GROUP", "known_suffixes", "writer_for"]

ENTRY_POINT_GROUP = "subjectrights.writers"

BUILT_IN = {
    ".csv": "subjectrights.writers.csv:CsvWriter",
    ".csv.zip": "subjectrights.writers.csv:CsvZipWriter",
    ".htm": "subjectrights.writers.html:HtmlWriter",
    ".html": "subjectrights.writers.html:HtmlWriter",
    ".json": "subjectrights.writers.json:JsonWriter",
    ".parquet": "subjectrights.writers.parquet:ParquetWriter",
    ".parquet.zip": "subjectrights.writers.parquet:ParquetZipWriter",
    ".pdf": "subjectrights.writers.pdf:PdfWriter",
    ".xlsx": "subjectrights.writers.xlsx:XlsxWriter",
    ".xml": "subjectrights.writers.xml:XmlWriter",
    ".zip": "subjectrights.writers.csv:CsvZipWriter",
}


@lru_cache(maxsize=1)
def _installed() -> dict[str, list[EntryPoint]]:
    offers: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=ENTRY_POINT_GROUP):
        offers.setdefault(f".{point.name.lower().lstrip('.')}", []).append(point)
    return offers


def known_suffixes() -> tuple[str, ...]:
    """The suffixes that can be written here, built in or installed."""
    return tuple(sorted({*BUILT_IN, *_installed()}))


def writer_for(path_or_suffix: str | PathLike[str]) -> Writer:
    """The writer for a file's name, by the longest suffix that is known.

    Args:
        path_or_suffix: a path such as ``"ana.csv.zip"``, a suffix such as ``".pdf"``, or ``"pdf"``.

    Returns:
        A new writer.

    Raises:
        WriteError: no format has that suffix, or two installed packages offer it.
        MissingExtra: the format needs a package that is not installed.
    """
    name = fspath(path_or_suffix).replace("\\", "/").rpartition("/")[2].lower()
    suffixes = known_suffixes()
    if "." not in name or f".{name}" in suffixes:
        name = f".{name}"
    fitting = [suffix for suffix in suffixes if name.endswith(suffix)]
    if not fitting:
        raise WriteError(_unknown(name, suffixes))
    return _class_of(max(fitting, key=len))()


def _unknown(name: str, suffixes: tuple[str, ...]) -> str:
    """What to say about a suffix that nobody knows; of a file's name, only its suffix is quoted."""
    last = f".{name.rpartition('.')[2]}"
    near = get_close_matches(last, suffixes, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"no format is known by the suffix {last!r}; there are {', '.join(suffixes)}.{hint}"


def _class_of(suffix: str) -> type[Writer]:
    if suffix in BUILT_IN:
        module, _, name = BUILT_IN[suffix].partition(":")
        found = getattr(import_module(module), name)
    else:
        points = _installed()[suffix]
        if len(points) > 1:
            offers = ", ".join(sorted(point.dist.name if point.dist else point.value for point in points))
            raise WriteError(f"several installed packages offer the format {suffix!r} ({offers}); keep one")
        try:
            found = points[0].load()
        except ImportError:
            raise MissingExtra(
                f"the format {suffix!r} can't be loaded: a package it needs is not installed"
            ) from None
    if not (isinstance(found, type) and issubclass(found, Writer)):
        raise WriteError(f"what is offered as the format {suffix!r} is not a subjectrights Writer")
    return found
