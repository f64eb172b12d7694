"""Hostile index numbers and file names: nothing is written outside the site, and no two things in one place."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

from plugins.catalogue.index_number import address_of, is_index_number
from tests.findings.findings_of import read_account
from tests.robustness.published import build, manifest
from tests.robustness.site_folder import SiteFolder, numbered

NAMES = int(os.environ.get("GONGKAI_NAMES", "500"))
_PIECES = [
    "..", "/", "//", "\\", ".", "-", "_", "(", ")", "（", "）", "〔", "〕", "con", "NUL", "Com1", "aux", "2024", "1999",
    "a", "A", "B", "b", "馆", "藏", "index", "history", "files", "html", ".html", "%2e%2e", "%00", "u9986", "~", "*", "?",
    "<b>", "\u202e", "é", "İ", "0", "00", " ", "'", '"', "&amp;", "#", "documents",
]  # fmt: skip


def hostile_name(chance: random.Random) -> str:
    """A few pieces put together, seldom long."""
    length = chance.choice((1, 2, 3, 3, 4, 5, 8, 40))
    return "".join(chance.choice(_PIECES) for _ in range(length))


def test_hostile_index_numbers_and_attachments_stay_in_their_places(tmp_path: Path) -> None:
    chance = random.Random(7)
    names = [hostile_name(chance) for _ in range(NAMES * 2)]
    names += [f"{a}{n}/2024-{b}" for n in range(60) for a in "Aa馆" for b in ("b.c", "b-c", "b_c")]
    good = list(dict.fromkeys(name for name in names if is_index_number(name)))
    site = SiteFolder(tmp_path / "content")
    addresses: dict[str, str] = {}
    attachments: dict[str, list[bytes]] = {}
    for n, number in enumerate(good):
        address = address_of(number)
        if address.lower() in addresses or len(addresses) >= NAMES // 2:
            continue
        addresses[address.lower()] = number
        listed = []
        for folder in ("甲", "乙"):
            for name in ("表.csv", "表.CSV", f"{chance.randint(0, 9)}&b'c.csv"):
                data = f"{number},{folder},{name}\n".encode()
                path = f"files/{n}/{folder}/{name}"
                if path not in listed:
                    listed.append(path)
                    site.write(f"documents/{path}", data)
        attachments[number] = [(site.root / "documents" / path).read_bytes() for path in listed]
        pictures = f"\n![图](img/{n}/x/表.png)\n\n![图](img/{n}/y/表.png)\n"
        for side in "xy":
            picture = b"\x89PNG\r\n\x1a\n" + f"{number}{side}".encode() + b"\0\0\0\0IEND\xaeB`\x82"
            site.write(f"documents/img/{n}/{side}/表.png", picture)
            attachments[number].append(picture)
        fields = numbered(n, 索引号=number, 发文字号=None, 发文机关=f"../../{number}", 附件=listed)
        site.add(f"d{n}", fields, f"第一条　正文。\n{pictures}")
    before = manifest(tmp_path)
    code, report = build(site.root, tmp_path / "site" / "output", jobs=2)
    assert code == 0
    after = manifest(tmp_path)
    written = {path for path in after if path not in before}
    outside = {path for path in written if not path.startswith("site/output/")} - {"site/.output.lock"}
    assert outside == set()
    assert before.items() <= after.items()
    blind = Counter(path.lower() for path in written)
    assert [path for path, count in blind.items() if count > 1] == []
    assert len(report["documents"]) == len(addresses)
    urls = {entry["url"] for entry in report["documents"]}
    assert len(urls) == len(addresses)
    for number, expected in attachments.items():
        folder = tmp_path / "site/output" / address_of(number) / "files"
        assert sorted(file.read_bytes() for file in folder.iterdir()) == sorted(expected)


def test_numbers_that_would_share_an_address_stop_the_build(tmp_path: Path) -> None:
    chance = random.Random(11)
    site = SiteFolder(tmp_path)
    names = [hostile_name(chance) for _ in range(NAMES)] + ["A/B-1", "a-b/1", "a/b/1", "A-B-1"]
    for n, number in enumerate(names):
        site.add(f"d{n}", numbered(n, 索引号=number, 发文字号=None))
    account, goes_on = read_account(tmp_path)
    assert not goes_on
    told = {(f.path, f.code) for f in account.findings}
    seen: dict[str, str] = {}
    for n, number in enumerate(names):
        text = number.strip()
        path = f"documents/d{n}.md"
        if text and not is_index_number(text):
            assert (path, "F03" if "\u202e" in text else "V13") in told
        elif text:
            other = seen.setdefault(address_of(text).lower(), text)
            if other != text:
                assert {(path, "C03"), (path, "C01")} & told or other == text
    assert any(code == "C03" for _, code in told)
