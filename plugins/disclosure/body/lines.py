"""From a body as typed to its lines: line ends, comments, and characters that HTML cannot hold."""

from __future__ import annotations

import re

LONGEST_MARKED_LINE = 200_000
"""A longer line (in characters) is text as typed: no markup is looked for in it, which bounds the work."""

# Controls, lone surrogates and non-characters. Reading refuses them with a finding; should one come this far, it is
# shown as U+FFFD, because a browser would drop it without a word.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]++",
)


def without_comments(source: str) -> str:
    """`source` without HTML comments; the line ends inside them stay, so that lines keep their numbers.

    `<!--` that is never closed is text.
    """
    start = source.find("<!--")
    if start < 0:
        return source
    kept: list[str] = []
    done = 0
    while start >= 0:
        end = source.find("-->", start + 4)
        if end < 0:
            break
        kept.append(source[done:start])
        kept.append("\n" * source.count("\n", start, end))
        done = end + 3
        start = source.find("<!--", done)
    kept.append(source[done:])
    return "".join(kept)


def clean(source: str) -> str:
    """`source` with `\\n` line ends, no comments, and U+FFFD for each character that HTML cannot hold."""
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    return without_comments(writable(source))


def writable(text: str) -> str:
    """`text` with U+FFFD for each character that HTML cannot hold."""
    if _UNWRITABLE.search(text):
        return _UNWRITABLE.sub(lambda found: "\ufffd" * len(found.group()), text)
    return text


def escape(text: str) -> str:
    """`text` as HTML character data, written exactly as the sanitiser writes it."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "\xa0" in text:
        text = text.replace("\xa0", "&nbsp;")
    return text
