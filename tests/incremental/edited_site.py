"""A content folder that edits are made in, and the two builds that are compared: with the store, and without."""

from __future__ import annotations

import filecmp
import os
import random
import runpy
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plugins.commands.column_build import run_build
from plugins.disclosure.fingerprints import RECENT_NS

ROOT = Path(__file__).resolve().parents[2]
MATTERS = ("书屋", "茶馆", "步道", "凉亭", "码头", "水井", "花圃", "灯塔", "渡口", "碑廊")


@dataclass
class Paper:
    """One document as an editor has it: its front matter and its text."""

    fields: dict[str, Any]
    body: str

    def text(self) -> str:
        lines = []
        for key, value in self.fields.items():
            if isinstance(value, list):
                lines += [f"{key}:", *(f"  - {item}" for item in value)]
            elif value is not None:
                lines.append(f"{key}: {value}")
        return "\n".join(["---", *lines, "---", "", self.body]) + "\n"


@dataclass
class EditedSite:
    """The folders of one run. `papers` is by path under documents/."""

    folder: Path
    search: bool = False
    papers: dict[str, Paper] = field(default_factory=dict)
    as_of: date = date(2026, 11, 22)
    telephone: str = "0990-1"
    made: int = 0

    @classmethod
    def of(cls, folder: Path, documents: int, rng: random.Random, *, search: bool = False) -> EditedSite:
        """A site with that many documents."""
        site = cls(folder, search)
        shutil.copytree(ROOT / "theme", folder / "theme")
        shutil.copytree(ROOT / "content" / "pages", folder / "content" / "pages")
        for _ in range(documents):
            site.add(rng)
        # a file changed just before a build is read again by the next one: these are to be old
        for path in (folder / "content").rglob("*"):
            os.utime(path, (1_700_000_000, 1_700_000_000))
        time.sleep(2 * RECENT_NS / 1e9)  # the time of change cannot be set, only waited for
        return site

    @property
    def content(self) -> Path:
        return self.folder / "content"

    def add(self, rng: random.Random, **changes: Any) -> str:
        """Write a new document; its path."""
        self.made += 1
        serial = self.made
        day = date(2018, 1, 5) + timedelta(days=rng.randrange(2800))
        matter = rng.choice(MATTERS)
        fields: dict[str, Any] = {
            "标题": f"示例市{matter}管理办法" if rng.random() < 0.2 else f"示例市第{serial}号{matter}管理办法",
            "索引号": f"SL/{day.year}-{serial:05d}",
            "发文机关": rng.choice(("示例市园林局", "示例市水务局")),
            "发文字号": f"示园〔{day.year}〕{serial}号",
            "成文日期": day,
            "发布日期": day,
            "分类": rng.choice(("行政规范性文件", "其他文件")),
            "公开属性": "主动公开",
            "内容概述": f"规定{matter}的开放时间。",
        }
        path = f"{day.year}/p{serial:03d}.md"
        self.papers[path] = Paper({**fields, **changes}, f"第一条　{matter}每日开放。\n\n第二条　入内请保持安静。")
        self.write(path)
        return path

    def write(self, path: str) -> None:
        """Put a document's file where it belongs."""
        file = self.content / "documents" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.papers[path].text(), encoding="utf-8")

    def remove(self, path: str) -> None:
        """Delete a document's file."""
        (self.content / "documents" / path).unlink()

    def put(self, path: str, data: bytes) -> None:
        """Write any file of the content folder."""
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def overrides(self) -> dict[str, Any]:
        """The settings of this site."""
        column = dict(runpy.run_path(str(ROOT / "pelicanconf.py"))["COLUMN"])
        column |= {"telephone": self.telephone, "search": self.search, "page_size": 5}
        return {"COLUMN": column, "THEME": str(self.folder / "theme")}

    def build(self, name: str = "site", *, cache: bool = True) -> int:
        """Build into `name`; the exit code."""
        return run_build(
            ROOT, str(self.content), str(self.folder / name), as_of=self.as_of.isoformat(), jobs=1,
            overrides=self.overrides(), quiet=True, cache=cache,
        )  # fmt: skip

    def differences(self) -> list[str]:
        """Addresses at which the tree built with the store is not the tree of a clean build of the same content."""
        shutil.rmtree(self.folder / "clean", ignore_errors=True)
        assert self.build("clean", cache=False) == 0
        return tree_differences(self.folder / "site", self.folder / "clean")


def tree_differences(one: Path, other: Path) -> list[str]:
    """Files and folders that only one tree has, files that differ in bytes, and files or folders of unlike modes."""
    found = [_entries(one), _entries(other)]
    out = sorted(set(found[0]) ^ set(found[1]))
    for path in sorted(set(found[0]) & set(found[1])):
        a, b = one / path, other / path
        if found[0][path] != found[1][path] or (a.is_file() and not filecmp.cmp(a, b, shallow=False)):
            out.append(path)
    return out


def _entries(root: Path) -> dict[str, int]:
    return {
        os.path.relpath(os.path.join(place, name), root): os.stat(os.path.join(place, name)).st_mode
        for place, folders, names in os.walk(root)
        for name in (*folders, *names)
    }


Edit = Callable[[EditedSite, random.Random], None]


def _pick(site: EditedSite, rng: random.Random) -> str:
    return rng.choice(sorted(site.papers))


def edit_text(site: EditedSite, rng: random.Random) -> None:
    """One sentence more."""
    for _ in range(rng.choice((1, 1, 2))):
        path = _pick(site, rng)
        site.papers[path].body += f"\n\n第{rng.randrange(3, 9)}条　闭馆前{rng.randrange(1, 60)}分钟停止入内。"
        site.write(path)


def edit_mention(site: EditedSite, rng: random.Random) -> None:
    """A sentence that names another document."""
    path, other = _pick(site, rng), _pick(site, rng)
    site.papers[path].body += f"\n\n具体办法见《{site.papers[other].fields['标题']}》。"
    site.write(path)


def edit_short_name(site: EditedSite, rng: random.Random) -> None:
    """A national law by its short name; or the law itself, under its full one."""
    path = _pick(site, rng)
    if rng.random() < 0.5:
        site.papers[path].body += "\n\n依照《园圃法》办理。"
    else:
        site.papers[path].fields["标题"] = "中华人民共和国园圃法"
    site.write(path)


def edit_clause(site: EditedSite, rng: random.Random) -> None:
    """A sentence that ends another document."""
    path, other = _pick(site, rng), _pick(site, rng)
    fields = site.papers[other].fields
    named = f"《{fields['标题']}》（{fields['发文字号']}）"
    site.papers[path].body += f"\n\n本办法自印发之日起施行。{named}同时废止。"
    site.write(path)


def edit_title(site: EditedSite, rng: random.Random) -> None:
    path = _pick(site, rng)
    site.papers[path].fields["标题"] += "（修订）"
    site.write(path)


def edit_attribute(site: EditedSite, rng: random.Random) -> None:
    """公开属性 from open to closed, or back."""
    path = _pick(site, rng)
    fields = site.papers[path].fields
    if fields["公开属性"] == "主动公开":
        fields |= {"公开属性": "依申请公开", "理由": "涉及第三方的商业秘密"}
    else:
        fields |= {"公开属性": "主动公开", "理由": None}
    site.write(path)


def edit_relation(site: EditedSite, rng: random.Random) -> None:
    path, other = _pick(site, rng), _pick(site, rng)
    if path != other:
        site.papers[path].fields["修改"] = [site.papers[other].fields["发文字号"]]
        site.write(path)


def _named(site: EditedSite, path: str) -> str:
    fields = site.papers[path].fields
    return f"《{fields['标题']}》（{fields['发文字号']}）"


def edit_reference(site: EditedSite, rng: random.Random) -> None:
    """A relation without legal effect, declared on either side, or taken back."""
    path, other = _pick(site, rng), _pick(site, rng)
    if path != other:
        key = rng.choice(("依据", "解读", "被依据"))
        site.papers[path].fields[key] = rng.choice(([_named(site, other)], None))
        site.write(path)


def edit_repealed_by(site: EditedSite, rng: random.Random) -> None:
    """The target says by whom it was repealed; one such statement has no day of its own."""
    path, other = _pick(site, rng), _pick(site, rng)
    if path != other:
        site.papers[path].fields["被废止"] = rng.choice(([_named(site, other)], None))
        site.write(path)


def edit_repeals(site: EditedSite, rng: random.Random) -> None:
    """An act on three documents, or its end."""
    path = _pick(site, rng)
    others = sorted({_pick(site, rng) for _ in range(3)} - {path})
    site.papers[path].fields["废止"] = rng.choice(([_named(site, other) for other in others] or None, None))
    site.write(path)


def edit_day(site: EditedSite, rng: random.Random) -> None:
    """Another day of issue and publication: another year, other neighbours, another newest edition."""
    path = _pick(site, rng)
    day = date(2018, 1, 5) + timedelta(days=rng.randrange(3300))
    site.papers[path].fields |= {"成文日期": rng.choice((day, day, "不详")), "发布日期": day}
    site.write(path)


def edit_place(site: EditedSite, rng: random.Random) -> None:
    """Another category, agency or number."""
    path = _pick(site, rng)
    site.papers[path].fields |= rng.choice(
        (
            {"分类": rng.choice(("行政规范性文件", "其他文件", "政策解读", "年度报告"))},
            {"发文机关": rng.choice(("示例市园林局", "示例市水务局", "示例市林业局"))},
            {"发文字号": f"示水〔2022〕{rng.randrange(1, 40)}号"},
            {"体裁": rng.choice(("办法", "通知", "决定"))},
        )
    )
    site.write(path)


def edit_edition(site: EditedSite, rng: random.Random) -> None:
    """The title of another document: a new edition of it, or a namesake."""
    path, other = _pick(site, rng), _pick(site, rng)
    site.papers[path].fields["标题"] = site.papers[other].fields["标题"]
    site.papers[path].fields["发文机关"] = site.papers[other].fields["发文机关"]
    site.write(path)


def edit_force(site: EditedSite, rng: random.Random) -> None:
    """What the editor states, on the basis of another document; terms, and their end."""
    path, other = _pick(site, rng), _pick(site, rng)
    stated = f"\n  状态: 已废止\n  日期: 2024-05-01\n  依据: {_named(site, other)}"
    site.papers[path].fields |= rng.choice(({"有效性": stated}, {"有效性": None}, {"有效期": "2年"}, {"有效期": None}))
    site.write(path)


def edit_link(site: EditedSite, rng: random.Random) -> None:
    """A link to another document's file."""
    path, other = _pick(site, rng), _pick(site, rng)
    if site.papers[other].fields["公开属性"] == "主动公开":
        site.papers[path].body += f"\n\n见[另一份](../{other})。"
        site.write(path)


def edit_several(site: EditedSite, rng: random.Random) -> None:
    """Several edits between two builds."""
    for _ in range(3):
        edit = rng.choice((edit_text, edit_title, edit_clause, edit_day, edit_attribute, add_document, edit_repeals))
        edit(site, rng)


def undo_link(site: EditedSite, rng: random.Random) -> None:
    """Every link to a document's file is taken out again, so that the document may go."""
    for path, paper in site.papers.items():
        if "见[另一份]" in paper.body:
            paper.body = "\n\n".join(part for part in paper.body.split("\n\n") if "见[另一份]" not in part)
            site.write(path)


def add_held(site: EditedSite, rng: random.Random) -> None:
    """A document behind the gate that ends a public one, or is named by one."""
    other = _pick(site, rng)
    path = site.add(rng, 公开属性="不予公开", 理由="内部管理信息")
    site.papers[path].fields["废止"] = [_named(site, other)]
    site.write(path)
    if rng.random() < 0.5:
        naming = _pick(site, rng)
        site.papers[naming].fields["修改"] = [_named(site, path)]
        site.write(naming)


def add_document(site: EditedSite, rng: random.Random) -> None:
    site.add(rng)


def delete_document(site: EditedSite, rng: random.Random) -> None:
    path = _pick(site, rng)
    site.remove(path)
    del site.papers[path]


def rename_document(site: EditedSite, rng: random.Random) -> None:
    path = _pick(site, rng)
    site.remove(path)
    renamed = path.replace(".md", "x.md")
    site.papers[renamed] = site.papers.pop(path)
    site.write(renamed)


def change_template(site: EditedSite, rng: random.Random) -> None:
    template = site.folder / "theme" / "templates" / rng.choice(("base.html", "document.html", "list.html"))
    text = template.read_text("utf-8")
    mark = f"<!-- {rng.randrange(1000)} -->"
    template.write_text(text.replace("{% endblock %}", mark + "{% endblock %}", 1), "utf-8")


def change_setting(site: EditedSite, rng: random.Random) -> None:
    site.telephone = f"0990-{rng.randrange(10**6)}"


def change_day(site: EditedSite, rng: random.Random) -> None:
    site.as_of = date(2018, 6, 1) + timedelta(days=rng.randrange(3000))


def change_attachment(site: EditedSite, rng: random.Random) -> None:
    """A file beside the documents, written anew, and a document that lists it."""
    path = _pick(site, rng)
    name = f"fu{rng.randrange(3)}.txt"
    site.put(f"documents/{path.rsplit('/', 1)[0]}/{name}", f"附表{rng.randrange(100, 999)}".encode())
    site.papers[path].fields["附件"] = [name]
    site.write(path)


def replace_attachment(site: EditedSite, rng: random.Random) -> None:
    """Another file of the same name and size; no document is touched."""
    files = sorted((site.content / "documents").rglob("*.txt"))
    if files:
        rng.choice(files).write_bytes(f"附表{rng.randrange(100, 999)}".encode())


def change_page(site: EditedSite, rng: random.Random) -> None:
    page = site.content / "pages" / "about.md"
    page.write_text(page.read_text("utf-8") + f"\n第{rng.randrange(100)}段。\n", "utf-8")


def change_review(site: EditedSite, rng: random.Random) -> None:
    fields = site.papers[_pick(site, rng)].fields
    rows = f"文件名称,文号,清理结果,日期\n{fields['标题']},{fields['发文字号']},废止,2025-03-01\n"
    site.put("清理结果/2025.csv", rows.encode())


def touch(site: EditedSite, rng: random.Random) -> None:
    """The same bytes, a new time."""
    os.utime(site.content / "documents" / _pick(site, rng))


EDITS: tuple[tuple[int, Edit], ...] = (
    (14, edit_text), (3, edit_mention), (2, edit_short_name), (3, edit_clause), (2, edit_title), (3, edit_attribute), (2, edit_relation),
    (3, add_document), (2, delete_document), (2, rename_document), (1, change_template), (1, change_setting),
    (2, change_day), (2, change_attachment), (2, replace_attachment), (1, change_page), (2, change_review), (2, touch),
    (3, edit_reference), (2, edit_repealed_by), (4, edit_repeals), (3, edit_day), (3, edit_place), (3, edit_edition),
    (3, edit_force), (2, edit_link), (2, undo_link), (2, edit_several), (2, add_held),
)  # fmt: skip


def any_edit(rng: random.Random) -> Edit:
    """An edit as often as editors make it."""
    return rng.choices([edit for _, edit in EDITS], [weight for weight, _ in EDITS])[0]
