"""Nothing that is not 主动公开, or whose day has not come, is in any byte of what is published or lies beside it."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import urllib.parse
import zlib
from pathlib import Path

import pytest

from plugins.catalogue import gate
from tests.robustness.canaries import TOKEN, Marks, hits
from tests.robustness.published import ROOT, build, manifest
from tests.robustness.secret_corpus import SecretCorpus, secret_corpus

HELD = int(os.environ.get("GONGKAI_HELD", "100"))
EMBARGOED = 20
PUBLIC = 40


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> SecretCorpus:
    """The corpus, with the fixed pages of the sample."""
    made = secret_corpus(tmp_path_factory.mktemp("secret") / "content", HELD, EMBARGOED, PUBLIC)
    shutil.copytree(ROOT / "content" / "pages", made.site.root / "pages")
    return made


def settings(**column: object) -> dict[str, object]:
    """The site's settings with some of the column's changed."""
    from pelican.settings import read_settings

    own = read_settings(str(ROOT / "pelicanconf.py"))["COLUMN"]
    return {"COLUMN": {**own, **column}}


def test_no_mark_is_in_any_byte(corpus: SecretCorpus, tmp_path: Path) -> None:
    code, report = build(corpus.site.root, tmp_path / "site" / "output", jobs=2, cache=True)
    assert code == 0
    assert (tmp_path / "site" / ".output.store" / "rows.sqlite").exists(), (
        "what is kept beside the output is looked into"
    )
    assert len(report["documents"]) == HELD + EMBARGOED + PUBLIC
    shown = {entry["file"] for entry in report["documents"] if entry["url"]}
    assert shown == set(corpus.public)
    assert len(manifest(tmp_path / "site" / "output")) > 2 * PUBLIC
    assert len(corpus.marks.places) > 20 * HELD
    assert hits(tmp_path / "site", corpus.marks) == []


def test_what_held_documents_do_is_shown_without_a_name(corpus: SecretCorpus, tmp_path: Path) -> None:
    code, report = build(corpus.site.root, tmp_path / "output")
    assert code == 0
    pages = [tmp_path / "output" / entry["url"] for entry in report["documents"] if entry["url"]]
    repealed = [page for page in pages if "本文件已于2025年1月1日废止。" in page.read_text("utf-8")]
    assert repealed, "the day of an act behind the gate is public, its name is not"


def test_where_the_site_lists_on_request_documents_title_and_number_are_all(
    corpus: SecretCorpus, tmp_path: Path
) -> None:
    code, _ = build(corpus.site.root, tmp_path / "output", overrides=settings(list_on_request=True))
    assert code == 0
    found = hits(tmp_path, corpus.marks)
    assert {place for _, _, place in found} <= {"title", "number"}
    assert {file for file, _, _ in found} == {"output/pages/request.html"}
    text = (tmp_path / "output/pages/request.html").read_text("utf-8")
    assert all(title in text and number in text for title, number in corpus.listable.values())
    shown = {title for title, _ in corpus.listable.values()} | {number for _, number in corpus.listable.values()}
    for value in sorted(shown, key=len, reverse=True):
        text = text.replace(value, "")
    (tmp_path / "output/pages/request.html").write_text(text, "utf-8")
    assert hits(tmp_path, corpus.marks) == [], "of no other document even that"


def test_the_site_is_the_same_with_and_without_what_stays_behind(tmp_path: Path) -> None:
    whole = secret_corpus(tmp_path / "whole", 30, 10, 30, cross=False)
    for path in list(whole.site.paths):  # acts of held documents show; here they do nothing
        file = whole.site.root / path
        if path.endswith(".md") and "public" not in path:
            text = file.read_text("utf-8")
            lines = [line for line in text.split("\n") if not line.startswith("废止:") and "同时废止" not in line]
            file.write_text("\n".join(lines), "utf-8")
    shutil.copytree(whole.site.root / "documents/public", tmp_path / "part/documents/public")
    assert build(tmp_path / "whole", tmp_path / "one" / "output")[0] == 0
    assert build(tmp_path / "part", tmp_path / "two" / "output")[0] == 0
    assert manifest(tmp_path / "one" / "output") == manifest(tmp_path / "two" / "output")


@pytest.mark.parametrize(
    "link",
    [
        "[甲]({})",
        '<a href="{}">甲</a>',
        '<a\thref="{}">甲</a>',
        '<A\tclass="x" HREF="{}">甲</A>',
        '<Img src="{}" alt="甲">',
    ],
)
def test_a_link_to_what_stays_behind_stops_the_build(link: str, tmp_path: Path) -> None:
    """However it is typed: the path of a held document's file may say what it is called."""
    few = secret_corpus(tmp_path / "content", 1, 0, 1, cross=False)
    file = few.site.root / few.public[0]
    target = "../held/0.md" if "mg" not in link else "../held/img/0.png"
    file.write_text(file.read_text("utf-8") + "\n" + link.replace("{}", target) + "\n", "utf-8")
    code, report = build(few.site.root, tmp_path / "output")
    assert code != 0
    assert "A06" in {told["code"] for entry in report["documents"] for told in entry["findings"]}


def test_a_guess_of_a_held_name_cannot_be_confirmed(tmp_path: Path) -> None:
    """Called otherwise everywhere, what stays behind leaves the same bytes: no digest, no length, no order tells."""
    first = secret_corpus(tmp_path / "one/content", 26, 0, 26)
    assert build(first.site.root, tmp_path / "one/output")[0] == 0
    shutil.copytree(first.site.root, tmp_path / "two/content")
    for file in (tmp_path / "two/content").rglob("*"):
        if file.is_file() and file.suffix in (".md", ".csv"):
            text = file.read_text("utf-8")
            file.write_text(_ANY_MARK.sub("甲乙丙丁戊己庚辛壬癸", text), "utf-8")
    for file in sorted((tmp_path / "two/content/documents/held/files").iterdir()):
        file.rename(file.with_name(_ANY_MARK.sub("甲乙丙丁戊己庚辛壬癸", file.name)))
    assert build(tmp_path / "two/content", tmp_path / "two/output")[0] == 0
    assert manifest(tmp_path / "one/output") == manifest(tmp_path / "two/output")


_ANY_MARK = re.compile(f"[\U00020000-\U0002a6df]{{3}}{TOKEN}(?=[0-9]{{5}})")


@pytest.fixture
def without_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every document may be shown."""
    monkeypatch.setattr(gate, "is_public", lambda document, as_of: True)


@pytest.mark.usefixtures("without_gate")
def test_without_the_gate_the_marks_are_found(tmp_path: Path) -> None:
    few = secret_corpus(tmp_path / "content", 4, 2, 2)
    assert build(few.site.root, tmp_path / "site" / "output", cache=True)[0] == 0
    found = {place for _, _, place in hits(tmp_path / "site", few.marks)}
    assert found >= {
        "title",
        "number",
        "issuer",
        "registration number",
        "summary",
        "keyword",
        "body",
        "table",
        "image alt",
        "image content",
        "link text",
        "link address",
        "attachment name",
        "attachment label",
        "attachment content",
        "relation title",
        "relation number",
    }
    never = {"grounds", "reviewer", "internal note", "imported from", "comment in the front matter"}
    assert not found & never, "internal fields do not leave even then"


def test_a_day_decides(tmp_path: Path) -> None:
    few = secret_corpus(tmp_path / "content", 0, 3, 1, cross=False)
    for as_of, expected in (("2026-11-30", set()), ("2026-12-01", {"documents/later/0.md"})):
        code, report = build(few.site.root, tmp_path / as_of / "output", as_of=as_of)
        assert code == 0
        assert {e["file"] for e in report["documents"] if e["url"]} - set(few.public) == expected


SPELLINGS = {
    "plain": lambda text: text.encode(),
    "upper case": lambda text: text.upper().encode(),
    "HTML decimal": lambda text: "".join(f"&#{ord(c)};" for c in text).encode(),
    "HTML hexadecimal": lambda text: "".join(f"&#x{ord(c):X};" for c in text).encode(),
    "JSON": lambda text: json.dumps(text).encode(),
    "script": lambda text: "".join(f"\\u{{{ord(c):x}}}" for c in text).encode(),
    "style sheet": lambda text: "".join(f"\\{ord(c):x} " for c in text[:3]).encode(),
    "URL": lambda text: urllib.parse.quote(text, safe="").encode(),
    "UTF-16": lambda text: text.encode("utf-16-le"),
    "UTF-16 in the middle": lambda text: b"abc" + text.encode("utf-16-be"),
    "gzip": lambda text: gzip.compress(text.encode()),
    "deflate": lambda text: zlib.compress(text.encode() * 2),
    "raw deflate": lambda text: zlib.compress(text.encode() * 2)[2:-4],
    "deflate in the middle": lambda text: b"head" + zlib.compress(text.encode() * 2) + b"tail",
    "only the rare characters": lambda text: f'{{"{text[1]}": [1]}}'.encode(),
    "only the token": lambda text: text[3:].lower().encode(),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_search_finds_a_mark_in_every_spelling(tmp_path: Path, spelling: str) -> None:
    marks = Marks()
    mark = [marks.new(f"place {n}") for n in range(40)][-1]
    (tmp_path / "file").write_bytes(SPELLINGS[spelling](mark))
    assert hits(tmp_path, marks)


def test_a_digest_that_reads_as_a_rare_character_is_no_mark(tmp_path: Path) -> None:
    """Digests of a store are any bytes at all: now and then four of them are such a character."""
    marks = Marks()
    mark = [marks.new(f"place {n}") for n in range(40)][-1]
    for encoding in ("utf-8", "gb18030"):
        (tmp_path / "state").write_bytes(b"\xff\xfe\x80" + mark[0].encode(encoding) + b"\xff\x81\xfe")
        assert hits(tmp_path, marks) == []
        (tmp_path / "state").write_bytes(b"\xff\xfe\x80" + mark[:2].encode(encoding) + b"\xff\x81\xfe")
        assert hits(tmp_path, marks)


def test_the_search_finds_a_mark_in_names_and_archives(tmp_path: Path) -> None:
    import base64

    from tests.robustness.secret_corpus import _document_with

    marks = Marks()
    mark = marks.new("a place")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / f"{mark}.txt").write_text("x")
    assert hits(tmp_path / "a", marks)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.docx").write_bytes(_document_with(mark))
    assert ("x.docx", "zip, plain", "a place") in hits(tmp_path / "b", marks)
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "x.js").write_bytes(b'load("' + base64.b64encode(zlib.compress(mark.encode() * 3)) + b'")')
    assert hits(tmp_path / "c", marks)
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "x.txt").write_text("没有标记的文字 and plain words")
    assert hits(tmp_path / "d", marks) == []
