"""schema.org JSON-LD of a document (vocabulary derived from ELI)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.force import Change, LegalForce
from plugins.disclosure.references import in_doubt, page_url
from plugins.disclosure.settings import ColumnSettings

_LEGISLATION = ("规章", "行政规范性文件")
_FORCE = {
    LegalForce.IN_FORCE: "InForce",
    LegalForce.AMENDED: "InForce",
    LegalForce.PARTIALLY_IN_FORCE: "PartiallyInForce",
    LegalForce.SUSPENDED: "PartiallyInForce",
}
_RELATION = {
    EffectKind.REPEAL: "legislationRepeals",
    EffectKind.AMEND: "legislationAmends",
    EffectKind.PARTIAL_REPEAL: "legislationChanges",
    EffectKind.SUPERSEDE: "legislationRepeals",
}


def json_ld(column: Column, document: ReleasedDocument, settings: ColumnSettings) -> str:
    """JSON text, safe inside a script element. Normative documents are `Legislation`, others `DigitalDocument`."""
    return script_json(describe(column, document, settings))


def describe(column: Column, document: ReleasedDocument, settings: ColumnSettings) -> dict[str, Any]:
    """The JSON-LD value."""
    url = absolute(settings, page_url(document))
    publisher = document.publisher or settings.agency or settings.site_name
    out: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Legislation" if document.category in _LEGISLATION and document.date_of_issue else "DigitalDocument",
        "@id": url,
        "name": document.title,
        "url": url,
        "inLanguage": "zh-CN",
        "identifier": document.index_number,
        "datePublished": document.publication_date.isoformat(),
        "publisher": {"@type": "GovernmentOrganization", "name": publisher},
    }
    if document.summary:
        out["abstract"] = document.summary
    if document.keywords:
        out["keywords"] = list(document.keywords)
    if out["@type"] == "Legislation":
        out |= _legislation(column, document, settings)
    return out


def _legislation(column: Column, document: ReleasedDocument, settings: ColumnSettings) -> dict[str, Any]:
    assert document.date_of_issue
    out: dict[str, Any] = {
        "legislationIdentifier": document.document_number or document.index_number,
        "legislationDate": document.date_of_issue.isoformat(),
        "legislationType": document.document_type or document.category,
    }
    force = column.force_of(document)
    if force is not LegalForce.UNDETERMINED:  # schema.org has no word for what is not known
        out["legislationLegalForce"] = "https://schema.org/" + _FORCE.get(force, "NotInForce")
    if coverage := _coverage(document.entry_into_force, column.status[document.index_number].current):
        out["temporalCoverage"] = coverage
    if document.issuers:
        out["legislationPassedBy"] = [{"@type": "GovernmentOrganization", "name": i} for i in document.issuers]
    for event in column.acts.get(document.index_number, ()):
        name = _RELATION.get(event.kind)
        if name and in_doubt(column, event) is False:
            target = column.catalogue[event.target]
            out.setdefault(name, []).append({"@id": absolute(settings, page_url(target))})
    return out


def _coverage(start: date | None, current: Change) -> str:
    """From the first day to the last; "" where either is not known, or there was no day between."""
    if start is None or current.force is LegalForce.UNDETERMINED:
        return ""
    if not (current.force.is_ended or current.force is LegalForce.SUPERSEDED):
        return f"{start.isoformat()}/.."
    if current.on is None or current.on <= start:
        return ""
    return f"{start.isoformat()}/{(current.on - timedelta(days=1)).isoformat()}"


def absolute(settings: ColumnSettings, url: str) -> str:
    """The full address of a page of the site; relative when the site has set none."""
    return f"{settings.base_url}/{url}" if settings.base_url else url


def script_json(value: Any) -> str:
    """JSON that can stand inside a script element: nothing in it ends the element or a line."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character, escaped in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(character, escaped)
    return text
