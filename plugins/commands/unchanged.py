"""The answer to `build` when nothing has changed, given before anything of the column is loaded."""

from __future__ import annotations

import os
import sys
import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from plugins.catalogue import tables
from plugins.disclosure.inputs import Inputs, changed_paths, remembered


def is_unchanged(root: Path, content: str, output: str, as_of: str) -> bool:
    """True, and said, when the published tree is what a build would make. False also where only a build can tell."""
    start = time.perf_counter()
    shanghai = timezone(timedelta(hours=8))
    try:
        day = date.fromisoformat(as_of) if as_of else datetime.now(shanghai).date()
        content, output = os.path.abspath(content), os.path.abspath(output)
        inputs = Inputs.look(str(root), content, output, str(root / "theme"), day, {})
    except (OSError, ValueError):
        return False
    state = remembered(inputs)
    if state is None or changed_paths(state, inputs):
        return False
    line = tables.load("commands")["build"]["unchanged"].replace("{documents}", str(state.documents))
    sys.stdout.write(line.replace("{seconds}", f"{time.perf_counter() - start:.3f}") + "\n")
    return True
