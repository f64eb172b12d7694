"""Each dependency is needed: with any one of them dropped, some edit leaves the tree behind its content."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import edited_site as edits
import pytest
from edited_site import EditedSite

from plugins.catalogue.document import Disclosure
from plugins.disclosure import fingerprints, increment, inputs, publish
from plugins.disclosure.increment import facts
from plugins.disclosure.inputs import store_folder
from plugins.disclosure.store import forget
from plugins.disclosure.stored_column import StoredColumn

Patch = Callable[[pytest.MonkeyPatch], None]
Script = Callable[[EditedSite, random.Random], None]


def _without_fact(**dropped: Any) -> Patch:
    """Facts that leave something out of the reading."""
    return lambda patched: patched.setattr(increment, "facts", lambda reading: facts(replace(reading, **dropped)))


def _without_field(name: str, value: Any) -> Patch:
    def fewer(reading: Any) -> bytes:
        own = replace(reading.document.fields, **{name: value})
        return facts(replace(reading, document=replace(reading.document, fields=own)))

    return lambda patched: patched.setattr(increment, "facts", fewer)


def _without_disclosure(patched: pytest.MonkeyPatch) -> None:
    def fewer(reading: Any) -> bytes:
        return facts(replace(reading, document=replace(reading.document, disclosure=Disclosure.PROACTIVE)))

    patched.setattr(increment, "facts", fewer)


def _without_key(place: int) -> Patch:
    def fewer(*given: Any) -> tuple[str, ...]:
        keys = list(fingerprints.build_keys(*given))
        keys[place] = ""
        return tuple(keys)

    return lambda patched: patched.setattr(inputs, "build_keys", fewer)


def _blind_to(prefix: str, suffix: str = "") -> Patch:
    """Stamps that do not see some files."""
    whole = fingerprints.content_stamps

    def fewer(content: str, now_ns: int) -> Any:
        stamps = whole(content, now_ns)
        return {p: s for p, s in stamps.items() if not (p.startswith(prefix) and p.endswith(suffix))}

    return lambda patched: patched.setattr(inputs, "content_stamps", fewer)


def _first(site: EditedSite) -> str:
    return min(site.papers)


def _retitle(site: EditedSite, rng: random.Random) -> None:
    site.papers[_first(site)].fields["内容概述"] = "另一种说法。"
    site.write(_first(site))


def _two_texts(site: EditedSite, rng: random.Random) -> None:
    """Two edits one after the other: the shadow is behind by the first when the second is made."""
    for path in sorted(site.papers)[:2]:
        site.papers[path].body += "\n\n第三条　雨天照常。"
        site.write(path)
        assert site.build() == 0


def _compared(site: EditedSite, rng: random.Random) -> None:
    """Another text of a document that is compared with its other edition."""
    site.papers["2019/old.md"].body += "\n\n第三条　雨天照常。"
    site.write("2019/old.md")


def _text(site: EditedSite, rng: random.Random) -> None:
    site.papers[_first(site)].body += "\n\n第三条　雨天照常。"
    site.write(_first(site))


def _clause(site: EditedSite, rng: random.Random) -> None:
    """A document that is named already is ended: no new mention, only an effect."""
    fields = site.papers[max(site.papers)].fields
    named = f"《{fields['标题']}》（{fields['发文字号']}）"
    paper = site.papers["2019/old.md"]
    for sentence in ("参照{}办理。", "{}自2026年1月1日起废止。"):
        paper.body += "\n\n" + sentence.format(named)
        site.write("2019/old.md")
        assert site.build() == 0


def _mention(site: EditedSite, rng: random.Random) -> None:
    target = site.papers[_first(site)].fields
    site.papers[max(site.papers)].body += f"\n\n参见《{target['标题']}》。"
    site.write(max(site.papers))


def _entry(site: EditedSite, rng: random.Random) -> None:
    site.papers[_first(site)].body += "\n\n本办法自2026年12月20日起施行。"
    site.write(_first(site))


def _day(site: EditedSite, rng: random.Random) -> None:
    site.as_of = site.as_of.replace(year=2024)


def _opened(site: EditedSite, rng: random.Random) -> None:
    """What was withheld becomes public, in the same words."""
    site.papers["2020/held.md"].fields |= {"公开属性": "主动公开", "理由": None}
    site.write("2020/held.md")


def _attachment(site: EditedSite, rng: random.Random) -> None:
    site.put("documents/2019/fu.txt", "附表二".encode())


def _no_pairs(patched: pytest.MonkeyPatch) -> None:
    def made(self: StoredColumn, *given: Any) -> None:
        original(self, *given)
        self.pairs = {}  # type: ignore[assignment]

    original = StoredColumn.__init__
    patched.setattr(StoredColumn, "__init__", made)


MUTANTS: dict[str, tuple[Patch, Script]] = {
    "comparisons": (_no_pairs, _compared),
    "yearly data": (lambda p: p.setattr(increment, "_year_files", lambda *_: {}), _text),
    "the page itself": (lambda p: p.setattr(increment, "_pages", lambda *_: {}), _text),
    "effects": (_without_fact(effects=()), _clause),
    "mentions": (_without_fact(mentioned=()), _mention),
    "entry into force": (_without_fact(entry_in_text=None), _entry),
    "fields": (_without_field("summary", ""), _retitle),
    "disclosure": (_without_disclosure, _opened),
    "withheld files": (lambda p: p.setattr(increment, "salted", lambda *_: ""), _opened),
    "theme": (_without_key(3), edits.change_template),
    "settings": (_without_key(4), edits.change_setting),
    "day": (_without_key(6), _day),
    "new files": (_blind_to("documents/", "3.md"), edits.add_document),
    "fixed pages": (_blind_to("pages/"), edits.change_page),
    "review tables": (_blind_to("清理结果/"), edits.change_review),
    "attachments": (_blind_to("documents/2019/", ".txt"), _attachment),
    "the shadow's arrears": (lambda p: p.setattr(publish.ShadowPublication, "_read_note", _nothing_behind), _two_texts),
}


def _nothing_behind(self: Any) -> list[str] | None:
    return [] if Path(self.shadow).exists() else None


@pytest.fixture
def site(tmp_path: Path) -> EditedSite:
    """Seven documents, two of them editions of one text, one withheld; the eighth to be added ends in 3."""
    rng = random.Random(5)
    made = EditedSite.of(tmp_path, 0, rng)
    for serial, (path, day) in enumerate({"2019/old.md": "2019-02-01", "2023/new.md": "2023-02-01"}.items(), start=81):
        fields = {"标题": "示例市风筝场管理办法", "成文日期": day, "发布日期": day, "发文机关": "示例市园林局"}
        fields |= {"索引号": f"SL/{day[:4]}-{serial:05d}", "发文字号": f"示园〔{day[:4]}〕{serial}号"}
        first = made.add(rng, **fields)
        made.remove(first)
        made.papers[path] = made.papers.pop(first)
        made.write(path)
    made.papers["2019/old.md"].fields["附件"] = ["fu.txt"]
    made.put("documents/2019/fu.txt", "附表一".encode())
    made.write("2019/old.md")
    held = made.add(rng, 公开属性="依申请公开", 理由="涉及第三方的商业秘密")
    made.remove(held)
    made.papers["2020/held.md"] = made.papers.pop(held)
    made.write("2020/held.md")
    while made.made < 12:
        made.add(rng)
    assert made.build() == 0
    return made


@pytest.mark.parametrize("name", MUTANTS)
def test_without_it_an_edit_is_missed(name: str, site: EditedSite, monkeypatch: pytest.MonkeyPatch) -> None:
    patch, script = MUTANTS[name]
    with monkeypatch.context() as patched:
        patch(patched)
        forget(store_folder(str(site.folder / "site")))
        assert site.build() == 0  # a store that was written with the fault
        script(site, random.Random(6))
        assert site.build() == 0
    assert site.differences() != []


def test_with_all_of_them_none_is(site: EditedSite) -> None:
    for script in dict.fromkeys(script for _, script in MUTANTS.values()):
        script(site, random.Random(6))
        assert site.build() == 0, script.__name__
        assert site.differences() == [], script.__name__
