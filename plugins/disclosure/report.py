"""The report of a build: for the editor in words, for machines as JSON. It never enters the site."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from plugins.catalogue.column import Column
from plugins.catalogue.findings import Finding, Severity
from plugins.catalogue.gate import is_public
from plugins.disclosure.build import Account, disclosure_counts, peak_mib
from plugins.disclosure.references import page_url


def report_json(account: Account, as_of: date, *, published: bool) -> dict[str, Any]:
    """Seconds and peak memory, counts, the effects, and for every document file its number, address and findings."""
    by_path: dict[str, list[Finding]] = {}
    for f in account.findings:
        by_path.setdefault(f.path, []).append(f)
    readings = {r.document.fields.source_path: r.document for r in account.readings}
    documents = []
    for path in account.files:
        document = readings.get(path)
        shown = published and document is not None and is_public(document, as_of)
        documents.append(
            {
                "file": path,
                "index_number": document.fields.index_number if document else None,
                "url": page_url(_released(account, document.fields.index_number)) if shown and document else None,
                "disclosure": document.disclosure.value if document else None,
                "findings": [f.as_dict() for f in by_path.get(path, [])],
            }
        )
    known = set(account.files)
    return {
        "as_of": as_of.isoformat(),
        "published": published,
        "seconds": {
            **{k: round(v, 3) for k, v in account.seconds.items()},
            "total": round(sum(account.seconds.values()), 3),
        },
        "peak_mib": round(peak_mib(), 1),
        "counts": {
            "files": len(account.files),
            "documents": len(account.column.catalogue) if account.column and published else 0,
            "pages": account.pages,
            "files_written": account.written if published else 0,
            "disclosure": disclosure_counts(account.readings),
            "errors": _count(account.findings, Severity.ERROR),
            "warnings": _count(account.findings, Severity.WARNING),
            "infos": _count(account.findings, Severity.INFO),
        },
        "effects": effects_summary(account.column) if account.column else {},
        "documents": documents,
        "findings": [f.as_dict() for f in account.findings if f.path not in known],
    }


def effects_summary(column: Column) -> dict[str, Any]:
    """Marked, suggested, contradicted, named but not in this catalogue; and how many documents stand in each force."""
    marked = {
        number for number, status in column.status.items() if any(c.by or c.by_text or c.rule for c in status.timeline)
    }
    force = Counter(status.force.value for status in column.status.values())
    return {
        "marked": len(marked),
        "suggestions": len(column.suggestions),
        "contradictions": sum(f.code == "R01" for f in column.findings),
        "outside": sum(map(len, column.outside.values())),
        "force": dict(sorted(force.items())),
        "suggested": [
            {
                "file": s.source_path,
                "line": s.line,
                "kind": s.kind.value,
                "named": s.named,
                "sentence": s.sentence,
                "reason": s.reason,
                "candidates": list(s.candidates),
            }
            for s in column.suggestions
        ],
    }


def _released(account: Account, index_number: str) -> Any:
    assert account.column
    return account.column.catalogue[index_number]


def _count(findings: list[Finding], severity: Severity) -> int:
    return sum(f.severity is severity for f in findings)
