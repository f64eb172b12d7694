"""What `build` does when little has changed: nothing at all, or the changed texts only, without starting Pelican."""

from __future__ import annotations

import errno
import os
import runpy
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.findings import Severity
from plugins.commands.next_build import Looked
from plugins.disclosure.changed_site import SearchFiles
from plugins.disclosure.increment import update
from plugins.disclosure.publish import NotPublished
from plugins.disclosure.settings import column_settings
from plugins.disclosure.site import ChangedWhileBuilding
from plugins.disclosure.workers import workers_of


def update_column(looked: Looked, overrides: dict[str, Any], jobs: int, *, quiet: bool) -> int | None:
    """0: the tree is up to date now; None: the whole column has to be made, or the faults found have to be told."""
    start = time.perf_counter()
    inputs, state, changed = looked.inputs, looked.state, looked.changed
    if state is None or changed is None:
        return None
    words = tables.load("commands")["build"]
    if not changed:
        line = words["unchanged"]
        values: dict[str, Any] = {"documents": state.documents}
    else:
        given = {**runpy.run_path(os.path.join(inputs.root, "pelicanconf.py")), **overrides}
        try:
            done = update(inputs, column_settings(given), state, changed, SearchRoom(given, inputs.output, jobs))
        except (NotPublished, ChangedWhileBuilding):
            return None  # the whole build meets it again, and says so
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            return None
        if done is None:
            return None
        if not quiet:
            for found in sorted(done.findings):
                if found.severity is not Severity.INFO:
                    sys.stderr.write(f"{found}\n")
        line = words["updated"] if done.texts or done.facts else words["unchanged"]
        values = {"documents": done.documents, "texts": done.texts + done.facts, "written": done.written}
    if not quiet:
        values["seconds"] = f"{time.perf_counter() - start:.3f}"
        for name, value in values.items():
            line = line.replace("{" + name + "}", str(value))
        sys.stdout.write(line + "\n")
    return 0


_SERIAL_BELOW = 400
"""Fewer documents than this are indexed in this process."""


class SearchRoom:
    """The search's own plugin, for `update`: a few documents as an overlay, or the whole index."""

    def __init__(self, settings: dict[str, Any], output: str, jobs: int) -> None:
        self._settings = settings
        self._output = output
        self._jobs = jobs

    def updated(
        self, column: Column, text_of: Callable[[ReleasedDocument], str], folder: str,
        texts: list[ReleasedDocument], standings: list[ReleasedDocument],
    ) -> SearchFiles | None:  # fmt: skip
        """The overlay, and the manifest; None when the index must be built anew."""
        from plugins.search.documents import Standing
        from plugins.search.state import StateUnusable
        from plugins.search.update import FullBuildDue, update_index

        made: dict[str, bytes] = {}
        records = list(_records(column, texts, text_of))
        stand = {r.index_number: r for r in _records(column, standings, lambda _: "")}
        given = {n: Standing(r.force, r.force_label, r.transitions) for n, r in stand.items()}
        try:
            report = update_index(Path(folder), made.__setitem__, changed=records, standings=given)
        except (StateUnusable, FullBuildDue):
            return None
        return SearchFiles(made, report.keep)

    def built(self, column: Column, text_of: Callable[[ReleasedDocument], str], folder: str) -> SearchFiles:
        """The whole index, and the store that later overlays need."""
        from plugins.search.build import build_index
        from plugins.search.records import search_records

        made: dict[str, bytes] = {}
        records = search_records(column, text_of)
        if len(column.catalogue) < _SERIAL_BELOW:
            report = build_index(records, made.__setitem__, store=Path(folder))
            return SearchFiles(made, report.keep)
        with closing(workers_of(self._settings, self._output, self._jobs)) as workers:
            if workers.jobs > 1 or workers.elsewhere:
                with workers.executor() as executor:
                    report = build_index(
                        records, made.__setitem__, executor=executor, jobs=workers.jobs, store=Path(folder)
                    )
            else:
                report = build_index(records, made.__setitem__, store=Path(folder))
        return SearchFiles(made, report.keep)


def _records(
    column: Column, documents: list[ReleasedDocument], text_of: Callable[[ReleasedDocument], str]
) -> Iterator[Any]:
    from plugins.search.records import search_records

    few = SimpleNamespace(catalogue=documents, force_of=column.force_of, upcoming=column.upcoming)
    return search_records(cast(Column, few), text_of)
