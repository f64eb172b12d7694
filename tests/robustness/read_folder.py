"""Reads every document of a folder, renders what can be read, and says for each what came of it and how long it took.

Run as a program, so that a test can give it limits of its own: `python -m tests.robustness.read_folder CONTENT`.
"""

from __future__ import annotations

import json
import os
import sys
import time

from plugins.catalogue.validate import SiteRules
from plugins.disclosure.body import render_body
from plugins.disclosure.front_matter import split_source
from plugins.disclosure.reading import read_bytes, read_file
from plugins.disclosure.sources import scan


def main(content: str) -> None:
    """Print one line of JSON for each document."""
    for path in scan(content, "documents").documents:
        start = time.process_time()
        result = read_file(content, path, SiteRules(publisher="示例市文化和旅游局"))
        html = 0
        if result.reading:
            source, _ = split_source(read_bytes(os.path.join(content, path)), path)
            assert source
            title = result.reading.document.fields.title
            html = len(render_body(source.body, title=title, resolve_link=lambda target: target).html)
        seconds = time.process_time() - start
        codes = sorted({f"{f.code}{f.severity.value[0]}" for f in result.findings})
        places = [[f.line, f.column] for f in result.findings]
        row = {"path": path, "read": result.reading is not None, "codes": codes, "places": places}
        print(json.dumps({**row, "html": html, "seconds": round(seconds, 4)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
