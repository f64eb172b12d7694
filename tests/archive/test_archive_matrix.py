"""The `archive` command, from sources to zip: the same commit gives the same bytes in any surroundings."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from bundle_runs import can_run_as, make_bundle, open_folder, project_copy

YEARS = ("2018", "2019", "2022")
NOBODY = 65534
SURROUNDINGS = {
    "zone, language, hash seed": {"TZ": "America/St_Johns", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    "umask, user, folder": {"umask": 0o077, "HOME": "/", "USER": "another", "elsewhere": True, "user": NOBODY},
    "file order, day, zone": {"SHIM_REVERSE": "1", "SHIM_DAYS": "400", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "2"},
}


@pytest.fixture(scope="module")
def places() -> Iterator[tuple[Path, Path]]:
    """Two copies of the project, in folders of different names and lengths."""
    with open_folder() as folder:
        yield project_copy(folder / "a", YEARS), project_copy(folder / "another folder" / "更深的一处", YEARS)


@pytest.fixture(scope="module")
def plain(places: tuple[Path, Path]) -> Path:
    """The bundle as it is made here."""
    return make_bundle(places[0], places[0] / "out", TZ="UTC", LANG="C.UTF-8", PYTHONHASHSEED="0")


def _members(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_no_byte_differs(places: tuple[Path, Path], plain: Path, name: str) -> None:
    given = dict(SURROUNDINGS[name])
    project = places[1] if given.pop("elsewhere", False) else places[0]
    if "user" in given and not can_run_as(NOBODY):
        given.pop("user")  # only root can be another, and only where the other may read the environment
    to = project / f"out of {name}"
    to.mkdir()
    to.chmod(0o777)
    made = make_bundle(project, to, **given)
    if "user" in given:
        assert made.stat().st_uid == NOBODY
    one, other = _members(plain), _members(made)
    assert sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path)) == []
    assert made.read_bytes() == plain.read_bytes()


def test_the_surroundings_do_differ(places: tuple[Path, Path], plain: Path, tmp_path: Path) -> None:
    """Another day is another bundle, so that equal bytes above are no accident."""
    made = make_bundle(places[0], tmp_path / "out", SOURCE_DATE_EPOCH="1795400000")
    assert made.read_bytes() != plain.read_bytes()


def test_nothing_of_the_folders_is_in_it(places: tuple[Path, Path], plain: Path) -> None:
    data = plain.read_bytes()
    for place in places:
        assert str(place).encode() not in data
