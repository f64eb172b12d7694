"""Injected text, made by a small grammar: the same payloads each time, in every place a body has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

_TAGS = [
    "script",
    "img",
    "svg",
    "iframe",
    "a",
    "b",
    "table",
    "td",
    "tr",
    "style",
    "math",
    "body",
    "object",
    "embed",
    "form",
    "input",
    "link",
    "meta",
    "base",
    "details",
    "video",
    "template",
    "noscript",
    "xmp",
    "plaintext",
    "textarea",
    "title",
    "select",
    "p",
    "div",
    "span",
    "marquee",
    "frameset",
    "foreignObject",
    "mglyph",
    "关于",
    "ul",
    "li",
    "br",
    "hr",
    "button",
    "option",
    "isindex",
]
_EVENTS = ["onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onanimationstart", "onpointerenter"]
_SCHEMES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "java&#115;cript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "javascript&#58alert(1)",
    "javascript://example.org/%0aalert(1)",
    "javascript:alert(1).pdf",
    "javascript:alert(1)/",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "//example.org/x.js",
    "\\\\example.org\\x.png",
    'http://example.org/" onclick="alert(1)',
    "http://example.org/' onclick='alert(1)",
    'a.pdf" onmouseover="alert(1)',
    "a.pdf' onmouseover='alert(1)",
    "a.pdf><script>alert(1)</script>",
    '#"><img src=x onerror=alert(1)>',
    'mailto:a@example.org"><svg onload=alert(1)>',
    "file:///a.pdf",
    "blob:http://example.org/a.pdf",
]
_SPACES = [" ", "\t", "/", "\x0c", "  ", " / ", "\u00a0", "\n", ""]
_QUOTES = ['"', "'", "", "`"]
_WHOLE = [
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--><script>alert(1)</script>",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<!DOCTYPE html><script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</p></div></td></tr></table><script>alert(1)</script>",
    "</title></textarea></style></noscript></script><svg/onload=alert(1)>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "\x02wzxhzdk:0\x03<script>alert(1)</script>",
    "\x02amp\x03lt;script\x02amp\x03gt;",
    "klzzwxh:0001",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<b <script>alert(1)</script>>",
    "<b/onclick=alert(1)>x</b>",
    "**<img src=x onerror=alert(1)>**",
    "[<img src=x onerror=alert(1)>](a.pdf)",
    '!["onerror="alert(1)](a.png)',
    '![x](a.png"onerror="alert(1))',
    "[x](<javascript:alert(1)>)",
    "[x]: javascript:alert(1)\n[x]",
    "<javascript:alert(1)>",
    "{{7*7}}{% raw %}{{''.__class__}}",
    "\ud800<script>alert(1)</script>",
    "<table><tr><td><table><tr></td><script>alert(1)</script></table>",
    "<table><caption><svg><style><img src=x onerror=alert(1)></style></svg></caption><tr><td>x</td></tr></table>",
]


def _tag(random: Random) -> str:
    name = "".join(random.choice((c.lower(), c.upper())) for c in random.choice(_TAGS))
    attributes = ""
    for _ in range(random.randint(0, 3)):
        quote = random.choice(_QUOTES)
        kind = random.random()
        if kind < 0.4:
            name_, value = random.choice(_EVENTS), "alert(1)"
        elif kind < 0.8:
            name_ = random.choice(["href", "src", "srcset", "action", "formaction", "xlink:href", "data", "poster"])
            value = random.choice(_SCHEMES)
        else:
            name_ = random.choice(["style", "srcdoc", "id", "class", "name", "title", "colspan", "background"])
            value = random.choice(
                ["expression(alert(1))", "<script>alert(1)</script>", "tiao-1", "url(x)", "1 onclick=x"]
            )
        name_ = random.choice((name_, name_.upper()))
        attributes += random.choice(_SPACES) + name_ + random.choice(["=", " = "]) + quote + value + quote
    inside = random.choice(["", "x", "alert(1)", "<b>", "<img src=x onerror=alert(1)>"])
    return f"<{name}{attributes}{random.choice(['>', '/>', ' >', '', '<'])}{inside}{random.choice(['', f'</{name}>'])}"


def payloads(count: int = 2000) -> list[str]:
    """So many different payloads."""
    random = Random(20240301)
    found = dict.fromkeys(_WHOLE)
    for scheme in _SCHEMES:
        found |= dict.fromkeys((f"[甲]({scheme})", f"![甲]({scheme})", f'[甲]({scheme} "x")', scheme))
    while len(found) < count:
        words = "".join(_tag(random) for _ in range(random.randint(1, 3)))
        found[random.choice(["", "甲", '"', "'", "**", "["]) + words] = None
    return list(found)[:count]


PLACES: dict[str, Callable[[str], str]] = {
    "text": lambda payload: f"前。\n{payload}\n后。",
    "heading": lambda payload: f"## {payload}\n后。",
    "article": lambda payload: f"第一条　{payload}\n（一）{payload}",
    "table cell": lambda payload: f"|甲|乙|\n|---|---|\n|{payload}|1|",
    "html cell": lambda payload: f"<table><tr><td>{payload}</td></tr></table>",
    "link target": lambda payload: f"[甲]({payload})",
    "link label": lambda payload: f"[{payload}](a.pdf)",
    "image": lambda payload: f"![{payload}](a.png) ![甲]({payload})",
    "attribute": lambda payload: f'<table><tr><td title="{payload}" colspan="{payload}">甲</td></tr></table>',
    "href": lambda payload: f'<a href="{payload}">甲</a> <img src="{payload}" alt=\'{payload}\'>',
    "list": lambda payload: f"- 甲\n- {payload}\n  - {payload}",
    "comment": lambda payload: f"<!-- {payload} -->\n{payload}",
}


def injected() -> Iterator[tuple[str, str]]:
    """(place, body) for every payload in every place."""
    for payload in payloads():
        for place, body in PLACES.items():
            yield place, body(payload)
