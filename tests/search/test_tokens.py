"""One tokeniser in two languages: Python here, JavaScript in a browser, both held to vectors.json."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from plugins.search.lookups import fold_file, fold_sources, sound_file
from plugins.search.sounds import common_characters, name_syllables, syllable
from plugins.search.text import compact, fold, joined, key_of, keys_of, simplified, terms, tokens

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
SCRIPTS = Path(__file__).resolve().parents[2] / "theme/static/js/search"
texts = st.text(
    st.sampled_from("示例市管理办法〇第条號〔〕（）3２aB，。 \n𠀀㈠ﬁé") | st.characters(codec="utf-8"), max_size=40
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["text"][:12])
def test_terms(vector: dict[str, Any]) -> None:
    assert terms(vector["text"]) == vector["terms"]


@settings(deadline=None)
@given(st.lists(texts, max_size=4))
def test_the_fast_way_finds_the_same_terms(found: list[str]) -> None:
    fast = tokens(found)
    for place, text in enumerate(found):
        pairs = [(int(key), 0) for key in fast.pair_keys[fast.pair_text == place]]
        words = [key_of(word) for word, own in zip(fast.words, fast.word_text, strict=True) if own == place]
        assert Counter(pairs + words) == Counter(key_of(term) for term in terms(text))


def test_pairs_have_keys_of_their_own() -> None:
    chars = "".join(common_characters()[::40])
    pairs = [a + b for a in chars for b in chars]
    assert len({key_of(pair) for pair in pairs}) == len(pairs)


@settings(deadline=None)
@given(st.lists(texts.filter(bool), max_size=20))
def test_many_keys_at_once(found: list[str]) -> None:
    words = {term for text in found for term in (*terms(text), text)}
    assert keys_of(sorted(words)) == {word: key_of(word) for word in words}


def test_folding_is_stable() -> None:
    for char, form in simplified().items():
        assert fold(fold(char)) == fold(char) == form


def test_numbers_and_titles_as_a_whole() -> None:
    assert compact("示文旅规〔2024〕3號") == compact("示文旅规[2024]3号") == "示文旅规20243号"
    assert joined("示例 条例 GB 2312") == "示例条例 GB 2312"


def page_with_scripts(browser: Any, *names: str) -> Any:
    page = browser.new_page()
    page.set_content("<!doctype html><title>t</title>")
    for name in names:
        page.add_script_tag(content=(SCRIPTS / f"{name}.js").read_text("utf-8"))
    return page


@pytest.mark.browser
def test_the_browser_finds_the_same(browser: Any) -> None:
    page = page_with_scripts(browser, "text", "codec")
    samples = [vector["text"] for vector in VECTORS]
    samples += ["".join(common_characters()[start : start + 60]) for start in range(0, 6000, 60)]
    samples += ["".join(simplified()), "第3條之1(a)", "示文旅规〔2024〕3號 GB/T 2312—2024"]
    found = page.evaluate(
        """async ([samples, sources, forms]) => {
            const s = GongkaiSearch;
            const targets = [...await s.inflatedJson(forms)];
            const table = new Map(s.foldSources(sources).map((char, place) => [char, targets[place]]));
            return samples.map((text) => {
                const found = s.terms(s.fold(text, table));
                return [found, found.map(s.keyOf), s.compact(s.fold(text, table))];
            });
        }""",
        [samples, fold_sources(), fold_file()],
    )
    page.close()
    for text, (own, keys, whole) in zip(samples, found, strict=True):
        assert own == terms(text)
        assert [tuple(key) for key in keys] == [key_of(term) for term in terms(text)]
        assert whole == compact(text)


@pytest.mark.browser
def test_the_browser_knows_the_sounds(browser: Any) -> None:
    page = page_with_scripts(browser, "text", "codec")
    found = page.evaluate("(file) => Object.fromEntries(GongkaiSearch.sounds(file))", sound_file())
    page.close()
    assert found == {char: syllable(char) for char in common_characters() if syllable(char)}


def test_names_sound_as_the_library_reads_them_whole() -> None:
    """The words of a name are read one by one, and kept; the library reads the whole: the same syllables."""
    chars = [char for char in common_characters() if char not in simplified()]
    names = ["重庆市银行业音乐厅管理办法", "长春市长江行道树种植规定", *("".join(chars[n::97]) for n in range(97))]
    for name in names:
        whole = [reading.replace("ü", "v") for reading in lazy_pinyin(name, style=Style.NORMAL)]
        assert len(whole) == len(name)
        alone = {(syllable(char), char) for char in name}
        assert set(zip(whole, name, strict=True)) | alone == name_syllables(name)
