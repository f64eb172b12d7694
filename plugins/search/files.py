"""The files of an index: what they are called, how they are written and counted."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.search import columns
from plugins.search.bits import armoured_all

Writer = Callable[[str, bytes], Any]


@dataclass(slots=True)
class IndexReport:
    """What a build wrote, for people and for the benchmarks. Sizes in bytes."""

    documents: int = 0
    postings: int = 0
    terms: int = 0
    files: int = 0
    size: int = 0
    segment: str = ""
    shards: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    """Paths of the written files."""
    keep: tuple[str, ...] = ()
    """What the manifest still uses of former builds: folders, relative to the index."""


def mapped(
    executor: Executor | None, jobs: int, function: Callable[..., Any], calls: Iterable[tuple[Any, ...]]
) -> Iterator[Any]:
    """The results in the order of the calls; at most 2 x `jobs` calls are under way, so that memory stays bounded."""
    if executor is None:
        for call in calls:
            yield function(*call)
        return
    waiting: deque[Future[Any]] = deque()
    for call in calls:
        waiting.append(executor.submit(function, *call))
        if len(waiting) >= 2 * jobs:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def writer_of(out: Path | Writer) -> Writer:
    """A function that writes a file under this folder; or the function itself."""
    if not isinstance(out, Path):
        return out

    made: set[str] = set()

    def write(path: str, data: bytes) -> None:
        target = os.path.join(out, path)
        folder = os.path.dirname(target)
        if folder not in made:
            os.makedirs(folder, exist_ok=True)
            made.add(folder)
        with open(target, "wb") as file:
            file.write(data)

    return write


@dataclass(slots=True)
class Files:
    """Writes script files and counts them."""

    write: Writer
    segment: str
    report: IndexReport

    def script(self, name: str, value: Any) -> None:
        """Writes a script of this segment."""
        self.loose(f"{self.segment}/{name}", value, name.partition("/")[0])

    def loose(self, name: str, value: Any, kind: str) -> None:
        """Writes a script that lies outside the segment."""
        self._put(f"{name}.js", columns.script(name, value), kind)

    def shard(self, tier: str, number: int, data: bytes) -> None:
        """Writes a shard of a tier."""
        self.shards(tier, {number: data})

    def shards(self, tier: str, rows: Mapping[int, bytes]) -> None:
        """Writes shards of a tier."""
        for number, text in zip(rows, armoured_all(list(rows.values())), strict=True):
            self.script(file_name(tier, number), text)

    def manifest(self, value: dict[str, Any]) -> None:
        """Writes the one file whose name stays."""
        self._put("manifest.js", columns.script("manifest", value), "manifest")

    def _put(self, path: str, data: bytes, kind: str) -> None:
        self.write(path, data)
        self.report.files += 1
        self.report.written.append(path)
        self.report.size += len(data)
        self.report.shards[kind] = self.report.shards.get(kind, 0) + 1
        self.report.sizes[kind] = self.report.sizes.get(kind, 0) + len(data)


def file_name(tier: str, number: int) -> str:
    """A file's name in its segment, without `.js`: never more than 256 files in a folder."""
    return f"{tier}/{number >> 8:x}/{number & 255:x}"
