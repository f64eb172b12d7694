"""Redline: what changed between two texts, by 条 and by character. The comparing is diff-match-patch's."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from diff_match_patch import diff_match_patch

from plugins.disclosure.views import ComparisonRow

_ARTICLE = re.compile(r"^[\s　]*第[〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?")
_HEADING = re.compile(r"^[\s　]*(?:第[〇零一二三四五六七八九十百]+[编章节]|[一二三四五六七八九十]+、|附件\d*)")
_ALIKE = 0.35
"""Below this share of common text two articles are one removed and one added."""
_MOST_PAIRS = 40_000
"""A gap with more pairs than this is aligned in order, not by likeness: the time stays bounded."""


@dataclass(frozen=True, slots=True)
class Block:
    """An article with its paragraphs, or a paragraph outside any. `label` is 第X条 or empty."""

    label: str
    text: str

    @property
    def heading(self) -> str:
        """What the row is called: 第X条, or the heading itself; empty for other paragraphs."""
        return self.label or (self.text if _HEADING.match(self.text) and len(self.text) <= 40 else "")

    @property
    def body(self) -> str:
        """The text without its label, by which blocks are recognised when 条 are renumbered."""
        return "".join(self.text[len(self.label) :].split())


def blocks_of(text: str) -> list[Block]:
    """The text cut into articles; what stands before the first one, and headings, are blocks of their own."""
    out: list[Block] = []
    inside = False
    for line in text.split("\n"):
        plain = line.strip()
        if not plain:
            continue
        article = _ARTICLE.match(plain)
        if article:
            inside = True
            out.append(Block(article.group().strip(), plain))
        elif inside and not _HEADING.match(plain):
            out[-1] = Block(out[-1].label, out[-1].text + "\n" + plain)
        else:
            inside = False
            out.append(Block("", plain))
    return out


def redline(old: str, new: str) -> tuple[ComparisonRow, ...]:
    """The rows of a comparison, in the new text's order; what was removed stands where it was."""
    rows = []
    for one, other in _aligned(blocks_of(old), blocks_of(new)):
        if one and other:
            rows.append(_changed(one, other))
        elif one:
            rows.append(ComparisonRow(one.heading, "removed", _marked("del", one.text), "", _marked("del", one.text)))
        elif other:
            rows.append(
                ComparisonRow(other.heading, "added", "", _marked("ins", other.text), _marked("ins", other.text))
            )
    return tuple(rows)


def _aligned(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[Block | None, Block | None]]:
    """Pairs of blocks that are one another's versions; None on the side where there is none."""
    out: list[tuple[Block | None, Block | None]] = []
    matcher = SequenceMatcher(None, [b.body for b in old], [b.body for b in new], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            out += zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            out += _gap(old[i1:i2], new[j1:j2])
    return out


def _gap(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[Block | None, Block | None]]:
    """Blocks that differ: the alignment that keeps the order and has the most text in common."""
    if not old or not new:
        return [(b, None) for b in old] + [(None, b) for b in new]
    if len(old) * len(new) > _MOST_PAIRS:
        common = min(len(old), len(new))
        pairs: list[tuple[Block | None, Block | None]] = list(zip(old[:common], new[:common], strict=True))
        return pairs + [(b, None) for b in old[common:]] + [(None, b) for b in new[common:]]
    likeness = [[_likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= _ALIKE else -1.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    out: list[tuple[Block | None, Block | None]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] >= _ALIKE and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            out.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            out.append((old[i], None))
            i += 1
        else:
            out.append((None, new[j]))
            j += 1
    return out + [(b, None) for b in old[i:]] + [(None, b) for b in new[j:]]


def _likeness(one: Block, other: Block) -> float:
    """Share of common text; blocks of one label get a little more, so that a rewritten 条 stays with itself."""
    if bool(one.label) != bool(other.label):
        return 0.0
    matcher = SequenceMatcher(None, one.body, other.body, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio() + (0.1 if one.label and one.label == other.label else 0.0)


def _changed(one: Block, other: Block) -> ComparisonRow:
    if one.text == other.text:
        same = _escaped(one.text)
        return ComparisonRow(other.heading, "same", same, same, same)
    differ = diff_match_patch()
    differ.Diff_Timeout = 0  # the result must not depend on how fast the machine is
    parts = differ.diff_main(one.text, other.text)
    differ.diff_cleanupSemantic(parts)
    old_html, new_html, inline = [], [], []
    for operation, text in parts:
        if operation < 0:
            old_html.append(_marked("del", text))
            inline.append(_marked("del", text))
        elif operation > 0:
            new_html.append(_marked("ins", text))
            inline.append(_marked("ins", text))
        else:
            for side in (old_html, new_html, inline):
                side.append(_escaped(text))
    return ComparisonRow(other.heading, "changed", "".join(old_html), "".join(new_html), "".join(inline))


def _marked(tag: str, text: str) -> str:
    return f"<{tag}>{_escaped(text)}</{tag}>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")
