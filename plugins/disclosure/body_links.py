"""Links in a body: what they may point at, what they bring along, where they lead on the site."""

from __future__ import annotations

import posixpath
import re
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.document import Attachment, ReleasedDocument
from plugins.catalogue.findings import Finding, finding
from plugins.catalogue.gate import Reading, is_public
from plugins.catalogue.raw import SourceText
from plugins.catalogue.validate import Attach, RefusedFile
from plugins.disclosure.body import render_body
from plugins.disclosure.document_view import attachment_url
from plugins.disclosure.references import page_url
from plugins.disclosure.sources import is_document


def has_links(body: str) -> bool:
    """True when the body may hold a link or an image; most official texts hold none."""
    return "](" in body or ("<" in body and _TAG.search(body) is not None)


_TAG = re.compile(r"<(?:a\s|img)", re.IGNORECASE)


def with_links(reading: Reading, source: SourceText, attach: Attach) -> tuple[Reading, list[Finding]]:
    """The reading with the images its text shows and the documents it links to; A06 for what it may not link to."""
    own = reading.document.fields
    listed = {a.path for a in own.attachments}
    embedded: dict[str, Attachment] = {}
    pictures: dict[str, int] = {}
    linked: list[tuple[str, int]] = []
    findings: list[Finding] = []
    for link in render_body(source.body, title=own.title, resolve_link=lambda target: target).links:
        if is_external(link.target) or link.target.startswith("#"):
            continue
        line = link.line + source.body_line - 1
        path = content_path(source.path, link.target)
        if path is None:
            findings.append(finding(source.path, line, 1, "A02", link.target))
        elif is_document(path):
            linked.append((path, line))
        elif path in listed:
            continue
        elif link.is_image:
            found = attach(urllib.parse.unquote(link.target.split("#")[0].split("?")[0]))
            if isinstance(found, RefusedFile):
                findings.append(finding(source.path, line, 1, found.code, link.target, expected=found.expected))
            elif not found.media_type.startswith("image/"):
                findings.append(finding(source.path, line, 1, "A06", link.target))
            else:
                embedded[found.path] = found
                pictures.setdefault(found.path, line)
        else:
            findings.append(finding(source.path, line, 1, "A06", link.target))
    fields = replace(own, embedded=tuple(embedded.values()))
    document = replace(reading.document, fields=fields)
    links = tuple(dict.fromkeys(linked))
    return replace(reading, document=document, linked_documents=links, pictures=tuple(pictures.items())), findings


def is_external(target: str) -> bool:
    """True for an address with a scheme (https:, mailto:)."""
    return bool(urllib.parse.urlsplit(target).scheme) or target.startswith("//")


def content_path(document: str, target: str) -> str | None:
    """The path in the content folder that a link in `document` means; None when it leads out."""
    plain = urllib.parse.unquote(urllib.parse.urlsplit(target).path)
    if plain.startswith("/") or "\\" in plain:
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(document), plain))
    return None if path.startswith("../") or path == ".." else path


def link_findings(catalogue: Catalogue, linked: Mapping[str, tuple[tuple[str, int], ...]]) -> list[Finding]:
    """A06 for each link of a released document to one that is not released. `linked` is by source path."""
    released = {d.source_path for d in catalogue}
    return [
        finding(path, line, 1, "A06", target)
        for path, targets in sorted(linked.items())
        if path in released
        for target, line in targets
        if target not in released
    ]


def picture_findings(readings: Iterable[Reading], as_of: date) -> list[Finding]:
    """A06 for each picture in a public text that only documents behind the gate list: showing it would let it out."""
    public = [reading for reading in readings if is_public(reading.document, as_of)]
    held = [reading.document.fields for reading in readings if not is_public(reading.document, as_of)]
    listed = {a.path for reading in public for a in reading.document.fields.attachments}
    withheld = {a.path for own in held for a in (*own.attachments, *own.embedded)} - listed
    return [
        finding(reading.document.fields.source_path, line, 1, "A06", path)
        for reading in public
        for path, line in reading.pictures
        if path in withheld
    ]


def resolver(document: ReleasedDocument, by_path: Mapping[str, ReleasedDocument]) -> Callable[[str], str | None]:
    """Where the links of a released document lead, relative to its page."""
    files = {a.path: attachment_url(document, a) for a in (*document.attachments, *document.embedded)}
    folder = posixpath.dirname(page_url(document))

    def resolve(target: str) -> str | None:
        path = content_path(document.source_path, target)
        if path is None:
            return None
        if path in files:
            url = files[path]
        elif path in by_path:
            url = page_url(by_path[path])
        else:
            return None
        fragment = urllib.parse.urlsplit(target).fragment
        relative = urllib.parse.quote(posixpath.relpath(url, folder))
        return relative + (f"#{fragment}" if fragment else "")

    return resolve
