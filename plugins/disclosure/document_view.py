"""A document's page and its history page, as values. Everything shown follows from the column and the body."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import date

from plugins.catalogue import tables
from plugins.catalogue.clauses.dates import chinese_number
from plugins.catalogue.column import Column
from plugins.catalogue.document import Attachment, ReleasedDocument
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.events import Event
from plugins.catalogue.force import Change, LegalForce
from plugins.catalogue.sentences import label
from plugins.catalogue.title import cited
from plugins.disclosure.body import Body
from plugins.disclosure.citation import citation_of
from plugins.disclosure.citation_links import with_links
from plugins.disclosure.list_keys import category_url, issuer_url, subject_url, type_url
from plugins.disclosure.references import (
    doc_ref,
    history_url,
    in_doubt,
    last_valid_day,
    linked,
    marked_title,
    page_url,
    sentence_of,
    text_ref,
    transitions,
)
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.structured_data import json_ld
from plugins.disclosure.timeline import timeline_svg
from plugins.disclosure.views import (
    ArticleNote,
    AttachmentView,
    Banner,
    DocRef,
    DocumentPage,
    EventView,
    HistoryPage,
    MetadataRow,
    OutlineEntry,
    Phrase,
    RelationGroup,
)

_VERB = {
    EffectKind.REPEAL: ("repeals", "repealed_by"),
    EffectKind.EXPIRE: ("declares_lapsed", "declared_lapsed_by"),
    EffectKind.PARTIAL_REPEAL: ("repeals_in_part", "repealed_in_part_by"),
    EffectKind.AMEND: ("amends", "amended_by"),
    EffectKind.SUPERSEDE: ("replaces", "replaced_by"),
    EffectKind.SUSPEND: ("suspends", "suspended_by"),
    EffectKind.RESUME: ("resumes", "resumed_by"),
    EffectKind.VALIDITY_PERIOD: ("extends", "extended_by"),
}
_REVERSE = {
    "based_on": "basis_of",
    "forwards": "forwarded_by",
    "explains": "explained_by",
    "consults_on": "consulted_by",
}
_ORDER = (
    "repealed_by", "declared_lapsed_by", "replaced_by", "repealed_in_part_by", "suspended_by", "resumed_by",
    "amended_by", "extended_by", "explained_by", "consulted_by", "repeals", "declares_lapsed", "replaces",
    "repeals_in_part", "suspends", "resumes", "amends", "extends", "explains", "consults_on", "based_on", "basis_of",
    "forwards", "forwarded_by",
)  # fmt: skip


def document_page(
    column: Column,
    document: ReleasedDocument,
    body: Body,
    settings: ColumnSettings,
    comparisons: tuple[Phrase, ...] = (),
) -> DocumentPage:
    """The page of a released document."""
    status = column.status[document.index_number]
    url = page_url(document)
    words = tables.load("pages")
    banner = banner_of(column, document)
    before, after = column.beside(document.index_number)
    return DocumentPage(
        url=url,
        index_number=document.index_number,
        title=document.title,
        page_title=page_title(document, status.force, settings),
        description=description_of(document),
        number="" if _number_in_text(document, body) else document.document_number,
        banner=banner,
        metadata=metadata_of(column, document, banner),
        body_html=with_links(body.html, document, column, body.anchors),
        title_in_text=body.title_in_text,
        outline=tuple(OutlineEntry(item.level, item.label, item.anchor) for item in body.outline),
        article_notes=article_notes(column, document, body),
        relations=relations_of(column, document),
        cited_by=tuple(_ref(column, number) for number in column.cited_by.get(document.index_number, ())),
        attachments=tuple(attachment_view(document, a) for a in document.attachments),
        editions=editions_of(column, document),
        events=events_of(column, document),
        history_url=history_url(document) if settings.histories else "",
        comparisons=comparisons,
        previous=doc_ref(column, before) if before else None,
        following=doc_ref(column, after) if after else None,
        breadcrumb=(
            Phrase(words["breadcrumb"]["home"], "index.html"),
            Phrase(words["breadcrumb"]["browse"], "lists/index.html"),
            Phrase(document.category, category_url(document.category)),
            Phrase(document.title),
        ),
        citation=citation_of(document, settings, column.as_of),
        meta_tags=meta_tags(document, settings),
        json_ld=json_ld(column, document, settings),
    )


def _number_in_text(document: ReleasedDocument, body: Body) -> bool:
    """True where the official text itself gives the number near its title: it is not said twice."""
    return body.title_in_text and document.document_number in html.unescape(body.html[: len(document.title) + 300])


def history_page(
    column: Column, document: ReleasedDocument, settings: ColumnSettings, comparisons: tuple[Phrase, ...] = ()
) -> HistoryPage:
    """The page of a document's history: every event with its evidence, the picture, the chain of editions."""
    words = tables.load("pages")
    events = events_of(column, document)
    title = words["history"]["title"].replace("{title}", document.title)
    return HistoryPage(
        url=history_url(document),
        document=doc_ref(column, document),
        page_title=_distinct(title, document, settings),
        banner=banner_of(column, document),
        events=events,
        timeline_svg=timeline_svg(events, as_of=column.as_of.isoformat(), title=title),
        editions=editions_of(column, document),
        comparisons=comparisons,
        breadcrumb=(
            Phrase(words["breadcrumb"]["home"], "index.html"),
            Phrase(words["breadcrumb"]["browse"], "lists/index.html"),
            Phrase(document.title, page_url(document)),
            Phrase(words["breadcrumb"]["history"]),
        ),
    )


def page_title(document: ReleasedDocument, force: LegalForce, settings: ColumnSettings) -> str:
    """The text of <title>: mark, title, number and site; unique because the number or the index number is in it."""
    return _distinct(marked_title(document.title, force), document, settings)


def _distinct(text: str, document: ReleasedDocument, settings: ColumnSettings) -> str:
    words = tables.load("pages")["site"]
    number = document.document_number if document.document_number not in document.title else ""
    parts = (text, number, document.index_number, settings.site_name)
    joined: str = words["separator"].join(part for part in parts if part)
    return joined


def description_of(document: ReleasedDocument) -> str:
    """One or two sentences for search engines and feeds: the summary, or who issued what and when."""
    if document.summary:
        return document.summary
    comma = tables.load("pages")["site"]["comma"]
    parts = ("、".join(document.issuers), document.document_number, document.title)
    return str(comma.join(part for part in parts if part))


def banner_of(column: Column, document: ReleasedDocument) -> Banner:
    """The mark at the top of the page: how the document stands, by what, since when, and what is announced."""
    status = column.status[document.index_number]
    current = status.current
    return Banner(
        current.force.value,
        label(current.force),
        current.on.isoformat() if current.on else "",
        linked(current.sentence, current, column),
        transitions(column, document.index_number),
    )


def metadata_of(column: Column, document: ReleasedDocument, banner: Banner) -> tuple[MetadataRow, ...]:
    """The metadata block of a real column (政府信息公开条例 Art. 12; domain §4)."""
    words = tables.load("pages")
    unknown = words["values"]["unknown_date"]

    def day(value: date | None, absent: str = "") -> tuple[Phrase, ...]:
        return (Phrase(value.isoformat()),) if value else (Phrase(absent),) if absent else ()

    def text(value: str) -> tuple[Phrase, ...]:
        return (Phrase(value),) if value else ()

    expires = last_valid_day(document, column.status[document.index_number])
    rows: tuple[tuple[str, tuple[Phrase, ...]], ...] = (
        ("index_number", text(document.index_number)),
        ("subjects", tuple(Phrase(s, subject_url(s)) for s in document.subjects)),
        ("issuers", tuple(Phrase(i, issuer_url(i)) for i in document.issuers)),
        ("publisher", text(document.publisher)),
        ("document_number", text(document.document_number)),
        ("registration_number", text(document.registration_number)),
        ("date_of_issue", day(document.date_of_issue, unknown)),
        ("publication_date", day(document.publication_date)),
        ("entry_into_force", day(document.entry_into_force)),
        ("expires_on", day(expires)),
        ("document_type", (Phrase(document.document_type, type_url(document.document_type)),)
         if document.document_type else ()),
        ("category", (Phrase(document.category, category_url(document.category)),)),
        ("disclosure", text(words["values"]["proactive"])),
        ("legal_force", text(banner.label)),
        ("audiences", tuple(map(Phrase, document.audiences))),
        ("keywords", tuple(map(Phrase, document.keywords))),
        ("responsible_department", text(document.responsible_department)),
        ("gazette_issue", text(document.gazette_issue)),
        ("content_source", text(document.content_source)),
        ("promulgation_note", text(document.promulgation_note)),
        ("summary", text(document.summary)),
    )  # fmt: skip
    return tuple(MetadataRow(key, words["metadata"][key], values) for key, values in rows if values)


def article_notes(column: Column, document: ReleasedDocument, body: Body) -> tuple[ArticleNote, ...]:
    """A note for each part that an act has ended, changed or suspended, with the part's anchor in the text."""
    out = []
    for event in column.events.get(document.index_number, ()):
        if not event.articles or event.kind is EffectKind.RESUME or (event.on and event.on > column.as_of):
            continue
        if event.until and event.until < column.as_of:
            continue
        force = _event_force(event)
        sentence = _event_sentence(event, column)
        for article in event.articles:
            out.append(ArticleNote(article_anchor(article, body), article, force.value, sentence))
    return tuple(dict.fromkeys(out))


_NUMERAL = r"[〇零一二三四五六七八九十百千\d]+"
_ARTICLE = re.compile(
    rf"^第(?P<number>{_NUMERAL})条(?:之(?P<more>[一二三四五六七八九十]+))?"
    rf"(?:第(?P<paragraph>{_NUMERAL})款)?(?:第[（(]?(?P<item>{_NUMERAL})[）)]?项)?"
)


def article_anchor(article: str, body: Body) -> str:
    """The id of 第X条, or of its 第X款 or 第X项, in the text: of the least part that has one; "" where none has."""
    match = _ARTICLE.match(article)
    number = chinese_number(match["number"]) if match else None
    if not match or number is None:
        return ""
    more = chinese_number(match["more"]) if match["more"] else None
    anchor = f"tiao-{number}" + (f"-{more}" if more else "")
    paragraph = chinese_number(match["paragraph"]) if match["paragraph"] else None
    item = chinese_number(match["item"]) if match["item"] else None
    within = f"{anchor}-kuan-{paragraph}" if paragraph else anchor
    named = [within] if paragraph != 1 else []  # the first paragraph begins with the article
    if item:
        named = [f"{within}-xiang-{item}", f"{anchor}-xiang-{item}"]
    return next((name for name in (*named, anchor) if name in body.anchors), "")


def relations_of(column: Column, document: ReleasedDocument) -> tuple[RelationGroup, ...]:
    """Every document this one relates to, by verb: what acts on it first, then what it acts on.

    An act of which it is open whether it has happened has another verb; one that has not happened is not told.
    """
    number = document.index_number
    groups: dict[tuple[str, bool], list[DocRef]] = {}

    def add(kind: str, ref: DocRef, doubt: bool = False) -> None:
        entries = groups.setdefault((kind, doubt), [])
        if ref not in entries:
            entries.append(ref)

    for event in column.events.get(number, ()):
        doubt = in_doubt(column, event)
        if doubt is None:
            continue
        if event.by and event.by != number:
            add(_VERB[event.kind][1] if not _is_extension(event) else "extended_by", _ref(column, event.by), doubt)
        elif event.by_text:
            add(_VERB[event.kind][1], text_ref(event.by_text), doubt)
    for event in column.acts.get(number, ()):
        doubt = in_doubt(column, event)
        if doubt is not None:
            add("extends" if _is_extension(event) else _VERB[event.kind][0], _ref(column, event.target), doubt)
    for outside in column.outside.get(number, ()):
        add(_VERB[outside.kind][0], text_ref(outside.title, outside.number))
    for reference in column.references_from.get(number, ()):
        add(reference.kind, _ref(column, reference.target) if reference.target else text_ref(reference.text))
    for reference in column.references_to.get(number, ()):
        kind = _REVERSE[reference.kind]
        add(kind, _ref(column, reference.source) if reference.source else text_ref(reference.text))
    words = tables.load("force")
    verbs = {False: words["verbs"], True: words["verbs_in_doubt"]}
    return tuple(
        RelationGroup(kind, verbs[doubt][kind], tuple(groups[kind, doubt]))
        for kind in _ORDER
        for doubt in (False, True)
        if (kind, doubt) in groups
    )


def _is_extension(event: Event) -> bool:
    return event.kind is EffectKind.EXPIRE and event.itself and event.by is not None


def _ref(column: Column, index_number: str) -> DocRef:
    return doc_ref(column, column.catalogue[index_number])


def editions_of(column: Column, document: ReleasedDocument) -> tuple[DocRef, ...]:
    """All editions of the text, oldest first, this one included; empty when there is only one."""
    return tuple(_ref(column, number) for number in column.editions.get(document.index_number, ()))


def events_of(column: Column, document: ReleasedDocument) -> tuple[EventView, ...]:
    """The history in order of day: issue, publication, and every change in force with its evidence.

    What has happened on an unknown day comes after the issue; an end comes last of what is past.
    """
    words = tables.load("pages")["history"]
    sources = tables.load("force")["sources"]
    out: list[EventView] = []
    if document.date_of_issue:
        out.append(EventView(document.date_of_issue.isoformat(), "", words["issued"], words["issued"], None, "", ""))
    published = document.publication_date.isoformat()
    out.append(EventView(published, "", words["published"], words["published"], None, "", ""))
    timeline = column.status[document.index_number].timeline
    for place, change in enumerate(timeline):
        if change.on is None and change.force in (LegalForce.IN_FORCE, LegalForce.PENDING):
            continue
        actor = column.catalogue.get(change.by) if change.by else None
        by = doc_ref(column, actor) if actor else text_ref(change.by_text) if change.by_text else None
        out.append(
            EventView(
                change.on.isoformat() if change.on else "",
                change.force.value,
                label(change.force),
                sentence_of(column, timeline, place),
                by,
                change.evidence,
                sources[_source_word(change)] if change.rule else "",
                change.articles,
                bool(change.on and change.on > column.as_of),
            )
        )
    ended = column.as_of.isoformat() if timeline[0].force.is_ended else out[0].on
    return tuple(sorted(out, key=lambda e: (e.on or ended, e.force != "")))


def _source_word(change: Change) -> str:
    if change.rule in ("declared", "stated", "review", "edition", "withheld"):
        return change.rule
    return "term" if change.rule.startswith("term") else "clause"


def _event_force(event: Event) -> LegalForce:
    if event.kind is EffectKind.SUSPEND:
        return LegalForce.SUSPENDED
    return LegalForce.AMENDED if event.kind is EffectKind.AMEND else LegalForce.PARTIALLY_IN_FORCE


def _event_sentence(event: Event, column: Column) -> str:
    actor = column.catalogue.get(event.by) if event.by else None
    name = cited(actor.title) if actor else event.by_text
    parts = (event.on.isoformat() if event.on else "", label(_event_force(event)), name)
    return " ".join(part for part in parts if part)


def attachment_view(document: ReleasedDocument, attachment: Attachment) -> AttachmentView:
    """The attachment as the page lists it."""
    words = tables.load("pages")
    kind = words["kinds"].get(attachment.media_type, attachment.media_type)
    url = attachment_url(document, attachment)
    return AttachmentView(attachment.name, url, kind, size_in_words(attachment.size), attachment.sha256)


def attachment_url(document: ReleasedDocument, attachment: Attachment) -> str:
    """Where the attachment lies in the site: beside the document's page, under its own file name.

    Files of one document with one name, images of its text included, are told apart by a digest of their paths.
    """
    name = attachment.path.rsplit("/", 1)[-1]
    files = (*document.attachments, *document.embedded)
    first = next((a for a in files if a.path.rsplit("/", 1)[-1].lower() == name.lower()), attachment)
    if first.path != attachment.path:
        name = f"{hashlib.sha256(attachment.path.encode()).hexdigest()[:8]}-{name}"
    return f"{document.address}/files/{name}"


def size_in_words(size: int) -> str:
    """A size as people read it; 1 KB is 1024 bytes."""
    words = tables.load("pages")["sizes"]
    if size < 1024:
        return str(words["bytes"].replace("{n}", str(size)))
    if size < 1024 * 1024:
        return str(words["kilobytes"].replace("{n}", f"{size / 1024:.0f}"))
    return str(words["megabytes"].replace("{n}", f"{size / 1024 / 1024:.1f}"))


def meta_tags(document: ReleasedDocument, settings: ColumnSettings) -> tuple[tuple[str, str], ...]:
    """The meta tags of 政府网站发展指引 for an article page (domain §3.2). None of them is empty."""
    words = tables.load("pages")
    kind = words["meta"]["column_type_explainer" if document.category == "政策解读" else "column_type_policy"]
    article = next(
        (row["article"] for row in tables.load("categories")["category"] if row["name"] == document.category), ""
    )
    pairs = (
        ("SiteName", settings.site_name),
        ("SiteDomain", settings.domain),
        ("SiteIDCode", settings.site_id_code),
        ("ColumnName", document.category),
        (
            "ColumnDescription",
            f"{settings.agency or settings.site_name}{words['site']['column']}：{document.category}{article}",
        ),
        ("ColumnKeywords", f"{document.category},{words['site']['column']}"),
        ("ColumnType", kind),
        ("ArticleTitle", document.title),
        ("PubDate", f"{document.publication_date.isoformat()} 00:00"),
        ("ContentSource", document.content_source or document.publisher or settings.agency or settings.site_name),
        ("Keywords", ",".join(document.keywords)),
        ("Author", "、".join(document.issuers)),
        ("Description", description_of(document)),
        ("Url", f"{settings.base_url}/{page_url(document)}" if settings.base_url else ""),
    )
    return tuple((name, value) for name, value in pairs if value)
