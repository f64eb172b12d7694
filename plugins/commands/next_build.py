"""`build --incremental`: look at what lies there first. The column is loaded only when something has changed."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from plugins.catalogue import tables
from plugins.disclosure.inputs import Changed, Inputs, State, changed_paths, remembered


@dataclass(slots=True)
class Looked:
    """The inputs as they are, and in what they differ from those of the last build. No `state`: it is not known."""

    inputs: Inputs
    state: State | None = None
    changed: Changed | None = None


def look(root: Path, content: str, output: str, theme: str, day: date, overrides: dict[str, Any]) -> Looked | None:
    """What lies there. None where that cannot be said: the build meets it again, and says why."""
    try:
        inputs = Inputs.look(str(root), os.path.abspath(content), os.path.abspath(output), theme, day, overrides)
    except OSError:
        return None
    state = remembered(inputs)
    return Looked(inputs, state, changed_paths(state, inputs) if state else None)


def run_next_build(
    root: Path,
    content: str,
    output: str,
    *,
    as_of: str = "",
    jobs: int = 0,
    overrides: dict[str, Any] | None = None,
    quiet: bool = False,
) -> int:
    """As `run_build` with a store: 0 at once, and said, when the published tree is what a build would make."""
    start = time.perf_counter()
    overrides = overrides or {}
    theme = str(overrides.get("THEME") or root / "theme")
    try:
        day = date.fromisoformat(as_of) if as_of else datetime.now(timezone(timedelta(hours=8))).date()
    except ValueError:
        looked = None
    else:
        as_of = day.isoformat()  # it is the same day when the build has begun
        looked = look(root, content, output, theme, day, overrides)
    if looked and looked.state and not looked.changed:
        if not quiet:
            line = tables.load("commands")["build"]["unchanged"].replace("{documents}", str(looked.state.documents))
            sys.stdout.write(line.replace("{seconds}", f"{time.perf_counter() - start:.3f}") + "\n")
        return 0
    from plugins.commands.column_build import run_build

    return run_build(
        root, content, output, as_of=as_of, jobs=jobs, overrides=overrides, quiet=quiet, cache=True, looked=looked
    )
