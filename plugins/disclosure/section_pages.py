"""The fixed sections (指南, 制度, 年报, 依申请公开): a Markdown file each, checked and rendered like a document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.days import parse_day
from plugins.catalogue.details import detail
from plugins.catalogue.findings import Finding, finding, nearest
from plugins.catalogue.raw import Raw
from plugins.disclosure.body import render_body
from plugins.disclosure.front_matter import split_source
from plugins.disclosure.list_views import list_line
from plugins.disclosure.settings import ColumnSettings
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
    values: dict[str, str] = {}
    for key, value in source.pairs:
        findings += _check(key, value, keys, values, path)
    slug = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if not slug.replace("-", "").isalnum() or not slug.isascii():
        findings.append(finding(path, 0, 0, "P01", slug, expected=words["slug"]))
    for key in keys[:2]:
        if not values.get(key):
            findings.append(finding(path, 1, 1, "P01", words["missing"].replace("{key}", key), expected=f"{key}: …"))
    section = values.get("栏目", "")
    if section and section not in words["names"]:
        findings.append(finding(path, 1, 1, "P01", section, expected="、".join(words["names"])))
    written = values.get("更新日期", "")
    day = parse_day(written) if written else None
    if written and day is None:
        findings.append(finding(path, 1, 1, "V03", written, key="更新日期"))
    updated = day.isoformat() if day else ""
    if section == "指南":
        for item, spellings in words["guide_items"].items():
            if not any(spelling in source.body for spelling in spellings):
                findings.append(finding(path, 1, 1, "P02", item))
    if any(f.severity.value == "error" for f in findings):
        return None, findings
    page = SectionSource(path, slug.lower(), values["标题"], section, updated, values.get("内容概述", ""), source.body)
    return page, findings


def _check(key: Raw, value: Raw, keys: list[str], values: dict[str, str], path: str) -> list[Finding]:
    if key.text not in keys:
        close = nearest(key.shown, keys)
        return [finding(path, key.line, key.column, "M03", key.shown, expected=close or "、".join(keys))]
    if key.text in values:
        return [finding(path, key.line, key.column, "M02", key.shown, first="?")]
    if value.text is None:
        return [
            finding(
                path, value.line, value.column, "M05", value.shown, key=key.text, expected=detail("line"), example=""
            )
        ]
    values[key.text] = value.text.strip()
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
    """Links between fixed pages: the other page's .md becomes its .html."""
    if target.endswith(".md") and "/" not in target:
        return target.removesuffix(".md") + ".html"
    return target if target.endswith((".html", "/")) and not target.startswith("/") else None
