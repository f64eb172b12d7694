"""The gate: out of all valid documents, those that may be shown on a day. Everything behind it takes its result only.

主动公开 and its 发布日期 has come: the full document. Everything else: nothing, but what the result's fields say.
政府信息公开条例 Art. 13–16; there is no default and no exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.document import (
    Disclosure,
    Document,
    PublicFields,
    Relation,
    ReleasedDocument,
    StatedForce,
)
from plugins.catalogue.document_number import number_key
from plugins.catalogue.effects import StatedEffect, Target
from plugins.catalogue.free_words import heard_names, looked_for, number_spans, numbers_in, spans, stands_in
from plugins.catalogue.references import read_reference
from plugins.catalogue.related import whole_day
from plugins.catalogue.review import ReviewRow
from plugins.catalogue.title import inner_title, title_key

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
    stated_force: StatedForce | None = None
    """Without its basis."""


@dataclass(frozen=True, slots=True)
class Release:
    """What leaves the gate. `effects` are those read in the released documents' texts, by index number.

    `held` must be used only by `relate.anonymous_effects`, which drops every name.
    """

    catalogue: Catalogue
    effects: dict[str, tuple[StatedEffect, ...]]
    on_request: tuple[OnRequestEntry, ...]
    held: tuple[HeldDocument, ...]
    mentioned: dict[str, tuple[tuple[str, str | None], ...]] = field(default_factory=dict)
    """What the released documents' texts name, by index number."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One source file read and found valid: the document and the effects its text states."""

    document: Document
    effects: tuple[StatedEffect, ...] = ()
    entry_in_text: date | None = None
    linked_documents: tuple[tuple[str, int], ...] = ()
    """Source paths of documents that the text links to, with the line of the link."""
    mentioned: tuple[tuple[str, str | None], ...] = ()
    """(title, number) of the documents that the text names."""
    pictures: tuple[tuple[str, int], ...] = ()
    """Paths of the pictures that the text shows, with the line of the first."""


def is_public(document: Document, as_of: date) -> bool:
    """True when the document may be shown on `as_of`: 主动公开, and its 发布日期 is that day or before."""
    return document.disclosure is Disclosure.PROACTIVE and document.fields.publication_date <= as_of


def release(readings: Iterable[Reading], as_of: date, *, list_on_request: bool = False) -> Release:
    """The released catalogue as of a day (Asia/Shanghai, the caller's business)."""
    public: list[Reading] = []
    held: list[Reading] = []
    for reading in readings:
        (public if is_public(reading.document, as_of) else held).append(reading)
    names = _HeldNames.of([*public, *held], as_of)
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
        {r.document.fields.index_number: r.mentioned for r in public if r.mentioned},
    )


@dataclass(frozen=True, slots=True)
class _HeldNames:
    """Names of documents that stay behind, so that no public record carries one out; each with the day it applies."""

    index_numbers: Mapping[str, date | None]
    numbers: Mapping[str, date | None]
    titles: Mapping[str, date | None]
    heard: Mapping[str, tuple[tuple[str, date | None], ...]]
    """By a name under which free words ask, what must stand in them besides, and the day."""
    open_names: frozenset[str]

    @classmethod
    def of(cls, readings: Iterable[Reading], as_of: date) -> _HeldNames:
        """The names that only held documents bear: one that a public document bears too is public."""
        index_numbers: dict[str, date | None] = {}
        numbers: dict[str, date | None] = {}
        titles: dict[str, date | None] = {}
        heard: dict[str, tuple[tuple[str, date | None], ...]] = {}
        open_names: set[str] = set()
        for reading in readings:
            own = reading.document.fields
            number = {number_key(text) for text in (own.document_number, own.registration_number) if text}
            if is_public(reading.document, as_of):
                open_names |= number | _title_keys(own.title)
                continue
            start = own.entry_into_force or reading.entry_in_text or own.date_of_issue
            index_numbers[own.index_number] = start
            numbers |= dict.fromkeys(number, start)
            keys = _title_keys(own.title)
            titles |= dict.fromkeys(keys, start)
            for name, rest in heard_names(own, keys):
                heard[name] = (*heard.get(name, ()), (rest, start))
        for name in open_names:
            numbers.pop(name, None)
            titles.pop(name, None)
        return cls(index_numbers, numbers, titles, heard, frozenset(open_names))

    def __bool__(self) -> bool:
        return bool(self.index_numbers)

    def starts(self, target: Target, index_number: str | None = None) -> list[date | None]:
        """The days of the held documents that the target names; empty when it names none."""
        written = [text for text in (index_number, target.number, target.title) if text]
        for text in tuple(written):
            written += (*_parts(text), *_NAMED.findall(text))
        found = [self.index_numbers[text] for text in written if text in self.index_numbers]
        found += [self.numbers[key] for key in sorted({number_key(text) for text in written}) if key in self.numbers]
        keys = {key for text in written for key in _title_keys(text)}
        return found + [self.titles[key] for key in sorted(keys) if key in self.titles]

    def stand_in(self, text: str) -> bool:
        """True when a line of an editor's own words (a basis) names a held document."""
        named = [Target(title=title) for title in _NAMED.findall(text)]
        named += [Target(number=number) for number in _NUMBERED.findall(text)]
        targets = (*named, read_reference(text)[0], Target(number=text.strip()))
        return any(self.starts(target) for target in targets) or bool(self.said(text))

    def said(self, text: str) -> list[tuple[bool, date | None]]:
        """For each held document that the free words name: whether they are its name alone, and its day.

        根据示例市某某办法, 依示文〔2021〕7号. What stands inside the name of a released document is no other's.
        """
        plain = title_key(text)
        asked = [name for name in looked_for(plain) if name in self.heard]
        if not asked:
            return []
        found = [(name, *each) for name in sorted(set(asked)) for each in self.heard[name]]
        names = {*spans(text), *map(title_key, (text, *_NAMED.findall(text)))}
        words = [each for each in numbers_in(plain) if self.open_names.isdisjoint(number_spans(*each))]
        for key in sorted(names & self.open_names, key=len, reverse=True):
            plain = plain.replace(key, "|")
        out = []
        for name, rest, start in found:
            if name[0] == "g":
                if rest not in self.open_names and stands_in(rest, plain):
                    out.append((rest in names, start))
            elif not rest:
                out.append((True, start))
            elif f"{rest}|{name[1:]}" not in self.open_names:
                out += [(True, start) for word, serial in words if serial == name[1:] and word.endswith(rest)]
        return out


_NAMED = re.compile(r"《((?:[^《》]|《[^《》]*》)*)》")
_NUMBERED = re.compile(r"[^\s\d（）()，,；;。、：:《》〈〉]{1,30}[〔\[(（【﹝]\d{2,4}[〕\])）】﹞]第?\d{1,6}号?")
_BEHIND_ISSUER = re.compile(r"^[^《]+《(.+)》$")


def _parts(text: str) -> list[str]:
    """What stands before and in the brackets at the end: 名称（字号）, however unusual the number is."""
    if not text.endswith(("）", ")")):
        return []
    places = [place for place, character in enumerate(text) if character in "（("]
    return [part.strip() for place in places for part in (text[:place], text[place + 1 : -1]) if part.strip()]


def _title_keys(title: str) -> set[str]:
    """The title, the text that it issues (关于印发《…》的通知), and what stands in 《》 behind an issuer's name."""
    behind = _BEHIND_ISSUER.match(title.strip())
    names = (title, inner_title(title), behind[1] if behind else None)
    return {title_key(name) for name in names if name}


def public_rows(rows: Iterable[ReviewRow], readings: Iterable[Reading], as_of: date) -> list[ReviewRow]:
    """The rows of review tables, each without its 依据 where that names a document behind the gate.

    A row with the number of such a document is about that one: it is left out, for its words would be the evidence.
    """
    names = _HeldNames.of(readings, as_of)
    if not names:
        return list(rows)
    return [
        replace(row, basis="") if names.stand_in(row.basis) else row
        for row in rows
        if not (row.target.number and names.starts(Target(number=row.target.number)))
    ]


def _released(reading: Reading, names: _HeldNames) -> ReleasedDocument:
    values = {name: getattr(reading.document.fields, name) for name in _FIELDS}
    if names:
        values["relations"] = tuple(_nameless(r, names) for r in values["relations"])
        stated = values["stated_force"]
        if stated and names.stand_in(stated.basis):
            values["stated_force"] = replace(stated, basis="")
        own = reading.document.fields
        if (values["relations"], values["stated_force"]) != (own.relations, own.stated_force):
            values["released_digest"] = ""  # it is that of a source which says the name
    if values["entry_into_force"] is None:
        values["entry_into_force"] = reading.entry_in_text
    return ReleasedDocument(**values)


def _nameless(relation: Relation, names: _HeldNames) -> Relation:
    """The relation without the name where that is a held document's. The day of its effect stays true."""
    target = relation.target
    starts = names.starts(target, relation.index_number)
    said = [] if starts else [each for text in relation.words for each in names.said(text)]
    if not starts and not said:
        return relation
    starts += [start for itself, start in said if itself]
    # words that hold more than the name may mean another document: the day of the one that they name is not its day
    day = relation.effective or max((start for start in starts if start), default=whole_day(target.date))
    return replace(relation, target=Target(), index_number=None, effective=day)


def _held(reading: Reading) -> HeldDocument:
    own = reading.document.fields
    return HeldDocument(
        own.index_number,
        own.date_of_issue,
        own.entry_into_force or reading.entry_in_text,
        own.relations,
        reading.effects,
        replace(own.stated_force, basis="") if own.stated_force else None,
    )
