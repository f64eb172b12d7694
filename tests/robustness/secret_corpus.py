"""A corpus whose larger part must not come out, with a mark in every place that could carry a text out."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.robustness.canaries import Marks
from tests.robustness.site_folder import SiteFolder, document_text, numbered

GROUNDS = "《政府信息公开条例》第十六条"


@dataclass
class SecretCorpus:
    """The content folder, its marks, and what may come out where a site lists on-request documents."""

    site: SiteFolder
    marks: Marks = field(default_factory=Marks)
    public: list[str] = field(default_factory=list)
    listable: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By source path: title and number of on-request documents whose day has come."""


def secret_corpus(root: Path, held: int, embargoed: int, public: int, *, cross: bool = True) -> SecretCorpus:
    """Write it. `cross`: public records name held documents in all the ways that an editor has."""
    corpus = SecretCorpus(SiteFolder(root))
    names = []
    for n in range(held + embargoed):
        disclosure = ("不予公开", "依申请公开")[n % 2] if n < held else ("主动公开", "依申请公开", "不予公开")[n % 3]
        names.append(_held(corpus, n, disclosure, future=n >= held))
    for n in range(public):
        _public(corpus, n, names[n % len(names)] if cross else None)
    if cross:
        basis = "\n".join(
            f"《示例市第{n}号公共书屋管理办法》,,废止,2025-01-01,{words}"
            for n, words in enumerate((f"《{names[0][0]}》", f"根据{names[1][0]}", f"依{names[2][1]}"))
        )
        corpus.site.write("清理结果/2025.csv", f"文件名称,文号,清理结果,日期,依据\n{basis}\n".encode())
    return corpus


def _held(corpus: SecretCorpus, n: int, disclosure: str, *, future: bool) -> tuple[str, str, str]:
    """A document that stays behind; its title, number and index number."""
    mark = corpus.marks.new
    title, number = f"关于{mark('title')}的办法", f"示{mark('number')}〔2021〕{n + 1}号"
    index_number = f"SL/2021-{n:05d}"
    name = f"files/{mark('attachment name')}.docx"
    fields = {
        "标题": title,
        "索引号": index_number,
        "发文机关": [f"示例市{mark('issuer')}局"],
        "发文字号": number,
        "统一编号": mark("registration number"),
        "成文日期": "2021-03-01",
        "发布日期": "2026-12-01" if future else "2021-03-05",
        "施行日期": "2021-04-01",
        "分类": "行政规范性文件",
        "主题分类": ["综合政务"],
        "服务对象": [mark("audience")],
        "公开属性": disclosure,
        "理由": f"{GROUNDS}：{mark('grounds')}",
        "内容概述": mark("summary"),
        "主题词": [mark("keyword")],
        "责任部门": mark("department"),
        "来源": mark("source"),
        "公报期号": mark("gazette"),
        "题注": mark("note on promulgation"),
        "审查人": mark("reviewer"),
        "备注": mark("internal note"),
        "导入来源": mark("imported from"),
        "有效性": {"状态": "现行有效", "依据": mark("basis of force")},
        "依据": [
            f"《{mark('relation title')}》",
            {"标题": mark("relation"), "文号": f"示{mark('relation number')}〔2020〕1号"},
        ],
        "附件": [{"文件": name, "名称": mark("attachment label")}],
    }
    if n % 3 == 0:
        fields["废止"] = [f"示文旅规〔2024〕{n % 7 + 1}号"]
    body = (
        f"\n# {title}\n\n<!-- {mark('comment in the text')} -->\n\n第一条　{mark('body')}。\n\n"
        f"![{mark('image alt')}](img/{n}.png)\n\n[{mark('link text')}](https://example.gov.cn/{mark('link address')})\n\n"
        f"| {mark('table')} | 乙 |\n| --- | --- |\n| 1 | 2 |\n\n《示例市第{n % 9}号公共书屋管理办法》同时废止。\n"
    )
    text = document_text(fields, body).replace("---\n", f"---\n# {mark('comment in the front matter')}\n", 1)
    path = f"documents/{'later' if future else 'held'}/{n}.md"
    corpus.site.write(path, text.encode())
    folder = path.rpartition("/")[0]
    corpus.site.write(f"{folder}/{name}", _document_with(mark("attachment content")))
    corpus.site.write(
        f"{folder}/img/{n}.png", b"\x89PNG\r\n\x1a\n" + mark("image content").encode() + b"\0\0\0\0IEND\xaeB`\x82"
    )
    if disclosure == "依申请公开" and not future:
        corpus.listable[path] = (title, number)
    return title, number, index_number


def _document_with(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<document>{text * 3}</document>")
    return out.getvalue()


def _public(corpus: SecretCorpus, n: int, held: tuple[str, str, str] | None) -> None:
    """A document that comes out; where one is given, its record names a held document in one way or another."""
    mark = corpus.marks.new
    changes: dict[str, object] = {"审查人": mark("reviewer"), "备注": mark("internal note"), "复审日期": "2027-01-01"}
    if held:
        title, number, index_number = held
        ways: list[dict[str, object]] = [
            {"被废止": f"《{title}》（{number}）"},
            {"依据": f"《{title}》"},
            {"被废止": [{"标题": title, "文号": number, "日期": "2025-01-01"}]},
            {"被修改": number},
            {"被替代": index_number},
            {"依据": title},
            {"解读": f"{title}（{number}）"},
            {"被暂停执行": f"《关于印发〈{title}〉的通知》"},
            {"有效性": {"状态": "已废止", "日期": "2025-01-01", "依据": f"《{title}》"}},
            {"被解读": f"示例市文化和旅游局《{title}》"},
            {"废止": f"《{title}》"},
            {"转发": [{"标题": "另一个名称", "文号": number}]},
            {"有效性": {"状态": "已废止", "依据": f"依照《{title}》（{number}）第三条"}},
            {"依据": f"根据{title}"},
            {"依据": f"依{number}第三条办理"},
            {"有效性": {"状态": "已废止", "依据": f"市政府{title}明确废止"}},
            {"被废止": f"示例市人民政府{title}"},
        ]
        changes |= ways[n % len(ways)]
    fields = numbered(n, **changes)
    body = f"\n<!-- {mark('comment in a public text')} -->\n\n第一条　正文。\n"
    text = document_text(fields, body).replace("---\n", f"---\n# {mark('comment in a public front matter')}\n", 1)
    path = f"documents/public/{n}.md"
    corpus.site.write(path, text.encode())
    corpus.public.append(path)
