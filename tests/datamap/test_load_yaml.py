"""What is no data map at all is refused with its line; nothing is taken for something else."""

import os
import time
from pathlib import Path

import pytest

from datamap.map_texts import contract_with, refusal
from subjectrights import DataMap
from subjectrights.errors import DataMapError

SMALL = "organisation: {name: A}\n"


def loading(path: Path) -> DataMapError:
    with pytest.raises(DataMapError) as caught:
        DataMap.load(path, environment={})
    assert caught.value.file == str(path)
    return caught.value


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    error = loading(tmp_path / "nowhere" / "datamap.yaml")
    assert "there is no such file" in str(error)
    assert error.line is None


def test_a_folder_is_told(tmp_path: Path) -> None:
    assert "this is a folder" in str(loading(tmp_path))


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "can't be read" in str(loading(tmp_path / "file" / "datamap.yaml"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "datamap.yaml"
    path.touch(mode=0o000)
    assert "can't be read" in str(loading(path))


def test_a_path_that_can_not_be_one_is_told() -> None:
    with pytest.raises(DataMapError, match="path"):
        DataMap.load("data\0map.yaml")


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_another_encoding_is_told_with_its_line(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "datamap.yaml"
    path.write_bytes("organisation:\n  name: Énergie\n".encode(encoding))
    error = loading(path)
    assert "UTF-8" in str(error)
    assert error.line == (1 if encoding == "utf-16" else 2)


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a remark\n", "---\n", "~"])
def test_an_empty_map_is_told(text: str) -> None:
    error = refusal(text)
    assert "it is empty" in str(error)
    assert (error.file, error.line) == ("data map", 1)


@pytest.mark.parametrize("text", ["[a, b]", "organisation", "3", "- organisation: {name: A}"])
def test_a_top_level_that_is_no_mapping_is_told(text: str) -> None:
    error = refusal(text)
    assert "its top level is no mapping" in str(error)
    assert error.line == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (SMALL + "stores: [a\n", 3),
        (SMALL + "stores: {a: b\n", 3),
        (SMALL + "parties:\n\ta: b\n", 3),
        (SMALL + "parties:\n  a: b: c\n", 3),
        (SMALL + "parties: 'a\n", 3),
        (SMALL + "parties: *nothing\n", 2),
        (SMALL + 'parties: "\\q"\n', 2),
        (SMALL + "parties: @x\n", 2),
        (SMALL + "---\n" + SMALL, 2),
        (SMALL + "  x: y\n", 2),
    ],
)
def test_a_slip_of_syntax_is_told_with_its_line(text: str, line: int) -> None:
    error = refusal(text)
    assert str(error).startswith(f"data map:{line}: not YAML: ")
    assert "\n" not in str(error)


def test_a_control_character_is_told_with_its_line() -> None:
    error = refusal(SMALL + "parties:\n  a: {name: \x07}\n")
    assert (error.line, "control character" in str(error)) == (3, True)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("organisation: {name: A}\norganisation: {name: B}\n", 2),
        ("organisation:\n  name: A\n  country: BE\n  name: secret\n", 4),
        ('organisation: {name: A, "name": secret}\n', 1),
        (SMALL + "stores: {s: {type: memory, tables: {1: {}, '1': {}}}}\n", 2),
    ],
)
def test_a_key_that_stands_twice_is_refused(text: str, line: int) -> None:
    error = refusal(text)
    assert error.line == line
    assert "stands here twice, first on line" in str(error)
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object:os.system",
        "!!python/object/apply:os.system",
        "!mine",
        "!!binary",
        "!!set",
        "!!omap",
        "!!timestampp",
        "!<tag:example.org,2000:x>",
    ],
)
@pytest.mark.parametrize(
    "shape", ["organisation: {0} {{name: A}}", "organisation: {{name: {0} A}}", "{0} {{a: b}}"]
)
def test_tags_are_refused(tag: str, shape: str) -> None:
    error = refusal("\n" + shape.format(tag))
    assert "no tags" in str(error)
    assert error.line in (1, 2)


@pytest.mark.parametrize(
    "key", ["? [a, b]\n: c\n", "? {a: b}\n: c\n", "<<: {name: B}\n", "organisation: {<<: {name: B}}\n"]
)
def test_keys_are_plain_words(key: str) -> None:
    assert refusal(key).line == 1


def test_a_map_may_use_anchors() -> None:
    read = DataMap.parse(
        "organisation: {name: A}\nstores:\n  a: &store {type: memory, tables: {t: {}}}\n  b: *store\n"
    )
    assert read.stores["a"] == read.stores["b"]
    assert read.line_of("stores", "b", "tables", "t") == ("data map", 3)
    assert read.line_of("stores", "b") == ("data map", 4)


def test_an_anchor_that_holds_itself_is_refused() -> None:
    assert "nested too deeply" in str(refusal(SMALL + "stores: &a\n  s: *a\n"))


def test_aliases_that_unfold_into_too_much_are_refused_quickly() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    started = time.monotonic()
    error = refusal("\n".join(lines))
    assert "aliases" in str(error)
    assert error.line is not None
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "text", ["[" * 600, "{a: " * 600, "- " * 5000 + "x", "a: {b: " * 60 + "c" + "}" * 60]
)
def test_what_is_nested_too_deeply_is_refused(text: str) -> None:
    assert refusal(text).line is not None


def test_what_is_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "datamap.yaml"
    with path.open("wb") as file:
        file.truncate(10 * 2**30)
    assert "smaller than 4 MiB" in str(loading(path))
    with pytest.raises(DataMapError, match="smaller than 4 MiB"):
        DataMap.parse("#" * (4 * 2**20 + 1))


def test_norway_stays_a_country_and_yes_a_word() -> None:
    read = DataMap.parse(
        "organisation: {name: on, country: NO, contact: yes, authority: off}\n"
        "purposes: {yes: {description: n}, no: {}}\n"
    )
    assert (read.organisation.name, read.organisation.country) == ("on", "NO")
    assert (read.organisation.contact, read.organisation.authority) == ("yes", "off")
    assert list(read.purposes) == ["yes", "no"]


def test_keys_are_text_as_they_are_written() -> None:
    read = DataMap.parse(
        SMALL + "stores: {s: {type: csv, tables: {t: {path: t.csv, columns: "
        "{2024: {}, 007: {}, 0x1F: {}, 1.50: {}, true: {}, null: {}, 2020-01-01: {}, '': {}}}}}}"
    )
    assert list(read.stores["s"].tables["t"].columns) == [
        *("2024", "007", "0x1F", "1.50", "true", "null", "2020-01-01", "")
    ]


def test_replacements_keep_the_type_that_they_are_written_in() -> None:
    text = contract_with(
        (
            "on_restrict: {set: {restricted: true}}",
            "on_restrict: {set: {a: 3, b: '3', c: 1.5, d: 2020-02-29, e: null, f: yes, g: [1, x]}}",
        )
    )
    on_restrict = DataMap.parse(text, environment={}).stores["crm"].tables["customers"].on_restrict
    assert on_restrict is not None
    assert {name: type(value).__name__ for name, value in on_restrict.set.items()} == {
        "a": "int",
        "b": "str",
        "c": "float",
        "d": "date",
        "e": "NoneType",
        "f": "str",
        "g": "list",
    }


@pytest.mark.parametrize("value", ["2026-02-30", "2026-13-01", "9" * 5000])
def test_what_looks_like_a_date_or_a_number_and_is_none_is_told(value: str) -> None:
    error = refusal(f"organisation:\n  name: {value}\n")
    assert error.line == 2
    assert value not in str(error)
