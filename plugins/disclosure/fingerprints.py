"""What a build depends on, as digests and stamps: code, theme, settings, and every file of the content folder."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

Stamp = tuple[int, int, int, int]
"""Modification and change time (ns), size and inode of a file: equal stamps, equal bytes."""
_CODE = (".py", ".toml")
_ROOT_FILES = ("pelicanconf.py", "requirements.txt", "package-lock.json", "node_modules/lunr/lunr.min.js")
RECENT_NS = 60_000_000
"""A file changed so shortly before it was looked at may change again under the same stamp."""


def build_keys(root: str, theme: str, content: str, as_of: date, overrides: Mapping[str, Any]) -> tuple[str, ...]:
    """Digests of the code, the theme and the settings, the content folder and the day."""
    given = repr(sorted((key, repr(value)) for key, value in overrides.items()))
    project = _digest_of([os.path.join(root, name) for name in _ROOT_FILES], root)
    code = _digest_of(_files(os.path.join(root, "plugins"), _CODE), root)
    return (sys.version, project, code, _digest_of(_files(theme), theme), given, content, as_of.isoformat())


def content_stamps(content: str, now_ns: int) -> dict[str, Stamp | None]:
    """Every file of the content folder (hidden ones aside) with its stamp. Links are not followed, but noted."""
    out: dict[str, Stamp | None] = {}
    stack = [""]
    while stack:
        relative = stack.pop()
        with os.scandir(os.path.join(content, relative)) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                path = f"{relative}/{entry.name}" if relative else entry.name
                if entry.is_dir(follow_symlinks=False):
                    stack.append(path)
                    continue
                stat = entry.stat(follow_symlinks=False)
                latest = max(stat.st_mtime_ns, stat.st_ctime_ns)
                stamp = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
                out[path] = None if latest > now_ns - RECENT_NS else stamp
    return out


def tree_identity(tree: str, marker: str) -> tuple[int, str]:
    """What a published tree is known by: its folder's inode and what its marker says. (0, "") when there is none."""
    try:
        with open(os.path.join(tree, marker), "rb") as stream:
            return os.stat(tree).st_ino, hashlib.sha256(stream.read()).hexdigest()
    except OSError:
        return 0, ""


def _files(folder: str, ends: tuple[str, ...] = ("",)) -> list[str]:
    return sorted(
        os.path.join(place, name) for place, _, names in os.walk(folder) for name in names if name.endswith(ends)
    )


def _digest_of(paths: list[str], base: str) -> str:
    total = hashlib.sha256()
    for path in paths:
        try:
            with open(path, "rb") as stream:
                data = stream.read()
        except OSError:
            data = b"\0"
        total.update(f"{os.path.relpath(path, base)}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()
