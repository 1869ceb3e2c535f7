"""Thrift's compact protocol, as far as Parquet's footers and indexes use it, read and written without loss.

A struct is kept as its fields in their order, those that this library has no name for among them, so that
what is read is written again byte for byte.  Source: Apache Thrift, ``thrift-compact-protocol.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

__all__ = ["BINARY", "I16", "I32", "I64", "LIST", "STRUCT", "Damaged", "Items", "Struct", "decode", "encode"]

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT, UUID = range(1, 14)

_DEEPEST = 64
"""How deep structs and lists may lie in each other; Parquet's own lie six deep."""

Value: TypeAlias = Any
"""An int, bool, bytes, :class:`Struct`, :class:`Items` or, of a map, a list of pairs with their types."""


class Damaged(Exception):
    """The bytes aren't a struct in the compact protocol."""


@dataclass(slots=True)
class Items:
    """The elements of a list or set, which are all of one type."""

    type: int
    values: list[Value]

    def __iter__(self) -> Iterator[Value]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)


@dataclass(slots=True)
class Struct:
    """A struct: by number, each field's type and value, in the order they are written in."""

    fields: dict[int, tuple[int, Value]] = field(default_factory=dict)

    def get(self, number: int, default: Value = None) -> Value:
        """The value of a field, or `default` where the struct doesn't have it.

        Args:
            number: the field's, as the format's definition gives it.
            default: what else is returned.
        """
        held = self.fields.get(number)
        return default if held is None else held[1]

    def set(self, number: int, type_: int, value: Value) -> None:
        """Give a field a value; a new field takes its place by its number.

        Args:
            number: the field's.
            type_: its type, such as :data:`I64`.
            value: the value.
        """
        new = number not in self.fields
        self.fields[number] = (type_, value)
        if new:
            self.fields = dict(sorted(self.fields.items()))

    def move(self, number: int, by: int) -> None:
        """Add to a field that is a whole number, where the struct has it."""
        if number in self.fields:
            type_, value = self.fields[number]
            self.fields[number] = (type_, value + by)

    def drop(self, *numbers: int) -> None:
        """Leave fields out."""
        for number in numbers:
            self.fields.pop(number, None)


def decode(data: bytes, at: int = 0) -> tuple[Struct, int]:
    """Read a struct.

    Args:
        data: bytes that hold it.
        at: where it begins.

    Returns:
        It, and where it ends.

    Raises:
        Damaged: the bytes end before it does, or aren't one.
    """
    reader = _Reader(data, at)
    try:
        return reader.struct(0), reader.at
    except IndexError:
        raise Damaged from None


def encode(struct: Struct) -> bytes:
    """Write a struct.

    Args:
        struct: what :func:`decode` read, changed or not.
    """
    out = bytearray()
    _write_struct(out, struct)
    return bytes(out)


class _Reader:
    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self.at = at
        self._readers: dict[int, Callable[[int], Value]] = {
            TRUE: self._boolean,
            FALSE: self._boolean,
            BYTE: lambda _deep: self._bytes(1),
            I16: self._whole,
            I32: self._whole,
            I64: self._whole,
            DOUBLE: lambda _deep: self._bytes(8),
            BINARY: lambda _deep: self._bytes(self._varint()),
            LIST: self._items,
            SET: self._items,
            MAP: self._map,
            STRUCT: self.struct,
            UUID: lambda _deep: self._bytes(16),
        }

    def struct(self, deep: int) -> Struct:
        if deep > _DEEPEST:
            raise Damaged
        fields: dict[int, tuple[int, Value]] = {}
        number = 0
        while True:
            head = self._byte()
            if head == 0:
                return Struct(fields)
            step, type_ = head >> 4, head & 0x0F
            number = number + step if step else self._whole(deep)
            if number in fields:
                raise Damaged
            if type_ in (TRUE, FALSE):
                fields[number] = (TRUE, type_ == TRUE)
            else:
                fields[number] = (type_, self._value(type_, deep))

    def _value(self, type_: int, deep: int) -> Value:
        read = self._readers.get(type_)
        if read is None:
            raise Damaged
        return read(deep + 1)

    def _items(self, deep: int) -> Items:
        head = self._byte()
        size, type_ = head >> 4, head & 0x0F
        if size == 15:
            size = self._varint()
        # An element takes a byte at least, so a longer list is a damaged one and needs no memory.
        if size > len(self._data) - self.at or deep > _DEEPEST:
            raise Damaged
        read = self._readers.get(type_)
        if read is None:
            raise Damaged
        return Items(type_, [read(deep + 1) for _ in range(size)])

    def _map(self, deep: int) -> tuple[int, int, list[tuple[Value, Value]]]:
        size = self._varint()
        if size > len(self._data) - self.at:
            raise Damaged
        if not size:
            return 0, 0, []
        types = self._byte()
        key, value = types >> 4, types & 0x0F
        return key, value, [(self._value(key, deep), self._value(value, deep)) for _ in range(size)]

    def _boolean(self, _deep: int) -> bool:
        return self._byte() == TRUE

    def _whole(self, _deep: int) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise Damaged

    def _byte(self) -> int:
        byte = self._data[self.at]
        self.at += 1
        return byte

    def _bytes(self, size: int) -> bytes:
        end = self.at + size
        if end > len(self._data):
            raise Damaged
        found = self._data[self.at : end]
        self.at = end
        return found


def _write_struct(out: bytearray, struct: Struct) -> None:
    last = 0
    for number, (type_, value) in struct.fields.items():
        code = (TRUE if value else FALSE) if type_ == TRUE else type_
        step = number - last
        if 0 < step <= 15:
            out.append(step << 4 | code)
        else:
            out.append(code)
            _write_whole(out, number)
        if type_ != TRUE:
            _write_value(out, type_, value)
        last = number
    out.append(0)


def _write_value(out: bytearray, type_: int, value: Value) -> None:
    if type_ in (I16, I32, I64):
        _write_whole(out, value)
    elif type_ == STRUCT:
        _write_struct(out, value)
    elif type_ == BINARY:
        _write_varint(out, len(value))
        out += value
    elif type_ in (LIST, SET):
        size = len(value)
        out.append(min(size, 15) << 4 | value.type)
        if size >= 15:
            _write_varint(out, size)
        for item in value:
            _write_value(out, value.type, item)
    elif type_ == MAP:
        key, kind, pairs = value
        _write_varint(out, len(pairs))
        if pairs:
            out.append(key << 4 | kind)
        for one, other in pairs:
            _write_value(out, key, one)
            _write_value(out, kind, other)
    elif type_ in (TRUE, FALSE):
        out.append(TRUE if value else FALSE)
    else:
        out += value


def _write_whole(out: bytearray, value: int) -> None:
    _write_varint(out, (value << 1) ^ (value >> 63))


def _write_varint(out: bytearray, value: int) -> None:
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
