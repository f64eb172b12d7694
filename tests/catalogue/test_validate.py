"""Front matter as written in, a document and findings out."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.catalogue.document import Attachment, Disclosure, Document, RelationKind
from plugins.catalogue.effects import Target
from plugins.catalogue.findings import Finding, Severity
from plugins.catalogue.raw import Raw, SourceText
from plugins.catalogue.validate import RefusedFile, SiteRules, validate
from plugins.catalogue.vocabulary import by_name, fields

CLEAN = {
    "标题": "示例市公共书屋管理办法",
    "索引号": "SL/2024-00001",
    "发文机关": "示例市文化和旅游局",
    "成文日期": "2024-03-01",
    "发布日期": "2024-03-05",
    "分类": "行政规范性文件",
    "公开属性": "主动公开",
    "内容概述": "概述。",
}


def raw(value: object, line: int) -> Raw:
    """A value as the reader of front matter would give it."""
    if isinstance(value, list):
        return Raw(line, 5, items=tuple(raw(item, line) for item in value))
    if isinstance(value, dict):
        return Raw(line, 5, pairs=tuple((Raw(line, 5, text=k), raw(v, line)) for k, v in value.items()))
    return Raw(line, 5, text=str(value))


def attach(name: str) -> Attachment | RefusedFile:
    return RefusedFile("A01") if "没有" in name else Attachment(f"documents/{name}", name, 1, "0" * 64, "text/csv")


def read(body: str = "第一条　正文。\n", **changes: object) -> tuple[Document | None, list[Finding]]:
    own = {key: value for key, value in {**CLEAN, **changes}.items() if value is not None}
    pairs = tuple((Raw(n, 1, text=key), raw(value, n)) for n, (key, value) in enumerate(own.items(), start=2))
    return validate(SourceText("documents/a.md", pairs, body, len(own) + 3, "d"), SiteRules("发布的机关"), attach)


def document(**changes: object) -> Document:
    found, problems = read(**changes)
    assert found, problems
    return found


def codes(**changes: object) -> list[str]:
    return sorted({f.code for f in read(**changes)[1]})


def test_a_clean_document_has_no_findings() -> None:
    found = document()
    assert codes() == []
    assert (found.disclosure, found.fields.title) == (Disclosure.PROACTIVE, CLEAN["标题"])
    assert (found.fields.date_of_issue, found.fields.publication_date) == (date(2024, 3, 1), date(2024, 3, 5))
    assert found.fields.publisher == "发布的机关"
    assert found.fields.document_type == "办法", "read from the title's last word"


@pytest.mark.parametrize(
    "value", [None, "", " ", "主动", "公开", "主动公开 ", "true", ["主动公开"], {"主动公开": "是"}]
)
def test_the_public_attribute_is_never_assumed(value: object) -> None:
    found, problems = read(公开属性=value)
    if value == "主动公开 ":
        assert found
    else:
        assert found is None
        assert {f.code for f in problems} <= {"D01", "D02", "M05"}
        assert {f.code for f in problems}


@pytest.mark.parametrize("value", ["依申请公开", "不予公开", "免予公开"])
def test_what_is_not_public_needs_a_reason(value: str) -> None:
    assert codes(公开属性=value) == ["D03"]
    own = document(公开属性=value, 理由="第十六条")
    assert own.disclosure is not Disclosure.PROACTIVE
    assert "第十六条" not in repr(own.fields)


def test_every_key_has_its_alias_and_both_mean_the_same() -> None:
    for field in fields():
        assert by_name()[field.key] is by_name()[field.name] is field
    english = {by_name()[key].name: value for key, value in CLEAN.items()}
    one = document()
    two = document(**dict.fromkeys(CLEAN), **english)
    assert one.fields == two.fields
    assert codes(title="又一个") == ["M02"], "the same key under two names is written twice"


def test_publication_defaults_to_the_day_of_issue() -> None:
    assert document(发布日期=None).fields.publication_date == date(2024, 3, 1)
    unknown = document(成文日期="不详")
    assert unknown.fields.date_of_issue is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"标题": None}, ["V01"]),
        ({"标题": ""}, ["V01"]),
        ({"成文日期": None}, ["V01"]),
        ({"成文日期": "2024-2-30"}, ["V03"]),
        ({"发布日期": "2024-02-29"}, ["V04"]),
        ({"有效期至": "2024-02-01"}, ["V04"]),
        ({"有效期": "五年", "有效期至": "2029-02-28"}, []),
        ({"有效期": "五年", "有效期至": "2029-03-01"}, ["V10"]),
        ({"有效期": "长期"}, []),
        ({"有效期": "十十年"}, ["V09"]),
        ({"附件": ["有.csv", "没有.csv"]}, ["A01"]),
        ({"附件": [{"名称": "清单"}]}, ["M05"]),
        ({"废止": [{"标提": "甲"}]}, ["M03", "M05"]),
        ({"废止": [{}]}, ["M05"]),
        ({"废止": [[]]}, ["M05"]),
        ({"废止": [{"标题": "甲", "施行": "某日"}]}, ["V03"]),
        ({"有效性": {"状态": "已废止", "日期": "某日"}}, ["V03"]),
        ({"有效性": {"状态": "没有了"}}, ["V11"]),
        ({"主题词": [["甲"]]}, ["M05"]),
        ({"分类": "新闻"}, ["V06"]),
        ({"体裁": "新闻"}, ["V06"]),
        ({"密级": "机密"}, ["M03"]),
        ({"废止": "《甲办法》、《乙办法》"}, ["M05"]),
        ({"废止": ["《甲办法》《乙办法》"]}, ["M05"]),
        ({"废止": "辛办法、壬办法"}, ["M05"]),
        ({"废止": "-《甲办法》 -《乙办法》"}, ["M05"]),
        ({"部分废止": "《甲办法》第三条"}, ["M05"]),
        ({"被废止": [{"标题": "示例市文化和旅游局《甲办法》"}]}, ["M05"]),
        ({"废止": "《甲办法》（示文〔2018〕1号）"}, []),
        ({"解读": "《甲办法》与《乙办法》的关系"}, []),
        ({"成文日期": "不详", "发布日期": None}, ["V01", "V15"]),
        ({"成文日期": "不详", "发布日期": "2024-03-01"}, []),
        ({"标题": "机密★公共书屋管理办法"}, ["D05"]),
    ],
)
def test_mistakes_have_their_codes(changes: dict[str, object], expected: list[str]) -> None:
    found, problems = read(**changes)
    assert sorted({f.code for f in problems}) == expected
    assert (found is None) is any(f.severity is Severity.ERROR for f in problems)


def test_all_mistakes_come_in_one_run() -> None:
    several = codes(标题=None, 成文日期="2024-2-30", 分类="新闻", 公开属性="不予公开", 有效期="很久", 密级="机密")
    assert several == ["D03", "M03", "V01", "V03", "V06", "V09"]


@pytest.mark.parametrize("key", sorted({f.name for f in fields()}))
@pytest.mark.parametrize(
    "value", ["", "甲", [], ["甲", ""], [["甲"]], {}, {"甲": "乙"}, {"标题": {"甲": "乙"}}, "9" * 400]
)
def test_no_value_of_any_key_crashes(key: str, value: object) -> None:
    chinese = by_name()[key].key
    found, problems = read(**{chinese: value})
    assert found is not None or any(f.severity is Severity.ERROR for f in problems)
    assert all(f.message and f.expected for f in problems)


def test_relations_of_every_kind_are_read_in_every_form() -> None:
    for kind in RelationKind:
        key = by_name()[kind.value].key
        (one,) = document(**{key: "《甲办法》（示文〔2020〕1号）"}).fields.relations
        (two,) = document(**{key: [{"标题": "甲办法", "文号": "示文〔2020〕1号"}]}).fields.relations
        assert one.kind is two.kind is kind
        assert one.target == two.target == Target(title="甲办法", number="示文〔2020〕1号")
        assert kind.reverse.reverse is kind
        assert kind.is_active is not kind.reverse.is_active
    (full,) = document(
        暂停执行={
            "索引号": "SL/2020-1",
            "施行": "2024-05-01",
            "截止": "2024-06-30",
            "条款": ["第三条"],
            "日期": "2020-01-01",
        }
    ).fields.relations
    assert (full.index_number, full.effective, full.until) == ("SL/2020-1", date(2024, 5, 1), date(2024, 6, 30))
    assert (full.articles, full.target.date) == (("第三条",), "2020-01-01")


@pytest.mark.parametrize(
    ("body", "disclosure", "expected"),
    [
        ("（此件公开发布）", "主动公开", []),
        ("（此件公开发布）", "不予公开", ["D04"]),
        ("（此件依申请公开）", "依申请公开", []),
        ("（此件依申请公开）", "主动公开", ["D04"]),
        ("(此件不予公开)", "主动公开", ["D04"]),
        ("（不公开）", "主动公开", ["D04"]),
        ("**（此件不予公开）**", "主动公开", ["D04"]),
        ("<p>（此件不予公开）</p>", "主动公开", ["D04"]),
        ("（此件不予公开。）", "主动公开", ["D04"]),
        ("附注：（此件依申请公开）", "主动公开", ["D04"]),
        ("此件不予公开", "主动公开", ["D04"]),
        ("此件公开发布。", "主动公开", []),
        ("附件不予公开的，应当说明理由。", "主动公开", []),
        ("按照此件公开发布的要求办理。", "不予公开", []),
        ("机密★5年", "主动公开", ["D05"]),
        ("绝密", "主动公开", ["D05"]),
        ("内部资料　注意保存", "主动公开", ["D05"]),
        ("仅供内部参考", "主动公开", ["D05"]),
        ("密级：秘密", "主动公开", ["D05"]),
        ("机密★5年", "不予公开", []),
        ("依照《中华人民共和国保守国家秘密法》，不得泄露国家秘密。", "主动公开", []),
        ("本机关应当建立保密审查机制，涉及商业秘密的除外。", "主动公开", []),
    ],
)
def test_the_text_must_agree_with_the_record(body: str, disclosure: str, expected: list[str]) -> None:
    grounds = None if disclosure == "主动公开" else "第十六条"
    assert codes(body=f"正文。\n\n{body}\n", 公开属性=disclosure, 理由=grounds) == expected


@pytest.mark.parametrize(
    ("value", "code", "word"),
    [
        ({"文号": "示文旅规〔2020〕1号", "施行": "明年"}, "V03", "施行"),
        ({"文号": "示文旅规〔2020〕1号", "截止": "年底"}, "V03", "截止"),
        ({"文号": "示文旅规〔2020〕1号", "日期": "去年"}, "V03", "日期"),
        ({"文号": "示文旅规〔2020〕1号", "施行": ["2024-01-01"]}, "M05", "施行"),
        ({"文号": ["示文旅规〔2020〕1号"]}, "M05", "文号"),
    ],
)
def test_a_part_is_named_by_the_word_that_editors_write(value: object, code: str, word: str) -> None:
    found = [f for f in read(废止=[value])[1] if f.code == code]
    assert found
    assert f"“{word}”" in found[0].message
    assert "“”" not in found[0].remedy
    assert not any(c.isascii() and c.isalpha() for c in found[0].message)


def test_a_stated_day_is_named_by_the_word_that_editors_write() -> None:
    (found,) = [f for f in read(有效性={"状态": "已废止", "日期": "昨天"})[1] if f.code == "V03"]
    assert "“日期”" in found.message
