"""No shard, decoded, holds anything of a document that stays behind."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from search_documents import catalogue, record

from plugins.search.bits import unarmoured
from plugins.search.build import build_index
from plugins.search.columns import inflated
from plugins.search.reader import StoredIndex, handed_over
from plugins.search.text import fold, key_of, terms
from tests.robustness.canaries import TOKEN, Marks
from tests.robustness.published import ROOT, build
from tests.robustness.secret_corpus import secret_corpus

_RARE = (0x20000, 0x2A6DF)


@dataclass
class Decoded:
    """Every text that an index holds, by file, and the key and check of every term of its lists."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    keys: set[tuple[int, int]] = field(default_factory=set)


def decoded(folder: Path) -> Decoded:
    """All files of an index, read as a browser reads them. Fails where a file is none of the known ones."""
    found = Decoded()
    index = StoredIndex(folder)
    lists = set()
    for tier in index.manifest["tiers"]:
        found.keys |= {(row.key, row.check) for row in index.every_list(tier)}
        lists |= {tier, f"{tier}h"}
    for path in sorted(folder.rglob("*.js")):
        name = path.relative_to(folder).as_posix().removesuffix(".js")
        kind = name.split("/")[1] if "/" in name else name.split(".")[0]
        if kind in ("page", "engine"):
            continue
        value = handed_over(path.read_bytes(), name)
        if kind not in lists:
            found.texts[name] = list(strings(value))
            assert found.texts[name], name
        else:
            assert isinstance(value, str), name
    return found


def strings(value: Any) -> Iterator[str]:
    """The strings of a value, those that were deflated too, as what they hold."""
    if isinstance(value, str):
        yield value
        try:
            yield from strings(json.loads(inflated(unarmoured(value))))
        except (ValueError, zlib.error):
            return
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from strings(one)


def leaks(found: Decoded, marks: list[str]) -> list[tuple[str, str]]:
    """(file, what of a mark is in it); for the lists of terms, ("lists", term)."""
    out = []
    for name, texts in found.texts.items():
        for text in texts:
            if TOKEN.lower() in text.lower() or any(_RARE[0] <= ord(char) <= _RARE[1] for char in text):
                out.append((name, text))
    for term in {term for mark in marks for term in terms(mark)}:
        if (TOKEN.lower()[:2] in term or any(ord(char) >= _RARE[0] for char in term)) and key_of(term) in found.keys:
            out.append(("lists", term))
    return out


def given(marks: Marks) -> list[str]:
    """The marks as they were given out."""
    again = Marks()
    return [again.new(place) for place in marks.places]


def test_no_decoded_shard_holds_a_mark(tmp_path: Path) -> None:
    corpus = secret_corpus(tmp_path / "content", 60, 20, 30)
    shutil.copytree(ROOT / "content" / "pages", corpus.site.root / "pages")
    code, report = build(corpus.site.root, tmp_path / "site" / "output", jobs=2)
    assert code == 0
    found = decoded(tmp_path / "site" / "output" / "search")
    shown = {entry["file"] for entry in report["documents"] if entry["url"]}
    index = StoredIndex(tmp_path / "site" / "output" / "search")
    assert len(index.documents) == len(shown) == 30
    marks = given(corpus.marks)
    assert len(marks) > 20 * 60
    assert len(found.keys) > 200
    assert leaks(found, marks) == []


def test_a_mark_that_got_in_is_seen(tmp_path: Path) -> None:
    marks = Marks()
    own = {place: marks.new(place) for place in ("title", "number", "issuer", "summary", "text", "long text")}
    leaking = [
        record(900, title=f"关于{own['title']}的办法", number=f"示{own['number']}〔2021〕1号"),
        record(901, issuers=(f"示例市{own['issuer']}局",), summary=own["summary"], text=own["text"]),
        record(902, text="第一条 管理。" * 3000 + own["long text"]),
    ]
    build_index([*catalogue(40), *leaking], tmp_path)
    found = decoded(tmp_path)
    out = leaks(found, list(own.values()))
    for place, mark in own.items():
        assert any(mark in text for _, text in out), place
        assert {("lists", term) for term in terms(mark) if ord(term[0]) >= _RARE[0]} <= set(out), place
    kinds = {name.split("/")[1] for name, _ in out if "/" in name}
    assert kinds >= {"d", "t", "c"}


def test_the_marks_are_searched_as_they_are_indexed() -> None:
    (mark,) = given(Marks(["place"]))
    assert fold(mark) == mark.lower()
    assert any(ord(char) >= _RARE[0] for term in terms(mark) for char in term)
