"""A data map that was made to do harm is refused in seconds, and says nothing but what stands in it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from subjectrights import DataMap
from subjectrights.errors import DataMapError

SMALL = "organisation: {name: A}\n"
_TENS = "".join(f"b{n + 1}: &b{n + 1} [{','.join([f'*b{n}'] * 10)}]\n" for n in range(9))


def refused(text: str) -> DataMapError:
    before = time.monotonic()
    with pytest.raises(DataMapError) as caught:
        DataMap.parse(text)
    assert time.monotonic() - before < 20
    return caught.value


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("%YAML 1.1\n---\n", 1),
        ("\ufeff%YAML 1.1\n---\n", 1),
        ("# a remark\n\n%YAML 1.1\n---\n", 3),
        ("# a remark\r%YAML 1.1\r---\r", 2),
        ("%YAML 1.3\n---\n", 1),
        ("%YAML 2.0\n---\n", 1),
        ("%TAG !e! tag:example.com,2000:\n---\n", 1),
        ("%TAG ! tag:yaml.org,2002:python/\n---\n", 1),
        ("%ANYTHING else\n---\n", 1),
        ("---\n...\n%YAML 1.1\n---\n", 3),
    ],
)
def test_no_directive_brings_back_the_norway_problem(before: str, line: int) -> None:
    """In YAML 1.1 the country NO is false."""
    error = refused(before + "organisation: {name: A, country: NO}\n")
    assert "YAML 1.2" in str(error)
    assert (error.file, error.line) == ("data map", line)


@pytest.mark.parametrize("before", ["", "---\n", "%YAML 1.2\n---\n", "\ufeff", "\ufeff---\n"])
def test_norway_is_a_country(before: str) -> None:
    assert DataMap.parse(before + "organisation: {name: A, country: NO}\n").organisation.country == "NO"


@pytest.mark.parametrize(
    ("text", "why", "line"),
    [
        (f"b0: &b0 [x]\n{_TENS}", "aliases written out", 1),
        ("a: &a [*a]\n", "too deeply", 1),
        ("a: &a {b: *a}\n", "too deeply", 1),
        ("[" * 20_000 + "]" * 20_000, "too deeply", 1),
        ("{a: " * 20_000, "too deeply", 1),
        ("? " * 20_000, "too deeply", 1),
        ("- " * 20_000, "too deeply", 1),
        (SMALL + "parties: !!python/object/apply:os.system ['true']\n", "no tags", 2),
        (SMALL + "parties: !!python/name:os.system\n", "no tags", 2),
        (SMALL + "parties: !!python/object/new:subprocess.Popen [['true']]\n", "no tags", 2),
        (SMALL + "parties: !<tag:yaml.org,2002:python/module:os> x\n", "no tags", 2),
        (SMALL + "parties: !!binary aGk=\n", "no tags", 2),
        (SMALL + "parties: !include /etc/passwd\n", "no tags", 2),
        (SMALL + "a: &x 1\nb: &x 2\n", "the anchor &x stands here twice", 3),
        (SMALL + "a: *nowhere\n", "undefined alias", 2),
        (SMALL + "a: &x {b: c}\nd: {<<: *x}\n", "merging", 3),
        ('organisation: {name: "\\ud800"}\n', "half of a character", 1),
        ('organisation: {name: A}\nparties:\n  "\\ud800": {name: B}\n', "half of a character", 3),
        ('organisation: {name: "a\\0b"}\n', "NUL", 1),
        ("organisation: {name: 0x" + "f" * 100_000 + "}\n", "64 bits", 1),
        ("organisation: {name: " + "9" * 100_000 + "}\n", "no such date or number", 1),
        (SMALL + "---\nstores: {}\n", "another document", 2),
    ],
    ids=lambda value: str(value)[:30].encode("unicode_escape").decode(),
)
def test_what_was_made_to_do_harm_is_refused_with_its_line(text: str, why: str, line: int) -> None:
    error = refused(text)
    assert why in str(error)
    assert error.line == line


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\x00", "organisation: {name: \u00c9}".encode("latin-1"), b"\x80" * 99]
)
def test_what_is_no_utf8_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "datamap.yaml"
    path.write_bytes(raw)
    with pytest.raises(DataMapError, match="UTF-8"):
        DataMap.load(path)


_LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
from pathlib import Path
from subjectrights import DataMap
from subjectrights.errors import DataMapError
try:
    DataMap.load(Path(sys.argv[1]))
except DataMapError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_AS"), reason="memory can't be limited here")
def test_a_map_of_a_hundred_megabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "datamap.yaml"
    with path.open("wb") as file:
        file.write(b"organisation: {name: A}\n#")
        file.truncate(4 << 30)
    command = [sys.executable, "-c", _LIMITED, str(path), str(3 << 30)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ})
    assert "smaller than 4 MiB" in done.stdout
