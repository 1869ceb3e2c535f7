"""The data map as Python objects: what is held where, why, and who answers for it.

The field names are those of the YAML file.  Everything checked here can be checked without looking into
a store; what only the stores can tell is in :mod:`subjectrights.datamap.check`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import (
    Field,
    PrivateAttr,
    ValidationError,
    field_validator,
    model_validator,
)

from subjectrights.datamap.faults import NameFaults
from subjectrights.datamap.names import check_names
from subjectrights.datamap.operators import OperatorsMap
from subjectrights.datamap.parts import (
    ColumnMap,
    IdentifierKind,
    IdentifierMap,
    MethodMap,
    OnErase,
    Organisation,
    Part,
    Party,
    Purpose,
    Reference,
    Retain,
    Retention,
    SetValues,
    within,
)
from subjectrights.datamap.roles import Responsibility, responsibility
from subjectrights.errors import DataMapError
from subjectrights.terms import Role

__all__ = [
    "ColumnMap",
    "DataMap",
    "IdentifierKind",
    "IdentifierMap",
    "Link",
    "MethodMap",
    "OnErase",
    "Organisation",
    "Party",
    "Purpose",
    "Reference",
    "Retain",
    "Retention",
    "SetValues",
    "StoreMap",
    "TableMap",
    "TableRef",
    "within",
]


class TableRef(NamedTuple):
    """A table of a store, written ``store.table``."""

    store: str
    table: str

    def __str__(self) -> str:
        return f"{self.store}.{self.table}"


class Link(NamedTuple):
    """A declared link: rows here belong to the person whose row there holds the same key."""

    columns: tuple[str, ...]
    target: TableRef
    target_columns: tuple[str, ...]


class TableMap(Part):
    """What a table holds, whose it is and what becomes of it.

    `where`: only the rows whose columns hold these values, as in a table that several kinds of owner share
    (``where: {owner_type: customer}``); the others are nobody's by this map.  `person`: one row is one
    person.  `identifiers`: identifier name to the column (or the columns of several owners) that hold it.
    `collected`: the column with the moment at which the row was collected, by which a row that a backup
    brought back is told from a new one.  `belongs_to`: one link as a mapping of column to ``table.column``
    (several columns make a composite key), or a list of links where a row has several owners or ways.
    """

    name: str | None = None
    schema_: str | None = Field(default=None, alias="schema")
    path: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quoting: str | None = None
    header: bool | tuple[str, ...] | None = None
    skip_lines: int | None = None
    options: Mapping[str, Any] = Field(default_factory=dict)

    where: Mapping[str, str | int | bool] = Field(default_factory=dict)
    person: bool = False
    identifiers: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)
    belongs_to: Mapping[str, str] | tuple[Mapping[str, str], ...] = ()
    refers_to: Mapping[str, Reference] = Field(default_factory=dict)
    collected: str | None = None
    columns: Mapping[str, ColumnMap] = Field(default_factory=dict)

    role: Role | None = None
    controller: str | None = None
    processor: str | None = None
    purposes: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    retention: Retention | None = None
    source: str | None = None
    description: str | None = None

    retain: Retain | None = None
    on_restrict: SetValues | None = None
    on_lift: SetValues | None = None
    on_object: Mapping[str, SetValues] = Field(default_factory=dict)
    on_erase: OnErase = "delete"

    @field_validator("refers_to", mode="before")
    @classmethod
    def _a_target_is_a_reference(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {k: {"to": v} if isinstance(v, str) else v for k, v in value.items()}

    @field_validator("retention", mode="before")
    @classmethod
    def _words_are_criteria(cls, value: Any) -> Any:
        return {"criteria": value} if isinstance(value, str) else value

    def column(self, name: str) -> ColumnMap:
        """What the map says of a column; the defaults where it says nothing."""
        return self.columns.get(name, _UNDECLARED)

    def identifier_columns(self) -> dict[str, tuple[str, ...]]:
        """The columns that hold each identifier, by identifier name."""
        return {
            name: (columns,) if isinstance(columns, str) else tuple(columns)
            for name, columns in self.identifiers.items()
        }

    def link_mappings(self) -> tuple[Mapping[str, str], ...]:
        """The declared links as they are written, one mapping a link."""
        if isinstance(self.belongs_to, Mapping):
            return (self.belongs_to,) if self.belongs_to else ()
        return self.belongs_to

    def store_options(self) -> dict[str, Any]:
        """What the map says for the store itself, without what is not said."""
        stated = {
            "name": self.name,
            "schema": self.schema_,
            "path": self.path,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "quoting": self.quoting,
            "header": self.header,
            "skip_lines": self.skip_lines,
        }
        return {**{key: value for key, value in stated.items() if value is not None}, **self.options}


_UNDECLARED = ColumnMap()


class StoreMap(Part):
    """A place that holds tables, and what goes for all of them unless a table says otherwise."""

    type: str
    url: str | None = Field(default=None, repr=False)
    schema_: str | None = Field(default=None, alias="schema")
    options: Mapping[str, Any] = Field(default_factory=dict)
    role: Role | None = None
    controller: str | None = None
    processor: str | None = None
    purposes: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    retention: Retention | None = None
    source: str | None = None
    description: str | None = None
    tables: Mapping[str, TableMap] = Field(default_factory=dict)

    @field_validator("retention", mode="before")
    @classmethod
    def _words_are_criteria(cls, value: Any) -> Any:
        return {"criteria": value} if isinstance(value, str) else value

    def store_options(self) -> dict[str, Any]:
        """What the map says for the store itself, without what is not said."""
        stated = {"url": self.url, "schema": self.schema_}
        return {**{key: value for key, value in stated.items() if value is not None}, **self.options}


class DataMap(Part):
    """What is held where, why, and who answers for it.

    ``DataMap.load(path)`` reads one from YAML; made from objects, relative paths start at `folder`.
    """

    organisation: Organisation
    register_url: str = Field(default="sqlite:///register.sqlite", alias="register", repr=False)
    parties: Mapping[str, Party] = Field(default_factory=dict)
    purposes: Mapping[str, Purpose] = Field(default_factory=dict)
    identifiers: Mapping[str, IdentifierMap] = Field(default_factory=dict)
    stores: Mapping[str, StoreMap] = Field(default_factory=dict)
    operators: OperatorsMap | None = None
    folder: Path = Field(default_factory=Path.cwd, exclude=True)

    _lines: dict[tuple[str | int, ...], tuple[int, int]] = PrivateAttr(default_factory=dict)
    _file: str | None = PrivateAttr(default=None)

    def __init__(self, **values: Any) -> None:
        from subjectrights.datamap.validate import refused

        try:
            super().__init__(**values)
        except (ValidationError, NameFaults) as error:
            raise refused(error, values) from None

    @classmethod
    def model_validate(cls, obj: Any, **_options: Any) -> DataMap:
        """A map from plain values.

        Raises:
            DataMapError: with every fault found, each with its key.
        """
        if isinstance(obj, DataMap):
            return obj
        if not isinstance(obj, Mapping) or not all(isinstance(key, str) for key in obj):
            raise DataMapError("a data map is a mapping whose keys are texts: organisation, stores, ...")
        return cls(**obj)

    @classmethod
    def load(cls, path: str | Path, *, environment: Mapping[str, str] | None = None) -> DataMap:
        """Read a data map from a YAML file.

        Args:
            path: the file; relative paths in it start at its folder.
            environment: what ``${VAR}`` and ``${VAR:-default}`` mean; the process's environment by default.

        Returns:
            The map.

        Raises:
            DataMapError: with every fault found, each with file, line and key.
        """
        from subjectrights.datamap.load import load

        try:
            file = Path(path)
        except TypeError:
            raise DataMapError(
                "a data map is opened by its file's path; one that was made in Python goes into "
                "subjectrights.Estate(datamap)"
            ) from None
        return load(file, environment=environment)

    @classmethod
    def parse(
        cls, text: str, *, folder: str | Path = ".", environment: Mapping[str, str] | None = None
    ) -> DataMap:
        """Read a data map from YAML text; as :meth:`load`, with paths relative to `folder`."""
        from subjectrights.datamap.load import parse

        return parse(text, folder=Path(folder), environment=environment)

    @model_validator(mode="after")
    def _names_are_known(self) -> DataMap:
        check_names(self)
        return self

    def tables(self) -> Iterator[tuple[TableRef, TableMap]]:
        """Every mapped table, in the map's order."""
        for store_name, store in self.stores.items():
            for table_name, table in store.tables.items():
                yield TableRef(store_name, table_name), table

    def table(self, ref: TableRef) -> TableMap:
        """The table of that name; KeyError where there is none."""
        return self.stores[ref.store].tables[ref.table]

    def links(self, ref: TableRef) -> tuple[Link, ...]:
        """The declared links of a table, resolved."""
        return tuple(resolve_link(ref, mapping) for mapping in self.table(ref).link_mappings())

    def reference_target(self, ref: TableRef, column: str) -> tuple[TableRef, str]:
        """The table and column that a `refers_to` column points at."""
        return _resolve_target(ref, self.table(ref).refers_to[column].to)

    def retained_after(self, ref: TableRef) -> tuple[TableRef, str] | None:
        """The table and column whose date a table's duty to keep counts from; its own or a linked one's."""
        retain = self.table(ref).retain
        if retain is None:
            return None
        if "." not in retain.after:
            return ref, retain.after
        return _resolve_target(ref, retain.after)

    def responsibility(self, ref: TableRef, column: str | None = None) -> Responsibility:
        """Who answers for a table, or for one of its columns (Art. 4(7)-(8), 26, 28)."""
        return responsibility(self, ref, column)

    def role_of(self, ref: TableRef, column: str | None = None) -> Role:
        """The organisation's role for a table or column (Art. 4(7)-(8), 26)."""
        return self.responsibility(ref, column).role

    def controller_of(self, ref: TableRef, column: str | None = None) -> str | None:
        """The party that is the controller of a table or column where the organisation alone isn't."""
        return self.responsibility(ref, column).controller

    def purposes_of(self, ref: TableRef, column: str | None = None) -> tuple[str, ...]:
        """Why a table or column is held: the column's own purposes, else the table's, else the store's."""
        table = self.table(ref)
        if column is not None:
            own = table.column(column).purposes
            if own is not None:
                return own
        return self.stores[ref.store].purposes if table.purposes is None else table.purposes

    def recipients_of(self, ref: TableRef) -> tuple[str, ...]:
        """The parties a table's data is disclosed to, our processors among them (Art. 4(9), 15(1)(c))."""
        own = self.table(ref).recipients
        stated = self.stores[ref.store].recipients if own is None else own
        answering = (self.responsibility(ref, column) for column in (None, *self.table(ref).columns))
        return tuple(dict.fromkeys((*stated, *(one.processor for one in answering if one.processor))))

    def joint_controllers_of(self, ref: TableRef) -> tuple[str, ...]:
        """The parties that determine purposes and means of some of a table's data with us (Art. 26(1))."""
        answering = (self.responsibility(ref, column) for column in (None, *self.table(ref).columns))
        return tuple(
            dict.fromkeys(
                one.controller
                for one in answering
                if one.role is Role.JOINT_CONTROLLER and one.controller is not None
            )
        )

    def told_of(self, ref: TableRef) -> tuple[str, ...]:
        """Who is told what becomes of a table's data: recipients (Art. 19), joint controllers (Art. 26)."""
        return tuple(dict.fromkeys((*self.recipients_of(ref), *self.joint_controllers_of(ref))))

    def retention_of(self, ref: TableRef) -> Retention | None:
        """How long a table's data is held."""
        return self.table(ref).retention or self.stores[ref.store].retention

    def source_of(self, ref: TableRef) -> str | None:
        """Where a table's data comes from (Art. 15(1)(g))."""
        return self.table(ref).source or self.stores[ref.store].source

    def is_direct_marketing(self, purpose: str) -> bool:
        """Whether an objection to that purpose is always honoured (Art. 21(2)-(3))."""
        return purpose == "direct_marketing" or self.purposes[purpose].direct_marketing

    def line_of(self, *path: str | int) -> tuple[str | None, int | None]:
        """The file and 1-based line of a key, or of the nearest key above it; Nones if not from a file."""
        for length in range(len(path), -1, -1):
            if path[:length] in self._lines:
                return self._file, self._lines[path[:length]][0]
        return self._file, None


def resolve_link(ref: TableRef, mapping: Mapping[str, str]) -> Link:
    """A link as declared on table `ref`; its columns in the order they are written.

    Raises:
        ValueError: the columns point at different tables, or two at one column.
    """
    targets = {column: _resolve_target(ref, to) for column, to in mapping.items()}
    tables = {table for table, _ in targets.values()}
    if len(tables) != 1:
        raise ValueError(
            f"a link points at one table; here it is {', '.join(sorted(map(str, tables)))}. "
            "Several links are written as a list"
        )
    target_columns = tuple(column for _, column in targets.values())
    if len(set(target_columns)) != len(target_columns):
        raise ValueError(
            "two columns point at the same column; several owners are written as a list of links"
        )
    return Link(tuple(targets), tables.pop(), target_columns)


def _resolve_target(ref: TableRef, to: str) -> tuple[TableRef, str]:
    parts = to.split(".")
    if len(parts) == 2:
        return TableRef(ref.store, parts[0]), parts[1]
    if len(parts) == 3:
        return TableRef(parts[0], parts[1]), parts[2]
    raise ValueError(f"{to!r} is not table.column or store.table.column")
