"""Small data maps as text, for the tests of reading."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from subjectrights import DataMap
from subjectrights.errors import DataMapError

CONTRACT = Path(__file__).with_name("contract.yaml")


def contract_with(*changes: tuple[str, str]) -> str:
    """The contract's text with some pieces replaced, each of which stands in it once."""
    text = CONTRACT.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def refusal(text: str, environment: Mapping[str, str] | None = None) -> DataMapError:
    """The error that reading a text ends in."""
    with pytest.raises(DataMapError) as caught:
        DataMap.parse(text, environment=environment or {})
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value


def faults(*changes: tuple[str, str], environment: Mapping[str, str] | None = None) -> list[str]:
    """The faults of the changed contract, without the file's name."""
    error = refusal(contract_with(*changes), environment)
    assert all(fault.startswith("data map:") for fault in error.faults), error.faults
    return [fault.removeprefix("data map:") for fault in error.faults]
