"""Invented documents for tests of the core: before the gate and behind it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.document import Disclosure, Document, PublicFields, Relation, RelationKind, ReleasedDocument
from plugins.catalogue.effects import Effect, StatedEffect, Target
from plugins.catalogue.gate import Reading
from plugins.catalogue.index_number import address_of

AGENCY = "示例市文化和旅游局"
_NAMES = tuple(f.name for f in fields(PublicFields))


def day(text: str) -> date:
    """2024-3-1 as a date."""
    return date(*map(int, text.split("-")))


def public_fields(index_number: str, **changes: Any) -> PublicFields:
    """Fields with everything that a document must have; days may be given as text."""
    own: dict[str, Any] = {
        "index_number": index_number,
        "address": address_of(index_number) if index_number else "",
        "source_path": f"documents/{index_number.replace('/', '-')}.md",
        "title": f"示例市第{index_number}号管理办法",
        "date_of_issue": date(2020, 1, 1),
        "issuers": (AGENCY,),
        "category": "行政规范性文件",
    }
    own |= {key: day(value) if isinstance(value, str) and key in _DAYS else value for key, value in changes.items()}
    own.setdefault("publication_date", own["date_of_issue"] or date(2020, 1, 1))
    return PublicFields(**own)


_DAYS = ("date_of_issue", "publication_date", "entry_into_force", "expires_on")


def released(index_number: str, **changes: Any) -> ReleasedDocument:
    """A document behind the gate."""
    own = public_fields(index_number, **changes)
    return ReleasedDocument(**{name: getattr(own, name) for name in _NAMES})


def document(index_number: str, disclosure: Disclosure = Disclosure.PROACTIVE, **changes: Any) -> Document:
    """A document in front of the gate."""
    grounds = "" if disclosure is Disclosure.PROACTIVE else "《政府信息公开条例》第十六条"
    return Document(public_fields(index_number, **changes), disclosure, grounds)


def reading(
    index_number: str,
    disclosure: Disclosure = Disclosure.PROACTIVE,
    *,
    effects: tuple[Effect, ...] = (),
    entry_in_text: date | None = None,
    **changes: Any,
) -> Reading:
    """What reading a source file gives."""
    stated = tuple(StatedEffect(effect, 10) for effect in effects)
    return Reading(document(index_number, disclosure, **changes), stated, entry_in_text)


def relation(kind: RelationKind, index_number: str, **changes: Any) -> Relation:
    """A relation to the document with that index number."""
    changes = {key: day(value) if isinstance(value, str) else value for key, value in changes.items()}
    return Relation(kind, Target(number=index_number), index_number, **changes)


def catalogue(*documents: ReleasedDocument) -> Catalogue:
    """The catalogue of these documents."""
    return Catalogue.of(documents)


def with_title(document: ReleasedDocument, title: str) -> ReleasedDocument:
    """The document under another title."""
    return replace(document, title=title)
