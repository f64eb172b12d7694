"""Sites that only search: ours, and one that Pagefind searches, of the same documents."""

from __future__ import annotations

import html
import itertools
import json
import math
import random
import re
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.catalogue.tables import load
from plugins.commands.corpus_generator import documents
from plugins.disclosure.views import Phrase, SiteView
from plugins.search.client import LUNR, search_client
from plugins.search.record import SearchRecord

Law = dict[str, Any]
_KINDS = ("办法", "条例", "规定", "决定", "解释", "批复", "通知", "细则", "规则", "法", "案")


def laws(shared: Path) -> list[Law]:
    """The laws beside the repository as its own `prep_docs.py` lists them: path, title, body, docno, issuer, date, …"""
    with tempfile.TemporaryDirectory(prefix="laws-") as name:
        listed = Path(name) / "laws.jsonl"
        program = [sys.executable, str(shared / "search" / "prep_docs.py")]
        arguments = ["--laws", str(shared / "corpus" / "laws"), "--out", str(listed)]
        subprocess.run([*program, *arguments], check=True, stdout=subprocess.DEVNULL)
        return [json.loads(line) for line in listed.read_text("utf-8").splitlines()]


def law_address(law: Law) -> str:
    """Where a law's page lies in a trial site."""
    return f"laws/{law['id']:05}.html"


def law_record(law: Law) -> SearchRecord:
    """A law as the search index is told of it; older versions of an instrument count as superseded."""
    old = law["status"] == "superseded"
    force = "superseded" if old else "in_force"
    return SearchRecord(
        index_number=f"L{law['id']:05}",
        url=law_address(law),
        title=law["title"],
        number=law["docno"],
        issuers=(law["issuer"],),
        date=law["date"] or "1900-01-01",
        category=law["category"],
        document_type=next((kind for kind in _KINDS if law["title"].endswith(kind)), load("search")["facet"]["type"]),
        force=force,
        force_label=load("force")["labels"][force],
        text=law["preamble"] + "\n" + law["body"],
    )


def made_records(count: int) -> Iterator[SearchRecord]:
    """As many invented documents as asked for, one at a time; the same every time."""
    label = load("force")["labels"]["in_force"]
    for made in documents(count):
        yield SearchRecord(
            index_number=made.index_number,
            url=f"documents/{made.slug}.html",
            title=made.title,
            number=made.number,
            issuers=(made.department,),
            date=made.day.isoformat(),
            category=made.category,
            document_type=made.kind,
            force="in_force",
            force_label=label,
            summary=made.summary,
            text=made.body,
        )


_PLACE = re.compile("^(.{2,9}?(?:省|自治区|自治州|自治县|市|县))(?=.{5})")
_NOTE = re.compile("（([^（）]+)）$")
_SENTENCE = re.compile("[^。；\n]+[。；\n]?")
_PHRASE = re.compile("[\u4e00-\u9fff]{5,}")


def mixed_records(found: Sequence[Law], count: int) -> Iterator[SearchRecord]:
    """As many documents as asked for, put together from the laws: the words of real texts, as often as they are there.

    Every title is new: the place of one law before the matter of another; half of a text is a stretch of the law that
    the matter is from, the other half single sentences of all. The same every time, one at a time.
    """
    chance = random.Random(13)  # noqa: S311 (repeatable, not secret)
    named = [(law, _PLACE.match(law["title"])) for law in found]
    places = sorted({match[1] for _, match in named if match})
    matters = [(law, law["title"][match.end() :] if match else law["title"]) for law, match in named]
    sentences = [_SENTENCE.findall(law["body"]) for law in found]
    labels = load("force")["labels"]
    seen: set[str] = set()
    while len(seen) < count:
        own = chance.randrange(len(matters))
        law, matter = matters[own]
        place, year = chance.choice(places), chance.randrange(2000, 2026)
        title = place + matter
        if title in seen:
            continue
        seen.add(title)
        serial = len(seen)
        row, left = sentences[own], min(30_000, max(300, math.exp(chance.gauss(math.log(1200), 0.75))))
        start = chance.randrange(max(1, len(row)))
        text = []
        while left > 0:
            pool = row if len(text) < len(row) and len(text) % 16 < 8 else chance.choice(sentences)
            text.append(pool[(start + len(text)) % len(pool)] if pool is row else chance.choice(pool or row))
            left -= len(text[-1])
        force = "superseded" if law["status"] == "superseded" else "repealed" if chance.random() < 0.05 else "in_force"
        yield SearchRecord(
            index_number=f"M{serial:06}",
            url=f"documents/m{serial:06}.html",
            title=title,
            number=f"{place[:2]}规〔{year}〕{chance.randrange(1, 400)}号",
            issuers=(place + "人民政府",),
            date=f"{year}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
            category=law["category"],
            document_type=next((kind for kind in _KINDS if title.endswith(kind)), load("search")["facet"]["type"]),
            force=force,
            force_label=labels[force],
            text="".join(text),
        )


def known_queries(records: Iterable[SearchRecord], *, texts: bool) -> list[dict[str, Any]]:
    """For each record one query as people type who know that it is there: `q`, `type` and the `url` meant.

    Turn by turn: a piece of the title, the number, agency and matter, part of the title with its end, and, if `texts`
    hold anything that is not in every other one, a phrase of the text or two words of it.
    """
    chance = random.Random(17)  # noqa: S311 (repeatable, not secret)
    kinds = ["phrase", "title", "words", "phrase", "issuer", "phrase", "ending", "words", "number", "phrase"]
    if not texts:
        kinds = ["title", "number", "issuer", "ending"]
    rows = []
    for place, record in enumerate(records):
        kind = kinds[place % len(kinds)]
        title = record.title
        place_of = _PLACE.match(title)
        matter = title.partition("关于")[2] or (title[place_of.end() :] if place_of else title)
        phrases = _PHRASE.findall(record.text) or [title]
        if kind == "title":
            size = chance.randint(6, min(12, max(6, len(title))))
            start = chance.randrange(max(1, len(title) - size + 1))
            query = title[start : start + size]
        elif kind == "number":
            query = record.number
        elif kind == "issuer":
            query = f"{record.issuers[0][:5]} {matter[:6]}"
        elif kind == "ending":
            note = _NOTE.search(title)
            query = f"{matter[2:8]} {note[1] if note else title[-6:]}"
        elif kind == "phrase":
            query = chance.choice(phrases)[: chance.randint(5, 12)]
        else:
            ends = [(one, chance.randrange(len(one) - 3)) for one in chance.choices(phrases, k=2)]
            query = " ".join(one[start : start + chance.randint(2, 4)] for one, start in ends)
        rows.append({"qid": f"{kind[0]}{place:03}", "type": kind, "q": query, "url": record.url})
    return rows


@dataclass(frozen=True)
class _Page:
    url: str = "search.html"
    page_title: str = "search"
    breadcrumb: tuple[Phrase, ...] = ()


def write_page(root: Path, folder: Path) -> None:
    """The search page of this theme with its scripts, pictures and styles, without an index."""
    client = search_client(root / "theme" / "static" / "js" / "search", root / LUNR)
    templates = Environment(
        loader=FileSystemLoader(root / "theme" / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    agency = str(runpy.run_path(str(root / "pelicanconf.py"))["COLUMN"]["agency"])
    texts = ("base_url", "domain", "site_id_code", "icp_number", "police_number", "address", "telephone")
    texts += ("correction_url", "accessibility_url", "releases_url", "emblem", "as_of")
    site = SiteView(name=agency, agency=agency, sections=(), **dict.fromkeys(texts, ""))
    page = templates.get_template("search.html").render(
        page=_Page(), site=site, root="", words=load("theme"), search=client
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "search.html").write_text(page, "utf-8")
    files = dict(client.files)
    for path in sorted((root / "theme" / "static").rglob("*")):
        if path.is_file():
            files[f"theme/{path.relative_to(root / 'theme' / 'static').as_posix()}"] = path.read_bytes()
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def selective(
    queries: Sequence[dict[str, Any]], records: Iterable[SearchRecord], most: int = 8
) -> list[dict[str, Any]]:
    """The queries whose words stand in at most so many of the records: who types one means something that is there.

    The rule by which the queries beside the repository were chosen.
    """
    parts = [query["q"].split() for query in queries]
    counts = [0] * len(parts)
    beginning: dict[str, list[int]] = {}
    for place, row in enumerate(parts):
        beginning.setdefault(row[0][:2], []).append(place)
    for record in records:
        whole = "\n".join((record.title, record.number, *record.issuers, record.text))
        for start in beginning.keys() & {one + other for one, other in itertools.pairwise(whole)}:
            for place in beginning[start]:
                counts[place] += all(part in whole for part in parts[place])
    return [query for query, count in zip(queries, counts, strict=True) if 0 < count <= most]


_PEER_PAGE = r"""<!doctype html><html lang="zh"><meta charset="utf-8"><title>search</title>
<input type="search"><div data-search data-search-state="loading"><ol data-search-results></ol></div>
<script type="module">
const [input, list, place] = ["input", "ol", "div"].map((name) => document.querySelector(name));
const pagefind = await import("./pagefind/pagefind.js");
await pagefind.options({ excerptLength: 30 });
let asked = 0;
input.addEventListener("input", async () => {
  const id = ++asked;
  place.dataset.searchState = "loading";
  const found = await pagefind.search(input.value);
  const shown = await Promise.all(found.results.slice(0, 10).map((one) => one.data()));
  if (id !== asked) return;
  list.replaceChildren(...shown.map((one) => {
    const item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("p");
    link.href = (one.raw_url || one.url).replace(/^\//, "");
    link.dataset.indexNumber = "";
    link.textContent = one.meta.title;
    text.textContent = one.plain_excerpt;
    item.append(link, text);
    return item;
  }));
  place.dataset.searchState = shown.length ? "done" : "empty";
});
place.dataset.searchState = "idle";
</script>"""


def write_peer(folder: Path, documents: Iterable[Law], pagefind: str) -> None:
    """The same laws as pages, Pagefind's index of them and the smallest page that uses it.

    `pagefind` is its program; CalledProcessError when that fails.
    """
    for law in documents:
        page = folder / law_address(law)
        page.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"<p>{html.escape(line)}" for line in (law["preamble"] + "\n" + law["body"]).split("\n"))
        facts = " ".join((law["docno"], law["issuer"], law["category"], law["date"]))
        title = html.escape(law["title"])
        page.write_text(
            f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{title}</title><body data-pagefind-body>'
            f"<h1>{title}</h1><p>{html.escape(facts)}</p>{lines}",
            "utf-8",
        )
    (folder / "search.html").write_text(_PEER_PAGE, "utf-8")
    command = [pagefind, "--site", str(folder), "--glob", "laws/*.html"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def scorer(shared: Path) -> Callable[[list[dict[str, Any]], list[dict[str, Any]]], dict[str, dict[str, Any]]]:
    """The scoring function that lies beside the queries."""
    return runpy.run_path(str(shared / "search" / "score.py"))["score"]  # type: ignore[no-any-return]


def known_items(shared: Path) -> list[dict[str, Any]]:
    """The known-item queries beside the repository."""
    lines = (shared / "search" / "queries_dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]
