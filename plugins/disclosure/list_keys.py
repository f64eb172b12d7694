"""Addresses of lists: permanent, ASCII, made from the value alone."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from plugins.catalogue import vocabulary
from plugins.catalogue.force import LegalForce


@lru_cache(maxsize=4096)
def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def list_url(facet: str, key: str) -> str:
    """The index page of a list."""
    return f"lists/{facet}/{key}/index.html" if key else f"lists/{facet}/index.html"


def category_key(category: str) -> str:
    """The key of a category, from the table."""
    return vocabulary.categories().get(category) or _hashed(category)


def category_url(category: str) -> str:
    """The list of a category."""
    return list_url("category", category_key(category))


def first_subject(subject: str) -> str:
    """The first level of a 主题分类."""
    return subject.replace("-", "\\").split("\\")[0]


def subject_key(subject: str) -> str:
    """The key of a subject's first level."""
    return _hashed(first_subject(subject))


def subject_url(subject: str) -> str:
    """The list of a subject's first level."""
    return list_url("subject", subject_key(subject))


def issuer_key(issuer: str) -> str:
    """The key of an issuer."""
    return _hashed(issuer)


def issuer_url(issuer: str) -> str:
    """The list of an issuer."""
    return list_url("issuer", issuer_key(issuer))


def type_key(document_type: str) -> str:
    """The key of a 体裁."""
    return _hashed(document_type)


def type_url(document_type: str) -> str:
    """The list of a 体裁."""
    return list_url("type", type_key(document_type))


@lru_cache(maxsize=20_000)
def _letter_of(beginning: str) -> str:
    from pypinyin import Style, lazy_pinyin

    first = lazy_pinyin(beginning, style=Style.FIRST_LETTER, errors="default")
    return first[0][:1].upper() if first and first[0][:1].isascii() and first[0][:1].isalpha() else ""


def first_letter(title: str) -> str:
    """The letter under which a title stands in the A–Z list, by the pinyin of its first character; 0 for the others."""
    for place, character in enumerate(title):
        if character.isascii() and character.isalpha():
            return character.upper()
        letter = _letter_of(title[place : place + 4]) if character > "\u3007" else ""
        if letter:
            return letter
    return "0"


def year_url(year: str) -> str:
    """The list of a year of publication."""
    return list_url("year", year)


def force_url(force: LegalForce) -> str:
    """The list of documents of one legal force."""
    return list_url("force", force.value.replace("_", "-"))
