"""Renders a body in a test, by both renderers where both can."""

from __future__ import annotations

from plugins.disclosure.body import Body, fast, reference, render_body
from plugins.disclosure.body.sanitise import sanitise


def resolve(target: str) -> str | None:
    """An address for local targets, none for a file that is missing."""
    return None if "missing" in target else f"../{target}"


def render(source: str, title: str = "示例市公园管理办法") -> Body:
    """The body. Fails where the two renderers differ, or where the sanitiser would change what the fast one wrote."""
    body = render_body(source, title=title, resolve_link=resolve)
    quick = fast.render(source, title)
    if quick is not None:
        assert quick == reference.render(source, title, resolve)
        assert sanitise(quick.html) == quick.html
    return body


def html(source: str) -> str:
    """The HTML of a body."""
    return render(source).html
