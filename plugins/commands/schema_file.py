"""`schema`: the JSON Schema of front matter, for editors that complete and check while one types."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from plugins.catalogue.schema import front_matter_schema
from plugins.disclosure.system_errors import told_with_path


def run_schema(to: str) -> int:
    """Write the schema to a file or to the screen. 0: written; 1: not, and why has been said."""
    text = json.dumps(front_matter_schema(), ensure_ascii=False, indent=2) + "\n"
    if not to:
        sys.stdout.write(text)
        return 0
    try:
        Path(to).write_text(text, encoding="utf-8")
    except OSError as error:
        sys.stderr.write(told_with_path(error) + "\n")
        return 1
    return 0
