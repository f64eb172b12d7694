"""The words inside findings: what was found and what was expected, from `tables/details.toml`."""

from __future__ import annotations

from plugins.catalogue import tables


def detail(name: str, **values: object) -> str:
    """The words `name` with their places filled. KeyError when there are none of that name."""
    text: str = tables.load("details")["words"][name]
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text
