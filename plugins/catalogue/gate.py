"""The gate: out of all valid documents, those that may be shown on a day. Everything behind it takes its result only.

主动公开 and its 发布日期 has come: the full document. Everything else: nothing, but what the result's fields say.
政府信息公开条例 Art. 13–16; there is no default and no exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.document import Disclosure, Document, PublicFields, Relation, ReleasedDocument
from plugins.catalogue.document_number import number_key
from plugins.catalogue.effects import StatedEffect, Target
from plugins.catalogue.title import title_key

_FIELDS = tuple(f.name for f in fields(PublicFields))


@dataclass(frozen=True, slots=True)
class OnRequestEntry:
    """What a site may list of an 依申请公开 document where its setting says so: title and number, nothing else."""

    title: str
    document_number: str


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document that stays behind, for the gate's own use: what it does to others can be stated without its name."""

    index_number: str
    date_of_issue: date | None
    entry_into_force: date | None
    relations: tuple[Relation, ...]
    effects: tuple[StatedEffect, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """What leaves the gate. `effects` are those read in the released documents' texts, by index number.

    `held` must be used only by `relate.anonymous_effects`, which drops every name.
    """

    catalogue: Catalogue
    effects: dict[str, tuple[StatedEffect, ...]]
    on_request: tuple[OnRequestEntry, ...]
    held: tuple[HeldDocument, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One source file read and found valid: the document and the effects its text states."""

    document: Document
    effects: tuple[StatedEffect, ...] = ()
    entry_in_text: date | None = None
    linked_documents: tuple[tuple[str, int], ...] = ()
    """Source paths of documents that the text links to, with the line of the link."""


def is_public(document: Document, as_of: date) -> bool:
    """True when the document may be shown on `as_of`: 主动公开, and its 发布日期 is that day or before."""
    return document.disclosure is Disclosure.PROACTIVE and document.fields.publication_date <= as_of


def release(readings: Iterable[Reading], as_of: date, *, list_on_request: bool = False) -> Release:
    """The released catalogue as of a day (Asia/Shanghai, the caller's business)."""
    public: list[Reading] = []
    held: list[Reading] = []
    for reading in readings:
        (public if is_public(reading.document, as_of) else held).append(reading)
    names = _HeldNames.of([r.document for r in held], [r.document for r in public])
    released = [_released(r, names) for r in public]
    entries: list[OnRequestEntry] = []
    if list_on_request:
        entries = sorted(
            (
                OnRequestEntry(r.document.fields.title, r.document.fields.document_number)
                for r in held
                if r.document.disclosure is Disclosure.ON_REQUEST and r.document.fields.publication_date <= as_of
            ),
            key=lambda e: (e.title, e.document_number),
        )
    return Release(
        Catalogue.of(released),
        {r.document.fields.index_number: r.effects for r in public if r.effects},
        tuple(entries),
        tuple(_held(r) for r in held if r.document.fields.publication_date <= as_of),
    )


@dataclass(frozen=True, slots=True)
class _HeldNames:
    """Names of documents that stay behind, so that a public document's front matter does not carry one out."""

    index_numbers: frozenset[str]
    numbers: frozenset[str]
    titles: frozenset[str]

    @classmethod
    def of(cls, held: Sequence[Document], public: Sequence[Document]) -> _HeldNames:
        """The names that only held documents bear: one that a public document bears too is public."""

        def numbers(documents: Sequence[Document]) -> frozenset[str]:
            return frozenset(number_key(d.fields.document_number) for d in documents if d.fields.document_number)

        def titles(documents: Sequence[Document]) -> frozenset[str]:
            return frozenset(title_key(d.fields.title) for d in documents)

        return cls(
            frozenset(d.fields.index_number for d in held),
            numbers(held) - numbers(public),
            titles(held) - titles(public) if held else frozenset(),
        )

    def name(self, relation: Relation) -> bool:
        target = relation.target
        return (
            (relation.index_number in self.index_numbers)
            or bool(target.number and number_key(target.number) in self.numbers)
            or bool(target.title and title_key(target.title) in self.titles)
        )


def _released(reading: Reading, names: _HeldNames) -> ReleasedDocument:
    values = {name: getattr(reading.document.fields, name) for name in _FIELDS}
    values["relations"] = tuple(
        replace(r, target=Target(), index_number=None) if names.name(r) else r for r in values["relations"]
    )
    if values["entry_into_force"] is None:
        values["entry_into_force"] = reading.entry_in_text
    return ReleasedDocument(**values)


def _held(reading: Reading) -> HeldDocument:
    own = reading.document.fields
    return HeldDocument(
        own.index_number,
        own.date_of_issue,
        own.entry_into_force or reading.entry_in_text,
        own.relations,
        reading.effects,
    )
