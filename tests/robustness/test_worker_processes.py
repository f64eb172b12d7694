"""Builds with processes of their own: they end with the build that started them, and make the same bytes."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.robustness.published import beside, build, manifest, start_build
from tests.robustness.site_folder import SiteFolder, numbered

DOCUMENTS = 130
"""Enough for the build to start processes."""


def write(root: Path, order: int = 1) -> SiteFolder:
    """The same content, written in one order or the other."""
    site = SiteFolder(root)
    for n in range(1, DOCUMENTS + 1)[::order]:
        number = f"SL/2024-{n:05d}" if n % 5 else None
        site.add(f"{n % 7}/d{n}", numbered(n, 索引号=number), "第一条　正文。\n" * 20)
    return site


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_a_killed_build_leaves_no_process_and_no_lock_behind(tmp_path: Path) -> None:
    site, output = write(tmp_path / "content"), tmp_path / "www" / "output"
    running = start_build(site.root, output, jobs=2)
    workers: set[int] = set()
    while len(workers) < 2 and running.poll() is None:
        workers = {p for p in _processes() if _parent_and_state(p)[0] == running.pid}
    assert len(workers) == 2, "the build has processes of its own"
    running.send_signal(signal.SIGKILL)  # the build alone, not its group: as the system does when memory runs out
    running.wait()
    try:
        for _ in range(250):
            if not any(_is_alive(pid) for pid in workers):
                break
            time.sleep(0.02)
        assert not any(_is_alive(pid) for pid in workers)
        assert build(site.root, output, jobs=2)[0] == 0, "nobody holds the lock"
        assert beside(output) == [".output.lock"]
    finally:
        for pid in workers:
            if _is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        running.communicate()


def test_one_process_and_two_make_the_same_bytes(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one"), write(tmp_path / "another" / "folder", order=-1)
    for n, file in enumerate(sorted(two.root.rglob("*.md"))):
        os.utime(file, (n * 86400, n * 86400))
        file.chmod(0o600 if n % 2 else 0o755)
    assert build(one.root, tmp_path / "a" / "output", jobs=1)[0] == 0
    assert build(two.root, tmp_path / "b" / "output", jobs=2)[0] == 0
    assert manifest(tmp_path / "a" / "output") == manifest(tmp_path / "b" / "output")
    assert manifest(one.root) == manifest(two.root), "the register too"
    shutil.rmtree(tmp_path / "b")
    assert build(two.root, tmp_path / "b" / "output", jobs=2)[0] == 0
    assert manifest(tmp_path / "a" / "output") == manifest(tmp_path / "b" / "output")


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _is_alive(pid: int) -> bool:
    """True while a process runs; what has ended and waits to be asked about has not."""
    return _parent_and_state(pid)[1] not in ("", "Z", "X")


def _parent_and_state(pid: int) -> tuple[int, str]:
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except (OSError, ValueError):
        return 0, ""
    return int(parent), state
