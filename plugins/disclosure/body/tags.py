"""Recognises a tag that the allow-list lets an editor write; every other `<` is a character."""

from __future__ import annotations

import re
from html import unescape

from plugins.disclosure.body import allowed

# No `<` or `>` inside a tag, and no step back: the work stays linear whatever is typed.
_ATTRIBUTES = (
    r"(?:\s++[^\s\"'<>/=]++"
    r"(?:\s*+=\s*+(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^\s\"'=<>`]++))?+)*+"
)


def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        rf"<(/?)({'|'.join(sorted(names))})(?=[\s/>])({_ATTRIBUTES})\s*+(/?)>",
        re.IGNORECASE,
    )


WRITTEN = _pattern(allowed.WRITTEN)
"""A whole allow-listed tag. Groups: `/` of an end tag, name, attributes, `/` of an empty tag."""
INLINE = _pattern(allowed.INLINE)
"""The same for tags inside a line."""
POSSIBLE = re.compile(rf"</?(?:{'|'.join(sorted(allowed.WRITTEN))})[\s/>]", re.IGNORECASE)
"""Where an allow-listed tag could begin; where it finds nothing there is no HTML."""

_ATTRIBUTE = re.compile(
    r"([^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++)))?+",
)


def attributes(typed: str) -> dict[str, str]:
    """The attributes of a tag, names in lower case, values decoded; of a repeated one the first counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(typed):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


def table_attributes(tag: str, typed: str) -> dict[str, str]:
    """The attributes of a table tag that may be written; other attributes are markup and are dropped."""
    names = allowed.WRITTEN_ATTRIBUTES.get(tag)
    if not names or not typed:
        return {}
    return {
        name: value for name, value in attributes(typed).items() if name in names and allowed.written_value(name, value)
    }
