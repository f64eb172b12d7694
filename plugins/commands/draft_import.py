"""`import`: old texts, Markdown and pages into drafts; review tables into the content folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from plugins.catalogue import tables
from plugins.catalogue.document import Disclosure
from plugins.commands.column_build import show_progress
from plugins.disclosure.system_errors import told_with_path
from plugins.importers.folder import import_folder


def run_import(root: Path, source: str, to: str, *, disclosure: str = "", report: str = "") -> int:
    """0: all imported; 1: something was not, and is listed; 2: the command was wrong."""
    words = tables.load("commands")["import"]
    if not Path(source).exists():
        sys.stderr.write(words["missing"].replace("{value}", source) + "\n")
        return 2
    if disclosure and disclosure not in [d.value for d in Disclosure]:
        sys.stderr.write(words["bad_disclosure"].replace("{value}", disclosure) + "\n")
        return 2
    result = import_folder(
        Path(source),
        Path(to),
        disclosure=disclosure or None,
        progress=lambda done, total: show_progress("import", done, total),
    )
    code = 0 if result.ok else 1
    if report:
        text = json.dumps(result.as_json(), ensure_ascii=False, indent=1) + "\n"
        try:
            Path(report).write_text(text, encoding="utf-8")
        except OSError as error:
            sys.stderr.write(words["no_report"].replace("{reason}", told_with_path(error)) + "\n")
            code = 1
    for left in result.not_imported:
        sys.stderr.write(words["left"].replace("{path}", left.path).replace("{reason}", left.reason) + "\n")
    line = words["done"].replace("{imported}", str(len(result.imported)))
    line = line.replace("{changes}", str(sum(len(item.changes) for item in result.imported)))
    sys.stdout.write(line.replace("{skipped}", str(len(result.not_imported))) + "\n")
    return code
