"""The workers of a cluster, by way of its dask scheduler. Imported only when the settings name one."""

from __future__ import annotations

import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from contextlib import closing, contextmanager, suppress
from typing import Any, TypeVar

from distributed import Client

from plugins.disclosure import cluster_task
from plugins.disclosure.same_storage import ClusterFault
from plugins.disclosure.scratch import Scratch
from plugins.disclosure.workers import Part, Result, Start

T = TypeVar("T")
CONNECT = 10.0
"""Seconds in which the scheduler must answer, and a first worker be there."""
PATIENCE = 30.0
"""Seconds without a worker, or a scheduler, after which a build gives up: a killed worker is replaced sooner."""
_LOOK = 0.5
_AHEAD = 4
"""As many parts a worker are under way at a time."""


class Cluster:
    """Workers that a scheduler knows. They see content, theme and output under the same paths as this machine.

    What a worker read comes back from the worker itself, not by way of the scheduler: of what is behind the gate the
    scheduler sees the names of files only.
    """

    elsewhere = True

    def __init__(self, address: str, output: str, scratch: str = "") -> None:
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters of it is told in our words
        self._address = address
        self._code = cluster_task.code_digest()
        try:
            self._client = Client(address, timeout=CONNECT, set_as_default=False, direct_to_workers=True)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise ClusterFault("cluster_unreachable", address) from error
        try:
            self.jobs = self._first_workers()
            self._scratch = Scratch(output, scratch)
        except BaseException:
            self._client.close(timeout=_LOOK)
            raise

    def spread(
        self, start: Start[Part, Result], given: tuple[object, ...], parts: Sequence[Part]
    ) -> Generator[Result, None, None]:
        """The result of every part, in order."""
        address = self._scratch.put((start, given))
        with closing(_Watched(self._client, self._address)) as watched:
            waiting: list[Future[Any]] = []
            for place, part in enumerate(parts):
                waiting.append(watched.call(cluster_task.do_part, self._code, address, part))
                if place >= _AHEAD * self.jobs:
                    yield _result(waiting.pop(0), self._address)
            while waiting:
                yield _result(waiting.pop(0), self._address)

    @contextmanager
    def executor(self) -> Iterator[Executor]:
        """An executor of calls; temporary files lie on the storage that all see as long as it is open."""
        before, tempfile.tempdir = tempfile.tempdir, self._scratch.folder
        try:
            with closing(_Watched(self._client, self._address)) as watched:
                yield _Calls(watched, self._scratch, self._code, self._address)
        finally:
            tempfile.tempdir = before

    def close(self) -> None:
        """Let the workers go, and remove what was written for them."""
        try:
            with suppress(Exception):  # a cluster that is gone holds nothing
                self._client.run(cluster_task.forget, wait=False, on_error="ignore")
            with suppress(Exception):
                self._client.close(timeout=_LOOK)
        finally:
            self._scratch.remove()

    def _first_workers(self) -> int:
        end = time.monotonic() + CONNECT
        while True:
            count = _worker_count(self._client)
            if count:
                return count
            if time.monotonic() > end:
                raise ClusterFault("cluster_empty", self._address)
            time.sleep(0.1)


class _Watched:
    """Calls under way. When the cluster is gone for longer than PATIENCE they fail instead of waiting for ever."""

    def __init__(self, client: Client, address: str) -> None:
        self._executor = client.get_executor(pure=False)
        self._client = client
        self._address = address
        self._mine: set[Future[Any]] = set()
        self._inner: set[Future[Any]] = set()
        self._guard = threading.Lock()
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def call(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """The call's future."""
        mine: Future[Any] = Future()
        mine.set_running_or_notify_cancel()
        inner = self._executor.submit(function, *arguments)
        with self._guard:
            self._mine.add(mine)
            self._inner.add(inner)
        inner.add_done_callback(lambda done: self._settle(mine, done))
        return mine

    def close(self) -> None:
        """What is still under way is of no use to anybody."""
        self._closed.set()
        with self._guard:
            inner = list(self._inner)
        for future in inner:
            future.cancel()
        self._watch.join()

    def _settle(self, mine: Future[Any], inner: Future[Any]) -> None:
        with self._guard:
            self._inner.discard(inner)
            if mine not in self._mine:
                return
            self._mine.discard(mine)
        try:
            mine.set_result(inner.result())
        except CancelledError:
            mine.set_exception(ClusterFault("cluster_lost", self._address))
        except BaseException as error:
            mine.set_exception(error)

    def _look(self) -> None:
        last = time.monotonic()
        while not self._closed.wait(_LOOK):
            if self._client.status == "running" and _worker_count(self._client):
                last = time.monotonic()
            elif time.monotonic() - last > PATIENCE:
                with self._guard:
                    lost, self._mine = self._mine, set()
                for future in lost:
                    future.set_exception(ClusterFault("cluster_lost", self._address))


class _Calls(Executor):
    """The executor that the search room is given. What a call needs goes by way of the scratch, so tasks are small."""

    def __init__(self, watched: _Watched, scratch: Scratch, code: str, address: str) -> None:
        self._watched = watched
        self._scratch = scratch
        self._code = code
        self._address = address
        self._flushed: dict[str, tuple[int, int]] = {}

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """The call's future."""
        self._flush()
        inner = self._watched.call(cluster_task.do_call, self._code, self._scratch.put((fn, args, kwargs)))
        mine: Future[T] = Future()
        mine.set_running_or_notify_cancel()

        def settle(_: Future[Any]) -> None:
            try:
                mine.set_result(_result(inner, self._address))
            except BaseException as error:
                mine.set_exception(error)

        inner.add_done_callback(settle)
        return mine

    def _flush(self) -> None:
        """Put what was written so far where others see it: a client of NFS keeps the end of an open file to itself."""
        for place, _, names in os.walk(self._scratch.folder):
            for name in names:
                path = os.path.join(place, name)
                with suppress(FileNotFoundError), open(path, "rb") as stream:
                    stat = os.fstat(stream.fileno())
                    if self._flushed.get(path) != (stat.st_size, stat.st_mtime_ns):
                        os.fsync(stream.fileno())
                        self._flushed[path] = stat.st_size, stat.st_mtime_ns


def _result(future: Future[Any], address: str) -> Any:
    """What came of a call. Workers that do not even have our modules have other code."""
    try:
        return future.result()
    except (ImportError, AttributeError) as error:
        raise ClusterFault("cluster_code", str(error)) from error
    except OSError as error:
        # distributed's own are of this kind too; those of our code have a number
        if error.errno is None:
            raise ClusterFault("cluster_lost", address) from error
        raise


def _worker_count(client: Client) -> int:
    try:
        return len(client.sync(client.scheduler.ncores, workers=None, callback_timeout=CONNECT))
    except Exception:  # whatever a scheduler that is gone makes of it
        return 0
