"""The property that the store stands on: after any edits, the tree is that of a clean build, byte for byte."""

from __future__ import annotations

import errno
import os
import random
from pathlib import Path

import pytest
from edited_site import (
    EditedSite,
    add_document,
    any_edit,
    delete_document,
    edit_clause,
    edit_text,
    edit_title,
    tree_differences,
)

from plugins.commands import column_build
from plugins.disclosure import publish
from plugins.disclosure.inputs import load_state, store_folder
from plugins.search.find import search_index
from plugins.search.reader import StoredIndex

SEQUENCES, STEPS, DOCUMENTS = (
    tuple(map(int, os.environ["GONGKAI_EDITS"].split("x"))) if "GONGKAI_EDITS" in os.environ else (2, 9, 30)
)
"""How many sequences of how many edits on how many documents. The long form: GONGKAI_EDITS=300x10x500."""


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_after_every_edit_the_tree_is_that_of_a_clean_build(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    site = EditedSite.of(tmp_path, DOCUMENTS, rng)
    assert site.build() == 0
    done = []
    for _ in range(STEPS):
        edit = any_edit(rng)
        edit(site, rng)
        done.append(edit.__name__)
        code = site.build()
        if code:  # an editor's mistake: a clean build stops at it too, and what was published stays
            assert site.build("clean", cache=False) == code, done
        else:
            assert site.differences() == [], done


def test_texts_are_published_without_starting_pelican(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(7)
    site = EditedSite.of(tmp_path, 8, rng)
    assert site.build() == 0
    before = {p: p.stat().st_ino for p in (tmp_path / "site").rglob("*.html")}

    def refuse(*_: object) -> None:
        raise AssertionError("the whole column is made")

    with monkeypatch.context() as patched:
        patched.setattr(column_build, "_run_pelican", refuse)
        patched.setattr(publish, "_link_tree", refuse)  # the full build has made the shadow
        assert site.build() == 0  # nothing to do
        for _ in range(3):
            edit_text(site, rng)
            assert site.build() == 0
    assert site.differences() == []
    after = {p: p.stat().st_ino for p in (tmp_path / "site").rglob("*.html")}
    changed = [p for p in after if before.get(p) != after[p]]
    assert 0 < len(changed) <= 20
    assert len(changed) < len(after) / 3


def test_without_room_for_a_shadow_the_first_edit_makes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(8)
    site = EditedSite.of(tmp_path, 5, rng)

    def full(source: str, target: str) -> None:
        os.mkdir(target)
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as patched:
        patched.setattr(publish, "_link_tree", full)
        assert site.build() == 0
    assert not (tmp_path / ".site.shadow").exists()
    edit_text(site, rng)
    assert site.build() == 0
    assert site.differences() == []


def test_the_search_is_kept_up(tmp_path: Path) -> None:
    """An edit goes into an overlay: the index has other bytes than a clean build's, and finds the same documents."""
    rng = random.Random(8)
    site = EditedSite.of(tmp_path, 12, rng, search=True)
    assert site.build() == 0
    base = _segment(site)
    for place, edit in enumerate((edit_text, edit_clause, edit_title, add_document, edit_text)):
        edit(site, rng)
        path = sorted(site.papers)[place]
        site.papers[path].body += f"\n\n第九条　{UNHEARD[place]}另行规定。"
        site.write(path)
        assert site.build() == 0
        assert [path for path in site.differences() if not path.startswith("search/")] == []
        assert _segment(site) == base  # or it was built anew, and nothing is shown here
        wanted = [*UNHEARD[: place + 1], "闭馆前", *(str(paper.fields["标题"]) for paper in site.papers.values())]
        assert {query: found(site, "site", query) for query in wanted} == {
            query: found(site, "clean", query) for query in wanted
        }
        assert all(found(site, "site", word) for word in UNHEARD[: place + 1])
    delete_document(site, rng)  # the words of what is no longer published must go: the index is built anew
    assert site.build() == 0
    assert site.differences() == []


UNHEARD = ("麒麟阁", "琉璃瓦", "鹦鹉洲", "蝴蝶泉", "骆驼峰")


def _segment(site: EditedSite) -> str:
    return StoredIndex(site.folder / "site" / "search").manifest["segment"]


def found(site: EditedSite, tree: str, query: str) -> tuple[set[tuple[str, str]], str]:
    """(index number, force) of what the tree's index finds, ended documents too, and the fall-back it took."""
    today = site.as_of.isoformat()
    answer = search_index(site.folder / tree / "search", query, today=today, count=100, everything=True, body=True)
    return {(result.card.index_number, result.force) for result in answer.results}, answer.fallback


def test_a_law_that_comes_is_linked_by_its_short_name(tmp_path: Path) -> None:
    rng = random.Random(12)
    site = EditedSite.of(tmp_path, 6, rng)
    path = sorted(site.papers)[-1]
    site.papers[path].body += "\n\n依照《园圃法》办理。"
    site.papers[path].fields |= {"成文日期": "2025-06-01", "发布日期": "2025-06-01"}
    site.write(path)
    assert site.build() == 0
    law = site.add(rng, 标题="中华人民共和国园圃法")
    assert site.build() == 0
    address = f"{site.papers[law].fields['索引号'].split('/')[1]}.html"
    assert site.differences() == []
    assert any(address in found.read_text("utf-8") and "依照" in found.read_text("utf-8") for found in _pages(site))
    site.remove(law)
    assert site.build() == 0
    assert site.differences() == []
    assert not any(address in found.read_text("utf-8") for found in _pages(site))


def _pages(site: EditedSite) -> list[Path]:
    return [page for page in (site.folder / "site").rglob("*.html") if "园圃法" in page.read_text("utf-8")]


@pytest.mark.parametrize("file", ["state", "rows.sqlite"])
@pytest.mark.parametrize("damage", ["missing", "cut", "flipped"])
def test_a_damaged_store_is_seen(file: str, damage: str, tmp_path: Path) -> None:
    rng = random.Random(9)
    site = EditedSite.of(tmp_path, 6, rng)
    assert site.build() == 0
    stored = Path(store_folder(str(tmp_path / "site"))) / file
    data = stored.read_bytes()
    if damage == "missing":
        stored.unlink()
    elif damage == "cut":
        stored.write_bytes(data[: len(data) // 2])
    else:
        place = data.rfind("开放".encode()) if file == "rows.sqlite" else len(data) // 2
        place = place if place >= 0 else len(data) // 2
        stored.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    edit_text(site, rng)
    assert site.build() == 0
    assert site.differences() == []
    assert load_state(store_folder(str(tmp_path / "site"))) is not None


def test_another_tree_in_the_place_of_ours_is_seen(tmp_path: Path) -> None:
    rng = random.Random(10)
    site = EditedSite.of(tmp_path, 6, rng)
    assert site.build() == 0
    os.rename(tmp_path / "site", tmp_path / "kept")
    edit_text(site, rng)
    assert site.build() == 0
    os.rename(tmp_path / "site", tmp_path / "newer")
    os.rename(tmp_path / "kept", tmp_path / "site")
    assert site.build() == 0
    assert tree_differences(tmp_path / "site", tmp_path / "newer") == []


def test_nothing_withheld_is_in_the_store(tmp_path: Path) -> None:
    rng = random.Random(11)
    site = EditedSite.of(tmp_path, 4, rng)
    secrets = {"标题": "示例市隐匿灯塔办法", "发文字号": "示密〔2021〕77号", "内容概述": "不可外传的概述"}
    path = site.add(rng, 公开属性="不予公开", 理由="内部管理信息", **secrets)
    site.papers[path].body += "\n\n第三条　此句不得外传。"
    site.write(path)
    assert site.build() == 0
    edit_text(site, rng)
    assert site.build() == 0
    for file in Path(store_folder(str(tmp_path / "site"))).rglob("*"):
        data = file.read_bytes()
        for words in (*secrets.values(), "此句不得外传"):
            assert words.encode() not in data, file
