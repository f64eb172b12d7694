"""What is handed to workers on other machines: values under their digests, on storage that all of them see."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pickle
import platform
import shutil
from contextlib import suppress
from typing import Any

import fsspec

from plugins.disclosure.publish import NotPublished
from plugins.disclosure.same_storage import ClusterFault

_LOCK = "lock"


class Scratch:
    """A folder of one output's builds, known by an fsspec address; without one it lies beside the output.

    What a killed build left there is removed by the next. NotPublished when another build is using it.
    """

    def __init__(self, output: str, url: str = "") -> None:
        parent, name = os.path.split(os.path.abspath(output))
        self.folder = os.path.join(parent, f".{name}.cluster")
        """For files that workers write by path; beside the output, which they see by path anyway."""
        if url:
            whose = hashlib.sha256(f"{platform.node()}\0{output}".encode()).hexdigest()[:16]
            self.url = f"{url.rstrip('/')}/gongkai-{whose}"
        else:
            self.url = f"file://{self.folder}/given"
        self._put: set[str] = set()
        self._lock = self._left_lock()
        try:
            self._system, self._place = fsspec.core.url_to_fs(self.url)
            self.remove()
            os.mkdir(self.folder, 0o700)
            self._lock = os.open(os.path.join(self.folder, _LOCK), os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(self._lock, str(os.getpid()).encode())
            self._system.makedirs(self._place, exist_ok=True)
        except Exception as error:  # whatever a storage of any kind raises
            raise ClusterFault("cluster_scratch", self.url) from error

    def put(self, value: object) -> str:
        """Write the value once; the address it can be loaded from."""
        data = pickle.dumps(value, 5)
        name = hashlib.sha256(data).hexdigest()
        if name not in self._put:
            try:
                with self._system.open(f"{self._place}/{name}", "wb") as stream:
                    stream.write(data)
            except OSError:
                raise
            except Exception as error:  # whatever a storage of any kind raises
                raise ClusterFault("cluster_scratch", self.url) from error
            self._put.add(name)
        return f"{self.url}/{name}"

    def remove(self) -> None:
        """Nothing is left of it."""
        with suppress(FileNotFoundError):
            self._system.rm(self._place, recursive=True)
        with suppress(FileNotFoundError):
            shutil.rmtree(self.folder)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _left_lock(self) -> int | None:
        """The lock that a build left, taken."""
        try:
            lock = os.open(os.path.join(self.folder, _LOCK), os.O_RDWR)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(lock, 40).decode("ascii", "replace")
            os.close(lock)
            raise NotPublished("locked", holder) from None
        return lock


def loaded(url: str) -> Any:
    """The value that was put there. ClusterFault when it is not there, or is another."""
    try:
        with fsspec.open(url, "rb") as stream:
            data = stream.read()
    except Exception as error:  # whatever a storage of any kind raises
        raise ClusterFault("cluster_scratch", url.rpartition("/")[0]) from error
    if hashlib.sha256(data).hexdigest() != url.rpartition("/")[2]:
        raise ClusterFault("cluster_scratch", url.rpartition("/")[0])
    return pickle.loads(data)  # noqa: S301 (known by its digest, which came with the task)
