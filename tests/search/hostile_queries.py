"""Queries that have broken search pages, and what comes of them in ours."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

_TYPE = """(query) => {
    const input = document.querySelector("input[type=search]");
    input.value = query;
    input.dispatchEvent(new Event("input", { bubbles: true }));
}"""
_MADE = "document.querySelectorAll('main img, main svg, main b, main script:not([type])').length"
_STATES = ", ".join(f'[data-search-state="{state}"]' for state in ("done", "empty", "error", "idle"))


def hostile(count: int) -> list[str]:
    """Queries that have broken search pages."""
    chance = random.Random(11)
    fixed = [
        "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "\"'><svg onload=alert(1)>", "{{7*7}}",
        "${7*7}", "%3Cscript%3E", "javascript:alert(1)", "(((((((", "[a-z]{1000}", "^(a+)+$", "\\", "\\u0000",
        "\x00\x01\x1f\x7f", "\ud800", "a\udfffb", "\u202e\u2066", "管" * 10_000, "a" * 10_000, "+-~*:^", "title:",
        "title:^", "+", "-", "*", "a~99", "a^-1", "a^1e9", "__proto__", "constructor", "toString", "body:__proto__",
        "\u2028\u2029", "＜ｓｃｒｉｐｔ＞", "标记", "<b>标记</b>", "ﷺ" * 30,
        "e\u0301" * 50, "\U0001f468\u200d\U0001f469",
        "\ufeff", " ", "\t\n",
    ]  # fmt: skip
    letters = "<>&\"'/\\(){}[]*+-~^:%$#@!?;=`|,. 管理办法ab12\u0000\u200b\ud83d\u3000"
    return (fixed + ["".join(chance.choices(letters, k=chance.randint(1, 60))) for _ in range(count)])[:count]


def suffered(page: Any, queries: Sequence[str]) -> list[tuple[str, str]]:
    """(query, what happened) for each that ended in an error or made an element; the page has been opened."""
    found = []
    for query in queries:
        page.evaluate(_TYPE, query)
        page.wait_for_selector(_STATES, state="attached", timeout=60_000)
        if page.get_attribute("[data-search]", "data-search-state") == "error":
            found.append((query, "error"))
        if page.evaluate(_MADE):
            found.append((query, "an element was made"))
    return found
