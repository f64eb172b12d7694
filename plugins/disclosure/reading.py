"""One source file in, one reading out: the step that runs in parallel and is kept between builds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace

from plugins.catalogue.clauses import read_clauses
from plugins.catalogue.clauses.own_entry import entry_clause
from plugins.catalogue.document import Document, ReleasedDocument
from plugins.catalogue.effects import StatedEffect
from plugins.catalogue.findings import Finding, Severity, finding
from plugins.catalogue.gate import Reading
from plugins.catalogue.mentions import mentioned_titles
from plugins.catalogue.raw import SourceText
from plugins.catalogue.validate import SiteRules, end_findings, validate
from plugins.disclosure.attachments import attach_from
from plugins.disclosure.body.lines import without_comments
from plugins.disclosure.body_links import has_links, with_links
from plugins.disclosure.front_matter import MAX_BYTES, bytes_as_released, split_source
from plugins.disclosure.system_errors import told


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What came of one source file: a reading, or None with findings that say why."""

    path: str
    reading: Reading | None
    findings: tuple[Finding, ...]


def read_files(content: str, paths: Iterable[str], rules: SiteRules) -> list[ReadFile]:
    """Each file's reading, in the order given. Pure but for reading the files; picklable in and out."""
    return [read_file(content, path, rules) for path in paths]


def read_file(content: str, path: str, rules: SiteRules) -> ReadFile:
    """One file's reading. Never raises for anything the file holds."""
    try:
        data = read_bytes(os.path.join(content, path))
    except OSError as error:
        return ReadFile(path, None, (finding(path, 0, 0, "F09", told(error)),))
    source, findings = split_source(data, path)
    if source is None:
        return ReadFile(path, None, tuple(findings))
    attach = attach_from(content, path)
    document, more = validate(source, rules, attach)
    if document is None:
        return ReadFile(path, None, tuple(more))
    reading = read_effects(document, source)
    if document.fields.expires_on:
        more += end_findings(source, document.fields, reading.entry_in_text)
    if has_links(source.body):
        reading, problems = with_links(reading, source, attach)
        more += problems
    broken = any(f.severity is Severity.ERROR for f in more)
    return ReadFile(path, None if broken else reading, tuple(more))


def read_bytes(file: str) -> bytes:
    """The file's bytes, one more than the limit at most: what is too large is not read whole."""
    with open(file, "rb") as stream:
        return stream.read(MAX_BYTES + 1)


def with_released_digest(content: str, document: ReleasedDocument) -> ReleasedDocument:
    """The document with the digest of its source as released, where the gate took a held document's name out of it.

    The digest of a source with the name in it would tell a guess of the name from a wrong one.
    """
    if document.released_digest:
        return document
    data = read_bytes(os.path.join(content, document.source_path))
    if hashlib.sha256(data).hexdigest() != document.digest:
        return document  # it has changed meanwhile, which stops the build when its page is made
    return replace(document, released_digest=hashlib.sha256(bytes_as_released(document, data)).hexdigest())


def read_effects(document: Document, source: SourceText) -> Reading:
    """The document with what its text states: effects on others and on itself, and its own entry into force.

    A comment is the editors' own: it states nothing, and no evidence quotes it.
    """
    own = document.fields
    if "<!--" in source.body:
        source = replace(source, body=without_comments(source.body))
    issued = own.date_of_issue.isoformat() if own.date_of_issue else None
    effects = read_clauses(source.body, title=own.title, number=own.document_number or None, date_of_issue=issued)
    stated = tuple(StatedEffect(replace(e, evidence=e.evidence.strip()), _line(source, e.evidence)) for e in effects)
    entry = None
    if own.entry_into_force is None:
        clause = entry_clause(source.body, own.title)
        if clause:
            entry = clause.day or own.date_of_issue
            if entry and own.date_of_issue and entry < own.date_of_issue:
                entry = None  # an old text's clause in a later edition: this edition starts with its own date
    return Reading(document, stated, entry, mentioned=mentioned_titles(source.body))


def _line(source: SourceText, evidence: str) -> int:
    place = source.body.find(evidence.strip()[:40])
    return source.body.count("\n", 0, place) + source.body_line if place >= 0 else 0
