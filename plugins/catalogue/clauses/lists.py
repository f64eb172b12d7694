"""The documents that an item of a list names: 3．关于…的通知（江政发〔2003〕5号）."""

from __future__ import annotations

import re

from plugins.catalogue.clauses.nouns import document_noun, ends_weakly, names_document, names_other
from plugins.catalogue.clauses.objects import Named, chain_after
from plugins.catalogue.clauses.scope import WHOLE, Scope, leading_parts, read_scope
from plugins.catalogue.clauses.skeleton import OBJECT, TOKEN, D, N, Q, Skeleton, T

_END = re.compile(r"[。；，、.]*$")
_ITEM_MARK = re.compile(r"(?:\(?[0-9一二三四五六七八九十]{1,4}[)、.]|[①-⑳])?")
_LOOSE = re.compile(rf"^(?:原)?(?:[^，。；：{TOKEN[1:-1]}]{{0,40}}(?:关于)?)$")
_REASON = re.compile(r"^(?:[，；：-]|(?:已|被|由|因|理由|原因|废止理由|废止原因|备注))")
_PLAIN_END = re.compile(rf"(?:[(〔【][^()〔〕【】]{{0,120}}[)〕】]|，?{N}|，?{D}|(?:发布|印发|公布)){{0,6}}$")


def item_documents(skeleton: Skeleton, low: int, high: int) -> list[Named]:
    """The documents that the item [low, high) names and nothing more; an empty list when it says anything else."""
    text = skeleton.text
    mark = _ITEM_MARK.match(text, low, high)
    low = mark.end() if mark else low
    end = low + len(_END.sub("", text[low:high]))
    if end <= low:
        return []
    objects = re.search(OBJECT, text[low:end])
    if objects:
        first = low + objects.start()
        if text[first] in skeleton.numbers and text[first - 1 : first] == "，":
            named = _plain_item(skeleton, low, end)
            return [named] if named else []
        if not _LOOSE.match(text[low:first]) and not text[low:first].endswith(("的", "发布", "印发", "公布")):
            return []
        chain = chain_after(skeleton, low, end)
        if chain is None or not _ends_well(text, chain.end, end):
            return _before_a_reason(skeleton, low, first, end)
        return list(chain.named)
    named = _plain_item(skeleton, low, end)
    return [named] if named else []


def _ends_well(text: str, place: int, end: int) -> bool:
    return place >= end or bool(_REASON.match(text[place:end]))


def _before_a_reason(skeleton: Skeleton, low: int, first: int, end: int) -> list[Named]:
    """《A》（文号），已被《B》代替: the reason names other documents."""
    text = skeleton.text
    stop = leading_parts(text, first + 1)
    if stop >= end or not _REASON.match(text[stop:end]):
        return []
    chain = chain_after(skeleton, low, stop)
    return list(chain.named) if chain else []


def _plain_item(skeleton: Skeleton, low: int, end: int) -> Named | None:
    text = skeleton.text
    words = text[low:end]
    tail = _PLAIN_END.search(words)
    name_end = low + (tail.start() if tail else len(words))
    start = low + (1 if re.match("原(?!则)", words) else 0)
    name = text[start:name_end]
    stop = leading_parts_start(name)
    scope: Scope = WHOLE
    if stop is not None:
        found = read_scope(skeleton, start + stop, name_end)
        if found:
            scope, name_end = found, start + stop
            name = text[start:name_end]
    if (
        not 5 <= len(name) <= 120
        or re.search("[。；：？！]", name)
        or re.search(f"{OBJECT}|{Q}", name)
        or not names_document(name)
        or (ends_weakly(name) and not any(c in skeleton.numbers for c in text[name_end:end]))
        or names_other(name)
        or ("，" in name and not name.startswith("关于"))
    ):
        return None
    # a noun of documents alone is not enough: 严格执行标准 is an order, not a title
    if not (
        name.startswith(("关于", "中华人民共和国", "国务院"))
        or re.match(r"[一-鿿]{1,9}[省市县区州局部委厅院镇乡盟旗]", name)
    ) and not re.search(rf"{document_noun()}(?:\([^()]{{1,12}}\))?$", name):
        return None
    date = next((skeleton.dates[c] for c in text[name_end:end] if c in skeleton.dates), None)
    number = next((skeleton.numbers[c] for c in text[name_end:end] if c in skeleton.numbers), None)
    return Named(skeleton.written(start, name_end), number, date, None, scope, name, True, start)


def leading_parts_start(name: str) -> int | None:
    """Where the article words (第三条、第五条) that end a plain item begin, or None."""
    match = re.search(r"(?:的)?第[一二三四五六七八九十百零0-9]{1,6}条[^，。；]{0,60}$", name)
    return match.start() if match and match.start() > 4 else None


def inline_items(skeleton: Skeleton, low: int, high: int) -> list[Named]:
    """The documents of a list written out in a sentence after its colon."""
    text = skeleton.text
    chain = chain_after(skeleton, low, high)
    if chain and chain.end >= high - 1:
        return list(chain.named)
    found: list[Named] = []
    for start, end in _pieces(text, low, high):
        found += item_documents(skeleton, start, end)
    return found


def _pieces(text: str, low: int, high: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    depth, start = 0, low
    for place in range(low, high):
        mark = text[place]
        if mark in "(〔【":
            depth += 1
        elif mark in ")〕】":
            depth = max(0, depth - 1)
        elif mark in "；。" or (mark in "，、" and not depth):
            pieces.append((start, place))
            start, depth = place + 1, 0
    pieces.append((start, high))
    return [(a, b) for a, b in pieces if b > a]


def title_named(skeleton: Skeleton, place: int) -> Named | None:
    """The title or number token at `place` as a named document."""
    token = skeleton.text[place]
    if token in skeleton.titles:
        title = skeleton.titles[token]
        return Named(title.name, title.number, title.date, None, WHOLE, title.folded, True, place)
    if token in skeleton.numbers:
        return Named(None, skeleton.numbers[token], None, None, WHOLE, "", True, place)
    return None


__all__ = ["T", "inline_items", "item_documents", "title_named"]
