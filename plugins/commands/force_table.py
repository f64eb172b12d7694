"""`force`: every document's legal force on a day, with what caused it and the evidence."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.force import Change, LegalForce, has_no_day
from plugins.catalogue.sentences import label, sentence
from plugins.commands.column_build import day_of, in_root, pelican_settings, print_findings, show_progress
from plugins.disclosure.build import Account, BuildStopped, read_column, today
from plugins.disclosure.settings import column_settings


def run_force(root: Path, content: str, *, as_of: str = "", style: str = "text") -> int:
    """Print the table. 0: printed; 1: the content has errors; 2: the command was wrong."""
    column = column_of(root, content, as_of)
    if isinstance(column, int):
        return column
    documents = sorted(column.catalogue, key=lambda d: d.source_path)
    rows = [force_record(column, document, today()) for document in documents]
    if style == "json":
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return 0
    words = tables.load("commands")["force"]["line"]
    for document, row in zip(documents, rows, strict=True):
        line = words
        values = {
            "label": label(row["force"]),
            "on": row["effective"] or "",
            "index_number": row["index_number"],
            "title": document.title,
            "sentence": row["sentence"],
        }
        for name, value in values.items():
            line = line.replace("{" + name + "}", value)
        sys.stdout.write(line + "\n")
    return 0


def column_of(root: Path, content: str, as_of: str) -> Column | int:
    """The column of a content folder, or the exit code after its faults have been told."""
    words = tables.load("commands")["build"]
    day: date | None = day_of(as_of)
    path = in_root(root, content)
    if day is None or not os.path.isdir(path):
        message = words["bad_day"] if day is None else words["no_content"]
        sys.stderr.write(message.replace("{value}", as_of if day is None else content) + "\n")
        return 2
    settings = column_settings(pelican_settings(root, path, str(root / "output"), {}))
    account = Account()
    try:
        column, _ = read_column(path, settings, day, os.cpu_count() or 1, account, show_progress)
    except BuildStopped as stopped:
        print_findings(stopped.findings)
        return 1
    return column


def force_record(column: Column, document: ReleasedDocument, told: date | None = None) -> dict[str, Any]:
    """One document: file, index_number, force, by (the file that caused it or null), effective, evidence.

    `told` is the day on which the content says what it says: that a document has ended on an unknown day is not known
    of days before, on which it is undetermined, as on the page of a day.
    """
    current = column.status[document.index_number].current
    if told and column.as_of < told and has_no_day(current):
        current = Change(None, LegalForce.UNDETERMINED, sentence("undetermined"))
    actor = column.catalogue.get(current.by) if current.by else None
    return {
        "file": document.source_path,
        "index_number": document.index_number,
        "force": current.force.value,
        "by": actor.source_path if actor else None,
        "effective": current.on.isoformat() if current.on else None,
        "evidence": current.evidence or None,
        "sentence": current.sentence,
        "by_text": current.by_text or None,
        "articles": list(current.articles),
        "until": current.until.isoformat() if current.until else None,
    }
