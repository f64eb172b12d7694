"""When documents behind the gate ended: by their own terms, by what they state, and by what others do to them.

They are related as if there were no gate, and one day of each is all that comes of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plugins.catalogue.affected import acted_on, borne_names, names_of
from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.document import PublicFields
from plugins.catalogue.document_number import number_key
from plugins.catalogue.gate import Reading, Release, as_if_released
from plugins.catalogue.relate import relate
from plugins.catalogue.related import FORCE_KINDS
from plugins.catalogue.status import ends
from plugins.catalogue.title import title_key


def acts(reading: Reading) -> bool:
    """True when the document does something to another one's force."""
    return any(r.kind in FORCE_KINDS for r in reading.document.fields.relations) or any(
        said.effect.target for said in reading.effects
    )


def ends_of(readings: Iterable[Reading], held: Iterable[Reading]) -> dict[str, date]:
    """By index number, the day from which each of the `held` documents that act was over; those that were not are left
    out, and one that ended on a day that nobody states has the first of all days.

    `readings` are all documents: those that act on a held one, on these in turn, and namesakes are looked for there.
    """
    numbers = {r.document.fields.index_number for r in held}
    found = _concerned(readings, held)
    catalogue = Catalogue.of(map(as_if_released, found.values()))
    related = relate(Release(catalogue, {n: r.effects for n, r in found.items() if r.effects}, (), ()))
    return {number: day for number, day in ends(catalogue, related.events).items() if number in numbers}


def are_entangled(readings: Iterable[Reading], held: Iterable[Reading]) -> bool:
    """True when another document may decide what becomes of a held one that acts: it acts on it, or bears its name."""
    acting = [r for r in held if acts(r)]
    names = {name for r in acting for name in borne_names(r.document.fields)}
    names_twice = sum(len(borne_names(r.document.fields)) for r in acting) > len(names)
    own = names_twice or any(says_who_ended_it(r) or not names.isdisjoint(acted_names(r)) for r in acting)
    return own or len(_concerned(readings, acting)) > len(acting)


def _concerned(readings: Iterable[Reading], held: Iterable[Reading]) -> dict[str, Reading]:
    """By index number, the held documents that act, those that act on them and bear their names, and so on."""
    found = {r.document.fields.index_number: r for r in held if acts(r)}
    readings = list(readings) if found else []
    asked = {r.document.fields.index_number: acted_names(r) for r in readings if acts(r)}
    known = {r.document.fields.index_number: r for r in readings}
    names: set[str] = set()
    todo = list(found)
    while todo:
        names |= {name for number in todo for name in _deciding(known[number])}
        todo = [
            number
            for number, reading in known.items()
            if number not in found
            and (not names.isdisjoint(asked.get(number, ())) or _bears(reading.document.fields, names))
        ]
        found |= {number: known[number] for number in todo}
    return found


def says_who_ended_it(reading: Reading) -> bool:
    """True when the document names another that acted on it (被废止)."""
    return any(r.kind.reverse in FORCE_KINDS for r in reading.document.fields.relations)


def _deciding(reading: Reading) -> set[str]:
    """The names under which others act on the document, and those of the documents that it says did."""
    own = reading.document.fields
    out = set(borne_names(own))
    for relation in own.relations:
        if relation.kind.reverse in FORCE_KINDS:
            out |= set(names_of(relation.target, relation.index_number))
    return out


def _bears(fields: PublicFields, names: set[str]) -> bool:
    """True when one of the names is the document's."""
    if any(bracket in fields.title for bracket in "《〈<＜"):  # it may carry another's name
        return not names.isdisjoint(borne_names(fields))
    numbers = (number_key(text) for text in (fields.document_number, fields.registration_number) if text)
    if f"i{fields.index_number}" in names or f"t{title_key(fields.title)}" in names:
        return True
    return any(f"n{number}" in names for number in numbers)


def acted_names(reading: Reading) -> frozenset[str]:
    """The names of the documents on whose force this one acts."""
    out = set(acted_on(reading.effects))
    for relation in reading.document.fields.relations:
        if relation.kind in FORCE_KINDS:
            out |= set(names_of(relation.target, relation.index_number))
    return frozenset(out)
