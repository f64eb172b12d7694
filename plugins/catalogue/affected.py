"""Which names a document bears and which it asks for: whatever a change touches is found by the names they share.

Every look-up of `resolve`, of the gate, of editions and of links goes by one of these names, so a document whose own
facts stand and that asks for no touched name relates as before. A name too many costs time; one too few would be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache

from plugins.catalogue import title
from plugins.catalogue.citations import with_state
from plugins.catalogue.document import PublicFields, Relation, StatedForce
from plugins.catalogue.document_number import number_key
from plugins.catalogue.editions import _SERIAL
from plugins.catalogue.effects import StatedEffect, Target
from plugins.catalogue.free_words import heard_names, said_names
from plugins.catalogue.gate import _BEHIND_ISSUER, _NAMED, _NUMBERED, Reading, _parts
from plugins.catalogue.references import read_reference
from plugins.catalogue.related import FORCE_KINDS
from plugins.catalogue.review import ReviewRow

title_key = lru_cache(maxsize=60_000)(title.title_key)


class Asking(IntEnum):
    """What a name is asked for."""

    ACTS_ON = 0
    """The document may act on what bears the name."""
    ACTED_ON_BY = 1
    """What bears the name may act on the document, or be another edition of it."""
    REFERENCE = 2
    CITATION = 3
    GATE = 4
    """The name must not be shown while only a held document bears it."""
    LINK = 5
    FILE = 6


Asked = tuple[Asking, str]


def borne_names(fields: PublicFields) -> frozenset[str]:
    """Every name by which something may mean the document."""
    names = {f"i{fields.index_number}", f"a{fields.address}", f"p{fields.source_path}"}
    names |= {f"n{number_key(n)}" for n in (fields.document_number, fields.registration_number) if n}
    names |= {f"t{key}" for key in _title_keys(fields.title)}
    edition = _edition_name(fields)
    return frozenset(names | {edition} if edition else names)


def held_names(fields: PublicFields) -> frozenset[str]:
    """Every name by which something may mean the document while it is held: free words mean it too."""
    heard = heard_names(fields, _title_keys(fields.title))
    return borne_names(fields).union(name for name, _ in heard)


def asked_names(fields: PublicFields, reading: Reading) -> frozenset[Asked]:
    """Every name that the document asks for. `fields` are those of the released document, or the reading's own."""
    asked: set[Asked] = set()
    for relation in fields.relations:
        names = set(names_of(relation.target, relation.index_number))
        if relation.kind in FORCE_KINDS:
            asked |= {(Asking.ACTS_ON, name) for name in names}
        elif relation.kind.reverse in FORCE_KINDS:
            asked |= {(Asking.ACTED_ON_BY, name) for name in names}
        else:
            asked |= {(Asking.REFERENCE, name) for name in names}
    asked |= {(Asking.ACTS_ON, name) for name in acted_on(reading.effects)}
    edition = _edition_name(fields)
    if edition:
        asked.add((Asking.ACTED_ON_BY, edition))
    for named, number in reading.mentioned:
        asked |= {(Asking.CITATION, name) for name in names_of(Target(title=named, number=number))}
        if not number:
            asked |= {(Asking.CITATION, name) for name in names_of(Target(title=with_state(named)))}
    asked |= {(Asking.GATE, name) for name in gated_names(fields.relations, fields.stated_force)}
    asked |= {(Asking.LINK, f"p{path}") for path, _ in reading.linked_documents}
    asked |= {(Asking.FILE, f"f{a.path}") for a in (*fields.attachments, *fields.embedded)}
    return frozenset(asked)


def acted_on(effects: Iterable[StatedEffect]) -> Iterator[str]:
    """The names of what the effects of a text are about."""
    for stated in effects:
        if stated.effect.target is not None:
            yield from names_of(stated.effect.target)


def row_names(row: ReviewRow) -> Iterator[str]:
    """The names by which a row of a review table means its document."""
    return names_of(row.target)


def names_of(target: Target, index_number: str | None = None) -> Iterator[str]:
    """Every name under which `resolve` looks for the target."""
    if index_number:
        yield f"i{index_number}"
    if target.number:
        yield f"n{number_key(target.number)}"
        if target.issuer:
            yield f"n{number_key(target.issuer + target.number)}"
    if target.title:
        yield f"i{target.title}"
        yield f"t{title_key(target.title)}"
        carried = title.inner_title(target.title)
        if carried:
            yield f"t{title_key(carried)}"


def gated_names(relations: Iterable[Relation], stated: StatedForce | None) -> Iterator[str]:
    """The names for which the gate looks among held documents."""
    for relation in relations:
        yield from _gated(relation.target, relation.index_number)
        for text in relation.words:
            yield from said_names(text)
    if stated:
        yield from basis_names(stated.basis)


def basis_names(basis: str) -> Iterator[str]:
    """The names for which the gate looks when an editor's own words (a basis) are to be shown."""
    if not basis:
        return
    for name in _NAMED.findall(basis):
        yield from _gated(Target(title=name))
    for number in _NUMBERED.findall(basis):
        yield from _gated(Target(number=number))
    yield from _gated(read_reference(basis)[0])
    yield from _gated(Target(number=basis.strip()))
    yield from said_names(basis)


def _gated(target: Target, index_number: str | None = None) -> Iterator[str]:
    written = [text for text in (index_number, target.number, target.title) if text]
    for text in tuple(written):
        written += (*_parts(text), *_NAMED.findall(text))
    for text in written:
        yield f"i{text}"
        yield f"n{number_key(text)}"
        for key in _title_keys(text):
            yield f"t{key}"


def _title_keys(text: str) -> set[str]:
    behind = _BEHIND_ISSUER.match(text.strip())
    names = (text, title.inner_title(text), behind[1] if behind else None)
    return {title_key(name) for name in names if name}


def _edition_name(fields: PublicFields) -> str:
    """The name that all editions of one text bear; empty for a document that can have none."""
    if fields.category in _SERIAL or title.is_generic(fields.title, fields.issuers):
        return ""
    return "|".join(("e" + title_key(fields.title), *map(title_key, fields.issuers)))
