"""The vocabulary of front matter: keys, aliases, types and fixed words, read from `tables/vocabulary.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from plugins.catalogue import tables
from plugins.catalogue.force import LegalForce


@dataclass(frozen=True, slots=True)
class Field:
    """One key of the front matter. `names` are all spellings that mean it: Chinese key, English alias, synonyms."""

    key: str
    name: str
    type: str
    description: str
    example: str
    required: bool
    visible: bool
    unknown_allowed: bool
    choices: str
    synonyms: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling an editor may use, the Chinese key first."""
        return (self.key, self.name, *self.synonyms)


@cache
def fields() -> tuple[Field, ...]:
    """All fields, in the order in which `new` writes them."""
    return tuple(
        Field(
            key=row["key"],
            name=row["name"],
            type=row["type"],
            description=row["description"],
            example=row["example"],
            required=row.get("required", False),
            visible=row.get("visible", True),
            unknown_allowed=row.get("unknown_allowed", False),
            choices=row.get("choices", ""),
            synonyms=tuple(row.get("synonyms", ())),
        )
        for row in tables.load("vocabulary")["field"]
    )


@cache
def by_name() -> dict[str, Field]:
    """Every accepted spelling and the field it means."""
    return {name: field for field in fields() for name in field.names}


@cache
def categories() -> dict[str, str]:
    """分类: each category and the key of its list's address, in the order of the column."""
    return {row["name"]: row["key"] for row in tables.load("categories")["category"]}


@cache
def document_types() -> tuple[str, ...]:
    """体裁, in the order of lists."""
    return tuple(tables.load("categories")["document_types"]["names"])


@cache
def subjects() -> tuple[str, ...]:
    """主题分类 of the first level."""
    return tuple(tables.load("categories")["subjects"]["names"])


@cache
def stated_force() -> dict[str, LegalForce]:
    """The words an editor may state as 有效性."""
    return {word: LegalForce(code) for word, code in tables.load("vocabulary")["stated_force"].items()}


def choices(name: str) -> tuple[str, ...]:
    """The values allowed for a field of type `choice`."""
    return tuple(categories()) if name == "categories" else document_types()
