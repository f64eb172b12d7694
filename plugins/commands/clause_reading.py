"""`clauses`: what a text would do to the catalogue, for one file or for a batch of passages."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plugins.catalogue import tables
from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.clauses import read_clauses
from plugins.catalogue.clauses.batch import batch_line
from plugins.catalogue.column import Column
from plugins.catalogue.days import parse_day, written
from plugins.catalogue.effects import Effect
from plugins.catalogue.related import named
from plugins.catalogue.resolve import Citing, Outcome, resolve
from plugins.commands.column_build import print_findings
from plugins.commands.force_table import column_of
from plugins.disclosure.front_matter import split_source
from plugins.disclosure.system_errors import told_with_path


def run_batch(root: Path, source: str, target: str) -> int:
    """Read JSON lines {id, text, doc_title, doc_date, doc_number}, write JSON lines {id, effects}."""
    if not os.path.isfile(source):
        sys.stderr.write(tables.load("commands")["clauses"]["no_file"].replace("{value}", source) + "\n")
        return 2
    try:
        out = sys.stdout if target in ("", "-") else open(target, "w", encoding="utf-8")  # noqa: SIM115 (closed below)
    except OSError as error:
        sys.stderr.write(told_with_path(error) + "\n")
        return 2
    try:
        for record in _records(source):
            out.write(json.dumps(batch_line(record), ensure_ascii=False) + "\n")
    except _BadLine as bad:
        said = tables.load("commands")["clauses"]["bad_line"].replace("{path}", source)
        sys.stderr.write(said.replace("{line}", str(bad)) + "\n")
        return 1
    finally:
        if out is not sys.stdout:
            out.close()
    return 0


class _BadLine(Exception):
    """The number of a line that is no JSON object."""


def _records(source: str) -> Iterator[dict[str, Any]]:
    """The JSON object of each line that is not blank."""
    with open(source, "rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                value = json.loads(line.decode("utf-8")) if line.strip() else {}
            except ValueError as error:  # no JSON, or no UTF-8
                raise _BadLine(number) from error
            if not isinstance(value, dict):
                raise _BadLine(number)
            if line.strip():
                yield value


def run_clauses(root: Path, file: str, content: str) -> int:
    """Print what the file's text does, each effect with its sentence and what it means in the catalogue."""
    words = tables.load("commands")["clauses"]
    if not file:
        sys.stderr.write(words["needs_file"] + "\n")
        return 2
    if not os.path.isfile(file):
        sys.stderr.write(words["no_file"].replace("{value}", file) + "\n")
        return 2
    source, findings = split_source(Path(file).read_bytes(), file)
    if source is None and any(f.code not in ("F06",) for f in findings):
        print_findings(findings)
        return 1
    text = source.body if source else Path(file).read_text("utf-8")
    values = {k.text: v.text or "" for k, v in source.pairs if k.text} if source else {}
    title = values.get("标题") or values.get("title") or Path(file).stem
    number = values.get("发文字号") or values.get("document_number") or None
    issued = parse_day(values.get("成文日期") or values.get("date_of_issue") or "")
    column = column_of(root, content, "") if os.path.isdir(content) else None
    catalogue = column.catalogue if isinstance(column, Column) else Catalogue.of(())
    effects = read_clauses(text, title=title, number=number, date_of_issue=issued.isoformat() if issued else None)
    own = next((d.index_number for d in catalogue if os.path.abspath(file).endswith("/" + d.source_path)), "")
    for effect in effects:
        sys.stdout.write(_line(effect, catalogue, Citing(own, issued)) + "\n")
    if not effects:
        sys.stdout.write(words["none"] + "\n")
    return 0


def _line(effect: Effect, catalogue: Catalogue, citing: Citing) -> str:
    words = tables.load("commands")["clauses"]
    if effect.target is None:
        target, outcome = "", words["itself"]
    else:
        target = named(effect.target)
        found = resolve(effect.target, citing, catalogue)
        if found.outcome is Outcome.FOUND:
            first = found.documents[0]
            outcome = words["found"].replace("{title}", first.title).replace("{path}", first.source_path)
        elif found.outcome in (Outcome.AMBIGUOUS, Outcome.UNSURE):
            candidates = "；".join(d.title for d in found.documents)
            outcome = words["unsure"].replace("{candidates}", candidates)
        else:
            outcome = words["outside"]
    kind = words["kinds"][effect.kind.value]
    line: str = words["line"].replace("{kind}", kind).replace("{target}", target).replace("{outcome}", outcome)
    if effect.articles:
        line += "（" + "、".join(effect.articles) + "）"
    if effect.effective:
        day = parse_day(effect.effective)
        line += words["on"].replace(
            "{day}", written(day) if day else words["days"].get(effect.effective, effect.effective)
        )
    if not effect.certain:
        line += words["suggestion"]
    return line + "\n" + words["evidence"].replace("{sentence}", effect.evidence.strip())
