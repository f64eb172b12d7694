"""How long a command takes and how much memory its processes hold."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from plugins.catalogue import tables

_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Measure:
    """One run: seconds of wall and CPU, the most memory all its processes held at once (MiB), files it changed."""

    wall: float
    cpu: float
    mib: float
    files: int = 0


class CommandFailed(Exception):
    """A measured command did not succeed."""


_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Python keeps what it has compiled, as it does for whoever builds day by day."""


def measure(command: list[str], environment: dict[str, str] | None = None, cwd: Path | None = None) -> Measure:
    """Run a command to its end. CommandFailed when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=cwd,
            env={**_ENVIRONMENT, **(environment or {})},
        )  # fmt: skip
        peak, stop = [0], threading.Event()

        def watch() -> None:
            while not stop.wait(_EVERY_SECONDS):
                peak[0] = max(peak[0], tree_bytes(process.pid))

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        code = process.wait()
        wall = time.perf_counter() - start
        stop.set()
        watcher.join()
        if code:
            log.seek(0)
            words = tables.load("benchmark")["say"]["failed"].format(name=command[0], code=code)
            raise CommandFailed(f"{words}\n{log.read()[-2000:].decode(errors='replace')}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measure(wall, cpu, peak[0] / 2**20)


def median(values: Iterable[Measure]) -> Measure:
    """The median of each figure by itself."""
    runs = list(values)
    wall, cpu, mib, files = (statistics.median(getattr(v, name) for v in runs) for name in Measure.__slots__)
    return Measure(wall, cpu, mib, round(files))


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of change of every file: what a build leaves alone keeps both."""
    out = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            stat = os.stat(path)
            out[path] = (stat.st_ino, stat.st_mtime_ns)
    return out


def changed(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> int:
    """How many files were written or removed."""
    return sum(before.get(path) != stamp for path, stamp in after.items()) + len(before.keys() - after.keys())


def tree_bytes(root: int) -> int:
    """Memory that a process and its descendants hold now; a page that several share is counted once (PSS)."""
    children: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            rest = Path("/proc", name, "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        children.setdefault(int(rest[1]), []).append(int(name))
    total, stack = 0, [root]
    while stack:
        process = stack.pop()
        total += _held_bytes(process)
        stack += children.get(process, [])
    return total


def _held_bytes(process: int) -> int:
    try:
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as stream:
            return 1024 * next(int(line.split()[1]) for line in stream if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0  # it has ended
