"""Names that a file, a sheet or a JSON object can bear, unique and close to the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["member_names", "sheet_name", "unique_names"]

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)")
_MEMBER_BYTES = 100
_SHEET_UNITS = 31


def unique_names(names: Iterable[str]) -> list[str]:
    """The names, a repeated one followed by a number: ``a``, ``a (2)``; unchanged where unique."""
    wanted = list(names)
    taken = set(wanted)
    seen: set[str] = set()
    result = []
    for name in wanted:
        chosen, number = name, 2
        while chosen in seen or (chosen != name and chosen in taken):
            chosen, number = f"{name} ({number})", number + 1
        seen.add(chosen)
        result.append(chosen)
    return result


def member_names(names: Iterable[str], suffix: str, reserved: Iterable[str] = ()) -> list[str]:
    """File names for the members of an archive, safe on every file system.

    No separators, no ``..``, no names that Windows reserves, at most 100 bytes before the suffix, and
    unique even where case and Unicode forms are not told apart (edge case 46).

    Args:
        names: the tables' names.
        suffix: what each file name ends in, such as ``".csv"``.
        reserved: file names that are taken already.
    """
    taken = {_folded(name) for name in reserved}
    result = []
    for name in names:
        base = re.sub(r"[^\w.\- ]", "_", unicodedata.normalize("NFC", name))
        base = re.sub(r"\.{2,}", "_", base).strip(" .")
        base = base.encode(errors="ignore")[:_MEMBER_BYTES].decode(errors="ignore").strip(" .") or "table"
        if _RESERVED.match(base):
            base = f"_{base}"
        chosen, number = base, 2
        while _folded(chosen + suffix) in taken:
            chosen, number = f"{base} ({number})", number + 1
        taken.add(_folded(chosen + suffix))
        result.append(chosen + suffix)
    return result


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A sheet's name that Excel takes: 31 UTF-16 units, none of ``[]:*?/\\``, unique ignoring case.

    Args:
        wanted: the name to be close to.
        taken: folded names in use; the chosen one is added.
    """
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "_", wanted).strip(" '") or "Sheet"
    if _folded(clean) == "history":
        clean = f"{clean}_"
    number = 1
    while True:
        tail = f" ({number})" if number > 1 else ""
        chosen = _cut(clean, _SHEET_UNITS - len(tail)).rstrip(" '") + tail
        if _folded(chosen) not in taken:
            taken.add(_folded(chosen))
            return chosen
        number += 1


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name.casefold())


def _cut(text: str, units: int) -> str:
    while len(text.encode("utf-16-le")) > units * 2:
        text = text[:-1]
    return text
