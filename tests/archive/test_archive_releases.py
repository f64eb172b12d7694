"""The page and the feed of the releases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from plugins.archive.bag import BagFile
from plugins.archive.releases import (
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
    "downloads_url": "https://www.yi.example/xxgk/downloads",
}


def test_the_record_is_read_as_it_was_written() -> None:
    text = write_releases([FIRST, DELTA])
    assert read_releases(text) == [DELTA, FIRST]
    assert write_releases(read_releases(text)) == text
    assert write_releases([FIRST, replace(FIRST, size=1)]) == write_releases([replace(FIRST, size=1)])
    assert "/somewhere" not in text
    assert read_releases("") == []
    with pytest.raises(TypeError):
        read_releases('[{"name": "x"}]')


def test_rows_hold_what_a_page_shows() -> None:
    newest, first = release_rows([FIRST, DELTA], "downloads")
    assert newest["label"] == "差异包（基于 yishi-20240501.zip）"
    assert first["label"] == "完整归档包"
    assert first["address"] == "downloads/yishi-20240501.zip"
    assert first["signature_address"] == "downloads/x.minisig"
    assert (first["size"], first["size_text"], first["sha256"]) == (4_321_000, "4.3 MB", "ab" * 32)


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


def test_a_feed_without_releases_has_no_time_of_its_own() -> None:
    text = releases_feed([], title="x", organisation="y", **URLS)
    assert ElementTree.fromstring(text).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
