"""Files that are missing, damaged, locked away or not to be written."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest

from bad_input.refusal import refused
from bad_input.spoiling import database_file, in_file, in_map
from journeys.shop import ACME, Shop
from subjectrights.errors import MalformedData, StoreError, StoreReadOnly, StoreUnavailable
from subjectrights.estate import Estate


def erase(estate: Estate) -> None:
    estate.subject(customer_id=1).erase(instruction=ACME)


def test_a_missing_file_is_not_nothing_held(shop: Shop, estate: Estate) -> None:
    """Edge case 8: "could not look" is not "nothing held"."""
    for path in shop.lists:
        path.unlink()
    with refused(shop, estate, StoreUnavailable, "lists.prospects", "lists/*.csv", "bring the file back"):
        erase(estate)
    report = estate.subject(email=shop.people[0].email).access()
    assert report.unreachable == ("lists",)
    assert "lists: could not look" in str(report)
    assert [(f.code, f.place) for f in estate.check().errors] == [("could-not-look", "lists.prospects")]


def test_a_missing_folder_of_parquet_files_is_not_nothing_held(shop: Shop, estate: Estate) -> None:
    """Edge case 8."""
    shutil.rmtree(shop.folder / "calls")
    with refused(shop, estate, StoreUnavailable, "archive.calls", "calls/**/*.parquet"):
        erase(estate)
    assert estate.subject(customer_id=1).access().unreachable == ("archive",)


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        (b'ada004.novak@mail.example;;"ok"\n', b'ada004.novak@mail.example;;"ok\n', "never closed"),
        (b'ada002.novak@mail.example;;"ok"', b'ada002.novak@mail.example;;"ok"!', "after its closing quote"),
    ],
)
def test_a_csv_with_a_broken_quote_is_told_by_line(
    shop: Shop, estate: Estate, right: bytes, wrong: bytes, words: str
) -> None:
    """Edge case 34: what the writer meant can't be told, and a guess could hit another's row."""
    line = in_file(shop.lists[0], right, wrong)
    with refused(shop, estate, MalformedData, f"lists/modern.csv:{line}", words, "mend the line"):
        erase(estate)
    with refused(shop, estate, MalformedData, f"lists/modern.csv:{line}", words):
        estate.subject(customer_id=1).access()
    (finding,) = estate.check().errors
    assert f"lists/modern.csv:{line}" in str(finding)


def test_a_csv_with_a_byte_that_its_encoding_doesn_t_know_is_told_by_line(shop: Shop, estate: Estate) -> None:
    """Edge case 34."""
    line = in_file(shop.lists[0], b"ada004.novak", b"ada004.nov\xe1k")
    with refused(shop, estate, MalformedData, f"lists/modern.csv:{line}", "utf-8", "encoding"):
        erase(estate)


def test_a_csv_whose_stated_encoding_is_another_is_told_by_line(shop: Shop) -> None:
    in_map(shop, 'delimiter: ";"', 'delimiter: ";"\n        encoding: utf-8')
    with (
        closing(shop.open()) as estate,
        refused(shop, estate, MalformedData, "lists/western.csv:2", "utf-8"),
    ):
        erase(estate)


@pytest.mark.parametrize("left", [0, 3, 100, -1])
def test_a_truncated_parquet_file_is_refused_and_no_other_is_touched(
    shop: Shop, estate: Estate, left: int
) -> None:
    """Edge case 36; the value of a hive partition may be personal, and isn't told."""
    path = shop.calls[2]
    path.write_bytes(path.read_bytes()[:left])
    words = ("archive.calls", "calls/part=*/calls.parquet", "cut short", "put a whole copy in its place")
    with refused(shop, estate, MalformedData, *words):
        erase(estate)


def test_an_encrypted_parquet_file_is_said_to_be_encrypted(shop: Shop, estate: Estate) -> None:
    """Edge case 36."""
    path = shop.calls[1]
    table = pq.ParquetFile(path).read()
    properties = pe.CryptoFactory(lambda _: _PlainKeys()).file_encryption_properties(
        pe.KmsConnectionConfig(),
        pe.EncryptionConfiguration(footer_key="footer", column_keys={"column": ["transcript"]}),
    )
    with pq.ParquetWriter(path, table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)
    with refused(shop, estate, StoreError, "archive.calls", "calls/part=*/calls.parquet", "encrypted"):
        erase(estate)


def test_a_parquet_file_with_other_columns_than_its_neighbours_is_refused(shop: Shop, estate: Estate) -> None:
    path = shop.calls[1]
    pq.write_table(pa.table({"customer_id": [[1]]}), path)
    with refused(shop, estate, MalformedData, "archive.calls.customer_id", "other files of the table"):
        erase(estate)


def test_a_read_only_csv_is_left_alone_even_by_root(shop: Shop, estate: Estate) -> None:
    """Edge case 37."""
    shop.lists[1].chmod(0o444)
    with refused(shop, estate, StoreReadOnly, "lists/western.csv", "read-only", "the right to write"):
        erase(estate)
    assert estate.subject(customer_id=1).access().unreachable == ()


def test_a_read_only_parquet_file_is_left_alone_even_by_root(shop: Shop, estate: Estate) -> None:
    """Edge case 37."""
    shop.calls[1].chmod(0o444)
    with refused(shop, estate, StoreReadOnly, "archive.calls", "read-only"):
        erase(estate)


def test_a_read_only_sqlite_file_is_left_alone_even_by_root(shop: Shop, estate: Estate) -> None:
    database_file(shop).chmod(0o444)
    before = database_file(shop).read_bytes()
    with refused(shop, estate, StoreReadOnly, "crm", "don't allow writing"):
        erase(estate)
    assert database_file(shop).read_bytes() == before
    assert estate.subject(customer_id=1).access().tables["crm.customers"].num_rows == 1


def test_a_folder_that_may_not_be_written_is_refused(shop: Shop, estate: Estate) -> None:
    folder = shop.folder / "lists"
    folder.chmod(0o555)
    try:
        with refused(shop, estate, StoreReadOnly, "lists", "folder"):
            erase(estate)
    finally:
        folder.chmod(0o755)


def test_a_hard_link_that_would_keep_the_old_bytes_is_refused(
    shop: Shop, estate: Estate, tmp_path: Path
) -> None:
    """Edge case 37."""
    os.link(shop.lists[1], tmp_path / "another name.csv")
    with refused(shop, estate, StoreError, "lists/western.csv", "hard links"):
        erase(estate)


class _PlainKeys(pe.KmsClient):
    """Keys that are no secret."""

    def wrap_key(self, key_bytes: bytes, _: str) -> bytes:
        return key_bytes

    def unwrap_key(self, wrapped_key: bytes, _: str) -> bytes:
        return wrapped_key
