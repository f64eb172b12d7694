"""Who does the work that can be done in parts: processes of this machine, or those of a cluster."""

from __future__ import annotations

import copyreg
import gc
import os
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from plugins.catalogue import tables
from plugins.disclosure.settings import SettingsError

if TYPE_CHECKING:
    from concurrent.futures import Executor, ProcessPoolExecutor

Part = TypeVar("Part")
Result = TypeVar("Result")
Start = Callable[..., Callable[[Part], Result]]
"""Called once in each worker with what all parts need; what it returns is called with each part. A plain function."""

_SCHEMES = ("tcp://", "tls://", "ws://", "wss://", "ucx://")


def _view(table: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(table)


# the column has views of dicts; what is handed to a worker is pickled wherever processes do not branch off
copyreg.pickle(MappingProxyType, lambda view: (_view, (dict(view),)))


class Workers(Protocol):
    """Any number of workers. `jobs` of them work at a time; `elsewhere` when they may be on other machines."""

    jobs: int
    elsewhere: bool

    def spread(
        self, start: Start[Part, Result], given: tuple[object, ...], parts: Sequence[Part]
    ) -> Generator[Result, None, None]:
        """The result of every part, in order. Close it when it is not read to its end."""

    def executor(self) -> AbstractContextManager[Executor]:
        """An executor of single calls. Temporary files that are made meanwhile lie where every worker sees them."""

    def close(self) -> None:
        """Let the workers go, and remove what was written for them."""


class Processes:
    """Processes of this machine, started for each piece of work: on Linux they share what is in memory already."""

    elsewhere = False

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def spread(
        self, start: Start[Part, Result], given: tuple[object, ...], parts: Sequence[Part]
    ) -> Generator[Result, None, None]:
        """The result of every part, in order."""
        with _pool(self.jobs, initializer=_start, initargs=(start, given)) as executor:
            yield from executor.map(_do, parts)

    def executor(self) -> AbstractContextManager[Executor]:
        """A pool of processes."""
        return _pool(self.jobs)

    def close(self) -> None:
        """Nothing is left of them."""


def workers_of(settings: Mapping[str, Any], output: str, jobs: int = 0) -> Workers:
    """The workers that the settings choose. NotPublished when they cannot be had; SettingsError for a wrong setting.

    A trial build, whose output is seen by this machine alone, is made by this machine alone.
    """
    chosen = settings.get("GONGKAI_EXECUTOR") or "processes"
    if chosen == "processes" or settings.get("GONGKAI_DRY"):
        return Processes(jobs or os.cpu_count() or 1)
    if not isinstance(chosen, str) or not chosen.startswith(_SCHEMES):
        words: str = tables.load("commands")["settings"]["executor"]
        raise SettingsError(words.replace("{value}", repr(chosen)))
    from plugins.disclosure.cluster import Cluster

    return Cluster(chosen, output, str(settings.get("GONGKAI_SCRATCH") or ""))


_worker: dict[str, Any] = {}
"""What a worker process was given when it started."""


def _pool(jobs: int, **more: Any) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor  # an edit has no use for it, and does not wait for it
    from multiprocessing import get_context

    context = get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, **more)


def _start(start: Start[Any, Any], given: tuple[object, ...]) -> None:
    # look for circles among new objects only, and seldom: what a process was given stays to its end
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    _worker["do"] = start(*given)


def _do(part: Any) -> Any:
    return _worker["do"](part)
