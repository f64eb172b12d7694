"""Front matter as written in, a `Document` and findings out. Nothing is corrected and nothing is assumed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from plugins.catalogue import tables, vocabulary
from plugins.catalogue.body_marks import body_findings
from plugins.catalogue.clauses.own_entry import entry_clause, undated_entry
from plugins.catalogue.days import add_years, parse_day
from plugins.catalogue.details import detail
from plugins.catalogue.document import (
    Attachment,
    Disclosure,
    Document,
    PublicFields,
    Relation,
    RelationKind,
    StatedForce,
)
from plugins.catalogue.document_number import is_well_formed, suggested_form
from plugins.catalogue.effects import Target
from plugins.catalogue.findings import Finding, Severity, finding, nearest
from plugins.catalogue.index_number import address_of, credit_code_check, is_index_number
from plugins.catalogue.raw import Raw, SourceText
from plugins.catalogue.references import is_one_reference, read_reference
from plugins.catalogue.related import FORCE_KINDS
from plugins.catalogue.terms import parse_term


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a site sets and validation needs. `publisher` stands where a document names none."""

    publisher: str = ""
    optional_keys: tuple[str, ...] = ("发文机关", "发布日期", "分类", "内容概述")
    """Keys whose absence is a warning."""


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """Why a file may not be an attachment: a finding's code and the words that fill it."""

    code: str
    expected: str = ""


Attach = Callable[[str], Attachment | RefusedFile]
"""Looks at the file that a document names (a path relative to the document) and tells what it is."""


@dataclass(slots=True)
class _Reading:
    """One document being read: its findings and the values found so far, by English name."""

    source: SourceText
    findings: list[Finding] = field(default_factory=list)
    values: dict[str, Raw] = field(default_factory=dict)

    def find(self, at: Raw | None, code: str, value: str = "", **params: str) -> None:
        line, column = (at.line, at.column) if at else (1, 1)
        self.findings.append(finding(self.source.path, line, column, code, value, **params))


def validate(source: SourceText, rules: SiteRules, attach: Attach) -> tuple[Document | None, list[Finding]]:
    """The document that the source describes, with all findings; None when one of them is an error.

    A document without 索引号 comes back with an empty one; the catalogue assigns it (`assign_index_numbers`).
    """
    reading = _Reading(source)
    _collect(reading)
    document = _document(reading, rules, attach)
    reading.findings += body_findings(source, document.disclosure if document else None, _text(reading, "title"))
    reading.findings.sort()
    failed = document is None or any(f.severity is Severity.ERROR for f in reading.findings)
    return (None if failed else document), reading.findings


def _collect(reading: _Reading) -> None:
    """Sort the pairs by field; report unknown and repeated keys."""
    first_line: dict[str, int] = {}
    for key, value in reading.source.pairs:
        if key.text is None:
            reading.find(key, "M05", key.shown, key=detail("key"), expected=detail("text"), example=detail("title"))
            continue
        known = vocabulary.by_name().get(key.text)
        if known is None:
            close = nearest(key.text, vocabulary.by_name())
            words = detail("near", value=close) if close else detail("a_known_key")
            reading.find(key, "M03", key.text, expected=words)
        elif known.name in first_line:
            reading.find(key, "M02", key.text, first=str(first_line[known.name]))
        else:
            first_line[known.name] = key.line
            reading.values[known.name] = value


def _document(reading: _Reading, rules: SiteRules, attach: Attach) -> Document | None:
    disclosure, grounds = _disclosure(reading)
    title = _text(reading, "title", required=True)
    issued, issued_known = _issue_date(reading)
    published = _day(reading, "publication_date")
    entry = _day(reading, "entry_into_force")
    expires = _day(reading, "expires_on")
    term = _term(reading)
    _check_order(reading, issued, published, entry, expires, term)
    if issued_known and issued is None and "publication_date" not in reading.values:
        day = vocabulary.by_name()["publication_date"]  # nothing stands in for it: no day is invented
        reading.find(reading.values.get("date_of_issue"), "V01", key=day.key, example=day.example)
    publication = published or issued or date(1900, 1, 1)
    index_number = _index_number(reading)
    document_type = _choice(reading, "document_type") or _type_of(title)
    if disclosure is Disclosure.PROACTIVE and document_type in ("请示", "报告", "议案") and "年度报告" not in title:
        reading.find(reading.values.get("document_type") or reading.values.get("title"), "D06", document_type)
    for key in rules.optional_keys:
        known = vocabulary.by_name()[key]
        if known.name not in reading.values:
            reading.find(None, "V15", key=key, example=known.example)
    fields = PublicFields(
        index_number=index_number,
        address=address_of(index_number) if index_number else "",
        source_path=reading.source.path,
        title=title,
        publication_date=publication,
        date_of_issue=issued,
        entry_into_force=entry,
        term_years=term,
        expires_on=expires,
        issuers=_texts(reading, "issuers"),
        publisher=_text(reading, "publisher") or rules.publisher,
        document_number=_number(reading),
        registration_number=_text(reading, "registration_number"),
        category=_choice(reading, "category") or "其他",
        subjects=_subjects(reading),
        audiences=_texts(reading, "audiences"),
        document_type=document_type,
        keywords=_texts(reading, "keywords"),
        summary=_text(reading, "summary"),
        responsible_department=_text(reading, "responsible_department"),
        content_source=_text(reading, "content_source"),
        gazette_issue=_text(reading, "gazette_issue"),
        promulgation_note=_text(reading, "promulgation_note"),
        stated_force=_stated_force(reading),
        attachments=_attachments(reading, attach),
        relations=_relations(reading),
        body_line=reading.source.body_line,
        digest=reading.source.digest,
        released_digest=reading.source.released_digest,
    )
    internal = {}
    for known in vocabulary.fields():
        if not known.visible and known.name in reading.values and known.name != "disclosure_grounds":
            internal[known.name] = (
                str(_day(reading, known.name) or "") if known.type == "date" else _text(reading, known.name)
            )
    if disclosure is None or not title or not issued_known:
        return None
    places = [reading.values.get(name) for name in ("index_number", "document_number")]
    at = [(raw.line, raw.column) if raw else (1, 1) for raw in places]
    return Document(fields, disclosure, grounds, internal, *at)


def _disclosure(reading: _Reading) -> tuple[Disclosure | None, str]:
    """公开属性 and its reason. Absent, unknown or misspelt: a finding, never a default (条例 Art. 13–16)."""
    raw = reading.values.get("disclosure")
    grounds = _text(reading, "disclosure_grounds")
    if raw is None or (raw.text is not None and not raw.text.strip()):
        reading.find(raw, "D01")
        return None, grounds
    word = tables.load("vocabulary")["disclosure_synonyms"].get((raw.text or "").strip(), (raw.text or "").strip())
    allowed = [d.value for d in Disclosure]
    if word not in allowed:
        close = nearest(word, allowed)
        reading.find(raw, "D02", raw.shown, expected=detail("near", value=close) if close else "、".join(allowed))
        return None, grounds
    disclosure = Disclosure(word)
    if disclosure is not Disclosure.PROACTIVE and not grounds.strip():
        reading.find(raw, "D03", word)
    return disclosure, grounds


def _scalar(reading: _Reading, name: str) -> Raw | None:
    """The field's value when it is one line of text; a finding when it is a list or a mapping."""
    raw = reading.values.get(name)
    if raw is None:
        return None
    if raw.text is None:
        known = vocabulary.by_name()[name]
        reading.find(raw, "M05", raw.shown, key=known.key, expected=detail("line"), example=known.example)
        return None
    return raw


def _text(reading: _Reading, name: str, *, required: bool = False) -> str:
    raw = _scalar(reading, name)
    text = " ".join(raw.text.split("\n")).strip() if raw and raw.text else ""
    if required and not text and not (raw is None and name in reading.values):
        known = vocabulary.by_name()[name]
        reading.find(raw, "V01", key=known.key, example=known.example)
    return text


def _texts(reading: _Reading, name: str) -> tuple[str, ...]:
    raw = reading.values.get(name)
    if raw is None:
        return ()
    if raw.text is not None:
        return (raw.text.strip(),) if raw.text.strip() else ()
    out = []
    for item in raw.items or ():
        if item.text is None or not item.text.strip():
            known = vocabulary.by_name()[name]
            reading.find(item, "M05", item.shown, key=known.key, expected=detail("line_or_list"), example=known.example)
        else:
            out.append(item.text.strip())
    if raw.pairs is not None:
        known = vocabulary.by_name()[name]
        reading.find(raw, "M05", raw.shown, key=known.key, expected=detail("line_or_list"), example=known.example)
    return tuple(dict.fromkeys(out))


def _day(reading: _Reading, name: str) -> date | None:
    raw = _scalar(reading, name)
    if raw is None or not (raw.text or "").strip():
        return None
    day = parse_day(raw.text or "")
    if day is None:
        reading.find(raw, "V03", raw.shown, key=vocabulary.by_name()[name].key)
    return day


def _issue_date(reading: _Reading) -> tuple[date | None, bool]:
    raw = _scalar(reading, "date_of_issue")
    known = vocabulary.by_name()["date_of_issue"]
    if raw is None or not (raw.text or "").strip():
        if not (raw is None and "date_of_issue" in reading.values):
            reading.find(raw, "V01", key=known.key, example=known.example)
        return None, False
    if (raw.text or "").strip() == tables.load("vocabulary")["labels"]["unknown_date"]:
        return None, True
    day = _day(reading, "date_of_issue")
    return day, day is not None


def _term(reading: _Reading) -> float | None:
    raw = _scalar(reading, "term_of_validity")
    if raw is None or not (raw.text or "").strip():
        return None
    text = (raw.text or "").strip()
    if text in tables.load("vocabulary")["labels"]["long_term"]:
        return None
    years = parse_term(text)
    if years is None:
        reading.find(raw, "V09", text)
    return years


def _check_order(
    reading: _Reading,
    issued: date | None,
    published: date | None,
    entry: date | None,
    expires: date | None,
    term: float | None,
) -> None:
    """成文 ≤ 发布, 成文 ≤ 施行, 施行 ≤ 有效期至; a term and an end that both stand must agree (domain §4.6)."""
    if issued and published and published < issued:
        value = detail("published_before_issue", published=published, issued=issued)
        reading.find(reading.values["publication_date"], "V04", value, expected=detail("issue_first"))
    start = entry or issued
    if start and expires and expires < start:
        value = detail("ends_before_entry" if entry else "ends_before_issue", expires=expires, start=start)
        reading.find(reading.values["expires_on"], "V04", value, expected=detail("entry_first"))
    elif start and expires and term and (entry or not _tells_entry(reading)):
        _check_term(reading, start, expires, term)


def _tells_entry(reading: _Reading) -> bool:
    """True where the text may tell from when the document applies: `end_findings` then looks at its end."""
    body, title = reading.source.body, _text(reading, "title")
    return bool(entry_clause(body, title) or undated_entry(body, title))


def _check_term(reading: _Reading, start: date, expires: date, term: float) -> None:
    computed = date.fromordinal(add_years(start, term).toordinal() - 1)
    if computed != expires:
        reading.find(reading.values["expires_on"], "V10", str(expires), computed=str(computed))


def end_findings(source: SourceText, fields: PublicFields, entry: date | None) -> list[Finding]:
    """V04 and V10 of a document without 施行日期 whose text, once read, gives the day of its entry into force."""
    if entry is None or fields.expires_on is None or fields.entry_into_force is not None:
        return []
    reading = _Reading(source)
    _collect(reading)
    reading.findings.clear()
    if fields.expires_on < entry:
        value = detail("ends_before_entry", expires=fields.expires_on, start=entry)
        reading.find(reading.values["expires_on"], "V04", value, expected=detail("entry_first"))
    elif fields.term_years:
        _check_term(reading, entry, fields.expires_on, fields.term_years)
    return reading.findings


def _index_number(reading: _Reading) -> str:
    text = _text(reading, "index_number")
    if not text:
        return ""
    raw = reading.values["index_number"]
    if not is_index_number(text):
        expected = detail("index_number")
        reading.find(raw, "V13", text, expected=expected)
        return ""
    wrong = credit_code_check(text)
    if wrong:
        reading.find(raw, "V14", text, expected=wrong[1])
    return text


def _number(reading: _Reading) -> str:
    text = _text(reading, "document_number")
    if text and not is_well_formed(text):
        suggestion = suggested_form(text)
        raw = reading.values["document_number"]
        reading.find(raw, "V05", text, expected=suggestion or detail("document_number"))
    return text


def _choice(reading: _Reading, name: str) -> str:
    text = _text(reading, name)
    if not text:
        return ""
    known = vocabulary.by_name()[name]
    allowed = vocabulary.choices(known.choices)
    if text not in allowed:
        close = nearest(text, allowed)
        expected = detail("near_choices", value=close) if close else detail("choices")
        reading.find(reading.values[name], "V06", text, key=known.key, expected=expected + "、".join(allowed))
        return ""
    return text


def _type_of(title: str) -> str:
    """体裁 from the title's last word, the longest that fits (domain §4.4); empty when none does."""
    plain = title.split("（")[0].rstrip("》 ") or title
    fits = [name for name in vocabulary.document_types() if plain.endswith(name)]
    return max(fits, key=len) if fits else ""


def _subjects(reading: _Reading) -> tuple[str, ...]:
    subjects = _texts(reading, "subjects")
    for subject in subjects:
        first = subject.replace("-", "\\").split("\\")[0]
        if first not in vocabulary.subjects():
            close = nearest(first, vocabulary.subjects())
            expected = detail("near", value=close) if close else detail("a_category")
            reading.find(reading.values["subjects"], "V08", subject, expected=expected)
    return subjects


def _stated_force(reading: _Reading) -> StatedForce | None:
    raw = reading.values.get("legal_force")
    if raw is None or raw.text == "":
        return None
    parts = {"state": raw} if raw.text is not None else _mapping(reading, raw, "force_keys", "有效性")
    state = parts.get("state")
    word = (state.text or "").strip() if state else ""
    allowed = vocabulary.stated_force()
    if word not in allowed:
        close = nearest(word, allowed)
        expected = detail("near_choices", value=close) if close else detail("choices")
        reading.find(state or raw, "V11", word or raw.shown, expected=expected + "、".join(allowed))
        return None
    return StatedForce(
        label=word,
        since=_part_day(reading, parts, "since"),
        basis=_part_text(reading, parts, "basis"),
        until=_part_day(reading, parts, "until"),
        articles=_part_texts(reading, parts, "articles"),
        line=raw.line,
    )


def _relations(reading: _Reading) -> tuple[Relation, ...]:
    out = []
    for kind in RelationKind:
        raw = reading.values.get(kind.value)
        if raw is None or raw.text == "":
            continue
        for item in raw.items if raw.items is not None else (raw,):
            relation = _relation(reading, kind, item)
            if relation:
                out.append(relation)
    return tuple(out)


def _relation(reading: _Reading, kind: RelationKind, raw: Raw) -> Relation | None:
    known = vocabulary.by_name()[kind.value]
    acts = kind in FORCE_KINDS or kind.reverse in FORCE_KINDS
    if raw.text is not None and raw.text.strip():
        if not is_one_reference(raw.text, acts=acts):
            reading.find(raw, "M05", raw.shown, key=known.key, expected=detail("one_reference"), example=known.example)
            return None
        target, index_number = read_reference(raw.text.strip())
        return Relation(kind, target, index_number, line=raw.line, in_words=not raw.text.strip().startswith("《"))
    if raw.pairs is None:
        reading.find(raw, "M05", raw.shown, key=known.key, expected=detail("reference"), example=known.example)
        return None
    parts = _mapping(reading, raw, "relation_keys", known.key)
    title = _part_text(reading, parts, "title")
    if title and not is_one_reference(title, acts=acts):
        reading.find(raw, "M05", title, key=known.key, expected=detail("one_reference"), example=known.example)
        return None
    named = read_reference(title)[0] if title else Target()
    number = _part_text(reading, parts, "number") or named.number
    index_number = _part_text(reading, parts, "index_number") or None
    if not (title or number or index_number):
        reading.find(raw, "M05", raw.shown, key=known.key, expected=detail("reference_parts"), example=known.example)
        return None
    day = _part_day(reading, parts, "date")
    return Relation(
        kind,
        Target(
            title=named.title or title or None,
            number=number or None,
            date=day.isoformat() if day else None,
            issuer=_part_text(reading, parts, "issuer") or None,
        ),
        index_number,
        articles=_part_texts(reading, parts, "articles"),
        effective=_part_day(reading, parts, "effective"),
        until=_part_day(reading, parts, "until"),
        line=raw.line,
        in_words=not title.startswith("《"),
    )


def _attachments(reading: _Reading, attach: Attach) -> tuple[Attachment, ...]:
    raw = reading.values.get("attachments")
    if raw is None or raw.text == "":
        return ()
    out = []
    for item in raw.items if raw.items is not None else (raw,):
        if item.pairs is not None:
            parts = _mapping(reading, item, "attachment_keys", "附件")
            file, name = _part_text(reading, parts, "file"), _part_text(reading, parts, "name")
        else:
            file, name = (item.text or "").strip(), ""
        if not file:
            example = vocabulary.by_name()["attachments"].example
            reading.find(
                item, "M05", item.shown, key=detail("attachment"), expected=detail("file_path"), example=example
            )
            continue
        found = attach(file)
        if isinstance(found, RefusedFile):
            reading.find(item, found.code, file, expected=found.expected)
        else:
            out.append(Attachment(found.path, name or found.name, found.size, found.sha256, found.media_type))
    return tuple(out)


def _mapping(reading: _Reading, raw: Raw, table: str, key: str) -> dict[str, Raw]:
    """A nested mapping by English name; unknown and repeated keys are findings."""
    names: dict[str, str] = tables.load("vocabulary")[table]
    out: dict[str, Raw] = {}
    if raw.pairs is None:
        reading.find(raw, "M05", raw.shown, key=key, expected=detail("text_or_parts"), example="、".join(names))
        return out
    for part, value in raw.pairs:
        name = names.get(part.text or "") or (part.text if part.text in names.values() else None)
        if name is None:
            close = nearest(part.shown, names)
            reading.find(part, "M03", part.shown, expected=detail("near", value=close) if close else "、".join(names))
        elif name in out:
            reading.find(part, "M02", part.shown, first=str(out[name].line))
        else:
            out[name] = value
    return out


def _part_word(name: str) -> str:
    """The Chinese word for a part of a relation, an attachment or a stated force."""
    words = tables.load("vocabulary")
    parts = ((word, own) for key in _PART_TABLES for word, own in words[key].items())
    return next((word for word, own in parts if own == name), name)


_PART_DAYS = ("date", "effective", "since", "until")
_PART_TABLES = ("relation_keys", "force_keys", "attachment_keys")


def _part_text(reading: _Reading, parts: dict[str, Raw], name: str) -> str:
    raw = parts.get(name)
    if raw is None:
        return ""
    if raw.text is None:
        word = _part_word(name)
        example = detail("part_day" if name in _PART_DAYS else "part_text", key=word)
        reading.find(raw, "M05", raw.shown, key=word, expected=detail("line"), example=example)
        return ""
    return raw.text.strip()


def _part_texts(reading: _Reading, parts: dict[str, Raw], name: str) -> tuple[str, ...]:
    raw = parts.get(name)
    if raw is None:
        return ()
    items = raw.items if raw.items is not None else (raw,)
    return tuple(item.text.strip() for item in items if item.text and item.text.strip())


def _part_day(reading: _Reading, parts: dict[str, Raw], name: str) -> date | None:
    text = _part_text(reading, parts, name)
    if not text:
        return None
    day = parse_day(text)
    if day is None:
        reading.find(parts[name], "V03", text, key=_part_word(name))
    return day
