"""A source's bytes into a draft: front matter, the body as issued, and everything that was changed or found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from plugins.catalogue.document import Disclosure
from plugins.importers.changes import Change, Kind, apply_edits, refuse
from plugins.importers.chrome import Label, chrome_edits
from plugins.importers.decode import control_edits, decode
from plugins.importers.fragments import fragment_edits
from plugins.importers.front_matter import Value, read_head, write_draft
from plugins.importers.markup import comment_edits, pipe_edits
from plugins.importers.page import declared_charset, read_page
from plugins.importers.source import Source
from plugins.importers.stated import front_matter_of
from plugins.importers.suspicions import suspicions

HTML_SUFFIXES = (".html", ".htm")
MARKDOWN_SUFFIXES = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft: `front_matter` in the order of the file, the `body`, all `changes`, and `text`, the whole file.

    The body is the source text after exactly those changes whose kind is an edit (for HTML: the page's document in
    Markdown after them).
    """

    front_matter: dict[str, Value]
    body: str
    changes: tuple[Change, ...]
    text: str


def make_draft(data: bytes, *, path: str, disclosure: str | None = None) -> Draft:
    """The draft of one source. `path` is its relative path with `/`; its ending tells HTML from text.

    公开属性 stays empty unless `disclosure` gives one of the three values, and even then where the source itself
    says otherwise. ImportRefused (in Chinese) when the source is no text, or cannot be read for certain.
    """
    check_disclosure(disclosure)
    pure = PurePosixPath(path)
    is_page = pure.suffix.lower() in HTML_SUFFIXES
    text, changes = decode(data, declared_charset(data) if is_page else "")
    try:
        return _drafted(text, changes, path, disclosure, is_page)
    except RecursionError as error:
        raise refuse("too_deep") from error


def check_disclosure(disclosure: str | None) -> None:
    """ImportRefused unless `disclosure` is None or one of the three values."""
    values = [value.value for value in Disclosure]
    if disclosure is not None and disclosure not in values:
        raise refuse("disclosure", value=disclosure, expected="、".join(values))


def _drafted(text: str, changes: list[Change], path: str, disclosure: str | None, is_page: bool) -> Draft:
    labels: list[Label] = []
    own: dict[str, Value] = {}
    numbers: tuple[int, ...] = ()
    if is_page:
        page = read_page(text)
        text, numbers = page.text, page.numbers
        labels += [replace(label, line=0) for label in page.labels]  # lines of the page, not of the text
        changes += page.changes
    else:
        own, text, _, head_changes = read_head(text)
        changes += head_changes
    is_marked = is_page or PurePosixPath(path).suffix.lower() in MARKDOWN_SUFFIXES
    edits, stated = text_edits(text)
    labels += stated
    masked = _masked(text, edits)
    source = Source(
        text=masked,
        path=path,
        labels=tuple(labels),
        own=own,
        note_end=_note_end(edits),
        disclosure=disclosure,
    )
    values, found = front_matter_of(source)
    own_changes = [*edits, *found, *suspicions(masked, is_markdown=is_marked)]
    if numbers:
        own_changes = [_on_page(change, numbers) for change in own_changes]
    body = apply_edits(text, edits).strip("\n")
    if not body.strip():
        raise refuse("no_text")
    every = tuple(dict.fromkeys([*changes, *own_changes]))
    return Draft(values, body, every, write_draft(values, body))


def text_edits(text: str) -> tuple[list[Change], list[Label]]:
    """All edits and remarks on marks in `text`, none overlapping another; and the values stated by removed chrome."""
    lines = text.split("\n")
    chrome, labels = chrome_edits(text)
    found: list[Change] = []
    taken: dict[int, list[tuple[int, int]]] = {}
    for change in (
        *comment_edits(text),
        *chrome,
        *pipe_edits(lines),
        *fragment_edits(lines),
        *control_edits(lines),
    ):
        if change.kind.is_edit:
            span = (change.column, change.column + len(change.before))
            spans = taken.setdefault(change.line, [])
            if any(span[0] < end and start < span[1] for start, end in spans):
                continue
            spans.append(span)
        found.append(change)
    return found, labels


def _masked(text: str, changes: Iterable[Change]) -> str:
    """`text` after the edits, with its line numbers unchanged."""
    lines = text.split("\n")
    for change in sorted((c for c in changes if c.kind.is_edit), key=lambda c: -c.column):
        line = lines[change.line - 1]
        start = change.column - 1
        lines[change.line - 1] = line[:start] + change.after + line[start + len(change.before) :]
    return "\n".join(lines)


def _note_end(edits: Iterable[Change]) -> int | None:
    """The line of the mark that closes the opening notes in law collections (`<!-- INFO END -->`)."""
    marks = (c.line for c in edits if c.kind is Kind.COMMENT and "INFO END" in c.before)
    return min(marks, default=None)


def _on_page(change: Change, numbers: tuple[int, ...]) -> Change:
    inside = 0 < change.line <= len(numbers)
    return replace(change, line=numbers[change.line - 1]) if inside else change
