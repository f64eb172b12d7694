"""What lies in the content folder. Links are never followed; what is hidden or a leftover is never read."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from plugins.catalogue.findings import Finding, finding

_LEFTOVERS = ("~", ".swp", ".swo", ".orig", ".rej", ".bak", ".tmp")
_IGNORED = ("Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells that a file has not changed without reading it."""

    mtime_ns: int
    size: int


@dataclass(slots=True)
class Sources:
    """Files by path relative to the content folder, with `/`. `documents` are Markdown files, `others` the rest."""

    documents: dict[str, FileStamp] = field(default_factory=dict)
    others: dict[str, FileStamp] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def scan(content: str, folder: str) -> Sources:
    """The files under `content/folder`, in order of path. A symbolic link anywhere is a finding (F05)."""
    out = Sources()
    stack = [folder] if folder else [""]
    while stack:
        relative = stack.pop()
        try:
            entries = list(os.scandir(os.path.join(content, relative)))
        except FileNotFoundError:
            continue
        except OSError as error:
            out.findings.append(finding(relative, 0, 0, "F09", error.strerror or str(error)))
            continue
        for entry in entries:
            path = f"{relative}/{entry.name}" if relative else entry.name
            if entry.is_symlink():
                out.findings.append(finding(path, 0, 0, "F05", entry.name))
            elif entry.name.startswith(".") or entry.name.endswith(_LEFTOVERS) or entry.name in _IGNORED:
                continue
            elif entry.is_dir(follow_symlinks=False):
                stack.append(path)
            elif entry.is_file(follow_symlinks=False):
                stat = entry.stat(follow_symlinks=False)
                table = out.documents if entry.name.endswith((".md", ".markdown")) else out.others
                table[path] = FileStamp(stat.st_mtime_ns, stat.st_size)
            else:
                out.findings.append(finding(path, 0, 0, "F05", entry.name))
    out.documents = dict(sorted(out.documents.items()))
    out.others = dict(sorted(out.others.items()))
    out.findings.sort()
    return out
