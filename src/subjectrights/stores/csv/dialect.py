"""Which delimiter a file uses and what its columns are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from subjectrights.stores.csv.irregular import BrokenRecordError
from subjectrights.stores.csv.tokens import Marks, tokenize

__all__ = ["column_names", "sniffed_delimiter", "stated_in_file"]

_CANDIDATES = (",", ";", "\t", "|")


def stated_in_file(sample: bytes) -> str | None:
    """The delimiter that a first line ``sep=;`` states, as spreadsheets write and read it.

    Args:
        sample: the beginning of the file's text.

    Returns:
        None where the file doesn't begin with such a line.
    """
    line = sample[:8].partition(b"\n")[0].rstrip(b"\r")
    if len(line) == 5 and line[:4].lower() == b"sep=" and line.isascii():
        return line[4:].decode()
    return None


def sniffed_delimiter(sample: bytes, quote: bytes, *, whole: bool) -> str:
    """The delimiter that divides most records into as many fields as the first one, and into most fields.

    Args:
        sample: text from the first record on.
        quote: one ASCII character as bytes, or none.
        whole: whether the sample is all there is.

    Returns:
        A comma where no candidate divides the first record: then there is one column.
    """
    scores = {}
    for candidate in _CANDIDATES:
        if (
            score := _score(sample, Marks(delimiter=candidate.encode(), quote=quote), whole=whole)
        ) is not None:
            scores[candidate] = score
    return max(scores, key=lambda candidate: scores[candidate]) if scores else ","


def _score(sample: bytes, marks: Marks, *, whole: bool) -> tuple[float, int] | None:
    if marks.delimiter == marks.quote:
        return None
    try:
        tokens = tokenize(sample, marks, final=whole)
    except BrokenRecordError:
        return None
    widths = tokens.widths[~tokens.blank].tolist()
    if not widths or widths[0] < 2:
        return None
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]


def column_names(header: Sequence[str], width: int) -> tuple[str, ...]:
    """Distinct names for a file's columns, those of the header where they can stay.

    A blank name becomes ``column 3``; the second ``name`` becomes ``name.2``; fields beyond the header
    become columns too, so that nothing is held that can't be found.

    Args:
        header: the names as the file has them, or none.
        width: how many fields the longest row has.
    """
    # A file may have a hundred thousand columns: each step takes as long for the last as for the first.
    names: dict[str, None] = {}
    taken = set(header)
    seen: Counter[str] = Counter()
    for number in range(max(len(header), width)):
        name = header[number] if number < len(header) else ""
        seen[name] += 1
        if not name.strip():
            name = _free(f"column {number + 1}", taken)
        elif name in names:
            name = _free(f"{name}.{seen[name]}", taken)
        names[name] = None
        taken.add(name)
    return tuple(names)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "'"
    return name
