"""Citations against 300 mentions drawn by lot from all the laws and judged before the program was asked.

`citations_blind_300.tsv` is as `citations_300.tsv`; besides 《名称》 it has 本条例第X条 (the target is the anchor) and
bare names such as 公司法第二十二条, which get no link: what they mean counts among what is to be found.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from laws_catalogue import LAWS, LawText, laws_catalogue, read_laws

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.citations import cited_document
from plugins.catalogue.clauses.dates import chinese_number
from plugins.catalogue.clauses.own_entry import entry_clause
from plugins.catalogue.mentions import mentions, own_articles
from plugins.disclosure.body import render_body

SAMPLE = Path(__file__).with_name("citations_blind_300.tsv")
pytestmark = pytest.mark.skipif(not LAWS.is_dir(), reason="no ../shared beside the repository")


@pytest.fixture(scope="module")
def laws() -> dict[str, LawText]:
    return {law.path: law for law in read_laws()}


@pytest.fixture(scope="module")
def catalogue(laws: dict[str, LawText]) -> Catalogue:
    """The laws with what a released document has besides: its day of entry into force and its 题注."""
    documents = []
    for document in laws_catalogue(list(laws.values())):
        law = laws[document.index_number]
        entry = entry_clause(law.text[law.body_start :], law.title)
        documents.append(
            replace(
                document,
                entry_into_force=entry.day if entry else None,
                promulgation_note=" ".join(law.text[: law.body_start].replace("<!-- INFO END -->", "").split()),
            )
        )
    return Catalogue.of(documents)


def _shown(law: LawText, place: int, catalogue: Catalogue) -> tuple[str, str]:
    """The text of what stands at the place, and whereto the program links it (`-` for nowhere)."""
    mention = next((m for m in mentions(law.text) if m.start == place), None)
    if mention:
        citing = catalogue.get(law.path)
        found = cited_document((mention.title, mention.number), citing, catalogue) if citing else None
        return law.text[mention.start : mention.end], found.index_number if found else "-"
    own = next((o for o in own_articles(law.text) if o.start == place), None)
    if own:
        body = render_body(law.text[law.body_start :], title=law.title, resolve_link=lambda _: None)
        anchor = f"tiao-{chinese_number(own.article)}" + (f"-{chinese_number(own.more)}" if own.more else "")
        return law.text[own.start : own.end], f"#{anchor}" if anchor in body.anchors else "-"
    return "", "-"


def test_three_hundred_mentions_judged_first(laws: dict[str, LawText], catalogue: Catalogue) -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len({(row["file"], row["offset"]) for row in rows}) == 300
    linked, right, wrong, missed = 0, 0, [], []
    for row in rows:
        text, shown = _shown(laws[row["file"]], int(row["offset"]), catalogue)
        if row["note"] != "bare name":
            assert hashlib.sha256(text.encode()).hexdigest() == row["sha256"], "the laws are others than those judged"
        linked += shown != "-"
        right += shown == row["target"] != "-"
        if shown != row["target"]:
            (missed if shown == "-" else wrong).append((row["file"], row["offset"], shown, row["target"]))
    wanted = sum(row["target"] != "-" for row in rows)
    assert wanted > 150
    assert right / linked >= 0.99, wrong
    assert right / wanted >= 0.9, missed


@pytest.mark.parametrize(
    ("citing", "name", "edition"),
    [
        # its 第十二条第二款 is the new text's, in force before the citing law is
        ("野生动物保护法(2022-12-30)", "中华人民共和国畜牧法", "畜牧法(2022-10-30)"),
        # it says which revision it means: that of 2023, in force from the same day
        ("公司法》时间效力的若干规定(2024-06-29)", "中华人民共和国公司法", "公司法(2023-12-29)"),
        # the article numbers are those before the revision, whose day has not come; the older text is not there
        ("水土保持法实施条例(2011-01-08)", "水土保持法", None),
        # amended between the revision of the other law and its day
        ("生物安全法(2024-04-26)", "中华人民共和国保守国家秘密法", "保守国家秘密法(2010-04-29)"),
        # the first of its name, known but not yet in force
        ("企业破产案件指定管理人的规定(2007-04-12)", "中华人民共和国企业破产法", "企业破产法(2006-08-27)"),
    ],
)
def test_the_edition_is_the_one_in_force_when_the_citing_text_speaks(
    citing: str, name: str, edition: str | None, catalogue: Catalogue
) -> None:
    (document,) = (d for d in catalogue if d.index_number.endswith(f"{citing}.md"))
    found = cited_document((name, None), document, catalogue)
    assert (found and Path(found.index_number).stem) == edition
