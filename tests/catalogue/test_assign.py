"""Index numbers for a whole catalogue: unique, permanent, never used twice."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from invented_documents import reading

from plugins.catalogue.assign import RegisterEntry, assign_index_numbers, read_register, register_text
from plugins.catalogue.gate import Reading

TEMPLATE = "SL/{year}-{serial:03d}"


def numberless(path: str, title: str, issued: str = "2024-3-1", **changes: object) -> Reading:
    return reading("", source_path=f"documents/{path}.md", title=title, date_of_issue=issued, **changes)


def numbers(readings: list[Reading]) -> dict[str, str]:
    return {r.document.fields.title: r.document.fields.index_number for r in readings}


def assign(
    readings: list[Reading], register: list[RegisterEntry]
) -> tuple[dict[str, str], list[RegisterEntry], list[str]]:
    """What one build gives out, the register after it, and the codes of its findings."""
    out, added, findings = assign_index_numbers(readings, register, TEMPLATE)
    kept = {e.index_number: e for e in (*register, *added)}
    return numbers(out), read_register(register_text(kept), "")[0], [f.code for f in findings]


def test_numbers_go_by_date_of_issue_and_not_by_order_of_reading() -> None:
    two = [numberless("b", "乙", "2024-5-1"), numberless("a", "甲", "2024-6-1"), numberless("c", "丙", "2023-1-1")]
    given_out, _, codes = assign(two, [])
    assert given_out == {"丙": "SL/2023-001", "乙": "SL/2024-001", "甲": "SL/2024-002"}
    assert assign(two[::-1], [])[0] == given_out
    assert codes == []


def test_a_number_stays_when_others_come_and_go() -> None:
    first = numberless("b", "乙", "2024-5-1")
    before, register, _ = assign([first], [])
    earlier = numberless("a", "甲", "2024-1-1")
    after, register, _ = assign([first, earlier], register)
    assert after["乙"] == before["乙"]
    assert assign([first], register)[0] == before


def test_a_renamed_file_keeps_its_number() -> None:
    before, register, _ = assign([numberless("a", "甲")], [])
    after, register, codes = assign([numberless("2024/new-name", "甲")], register)
    assert after == before
    assert codes == []
    assert register == [RegisterEntry(before["甲"], "documents/2024/new-name.md", register[0].identity)]


def test_a_corrected_title_keeps_the_number_of_its_file() -> None:
    before, register, _ = assign([numberless("a", "甲办法")], [])
    after, _, _ = assign([numberless("a", "甲的办法")], register)
    assert list(after.values()) == list(before.values())


def test_a_deleted_documents_number_is_never_given_again() -> None:
    before, register, _ = assign([numberless("a", "甲")], [])
    after, _, _ = assign([numberless("b", "乙")], register)
    assert set(after.values()).isdisjoint(before.values())
    taken = reading(before["甲"], source_path="documents/b.md", title="乙")
    assert assign([taken], register)[2] == ["C04"]


def test_another_document_in_the_same_file_gets_another_number() -> None:
    before, register, _ = assign([numberless("notice", "甲", "2023-1-1", document_number="示文〔2023〕1号")], [])
    after, register, _ = assign([numberless("notice", "乙", "2024-1-1", document_number="示文〔2024〕9号")], register)
    assert set(after.values()).isdisjoint(before.values())
    again, _, _ = assign([numberless("notice", "乙", "2024-1-1", document_number="示文〔2024〕9号")], register)
    assert again == after


def test_a_given_number_may_be_written_into_the_file() -> None:
    given_out, register, _ = assign([numberless("a", "甲")], [])
    written = reading(given_out["甲"], source_path="documents/a.md", title="甲", date_of_issue="2024-3-1")
    assert assign([written], register)[2] == []
    moved = reading(given_out["甲"], source_path="documents/moved.md", title="甲", date_of_issue="2024-3-1")
    assert assign([moved], register)[2] == []


def test_written_numbers_are_not_given_out() -> None:
    own = reading("SL/2024-001", title="甲", date_of_issue="2024-1-1")
    assert assign([own, numberless("b", "乙")], [])[0]["乙"] == "SL/2024-002"


def test_a_number_written_twice_and_one_address_twice_are_errors() -> None:
    one, two = (reading("SL/2024-1", source_path=f"documents/{n}.md", title=n) for n in "ab")
    assert assign([one, two], [])[2] == ["C01"]
    other = reading("sl/2024-1", source_path="documents/c.md", title="c")
    assert assign([one, other], [])[2] == ["C03"]


def test_one_document_number_twice_is_told_unless_the_titles_are_one() -> None:
    one = reading("A-1", document_number="示文〔2024〕1号", title="甲")
    assert assign([one, reading("A-2", document_number="示文[2024]1号", title="乙")], [])[2] == ["C02"]
    assert assign([one, reading("A-3", document_number="示文〔2024〕1号", title="甲")], [])[2] == []
    elsewhere = reading("A-4", document_number="示文〔2024〕1号", title="乙", issuers=("示例县文化局",))
    assert assign([one, elsewhere], [])[2] == []


@given(st.data())
@settings(deadline=None, derandomize=True, database=None, max_examples=150)
def test_over_any_history_numbers_are_unique_permanent_and_never_reused(data: st.DataObject) -> None:
    register: list[RegisterEntry] = []
    owner: dict[str, str] = {}
    files: dict[str, Reading] = {}
    for serial in range(data.draw(st.integers(1, 8))):
        act = data.draw(st.sampled_from(["add", "add", "remove", "rename"]))
        if act == "add":
            issued = f"{data.draw(st.integers(2022, 2024))}-1-{data.draw(st.integers(1, 28))}"
            files[f"f{serial}"] = numberless(f"f{serial}", f"第{serial}号办法", issued)
        elif files:
            name = data.draw(st.sampled_from(sorted(files)))
            own = files.pop(name)
            if act == "rename":
                fields = replace(own.document.fields, source_path=f"documents/r{serial}.md")
                files[f"r{serial}"] = replace(own, document=replace(own.document, fields=fields))
        order = data.draw(st.permutations(sorted(files)))
        given_out, register, codes = assign([files[name] for name in order], register)
        assert codes == []
        assert len(set(given_out.values())) == len(files)
        for title, number in given_out.items():
            assert owner.setdefault(number, title) == title
        known = {title: number for number, title in owner.items()}
        assert all(known[title] == number for title, number in given_out.items())


def test_the_register_is_read_back_as_it_was_written() -> None:
    entries = {
        f"SL/2024-{n}": RegisterEntry(f"SL/2024-{n}", f"documents/{n}.md", f"甲{n}||2024-03-01") for n in range(3)
    }
    assert read_register(register_text(entries), "") == (list(entries.values()), [])


def test_no_title_breaks_the_register() -> None:
    for odd in "\u2028\u2029\x85\x1c\t\n\r|":
        given_out, register, _ = assign([numberless("a", f"甲{odd}乙"), numberless("b", "丙")], [])
        assert len(register) == 2
        assert assign([numberless("a", f"甲{odd}乙"), numberless("b", "丙")], register)[0] == given_out
        assert assign([numberless("new", f"甲{odd}乙"), numberless("b", "丙")], register)[0] == given_out


def test_a_written_number_is_not_given_out_after_its_document_is_gone() -> None:
    """Never reuse a number after deletion (domain 4.2): one that an editor wrote is used as one that was given."""
    written = reading("SL/2024-001", source_path="documents/a.md", title="甲", date_of_issue="2024-1-1")
    _, register, codes = assign([written], [])
    assert codes == []
    given_out, _, codes = assign([numberless("b", "乙")], register)
    assert (given_out, codes) == ({"乙": "SL/2024-002"}, [])


def test_a_number_that_the_template_cannot_give_out_is_not_registered() -> None:
    others = ("SL/2024-", "SL/2024-001-2", "XX/2024-001", "sl/2024-001", "SL/二〇-001")
    for number in others:
        assert assign([reading(number, source_path="documents/a.md", title="甲")], [])[1] == [], number


def test_a_registered_written_number_stays_with_its_document() -> None:
    written = reading("SL/2024-001", source_path="documents/a.md", title="甲", date_of_issue="2024-1-1")
    _, register, _ = assign([written], [])
    fields = written.document.fields
    for changes, codes in (
        ({"title": "乙"}, []),
        ({"source_path": "documents/b.md"}, []),
        ({"source_path": "documents/b.md", "date_of_issue": None}, []),
        ({"source_path": "documents/b.md", "title": "乙"}, ["C04"]),
    ):
        now = replace(written, document=replace(written.document, fields=replace(fields, **changes)))
        assert assign([now], register)[2] == codes, changes
    moved = replace(written, document=replace(written.document, fields=replace(fields, source_path="documents/b.md")))
    assert [e.source_path for e in assign([moved], register)[1]] == ["documents/b.md"]
    assert assign([written, moved], register)[2] == ["C01"]


def test_what_is_registered_once_is_not_added_again() -> None:
    written = reading("SL/2024-001", source_path="documents/a.md", title="甲")
    _, register, _ = assign([written], [])
    assert assign_index_numbers([written], register, TEMPLATE)[1] == []
