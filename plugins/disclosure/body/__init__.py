"""The official text, exactly as issued: from Markdown as typed to sanitised HTML.

Nothing typed is lost, renumbered or corrected. What counts as markup is little: headings with `#`, `**bold**`, links
and images whose target looks like an address, pipe tables, bullet lists of two items or more, allow-listed HTML, and
HTML comments, which are dropped. All else is text.
"""

from __future__ import annotations

from collections.abc import Callable

from plugins.disclosure.body import fast, reference, text
from plugins.disclosure.body.model import Body, BodyLink, OutlineItem

__all__ = ["Body", "BodyLink", "OutlineItem", "plain_text", "render_body"]


def render_body(source: str, *, title: str, resolve_link: Callable[[str], str | None]) -> Body:
    """The rendered body of a document.

    `source` is the text after the front matter, `title` the document's title without markup. `resolve_link` is asked
    for each local target as typed and returns the address to write, relative to the page and quoted, or None: then the
    link is shown as typed. External addresses and `#fragments` are written as they are; external images are not shown
    as images. A pure function, linear in the length of `source`; it raises nothing for any text.
    """
    return fast.render(source, title) or reference.render(source, title, resolve_link)


def plain_text(source: str, *, title: str) -> str:
    """The official text without markup, one block a line, for search, clauses, copies and comparison.

    The title is included where it stands in the text, because it was issued with it. White space is kept as typed;
    table rows have tabs between their cells. No HTML is involved: the text comes from the blocks themselves.
    """
    simple = fast.plain_text(source)
    return text.plain_text(source) if simple is None else simple
