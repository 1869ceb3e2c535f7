"""What a CHECK constraint says of a column, as far as its text can be read simply."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["allowed_by", "mentions"]

_TEXT = r"'(?:[^']|'')*'"
_CAST = r"(?:::[\w\s\"]+(?:\(\d+\))?(?:\[\])?)?"
_MEMBER = rf"(?:_utf8mb\d)?({_TEXT}){_CAST}"
_LIST = rf"{_MEMBER}(?:\s*,\s*{_MEMBER})*"


def mentions(text: str, column: str) -> bool:
    """Whether a CHECK's text speaks of a column; rather too often than too seldom.

    Args:
        text: the constraint's text, as the database tells it.
        column: the column's name.
    """
    plain = re.sub(_TEXT, "''", text)
    return re.search(rf"(?<!\w){re.escape(column)}(?!\w)", plain, re.IGNORECASE) is not None


def allowed_by(texts: Iterable[str], column: str) -> tuple[str, ...] | None:
    """The only texts that a column takes, where a CHECK is a plain list of them; None where none is.

    Args:
        texts: the texts of the table's CHECK constraints.
        column: the column's name.
    """
    name = rf"[\(\s]*[`\"\[]?{re.escape(column)}[`\"\]]?\)*{_CAST}"
    shapes = (
        rf"{name}\s+IN\s*\(\s*{_LIST}\s*\)",
        rf"{name}\s*=\s*ANY\s*\(+\s*ARRAY\[\s*{_LIST}\s*\]\)*{_CAST}\)*",
    )
    for text in texts:
        plain = text.strip()
        for shape in shapes:
            if re.fullmatch(rf"{shape}[\)\s]*", plain, re.IGNORECASE):
                members = re.sub(name, "", plain, count=1, flags=re.IGNORECASE)
                return tuple(part[1:-1].replace("''", "'") for part in re.findall(_TEXT, members))
    return None
