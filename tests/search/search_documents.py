"""Invented documents for the tests of the search, and a generator of more."""

from __future__ import annotations

import random

from plugins.search.record import SearchRecord

AGENCIES = ("示例市文化和旅游局", "示例市人民政府办公室", "示例市住房和城乡建设局", "示例市人民代表大会常务委员会")
TOPICS = (
    "公共图书馆",
    "网络预约出租汽车",
    "城市绿化",
    "民宿",
    "古树名木",
    "食品安全",
    "义务教育",
    "殡葬",
    "广告设施",
    "竞争审查",
)
VERBS = ("服务", "管理", "保护", "监督", "促进")
KINDS = ("办法", "规定", "通知", "实施细则", "条例")
PHRASES = (
    "应当自收到申请之日起十五个工作日内作出书面答复",
    "县级以上人民政府主管部门负责本行政区域内的监督管理工作",
    "任何单位和个人不得擅自占用或者改变其使用性质",
    "违反本办法规定的，由主管部门责令限期改正",
    "鼓励社会力量参与公共服务设施的建设和运营",
    "经费列入本级财政预算并接受审计机关的监督",
    "本办法由主管部门负责解释",
    "标准GB/T 28220—2023适用于本文件",
)


def record(serial: int, **changes: object) -> SearchRecord:
    """One invented document; `changes` replace its fields."""
    fields: dict[str, object] = {
        "index_number": f"EX-{serial:05}",
        "url": f"doc/EX-{serial:05}.html",
        "title": f"示例市{TOPICS[serial % len(TOPICS)]}管理办法",
        "number": f"示文旅规〔{2010 + serial % 15}〕{serial}号",
        "issuers": (AGENCIES[serial % len(AGENCIES)],),
        "date": f"{2010 + serial % 15}-0{1 + serial % 9}-1{serial % 9}",
        "category": "规范性文件",
        "document_type": "办法",
        "force": "in_force",
        "force_label": "现行有效",
        "summary": "",
        "text": "",
    }
    return SearchRecord(**(fields | changes))  # type: ignore[arg-type]


def catalogue(count: int, seed: int = 1) -> list[SearchRecord]:
    """`count` documents that differ; the same for the same seed."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        topic, verb, kind = chance.choice(TOPICS), chance.choice(VERBS), chance.choice(KINDS)
        paragraphs = []
        for article in range(chance.randint(2, 40)):
            words = "".join(chance.sample(TOPICS, 2)) + chance.choice(PHRASES)
            paragraphs.append(f"第{article + 1}条 {words}。{chance.choice(PHRASES)}。")
        force, label = chance.choice(
            (("in_force", "现行有效"),) * 4 + (("repealed", "已废止"), ("superseded", "已有新版本"))
        )
        found.append(
            record(
                number,
                title=f"示例市{topic}{verb}{kind}",
                document_type=kind,
                force=force,
                force_label=label,
                issuers=tuple(chance.sample(AGENCIES, chance.randint(1, 2))),
                text="\n".join(paragraphs),
            )
        )
    return found
