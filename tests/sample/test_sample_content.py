"""The sample agency keeps its own rules: fields, numbers, dates, references, attachments, coverage."""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from datetime import date

import pytest
from sample_files import (
    CONTENT,
    Sample,
    read_documents,
    read_external_numbers,
    read_front_matter,
    vocabulary,
)

DOCUMENTS = read_documents()
NUMBER = re.compile(r"[一-龥]{2,14}〔(20\d{2})〕([1-9]\d*)号|[一-龥]+令第[1-9]\d*号")
NAMED_NUMBER = re.compile(r"示[一-龥]{1,5}〔\d{4}〕\d+号")
RELATIONS = [f["key"] for f in vocabulary("vocabulary")["field"] if f["type"] == "relations"]
CODE = "11990100MB0990104N"
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BY_NUMBER = {d.meta["发文字号"]: d for d in DOCUMENTS if "发文字号" in d.meta}


def ids(document: Sample) -> str:
    return document.path.removeprefix("documents/")


each = pytest.mark.parametrize("document", DOCUMENTS, ids=ids)


def check_character(code: str) -> str:
    """The GB 32100 check character of the first 17 characters."""
    total = sum(LETTERS.index(c) * pow(3, n, 31) for n, c in enumerate(code[:17]))
    return LETTERS[-total % 31]


@each
def test_front_matter_uses_known_keys_and_choices(document: Sample) -> None:
    words = vocabulary("categories")
    known = {f["key"] for f in vocabulary("vocabulary")["field"]}
    meta = document.meta
    assert set(meta) <= known
    for key in ("标题", "发文机关", "发布机构", "成文日期", "发布日期", "分类", "公开属性", "体裁"):
        assert meta.get(key), key
    for key in ("内容概述", "主题分类", "主题词", "责任部门"):
        assert meta.get(key), key
    assert meta["分类"] in [c["name"] for c in words["category"]]
    assert meta["体裁"] in words["document_types"]["names"]
    assert all(s.split("\\")[0] in words["subjects"]["names"] for s in meta["主题分类"])
    assert (meta["公开属性"] == "主动公开") != ("理由" in meta)
    assert "第十" in meta.get("理由", "第十"), "the reason cites an article"


@each
def test_body_begins_with_the_title_and_agrees_with_the_disclosure(document: Sample) -> None:
    lines = [line for line in document.body.splitlines() if line]
    assert lines[0] == f"# {document.meta['标题']}"
    notes = [line for line in lines if re.fullmatch(r"（此件.*公[开開].*）", line)]
    wanted = {"主动公开": "公开发布", "依申请公开": "依申请公开", "不予公开": "不予公开"}
    for note in notes:
        assert note.replace("公開發布", "公开发布") == f"（此件{wanted[document.meta['公开属性']]}）"


@each
def test_dates_are_in_order(document: Sample) -> None:
    issued, published = document.meta["成文日期"], document.meta["发布日期"]
    assert published.year == int(document.path.split("/")[1])
    if issued == "不详":
        return
    assert issued <= published
    assert (published - issued).days <= 35
    start, end = document.meta.get("施行日期", issued), document.meta.get("有效期至", date.max)
    assert issued <= start <= end
    number = NUMBER.fullmatch(document.meta.get("发文字号", "示例令第1号"))
    assert number
    assert not number[1] or int(number[1]) == issued.year


@each
def test_attachments_and_links_lead_somewhere(document: Sample) -> None:
    for path in document.attachments:
        data = (document.folder / path).read_bytes()
        assert 20 < len(data) < 20_000, path
        assert kind_of(data) == path.rsplit(".", 1)[1], path
    for target in re.findall(r"\]\(([^)]+)\)", document.body):
        assert (document.folder / target).exists(), target
        assert target.endswith(".md") or target in document.attachments, target


def kind_of(data: bytes) -> str:
    """What the bytes are, whatever the file is called."""
    if data.startswith(b"%PDF-1.") and data.rstrip().endswith(b"%%EOF"):
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n") and zlib.crc32(b"IEND").to_bytes(4) == data[-4:]:
        return "png"
    if data.startswith(b"PK\x03\x04"):
        return "xlsx" if b"xl/workbook.xml" in data else "docx" if b"word/document.xml" in data else "zip"
    return "csv" if "," in data.decode("utf-8").split("\n", 1)[0] else ""


@each
def test_every_number_named_exists_or_is_outside_on_purpose(document: Sample) -> None:
    outside = read_external_numbers()
    named = NAMED_NUMBER.findall(document.body) + NAMED_NUMBER.findall(str(document.meta))
    assert [n for n in named if n not in BY_NUMBER and n not in outside] == []


@each
def test_relations_without_a_number_name_a_title_of_the_catalogue_or_a_law(document: Sample) -> None:
    titles = {inner_brackets(d.meta["标题"]) for d in DOCUMENTS}
    for key in RELATIONS:
        for item in document.meta.get(key, []):
            if isinstance(item, dict):
                assert item["文号"] in BY_NUMBER or item["文号"] in read_external_numbers()
            elif "〔" not in item and "令第" not in item:
                title = inner_brackets(item.removeprefix("《").removesuffix("》"))
                state = title.startswith(("中华人民共和国", "文化和旅游市场信用管理规定"))
                assert title in titles or state, item


@each
def test_a_number_stands_beside_its_own_title(document: Sample) -> None:
    pair = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》（([^（）]*(?:号))）")
    text = document.body + str(document.meta)
    for title, number in pair.findall(text):
        if number in BY_NUMBER:
            whole = inner_brackets(BY_NUMBER[number].meta["标题"])
            named = inner_brackets(title)
            assert named == whole or f"关于印发〈{named}〉的通知" in whole, number


def inner_brackets(title: str) -> str:
    """A title as it stands inside 《》."""
    return title.replace("《", "〈").replace("》", "〉")


@each
def test_no_personal_data(document: Sample) -> None:
    text = document.body + str(document.meta)
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text), "mobile number"
    assert not re.search(r"(?<![0-9A-Z])\d{6}(19|20)\d{9}[\dX](?![0-9A-Z])", text), "identity number"
    for code in re.findall(r"(?<![0-9A-Z])9[12]990100[0-9A-Z]{10}(?![0-9A-Z])", text):
        assert check_character(code) == code[17], code


def test_external_numbers_are_all_named_and_none_is_in_the_catalogue() -> None:
    text = "".join(d.body + str(d.meta) for d in DOCUMENTS)
    outside = read_external_numbers()
    assert {n for n in outside if n not in text} == set()
    assert outside & set(BY_NUMBER) == set()


def test_numbers_are_unique_and_rise_with_the_date() -> None:
    series: dict[tuple[str, str], list[tuple[int, date]]] = defaultdict(list)
    numbers = [d.meta["发文字号"] for d in DOCUMENTS if "发文字号" in d.meta]
    assert len(numbers) == len(set(numbers))
    for document in DOCUMENTS:
        found = re.fullmatch(r"(.+)〔(\d+)〕(\d+)号", document.meta.get("发文字号", ""))
        if found:
            series[found[1], found[2]].append((int(found[3]), document.meta["成文日期"]))
    for items in series.values():
        assert [day for _, day in sorted(items)] == sorted(day for _, day in items)
    registered = [d.meta["统一编号"] for d in DOCUMENTS if "统一编号" in d.meta]
    assert len(registered) == len(set(registered))


def test_index_numbers() -> None:
    given = [d.meta["索引号"] for d in DOCUMENTS if "索引号" in d.meta]
    assert len(DOCUMENTS) - len(given) == 3, "three are left for the system to assign"
    assert len(set(given)) == len(given)
    assert check_character(CODE) == CODE[17]
    for document in DOCUMENTS:
        year = document.meta["发布日期"].year
        assert re.fullmatch(rf"{CODE}/{year}-\d{{5}}", document.meta.get("索引号", f"{CODE}/{year}-00001"))


def test_titles_are_unique_but_for_editions() -> None:
    titles = Counter(d.meta["标题"] for d in DOCUMENTS)
    assert {t: n for t, n in titles.items() if n > 1} == {"示例市旅游民宿管理办法": 3, "示例市金牌导游评选办法": 2}


def test_no_attachment_is_left_unlisted() -> None:
    listed = {(d.folder / path).resolve() for d in DOCUMENTS for path in d.attachments}
    present = {f.resolve() for f in CONTENT.glob("documents/*/files/*")}
    assert present == listed


def test_coverage() -> None:
    words = vocabulary("categories")
    assert {d.meta["分类"] for d in DOCUMENTS} == {c["name"] for c in words["category"]}
    kinds = {"命令" if k == "令" else k for k in words["document_types"]["names"][:16]}
    assert kinds <= {d.meta["体裁"] for d in DOCUMENTS}
    disclosure = Counter(d.meta["公开属性"] for d in DOCUMENTS)
    assert disclosure["主动公开"] >= 58
    assert (disclosure["依申请公开"], disclosure["不予公开"]) == (8, 6)
    assert {d.meta["发布日期"].year for d in DOCUMENTS} == set(range(2015, 2027))
    assert sum(len(d.issuers) > 1 for d in DOCUMENTS) >= 3


def test_hard_shapes_are_there() -> None:
    lengths = {d.path: len(d.meta["标题"]) for d in DOCUMENTS}
    assert max(lengths.values()) == 80
    articles = [len(re.findall(r"^第[一二三四五六七八九十]+条", d.body, re.M)) for d in DOCUMENTS]
    assert sum(40 <= n <= 60 for n in articles) == 2
    widest = max(line.count("|") - 1 for d in DOCUMENTS for line in d.body.splitlines() if line[:1] == "|")
    assert widest == 15, "the annual report; the catalogue of disclosed matters has 9"
    assert sum("關於" in d.meta["标题"] for d in DOCUMENTS) == 1
    paragraphs = [len([line for line in d.body.splitlines() if line]) for d in DOCUMENTS]
    assert sum(n <= 7 for n in paragraphs) >= 3


def test_pages_have_their_keys_and_the_guide_its_contents() -> None:
    pages = {f.stem: read_front_matter(f.read_text("utf-8")) for f in sorted(CONTENT.glob("pages/*.md"))}
    assert {meta["栏目"] for meta, _ in pages.values()} == {"指南", "制度", "年报", "依申请公开", "说明"}
    for meta, body in pages.values():
        assert set(meta) == {"标题", "栏目", "更新日期", "内容概述"}
        assert body.strip()
    guide = pages["guide"][1]
    items = (
        "工作机构名称：",
        "办公地址：",
        "办公时间：",
        "联系电话：",
        "传真：",
        "互联网联系方式：",
        "最近一次检查日期",
    )
    assert [item for item in (*items, "分类", "编排体系", "获取方式") if item not in guide] == []
