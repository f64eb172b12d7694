"""Citations against 300 mentions out of the laws, drawn by lot and each judged by reading its context.

`citations_300.tsv` names file, place, digest of the mention and the law that it means: the edition in force on the day
of the citing law, or `-` where that is not among the laws (an older edition, a certificate, a law long gone). The
texts stay where they are.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest
from laws_catalogue import LAWS, laws_catalogue, read_laws

from plugins.catalogue.citations import cited_document
from plugins.catalogue.mentions import mentions

SAMPLE = Path(__file__).with_name("citations_300.tsv")
pytestmark = pytest.mark.skipif(not LAWS.is_dir(), reason="no ../shared beside the repository")


def test_three_hundred_mentions() -> None:
    laws = read_laws()
    catalogue, by_path = laws_catalogue(laws), {law.path: law for law in laws}
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len({(row["file"], row["offset"]) for row in rows}) == 300
    linked, right, wrong, missed = 0, 0, [], []
    for row in rows:
        law, place = by_path[row["file"]], int(row["offset"])
        mention = next(m for m in mentions(law.text) if m.start == place)
        digest = hashlib.sha256(law.text[mention.start : mention.end].encode()).hexdigest()
        assert digest == row["sha256"], "the laws are others than those that were judged"
        citing = catalogue.get(law.path)
        found = cited_document((mention.title, mention.number), citing, catalogue) if citing else None
        shown = found.index_number if found else "-"
        linked += shown != "-"
        right += shown == row["target"] != "-"
        if shown != row["target"]:
            (missed if shown == "-" else wrong).append((mention.title, shown, row["target"]))
    wanted = sum(row["target"] != "-" for row in rows)
    assert wanted > 100
    assert right / linked >= 0.99, wrong
    assert right / wanted >= 0.9, missed


def test_every_link_of_the_laws_is_to_a_law_of_that_name() -> None:
    """All mentions of every fifth law: what is linked has the mentioned name, and is not newer than what cites it."""
    laws = read_laws()
    catalogue = laws_catalogue(laws)
    linked = 0
    for law in laws[::5]:
        citing = catalogue.get(law.path)
        if citing is None:
            continue
        for mention in mentions(law.text):
            found = cited_document((mention.title, mention.number), citing, catalogue)
            if found is None:
                continue
            linked += 1
            plain = "".join(c for c in mention.title if c not in "《》〈〉<>＜＞“”\"'‘’「」（）()〔〕[]")
            own = "".join(c for c in found.title if c not in "《》〈〉<>＜＞“”\"'‘’「」（）()〔〕[]")
            assert "".join(own.split()) in (plain, f"中华人民共和国{plain}"), (law.path, mention.title, found.title)
            assert found.index_number != law.path
            assert citing.date_of_issue
            assert found.date_of_issue
            assert found.date_of_issue <= citing.date_of_issue
    assert linked > 400
