"""JSON-LD says no more of a document's force than is known."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plugins.catalogue.column import Column
from plugins.disclosure.build import Account, read_column
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.structured_data import json_ld

SETTINGS = ColumnSettings("示例市", "https://x.example.gov.cn")
HEAD = """---
标题: {title}
索引号: X/2020-{n}
发文机关: 示例市文化和旅游局
发文字号: 示文旅规〔2020〕{n}号
成文日期: 2020-01-0{n}
发布日期: 2020-01-0{n}
施行日期: 2020-03-01
分类: 行政规范性文件
公开属性: 主动公开
{more}---

第一条 为规范街头艺术表演，制定本规定。
"""
LINES = {
    "plain": "",
    "unsure": "有效性: 待核\n",
    "lapsed": "有效期至: 2022-06-30\n",
    "undated": "有效性: 已废止\n",
    "early": "被废止:\n  - 标题: 示例市人民政府关于废止的决定\n    施行: 2020-02-01\n",
    "later": "有效期至: 2029-06-30\n",
}


@pytest.fixture(scope="module")
def column(tmp_path_factory: pytest.TempPathFactory) -> Column:
    folder = tmp_path_factory.mktemp("content")
    (folder / "documents").mkdir()
    for n, (name, more) in enumerate(LINES.items(), 1):
        text = HEAD.format(title=f"街头艺术表演规定之{name}", n=n, more=more)
        (folder / "documents" / f"{name}.md").write_text(text, "utf-8")
    column, _ = read_column(str(folder), SETTINGS, date(2026, 1, 1), 1, Account(), lambda *_: None)
    return column


@pytest.mark.parametrize(
    ("name", "force", "coverage"),
    [
        ("plain", "InForce", "2020-03-01/.."),
        ("unsure", None, None),
        ("lapsed", "NotInForce", "2020-03-01/2022-06-30"),
        ("undated", "NotInForce", None),
        ("early", "NotInForce", None),
        ("later", "InForce", "2020-03-01/.."),
    ],
)
def test_force_and_time(column: Column, name: str, force: str | None, coverage: str | None) -> None:
    document = next(d for d in column.catalogue if d.title.endswith(f"之{name}"))
    value = json.loads(json_ld(column, document, SETTINGS))
    assert value["@type"] == "Legislation"
    assert value.get("legislationLegalForce") == (f"https://schema.org/{force}" if force else None)
    assert value.get("temporalCoverage") == coverage


def described(page: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', page.read_text("utf-8"))
    return json.loads(found[1]) if found else {}


def test_on_the_sample_no_ended_document_goes_on(sample_site: Path) -> None:
    seen = set()
    for page in sample_site.glob("documents/*/*.html"):
        force = re.search(r'data-force="(\w+)"', page.read_text("utf-8"))
        value = described(page)
        if not force or value.get("@type") != "Legislation":
            continue
        seen.add(force[1])
        assert ("legislationLegalForce" in value) == (force[1] != "undetermined"), page.name
        if force[1] in ("repealed", "lapsed", "superseded"):
            assert not value.get("temporalCoverage", "").endswith("/.."), page.name
    assert {"in_force", "repealed", "lapsed"} <= seen
