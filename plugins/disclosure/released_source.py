"""A released document's source as it may leave the repository: without internal fields and front-matter comments."""

from __future__ import annotations

import hashlib

from plugins.catalogue import vocabulary
from plugins.catalogue.raw import Raw
from plugins.disclosure.body.lines import without_comments


def released_source(head: str, pairs: tuple[tuple[Raw, Raw], ...], body: str) -> str:
    """The Markdown text to publish. `head` is the text between the two `---` lines, `body` what follows them.

    Every line of an internal field goes, every comment line outside a value of several lines, and HTML comments.
    All else stays as it is typed; line ends are `\\n`.
    """
    known = vocabulary.by_name()
    body = without_comments(body)  # no page shows them: they are the editors' own
    if "#" not in head and all((field := known.get(key.text or "")) and field.visible for key, _ in pairs):
        return f"---\n{head}\n---\n{body}" if head else f"---\n---\n{body}"  # nothing in it stays behind
    lines = head.split("\n") if head else []
    starts = sorted((key.line - 2, key.text or "", value) for key, value in pairs)
    kept: list[str] = []
    place = 0
    for number, (start, name, value) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(lines)
        kept += _without_comments(lines[place:start])
        field = known.get(name)
        if field is not None and field.visible:
            own = lines[start:end]
            kept += own if "\n" in (value.text or "") else _without_comments(own)
        place = max(place, end)
    return "---\n" + "".join(line + "\n" for line in kept) + "---\n" + body


def digest_of(text: str) -> str:
    """sha256 of the text as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _without_comments(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.lstrip().startswith("#")]
