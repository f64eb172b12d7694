"""The lunr.Index assembled from shards beside the one that lunr itself builds of all texts, in one page."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from search_site import client, lunr_script

from plugins.search.analyse import BOOSTS, FIELDS, field_texts
from plugins.search.build import build_index
from plugins.search.reader import StoredIndex
from plugins.search.record import SearchRecord
from plugins.search.text import key_of, terms

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
            const negated = clauses.every(({ presence }) => presence === P.PROHIBITED);
            const index = s.assembled(loaded, everything, negated);
            const own = index.query((q) => clauses.forEach(({ term, fields, boost, presence }) =>
                q.term(term.text, { fields, boost, presence, usePipeline: false })));
            rows += whole.length;
            // where nothing is required or prohibited, the few that are chosen beforehand are the best by lunr too
            const best = clauses.every(({ presence }) => presence === P.OPTIONAL) ? s.ranked(clauses, everything) : [];
            const top = best.slice(0, 10).every(({ document, score }, place) =>
                document === Number(whole[place].ref) && score === whole[place].score);
            const same = top && whole.length === own.length && whole.every(({ ref, score }, place) =>
                ref === own[place].ref && score === own[place].score);
            if (!same) wrong.push([query, name, whole.slice(0, 3).map((r) => [r.ref, r.score]), own.slice(0, 3).map((r) => [r.ref, r.score])]);
        }
    }
    return { rows, wrong };
}"""


def compared(
    browser: Any, site_server: Callable[[Path], str], folder: Path, records: Sequence[SearchRecord], count: int
) -> dict[str, Any]:
    """`rows`: how many results were compared, `wrong`: the queries that differ; of `count` queries in six forms."""
    build_index(records, folder / "search", exact=True)
    made = client(lunr_script())
    (folder / "engine.js").write_bytes(made.files[made.engine_script])
    (folder / "index.html").write_text("<!doctype html><title>t</title><script src=engine.js></script>", "utf-8")
    index = StoredIndex(folder / "search")
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
    for _ in range(count):
        row = chance.choice(chance.choice(tokens))
        start = chance.randrange(max(1, len(row)))
        queries.append(list(dict.fromkeys(row[start : start + chance.randint(1, 6)])) or ["没有"])
    page = browser.new_page()
    page.set_default_timeout(300_000)
    page.goto(site_server(folder) + "index.html")
    page.evaluate(MONOLITH, [FIELDS, BOOSTS, documents, vocabulary])
    answer = page.evaluate(COMPARE, ["search/", queries])
    page.close()
    return dict(answer)
