"""What a document is, before and after the gate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from plugins.catalogue.effects import Target


class Disclosure(StrEnum):
    """公开属性: the three values of the cataloguing rules; there is no default (政府信息公开条例 Art. 13–16)."""

    PROACTIVE = "主动公开"
    ON_REQUEST = "依申请公开"
    WITHHELD = "不予公开"


class RelationKind(StrEnum):
    """How a document declares, in its front matter, that it relates to another."""

    REPEALS = "repeals"
    DECLARES_LAPSED = "declares_lapsed"
    REPEALS_IN_PART = "repeals_in_part"
    AMENDS = "amends"
    REPLACES = "replaces"
    SUSPENDS = "suspends"
    BASED_ON = "based_on"
    FORWARDS = "forwards"
    EXPLAINS = "explains"
    CONSULTS_ON = "consults_on"
    REPEALED_BY = "repealed_by"
    DECLARED_LAPSED_BY = "declared_lapsed_by"
    REPEALED_IN_PART_BY = "repealed_in_part_by"
    AMENDED_BY = "amended_by"
    REPLACED_BY = "replaced_by"
    SUSPENDED_BY = "suspended_by"
    BASIS_OF = "basis_of"
    FORWARDED_BY = "forwarded_by"
    EXPLAINED_BY = "explained_by"
    CONSULTED_BY = "consulted_by"

    @property
    def reverse(self) -> RelationKind:
        """The same relation seen from the other document."""
        return _REVERSE[self]

    @property
    def is_active(self) -> bool:
        """True where the declaring document is the one that acts (repeals, explains …)."""
        return self in _ACTIVE


_ACTIVE = tuple(RelationKind)[:10]
_PASSIVE = tuple(RelationKind)[10:]
_REVERSE = dict(zip(_ACTIVE, _PASSIVE, strict=True)) | dict(zip(_PASSIVE, _ACTIVE, strict=True))


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation declared in front matter.

    `target` names the other document as the editor wrote it; it may lie outside the catalogue. `index_number` is
    given where the editor named the target by it. `effective` is the day the effect starts when the editor states
    one, `until` the last day of a suspension (inclusive), `line` the line in the source file. `in_words`: the name was
    written without 《》, so it may be more than a name (根据示例市某某办法).
    """

    kind: RelationKind
    target: Target
    index_number: str | None = None
    articles: tuple[str, ...] = ()
    effective: date | None = None
    until: date | None = None
    line: int = 0
    in_words: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """What may name a document in free words: all of it where it was written so, else a title with one inside."""
        title = self.target.title or ""
        if self.in_words:
            written = (title, self.target.number, self.index_number)
            return tuple(dict.fromkeys(text for text in written if text))
        return (title,) if "〈" in title or "《" in title else ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a document lists. `path` is relative to the content folder, with `/`.

    `size` is in bytes; `sha256` is lower-case hexadecimal; `media_type` is decided by the content, not the name.
    """

    path: str
    name: str
    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class StatedForce:
    """有效性 as an editor states it; `label` is one of the vocabulary's words. The statement wins over clauses."""

    label: str
    since: date | None = None
    basis: str = ""
    until: date | None = None
    articles: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class PublicFields:
    """The fields of a document that may be shown once it is released.

    `date_of_issue` is None only where the editor wrote 不详. `publication_date` is the day it appears in the column.
    `term_years` counts from entry into force; `expires_on` is the last valid day, inclusive.
    `address` is the page's path in the site without `.html`, made from the index number alone.
    """

    index_number: str
    address: str
    source_path: str
    title: str
    publication_date: date
    date_of_issue: date | None = None
    entry_into_force: date | None = None
    term_years: float | None = None
    expires_on: date | None = None
    issuers: tuple[str, ...] = ()
    publisher: str = ""
    document_number: str = ""
    registration_number: str = ""
    category: str = ""
    subjects: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    document_type: str = ""
    keywords: tuple[str, ...] = ()
    summary: str = ""
    responsible_department: str = ""
    content_source: str = ""
    gazette_issue: str = ""
    promulgation_note: str = ""
    stated_force: StatedForce | None = None
    attachments: tuple[Attachment, ...] = ()
    embedded: tuple[Attachment, ...] = ()
    """Images that the text shows."""
    relations: tuple[Relation, ...] = ()
    body_line: int = 1
    digest: str = ""
    """sha256 of the source file's bytes: tells a change, and stays inside."""
    released_digest: str = ""
    """sha256 of the source as it may leave the repository; empty until that of what the gate has left is made."""


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document of any 公开属性, in front of the gate. Nothing that renders accepts this type.

    It does not carry its text: the text is read again, by its digest, once the gate has let the document out.
    """

    fields: PublicFields
    disclosure: Disclosure
    disclosure_grounds: str
    internal: dict[str, str] = field(default_factory=dict)
    """Review fields (审查人 …) that never leave the repository."""
    index_number_at: tuple[int, int] = (1, 1)
    """Line and column of 索引号 in the source, from 1; the first of the file where an editor wrote none."""
    document_number_at: tuple[int, int] = (1, 1)
    """The same of 发文字号."""


@dataclass(frozen=True, slots=True)
class ReleasedDocument(PublicFields):
    """A document that has passed the gate: 主动公开, and its 发布日期 has come. Only `gate.py` makes these."""
