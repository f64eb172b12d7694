"""Redline: what changed between two texts, by 条, by clause and by character.

The comparing is difflib's; diff-match-patch makes of its result what a reader can follow.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

from diff_match_patch import diff_match_patch

from plugins.catalogue import tables
from plugins.disclosure.views import ComparisonRow

_ARTICLE = re.compile(r"^[\s　]*第[〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?")
_HEADING = re.compile(r"^[\s　]*(?:第[〇零一二三四五六七八九十百]+[编章节]|[一二三四五六七八九十]+、|附件\d*)")
_ALIKE = 0.2
"""Below this share of common character pairs two blocks are one removed and one added."""
_LABEL = 0.1
"""What two blocks with one label are more alike than their texts: a rewritten 条 stays with itself."""
_COMMON = 16
"""A pair of characters in more blocks than this tells none of them from the others."""
_WEIGHT = 720_720
"""Of a pair of characters, shared among its blocks: a whole number, so that sums are the same in any order."""
_CLAUSE = re.compile(r"[^，。；：、！？（）《》\s]*[，。；：、！？（）《》\s]+|[^，。；：、！？（）《》\s]+")
_WHOLE = re.compile(
    "[0-9０-９]+(?:[.．][0-9０-９]+)*|[A-Za-z]+|[（(][一二三四五六七八九十]+[）)]|[〇零一二三四五六七八九十百千]{2,}"
    "|[\U000f0000-\U000fffff]"
)
"""What is never cut: a number, the （一） of an item, a word in letters (and what their signs would be taken for)."""
_PRIVATE = 0xF0000
"""The first character of a private plane; they stand for numbers and words while texts are compared."""
_MOST_CHARACTERS = 200_000
"""Two runs with more pairs of characters than this are compared by clause only: the time stays bounded."""

Part = tuple[int, str]
"""-1 removed, 0 in both, 1 added; and the text."""


@dataclass(frozen=True, slots=True)
class Block:
    """An article with its paragraphs, or a paragraph outside any. `label` is 第X条 or empty.

    `under` is the heading that a paragraph outside any article stands under, or empty.
    """

    label: str
    text: str
    under: str = ""

    @property
    def heading(self) -> str:
        """What the row is called: 第X条, or the heading itself, or that above it; empty before the first of them."""
        return self.label or (self.text if _HEADING.match(self.text) and len(self.text) <= 40 else self.under)

    @property
    def body(self) -> str:
        """The text without its label, by which blocks are recognised when 条 are renumbered."""
        return "".join(self.text[len(self.label) :].split())


def blocks_of(text: str) -> list[Block]:
    """The text cut into articles; what stands before the first one, and headings, are blocks of their own."""
    out: list[Block] = []
    inside, under = False, ""
    for line in text.split("\n"):
        plain = line.strip()
        if not any(character.isprintable() for character in plain):
            continue
        article = _ARTICLE.match(plain)
        if article:
            inside = True
            out.append(Block(article.group().strip(), plain))
        elif inside and not _HEADING.match(plain):
            out[-1] = Block(out[-1].label, out[-1].text + "\n" + plain)
        else:
            inside = False
            out.append(Block("", plain, under))
            under = out[-1].heading
    return out


def redline(old: str, new: str) -> tuple[ComparisonRow, ...]:
    """The rows of a comparison, in the new text's order; what was removed stands where it was."""
    rows = []
    before, after = blocks_of(old), blocks_of(new)
    unnamed = "" if any(block.label for block in (*before, *after)) else tables.load("theme")["document"]["text"]
    for one, other in _aligned(before, after):
        if one and other:
            rows.append(_changed(one, other, unnamed))
        elif one:
            marked = _marked("del", one.text)
            rows.append(ComparisonRow(one.heading or unnamed, "removed", marked, "", marked))
        elif other:
            marked = _marked("ins", other.text)
            rows.append(ComparisonRow(other.heading or unnamed, "added", "", marked, marked))
    return tuple(rows)


def _aligned(old: Sequence[Block], new: Sequence[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    """Pairs of blocks that are one another's versions; None on the side where there is none."""
    matcher = SequenceMatcher(None, [b.body for b in old], [b.body for b in new], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            yield from _gap(old[i1:i2], new[j1:j2])


def _gap(old: Sequence[Block], new: Sequence[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    """Blocks that differ: the alignment that keeps the order and has the most in common."""
    i = j = 0
    for at, other in chain(_best_chain(_alike(old, new), len(new)) if old and new else (), ((len(old), len(new)),)):
        yield from ((block, None) for block in old[i:at])
        yield from ((None, block) for block in new[j:other])
        if at < len(old):
            yield old[at], new[other]
        i, j = at + 1, other + 1


def _alike(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[int, int, float]]:
    """(place in old, place in new, likeness) of all blocks that may be versions of one another, in that order.

    Likeness is the share of common pairs of characters (Dice's), the rarer ones counting more.
    """
    pairs = [
        [{a + b for a, b in zip(block.body, block.body[1:], strict=False)} for block in side] for side in (old, new)
    ]
    spread = Counter(chain.from_iterable(chain(*pairs)))
    places: dict[str, list[int]] = {}
    for at, grams in enumerate(pairs[1]):
        for gram in grams:
            if spread[gram] <= _COMMON:
                places.setdefault(gram, []).append(at)
    weights = {gram: _WEIGHT // count for gram, count in spread.items() if count <= _COMMON}
    total = [sum(weights[gram] for gram in grams & weights.keys()) for grams in pairs[1]]
    found: list[tuple[int, int, float]] = []
    for at, grams in enumerate(pairs[0]):
        common: dict[int, int] = {}
        own = 0
        for gram in grams & weights.keys():
            weight = weights[gram]
            own += weight
            for other in places.get(gram, ()):
                common[other] = common.get(other, 0) + weight
        block = old[at]
        for other in sorted(common):
            if bool(block.label) is not bool(new[other].label):
                continue
            likeness = 2 * common[other] / (own + total[other])
            if block.label and block.label == new[other].label:
                likeness += _LABEL
            if likeness >= _ALIKE:
                found.append((at, other, likeness))
    return found


def _best_chain(found: Sequence[tuple[int, int, float]], width: int) -> list[tuple[int, int]]:
    """The (old, new) pairs, rising on both sides, with the largest sum of likeness.

    `tree[k]` is a Fenwick tree over places in the new text: the best chain that ends before a place.
    """
    tree: list[tuple[float, int]] = [(0.0, -1)] * (width + 1)
    best: list[tuple[float, int]] = []
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and found[end][0] == found[start][0]:
            end += 1
        for place in range(start, end):  # of one row, none may follow another
            reach, top = found[place][1], (0.0, -1)
            while reach:
                top = max(top, tree[reach])
                reach &= reach - 1
            best.append((top[0] + found[place][2], top[1]))
        for place in range(start, end):
            reach = found[place][1] + 1
            while reach <= width:
                tree[reach] = max(tree[reach], (best[place][0], place))
                reach += reach & -reach
        start = end
    out: list[tuple[int, int]] = []
    place = max(range(len(best)), key=lambda k: best[k][0], default=-1)
    while place >= 0:
        out.append(found[place][:2])
        place = best[place][1]
    return out[::-1]


def _changed(one: Block, other: Block, unnamed: str) -> ComparisonRow:
    name = other.heading or unnamed
    if one.text == other.text:
        same = _escaped(one.text)
        return ComparisonRow(name, "same", same, same, same)
    old_html, new_html, inline = [], [], []
    for operation, text in parts(one.text, other.text):
        if operation < 0:
            old_html.append(_marked("del", text))
            inline.append(_marked("del", text))
        elif operation > 0:
            new_html.append(_marked("ins", text))
            inline.append(_marked("ins", text))
        else:
            for side in (old_html, new_html, inline):
                side.append(_escaped(text))
    return ComparisonRow(name, "changed", "".join(old_html), "".join(new_html), "".join(inline))


def parts(old: str, new: str) -> list[Part]:
    """What became of the old text, part by part: those that are not added make the old text, those not removed the new.

    Numbers and words in letters are never cut.
    """
    whole: dict[str, str] = {}
    one, other = _packed(old, whole), _packed(new, whole)
    found: list[Part] = []
    before, after = _CLAUSE.findall(one), _CLAUSE.findall(other)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        removed, added = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "equal":
            found.append((0, removed))
        elif not removed or not added or len(removed) * len(added) > _MOST_CHARACTERS:
            found += [part for part in ((-1, removed), (1, added)) if part[1]]
        else:
            for inner, a1, a2, b1, b2 in SequenceMatcher(None, removed, added, autojunk=False).get_opcodes():
                if inner == "equal":
                    found.append((0, removed[a1:a2]))
                else:
                    found += [part for part in ((-1, removed[a1:a2]), (1, added[b1:b2])) if part[1]]
    differ = diff_match_patch()
    differ.diff_cleanupMerge(found)
    differ.diff_cleanupSemantic(found)
    back = {sign: text for text, sign in whole.items()}
    return [(operation, "".join(back.get(c, c) for c in text)) for operation, text in found]


def _packed(text: str, whole: dict[str, str]) -> str:
    """The text with a single character, of its own, for each number and each word; `whole` says which for which."""
    return _WHOLE.sub(lambda piece: whole.setdefault(piece.group(), chr(_PRIVATE + len(whole))), text)


def _marked(tag: str, text: str) -> str:
    return f"<{tag}>{_escaped(text)}</{tag}>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")
