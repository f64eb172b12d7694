"""The page and the feed of the releases."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from plugins.archive.bag import BagFile
from plugins.archive.errors import ArchiveError
from plugins.archive.releases import (
    last_release_day,
    read_releases,
    release_of,
    release_rows,
    releases_feed,
    size_text,
    write_releases,
)

FILE = BagFile(Path("/somewhere/yishi-20240501.zip"), "full", "", 4_321_000, "ab" * 32, 12)
FIRST = release_of(FILE, as_of=date(2024, 5, 1), epoch=1714550000, commit="0123abc", signature="x.minisig")
DELTA = replace(
    FIRST, name="yishi-20240601-from-abababababab.zip", kind="delta", base="yishi-20240501.zip", epoch=1717200000
)
ATOM = "{http://www.w3.org/2005/Atom}"
URLS = {
    "feed_url": "https://www.yi.example/xxgk/releases.atom",
    "page_url": "https://www.yi.example/xxgk/releases.html",
    "downloads": "downloads",
}


def test_the_record_is_read_as_it_was_written() -> None:
    text = write_releases([FIRST, DELTA])
    assert read_releases(text) == [DELTA, FIRST]
    assert write_releases(read_releases(text)) == text
    assert write_releases([FIRST, replace(FIRST, size=1)]) == write_releases([replace(FIRST, size=1)])
    assert "/somewhere" not in text
    assert read_releases("") == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sha256": "AB" * 32}, "sha256"),
        ({"sha256": "ab"}, "sha256"),
        ({"size": -1}, "size"),
        ({"size": True}, "size"),
        ({"epoch": 10**15}, "epoch"),
        ({"name": "../x.zip"}, "name"),
        ({"name": "javascript:x.zip"}, "name"),
        ({"signature": "//evil.example/x.sig"}, "signature"),
        ({"as_of": "2024-02-30"}, "as_of"),
        ({"kind": "whole"}, "kind"),
        ({"kind": None}, "kind"),
        ({"note": "x"}, "note"),
    ],
)
def test_a_broken_record_is_refused_by_name(change: dict[str, object], told: str) -> None:
    text = json.dumps([asdict(FIRST), {**asdict(DELTA), **change}])
    with pytest.raises(ArchiveError, match=rf"releases\.json 读不懂：第 2 项.*{told}"):
        read_releases(text)


@pytest.mark.parametrize("text", ["{", "{}", '[{"name": "x.zip"}]', "[1]", '"x"'])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(ArchiveError, match=r"releases\.json 读不懂"):
        read_releases(text)


def test_rows_hold_what_a_page_shows() -> None:
    newest, first = release_rows([FIRST, DELTA], "downloads")
    assert newest["label"] == "差异包（基于 yishi-20240501.zip）"
    assert first["label"] == "完整归档包"
    assert first["address"] == "downloads/yishi-20240501.zip"
    assert first["signature_address"] == "downloads/x.minisig"
    assert (first["size"], first["size_text"], first["sha256"]) == (4_321_000, "4.3 MB", "ab" * 32)
    assert (first["released_on"], newest["released_on"]) == ("2024-05-01", "2024-06-01")
    assert last_release_day([FIRST, DELTA]) == "2024-06-01"
    assert last_release_day([]) == ""
    assert {row["address"] + row["signature_address"] for row in release_rows([FIRST, DELTA])} == {""}


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_499, "999 kB"), (999_999, "1.0 MB"), (4 * 10**9, "4.0 GB")],
)
def test_sizes(size: int, text: str) -> None:
    assert size_text(size) == text


def test_the_feed_is_atom() -> None:
    text = releases_feed([FIRST, DELTA], title="乙市<公开>&专栏", organisation="乙市人民政府", **URLS)
    feed = ElementTree.fromstring(text)
    assert feed.findtext(f"{ATOM}title") == "乙市<公开>&专栏：归档包发布"
    assert feed.findtext(f"{ATOM}updated") == "2024-06-01T00:00:00Z"
    entries = feed.findall(f"{ATOM}entry")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) <= 2
    enclosure = next(link for link in entries[1].iter(f"{ATOM}link") if link.get("rel") == "enclosure")
    assert enclosure.get("href") == "https://www.yi.example/xxgk/downloads/yishi-20240501.zip"
    assert enclosure.get("length") == "4321000"
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert element.findtext(ATOM + name)


def test_without_downloads_the_feed_has_no_enclosure() -> None:
    text = releases_feed([FIRST], title="x", organisation="y", **{**URLS, "downloads": ""})
    assert "enclosure" not in text
    assert "ab" * 32 in ElementTree.fromstring(text).findtext(f"{ATOM}entry/{ATOM}summary", "")


def test_a_feed_without_releases_has_no_time_of_its_own() -> None:
    text = releases_feed([], title="x", organisation="y", **URLS)
    assert ElementTree.fromstring(text).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


PLUGINS = ["plugins.disclosure", "plugins.search", "plugins.archive"]
SOURCE = """---
标题: 示例市公园开放通知
索引号: SL/2024-00001
发文机关: 示例市园林局
成文日期: 2024-03-01
发布日期: 2024-03-05
分类: 其他
公开属性: 主动公开
内容概述: 公园开放时间。
---

公园每日开放。
"""


class _Page(HTMLParser):
    """The addresses of a page's links, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


Build = Callable[..., Path]


@pytest.fixture
def published(tmp_path: Path, make_site: Callable[..., Path]) -> Build:
    """A small column built with the archive's plugin, and with these releases on record."""

    def build(*releases: Any, text: str | None = None, **archive: object) -> Path:
        content = tmp_path / "content"
        (content / "documents").mkdir(parents=True)
        (content / "documents" / "gongyuan.md").write_text(SOURCE, "utf-8")
        if releases or text is not None:
            (content / "releases.json").write_text(write_releases(releases) if text is None else text, "utf-8")
        return make_site(content, tmp_path / "site", "2024-07-01", PLUGINS=PLUGINS, ARCHIVE=archive)

    return build


def _read(page: Path) -> _Page:
    read = _Page()
    read.feed(page.read_text("utf-8"))
    read.close()
    return read


def test_the_site_lists_its_releases(published: Build) -> None:
    site = published(
        FIRST, DELTA, downloads="https://files.yi.example/bags", public_key="https://www.yi.example/key.pub"
    )
    page = _read(site / "releases.html")
    assert {
        "https://files.yi.example/bags/yishi-20240501.zip",
        "https://files.yi.example/bags/yishi-20240601-from-abababababab.zip",
        "https://files.yi.example/bags/x.minisig",
        "https://www.yi.example/key.pub",
        "feeds/releases.xml",
    } <= set(page.links)
    text = "".join(page.text)
    for shown in ("ab" * 32, "4.3 MB", "4321000", "2024-05-01", "sha256sum", "verify.py"):
        assert shown in text, shown
    feed = ElementTree.parse(site / "feeds" / "releases.xml").getroot()
    assert len(feed.findall(f"{ATOM}entry")) == 2
    assert [link.get("href") for link in feed.iter(f"{ATOM}link") if link.get("rel") == "enclosure"] == [
        "https://files.yi.example/bags/yishi-20240601-from-abababababab.zip",
        "https://files.yi.example/bags/yishi-20240501.zip",
    ]
    sitemap = (site / "sitemaps" / "pages.xml").read_text("utf-8")
    assert re.search(r"<loc>[^<]*/releases\.html</loc><lastmod>2024-06-01<", sitemap)


def test_without_releases_the_page_says_so(published: Build) -> None:
    site = published()
    page = _read(site / "releases.html")
    assert "目前还没有发布归档包" in "".join(page.text)
    assert not [link for link in page.links if link.endswith((".zip", "releases.xml"))]
    assert not (site / "feeds" / "releases.xml").exists()
    assert re.search(r"/releases\.html</loc><lastmod>2024-07-01<", (site / "sitemaps" / "pages.xml").read_text("utf-8"))


def test_without_a_place_for_downloads_there_are_no_links(published: Build) -> None:
    page = _read(published(FIRST) / "releases.html")
    assert not [link for link in page.links if link.endswith((".zip", ".minisig"))]
    assert "yishi-20240501.zip" in "".join(page.text)
    assert "可向主办单位索取" in "".join(page.text)


def test_a_broken_record_stops_the_build(published: Build, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"releases\.json"):
        published(text='[{"name": "x"}]')
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    "archive", [{"downloads": "javascript:x"}, {"downloads": "/x"}, {"downloads": 1}, {"sm3": "yes"}, {"download": "x"}]
)
def test_settings_that_do_not_fit_stop_the_build(published: Build, archive: dict[str, object]) -> None:
    with pytest.raises(SystemExit, match="设置 ARCHIVE"):
        published(**archive)
