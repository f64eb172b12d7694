"""The allow-list: every tag, attribute, class and scheme that a rendered body may hold."""

from __future__ import annotations

import re

VOID = frozenset({"br", "hr", "img"})
INLINE = frozenset({"strong", "em", "b", "i", "u", "sub", "sup", "span", "a", "img", "br"})
"""Tags that an editor may write inside a line."""
TABLE_PARTS = frozenset(
    {"caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"},
)
BLOCK = frozenset({"table", "p", "div", "ul", "ol", "li", "hr"}) | TABLE_PARTS
"""Tags that an editor may write as HTML blocks."""
WRITTEN = INLINE | BLOCK
"""All tags that an editor may write. Anything else that looks like a tag is text."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TAGS = WRITTEN | HEADINGS
"""All tags in the output."""

WRITTEN_ATTRIBUTES: dict[str, frozenset[str]] = {
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "li": frozenset({"value"}),
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt"}),
}
"""Attributes an editor may write; others are dropped, they are markup."""

CLASSES = frozenset(
    {
        "document-title",
        "document-number",
        "addressee",
        "typed-heading",
        "typed-indent",
        "article",
        "article-number",
        "article-paragraph",
        "item",
        "subitem",
        "section",
        "contents-entry",
        "signature",
        "disclosure-note",
        "table-scroll",
        "align-left",
        "align-center",
        "align-right",
    },
)
"""Classes that the renderer itself writes; an editor cannot write any."""

SCHEMES = frozenset({"http", "https", "mailto"})

_ANCHOR = re.compile(r"(?:tiao|bian|fenbian|zhang|jie|s|fujian|fulu|fubiao|biaoti)-[a-z0-9-]{1,80}")
_SPAN = re.compile(r"[1-9][0-9]{0,2}")
_NUMBER = re.compile(r"-?[0-9]{1,6}")
_NUMBERING = frozenset({"1", "a", "A", "i", "I"})
"""How a list is numbered: what a reader sees before its items."""
_LABEL = re.compile(r"[^<>\"&]{1,40}")
_SCOPES = frozenset({"row", "col", "rowgroup", "colgroup"})


def written_value(attribute: str, value: str) -> bool:
    """True where `value` is a possible value of an attribute of a table or list that an editor may write."""
    if attribute in ("colspan", "rowspan", "span"):
        return _SPAN.fullmatch(value) is not None
    if attribute in ("start", "value"):
        return _NUMBER.fullmatch(value) is not None
    if attribute == "type":
        return value in _NUMBERING
    if attribute == "reversed":
        return value in ("", "reversed")
    return attribute == "scope" and value in _SCOPES


def output_value(tag: str, attribute: str, value: str) -> str | None:
    """`value` where the output may hold it in this place, None where it may not. The sanitiser asks this."""
    if attribute == "class":
        return value if value and all(name in CLASSES for name in value.split(" ")) else None
    if attribute == "id":
        return value if _ANCHOR.fullmatch(value) else None
    if tag == "div":
        fits = {"tabindex": value == "0", "role": value == "region"}
        return value if fits.get(attribute, _LABEL.fullmatch(value) is not None) else None
    if attribute == "src":
        return value if _is_local(value) else None
    if attribute in ("href", "alt"):
        return value
    return value if written_value(attribute, value) else None


def _is_local(address: str) -> bool:
    head = address.split("/", 1)[0]
    return not address.startswith(("//", "\\")) and ":" not in head


OUTPUT_ATTRIBUTES: dict[str, set[str]] = {
    tag: {"class", "id"} | set(WRITTEN_ATTRIBUTES.get(tag, ())) for tag in TAGS - VOID
}
OUTPUT_ATTRIBUTES["img"] = {"src", "alt"}
OUTPUT_ATTRIBUTES["div"] |= {"tabindex", "role", "aria-label"}
"""Attributes in the output, by tag."""
