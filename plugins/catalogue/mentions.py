"""Mentions of other documents in a text: 《名称》, its （文号） and the 条 named after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPEN, _CLOSE = "《〈", "》〉"
_LONGEST = 200
_NUMBER_AFTER = re.compile(r"[（(](?P<number>[^（()）《》\s]{4,40}号)[)）]")
_ARTICLE = r"第(?P<article>[〇零一二三四五六七八九十百千]{1,9})条(?:之(?P<more>[一二三四五六七八九十]{1,2}))?"
_ARTICLE_AFTER = re.compile(_ARTICLE)
_OWN_ARTICLE = re.compile(
    r"本(?:办法|条例|规定|细则|规则|法|意见|通知|方案|决定|解释|规范|规程|标准|制度)"
    rf"(?P<link>{_ARTICLE})"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A document named at `text[start:end]`, brackets included. `title` is without the outer 《》.

    `number` is the （文号） that follows at once, `article` the 条 named directly after (without 第 and 条).
    """

    start: int
    end: int
    title: str
    number: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class OwnArticle:
    """本办法第X条: the text at `text[start:end]` is 第X条, of the document itself."""

    start: int
    end: int
    article: str
    more: str | None = None


def mentions(text: str) -> Iterator[Mention]:
    """Every outermost 《…》 of the text, in order. A bracket not closed within 200 characters is no mention."""
    place = text.find("《")
    while place >= 0:
        end = _closing(text, place)
        if end is None:
            place = text.find("《", place + 1)
            continue
        title = text[place + 1 : end]
        after = end + 1
        number = _NUMBER_AFTER.match(text, after)
        if number:
            after = number.end()
        article = _ARTICLE_AFTER.match(text, after)
        yield Mention(
            place,
            end + 1,
            "".join(title.split()),
            number["number"] if number else None,
            article["article"] if article and not article["more"] else None,
        )
        place = text.find("《", end + 1)


def own_articles(text: str) -> Iterator[OwnArticle]:
    """Every 本办法第X条 of the text. A bare 第X条 may be another document's and is left alone."""
    for match in _OWN_ARTICLE.finditer(text):
        yield OwnArticle(match.start("link"), match.end("link"), match["article"], match["more"])


def names_own_article(text: str) -> bool:
    """True where `own_articles` would find one."""
    return _OWN_ARTICLE.search(text) is not None


def mentioned_titles(text: str) -> tuple[tuple[str, str | None], ...]:
    """The (title, number) pairs that the text names, each once, in order."""
    if "《" not in text:
        return ()
    return tuple(dict.fromkeys((m.title, m.number) for m in mentions(text)))


def _closing(text: str, start: int) -> int | None:
    """The place of the bracket that closes the one at `start`, on the same line and not too far."""
    depth = 0
    for place in range(start, min(len(text), start + _LONGEST)):
        character = text[place]
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth -= 1
            if depth == 0:
                return place
        elif character == "\n":
            return None
    return None
