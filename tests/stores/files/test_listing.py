"""What a path or glob of the data map means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from subjectrights.errors import StoreUnavailable
from subjectrights.stores.files import folders_of, listing, root_of, shown


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.csv", "a.csv", "a.txt", "deep/c.csv", "deep/er/d.csv", ".hidden.csv", "data[1].csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "folder.csv").mkdir()
    return tmp_path


def names(folder: Path, pattern: str) -> list[str]:
    return [shown(path, folder) for path in listing(folder, pattern)]


def test_a_path_means_one_file(folder: Path) -> None:
    assert names(folder, "deep/c.csv") == ["deep/c.csv"]


def test_a_path_without_a_file_means_nothing(folder: Path) -> None:
    assert names(folder, "nowhere/c.csv") == []


def test_a_glob_means_files_in_sorted_order_and_no_folders(folder: Path) -> None:
    assert names(folder, "*.csv") == [".hidden.csv", "a.csv", "b.csv", "data[1].csv"]


def test_two_asterisks_mean_folders_at_any_depth(folder: Path) -> None:
    assert names(folder, "**/*.csv") == [
        ".hidden.csv",
        "a.csv",
        "b.csv",
        "data[1].csv",
        "deep/c.csv",
        "deep/er/d.csv",
    ]
    assert names(folder, "deep/**") == ["deep/c.csv", "deep/er/d.csv"]


def test_a_name_with_brackets_means_itself_where_it_exists(folder: Path) -> None:
    assert names(folder, "data[1].csv") == ["data[1].csv"]
    assert names(folder, "[ab].csv") == ["a.csv", "b.csv"]


def test_an_absolute_path_stands_for_itself(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "x.csv").write_text("x")
    assert listing(folder, f"{elsewhere}/*.csv") == [elsewhere / "x.csv"]
    assert names(folder, f"{elsewhere}/*.csv") == [str(elsewhere / "x.csv")]


def test_a_link_counts_as_its_file_and_only_once(folder: Path) -> None:
    """Edge case 37."""
    (folder / "deep/link.csv").symlink_to(folder / "a.csv")
    assert names(folder, "deep/*.csv") == ["deep/c.csv", "deep/link.csv"]
    assert "deep/link.csv" not in names(folder, "**/*.csv")
    (folder / "deep/other.csv").symlink_to(folder / "a.csv")
    assert names(folder, "deep/*.csv") == ["deep/c.csv", "deep/link.csv"]


def test_a_link_to_nothing_is_no_file(folder: Path) -> None:
    (folder / "deep/broken.csv").symlink_to(folder / "gone.csv")
    assert names(folder, "deep/*.csv") == ["deep/c.csv"]


def test_links_to_folders_in_a_circle_end(folder: Path) -> None:
    (folder / "deep/round").symlink_to(folder / "deep", target_is_directory=True)
    assert names(folder, "deep/**/*.csv") == ["deep/c.csv", "deep/er/d.csv"]


def test_files_of_the_library_are_never_data(folder: Path) -> None:
    """Edge case 37: a shadow is a copy of personal data, but not a table's."""
    (folder / "deep/.subjectrights-01234567-token.0.shadow").write_text("x")
    (folder / "deep/.subjectrights-lock").write_text("")
    assert names(folder, "deep/*") == ["deep/c.csv"]


def test_the_root_of_a_glob_is_the_deepest_folder_that_holds_it_all(folder: Path) -> None:
    assert root_of(folder, "deep/**/*.csv") == folder / "deep"
    assert root_of(folder, "deep/c.csv") == folder / "deep"
    assert root_of(folder, "missing.csv") == folder
    assert root_of(folder, "d*/c.csv") == folder


def test_folders_in_which_files_may_lie_include_those_of_links_targets(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (folder / "deep/link.csv").symlink_to(elsewhere / "gone.csv")
    found = folders_of(folder, "deep/**/*.csv")
    assert found == sorted([folder / "deep", folder / "deep/er", elsewhere])
    assert folders_of(folder, "a.csv") == [folder]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_read_is_not_passed_over(folder: Path) -> None:
    """Edge case 8: "could not look" is not "nothing held"."""
    (folder / "deep/er").chmod(0)
    try:
        with pytest.raises(StoreUnavailable):
            listing(folder, "**/*.csv")
    finally:
        (folder / "deep/er").chmod(0o700)
