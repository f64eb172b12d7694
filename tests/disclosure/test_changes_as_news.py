"""Changes in force as news: on their page, in their feed, and in the data."""

from __future__ import annotations

import json
import random
import re
import runpy
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from plugins.commands import column_build
from plugins.disclosure.build import Account, read_column
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.site import Renderer, Site, units
from plugins.disclosure.year_summary import News, latest, soonest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = str(ROOT / "theme" / "templates")
HEAD = """---
标题: {title}
索引号: X/{day}-{n}
发文机关: 示例市文化和旅游局
发文字号: 示文旅发〔{year}〕{n}号
成文日期: {day}
发布日期: {day}
分类: 行政规范性文件
公开属性: 主动公开
{more}---

第一条 {text}
"""
Files = dict[str, str]


def write(content: Path, n: int, title: str, day: str, more: str = "", text: str = "为规范表演，制定本办法。") -> None:
    folder = content / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    paper = HEAD.format(title=title, n=n, day=day, year=day[:4], more=more, text=text)
    (folder / f"{day}-{n}.md").write_text(paper, "utf-8")


def made(content: Path, as_of: date) -> Files:
    settings = ColumnSettings("示例市", "https://x.example.gov.cn")
    column, _ = read_column(str(content), settings, as_of, 1, Account(), lambda *_: None)
    site = Site.of(column, settings, str(content), TEMPLATES)
    renderer = Renderer(site, str(content))
    return {url: data.decode() for unit in units(site) for url, data in renderer.files(unit)}


def changes(page: str, part: str) -> list[tuple[str, str, str]]:
    """Word, title and sentence of each change of a part of the page."""
    return [
        tuple(item.select_one(name).get_text() for name in (".chip", ".change-document a", ".change-sentence"))  # type: ignore[union-attr,misc]
        for item in BeautifulSoup(page, "html.parser").select(f"#{part} .change")
    ]


def test_a_clean_up_of_one_day_is_told_whole(tmp_path: Path, make_site: Callable[..., Path]) -> None:
    content = tmp_path / "content"
    for n in range(1, 56):
        write(content, n, f"第{n}号表演办法", f"201{n % 4}-03-01")
    for n in range(1, 4):
        write(content, n, f"另外{n}号表演办法", "2016-03-01", "有效期至: 2019-12-31\n")
    listed = "".join(f"  - 示文旅发〔201{n % 4}〕{n}号\n" for n in range(1, 56))
    write(content, 99, "关于废止部分文件的决定", "2024-05-06", f"废止:\n{listed}")
    site = make_site(content, tmp_path / "site", "2026-01-01")
    recent = changes((site / "changes.html").read_text("utf-8"), "recent")
    assert [word for word, _, _ in recent] == ["已废止"] * 55
    assert len({title for _, title, _ in recent}) == 55
    feed = (site / "feeds" / "changes.xml").read_text("utf-8")
    assert feed.count("<entry>") == feed.count("<title>【已废止】") == 55
    home = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser")
    assert len(home.select(".change")) == 8


def test_of_a_clean_up_an_increment_tells_what_a_whole_build_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = tmp_path / "content"
    column = {**runpy.run_path(str(ROOT / "pelicanconf.py"))["COLUMN"], "search": False}

    def build(name: str, *, cache: bool) -> Path:
        overrides = {"COLUMN": column}
        assert not column_build.run_build(
            ROOT, str(content), str(tmp_path / name), as_of="2026-01-01", jobs=1, overrides=overrides, quiet=True,
            cache=cache,
        )  # fmt: skip
        return tmp_path / name

    def decide(repealed: int) -> None:
        listed = "".join(f"  - 示文旅发〔201{n % 4}〕{n}号\n" for n in range(1, repealed + 1))
        write(content, 99, "关于废止部分文件的决定", "2024-05-06", f"废止:\n{listed}")

    for n in range(1, 58):
        write(content, n, f"第{n}号表演办法", f"201{n % 4}-03-01")
    decide(55)
    build("site", cache=True)
    with monkeypatch.context() as patched:
        patched.setattr(column_build, "_run_pelican", lambda *_: pytest.fail("the whole column is made"))
        for repealed in (54, 57):
            decide(repealed)
            write(content, 3, f"第3号表演办法（{repealed}）", "2013-03-01")
            changed = (build("site", cache=True) / "changes.html").read_text("utf-8")
            assert len(changes(changed, "recent")) == repealed
    clean = build("clean", cache=False)
    for name in ("changes.html", "feeds/changes.xml", "index.html"):
        assert (tmp_path / "site" / name).read_bytes() == (clean / name).read_bytes(), name


@pytest.mark.parametrize("seed", range(20))
def test_years_together_give_what_one_list_would(seed: int) -> None:
    rng = random.Random(seed)
    news: list[News] = [(rng.randint(1, 12), str(n), 0) for n in range(60)]
    years = [news[n::5] for n in range(5)]
    for pick, before in ((latest, lambda a, b: a > b), (soonest, lambda a, b: a < b)):
        most = rng.randint(1, 20)
        kept = [item for year in years for item in pick(year, most)]
        assert pick(kept, most) == pick(news, most)
        shown = [item[0] for item in pick(news, most)]
        assert len(shown) >= most
        assert sum(before(day, shown[-1]) for day in shown) < most
        assert shown.count(shown[-1]) == sum(item[0] == shown[-1] for item in news)
        assert pick([], most) == ()


@pytest.fixture(scope="module")
def suspended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suspension of 表演办法 from July to the end of September 2025; a repeal of 摊位办法 from October on."""
    content = tmp_path_factory.mktemp("suspended")
    write(content, 1, "表演办法", "2020-03-01", "施行日期: 2020-05-01\n")
    write(content, 2, "摊位办法", "2020-03-02")
    write(content, 3, "书屋办法", "2020-03-03", "有效期至: 2025-09-30\n")
    pause = "暂停执行:\n  - 文号: 示文旅发〔2020〕1号\n    施行: 2025-07-01\n    截止: 2025-09-30\n"
    end = "废止:\n  - 文号: 示文旅发〔2020〕2号\n    施行: 2025-10-01\n"
    write(content, 1, "关于暂停执行和废止的决定", "2025-06-02", pause + end)
    return content


def test_what_is_to_resume_does_not_enter_into_force(suspended: Path) -> None:
    files = made(suspended, date(2025, 9, 1))
    ahead = {title: (word, text) for word, title, text in changes(files["changes.html"], "upcoming")}
    assert ahead["表演办法"] == ("恢复执行", "将于2025年10月1日起恢复执行。")
    history = next(text for url, text in files.items() if url.startswith("history/") and "将于2025年10月1日起" in text)
    assert "将于2025年10月1日起恢复执行" in history
    assert not [url for url, text in files.items() if "将于2025年10月1日起施行" in text]
    titles = re.findall(r"<title>(【.+?)</title>", files["feeds/changes.xml"])
    told = {"【即将废止】摊位办法", "【即将失效】书屋办法", "【暂停执行】表演办法", "【开始施行】表演办法"}
    assert told == set(titles), "it entered into force in 2020"


def test_what_has_resumed_has_not_entered_into_force(suspended: Path) -> None:
    files = made(suspended, date(2025, 10, 2))
    past = {title: (word, text) for word, title, text in changes(files["changes.html"], "recent")[:3]}
    assert past["表演办法"] == ("恢复执行", "本文件自2025年10月1日起恢复执行。")
    titles = re.findall(r"<title>(【.+?)</title>", files["feeds/changes.xml"])
    assert "【恢复执行】表演办法" in titles
    assert "【开始施行】表演办法" in titles, "in May 2020 it had"
    assert {"【已废止】摊位办法", "【已失效】书屋办法"} <= set(titles)


def test_the_state_before_a_suspension_is_no_new_change(tmp_path: Path) -> None:
    """What was amended before it was suspended is told to resume, not to be amended again."""
    write(tmp_path, 1, "表演办法", "2020-03-01")
    write(tmp_path, 1, "关于修改的决定", "2022-03-01", "修改:\n  - 示文旅发〔2020〕1号\n")
    pause = "暂停执行:\n  - 文号: 示文旅发〔2020〕1号\n    施行: 2025-07-01\n    截止: 2025-09-30\n"
    write(tmp_path, 1, "关于暂停执行的决定", "2025-06-02", pause)
    ahead = changes(made(tmp_path, date(2025, 9, 1))["changes.html"], "upcoming")
    assert ahead == [("恢复执行", "表演办法", "将于2025年10月1日起恢复执行。")]
    past = changes(made(tmp_path, date(2025, 11, 1))["changes.html"], "recent")
    assert [word for word, _, _ in past] == ["恢复执行", "暂停执行", "已修改"]


def test_an_amendment_during_a_suspension_is_told(tmp_path: Path) -> None:
    write(tmp_path, 1, "表演办法", "2020-03-01")
    pause = "暂停执行:\n  - 文号: 示文旅发〔2020〕1号\n    施行: 2025-07-01\n    截止: 2025-09-30\n"
    write(tmp_path, 1, "关于暂停执行的决定", "2025-06-02", pause)
    write(tmp_path, 1, "关于修改的决定", "2025-08-01", "修改:\n  - 示文旅发〔2020〕1号\n")
    past = changes(made(tmp_path, date(2025, 11, 1))["changes.html"], "recent")
    assert [word for word, _, _ in past] == ["已修改", "暂停执行"]
    assert "2025年8月1日" in past[0][2]


def test_the_last_day_before_a_declared_end_is_the_day_before(tmp_path: Path) -> None:
    write(tmp_path, 1, "表演办法", "2020-03-01")
    end = "宣布失效:\n  - 文号: 示文旅发〔2020〕1号\n    施行: 2025-10-01\n"
    write(tmp_path, 1, "关于宣布失效的决定", "2025-08-01", end)
    files = made(tmp_path, date(2025, 9, 1))
    assert changes(files["changes.html"], "upcoming") == [("已失效", "表演办法", "有效期至2025年9月30日。")]
    assert "<summary>有效期至2025-09-30</summary>" in files["feeds/changes.xml"]


def test_the_last_valid_day_is_that_of_the_later_notice(tmp_path: Path) -> None:
    write(tmp_path, 1, "表演办法", "2020-03-01", "有效期至: 2022-06-30\n")
    write(tmp_path, 2, "摊位办法", "2020-03-02", "有效期至: 2022-06-30\n")
    words = "《表演办法》（示文旅发〔2020〕1号）有效期延长至2027年6月30日。"
    write(tmp_path, 1, "关于延长《表演办法》有效期的通知", "2022-05-02", text=words)
    files = made(tmp_path, date(2026, 1, 1))
    days = {row["title"]: row.get("expires_on") for row in json.loads(files["data/catalogue/2020.json"])}
    assert days == {"表演办法": "2027-06-30", "摊位办法": "2022-06-30"}
    shown = {}
    for url, text in files.items():
        if url.startswith("documents/2020/"):
            soup = BeautifulSoup(text, "html.parser")
            rows = {str(r.dt.get_text()): r.dd.get_text() for r in soup.select(".metadata > div") if r.dt and r.dd}
            shown[rows["有效期至"]] = rows["有效性"]
    assert shown == {"2027-06-30": "现行有效", "2022-06-30": "已失效"}
