"""The switch to Traditional characters: the table, and what a reader sees."""

from __future__ import annotations

import opencc
import pytest
from theme_values import THEME

from plugins.catalogue.tables import load
from plugins.disclosure.traditional import traditional_script, traditional_table

TABLE = traditional_table()


def by_opencc(words: list[str]) -> list[str]:
    shown = opencc.OpenCC("s2t").convert("\n".join(words))
    return shown.translate(str.maketrans(load("traditional")["variants"])).split("\n")


def test_the_table_in_the_theme_is_the_one_that_is_made() -> None:
    kept = (THEME / "static" / "js" / "traditional_table.js").read_text("utf-8")
    assert kept == traditional_script()


def test_every_word_of_ours_is_shown_as_opencc_shows_it() -> None:
    own = load("traditional")
    words = [word for word in own["words"].split() if len(word) <= 4 and word not in own["not_words"].split()]
    assert [TABLE.convert(word) for word in words] == by_opencc(words)


def test_refused_words_are_not_in_the_table() -> None:
    assert not set(load("traditional")["not_words"].split()) & set(TABLE.words)


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("本办法自公布之日起施行，2019年发布的同时废止。", "本辦法自公佈之日起施行，2019年發佈的同時廢止。"),
        ("有关标准予以公开", "有關標準予以公開"),
        ("经批准，可以准予延期", "經批准，可以准予延期"),
        ("建立名录制度和记录制度", "建立名錄制度和記錄制度"),
        ("复议机关复核后作出批复", "複議機關複核後作出批覆"),
        ("每平方公里", "每平方公里"),
        ("皇后与以后", "皇后與以後"),
        ("有关人员应当当场说明；三人参加", "有關人員應當當場說明；三人參加"),
        ("關於規範性文件征求意見", "關於規範性文件徵求意見"),
        ("ABC 〔2017〕41号", "ABC 〔2017〕41號"),
        ("𠮷祥", "𠮷祥"),
    ],
)
def test_words_decide(simplified: str, traditional: str) -> None:
    assert TABLE.convert(simplified) == traditional


def test_forms_are_as_long_as_what_they_stand_for_in_javascript_too() -> None:
    for given, shown in (*TABLE.characters.items(), *TABLE.words.items()):
        assert len(given) == len(shown)
        assert max(given + shown) < "\U00010000"


def test_the_table_fits_its_budget() -> None:
    import gzip

    size = len(gzip.compress((THEME / "static" / "js" / "traditional_table.js").read_bytes(), 9))
    assert size <= 30_000
