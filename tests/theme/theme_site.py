"""Renders the example pages, one by one or as a small column on disk."""

from __future__ import annotations

import json
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape
from theme_documents import documents, numeral
from theme_pages import Example, examples
from theme_values import SITE, THEME, crumbs

from plugins.catalogue.tables import load
from plugins.disclosure import views


def environment() -> Environment:
    """The environment as the build sets it up, stricter: an unknown name is an error."""
    return Environment(
        loader=FileSystemLoader(THEME / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        undefined=StrictUndefined,
    )


def render(example: Example, env: Environment | None = None, site: views.SiteView = SITE) -> str:
    """The page's HTML."""
    template = (env or environment()).get_template(example.template)
    return template.render(page=example.page, site=site, root=example.root, words=load("theme"))


FORCE_DATA = {
    "2019": [
        ["X/2019-1", "示例市公共图书馆管理暂行规定", "示文旅规〔2019〕7号", "doc/repealed.html",
         [["2019-06-01", "in_force"], ["2024-05-01", "repealed"]]],
        ["X/2019-2", "示例市文化馆管理办法<b>", "示文旅规〔2019〕8号", "doc/partly.html",
         [["2019-01-15", "pending"], ["2019-03-01", "in_force"], ["2023-07-01", "partially_in_force"]]],
    ],
    "2024": [
        [f"X/2024-{n}", f"第{numeral(n)}件文件", f"示文旅发〔2024〕{n}号", "doc/long.html",
         [["2024-01-01", "in_force"]]]
        for n in range(1, 251)
    ],
}  # fmt: skip


def write_site(folder: Path) -> Path:
    """The small column on disk, with theme files, data and stubs of what other rooms write. Returns `folder`."""
    env = environment()
    for example in examples():
        target = folder / example.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(render(example, env), "utf-8", newline="\n")
    for source in sorted((THEME / "static").rglob("*")):
        if source.is_file():
            target = folder / "theme" / source.relative_to(THEME / "static")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    for year, rows in FORCE_DATA.items():
        target = folder / "data" / "force" / f"{year}.js"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"gongkaiForce({json.dumps(year)}, {json.dumps(rows, ensure_ascii=False)});\n", "utf-8")
    for name, content in {
        "feeds/new.xml": "<feed/>",
        "feeds/changes.xml": "<feed/>",
        "feeds/list.xml": "<feed/>",
        "opensearch.xml": "<OpenSearchDescription/>",
        "doc/files/norm.pdf": "%PDF-1.4\n",
        "doc/files/table.xlsx": "",
        **{f"doc/{Path(doc.url).stem}.md.txt": escape(doc.title) for doc in documents()},
    }.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, "utf-8")
    search = views.MessagePage("search.html", f"检索 - {SITE.name}", "检索", ("请输入关键词。",), crumbs("检索"))
    (folder / "search.html").write_text(render(Example("message.html", search), env), "utf-8", newline="\n")
    return folder
