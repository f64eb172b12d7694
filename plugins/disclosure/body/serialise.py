"""Writes an element tree as HTML, in exactly the form in which the sanitiser writes it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ElementTree

from plugins.disclosure.body import allowed
from plugins.disclosure.body.lines import escape

_VOID = allowed.VOID | {"col"}


def serialise(tree: Element | ElementTree[Element]) -> str:
    """The HTML of a tree, one block a line. Works without recursion, so depth does not matter."""
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
        separator = "\n" if node is root else ""
        waiting.append("" if node.tag in _VOID else f"</{node.tag}>")
        for child in reversed(node):
            if separator or child.tail:
                waiting.append(escape(child.tail or "") + separator)
            waiting.append(child)
    return "".join(written)


def _start(element: Element) -> str:
    attributes = "".join(
        f' {name}="{escape(value).replace(chr(34), "&quot;")}"' for name, value in element.attrib.items()
    )
    return f"<{element.tag}{attributes}>"
