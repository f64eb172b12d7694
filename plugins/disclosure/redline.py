"""Redline: what changed between two texts, by 条, by clause and by character.

The comparing is difflib's; diff-match-patch makes of its result what a reader can follow.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

import numpy as np
from diff_match_patch import diff_match_patch
from numpy.typing import NDArray

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

_DIFFER = diff_match_patch()

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
    label, lines = "", list[str]()
    inside, under = False, ""
    for line in text.split("\n"):
        plain = line.strip()
        if not plain or not (plain[0].isprintable() or any(character.isprintable() for character in plain)):
            continue
        article = _ARTICLE.match(plain) if plain[0] == "第" else None
        if inside and not article and not _HEADING.match(plain):
            lines.append(plain)
            continue
        if inside:
            out.append(Block(label, "\n".join(lines)))
        inside = article is not None
        if article:
            label, lines = article.group(), [plain]
        else:
            out.append(Block("", plain, under))
            under = out[-1].heading
    if inside:
        out.append(Block(label, "\n".join(lines)))
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
    bodies = [b.body for b in old], [b.body for b in new]
    opcodes = SequenceMatcher(None, *bodies, autojunk=False).get_opcodes()
    gaps = [(slice(i1, i2), slice(j1, j2)) for tag, i1, i2, j1, j2 in opcodes if tag == "replace"]
    alike = iter(_alike(gaps, old, new, *bodies))
    for tag, i1, i2, j1, j2 in opcodes:
        if tag == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            yield from _gap(old[i1:i2], new[j1:j2], next(alike) if tag == "replace" else [])


def _gap(
    old: Sequence[Block], new: Sequence[Block], alike: list[tuple[int, int, float]]
) -> Iterator[tuple[Block | None, Block | None]]:
    """Blocks that differ: the alignment that keeps the order and has the most in common."""
    i = j = 0
    for at, other in (*_best_chain(alike, len(new)), (len(old), len(new))):
        yield from ((block, None) for block in old[i:at])
        yield from ((None, block) for block in new[j:other])
        if at < len(old):
            yield old[at], new[other]
        i, j = at + 1, other + 1


def _alike(
    gaps: Sequence[tuple[slice, slice]],
    old: Sequence[Block],
    new: Sequence[Block],
    old_bodies: Sequence[str],
    new_bodies: Sequence[str],
) -> list[list[tuple[int, int, float]]]:
    """For each gap: (place in old, place in new, likeness) of all that may be versions of one another, in that order.

    Likeness is the share of common pairs of characters (Dice's), those that are rarer in the gap counting more.
    """
    found: list[list[tuple[int, int, float]]] = [[] for _ in gaps]
    blocks: list[tuple[int, int, Block]] = []
    bodies: list[str] = []
    sides: list[int] = []
    for gap, (before, after) in enumerate(gaps):
        blocks += [(gap, at, block) for at, block in enumerate(old[before])]
        blocks += [(gap, at, block) for at, block in enumerate(new[after])]
        sides += [2 * gap] * (before.stop - before.start) + [2 * gap + 1] * (after.stop - after.start)
        bodies += old_bodies[before]
        bodies += new_bodies[after]
    if not blocks:
        return found
    total, ones, others, common = _shared_weight(bodies, np.array(sides))
    shares = 2 * common / (total[ones] + total[others])
    for one, other, likeness in zip(ones.tolist(), others.tolist(), shares.tolist(), strict=True):
        (gap, at, block), (_, place, version) = blocks[one], blocks[other]
        if block.label and block.label == version.label:
            likeness += _LABEL
        if likeness >= _ALIKE and bool(block.label) is bool(version.label):
            found[gap].append((at, place, likeness))
    return found


_Numbers = NDArray[np.int64]


def _shared_weight(bodies: Sequence[str], sides: _Numbers) -> tuple[_Numbers, _Numbers, _Numbers, _Numbers]:
    """The weight of each body's pairs of characters; then, of an old and a new body of one gap: both and the weight
    of what they share. `sides` are even for old bodies, one more for the new ones of the same gap, and rise.
    """
    codes = np.frombuffer("".join(bodies).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    owner = np.repeat(np.arange(len(bodies)), [len(body) for body in bodies])
    inside = owner[1:] == owner[:-1]
    bits = len(bodies).bit_length()
    keys = np.sort((((codes[:-1] << 21) | codes[1:])[inside] << bits) | owner[1:][inside])
    keys = keys[np.diff(keys, prepend=-1) > 0]
    owner, pair = keys & ((1 << bits) - 1), keys >> bits
    side = sides[owner]
    # one run after another of the same pair of characters in the same gap, the old blocks first
    fresh = np.ones(len(keys), bool)
    fresh[1:] = (pair[1:] != pair[:-1]) | (side[1:] >> 1 != side[:-1] >> 1)
    starts = np.flatnonzero(fresh)
    counts = np.diff(starts, append=len(keys))
    spread = np.repeat(counts, counts)
    few = spread <= _COMMON
    owner, side, spread, run = owner[few], side[few], spread[few], np.repeat(np.arange(len(starts)), counts)[few]
    weight = _WEIGHT // spread
    total = np.bincount(owner, weight, len(bodies)).astype(np.int64)
    met = [np.empty(0, np.int64)]
    for apart in range(1, _COMMON):
        near = np.flatnonzero((run[apart:] == run[:-apart]) & (side[apart:] != side[:-apart]))
        met.append((((owner[near] << bits) | owner[near + apart]) << _WEIGHT.bit_length()) | weight[near])
    both = np.sort(np.concatenate(met))
    who = both >> _WEIGHT.bit_length()
    first = np.flatnonzero(np.diff(who, prepend=-1))
    if not len(first):
        return total, *(np.empty(0, np.int64),) * 3
    common = np.add.reduceat(both & ((1 << _WEIGHT.bit_length()) - 1), first)
    return total, who[first] >> bits, who[first] & ((1 << bits) - 1), common


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
    old_html: list[str] = []
    new_html: list[str] = []
    inline: list[str] = []
    rest = one.text[len(one.label) :]
    if rest == other.text[len(other.label) :]:  # no more than a new number
        found = [*parts(one.label, other.label), (0, rest)]
    else:
        found = parts(one.text, other.text)
    for operation, text in found:
        if operation < 0:
            shown = _marked("del", text)
        elif operation > 0:
            shown = _marked("ins", text)
        else:
            shown = _escaped(text)
        if operation <= 0:
            old_html.append(shown)
        if operation >= 0:
            new_html.append(shown)
        inline.append(shown)
    return ComparisonRow(name, "changed", "".join(old_html), "".join(new_html), "".join(inline))


def parts(old: str, new: str) -> list[Part]:
    """What became of the old text, part by part: those that are not added make the old text, those not removed the new.

    Numbers and words in letters are never cut.
    """
    whole: dict[str, str] = {}
    one, other = _packed(old, whole), _packed(new, whole)
    found: list[Part] = []
    before, after = _CLAUSE.findall(one), _CLAUSE.findall(other)
    for tag, i1, i2, j1, j2 in _clause_opcodes(before, after):
        removed, added = "".join(before[i1:i2]), "".join(after[j1:j2])
        pieces = [(0, removed)] if tag == "equal" else _rewritten(removed, added)
        if found and pieces[0][0] == found[-1][0] == 0:
            pieces[0] = (0, found.pop()[1] + pieces[0][1])
        found += pieces
    edits = [at for at, part in enumerate(found) if part[0]]
    if len(edits) != 2 or edits[0] + 1 < edits[1]:  # one run in place of another cannot be said better
        if any(_slides(found, at) for at in edits):
            _DIFFER.diff_cleanupMerge(found)
        _DIFFER.diff_cleanupSemantic(found)
    if not whole:
        return found
    back = {ord(sign): text for text, sign in whole.items()}
    return [(operation, text if text.isprintable() else text.translate(back)) for operation, text in found]


def _slides(found: Sequence[Part], at: int) -> bool:
    """True where an edit between two equal texts can be moved over the whole of one of them."""
    if not 0 < at < len(found) - 1 or found[at - 1][0] or found[at + 1][0]:
        return False
    return found[at][1].endswith(found[at - 1][1]) or found[at][1].startswith(found[at + 1][1])


def _clause_opcodes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """difflib's opcodes, the common start and end taken off first: most changes are a clause or two of an article."""
    start, end = _common_ends(old, new)
    i, j = len(old) - end, len(new) - end
    out = [("equal", 0, start, 0, start)] if start else []
    if start < i and start < j and (i, j) != (start + 1, start + 1):
        between = SequenceMatcher(None, old[start:i], new[start:j], autojunk=False).get_opcodes()
        out += [(tag, i1 + start, i2 + start, j1 + start, j2 + start) for tag, i1, i2, j1, j2 in between]
    elif start < i or start < j:
        out.append(("replace", start, i, start, j))
    if end:
        out.append(("equal", i, len(old), j, len(new)))
    return out


def _rewritten(removed: str, added: str) -> list[Part]:
    """The parts of one or a few clauses that became others."""
    if not removed or not added:
        return [(-1, removed)] if removed else [(1, added)]
    start, end = _common_ends(removed, added)
    i, j = len(removed) - end, len(added) - end
    pieces: list[Part]
    if set(removed[start:i]).isdisjoint(added[start:j]) or len(removed) * len(added) > _MOST_CHARACTERS:
        pieces = [(0, removed[:start]), (-1, removed[start:i]), (1, added[start:j]), (0, removed[i:])]
    else:
        pieces = []
        for tag, i1, i2, j1, j2 in _Characters(removed, added).get_opcodes():
            pieces += [(0, removed[i1:i2])] if tag == "equal" else [(-1, removed[i1:i2]), (1, added[j1:j2])]
    return [piece for piece in pieces if piece[1]]


class _Characters(SequenceMatcher[str]):
    """difflib's matcher for two strings without junk: the same matches, looked for with `str.find`."""

    def __init__(self, a: str, b: str) -> None:
        # difflib's own would count every place of every character, for a search that is not done here
        self.a, self.b = a, b
        self.matching_blocks = self.opcodes = None

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """The longest run that both ranges have, the first in `a` of equally long ones, its first place in `b`."""
        a, b = self.a[alo:ahi], self.b[blo:bhi]
        end, size, i, j = len(a), 0, 0, 0
        for at in range(end):
            while at + size < end and (found := b.find(a[at : at + size + 1])) >= 0:
                size, i, j = size + 1, at, found
            if at + size >= end:
                break
        return Match(alo + i, blo + j, size)


def _common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How much the two have in common at the start, and behind that at the end."""
    most = min(len(old), len(new))
    start = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), most)
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _packed(text: str, whole: dict[str, str]) -> str:
    """The text with a single character, of its own, for each number and each word; `whole` says which for which."""
    return _WHOLE.sub(lambda piece: whole.setdefault(piece.group(), chr(_PRIVATE + len(whole))), text)


def _marked(tag: str, text: str) -> str:
    return f"<{tag}>{_escaped(text)}</{tag}>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")
