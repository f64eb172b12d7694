"""Titles: when two spellings are one title, and what a forwarding notice carries inside."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DROPPED = str.maketrans("", "", "《》〈〉「」『』“”‘’\"'<>＜＞﹤﹥ \t\n\r　\u200b\ufeff")
_BRACKETS = str.maketrans("〔[【﹝（［〕]】﹞）］", "((((((" + "))))))")
_PRINTED = re.compile(
    r"^(?:.{0,40}?)关于(?:重新|修订|联合|公布|发布)?(?:印发|公布|发布|颁布|颁发|下发)《(?P<inner>.+)》的(?:通知|公告|令|决定|函)$"
)


@lru_cache(maxsize=1 << 17)  # every title is asked for several times while documents are related
def title_key(title: str) -> str:
    """A key equal for two spellings of one title: width, brackets, quotes and white space do not count, words do."""
    plain = unicodedata.normalize("NFKC", title).translate(_DROPPED)
    return plain.translate(_BRACKETS)


def inner_title(title: str) -> str | None:
    """X of 关于印发《X》的通知: ending the notice ends X. None for 转发 (X is another body's) and for plain titles."""
    text = title.strip().translate(str.maketrans("〈〉＜＞<>", "《》《》《》"))
    match = _PRINTED.match(text)
    if not match:
        return None
    inner = match["inner"]
    # 《A》《B》 would be several texts: no single inner title
    depth = 0
    for character in inner:
        depth += (character == "《") - (character == "》")
        if depth < 0:
            return None
    return inner


def is_generic(title: str, issuers: tuple[str, ...]) -> bool:
    """True for titles that name no matter (示例市文化和旅游局公告): two such documents are not editions of one."""
    plain = title_key(title)
    for issuer in sorted(issuers, key=len, reverse=True):
        plain = plain.replace(title_key(issuer), "")
    plain = re.sub(r"(命令|公告|通告|公报|通知|通报|决定|公示|令|函|意见|批复)+$", "", plain)
    return len(plain) < 3


def cited(title: str) -> str:
    """The title as it is cited: in 《》, with 〈〉 for the brackets inside it (GB/T 15834)."""
    return "《" + title.translate(_INNER) + "》"


_INNER = str.maketrans("《》", "〈〉")
