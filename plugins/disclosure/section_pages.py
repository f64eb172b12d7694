"""The fixed sections (指南, 制度, 年报, 依申请公开): a Markdown file each, checked and rendered like a document."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.days import parse_day
from plugins.catalogue.details import detail
from plugins.catalogue.findings import Finding, finding, nearest
from plugins.catalogue.raw import Raw
from plugins.disclosure.body import Body, render_body
from plugins.disclosure.body_links import has_links, is_external
from plugins.disclosure.front_matter import split_source
from plugins.disclosure.list_views import list_line
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.sources import is_document
from plugins.disclosure.views import OnRequestLine, Phrase, SectionPage


@dataclass(frozen=True, slots=True)
class SectionSource:
    """A fixed page as read: what its front matter says, and its text."""

    path: str
    slug: str
    title: str
    section: str
    updated: str
    summary: str
    body: str
    body_line: int = 1

    @property
    def url(self) -> str:
        """The page's address."""
        return f"pages/{self.slug}.html"


def read_section(data: bytes, path: str) -> tuple[SectionSource | None, list[Finding]]:
    """The fixed page in a file's bytes, or None with the findings that say why not."""
    words = tables.load("pages")["sections"]
    source, findings = split_source(data, path)
    if source is None:
        return None, findings
    keys: list[str] = words["keys"]
    values: dict[str, _Value] = {}
    for key, value in source.pairs:
        findings += _check(key, value, keys, values, path)
    slug = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if not slug.replace("-", "").isalnum() or not slug.isascii():
        findings.append(finding(path, 0, 0, "P01", slug, expected=words["slug"]))
    for key in keys[:2]:
        text, line, column = values.get(key, _NONE)
        if not text:
            wanted = words["missing"].replace("{key}", key)
            findings.append(finding(path, line, column, "P01", wanted, expected=f"{key}: …"))
    section, line, column = values.get("栏目", _NONE)
    if section and section not in words["names"]:
        findings.append(finding(path, line, column, "P01", section, expected="、".join(words["names"])))
    written, line, column = values.get("更新日期", _NONE)
    day = parse_day(written) if written else None
    if written and day is None:
        findings.append(finding(path, line, column, "V03", written, key="更新日期"))
    updated = day.isoformat() if day else ""
    if section == "指南":
        for item, spellings in words["guide_items"].items():
            if not any(spelling in source.body for spelling in spellings):
                findings.append(finding(path, 1, 1, "P02", item))
    if any(f.severity.value == "error" for f in findings):
        return None, findings
    title, summary = values["标题"][0], values.get("内容概述", _NONE)[0]
    return SectionSource(path, slug.lower(), title, section, updated, summary, source.body, source.body_line), findings


def section_links(sources: Iterable[SectionSource]) -> list[Finding]:
    """P03 for each link of a fixed page that leads to no page, or to a place that is not on its page."""
    pages = {source.path.rsplit("/", 1)[-1]: source for source in sources}
    bodies: dict[str, Body] = {}

    def body_of(name: str) -> Body:
        if name not in bodies:
            page = pages[name]
            bodies[name] = render_body(page.body, title=page.title, resolve_link=lambda target: target)
        return bodies[name]

    words = tables.load("pages")["sections"]
    findings = []
    for own, source in sorted(pages.items()):
        for link in body_of(own).links if has_links(source.body) else ():
            name, sign, place = link.target.partition("#")
            name = name or own
            if is_external(link.target):
                continue
            if name in pages:
                anchors = body_of(name).anchors
                if not sign or not place or urllib.parse.unquote(place) in anchors:
                    continue
                near = nearest(place, anchors) or "、".join(anchors[:8])
                expected = words["link_place"].replace("{page}", name).replace("{near}", near or words["no_place"])
            elif _resolve(link.target) is not None and not is_document(name):
                continue
            else:
                expected = nearest(name, list(pages)) or words["link_page"]
            line = link.line + source.body_line - 1
            findings.append(finding(source.path, line, 1, "P03", link.target, expected=expected))
    return findings


_Value = tuple[str, int, int]
"""What is written, and its line and column."""
_NONE: _Value = ("", 1, 1)


def _check(key: Raw, value: Raw, keys: list[str], values: dict[str, _Value], path: str) -> list[Finding]:
    if key.text not in keys:
        close = nearest(key.shown, keys)
        return [finding(path, key.line, key.column, "M03", key.shown, expected=close or "、".join(keys))]
    if key.text in values:
        return [finding(path, key.line, key.column, "M02", key.shown, first=str(values[key.text][1]))]
    if value.text is None:
        return [
            finding(
                path,
                value.line,
                value.column,
                "M05",
                value.shown,
                key=key.text,
                expected=detail("line"),
                example=detail("part_text", key=key.text),
            )
        ]
    values[key.text] = value.text.strip(), value.line or key.line, value.column or key.column
    return []


def section_page(
    source: SectionSource, column: Column, settings: ColumnSettings, sources: Iterable[SectionSource] = ()
) -> SectionPage:
    """The page as a value. `sources`: all fixed pages, to name those of the same 栏目."""
    words = tables.load("pages")
    body = render_body(source.body, title=source.title, resolve_link=_resolve)
    separator = words["site"]["separator"]
    reports = []
    if source.section == "年报":
        reports = [list_line(column, d) for d in reversed(column.catalogue.documents) if d.category == "年度报告"]
    requests = column.on_request if source.section == "依申请公开" else ()
    return SectionPage(
        url=source.url,
        heading=source.title,
        page_title=f"{source.title}{separator}{settings.site_name}",
        description=source.summary or f"{settings.agency or settings.site_name}{source.title}",
        section=words["sections"]["names"].get(source.section, source.title),
        updated=source.updated,
        body_html=body.html,
        title_in_text=body.title_in_text,
        breadcrumb=(Phrase(words["breadcrumb"]["home"], "index.html"), Phrase(source.title)),
        on_request=tuple(OnRequestLine(entry.title, entry.document_number) for entry in requests),
        documents=tuple(reports),
        siblings=tuple(
            Phrase(other.title, other.url)
            for other in sorted(sources, key=lambda other: other.url)
            if source.section and other.section == source.section and other.url != source.url
        ),
    )


def _resolve(target: str) -> str | None:
    """Links between fixed pages: the other page's .md becomes its .html, and the place on it stays."""
    page, sign, place = target.partition("#")
    if is_document(page) and "/" not in page:
        return page.rpartition(".")[0].lower() + ".html" + sign + place
    return target if page.endswith((".html", "/")) and not page.startswith("/") else None
