"""What holds for any text: offsets, quotation, noise, size; and the batch form."""

from __future__ import annotations

import time

import pytest

from plugins.catalogue.clauses import read_clauses
from plugins.catalogue.clauses.batch import batch_line
from plugins.catalogue.clauses.normalise import blank, fold

_CLAUSE = "第九条 本办法自2021年5月1日起施行，《松桥市渡口管理办法》（松交〔2009〕7号）同时废止。"


@pytest.mark.parametrize(
    "text", [_CLAUSE, "<p>&lt;甲&gt;</p>[乙](x)\r\n繁體『字』＜丙＞\U000f0001", "> ～ー﹤－\u200b"]
)
def test_folding_moves_no_character(text: str) -> None:
    assert len(fold(blank(text))) == len(text)


def test_tokens_cannot_be_smuggled_in() -> None:
    assert not read_clauses("\U000f0000同时废止。\U000f8000停止执行。", title="示例")


def _fields(text: str) -> list[tuple[object, ...]]:
    return [
        (e.kind, e.target.title if e.target else None, e.effective, e.certain) for e in read_clauses(text, title="示例")
    ]


@pytest.mark.parametrize(
    "noise",
    [
        lambda t: t.replace("，", ",").replace("。", ".").replace("（", "(").replace("）", ")"),
        lambda t: "　　" + t,
        lambda t: "> " + t,
        lambda t: f"<div><p>{t}</p></div>",
        lambda t: t.replace("同时废止", "同时废\n止"),
        lambda t: t.replace("同时废止", "**同时废止**"),
        lambda t: t.replace("《", "<<").replace("》", ">>"),
        lambda t: t.replace("废", "廢").replace("执行", "執行").replace("办", "辦").replace("同时", "同時"),
        lambda t: t.translate({ord(str(i)): chr(0xFF10 + i) for i in range(10)}),
    ],
)
def test_noise_changes_nothing_but_the_spelling(noise: object) -> None:
    assert callable(noise)
    found = _fields(noise(_CLAUSE))
    assert [(k, e, c) for k, _, e, c in found] == [(k, e, c) for k, _, e, c in _fields(_CLAUSE)]


def test_evidence_is_the_sentence_of_the_source() -> None:
    (effect,) = read_clauses(_CLAUSE, title="示例")
    assert effect.evidence == _CLAUSE


def test_the_documents_own_number_is_no_target() -> None:
    text = "《甲乙办法》（松交〔2009〕7号）同时废止。"
    assert read_clauses(text, title="示例", number="松交〔2009〕8号")
    assert not read_clauses(text, title="示例", number="松交[2009]7号")


def test_a_text_without_a_trigger_is_not_read() -> None:
    assert read_clauses("第一条 为了加强渡口管理，制定本办法。", title="松桥市渡口管理办法") == ()


@pytest.mark.parametrize(
    "unit",
    ["《", "《》", "<", "废止", "《甲办法》、", "《甲办法》同时废止。", "（", "甲发〔2010〕5号、", "“废止", "第一条、", "<td>废止",
     "[a](", "<!--废止", "下列文件废止：", "|废止|甲乙办法|\n", "一、废止的文件\n1.《甲乙办法》\n", "根据《甲决定》修正的"],
)  # fmt: skip
def test_hostile_text_is_read_in_time(unit: str) -> None:
    text = unit * (600_000 // len(unit))
    start = time.process_time()
    read_clauses(text + "同时废止。", title="示例")
    # a quadratic rule needs minutes here
    assert time.process_time() - start < 20


def test_a_batch_line_has_the_certain_effects_only() -> None:
    record = {"id": "x1", "text": _CLAUSE + "\n以前有关规定同时废止。", "doc_title": "松桥市渡运办法", "doc_date": None}
    assert batch_line(record) == {
        "id": "x1",
        "effects": [
            {
                "kind": "repeal",
                "target_title": "松桥市渡口管理办法",
                "target_number": "松交〔2009〕7号",
                "target_date": None,
                "articles": [],
                "effective": "2021-05-01",
                "period_years": None,
                "until": None,
            }
        ],
    }


@pytest.mark.parametrize("record", [{"id": 1}, {"id": None, "text": None}, {"id": 2, "text": 5, "doc_title": []}])
def test_a_batch_line_of_a_poor_record_is_empty(record: dict[str, object]) -> None:
    assert batch_line(record) == {"id": record["id"], "effects": []}
