"""Which class a kind of store is, for built-in kinds and for those that installed packages offer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from subjectrights.errors import DataMapError, MissingExtra
from subjectrights.stores.base import StoreSource
from subjectrights.stores.memory import MemoryStore
from subjectrights.stores.registry import BUILT_IN, ENTRY_POINT_GROUP, open_store, store_kinds

Install = Callable[..., None]

STORE_MODULE = """
from subjectrights.stores.memory import MemoryStore

class ShelfStore(MemoryStore):
    pass
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a package that offers `kind`, as pip would: a module and its metadata on the path."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def install(package: str, kind: str, target: str, module: str = STORE_MODULE) -> None:
        (tmp_path / f"{target.partition(':')[0]}.py").write_text(module)
        metadata = tmp_path / f"{package.replace('-', '_')}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[{ENTRY_POINT_GROUP}]\n{kind} = {target}\n")

    return install


def source(kind: str) -> StoreSource:
    return StoreSource(name="s", type=kind, folder=Path(), tables={})


def test_every_built_in_kind_is_listed() -> None:
    assert {"sql", "csv", "parquet", "memory"} == set(BUILT_IN) <= set(store_kinds())


def test_a_built_in_kind_is_opened_without_touching_anything() -> None:
    assert type(open_store(source("memory"))) is MemoryStore


def test_an_installed_kind_is_listed_and_opened(install: Install) -> None:
    install("shelf", "shelf", "shelf_one:ShelfStore")
    assert "shelf" in store_kinds()
    store = open_store(source("shelf"))
    assert type(store).__name__ == "ShelfStore"
    assert store.name == "s"


def test_an_unknown_kind_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(DataMapError, match=r"'carrier-pigeon'.*csv, memory, parquet, sql"):
        open_store(source("carrier-pigeon"))


def test_a_kind_that_two_packages_offer_is_refused_and_both_are_named(install: Install) -> None:
    install("shelf-one", "shelf", "shelf_two:ShelfStore")
    install("shelf-other", "shelf", "shelf_three:ShelfStore")
    with pytest.raises(DataMapError, match=r"shelf-one, shelf-other"):
        open_store(source("shelf"))


def test_a_built_in_kind_cannot_be_replaced(install: Install) -> None:
    install("usurper", "memory", "usurper_store:ShelfStore")
    assert type(open_store(source("memory"))) is MemoryStore


def test_what_is_offered_must_be_a_store(install: Install) -> None:
    install("notastore", "shelf", "not_a_store:make", "def make(source):\n    return source\n")
    with pytest.raises(DataMapError, match="not a subjectrights Store"):
        open_store(source("shelf"))


def test_a_kind_whose_package_lacks_another_says_so(install: Install) -> None:
    install("lacking", "shelf", "lacking_store:ShelfStore", "import a_package_that_is_not_installed\n")
    with pytest.raises(MissingExtra, match="'shelf'"):
        open_store(source("shelf"))


def test_a_kind_that_names_nothing_says_so(install: Install) -> None:
    install("empty", "shelf", "empty_store:ShelfStore", "")
    with pytest.raises(DataMapError, match="empty_store:ShelfStore"):
        open_store(source("shelf"))
