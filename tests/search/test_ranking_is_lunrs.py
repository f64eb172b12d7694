"""The lunr.Index assembled from shards answers as the one that lunr itself builds: same refs, order, scores."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from search_documents import catalogue
from search_site import ROOT, client, lunr_script

from plugins.search.analyse import BOOSTS, FIELDS, field_texts
from plugins.search.build import build_index
from plugins.search.reader import StoredIndex
from plugins.search.text import key_of, terms

QUERIES = 500

MONOLITH = """([fields, boosts, documents, ordered]) => {
    const builder = new lunr.Builder();
    builder.pipeline.reset();
    builder.tokenizer = (text) => text.split(" ").filter(Boolean).map((term) => new lunr.Token(term, {}));
    builder.ref("id");
    fields.forEach((field, place) => builder.field(field, { boost: boosts[place] }));
    // only the numbering of terms is given, so that sums are formed in the same order and the last bit can be compared
    ordered.forEach((term, index) => {
        const posting = Object.create(null);
        posting._index = index;
        fields.forEach((field) => (posting[field] = Object.create(null)));
        builder.invertedIndex[term] = posting;
    });
    builder.termIndex = ordered.length;
    documents.forEach((document) => builder.add(document));
    window.monolith = builder.build();
}"""

COMPARE = """async ([base, queries]) => {
    const s = GongkaiSearch, P = lunr.Query.presence, all = s.FIELDS;
    const engine = new s.Engine(base);
    await engine.ready("2026-01-01");
    const everything = Uint32Array.from({ length: engine.manifest.documents }, (unused, place) => place);
    const forms = {
        optional: () => ({}),
        required: () => ({ presence: P.REQUIRED }),
        prohibited: (place) => ({ presence: place ? P.OPTIONAL : P.PROHIBITED }),
        scoped: (place) => ({ fields: place % 2 ? ["title"] : ["title", "body"] }),
        boosted: (place) => ({ boost: place + 2 }),
        mixed: (place) => [
            { presence: P.REQUIRED }, { boost: 3 },
            { presence: P.PROHIBITED, fields: ["number"] }, { fields: ["issuer"] },
        ][place % 4],
    };
    let rows = 0;
    const wrong = [];
    for (const query of queries) {
        const loaded = [];
        for (const text of query) {
            const [head, body] = await Promise.all([engine.tiers.term(text, false), engine.tiers.term(text, true)]);
            loaded.push({ ...head, lists: [...head.lists, ...body.lists] });
        }
        for (const [name, form] of Object.entries(forms)) {
            const plain = { fields: all, boost: 1, presence: P.OPTIONAL };
            const clauses = loaded.map((term, place) => ({ term, ...plain, ...form(place) }));
            const whole = monolith.query((q) => clauses.forEach(({ term, fields, boost, presence }) =>
                q.term(term.text, { fields, boost, presence, usePipeline: false })));
            const own = s.ranked(clauses, everything);
            rows += whole.length;
            const same = whole.length === own.length && whole.every(({ ref, score }, place) =>
                Number(ref) === own[place].document && score === own[place].score);
            if (!same) wrong.push([query, name, whole.slice(0, 3).map((r) => [r.ref, r.score]), own.slice(0, 3)]);
        }
    }
    return { rows, wrong };
}"""


@pytest.mark.browser
def test_same_as_the_monolith(browser: Any, site_server: Any, tmp_path: Path) -> None:
    records = catalogue(180)
    build_index(records, tmp_path / "search", exact=True)
    made = client(lunr_script())
    engine = made.files[made.engine_script]
    (tmp_path / "engine.js").write_bytes(engine)
    (tmp_path / "index.html").write_text("<!doctype html><title>t</title><script src=engine.js></script>", "utf-8")
    index = StoredIndex(tmp_path / "search")
    place = {index.card(document).index_number: document for document in index.documents}
    by_document = sorted(records, key=lambda record: place[record.index_number])
    tokens = [[terms(text) for text in field_texts(record)] for record in by_document]
    vocabulary = sorted({term for document in tokens for field in document for term in field}, key=key_of)
    documents = [
        {"id": str(number)} | {field: " ".join(row) for field, row in zip(FIELDS, document, strict=True)}
        for number, document in enumerate(tokens)
    ]
    chance = random.Random(5)
    queries = []
    for _ in range(QUERIES):
        row = chance.choice(chance.choice(tokens))
        start = chance.randrange(max(1, len(row)))
        queries.append(list(dict.fromkeys(row[start : start + chance.randint(1, 6)])) or ["没有"])
    page = browser.new_page()
    page.goto(site_server(tmp_path) + "index.html")
    page.evaluate(MONOLITH, [FIELDS, BOOSTS, documents, vocabulary])
    answer = page.evaluate(COMPARE, ["search/", queries])
    page.close()
    assert answer["wrong"] == []
    assert answer["rows"] > 10 * QUERIES
    assert ROOT.is_dir()
