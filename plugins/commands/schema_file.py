"""`schema`: the JSON Schema of front matter, for editors that complete and check while one types."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from plugins.catalogue.schema import front_matter_schema


def run_schema(to: str) -> int:
    """Write the schema to a file or to the screen."""
    text = json.dumps(front_matter_schema(), ensure_ascii=False, indent=2) + "\n"
    if to:
        Path(to).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0
