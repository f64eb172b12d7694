"""What each kind of page shows: plain, picklable values. Equal views give equal bytes.

Addresses in a view (`url`) are relative to the root of the site; a template puts the page's `root` ("", "../",
"../../" …) in front, so that the tree works under any path and from disk. Dates are ISO text, ready to show.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """From day `on` (ISO, inclusive) the document will have `force`, if nothing else happens."""

    on: str
    force: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of text, a link where `url` is given."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class DocRef:
    """Another document as a line shows it. `url` None: outside the catalogue, shown as text.

    `force` is a LegalForce code ("" outside the catalogue), `label` its Chinese word.
    """

    title: str
    number: str
    url: str | None
    date: str = ""
    force: str = ""
    label: str = ""
    index_number: str = ""
    transitions: tuple[Transition, ...] = ()


@dataclass(frozen=True, slots=True)
class Banner:
    """The force of the document, first thing on its page. `parts` make the sentence."""

    force: str
    label: str
    since: str
    parts: tuple[Phrase, ...]
    transitions: tuple[Transition, ...] = ()


@dataclass(frozen=True, slots=True)
class MetadataRow:
    """One row of the metadata block, in the order of real columns."""

    key: str
    label: str
    values: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """Documents that relate in one way; `verb` reads from this page (废止了 / 被以下文件废止)."""

    kind: str
    verb: str
    documents: tuple[DocRef, ...]


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A downloadable file. `size` is in words (12 KB); `kind` is its type in words (PDF)."""

    name: str
    url: str
    kind: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One line of the table of contents; `level` counts from 1."""

    level: int
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of the history: what happened on a day, by which document, on what evidence.

    `evidence` is the sentence as issued; `rule` names what read it, in Chinese. `upcoming` is seen from `as_of`.
    """

    on: str
    force: str
    label: str
    sentence: str
    by: DocRef | None
    evidence: str
    rule: str
    articles: tuple[str, ...] = ()
    upcoming: bool = False


@dataclass(frozen=True, slots=True)
class ArticleNote:
    """A notice at one article: 第X条已废止. `anchor` is the article's id in the official text."""

    anchor: str
    article: str
    force: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Ready-made ways to cite the document."""

    plain: str
    gbt7714: str
    bibtex: str


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document's page. `body_html` is sanitised and stands alone in `[data-official-text]`.

    `title_in_text`: the body's own heading is the page's h1. `number_line` is the 发文字号 under the title.
    `json_ld` is JSON text safe inside a script element. `cited_by` lists documents whose text names this one.
    """

    url: str
    index_number: str
    title: str
    page_title: str
    description: str
    number: str
    banner: Banner
    metadata: tuple[MetadataRow, ...]
    body_html: str
    title_in_text: bool
    outline: tuple[OutlineEntry, ...]
    article_notes: tuple[ArticleNote, ...]
    relations: tuple[RelationGroup, ...]
    cited_by: tuple[DocRef, ...]
    attachments: tuple[AttachmentView, ...]
    editions: tuple[DocRef, ...]
    events: tuple[EventView, ...]
    history_url: str
    comparisons: tuple[Phrase, ...]
    previous: DocRef | None
    following: DocRef | None
    breadcrumb: tuple[Phrase, ...]
    citation: Citation
    meta_tags: tuple[tuple[str, str], ...]
    json_ld: str
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The history of one document: events as a list and as an SVG picture, and the chain of editions."""

    url: str
    document: DocRef
    page_title: str
    banner: Banner
    events: tuple[EventView, ...]
    timeline_svg: str
    editions: tuple[DocRef, ...]
    comparisons: tuple[Phrase, ...]
    breadcrumb: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One 条 in two editions. The html holds only text, `ins` and `del`; `change` is same, changed, added, removed."""

    article: str
    change: str
    old_html: str
    new_html: str
    inline_html: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """A redline between two documents, by 条 and by character."""

    url: str
    page_title: str
    old: DocRef
    new: DocRef
    rows: tuple[ComparisonRow, ...]
    counts: tuple[tuple[str, int], ...]
    breadcrumb: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class ListLine:
    """A document in a list."""

    document: DocRef
    issuers: str
    category: str


@dataclass(frozen=True, slots=True)
class PagerLink:
    """A link to another page of the list: `current` is this page, `count` how many documents it holds."""

    label: str
    url: str
    count: int
    current: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list, newest first. Pages are numbered from the oldest within a year, so that they keep still.

    On the list's index (`is_index`) `years` links every year with its count and `forces` holds (force, its word,
    count, address of those or ""); on the others both are empty, so that an unrelated new document leaves them alone.
    `pager` holds the pages of the same year. `filter_url`: where the list can be narrowed and sorted.
    """

    url: str
    heading: str
    page_title: str
    description: str
    facet: str
    facet_label: str
    is_index: bool
    year: str
    lines: tuple[ListLine, ...]
    total: int
    forces: tuple[tuple[str, str, int, str], ...]
    years: tuple[PagerLink, ...]
    pager: tuple[PagerLink, ...]
    older: Phrase | None
    newer: Phrase | None
    breadcrumb: tuple[Phrase, ...]
    feed_url: str = ""
    filter_url: str = ""


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """One way to browse: its values with counts and links."""

    key: str
    label: str
    values: tuple[PagerLink, ...]


@dataclass(frozen=True, slots=True)
class YearBar:
    """Documents published in one year, by legal force: (code, label, count)."""

    year: str
    total: int
    forces: tuple[tuple[str, str, int], ...]
    url: str


@dataclass(frozen=True, slots=True)
class BrowsePage:
    """法定主动公开内容: every list with its count, and the picture of the catalogue."""

    url: str
    page_title: str
    groups: tuple[FacetGroup, ...]
    bars: tuple[YearBar, ...]
    chart_svg: str
    breadcrumb: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change in force for 最近变更: what happened to which document, when."""

    on: str
    label: str
    force: str
    document: DocRef
    sentence: str
    by: DocRef | None


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """最近变更: recent and coming changes in force."""

    url: str
    page_title: str
    recent: tuple[ChangeLine, ...]
    upcoming: tuple[ChangeLine, ...]
    breadcrumb: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class OnRequestLine:
    """A 依申请公开 document that the site's setting lists: title and number only."""

    title: str
    number: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The column's first page."""

    url: str
    page_title: str
    newest: tuple[ListLine, ...]
    changes: tuple[ChangeLine, ...]
    forces: tuple[tuple[str, str, int, str], ...]
    sections: tuple[PagerLink, ...]
    total: int


@dataclass(frozen=True, slots=True)
class AsOfPage:
    """A page where a visitor chooses a day.

    `data_urls` are the scripts with the periods of force, one a year of publication, each with the first day on which
    one of its documents existed ("" where that is not known): before it there is nothing to load.
    """

    url: str
    page_title: str
    data_urls: tuple[tuple[str, str], ...]
    first_day: str
    last_day: str
    breadcrumb: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A page that says one thing (404, search shell): heading and paragraphs."""

    url: str
    page_title: str
    heading: str
    paragraphs: tuple[str, ...]
    breadcrumb: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionPage:
    """指南, 制度, 年报, 依申请公开 and other fixed pages: `body_html` is sanitised. `siblings`: others of its 栏目."""

    url: str
    heading: str
    page_title: str
    description: str
    section: str
    updated: str
    body_html: str
    title_in_text: bool
    breadcrumb: tuple[Phrase, ...]
    on_request: tuple[OnRequestLine, ...] = ()
    documents: tuple[ListLine, ...] = ()
    siblings: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every page shows: the agency and the fixed sections. It changes only with settings and the day."""

    name: str
    agency: str
    base_url: str
    domain: str
    site_id_code: str
    icp_number: str
    police_number: str
    address: str
    telephone: str
    correction_url: str
    accessibility_url: str
    releases_url: str
    emblem: str
    sections: tuple[Phrase, ...]
    as_of: str
    language: str = "zh-CN"
