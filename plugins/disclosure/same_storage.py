"""Whether a worker of another machine sees the same files as the build: a copy of its own would make another site."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from plugins.disclosure.publish import NotPublished

Seen = tuple[str, int, int]
"""Path in the content folder, size, and time of change in ms: what all kinds of shared storage say alike."""
PATIENCE = 40.0
"""Seconds that a shared folder may take to show what another machine has made: clients of NFS remember up to 30."""


class ClusterFault(NotPublished):
    """The cluster cannot do the work as this machine would: nothing is published."""

    def __reduce__(self) -> tuple[Any, ...]:
        return ClusterFault, (self.reason, self.detail)


def seen(content: str, paths: Iterable[str]) -> list[Seen]:
    """The files as this machine sees them."""
    return [_seen(content, path) for path in paths]


def refuse_others(content: str, files: Iterable[Seen], patience: float = PATIENCE) -> None:
    """ClusterFault when one of the files is not the one that the build saw."""

    def same(file: Seen) -> bool:
        return _seen(content, file[0]) == file

    for file in files:
        if not _comes_true(partial(same, file), patience):
            raise ClusterFault("cluster_content", file[0])


def refuse_other_folders(root: str, sign: str, templates: str, theme: str, patience: float = PATIENCE) -> None:
    """ClusterFault when the folder to write into is not the build's, or the theme's files are not the same."""
    if not _comes_true(lambda: os.path.exists(sign), patience):
        raise ClusterFault("cluster_output", root)
    if not _comes_true(lambda: folder_digest(templates) == theme, patience):
        raise ClusterFault("cluster_theme", templates)


def folder_digest(folder: str) -> str:
    """The digest of all files of a folder."""
    total = hashlib.sha256()
    for path in sorted(os.path.join(place, name) for place, _, names in os.walk(folder) for name in names):
        with open(path, "rb") as stream:
            data = stream.read()
        total.update(f"{os.path.relpath(path, folder)}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
    return total.hexdigest()


def _seen(content: str, path: str) -> Seen:
    try:
        with open(os.path.join(content, path), "rb") as stream:  # opening it asks the server, looking at it may not
            stat = os.fstat(stream.fileno())
    except OSError:
        return path, -1, -1
    return path, stat.st_size, stat.st_mtime_ns // 1_000_000


def _comes_true(question: Callable[[], bool], patience: float) -> bool:
    end = time.monotonic() + patience
    while not question():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True
