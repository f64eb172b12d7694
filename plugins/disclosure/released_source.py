"""A released document's source as it may leave the repository: without internal fields and front-matter comments."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any

import yaml

from plugins.catalogue import vocabulary
from plugins.catalogue.raw import Raw
from plugins.disclosure.body.lines import without_comments


def released_source(
    head: str, pairs: tuple[tuple[Raw, Raw], ...], body: str, *, is_plain: bool, without: frozenset[str] = frozenset()
) -> str:
    """The Markdown text to publish. `head` is the text between the two `---` lines, `body` what follows them.

    Internal fields go, those named in `without` too, comments of the front matter and HTML comments. What stays is as
    it is typed where each value stands on lines of its own (`is_plain`) or nothing goes; otherwise the front matter is
    written anew: a line of YAML may hold more than one value, or a comment behind one. Line ends are `\\n`.
    """
    known = vocabulary.by_name()
    body = without_comments(body)  # no page shows them: they are the editors' own
    kept = [
        (key, value)
        for key, value in pairs
        if (field := known.get(key.text or "")) and field.visible and field.name not in without
    ]
    if len(kept) == len(pairs) and "#" not in head:
        return f"---\n{head}\n---\n{body}" if head else f"---\n---\n{body}"
    if not is_plain:
        written = {key.text: _value(value) for key, value in kept}
        text = yaml.safe_dump(written, allow_unicode=True, sort_keys=False, width=10**9) if written else ""
        return f"---\n{text}---\n{body}"
    lines = head.split("\n")
    starts = [key.line - 2 for key, _ in pairs] + [len(lines)]
    stays = {key.line for key, _ in kept}
    own = [lines[start:end] for start, end in itertools.pairwise(starts) if start + 2 in stays]
    return "---\n" + "".join(line + "\n" for part in own for line in part) + "---\n" + body


def _value(raw: Raw) -> Any:
    if raw.items is not None:
        return [_value(item) for item in raw.items]
    if raw.pairs is not None:
        return {key.text: _value(value) for key, value in raw.pairs}
    return raw.text


def digest_of(text: str) -> str:
    """sha256 of the text as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
