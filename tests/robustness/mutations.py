"""Documents spoilt in every way that a hand, an editor program, a mail gateway or an attacker spoils them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tests.robustness.site_folder import AGENCY, document_text

_BODY = """
# {title}

各县（市、区）文化和旅游局：

一、总体要求。**坚持**公益，`7. 逐步…` 不变；《<关于公共书屋的意见>实施细则》照办。

第一条　公共书屋由示例市人民政府文化主管部门管理，见[清单](files/表.csv)和 https://example.gov.cn 。

（一）开放时间；（二）借阅规则*注；

| 序号 | 名称 | 数量 |
| --- | --- | ---: |
| 1 | 公共书屋 | 12 |

<table><tr><td rowspan="2">甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>

1. 第一项
2. 第二项
   - 子项

> 引文

第二条　本办法自2024年4月1日起施行，有效期5年。《示例市旧书屋管理办法》（示文〔2010〕{n}号）同时废止。

{agency}

2024年3月1日
"""


def original(n: int) -> str:
    """A document that uses most of what a document can hold."""
    title = f"示例市第{n}号公共书屋管理办法"
    fields = {
        "标题": title,
        "索引号": f"MU/2024-{n:05d}",
        "发文机关": [AGENCY, "示例市财政局"],
        "发文字号": f"示文旅规〔2024〕{n}号",
        "成文日期": "2024-03-01",
        "发布日期": "2024-03-05",
        "施行日期": "2024-04-01",
        "有效期": "5年",
        "分类": "行政规范性文件",
        "主题分类": ["综合政务"],
        "公开属性": "主动公开",
        "依据": [{"标题": "公共书屋促进条例", "发文机关": "示例市人民代表大会常务委员会"}],
        "附件": [{"文件": "files/表.csv", "名称": "清单"}],
        "内容概述": "规定公共书屋的开放时间和借阅规则。",
        "主题词": ["书屋", "借阅"],
        "审查人": "某人",
    }
    return document_text(fields, _BODY.format(title=title, n=n, agency=AGENCY))


Chance = random.Random


def _bytes(chance: Chance, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(out))
        act = chance.randrange(5)
        if act == 0:
            out[place] = chance.randrange(256)
        elif act == 1:
            del out[place : place + chance.randint(1, 40)]
        elif act == 2:
            out[place:place] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 8)))
        elif act == 3:
            out[place:place] = out[max(0, place - 60) : place]
        else:
            out[place] ^= 1 << chance.randrange(8)
        if not out:
            return b""
    return bytes(out)


def _lines(chance: Chance, data: bytes) -> bytes:
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, 4)):
        one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
        act = chance.randrange(6)
        if act == 0:
            lines[one], lines[two] = lines[two], lines[one]
        elif act == 1 and len(lines) > 1:
            del lines[one]
        elif act == 2:
            lines.insert(one, lines[two])
        elif act == 3:
            lines[one] = lines[one] + lines[two]
        elif act == 4:
            lines[one] = b" " * chance.randint(1, 9) + lines[one]
        else:
            lines[one] = lines[one][: chance.randrange(len(lines[one]) + 1)]
    return b"\n".join(lines)


_YAML = (
    "标题: 又一个", "&a 标题: x", "标题: *a", "备注: !!python/object:os.system ls", "备注: &x [*x, *x]", "\t备注: x", "备注：x",
    "备注: [" * 9, "备注: " + "[" * 500 + "]" * 500, "备注: {a: {b: {c: {d: {e: {f: {g: h}}}}}}}", "备注: |\n  多行\n  文字",
    "备注: >\n  折行", "备注: '没有收尾", '备注: "没有收尾', "备注: \"\\x07\\0\"", "? [复杂, 键]\n: 值", "<<: {标题: x}", "%YAML 1.2",
    "--- 又一段", "...", "备注: @x", "备注: `x`", "备注: %x", "- 列表", "备注: a: b", "备注: # 注释", "备注: x # 注释", "no: yes",
    "null: null", "1: 2", "备注: 2024-03-01", "备注: 0x1F", "备注: .inf", "有效期: 十十年", "有效期: 999年", "有效性: {状态: [x]}",
    "有效性: {状态: 已废止, 日期: 9999-99-99}", "废止: {标题: {}}", "废止: [[[]]]", "废止: {}", "附件: {文件: []}", "附件: [null, ~, '']",
    "附件: ../../../etc/passwd", "索引号: ..", "成文日期: 0000-00-00", "成文日期: 9999-12-31", "发布日期: 2999-12-31", "施行日期: [2024]",
    "主题词: [a, [b]]", "发文机关: {a: b}", "公开属性: [主动公开]", "公开属性: true", "备注: \u2028", "备注: \ufeff", "\ufeff备注: x",
)  # fmt: skip


def _yaml(chance: Chance, data: bytes) -> bytes:
    lines = data.decode().split("\n")
    end = lines.index("---", 1)
    for _ in range(chance.randint(1, 3)):
        lines.insert(chance.randint(1, end), chance.choice(_YAML))
    return "\n".join(lines).encode()


_ENCODINGS: tuple[Callable[[str], bytes], ...] = (
    lambda text: text.encode("gbk", "replace"),
    lambda text: text.encode("gb18030"),
    lambda text: text.encode("big5", "replace"),
    lambda text: text.encode("utf-16"),
    lambda text: text.encode("utf-16-le"),
    lambda text: text.encode("utf-16-be"),
    lambda text: text.encode("utf-32"),
    lambda text: text.encode("utf-8-sig"),
    lambda text: b"\xef\xbb\xbf" * 2 + text.encode(),
    lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: text.replace("\n", "\r").encode(),
    lambda text: text.replace("\n", "\r\n", 9).encode(),
    lambda text: text.replace("\n", "\x85").encode(),
    lambda text: text.replace("\n", "\u2028").encode(),
    lambda text: text.encode() + "混入".encode("gbk"),
    lambda text: text[:60].encode() + text[60:].encode("gbk", "replace"),
    lambda text: text.replace("书", "\0", 1).encode(),
    lambda text: text.replace("书", "\x1b[31m", 1).encode(),
    lambda text: text.replace("书", "\ufffe", 1).encode(),
    lambda text: text.replace("书", "\U00020000\U000e0001", 2).encode(),
    lambda text: text.encode()[: len(text)],
    lambda text: b"",
    lambda text: b"\n",
    lambda text: b"---",
    lambda text: b"---\n---",
    lambda text: b"---\n---\n",
    lambda text: b"\0" * 5000,
    lambda text: bytes(range(256)) * 20,
)


def _encoding(chance: Chance, data: bytes) -> bytes:
    return chance.choice(_ENCODINGS)(data.decode())


_KINDS = (_bytes, _bytes, _lines, _yaml, _yaml, _encoding)


def mutated(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of spoilt documents; the same for the same seed."""
    chance = random.Random(seed)
    for n in range(count):
        kind = _KINDS[n % len(_KINDS)]
        yield f"{kind.__name__.strip('_')}-{n:05d}", kind(chance, original(n).encode())


SHAPES: dict[str, Callable[[int], str]] = {
    "one long line": lambda n: "公" * n,
    "one long word": lambda n: "a" * n,
    "spaces": lambda n: " " * n + "x",
    "full-width spaces": lambda n: "\u3000" * n + "x",
    "blank lines": lambda n: "\n" * n,
    "many lines": lambda n: "第一条　书屋。\n\n" * (n // 9),
    "quotations": lambda n: ">" * n,
    "nested quotations": lambda n: "\n".join("> " * (k % 60) + "引" for k in range(n // 60)),
    "nested lists": lambda n: "\n".join("  " * (k % 60) + "- 项" for k in range(n // 60)),
    "stars": lambda n: "*" * n,
    "stars and words": lambda n: "**a " * (n // 4),
    "underscores": lambda n: "_a" * (n // 2),
    "backticks": lambda n: "`a" * (n // 2),
    "brackets": lambda n: "[" * n,
    "links": lambda n: "[a](" * (n // 4),
    "link definitions": lambda n: "[a]: <" * (n // 6),
    "images": lambda n: "![" * (n // 2),
    "round brackets": lambda n: "（" * n,
    "book titles": lambda n: "《" * n,
    "closed book titles": lambda n: "《甲办法》、" * (n // 6),
    "pipes": lambda n: "|" * n,
    "table": lambda n: "| a | b |\n| - | - |\n" + "| 1 | 2 |\n" * (n // 10),
    "wide table": lambda n: "| a " * (n // 4) + "|\n" + "| - " * (n // 4) + "|\n",
    "open elements": lambda n: "<div>" * (n // 5),
    "open tables": lambda n: "<table><tr><td>" * (n // 15),
    "broken elements": lambda n: "<a <" * (n // 4),
    "comments": lambda n: "<!-- " * (n // 5),
    "entities": lambda n: "&amp;" * (n // 5),
    "broken entities": lambda n: "&#" * (n // 2),
    "digits": lambda n: "1" * n,
    "numbers": lambda n: "1. a\n" * (n // 5),
    "dashes": lambda n: "-" * n,
    "headings": lambda n: "#" * n,
    "repeal words": lambda n: "同时废止" * (n // 4),
    "repealed titles": lambda n: "《甲办法》同时废止，" * (n // 10),
    "document numbers": lambda n: "示文〔2024〕1号" * (n // 10),
    "days": lambda n: "2024年3月1日起" * (n // 10),
    "entry": lambda n: "本办法自" * (n // 4),
    "terms": lambda n: "有效期" * (n // 3),
    "articles": lambda n: "第一条" * (n // 3),
    "repeal list": lambda n: (
        "废止下列文件：\n" + "".join(f"{k}. 《第{k}号办法》（示文〔2001〕{k}号）\n" for k in range(n // 30))
    ),
}
"""Bodies of about `n` characters in which a pattern that backtracks, or a parser that recurses, would be lost."""
