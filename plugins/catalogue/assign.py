"""Index numbers for a whole catalogue: unique, permanent, never used twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from plugins.catalogue.document import Document
from plugins.catalogue.document_number import number_key
from plugins.catalogue.findings import Finding, finding
from plugins.catalogue.gate import Reading
from plugins.catalogue.index_number import address_of, form_of, is_index_number
from plugins.catalogue.title import title_key


@dataclass(frozen=True, slots=True, order=True)
class RegisterEntry:
    """One number ever given out, the file it was given to, and what identifies the document if the file is renamed."""

    index_number: str
    source_path: str
    identity: str


def identity_of(document: Document) -> str:
    """Title, number and date of issue: what stays when a file is renamed."""
    own = document.fields
    identity = f"{title_key(own.title)}|{number_key(own.document_number)}|{own.date_of_issue or ''}"
    return "".join(identity.split())  # the register is read by lines and tabs


def _is_named_alike(entry: RegisterEntry, document: Document) -> bool:
    """True when title or number are the entry's."""
    own = document.fields
    number = "".join(number_key(own.document_number).split())
    return entry.identity.startswith("".join(title_key(own.title).split()) + "|") or bool(
        number and f"|{number}|" in entry.identity
    )


def _is_same(entry: RegisterEntry, document: Document) -> bool:
    """False when title, number and date of issue are all others: another document has taken over the file."""
    return _is_named_alike(entry, document) or entry.identity.endswith(f"|{document.fields.date_of_issue or ''}")


def _has_moved(entry: RegisterEntry, document: Document, paths: Collection[str]) -> bool:
    """True when a document elsewhere is the entry's: the same in all, or in title or number where that file is gone."""
    if entry.identity == identity_of(document):
        return True
    return entry.source_path not in paths and _is_named_alike(entry, document)


def assign_index_numbers(
    readings: Iterable[Reading], register: Iterable[RegisterEntry], template: str
) -> tuple[list[Reading], list[RegisterEntry], list[Finding]]:
    """The readings, each with an index number; the entries to add to the register; findings C01, C03 and C04.

    A number once given stays with its file, or with its document when the file was renamed. New ones are given in
    order of date of issue, then path, so that the order of reading does not matter. A number that an editor wrote and
    that the template could give out is registered too: when its document is deleted nobody else gets it (domain: never
    reuse a number after deletion).
    """
    ordered = sorted(readings, key=lambda r: r.document.fields.source_path)
    by_path: dict[str, list[RegisterEntry]] = {}
    for entry in register:
        by_path.setdefault(entry.source_path, []).append(entry)
    by_identity = {entry.identity: entry for entry in register}
    given_to = {entry.index_number: entry for entry in register}
    paths = {r.document.fields.source_path for r in ordered}
    findings: list[Finding] = []
    used: dict[str, str] = {entry.index_number: entry.source_path for entry in register}
    taken: dict[str, str] = {}
    missing: list[Reading] = []
    out: dict[str, Reading] = {}
    added: list[RegisterEntry] = []
    begins, form = form_of(template)
    for reading in ordered:
        own = reading.document.fields
        if not own.index_number:
            missing.append(reading)
            continue
        earlier = given_to.get(own.index_number)
        elsewhere = earlier is not None and earlier.source_path != own.source_path
        at = reading.document.index_number_at
        if earlier and elsewhere and not _has_moved(earlier, reading.document, paths):
            findings.append(finding(own.source_path, *at, "C04", own.index_number, other=earlier.source_path))
        elif own.index_number in taken:
            findings.append(finding(own.source_path, *at, "C01", own.index_number, other=taken[own.index_number]))
        elif elsewhere or (
            earlier is None and own.index_number.startswith(begins) and form.fullmatch(own.index_number) is not None
        ):
            added.append(RegisterEntry(own.index_number, own.source_path, identity_of(reading.document)))
        taken.setdefault(own.index_number, own.source_path)
        used.setdefault(own.index_number, own.source_path)
        out[own.source_path] = reading
    serials: dict[int, int] = {}
    missing.sort(key=lambda r: (r.document.fields.date_of_issue or date.min, r.document.fields.source_path))
    for reading in missing:
        own = reading.document.fields
        known = next((e for e in by_path.get(own.source_path, ()) if _is_same(e, reading.document)), None)
        if known is None:
            moved = by_identity.get(identity_of(reading.document))
            known = moved if moved and moved.source_path not in paths and moved.index_number not in taken else None
        if known and known.index_number not in taken:
            number = known.index_number
        else:
            year = (own.date_of_issue or own.publication_date).year
            number = ""
            while not number or number in used:
                serials[year] = serials.get(year, 0) + 1
                number = template.format(year=year, serial=serials[year])
        used[number] = taken[number] = own.source_path
        entry = RegisterEntry(number, own.source_path, identity_of(reading.document))
        if given_to.get(number) != entry:
            added.append(entry)
        fields = replace(own, index_number=number, address=address_of(number))
        out[own.source_path] = replace(reading, document=replace(reading.document, fields=fields))
    findings += _clashes(out.values())
    return [out[path] for path in sorted(out)], added, sorted(findings)


def _clashes(readings: Iterable[Reading]) -> list[Finding]:
    """C03: two index numbers with one address. C02: one 发文字号 twice from the same issuers."""
    addresses: dict[str, Document] = {}
    numbers: dict[tuple[str, tuple[str, ...]], Document] = {}
    findings = []
    for reading in readings:
        own = reading.document.fields
        other = addresses.setdefault(own.address, reading.document).fields
        if other.source_path != own.source_path and other.index_number != own.index_number:
            at = reading.document.index_number_at
            findings.append(finding(own.source_path, *at, "C03", own.index_number, other=other.source_path))
        if own.document_number:
            key = (number_key(own.document_number), own.issuers)
            other = numbers.setdefault(key, reading.document).fields
            same = title_key(other.title) == title_key(own.title)
            if other.source_path != own.source_path and not same:
                at = reading.document.document_number_at
                findings.append(finding(own.source_path, *at, "C02", own.document_number, other=other.source_path))
    return findings


def register_text(entries: Mapping[str, RegisterEntry]) -> str:
    """The register as the editor's repository keeps it: one tab-separated line a number, sorted."""
    lines = [f"{e.index_number}\t{e.source_path}\t{e.identity}" for e in sorted(entries.values())]
    return "".join(line + "\n" for line in lines)


def read_register(text: str, path: str) -> tuple[list[RegisterEntry], list[Finding]]:
    """The entries of a register's text; a later line for a number replaces an earlier one. C08 for any other line.

    A line that is passed over would be a number that can be given out again.
    """
    entries: dict[str, RegisterEntry] = {}
    findings = []
    for line, content in enumerate(text.split("\n"), 1):
        parts = content.rstrip("\r").split("\t")
        if len(parts) == 3 and is_index_number(parts[0]):
            entries[parts[0]] = RegisterEntry(*parts)
        elif content.strip():
            findings.append(finding(path, line, 1, "C08", content.strip()[:40]))
    return sorted(entries.values()), findings
