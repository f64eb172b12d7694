"""题注: who made the text, when it last changed, and under which order it was issued."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.importers.lines import visible_lines
from plugins.importers.promulgation import makers, order_number, read_note

CITY = "示例市人民代表大会常务委员会"
PROVINCE = "示例省人民代表大会常务委员会"


@pytest.mark.parametrize(
    ("note", "bodies", "last", "number"),
    [
        ("2020年3月9日 中华人民共和国国务院令第1088号公布", ("国务院",), date(2020, 3, 9), "国务院令第1088号"),
        (
            "2020年3月2日 国务院第21次常务会议通过\n2020年3月9日 国务院令第1088号公布\n2020年5月1日 施行",
            ("国务院",),
            date(2020, 3, 9),
            "国务院令第1088号",
        ),
        # amended by a decision: the number stays, the day is the last
        (
            "1998年7月20日 中华人民共和国国务院令第948号发布　\n"
            "2011年1月8日 《国务院关于修改部分行政法规的决定》第一次修订",
            ("国务院",),
            date(2011, 1, 8),
            "国务院令第948号",
        ),
        # rewritten as a whole: what came before no longer counts
        (
            "1991年5月6日 国家示例局令第7号发布\n2020年12月14日 国务院第118次常务会议修订通过",
            ("国务院",),
            date(2020, 12, 14),
            None,
        ),
        (
            "1997年6月20日 国务院令第920号发布\n"
            "2011年8月24日 国务院第169次常务会议修订通过\n2011年8月31日 国务院令第903号公布",
            ("国务院",),
            date(2011, 8, 31),
            "国务院令第903号",
        ),
        # two orders in one entry: neither is taken
        (
            "1990年3月12日 国家甲委员会令第8号、国家乙委员会令第11号发布",
            ("国家甲委员会",),
            date(1990, 3, 12),
            None,
        ),
        # approval is not making
        (
            "1993年8月1日 国务院批准　\n1993年8月9日 示例部、示例总局令第12号发布",
            ("示例部", "示例总局"),
            date(1993, 8, 9),
            "示例部、示例总局令第12号",
        ),
        ("1981年10月13日 国务院批准\n文化部\n海关总署发布", ("文化部", "海关总署"), date(1981, 10, 13), None),
        ("1989年5月11日 国务院批准", (), date(1989, 5, 11), None),
        # a city's rule, approved by its province
        (
            "2019年12月27日 示例市第七届人民代表大会常务委员会第二十四次会议通过\n"
            "2020年3月31日 示例省第十三届人民代表大会常务委员会第十七次会议批准",
            (CITY,),
            date(2020, 3, 31),
            None,
        ),
        (
            "2016年6月29日 示例市第十届人民代表大会常务委员会第二次会议通过\n"
            "2016年7月29日 示例省第十二届人民代表大会常务委员会第"
            "三次会议批准根据2020年4月29日示例市第十一届人民代表大会"
            "常务委员会第四次会议通过\n2020年7月31日 示例省第十三届人民代表大会常务委员会第五次会议批准的"
            "《示例市人民代表大会常务委员会关于修改〈示例市绿化条例〉的决定》修正",
            (CITY,),
            date(2020, 7, 31),
            None,
        ),
        # a day cut in two by the page, a decision's title likewise
        (
            "2014年8月1日 示例市第十五届人民代表大会常务委员会第一次会议通过\n"
            "2014年9月26\n日示例省第十二届人民代表大会常务"
            "委员会第十次会议批准",
            (CITY,),
            date(2014, 9, 26),
            None,
        ),
        (
            "2010年1月1日 示例省第十届人民代表大会常务委员会第一次会议通过\n"
            "2015年12月3日 示例省第十二届人民代表大会常务"
            "委员会第七次会议《关于修改\n〈示例省选举细则〉的决定》第二次修正",
            (PROVINCE,),
            date(2015, 12, 3),
            None,
        ),
        # an abbreviated body is named by the announcement
        (
            "2014年12月26日 市十四届人大常委会第二十次会议通过\n"
            "2015年4月13日 示例市人民代表大会常务委员会公告第12号公布",
            (CITY,),
            date(2015, 4, 13),
            None,
        ),
        # both courts, full-width digits, a bracketed note, a bare 修订
        (
            "2009年9月21日 最高人民法院审判委员会第1474次会议、20"
            "09年9月28日最高人民检察院第十一届检察委员会第20次会议通过\n"
            "2009年10月14日 最高人民法院、最高人民检察院公告公布",
            ("最高人民法院", "最高人民检察院"),
            date(2009, 10, 14),
            None,
        ),
        ("２０１２年１２月１９日 示例部令第１２５号发布", ("示例部",), date(2012, 12, 19), "示例部令第125号"),
        (
            "（2009年7月9日示例省人民政府令第942号公布　2010年8月1日起施行）",
            ("示例省人民政府",),
            date(2009, 7, 9),
            "示例省人民政府令第942号",
        ),
        ("2007年10月30日 示例市第十二届人民代表大会常务委员会第三十九次会议修订", (CITY,), date(2007, 10, 30), None),
        ("2001年8月3日 海关总署第61号令发布", ("海关总署",), date(2001, 8, 3), "海关总署令第61号"),
        # a typing slip in the body's name: nobody is named
        ("2018年1月12日 示例市第十九届人民代表会第二次会议通过", (), date(2018, 1, 12), None),
    ],
)
def test_notes(note: str, bodies: tuple[str, ...], last: date, number: str | None) -> None:
    read = read_note(visible_lines(note))
    assert read is not None
    assert makers(read, "示例市绿化条例") == bodies
    assert max(event.day for event in read.makings) == last
    found = order_number(read)
    assert (found[0] if found else None) == number


@pytest.mark.parametrize(
    "lines",
    [
        "示文发〔2020〕3号",
        "关于印发《示例办法》的通知\n示例部\n一九九四年十二月六日",
        "2020年度",
        "该攻略出自",
    ],
)
def test_what_is_no_note(lines: str) -> None:
    read = read_note(visible_lines(lines))
    assert read is None or not read.makings


def test_entry_into_force_is_no_making() -> None:
    read = read_note(visible_lines("2020年3月9日 示例部令第5号公布\n2020年5月1日 施行"))
    assert read is not None
    assert [(e.day, e.is_making, e.is_entry) for e in read.events] == [
        (date(2020, 3, 9), True, False),
        (date(2020, 5, 1), False, True),
    ]


def test_the_note_in_one_line() -> None:
    read = read_note(visible_lines("2010年1月1日 示例局公布　\n2015年2月3日 《示例局关于修改〈甲〉的决定》修正）"))
    assert read is not None
    assert read.text == "2010年1月1日 示例局公布　2015年2月3日 《示例局关于修改〈甲〉的决定》修正"
    assert read.lines == (1, 2)


def test_case_collections_name_body_and_day() -> None:
    read = read_note(visible_lines("典型案例\n最高人民法院发布\n2022-03-15"))
    assert read is not None
    assert makers(read, "") == ("最高人民法院",)
    assert read.makings[0].day == date(2022, 3, 15)
