"""The gate: what comes out on which day, and that no public record carries a held document's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from invented_documents import day, document, reading, relation

from plugins.catalogue import gate
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
