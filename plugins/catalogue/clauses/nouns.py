"""The nouns that tell a document from everything else that can lapse, and how a document speaks of itself."""

from __future__ import annotations

import re
from functools import cache

from plugins.catalogue.tables import load

_SUFFIX = re.compile(r"(?:\([^()]{0,40}\)|〔[^〔〕]{0,20}〕|[0-9]{4}年?版|修正案|[0-9一二三四五六七八九十]{1,3})$")


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


@cache
def document_noun() -> str:
    """A regular expression for the nouns that end the title of a document."""
    return f"(?:{_alternatives(load('clauses')['nouns']['document'])})"


@cache
def own_noun() -> str:
    """A regular expression for what a document calls itself after 本."""
    return f"(?:{_alternatives(load('clauses')['nouns']['own'])})"


@cache
def own_name() -> str:
    """A regular expression for the ways a document speaks of itself (本办法, 本通知, 此件)."""
    return f"(?:本{own_noun()}|[此本]件)(?:\\((?:试行|暂行)\\))?"


@cache
def _document_end() -> re.Pattern[str]:
    return re.compile(f"{document_noun()}$")


@cache
def _weak_end() -> re.Pattern[str]:
    return re.compile(f"(?:{_alternatives(load('clauses')['nouns']['weak'])})$")


def ends_weakly(title: str) -> bool:
    """True when the noun that ends `title` (folded) is too common to make a title of words without brackets."""
    return bool(_weak_end().search(core(title)))


@cache
def _bare() -> frozenset[str]:
    nouns = load("clauses")["nouns"]
    return frozenset((*nouns["document"], *nouns["own"])) - {"宪法"}


def is_bare(title: str) -> bool:
    """True when `title` (folded) is a kind of document and names none: 《办法》, 《实施细则（试行）》."""
    return core(title) in _bare()


@cache
def _other_end() -> re.Pattern[str]:
    return re.compile(f"(?:{_alternatives(load('clauses')['nouns']['other'])})$")


def core(title: str) -> str:
    """`title` (folded) without the brackets and edition marks that may follow its noun."""
    for _ in range(4):
        shorter = _SUFFIX.sub("", title).rstrip("》〉”")
        if shorter == title or not shorter:
            break
        title = shorter
    return title


def names_document(title: str) -> bool:
    """True when the noun that ends `title` (folded) is one that documents bear."""
    return bool(_document_end().search(core(title)))


def names_other(title: str) -> bool:
    """True for what is printed in 《》 but is no document of a catalogue: 许可证, 合同, 登记表."""
    end = core(title)
    other, document = _other_end().search(end), _document_end().search(end)
    return other is not None and (document is None or len(other[0]) > len(document[0]))
