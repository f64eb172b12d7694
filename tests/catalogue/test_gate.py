"""The gate: what comes out on which day, and that no public record carries a held document's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from invented_documents import day, document, reading, relation

from plugins.catalogue import gate
from plugins.catalogue.affected import basis_names, gated_names, held_names
from plugins.catalogue.column import make_column
from plugins.catalogue.document import Disclosure, Relation, RelationKind, StatedForce
from plugins.catalogue.effects import Target
from plugins.catalogue.gate import OnRequestEntry, Reading, is_public, public_rows, release
from plugins.catalogue.references import read_reference
from plugins.catalogue.review import ReviewRow

AS_OF = date(2024, 6, 1)
SECRET = "示例市不宜公开事项处置办法"
SECRET_NUMBER = "示文旅密〔2020〕9号"


@pytest.mark.parametrize("disclosure", list(Disclosure))
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_only_proactive_documents_whose_day_has_come(disclosure: Disclosure, days: int) -> None:
    own = document("A-1", disclosure, date_of_issue=AS_OF, publication_date=AS_OF + timedelta(days=days))
    assert is_public(own, AS_OF) is (disclosure is Disclosure.PROACTIVE and days <= 0)
    out = release([Reading(own)], AS_OF)
    assert len(out.catalogue) == (1 if is_public(own, AS_OF) else 0)
    assert out.on_request == ()


def test_on_request_entries_are_title_and_number_and_only_where_the_site_says_so() -> None:
    readings = [
        reading("A-1", Disclosure.ON_REQUEST, title="甲", document_number="示文〔2020〕1号", summary="内容"),
        reading("A-2", Disclosure.WITHHELD, title="乙"),
        reading("A-3", Disclosure.ON_REQUEST, title="丙", publication_date="2024-6-2", date_of_issue="2024-1-1"),
    ]
    assert release(readings, AS_OF).on_request == ()
    out = release(readings, AS_OF, list_on_request=True)
    assert out.on_request == (OnRequestEntry("甲", "示文〔2020〕1号"),)
    assert len(out.catalogue) == 0


def held(**changes: object) -> Reading:
    return reading("S-1", Disclosure.WITHHELD, title=SECRET, document_number=SECRET_NUMBER, **changes)


NAMINGS = [
    f"《{SECRET}》",
    f"《{SECRET}》（{SECRET_NUMBER}）",
    f"{SECRET}（{SECRET_NUMBER}）",
    f"{SECRET}({SECRET_NUMBER.replace('〔', '[').replace('〕', ']')})",
    SECRET,
    SECRET_NUMBER,
    "S-1",
    f"《关于印发〈{SECRET}〉的通知》",
    f"示例市文化和旅游局《{SECRET}》",
    f"《另一个名称》（{SECRET_NUMBER}）",
    f"《{SECRET[:3]} {SECRET[3:]}》",
    f"《{SECRET}》第三条",
    f"《{SECRET}》等文件",
    f"《另一决定》、《{SECRET}》",
    f"{SECRET} {SECRET_NUMBER}",
]


@pytest.mark.parametrize("naming", NAMINGS)
@pytest.mark.parametrize("kind", [RelationKind.REPEALED_BY, RelationKind.BASED_ON, RelationKind.REPEALS])
def test_a_relation_does_not_carry_a_held_name_out(naming: str, kind: RelationKind) -> None:
    target, index_number = read_reference(naming)
    public = reading("P-1", relations=(Relation(kind, target, index_number),))
    out = release([public, held()], AS_OF)
    assert [r.target for r in out.catalogue["P-1"].relations] == [Target()]
    assert [r.index_number for r in out.catalogue["P-1"].relations] == [None]


def test_a_name_that_a_public_document_bears_too_is_public() -> None:
    public = reading("P-1", relations=(Relation(RelationKind.BASED_ON, Target(title=SECRET)),))
    namesake = reading("P-2", title=SECRET)
    out = release([public, namesake, held()], AS_OF)
    assert out.catalogue["P-1"].relations[0].target == Target(title=SECRET)


def test_other_names_stay() -> None:
    relations = (
        Relation(RelationKind.BASED_ON, Target(title="中华人民共和国政府信息公开条例")),
        Relation(RelationKind.REPEALED_BY, Target(title=f"{SECRET}实施细则")),
    )
    out = release([reading("P-1", relations=relations), held()], AS_OF)
    assert out.catalogue["P-1"].relations == relations


def test_what_a_held_document_does_keeps_its_day() -> None:
    public = reading("P-1", relations=(Relation(RelationKind.REPEALED_BY, Target(title=SECRET)),))
    out = release([public, held(entry_into_force="2025-3-1")], AS_OF)
    assert out.catalogue["P-1"].relations[0].effective == date(2025, 3, 1)


@pytest.mark.parametrize("basis", [f"《{SECRET}》", SECRET, SECRET_NUMBER, f"按《{SECRET}》（{SECRET_NUMBER}）办理"])
def test_a_basis_does_not_carry_a_held_name_out(basis: str) -> None:
    stated = StatedForce("已废止", since=day("2023-1-1"), basis=basis)
    out = release([reading("P-1", stated_force=stated), held()], AS_OF)
    assert out.catalogue["P-1"].stated_force == replace(stated, basis="")
    row = ReviewRow("清理结果/1.csv", 2, Target(title="甲"), "废止", None, basis)
    assert public_rows([row], [held()], AS_OF) == [replace(row, basis="")]


IN_WORDS = [
    f"根据{SECRET}",
    f"根据{SECRET}第三条的规定",
    f"市政府依照{SECRET}作出的决定",
    f"示例市人民政府{SECRET}",
    f"{SECRET}等文件",
    f"经研究，按{SECRET[:4]} {SECRET[4:]}办理",
    f"依{SECRET_NUMBER}",
    f"根据{SECRET_NUMBER}第三条",
    "按示文旅密[2020]第9号文件",
    "由示例市人民政府示文旅密（2020）9号废止",
    "见 SWL-2020-009 号",
    "依统一编号SWL—2020—009",
    "按SL/2020-00009办理",
]


def secret() -> Reading:
    return reading(
        "SL/2020-00009",
        Disclosure.WITHHELD,
        title=SECRET,
        document_number=SECRET_NUMBER,
        registration_number="SWL-2020-009",
        entry_into_force="2021-3-1",
    )


@pytest.mark.parametrize("words", IN_WORDS)
def test_free_words_do_not_carry_a_held_name_out(words: str) -> None:
    """依据 is written without 《》 too: in a relation, in 有效性 and in the tables of 清理结果."""
    target, index_number = read_reference(words)
    stated = StatedForce("已废止", since=day("2023-1-1"), basis=words)
    relations = (Relation(RelationKind.BASED_ON, target, index_number, in_words=True),)
    out = release([reading("P-1", relations=relations, stated_force=stated), secret()], AS_OF)
    (left,) = out.catalogue["P-1"].relations
    assert (left.target, left.index_number) == (Target(), None)
    assert out.catalogue["P-1"].stated_force == replace(stated, basis="")
    row = ReviewRow("清理结果/1.csv", 2, Target(title="甲"), "废止", None, words)
    assert public_rows([row], [secret()], AS_OF) == [replace(row, basis="")]


@pytest.mark.parametrize(
    "words",
    [
        "根据示例市人民政府关于清理文件的决定",
        f"根据{SECRET}实施细则",
        "依示文旅密〔2020〕19号",
        "依示文旅密〔2021〕9号",
        "依文旅密〔2020〕9号",
        "按SL/2020-000091办理",
        "按SSL/2020-00009办理",
        "见2020年第9号公报",
    ],
)
def test_free_words_that_name_another_document_stay(words: str) -> None:
    stated = StatedForce("已废止", basis=words)
    relations = (Relation(RelationKind.BASED_ON, *read_reference(words), in_words=True),)
    out = release([reading("P-1", relations=relations, stated_force=stated), secret()], AS_OF)
    assert (out.catalogue["P-1"].stated_force, out.catalogue["P-1"].relations) == (stated, relations)


@pytest.mark.parametrize("title", ["通知", "工作方案", "办法", "示例市文化和旅游局公告"])
def test_a_title_of_ordinary_words_takes_no_words_away(title: str) -> None:
    """A held document that is called 通知: only 《通知》, or the word alone, names it."""
    basis = "根据市政府通知和工作方案的办法，见示例市文化和旅游局公告栏"
    public = reading("P-1", stated_force=StatedForce("已废止", basis=basis))
    common = reading("S-1", Disclosure.WITHHELD, title=title)
    out = release([public, common], AS_OF)
    assert out.catalogue["P-1"].stated_force == public.document.fields.stated_force
    public = reading("P-1", stated_force=StatedForce("已废止", basis=f"《{title}》"))
    assert release([public, common], AS_OF).catalogue["P-1"].stated_force == StatedForce("已废止")


def test_words_inside_the_name_of_a_released_document_are_its_own() -> None:
    longer = f"关于废止{SECRET}的决定"
    stated = StatedForce("已废止", basis=f"根据{longer}第二条")
    relations = (Relation(RelationKind.BASED_ON, Target(title=longer), in_words=True),)
    public = reading("P-1", stated_force=stated, relations=relations)
    out = release([public, reading("P-2", title=longer), secret()], AS_OF).catalogue["P-1"]
    assert (out.stated_force, out.relations) == (stated, relations)
    out = release([public, secret()], AS_OF).catalogue["P-1"]
    assert (out.stated_force, out.relations[0].target) == (StatedForce("已废止"), Target())
    number = StatedForce("已废止", basis=f"依省{SECRET_NUMBER}")
    public, other = reading("P-1", stated_force=number), reading("P-2", document_number=f"省{SECRET_NUMBER}")
    assert release([public, other, secret()], AS_OF).catalogue["P-1"].stated_force == number
    assert release([public, secret()], AS_OF).catalogue["P-1"].stated_force == StatedForce("已废止")


@pytest.mark.parametrize(
    ("named", "effective"), [(f"根据{SECRET}", day("2021-3-1")), (f"关于废止{SECRET}的决定", None)]
)
def test_the_day_of_a_name_in_free_words_is_that_of_the_document_that_they_mean(
    named: str, effective: date | None
) -> None:
    public = reading("P-1", relations=(Relation(RelationKind.REPEALED_BY, Target(title=named), in_words=True),))
    (left,) = release([public, secret()], AS_OF).catalogue["P-1"].relations
    assert (left.target, left.effective) == (Target(), effective)


@pytest.mark.parametrize("words", [*IN_WORDS, *NAMINGS])
def test_whom_the_gate_looks_for_the_next_build_looks_for(words: str) -> None:
    """A name that the gate takes out is asked for: a change of its document concerns the one that says it."""
    hidden = secret() if words in IN_WORDS else held()
    names = held_names(hidden.document.fields)
    assert names & set(basis_names(words))
    said = Relation(RelationKind.BASED_ON, *read_reference(words), in_words=True)
    assert names & set(gated_names((said,), None))


def test_a_name_inside_another_name_is_taken_out_with_it() -> None:
    named = Relation(RelationKind.BASED_ON, Target(title=f"关于修改〈{SECRET}〉的决定"))
    (left,) = release([reading("P-1", relations=(named,)), secret()], AS_OF).catalogue["P-1"].relations
    assert left.target == Target()
    assert set(gated_names((named,), None)) & held_names(secret().document.fields)


def test_a_row_with_the_number_of_a_held_document_is_about_that_one() -> None:
    """Its words are evidence in the data: 废止：《甲》（字号). A number decides before a title does."""
    row = ReviewRow("清理结果/1.csv", 2, Target(title="甲", number=SECRET_NUMBER), "废止", day("2023-1-1"), "")
    other = replace(row, target=Target(title="甲", number="示文〔2020〕1号"))
    readings = [reading("P-1", title="甲"), held()]
    assert public_rows([row, other], readings, AS_OF) == [other]
    shown = make_column(release(readings, AS_OF), AS_OF, public_rows([row], readings, AS_OF))
    assert (shown.status["P-1"].force.value, shown.events) == ("in_force", {})
    readings.append(reading("P-2", title="乙", document_number=SECRET_NUMBER))
    assert public_rows([row], readings, AS_OF) == [row]


def test_a_basis_that_names_nothing_held_stays() -> None:
    stated = StatedForce("已废止", basis="《示例市人民政府关于清理文件的决定》")
    out = release([reading("P-1", stated_force=stated), held()], AS_OF)
    assert out.catalogue["P-1"].stated_force == stated


def test_embargoed_names_are_held_until_their_day() -> None:
    later = reading("E-1", title="将来的办法", publication_date="2024-7-1", date_of_issue="2024-5-1")
    public = reading("P-1", relations=(Relation(RelationKind.REPLACED_BY, Target(title="将来的办法")),))
    before = release([public, later], date(2024, 6, 30)).catalogue
    assert before["P-1"].relations[0].target == Target()
    after = release([public, later], date(2024, 7, 1)).catalogue
    assert after["P-1"].relations[0].target == Target(title="将来的办法")
    assert "E-1" in {d.index_number for d in after}


def test_held_documents_are_known_only_by_what_they_do() -> None:
    out = release([held(relations=(relation(RelationKind.REPEALS, "P-1"),), summary="内容")], AS_OF)
    (left,) = out.held
    assert not {"title", "document_number", "summary", "source_path"} & set(type(left).__dataclass_fields__)


def test_released_documents_carry_no_internal_field() -> None:
    own = document("A-1")
    own = replace(own, disclosure_grounds="内部理由", internal={"reviewer": "某人"})
    (out,) = release([Reading(own)], AS_OF).catalogue
    assert "内部理由" not in repr(out)
    assert "某人" not in repr(out)


def test_without_the_gate_everything_would_come_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "is_public", lambda document, as_of: True)
    assert len(release([held()], AS_OF).catalogue) == 1
