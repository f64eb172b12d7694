"""Writes an element tree as HTML, in exactly the form in which the sanitiser writes it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ElementTree

from plugins.disclosure.body import allowed
from plugins.disclosure.body.lines import escape

_VOID = allowed.VOID | {"col"}
_SPACED = frozenset({"table", "colgroup", "thead", "tbody", "tfoot", "tr"})
"""A line break stands between their children, so that the words of neighbouring cells do not run together where tags
are taken away."""


def serialise(tree: Element | ElementTree[Element]) -> str:
    """The HTML of a tree, one block and one table cell a line. Works without recursion, so depth does not matter."""
    root = tree.getroot() if isinstance(tree, ElementTree) else tree
    written: list[str] = []
    waiting: list[Element | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            written.append(node)
            continue
        written.append(_start(node))
        if node.text:
            written.append(escape(node.text))
        spaced = node.tag in _SPACED
        waiting.append("" if node.tag in _VOID else f"</{node.tag}>")
        separator = "\n" if node is root else ""
        for child in reversed(node):
            if separator or child.tail:
                waiting.append(escape(child.tail or "") + separator)
            waiting.append(child)
            separator = "\n" if node is root or spaced else ""
    return "".join(written)


def _start(element: Element) -> str:
    attributes = "".join(
        f' {name}="{escape(value).replace(chr(34), "&quot;")}"' for name, value in element.attrib.items()
    )
    return f"<{element.tag}{attributes}>"
