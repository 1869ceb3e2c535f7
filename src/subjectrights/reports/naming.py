"""What tables and columns are called where people read of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from subjectrights.reports.words import Words
from subjectrights.reports.words.categories import ONE_FACT

__all__ = ["column_labels", "headed", "named", "place", "readable"]


def readable(name: str) -> str:
    """A stored name as words: ``last_contact_on`` is "last contact on"."""
    return name.replace("_", " ").strip() or name


def headed(name: str) -> str:
    """A stored name as a heading: ``last_contact_on`` is "Last contact on"."""
    return _capital(readable(name))


def place(name: str) -> str:
    """A table's name, ``crm.customers``, as "customers (crm)"."""
    store, dot, table = name.partition(".")
    return f"{readable(table)} ({readable(store)})" if dot else readable(name)


def column_labels(
    columns: Sequence[str], categories: Mapping[str, str], words: Words, *, covered: Collection[str] = ()
) -> dict[str, str]:
    """What stands over each column: its category in words where that names one fact, else its own name.

    Args:
        columns: the columns' names.
        categories: by column, its data category.
        words: the language.
        covered: columns whose category is another person's; they keep their own name.
    """
    own = {column: headed(column) for column in columns}
    facts = {c: categories[c] for c in columns if c not in covered and categories.get(c) in ONE_FACT}
    labels = {c: _capital(words.category(category)) for c, category in facts.items()}
    wanted = [*labels.values(), *(own[c] for c in columns if c not in labels)]
    # Two columns under one label could not be told apart, so both keep the names they are stored under.
    return {c: labels[c] if c in labels and wanted.count(labels[c]) == 1 else own[c] for c in columns}


def named(columns: Iterable[str], labels: Mapping[str, str], words: Words) -> str:
    """Columns by their labels, in quotation marks, as an enumeration."""
    return words.listed([words.quoted(labels.get(column, headed(column))) for column in columns])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
