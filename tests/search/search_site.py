"""A small site with a working search page, for the tests: invented documents, the theme's own template."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.catalogue.tables import load
from plugins.disclosure.views import Phrase, SiteView
from plugins.search.build import IndexReport, build_index
from plugins.search.client import FOLDER, LUNR, ListLink, SearchClient, search_client
from plugins.search.record import SearchRecord

ROOT = Path(__file__).resolve().parents[2]
SITE = SiteView(
    name="示例市文化和旅游局政府信息公开专栏",
    agency="示例市文化和旅游局",
    base_url="https://wlj.example.gov.cn/zwgk",
    domain="wlj.example.gov.cn",
    site_id_code="9999990001",
    icp_number="",
    police_number="",
    address="",
    telephone="",
    correction_url="",
    accessibility_url="",
    releases_url="",
    emblem="",
    sections=(Phrase("法定主动公开内容", "browse.html"),),
    as_of="2026-06-30",
)


@dataclass(frozen=True)
class SearchPage:
    """What the template reads of its page."""

    url: str = "search.html"
    page_title: str = "检索 - 示例市文化和旅游局政府信息公开专栏"
    breadcrumb: tuple[Phrase, ...] = (Phrase("首页", "index.html"), Phrase("检索"))


def lunr_script(root: Path = ROOT) -> Path:
    """lunr's script, as npm brings it."""
    return root / LUNR


def client(lunr: Path) -> SearchClient:
    """The client made of the theme's scripts."""
    return search_client(ROOT / "theme/static/js/search", lunr, [ListLink("按年份查看", "browse.html")])


def write_site(folder: Path, records: Iterable[SearchRecord], lunr: Path, **options: Any) -> IndexReport:
    """Writes search page, scripts, style sheets and index of these records."""
    made = client(lunr)
    templates = Environment(
        loader=FileSystemLoader(ROOT / "theme/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = templates.get_template("search.html").render(
        page=SearchPage(), site=SITE, root="", words=load("theme"), search=made
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "search.html").write_text(page, "utf-8")
    shutil.copytree(ROOT / "theme/static", folder / "theme", dirs_exist_ok=True)
    for path, data in made.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return build_index(records, folder / FOLDER, **options)
