"""The patterns of tables/clauses.toml, compiled: placeholders filled, in the order of the table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from plugins.catalogue.clauses.nouns import document_noun, own_name
from plugins.catalogue.clauses.skeleton import OBJECT, D, N, Q, T
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.tables import load


def fill(pattern: str) -> str:
    """`pattern` with {T} {N} {D} {Q} {O} {SELF} {NOUN} replaced by what they stand for."""
    for name, value in (
        ("{T}", T), ("{N}", N), ("{D}", D), ("{Q}", Q), ("{O}", OBJECT),
        ("{SELF}", own_name()), ("{NOUN}", document_noun()),
    ):  # fmt: skip
        pattern = pattern.replace(name, value)
    return pattern


@dataclass(frozen=True, slots=True)
class VerbRule:
    """A verb of ending, and what it does to the document it is said of."""

    id: str
    kind: EffectKind
    pattern: re.Pattern[str]


@cache
def verb_rules() -> tuple[VerbRule, ...]:
    """The verbs, in the order in which they are tried."""
    return tuple(
        VerbRule(row["id"], EffectKind(row["kind"]), re.compile(fill(row["pattern"])))
        for row in load("clauses")["verbs"]
    )


@cache
def any_verb() -> re.Pattern[str]:
    """One expression for all verbs; the group's name says which rule."""
    parts = [f"(?P<v{i}>{fill(row['pattern'])})" for i, row in enumerate(load("clauses")["verbs"])]
    return re.compile("|".join(parts))


@cache
def adverb(stance: str) -> re.Pattern[str]:
    """The adverbs of `stance` that can stand before a verb, anchored at its left."""
    rows = [fill(row["pattern"]) for row in load("clauses")["adverbs"] if row["stance"] == stance]
    return re.compile(f"(?:{'|'.join(rows)})$")


@cache
def rejections(scope: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What takes the force out of a verb when it stands to its left, in the same sentence or the same clause."""
    return tuple(
        (row["id"], re.compile(fill(row["pattern"]))) for row in load("clauses")["rejections"] if row["scope"] == scope
    )


@cache
def followers() -> re.Pattern[str]:
    """What, right after the verb, makes a noun or a circumstance of it."""
    return re.compile("|".join(fill(row["pattern"]) for row in load("clauses")["followers"]))
