"""Publishing: the new tree is built beside the old one and takes its place in one step, or not at all."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

MARKER = "build.json"
"""The file by which a published tree is known as ours: nothing else is ever replaced."""

SHADOW_NOTE = "shadow"
"""The name, in the store, of the file that says how the shadow differs from the live tree."""

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


_held: dict[int, int] = {}
"""Descriptors of the locks that this process holds, and its number."""
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def _in_child() -> None:
    """In a process that a build starts: let go of the lock, and end with the build.

    A lock lasts as long as any copy of it. Workers of a killed build would keep it for ever, and write into the next
    build's staging folder.
    """
    for descriptor, parent in _held.items():
        os.close(descriptor)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            if os.getppid() != parent:  # it ended before it could be told of
                os._exit(1)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


class NotPublished(Exception):
    """Why nothing was published; `reason` is a key of the words shown to the editor, `detail` fills it."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Publication:
    """One attempt to replace the tree at `output`. Use as a context manager; `staging` is the new tree's folder.

    Leaving the block without `publish()` (an error, an interrupt) removes the staging folder and leaves the old tree
    untouched. A killed process leaves a staging folder behind, which the next attempt removes.
    """

    def __init__(self, output: str) -> None:
        self.output = os.path.abspath(output)
        parent, name = os.path.split(self.output)
        self._lock_path = os.path.join(parent, f".{name}.lock")
        self.staging = os.path.join(parent, f".{name}.new")
        self.shadow = os.path.join(parent, f".{name}.shadow")
        self._lock: int | None = None

    def __enter__(self) -> Publication:
        os.makedirs(os.path.dirname(self.output), exist_ok=True)
        self._take_lock()
        try:
            self._refuse_foreign_tree()
            _remove(self.staging)
            _remove(self.shadow)
            os.mkdir(self.staging)
        except BaseException:
            self._drop_lock()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            _remove(self.staging)
        finally:
            self._drop_lock()

    def publish(self) -> None:
        """Put the staged tree in the old one's place, in one step where the system can exchange two folders."""
        if not os.path.exists(os.path.join(self.staging, MARKER)):
            raise NotPublished("unfinished", self.staging)
        _flush(self.staging)
        if os.path.lexists(self.output):
            exchange(self.staging, self.output)
        else:
            os.rename(self.staging, self.output)

    def make_shadow(self, note: str) -> None:
        """Make the shadow of the tree that has just been published, so that the first change need not.

        Whatever prevents it leaves no shadow, and the first change makes it.
        """
        try:
            _link_tree(self.output, self.shadow)
            _write_note(note, self.output, self.shadow, [])
        except OSError:
            with suppress(OSError):
                _remove(self.shadow)

    def _take_lock(self) -> None:
        self._lock = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(self._lock, 40).decode("ascii", "replace").strip()
            os.close(self._lock)
            self._lock = None
            raise NotPublished("locked", holder) from None
        _held[self._lock] = os.getpid()
        os.ftruncate(self._lock, 0)
        os.write(self._lock, str(os.getpid()).encode())

    def _drop_lock(self) -> None:
        if self._lock is not None:
            _held.pop(self._lock, None)
            os.ftruncate(self._lock, 0)
            os.close(self._lock)
            self._lock = None

    def _refuse_foreign_tree(self) -> None:
        """A folder that is neither empty nor one of our trees is somebody's, and stays."""
        if os.path.islink(self.output):
            raise NotPublished("link", self.output)
        if not os.path.lexists(self.output):
            return
        if not os.path.isdir(self.output):
            raise NotPublished("foreign", self.output)
        names = os.listdir(self.output)
        if names and MARKER not in names:
            raise NotPublished("foreign", self.output)


class ShadowPublication(Publication):
    """Publishes a few changes: the tree before the last one is brought up to date, then takes the live one's place.

    The shadow is a tree of hard links, so nothing in either tree is ever written in place. `note` is a file that says
    by which files the shadow differs from the live tree; while it is missing the shadow may be anything.
    """

    def __init__(self, output: str, note: str) -> None:
        super().__init__(output)
        self._note = note
        self._changed: list[str] = []

    def __enter__(self) -> ShadowPublication:
        self._take_lock()
        try:
            self._refuse_foreign_tree()
        except BaseException:
            self._drop_lock()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop_lock()

    def prepare(self) -> None:
        """Make the shadow equal to the live tree."""
        behind = self._read_note()
        if os.path.exists(self._note):
            os.unlink(self._note)
        if behind is None:
            _remove(self.shadow)
            _link_tree(self.output, self.shadow)
            return
        for url in behind:
            source, target = os.path.join(self.output, url), os.path.join(self.shadow, url)
            _unlink(target)
            if os.path.exists(source):
                os.makedirs(os.path.dirname(target), mode=0o755, exist_ok=True)
                os.link(source, target)
            else:
                _remove_empty(os.path.dirname(target), self.shadow)

    def change(self, files: Mapping[str, bytes], removed: Iterable[str]) -> None:
        """Put the files into the shadow, and take the removed ones out of it."""
        made: set[str] = set()
        for url, data in files.items():
            _unlink(os.path.join(self.shadow, url))
            write_file(self.shadow, url, data, made)
            os.chmod(os.path.join(self.shadow, url), 0o644)
            self._changed.append(url)
        for folder in made:
            os.chmod(folder, 0o755)  # noqa: S103 (a published tree is for everybody to read)
        for url in removed:
            _unlink(os.path.join(self.shadow, url))
            _remove_empty(os.path.dirname(os.path.join(self.shadow, url)), self.shadow)
            self._changed.append(url)

    def publish(self) -> None:
        """Put the shadow in the live tree's place; the live tree becomes the shadow."""
        if len(self._changed) > _FEW:
            _flush(self.shadow)
        else:
            for url in self._changed:
                _flush_file(os.path.join(self.shadow, url))
        exchange(self.shadow, self.output)
        _write_note(self._note, self.output, self.shadow, self._changed)

    def _read_note(self) -> list[str] | None:
        try:
            with open(self._note, encoding="utf-8") as stream:
                value = json.load(stream)
            if value["live"] == os.stat(self.output).st_ino and value["shadow"] == os.stat(self.shadow).st_ino:
                return list(value["behind"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return None


_FEW = 100


def _write_note(note: str, output: str, shadow: str, behind: list[str]) -> None:
    value = {"live": os.stat(output).st_ino, "shadow": os.stat(shadow).st_ino, "behind": behind}
    with open(note + ".tmp", "w", encoding="utf-8") as stream:
        json.dump(value, stream, ensure_ascii=False)
    os.replace(note + ".tmp", note)


def _link_tree(source: str, target: str) -> None:
    """A tree of hard links, or of copies where the file system has no links."""
    os.mkdir(target)
    os.chmod(target, 0o755)  # noqa: S103 (a published tree is for everybody to read)
    stack = [""]
    while stack:
        folder = stack.pop()
        with os.scandir(source + folder) as entries:
            for entry in entries:
                path = f"{folder}{os.sep}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    os.mkdir(target + path)
                    os.chmod(target + path, 0o755)  # noqa: S103
                    stack.append(path)
                else:
                    try:
                        os.link(entry.path, target + path)
                    except OSError as error:
                        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK):
                            raise
                        shutil.copyfile(entry.path, target + path)


def _unlink(path: str) -> None:
    with suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(path)


def _remove_empty(folder: str, root: str) -> None:
    """Remove the folder and those above it as far as they are empty: a clean build makes no empty ones."""
    while folder.startswith(root + os.sep):
        try:
            os.rmdir(folder)
        except OSError as error:
            if error.errno == errno.ENOENT:
                folder = os.path.dirname(folder)
                continue
            return
        folder = os.path.dirname(folder)


def _flush_file(path: str) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def exchange(new: str, old: str) -> None:
    """Exchange two folders in one step (Linux renameat2). Elsewhere two renames, an instant apart."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "renameat2"):
        done = libc.renameat2(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(old), _RENAME_EXCHANGE)
        if done == 0:
            return
        code = ctypes.get_errno()
        if code not in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
            raise OSError(code, os.strerror(code), old)
    aside = old + ".old"
    _remove(aside)
    os.rename(old, aside)
    os.rename(new, old)
    os.rename(aside, new)


def write_file(root: str, url: str, data: bytes, made: set[str]) -> None:
    """Write one file of the tree. `made` remembers the folders that exist."""
    path = os.path.join(root, url)
    folder = os.path.dirname(path)
    if folder not in made:
        os.makedirs(folder, exist_ok=True)
        made.add(folder)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)


def set_modes(root: str) -> None:
    """Give every file 0644 and every folder 0755, whatever the umask and the sources' modes were."""
    os.chmod(root, 0o755)  # noqa: S103 (a published tree is for everybody to read)
    for folder, folders, files in os.walk(root):
        for name in folders:
            os.chmod(os.path.join(folder, name), 0o755)  # noqa: S103
        for name in files:
            os.chmod(os.path.join(folder, name), 0o644)


def _flush(folder: str) -> None:
    """Ask the file system to keep what was written before the exchange (a power cut must not leave empty files)."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if hasattr(libc, "syncfs"):
            libc.syncfs(descriptor)
        else:
            os.sync()
    finally:
        os.close(descriptor)


def _remove(path: str) -> None:
    if os.path.islink(path) or os.path.isfile(path):
        os.unlink(path)
    elif os.path.isdir(path):
        shutil.rmtree(path)


def free_space(path: str) -> int:
    """Free bytes where `path` will lie."""
    folder = Path(path)
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
