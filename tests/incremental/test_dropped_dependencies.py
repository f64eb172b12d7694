"""Each dependency is needed: with any one of them dropped, some edit leaves the tree behind its content."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import edited_site as edits
import pytest
from edited_site import EditedSite

from plugins.catalogue import affected
from plugins.catalogue.affected import Asking, asked_names, borne_names
from plugins.catalogue.document import Disclosure
from plugins.disclosure import behind_the_gate, changed_site, fingerprints, increment, inputs, publish, store
from plugins.disclosure.behind_the_gate import BehindTheGate
from plugins.disclosure.fingerprints import RECENT_NS
from plugins.disclosure.increment import facts
from plugins.disclosure.inputs import store_folder
from plugins.disclosure.neighbourhood import Relating
from plugins.disclosure.site import Renderer
from plugins.disclosure.store import Rows, forget

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


def _titled_anew(site: EditedSite, rng: random.Random) -> None:
    """A document whose title others show gets another: first it is named and ended, then it is called otherwise."""
    target = site.papers["2019/old.md"].fields
    paper = site.papers[max(site.papers)]
    paper.fields["废止"] = [target["索引号"]]
    site.write(max(site.papers))
    assert site.build() == 0
    target["标题"] += "（修订）"
    site.write("2019/old.md")


def _repeal(site: EditedSite, rng: random.Random) -> None:
    """One act on a document that is compared with its newer edition."""
    site.papers[max(site.papers)].fields["废止"] = [site.papers["2019/old.md"].fields["发文字号"]]
    site.write(max(site.papers))


def _chain(site: EditedSite, rng: random.Random) -> None:
    """An act that was undone because the acting document had ended by then is done when that one stands again."""
    one, two, three = _three(site)
    site.papers[two].fields |= {"废止": [site.papers[one].fields["发文字号"]], "施行日期": "2026-10-01"}
    site.papers[three].fields["废止"] = [site.papers[two].fields["发文字号"]]
    site.write(two)
    site.write(three)
    assert site.build() == 0
    site.papers[three].fields["废止"] = None
    site.write(three)


def _three(site: EditedSite) -> list[str]:
    """Three documents, each newer than the one before."""
    plain = [path for path in site.papers if path.startswith("20") and "/p" in path]
    return sorted(plain, key=lambda path: site.papers[path].fields["成文日期"])[:3]


def _deleted(site: EditedSite, rng: random.Random) -> None:
    """A document that another one cites is gone."""
    target, citing = _three(site)[1:3]
    site.papers[citing].body += f"\n\n参见《{site.papers[target].fields['标题']}》。"
    site.write(citing)
    assert site.build() == 0
    site.remove(target)
    del site.papers[target]


def _settle() -> None:
    """A file that was just written is read again by the next build; where it names what is held, that is a whole one."""
    time.sleep(2 * RECENT_NS / 1e9)


def _held_name(site: EditedSite, rng: random.Random) -> None:
    """A document that another one names is withheld: its name must go from the other's page."""
    target, naming = _three(site)[1:3]
    site.papers[naming].fields["修改"] = [site.papers[target].fields["发文字号"]]
    site.write(naming)
    _settle()
    assert site.build() == 0
    site.papers[target].fields |= {"公开属性": "不予公开", "理由": "内部管理信息"}
    site.write(target)


def _held_in_words(site: EditedSite, rng: random.Random) -> None:
    """A document that a basis names in free words is withheld: its name must go from there."""
    target, naming, other = _three(site)
    fields = site.papers[target].fields
    basis = f"市政府{fields['标题']}明确废止"
    site.papers[naming].fields["有效性"] = f"\n  状态: 已废止\n  日期: 2026-05-01\n  依据: {basis}"
    site.papers[other].fields["依据"] = [f"按市{fields['发文字号']}"]
    site.write(naming)
    site.write(other)
    _settle()
    assert site.build() == 0
    site.papers[target].fields |= {"公开属性": "不予公开", "理由": "内部管理信息"}
    site.write(target)


def _opened_in_words(site: EditedSite, rng: random.Random) -> None:
    """And when it is public again, its name comes back."""
    _held_in_words(site, rng)
    assert site.build() == 0
    target = _three(site)[0]
    site.papers[target].fields |= {"公开属性": "主动公开", "理由": None}
    site.write(target)


def _namesake_in_words(site: EditedSite, rng: random.Random) -> None:
    """A public document of the withheld one's title comes, is called otherwise, and so opens and closes the name."""
    target, naming, other = _three(site)
    title = site.papers[target].fields["标题"]
    site.papers[target].fields |= {"公开属性": "不予公开", "理由": "内部管理信息"}
    site.papers[naming].fields["有效性"] = f"\n  状态: 已废止\n  日期: 2026-05-01\n  依据: 市政府{title}明确废止"
    site.papers[other].fields["标题"] = title
    for path in (target, naming, other):
        site.write(path)
    _settle()
    assert site.build() == 0
    site.papers[other].fields["标题"] = "示例市晒谷场管理办法"
    site.write(other)


def _two_years(site: EditedSite, rng: random.Random) -> None:
    """A document comes in one year, then another is called otherwise in another: the first still counts."""
    first, *_, last = sorted(_three(site), key=lambda path: site.papers[path].fields["发布日期"])
    day = site.papers[first].fields["发布日期"]
    site.add(rng, 成文日期=day, 发布日期=day)
    assert site.build() == 0
    assert str(site.papers[last].fields["发布日期"])[:4] != str(day)[:4]
    site.papers[last].fields["标题"] = "示例市晒谷场管理办法"
    site.write(last)


def _name_again(site: EditedSite, rng: random.Random) -> None:
    """And when that one is called otherwise, its former name is nobody's, and may be shown again."""
    _held_name(site, rng)
    assert site.build() == 0
    target = _three(site)[1]
    site.papers[target].fields |= {"标题": "示例市晒谷场管理办法", "发文字号": "示园〔2001〕99号"}
    site.write(target)


def _held_act(site: EditedSite, rng: random.Random) -> None:
    """What is withheld ends a public document, which stays ended when its summary changes."""
    target = _three(site)[1]
    fields = site.papers[target].fields
    held = site.papers["2020/held.md"]
    held.fields |= {"成文日期": "2026-01-05", "发布日期": "2026-01-05", "废止": [fields["标题"]]}
    site.write("2020/held.md")
    assert site.build() == 0
    fields["内容概述"] = "另一种说法。"
    site.write(target)


def _held_pending(site: EditedSite, rng: random.Random) -> None:
    """A held document that ended a public one is stated 尚未施行."""
    held = site.papers["2020/held.md"]
    target = site.papers[_three(site)[0]].fields["发文字号"]
    held.fields |= {"成文日期": "2026-01-05", "发布日期": "2026-01-05", "废止": [target]}
    site.write("2020/held.md")
    _settle()
    assert site.build() == 0
    held.fields["有效性"] = "尚未施行"
    site.write("2020/held.md")


def _held_row(site: EditedSite, rng: random.Random) -> None:
    """A row of a review table has the number of a document that becomes a held one: it is not about another's title."""
    other, target = _three(site)[:2]
    title, number = site.papers[other].fields["标题"], site.papers[target].fields["发文字号"]
    site.papers[other].fields["发文字号"] = None
    site.papers[target].fields |= {"发文字号": "示园〔2001〕98号"}
    site.write(other)
    site.write(target)
    site.put("清理结果/2025.csv", f"文件名称,文号,清理结果,日期\n{title},{number},废止,2025-03-01\n".encode())
    _settle()
    assert site.build() == 0
    site.papers[target].fields |= {"发文字号": number, "公开属性": "不予公开", "理由": "内部管理信息"}
    site.write(target)


def _linked(site: EditedSite, rng: random.Random) -> None:
    """The document that a text links to, and that is no neighbour, gets another index number."""
    target, _, linking = _three(site)
    site.papers[linking].body += f"\n\n见[另一份](../{target})。"
    site.write(linking)
    assert site.build() == 0
    site.papers[target].fields["索引号"] = "SL/2021-99999"
    site.write(target)


def _renumbered(site: EditedSite, rng: random.Random) -> None:
    """A document is ended by its number, then it gets another: the act is on nobody of this catalogue."""
    one, _, three = _three(site)
    site.papers[three].fields["废止"] = [site.papers[one].fields["发文字号"]]
    site.write(three)
    assert site.build() == 0
    site.papers[one].fields["发文字号"] = "示水〔2016〕77号"
    site.write(one)


def _void_act(site: EditedSite, rng: random.Random) -> None:
    """An act of a document that had ended before is void, and stays so when its target's summary changes."""
    one, two, three = _three(site)
    site.papers[two].fields |= {"废止": [site.papers[one].fields["发文字号"]], "施行日期": "2026-10-01"}
    site.papers[three].fields["废止"] = [site.papers[two].fields["发文字号"]]
    site.write(two)
    site.write(three)
    assert site.build() == 0
    site.papers[one].fields["内容概述"] = "另一种说法。"
    site.write(one)


def _named_first(site: EditedSite, rng: random.Random) -> None:
    """A text names a document before there is one of that name."""
    naming, _, target = _three(site)
    site.papers[naming].body += "\n\n参见《示例市晒谷场管理办法》。"
    site.papers[naming].fields["成文日期"] = site.papers[target].fields["成文日期"]
    site.papers[naming].fields["发布日期"] = "2026-11-01"
    site.write(naming)
    assert site.build() == 0
    site.papers[target].fields["标题"] = "示例市晒谷场管理办法"
    site.write(target)


def _referred_first(site: EditedSite, rng: random.Random) -> None:
    """A document declares another as its basis before there is one of that name."""
    declaring, _, target = _three(site)
    site.papers[declaring].fields["依据"] = ["《示例市晒谷场管理办法》"]
    site.write(declaring)
    assert site.build() == 0
    site.papers[target].fields["标题"] = "示例市晒谷场管理办法"
    site.write(target)


def _without_asking(*kinds: Asking) -> Patch:
    """A store that does not know who asks for a name to these ends. The gate's looks cover those for relations."""

    def fewer(fields: Any, reading: Any) -> Any:
        return frozenset(pair for pair in asked_names(fields, reading) if pair[0] not in kinds)

    return lambda patched: patched.setattr(store, "asked_names", fewer)


def _without_bearing(prefix: str) -> Patch:
    """A store in which documents bear no names of a kind."""

    def fewer(fields: Any) -> Any:
        return frozenset(name for name in borne_names(fields) if not name.startswith(prefix))

    def patch(patched: pytest.MonkeyPatch) -> None:
        patched.setattr(store, "borne_names", fewer)
        patched.setattr(increment, "borne_names", fewer)

    return patch


def _unmade(kind: str) -> Patch:
    """Units of a kind are not made again."""
    whole = Renderer.files

    def fewer(self: Renderer, unit: Any) -> Any:
        return iter(()) if unit.kind == kind else whole(self, unit)

    def patch(patched: pytest.MonkeyPatch) -> None:
        patched.setattr(Renderer, "files", fewer)

    return patch


def _summaries_stay(patched: pytest.MonkeyPatch) -> None:
    """A year keeps the summary that it had."""
    whole = Rows.put_light

    def older(self: Rows, year: str, part: Any, summary: Any) -> None:
        whole(self, year, part, self.summaries().get(year, summary) if part else None)

    patched.setattr(Rows, "put_light", older)


def _method(owner: Any, name: str, value: Any) -> Patch:
    return lambda patched: patched.setattr(owner, name, value)


MUTANTS: dict[str, tuple[Patch, Script]] = {
    "the pages of documents": (_unmade("document"), _text),
    "comparisons of a changed text": (_unmade("comparison"), _compared),
    "lines of yearly data": (_method(changed_site, "_replaced_lines", lambda *_: {}), _text),
    "yearly data after a change of facts": (_method(Renderer, "year_files", lambda *_: iter(())), _repeal),
    "lists": (_unmade("list"), _repeal),
    "pages of lists": (_unmade("list-page"), _repeal),
    "feeds of categories": (_unmade("category-feed"), edits.add_document),
    "overviews": (_unmade("overview"), _repeal),
    "lines of a document elsewhere": (_method(changed_site, "concerned_by", lambda _: set()), _titled_anew),
    "neighbours": (_method(increment, "_neighbours", lambda *_: set()), edits.add_document),
    "addresses of what is gone": (_method(changed_site, "_addresses", lambda _: ()), _deleted),
    "acts": (_without_asking(Asking.ACTS_ON, Asking.GATE), _renumbered),
    "acts that follow from acts": (_method(Relating, "_targets", lambda *_: set()), _chain),
    "those who act": (_method(Relating, "_actors", lambda *_: set()), _void_act),
    "citations": (_without_asking(Asking.CITATION), _named_first),
    "references": (_without_asking(Asking.REFERENCE, Asking.GATE), _referred_first),
    "names that the gate hides": (_without_asking(Asking.GATE), _held_name),
    "digests without the name": (_method(increment, "with_released_digest", lambda _, d: d), _held_name),
    "names in free words": (lambda p: p.setattr(affected, "said_names", lambda _: ()), _held_in_words),
    "held names in free words": (lambda p: p.setattr(behind_the_gate, "held_names", borne_names), _held_in_words),
    "free words that it shows again": (
        lambda p: p.setattr(increment, "asking_for", lambda *_: set()),
        _opened_in_words,
    ),
    "namesakes in free words": (lambda p: p.setattr(increment, "held_names", borne_names), _namesake_in_words),
    "summaries of years": (_summaries_stay, _two_years),
    "names that it shows again": (lambda p: p.setattr(increment, "asking_for", lambda *_: set()), _name_again),
    "acts from behind the gate": (_method(BehindTheGate, "acting_on", lambda *_: []), _held_act),
    "what is stated of them": (_without_field("stated_force", None), _held_pending),
    "rows with their numbers": (_method(increment, "row_names", lambda _: ()), _held_row),
    "links to files": (_without_asking(Asking.LINK), _linked),
    "titles": (_without_bearing("t"), _named_first),
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
    "files of attachments": (_without_asking(Asking.FILE), _attachment),
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


@pytest.mark.parametrize("script", dict.fromkeys(script for _, script in MUTANTS.values()), ids=lambda s: s.__name__)
def test_with_all_of_them_none_is(script: Script, site: EditedSite) -> None:
    script(site, random.Random(6))
    assert site.build() == 0
    assert site.differences() == []
