"""A small invented column, built on disk as the site builder would leave it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plugins.archive.bag import ArchiveInputs, make_bag

EPOCH = 1714550000
PAGE = (
    '<!doctype html><html lang="zh-CN"><head><title>{title}</title></head><body>'
    '<main id="main" data-index-number="{number}" data-force="{force}"><h1>{title}</h1>\n<p>{text}</p></main>\n'
)


def write_column(folder: Path, count: int) -> tuple[Path, list[tuple[str, Path]], list[dict[str, Any]]]:
    """The site, the sources and the rows of `count` documents; every third one was repealed in 2021."""
    site, content = folder / "site", folder / "content"
    sources, rows = [], []
    for at in range(count):
        year, repealed = 2018 + at % 4, at % 3 == 0
        number, address = f"11000000-{year}-{at:05d}", f"doc/{year}/{at:05d}"
        title = f"关于第{at}号事项的通知"
        text = "\n".join(f"第{line}条　第{at}号事项第{line}款按本通知办理。" for line in range(1, 12))
        force = "repealed" if repealed else "in_force"
        page = site / f"{address}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(PAGE.format(title=title, number=number, force=force, text=text), "utf-8")
        path = f"通知/{at:05d}.md"
        source = content / path
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(f"---\n标题: {title}\n---\n{text}\n", "utf-8")
        sources.append((path, source))
        events: list[dict[str, Any]] = [{"on": None, "force": "in_force"}]
        if repealed:
            events.append(
                {
                    "on": date(2021, 6, 1),
                    "force": "repealed",
                    "sentence": "已废止",
                    "by_text": "《乙市办法》",
                    "evidence": f"《{title}》同时废止。",
                    "rule": "repeal-simultaneous",
                    "articles": ("第一条",),
                }
            )
        rows.append(
            {
                "index_number": number,
                "title": title,
                "document_number": f"乙政发〔{year}〕{at}号",
                "issuers": ("乙市人民政府", "乙市财政局"),
                "publication_date": date(year, 3, 4),
                "term_years": 5.0,
                "legal_force": force,
                "address": address,
                "source_path": path,
                "digest": hashlib.sha256(source.read_bytes()).hexdigest(),
                "events": events,
            }
        )
    (site / "index.html").write_text("<!doctype html><title>乙市</title><main>首页</main>\n", "utf-8")
    (site / "s").mkdir()
    (site / "s" / "ab.js").write_text('__shard("ab", [1, 2, 3]);\n', "utf-8")
    return site, sources, rows


def column_inputs(folder: Path, count: int = 6, **changes: Any) -> ArchiveInputs:
    """What a bag of that column is made of."""
    site, sources, rows = write_column(folder, count)
    given: dict[str, Any] = {
        "site": site,
        "sources": sources,
        "rows": rows,
        "tombstones": [{"index_number": "11000000-2017-00001", "withdrawn_on": date(2022, 1, 1), "reason": "误发"}],
        "name": "yishi",
        "organisation": "乙市人民政府",
        "as_of": date(2024, 5, 1),
        "epoch": EPOCH,
        "commit": "0123abc",
        "versions": {"pelican": "4.12.0"},
        "counts": {"documents": count},
        "title": "乙市政府信息公开专栏",
        "site_url": "https://www.yi.example/xxgk/",
    }
    return ArchiveInputs(**{**given, **changes})


@pytest.fixture
def inputs(tmp_path: Path) -> Callable[..., ArchiveInputs]:
    """Makes the inputs of a bag in a folder of its own."""
    made = 0

    def make(count: int = 6, **changes: Any) -> ArchiveInputs:
        nonlocal made
        made += 1
        return column_inputs(tmp_path / f"column{made}", count, **changes)

    return make


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished bag, for tests that do not change it."""
    folder = tmp_path_factory.mktemp("finished")
    return make_bag(column_inputs(folder / "column"), folder / "out").files[0].path
