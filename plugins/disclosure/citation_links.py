"""Mentions in the official text become links. The text itself keeps every character."""

from __future__ import annotations

import html
import posixpath
import re

from plugins.catalogue.citations import cited_document
from plugins.catalogue.clauses.dates import chinese_number
from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.mentions import mentions, names_own_article, own_articles
from plugins.disclosure.references import page_url

_PIECE = re.compile("<[^>]*>|[^<]+")
"""The tags, and the text between them."""
_CLOSED = re.compile("<(/?)(?:a|h[1-6])[ >]")
"""Elements in which no link is made."""


def with_links(body: str, document: ReleasedDocument, column: Column, anchors: tuple[str, ...]) -> str:
    """The body's HTML with a link round each 《名称》 that is a document of the catalogue, and each 本办法第X条.

    `body` is our own sanitised HTML, where every `<` opens a tag. Text inside a link or a heading is left as it is.
    """
    if "《" not in body and not names_own_article(body):
        return body
    known = frozenset(anchors)
    out: list[str] = []
    closed_to_links = 0
    for piece in _PIECE.findall(body):
        if piece[0] == "<":
            if piece[1] in "ah/" and (tag := _CLOSED.match(piece)):
                closed_to_links += -1 if tag[1] else 1
            out.append(piece)
        elif closed_to_links or ("《" not in piece and "本" not in piece):
            out.append(piece)
        else:
            out.append(_linked(piece, document, column, known))
    return "".join(out)


def _linked(escaped: str, document: ReleasedDocument, column: Column, anchors: frozenset[str]) -> str:
    """One run of text with its links. Escaped characters stand for themselves, so places are counted in the run."""
    found: list[tuple[int, int, str]] = []
    for mention in mentions(escaped):
        named = (html.unescape(mention.title), mention.number)
        cited = cited_document(named, document, column.catalogue)
        if cited:
            found.append((mention.start, mention.end, _address(document, cited)))
    for own in own_articles(escaped):
        number = chinese_number(own.article)
        more = chinese_number(own.more) if own.more else None
        anchor = f"tiao-{number}" + (f"-{more}" if more else "")
        if anchor in anchors:
            found.append((own.start, own.end, f"#{anchor}"))
    if not found:
        return escaped
    out, last = [], 0
    for start, end, url in sorted(found):
        if start < last:
            continue
        out += [escaped[last:start], f'<a class="citation" href="{html.escape(url)}">', escaped[start:end], "</a>"]
        last = end
    out.append(escaped[last:])
    return "".join(out)


def _address(document: ReleasedDocument, cited: ReleasedDocument) -> str:
    return posixpath.relpath(page_url(cited), posixpath.dirname(page_url(document)))
