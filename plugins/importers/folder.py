"""A file or folder of sources into a folder of drafts: the one place where the importer touches the disk."""

from __future__ import annotations

import errno
import os
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from plugins.catalogue import tables
from plugins.importers.changes import Change, ImportRefused, refuse
from plugins.importers.draft import HTML_SUFFIXES, MARKDOWN_SUFFIXES, check_disclosure, make_draft

SUFFIXES = (".txt", *MARKDOWN_SUFFIXES, *HTML_SUFFIXES)
_ALONE = 64
"""Fewer files than this are not worth starting processes for."""

Progress = Callable[[int, int], None]
"""Called with the number of files done and the number of all."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One source that became a draft. Paths are relative, with `/`; `written` is False where it was there already."""

    path: str
    target: str
    written: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class NotImported:
    """One source, or thing in the folder, that did not; `reason` in Chinese. `failed` tells an error from a choice."""

    path: str
    reason: str
    failed: bool


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, in the order of paths."""

    imported: tuple[Imported, ...] = ()
    not_imported: tuple[NotImported, ...] = ()

    @property
    def ok(self) -> bool:
        """True when nothing failed."""
        return not any(item.failed for item in self.not_imported)

    def as_json(self) -> dict[str, Any]:
        """The report as plain lists and texts."""
        return {"imported": [asdict(i) for i in self.imported], "not_imported": [asdict(n) for n in self.not_imported]}


@dataclass
class _Plan:
    """Which file becomes which draft."""

    files: list[tuple[Path, str, str]] = field(default_factory=list)
    left: list[NotImported] = field(default_factory=list)
    claimed: set[str] = field(default_factory=set)

    def leave(self, path: str, name: str, *, failed: bool = False, **values: object) -> None:
        reason = tables.load("importers")["refusals"][name].format(**values)
        self.left.append(NotImported(path, reason, failed))

    def take(self, file: Path, relative: str) -> None:
        target = str(PurePosixPath(relative).with_suffix(".md"))
        if _fold(target) in self.claimed:
            target = relative + ".md"
        self.claimed.add(_fold(target))
        self.files.append((file, relative, target))


def import_folder(
    source: Path,
    to: Path,
    *,
    disclosure: str | None,
    progress: Progress | None = None,
    jobs: int | None = None,
) -> ImportReport:
    """Imports `source` (a file or a folder) into `to`, and tells all that was done and left.

    A draft keeps the relative path of its source, with the ending .md (two sources that would meet keep their endings
    before it). Symbolic links are not followed, nothing is written outside `to`, and a file that is there already with
    another content is left as it is and reported: an editor may have worked on it. `jobs` processes share
    the work, by default as many as there are processors; the result is the same.
    ImportRefused when `source` is missing or `disclosure` is no value of 公开属性.
    """
    check_disclosure(disclosure)
    plan = _plan(source, to)
    imported: list[Imported] = []
    total = len(plan.files)
    for done, (relative, target, made) in enumerate(_made(plan.files, disclosure, jobs), 1):
        if isinstance(made, str):
            plan.left.append(NotImported(relative, made, True))
        else:
            text, changes = made
            trouble, written = _write(to, target, text)
            if trouble:
                plan.left.append(NotImported(relative, trouble, True))
            else:
                imported.append(Imported(relative, target, written, changes))
        if progress:
            progress(done, total)
    return ImportReport(tuple(imported), tuple(sorted(plan.left, key=lambda item: item.path)))


def _plan(source: Path, to: Path) -> _Plan:
    plan = _Plan()
    if source.is_file():
        if source.suffix.lower() in SUFFIXES:
            plan.take(source, source.name)
        else:
            plan.leave(source.name, "file_type")
    elif source.is_dir():
        _gather(source, PurePosixPath(), to.resolve(), plan)
    else:
        raise refuse("source_missing")
    return plan


def _cause(error: OSError) -> str:
    """What the operating system refused, in Chinese."""
    words: dict[str, str] = tables.load("commands")["system_errors"]
    name = errno.errorcode.get(error.errno or 0, "?")
    return words.get(name) or words["other"].replace("{number}", str(error.errno)).replace("{name}", name)


def _gather(folder: Path, relative: PurePosixPath, to: Path, plan: _Plan) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        plan.leave(str(relative), "unreadable", failed=True, reason=_cause(error))
        return
    for entry in entries:
        path = relative / entry.name
        if entry.is_symlink():
            plan.leave(str(path), "symlink")
        elif entry.name.startswith("."):
            plan.leave(str(path), "hidden")
        elif entry.is_dir(follow_symlinks=False):
            if Path(entry.path).resolve() == to:
                plan.leave(str(path), "own_output")
            else:
                _gather(Path(entry.path), path, to, plan)
        elif not entry.is_file(follow_symlinks=False):
            plan.leave(str(path), "special")
        elif path.suffix.lower() not in SUFFIXES:
            plan.leave(str(path), "file_type")
        else:
            plan.take(Path(entry.path), str(path))


Made = tuple[str, str, tuple[str, tuple[Change, ...]] | str]


def _made(files: list[tuple[Path, str, str]], disclosure: str | None, jobs: int | None) -> Iterator[Made]:
    work = [(file, relative, target, disclosure) for file, relative, target in files]
    jobs = jobs or min(os.cpu_count() or 1, 8)
    if jobs <= 1 or len(work) < _ALONE:
        yield from map(_make, work)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_make, work, chunksize=32)


def _make(task: tuple[Path, str, str, str | None]) -> Made:
    file, relative, target, disclosure = task
    try:
        draft = make_draft(_read(file), path=relative, disclosure=disclosure)
    except ImportRefused as refused:
        return relative, target, str(refused)
    except OSError as error:
        return relative, target, str(refuse("unreadable", reason=_cause(error)))
    return relative, target, (draft.text, draft.changes)


def _read(file: Path) -> bytes:
    with os.fdopen(os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as stream:
        return stream.read()


def _write(to: Path, target: str, text: str) -> tuple[str, bool]:
    """Writes one draft; returns what stood in the way, and whether anything was written."""
    data = text.encode("utf-8")
    path = to / target
    try:
        to.mkdir(parents=True, exist_ok=True)
        folder = to
        for part in PurePosixPath(target).parts[:-1]:
            folder /= part
            if folder.is_symlink():
                return str(refuse("outside")), False
            folder.mkdir(exist_ok=True)
        if path.is_symlink():
            return str(refuse("outside")), False
        if path.exists():
            same = path.is_file() and _read(path) == data
            return ("" if same else str(refuse("exists", target=target))), False
        _put(path, data)
    except OSError as error:
        return str(refuse("unwritable", reason=_cause(error))), False
    return "", True


def _put(path: Path, data: bytes) -> None:
    """A whole file or none: written beside, then linked into place, which fails where something is there by now."""
    beside = path.with_name(f".{path.name}.new"[-200:])
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        try:
            os.link(beside, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            beside.rename(path)
        else:
            beside.unlink()
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _fold(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
