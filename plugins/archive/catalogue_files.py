"""The catalogue as files that can be read with nothing of ours: CSV, JSON Lines, SQLite, and what their fields mean."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plugins.archive.sqlite_file import SqliteFile, create_table
from plugins.archive.staging import Staging
from plugins.archive.verify import EVENT_COLUMNS, cell, event_cells
from plugins.catalogue import tables

NAMES = (
    "catalogue.sqlite",
    "documents.csv",
    "documents.jsonl",
    "events.csv",
    "schema.json",
    "schema.sql",
)


def document_columns() -> list[str]:
    """The names of a document's fields, in the order of CSV and SQLite."""
    return [column["name"] for column in tables.load("archive")["columns"]]


def write_catalogue(staging: Staging, folder: Path, year: str | None = None) -> int:
    """Writes the files of NAMES into the folder; returns the number of documents: all, or those published in a year."""
    columns = document_columns()
    count = 0
    with (
        (folder / "documents.jsonl").open("w", encoding="utf-8", newline="\n") as lines,
        (folder / "documents.csv").open("w", encoding="utf-8-sig", newline="") as documents,
        (folder / "events.csv").open("w", encoding="utf-8-sig", newline="") as events,
    ):
        # The byte order mark is for spreadsheet programs, which read Chinese as GBK without it.
        document_rows, event_rows = csv.writer(documents), csv.writer(events)
        document_rows.writerow(columns)
        event_rows.writerow(EVENT_COLUMNS)
        for line in staging.lines(year):
            lines.write(line + "\n")
            row = json.loads(line)
            document_rows.writerow(cell(row.get(column)) for column in columns)
            event_rows.writerows(_event_rows(row))
            count += 1
    with (folder / "catalogue.sqlite").open("wb") as file:
        database = SqliteFile(file)
        database.table(
            "documents",
            columns,
            ([cell(row.get(column)) or None for column in columns] for row in map(json.loads, staging.lines(year))),
        )
        database.table(
            "events",
            EVENT_COLUMNS,
            (
                [value or None for value in values]
                for row in map(json.loads, staging.lines(year))
                for values in _event_rows(row)
            ),
        )
        database.table("fields", ("table_name", "name", "zh", "en"), _fields())
        database.finish()
    (folder / "schema.json").write_text(
        json.dumps(schema(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    statements = [
        create_table("documents", columns),
        create_table("events", EVENT_COLUMNS),
        create_table("fields", ("table_name", "name", "zh", "en")),
    ]
    notes = [f"-- {table}.{name}: {zh} / {en}" for table, name, zh, en in _fields()]
    (folder / "schema.sql").write_text(
        ";\n".join(statements) + ";\n" + "\n".join(notes) + "\n", encoding="utf-8", newline="\n"
    )
    return count


def _event_rows(row: dict[str, Any]) -> Iterator[list[str]]:
    for position, event in enumerate(row.get("events", []), 1):
        yield event_cells(row["index_number"], position, event)


def _fields() -> Iterator[tuple[str, str, str, str]]:
    table = tables.load("archive")
    for column in table["columns"]:
        yield "documents", column["name"], column["zh"], column["en"]
    for name, words in table["events"].items():
        yield "events", name, words["zh"], words["en"]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line of documents.jsonl."""
    table = tables.load("archive")
    forms: dict[str, dict[str, Any]] = {
        "text": {"type": "string"},
        "number": {"type": "number"},
        "many": {"type": "array", "items": {"type": "string"}},
        "json": {"type": "array", "items": {"type": "object"}},
    }
    properties = {
        column["name"]: {
            "title": column["zh"],
            "description": column["en"],
            **forms[column.get("type", "text")],
        }
        for column in table["columns"]
    }
    events = {
        name: {
            "title": words["zh"],
            "description": words["en"],
            **forms["many" if name == "articles" else "text"],
        }
        for name, words in table["events"].items()
    }
    properties["events"] = {
        "title": "事件",
        "type": "array",
        "items": {"type": "object", "properties": events, "additionalProperties": False, "required": ["force"]},
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "documents.jsonl",
        "type": "object",
        "properties": properties,
        "required": [column["name"] for column in table["columns"] if column.get("required")] + ["events"],
        "additionalProperties": False,
    }  # fmt: skip
