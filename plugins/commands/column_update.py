"""What `build` does when little has changed: nothing at all, or the changed texts only, without starting Pelican."""

from __future__ import annotations

import errno
import os
import runpy
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.findings import Severity
from plugins.disclosure.increment import update
from plugins.disclosure.inputs import Inputs, changed_paths, remembered
from plugins.disclosure.publish import NotPublished
from plugins.disclosure.settings import column_settings
from plugins.disclosure.site import ChangedWhileBuilding


def update_column(inputs: Inputs, overrides: dict[str, Any], jobs: int, *, quiet: bool) -> int | None:
    """0: the tree is up to date now; None: the whole column has to be made, or the faults found have to be told."""
    start = time.perf_counter()
    state = remembered(inputs)
    changed = changed_paths(state, inputs) if state else None
    if state is None or changed is None:
        return None
    words = tables.load("commands")["build"]
    if not changed:
        line = words["unchanged"]
        values = {"documents": state.documents}
    else:
        given = {**runpy.run_path(os.path.join(inputs.root, "pelicanconf.py")), **overrides}
        try:
            done = update(inputs, column_settings(given), state, changed, _search_index(jobs))
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
        line = words["updated"] if done.texts else words["unchanged"]
        values = {"documents": done.documents, "texts": done.texts, "written": done.written}
    if not quiet:
        values["seconds"] = f"{time.perf_counter() - start:.3f}"
        for name, value in values.items():
            line = line.replace("{" + name + "}", str(value))
        sys.stdout.write(line + "\n")
    return 0


def _search_index(jobs: int) -> Callable[[Column, Callable[[ReleasedDocument], str]], Iterator[tuple[str, bytes]]]:
    """The search index made anew by the search's own plugin."""

    def make(column: Column, text_of: Callable[[ReleasedDocument], str]) -> Iterator[tuple[str, bytes]]:
        from plugins.search.build import build_index
        from plugins.search.client import FOLDER
        from plugins.search.plugin import search_records

        made: list[tuple[str, bytes]] = []
        build_index(search_records(column, text_of), lambda name, data: made.append((FOLDER + name, data)))
        yield from made

    return make
