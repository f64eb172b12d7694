"""What lies in the content folder. Links are never followed; what is hidden or a leftover is never read."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field

from plugins.catalogue.findings import Finding, finding
from plugins.disclosure.system_errors import told

_MARKDOWN = (".md", ".markdown")
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


def is_document(path: str) -> bool:
    """True for Markdown files; `.MD` is what some systems make of `.md`, and no file is passed over for it."""
    return path.lower().endswith(_MARKDOWN)


def strays(content: str, folders: tuple[str, ...]) -> list[Finding]:
    """F11: Markdown files of the content folder that lie in none of the `folders`, and so would be passed over."""
    shown = "、".join(folders)
    out = []
    try:
        entries = sorted(os.scandir(content), key=lambda entry: entry.name)
    except OSError:
        return []  # told where the folders themselves are read
    for entry in entries:
        if entry.name in folders or entry.name.startswith(".") or entry.is_symlink() or not _usable(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            found = list(scan(content, entry.name).documents)
        else:
            found = [entry.name] if is_document(entry.name) else []
        out += [finding(path, 0, 0, "F11", path.rsplit("/", 1)[-1], folders=shown) for path in found]
    return out


def _parents(folder: str) -> list[str]:
    parts = folder.split("/") if folder else []
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]


def _shown(name: str) -> str:
    """The name with what cannot be printed in escapes."""
    return "".join(c if _usable(c) else c.encode("unicode_escape").decode() for c in name)


def _usable(name: str) -> bool:
    """False for names with control or direction characters, and for what is not UTF-8 on the disk (surrogates)."""
    return not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in name)


def scan(content: str, folder: str) -> Sources:
    """The files under `content/folder`, in order of path. A symbolic link anywhere is a finding (F05)."""
    out = Sources()
    linked = next((part for part in _parents(folder) if os.path.islink(os.path.join(content, part))), None)
    if linked:
        out.findings.append(finding(linked, 0, 0, "F05", linked))
        return out
    stack = [folder] if folder else [""]
    while stack:
        relative = stack.pop()
        try:
            entries = list(os.scandir(os.path.join(content, relative)))
        except FileNotFoundError:
            continue
        except OSError as error:
            out.findings.append(finding(relative, 0, 0, "F09", told(error)))
            continue
        for entry in entries:
            path = f"{relative}/{entry.name}" if relative else entry.name
            if not _usable(entry.name):
                out.findings.append(finding(_shown(path), 0, 0, "F10", _shown(entry.name)))
            elif entry.is_symlink():
                out.findings.append(finding(path, 0, 0, "F05", entry.name))
            elif entry.name.startswith(".") or entry.name.endswith(_LEFTOVERS) or entry.name in _IGNORED:
                continue
            elif entry.is_dir(follow_symlinks=False):
                stack.append(path)
            elif entry.is_file(follow_symlinks=False):
                stat = entry.stat(follow_symlinks=False)
                table = out.documents if is_document(entry.name) else out.others
                table[path] = FileStamp(stat.st_mtime_ns, stat.st_size)
            else:
                out.findings.append(finding(path, 0, 0, "F05", entry.name))
    out.documents = dict(sorted(out.documents.items()))
    out.others = dict(sorted(out.others.items()))
    out.findings.sort()
    return out
