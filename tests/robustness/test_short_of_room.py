"""A full disk, a read-only one, a place that cannot be: the old site stays, and the editor is told in plain words."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.robustness.published import beside, build, manifest, start_build
from tests.robustness.site_folder import SiteFolder, numbered

DISKS = int(os.environ.get("GONGKAI_DISKS", "3"))


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    """A content folder with a few documents."""
    folder = SiteFolder(tmp_path / "content")
    for n in range(1, 9):
        folder.add(f"d{n}", numbered(n))
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of its own that can be made small or read-only."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", str(folder)], capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no mount command here")
    if made.returncode:
        pytest.skip("only the administrator can make a file system here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def remount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


def refused(site: SiteFolder, output: Path) -> str:
    """What a build says that cannot publish."""
    running = start_build(site.root, output)
    _, said = running.communicate()
    assert running.returncode == 1, said
    assert "Traceback" not in said
    assert said.strip()
    return said


def test_a_full_disk_leaves_the_old_site_and_is_named(site: SiteFolder, small_disk: Path) -> None:
    output = small_disk / "output"
    assert build(site.root, output)[0] == 0
    before = manifest(output)
    used = sum(file.stat().st_blocks * 512 for file in small_disk.rglob("*"))
    for part in range(1, DISKS + 1):
        remount(small_disk, f"size={used + used * part // (DISKS + 2)}")
        assert str(output) in refused(site, output)
        assert manifest(output) == before
        assert set(beside(output)) <= {".output.lock"}
    remount(small_disk, "size=64m")
    assert build(site.root, output)[0] == 0


def test_a_read_only_place_is_told(site: SiteFolder, small_disk: Path) -> None:
    output = small_disk / "output"
    assert build(site.root, output)[0] == 0
    before = manifest(output)
    remount(small_disk, "ro")
    refused(site, output)
    assert manifest(output) == before
    remount(small_disk, "rw")


def test_a_place_below_a_file_is_told(site: SiteFolder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    refused(site, tmp_path / "file" / "output")
