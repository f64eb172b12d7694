"""The same search as in the browser, from Python: same files, same steps, same order (the Python side of engine.js)."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from lunr.query import QueryPresence

from plugins.search.analyse import FIELDS, PLACES, spoken_date
from plugins.search.query import ExpertClause, Segment, cover, probes, understood
from plugins.search.ranking import Clause, Term, ranked, sums
from plugins.search.reader import Card, StoredIndex
from plugins.search.text import CHINESE, compact, fold, joined, key_of, units
from plugins.search.text import terms as terms_of

HEAD_FIELDS = FIELDS[:-1]
PAGE, ENOUGH, MANY, TITLES, LOOKED, LONG = 10, 8, 60, 24, 5, 16
LARGE, COSTLY = 20_000, 3
GAPPED = 8
NEAR, ALIKE, RARE = 0.6, 0.6, 100
CHECKS = ((0, 4, 0), (4, 12, 0), (12, 24, 0), (0, 12, 1), (24, 32, 0))
STANDING = {"superseded": 0.45, "repealed": 0.4, "lapsed": 0.4, "suspended": 0.8, "undetermined": 0.8}
ENDED = ("repealed", "lapsed")


@dataclass(slots=True)
class Hit:
    """A document that answers; `places`: for each phrase the passages where its terms are, likeliest first."""

    document: int
    score: float = 0.0
    tier: int = 0
    places: list[list[tuple[int, float]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Result:
    """A document found, and how it stands."""

    card: Card
    force: str


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The first results; `total` counts all shown kinds, `hidden` the ended ones left out.

    `fallback` says what was done instead where the words as typed are in no document ("" when they are): a key of
    [fallback] in tables/search.toml; `instead` is the title it led to.
    """

    results: tuple[Result, ...]
    total: int
    hidden: int
    fallback: str = ""
    instead: str = ""


def search_index(
    folder: Path, query: str, *, today: str, count: int = PAGE, everything: bool = False, body: bool = False
) -> SearchAnswer:
    """The documents that answer the query, as the search page of `today` (ISO day) orders them.

    `folder` is the `search` folder of a site. `everything` also returns ended documents; `body` also looks in the texts
    when titles answer. FileNotFoundError without an index, DamagedIndex when a file of it is not as written.
    """
    return _Search(StoredIndex(folder), today).answer(query, count, everything, body)


@dataclass(slots=True)
class _Loose:
    hits: list[Hit]
    kind: str = ""
    instead: str = ""


class _Search:
    def __init__(self, index: StoredIndex, today: str) -> None:
        self.index = index
        self.forces = index.forces_on(today)
        self.terms: dict[tuple[str, bool], Term] = {}

    def answer(self, text: str, count: int, everything: bool, body: bool) -> SearchAnswer:
        query = understood(text[:200])
        if query.clauses:
            hits, fallback, instead = self.expert(query.clauses), "expert", ""
        elif not query.segments:
            return SearchAnswer((), 0, 0)
        else:
            hits, fallback, instead = self.plain(query.segments, body)
        kept = [hit for hit in hits if everything or self.forces[hit.document] not in ENDED]
        cards = [(hit.document, self.index.card(hit.document)) for hit in kept[:count]]
        results = tuple(Result(card, self.forces[document]) for document, card in self.in_force_first(cards))
        return SearchAnswer(results, len(kept), len(hits) - len(kept), fallback, instead)

    def standing(self, document: int) -> float:
        return STANDING.get(self.forces[document], 1.0)

    def term(self, text: str, body: bool) -> Term:
        if (text, body) not in self.terms:
            self.terms[text, body] = Term(text, tuple(self.index.postings(text, body)))
        return self.terms[text, body]

    def load(self, texts: Sequence[str], body: bool) -> list[Term]:
        return [self.term(text, body) for text in texts]

    def is_heavy(self, text: str) -> bool:
        return self.index.is_heavy(*key_of(text))

    def is_heavy_in_titles(self, text: str) -> bool:
        return self.index.is_heavy(*key_of(text), body=False)

    def is_costly(self, segments: Sequence[Segment]) -> bool:
        """Whether the words of a large catalogue's titles are so common that their lists are long."""
        texts = _unique([segment for segment in segments if not segment.is_lone_character])
        return self.index.base >= LARGE and sum(map(self.is_heavy_in_titles, texts)) >= COSTLY

    # ---------- the steps

    def plain(self, segments: Sequence[Segment], body: bool) -> tuple[list[Hit], str, str]:
        if not body and self.is_costly(segments) and (own := self.exact(segments)):
            return self.in_order([own]), "", ""
        hits, head = self.in_titles(segments)
        whole = self.exact(segments) if hits or any(segment.has_digit for segment in segments) else []
        groups = [whole, hits]
        if hits or whole:
            if body:
                verified, scattered = self.in_texts(segments, head)
                groups.append([*verified, *scattered])
            return self.in_order(groups), "", ""
        gapped, instead = self.gapped(segments, head)
        verified, scattered = self.in_texts(segments, head)
        if verified:
            return self.in_order([gapped, verified, scattered]), "", ""
        if gapped:
            return self.in_order([gapped, scattered]), "letters", instead
        loose = self.loosely(segments)
        if scattered and (not loose.hits or loose.kind == "near"):
            return self.in_order([scattered, loose.hits]), "scattered", ""
        if loose.hits:
            return self.in_order([loose.hits, scattered]), loose.kind, loose.instead
        some = self.some_of(segments)
        return self.in_order([some]), "some" if some else "", ""

    def in_order(self, groups: Sequence[Sequence[Hit]]) -> list[Hit]:
        seen: set[int] = set()
        ordered: list[Hit] = []
        for group in groups:
            fresh = [hit for hit in group if hit.document not in seen and not seen.add(hit.document)]  # type: ignore[func-returns-value]
            fresh.sort(key=lambda hit: (hit.tier, -hit.score * self.standing(hit.document), hit.document))
            ordered += fresh
        return ordered

    def exact(self, segments: Sequence[Segment]) -> list[Hit]:
        key, check = key_of("".join(segment.text for segment in segments))
        return [Hit(document, 1) for row in self.index.lists("k", key, check) for document in row.documents]

    def in_titles(self, segments: Sequence[Segment]) -> tuple[list[Hit], list[Term]]:
        worded = [segment for segment in segments if not segment.is_lone_character]
        lone = [self.sounding(segment.text)[0] for segment in segments if segment.is_lone_character]
        first = probes(worded, self.is_heavy_in_titles)
        terms = self.load(first, False)
        documents = _all_of([*(term.documents for term in terms), *lone])
        if not documents:
            return [], terms
        rest = [text for text in _unique(worded) if text not in first]
        heavy = [text for text in rest if self.is_heavy_in_titles(text)]
        light = [text for text in rest if text not in heavy]
        for texts, few in ((light, LOOKED), (heavy, LONG)):
            if texts and len(documents) <= few:
                return self.looked(sorted(documents), worded, terms)
            terms += self.load(texts, False)
            documents = _all_of([documents, *(term.documents for term in terms)])
            if not documents:
                return [], self.with_rest(terms, worded)
        if not terms:
            return [Hit(document, 1) for document in sorted(documents)], terms
        clauses = [Clause(term, QueryPresence.REQUIRED, 1, HEAD_FIELDS) for term in terms]
        hits = _with_tail(ranked(clauses, documents), documents)
        whole = [_in_one_field(segment.terms, terms, HEAD_FIELDS) for segment in worded]
        number: set[int] = set()
        if len(worded) > 1:
            number = _in_one_field([text for segment in worded for text in segment.terms], terms, ("number",))
        for hit in hits:
            hit.tier = 2 * sum(hit.document not in holders for holders in whole)
            hit.tier += 1 if number and hit.document not in number else 0
        return hits, terms

    def looked(
        self, documents: Sequence[int], worded: Sequence[Segment], terms: list[Term]
    ) -> tuple[list[Hit], list[Term]]:
        """Few candidates: what is said of them is read on their cards instead of from the lists of all words."""
        every = _unique(worded)
        held = {document: self.held(self.index.card(document)) for document in documents}
        kept = {d for d in documents if all(any(text in own for own in held[d]) for text in every)}
        if not kept:
            return [], self.with_rest(terms, worded)
        numbers = {d for d in kept if len(worded) > 1 and held[d][HEAD_FIELDS.index("number")].issuperset(every)}
        clauses = [Clause(term, QueryPresence.REQUIRED, 1, HEAD_FIELDS) for term in terms]
        hits = _with_tail(ranked(clauses, kept), kept)
        for hit in hits:
            fields = held[hit.document]
            hit.tier = 2 * sum(not any(own.issuperset(one.terms) for own in fields) for one in worded)
            hit.tier += 1 if numbers and hit.document not in numbers else 0
        return hits, terms

    def with_rest(self, terms: list[Term], worded: Sequence[Segment]) -> list[Term]:
        """These terms with all others of titles.

        Without the long lists where no title holds all of the short ones but one.
        """
        known = {term.text for term in terms}
        rest = [text for text in _unique(worded) if text not in known]
        light = terms + self.load([text for text in rest if not self.is_heavy_in_titles(text)], False)
        heavy = [text for text in rest if self.is_heavy_in_titles(text)]
        return light + self.load(heavy, False) if _nearly(light, len(light) - 1) else light

    def held(self, card: Card) -> list[set[str]]:
        """The terms of each of HEAD_FIELDS, of one document."""
        about = "\n".join((card.category, card.document_type, spoken_date(card.date), card.date))
        number = f"{card.number}\n{card.index_number}"
        texts = (joined(card.title), number, "\n".join(card.issuers), card.alias, about)
        return [set(terms_of(text)) for text in texts]

    def gapped(self, segments: Sequence[Segment], terms: list[Term]) -> tuple[list[Hit], str]:
        """Titles that hold what was typed with a word left out: all pairs but one, all its characters in order."""
        wanted = len(_unique([segment for segment in segments if not segment.is_lone_character]))
        if wanted < 4 or len(terms) < wanted:
            return [], ""
        near = _nearly(terms, wanted - 1)
        scores = sums([Clause(term, fields=HEAD_FIELDS) for term in terms], near) if near else {}
        hits, instead = [], ""
        for document in sorted(near, key=lambda one: (-scores[one], one))[:GAPPED]:
            title = self.index.card(document).title
            own = [unit.text for unit in units(joined(title))]
            if all(_in_sequence(segment, own) for segment in segments):
                hits.append(Hit(document, scores[document]))
                instead = instead or title
        return hits, instead

    def in_texts(self, segments: Sequence[Segment], head: list[Term]) -> tuple[list[Hit], list[Hit]]:
        worded = [segment for segment in segments if not segment.is_lone_character]
        if not worded:
            return [], []
        first = list(dict.fromkeys(text for segment in worded for text in cover(segment, self.is_heavy)))
        terms = self.load(first, True)
        documents = _all_of([term.documents for term in terms])
        rest = [text for text in _unique(worded) if text not in first]
        for bound, heavy in ((ENOUGH, False), (MANY, True)):
            if len(documents) > bound:
                terms += self.load([text for text in rest if self.is_heavy(text) == heavy], True)
                documents = _all_of([documents, *(term.documents for term in terms)])
        if not documents:
            return [], []
        hits = _with_tail(ranked([Clause(term) for term in [*terms, *head]], documents), documents)
        phrases = [segment for segment in worded if len(segment.pairs) > 1]
        if not phrases:
            return hits, []
        for hit in hits:
            hit.places = [_places(segment, terms, hit.document) for segment in phrases]
        hits.sort(key=lambda hit: (-sum(p[0][1] for p in hit.places), -hit.score * self.standing(hit.document)))
        verified: set[int] = set()
        for start, end, attempt in CHECKS:
            verified |= {hit.document for hit in hits[start:end] if self.holds(hit, phrases, attempt)}
            if verified:
                break
        return [h for h in hits if h.document in verified], [h for h in hits if h.document not in verified]

    def holds(self, hit: Hit, phrases: Sequence[Segment], attempt: int) -> bool:
        card = self.index.card(hit.document)
        head = fold("\n".join((joined(card.title), card.number, *card.issuers)))
        for segment, places in zip(phrases, hit.places, strict=True):
            if segment.text in head:
                continue
            if attempt >= len(places) or not any(
                segment.text in fold(text) for text in self.passages(hit.document, card, places[attempt][0])
            ):
                return False
        return True

    def passages(self, document: int, card: Card, place: int) -> list[str]:
        first = last = place
        if card.passages > PLACES:
            first = math.ceil(place * card.passages / PLACES)
            last = math.ceil((place + 1) * card.passages / PLACES) - 1
        numbers = range(first, min(last, card.passages - 1) + 1)
        return [self.index.passage(document, card, number) for number in numbers[:3]]

    def sounding(self, char: str) -> tuple[set[int], set[int]]:
        """The titles and agencies that hold this character, and those that hold one of its sound."""
        syllable = self.index.sounds.get(char)
        if not syllable:
            return set(), set()
        lists = self.index.lists("y", key_of(syllable)[0])
        own = {document for row in lists if row.check == ord(char) for document in row.documents}
        return own, {document for row in lists for document in row.documents}

    def loosely(self, segments: Sequence[Segment]) -> _Loose:
        right: dict[str, set[int]] = {}
        for segment in segments:
            if segment.pairs and len(segments) > 1:
                documents = _all_of([self.term(text, False).documents for text in segment.terms])
                if documents:
                    right[segment.text] = documents
        narrow = _all_of(list(right.values())) if 0 < len(right) < len(segments) else set()
        if narrow:
            found = self.loosely_in([s for s in segments if s.text not in right], narrow)
            if found.hits:
                return found
        return self.loosely_in(segments, None)

    def loosely_in(self, segments: Sequence[Segment], within: set[int] | None) -> _Loose:
        chars = list(dict.fromkeys(unit.text for segment in segments for unit in segment.units))
        pairs = self.load(list(dict.fromkeys(text for s in segments for text in s.pairs)), False)
        size = self.index.total
        held, counts, total = np.zeros(size), np.zeros(size, dtype=np.int64), 0.0
        for char in chars:
            own, every = self.sounding(char)
            if char not in self.index.sounds:
                own = every = self.term(char, False).documents if len(char) > 1 or char.isalnum() else set()
            weight = math.log(1 + size / max(1 + len(every), size / RARE))
            total += weight
            held[sorted(every)] += weight * 0.85
            counts[sorted(every)] += 1
            held[sorted(own)] += weight * 0.15
        allowed = np.ones(size, dtype=np.bool_)
        if within is not None:
            allowed[:] = False
            allowed[sorted(within)] = True
        most = int(counts[allowed].max(initial=0))
        least = max(1, min(most, len(chars)) - (1 if most >= 4 else 0))
        candidates = np.flatnonzero(allowed & (counts >= least) & (held >= NEAR * total)).tolist()
        if not candidates:
            return _Loose([])
        clauses = [Clause(term, fields=HEAD_FIELDS) for term in pairs if term.lists]
        scores = sums(clauses, candidates)
        best = max(1.0, *scores.values())
        first = {document: held[document] / total + 0.5 * scores[document] / best for document in candidates}
        chosen = sorted(candidates, key=lambda document: (-first[document], document))[:TITLES]
        cards = {document: self.index.card(document) for document in chosen}
        likeness = {d: self.likeness(segments, [joined(c.title), *c.issuers]) for d, c in cards.items()}
        order = sorted(chosen, key=lambda document: (-likeness[document], document))
        bound = max(NEAR, likeness[order[0]] * 0.75)
        kept = [Hit(document, likeness[document]) for document in order if likeness[document] >= bound]
        if not kept:
            return _Loose([])
        title = cards[kept[0].document].title
        letters = set(fold(title))
        if all(unit.text in letters for segment in segments for unit in segment.units):
            return _Loose(kept, "letters", title)
        kind = "sound" if counts[kept[0].document] >= len(chars) else "near"
        return _Loose(kept, kind, title)

    def likeness(self, segments: Sequence[Segment], names: Sequence[str]) -> float:
        """How well names hold what was typed: in order or in touching pairs, by sound; shorter ones a little better."""

        def sound(char: str) -> str:
            return self.index.sounds.get(char, char)

        def same(a: str, b: str) -> float:
            return 1.0 if a == b else ALIKE if sound(a) == sound(b) else 0.0

        own = [[unit.text for unit in units(name)] for name in names]
        every = [char for row in own for char in row]
        typed = [unit.text for segment in segments for unit in segment.units]
        row = [0.0] * (len(every) + 1)
        for char in typed:
            following = [0.0]
            for place, other in enumerate(every):
                following.append(max(following[place], row[place + 1], row[place] + same(char, other)))
            row = following
        touching, pairs = 0.0, 0
        for segment in segments:
            for left, right in zip(segment.units, segment.units[1:], strict=False):
                pairs += 1
                touching += max(
                    (min(same(left.text, a), same(right.text, b)) for a, b in itertools.pairwise(every)),
                    default=0.0,
                )
        has = sum(max((same(char, other) for other in every), default=0.0) for char in typed) / len(typed)
        close = touching / pairs if pairs else 1.0
        in_order = row[-1] / len(typed)
        return 0.5 * has + 0.25 * max(in_order, close) + 0.2 * close + 0.05 * min(1.0, len(typed) / (len(own[0]) or 1))

    def some_of(self, segments: Sequence[Segment]) -> list[Hit]:
        texts = list(_unique([segment for segment in segments if not segment.is_lone_character]))
        light = [text for text in texts if not self.is_heavy(text)]
        terms = [*self.load(texts, False), *self.load(light or texts, True)]
        documents = {document for term in terms for document in term.documents}
        return [Hit(*row) for row in ranked([Clause(term) for term in terms], documents)] if documents else []

    def expert(self, clauses: Sequence[ExpertClause]) -> list[Hit]:
        required: list[set[int]] = []
        prohibited: set[int] = set()
        optional: set[int] = set()
        wanted: list[Clause] = []
        for clause in clauses:
            texts: Sequence[str] = clause.segment.terms
            unit = clause.segment.units[-1]
            alone = len(clause.segment.units) == 1 and unit.kind != CHINESE
            if clause.prefix:
                texts = [word for word in self.index.words if word.startswith(unit.text)][:20]
            elif clause.distance and alone:
                texts = [word for word in self.index.words if _edits(word, unit.text) <= clause.distance][:20]
            is_word = clause.prefix or (clause.distance > 0 and alone)
            terms = [self.scoped(text, clause.fields) for text in texts]
            least = 1 if is_word else max(1, len(texts) - 2 * clause.distance)
            documents = _at_least(least, [term.documents for term in terms])
            if clause.presence == QueryPresence.PROHIBITED:
                prohibited |= documents
                continue
            if clause.presence == QueryPresence.REQUIRED:
                required.append(documents)
            else:
                optional |= documents
            wanted += [Clause(term, boost=clause.boost, fields=clause.fields) for term in terms]
        candidates = _all_of(required) if required else optional
        if not wanted:
            candidates = set(self.index.documents)
        candidates -= prohibited
        hits = _with_tail(ranked(wanted, candidates) if wanted and candidates else [], candidates)
        return self.in_order([hits])

    def scoped(self, text: str, fields: Sequence[str]) -> Term:
        rows = self.term(text, False).lists + (self.term(text, True).lists if "body" in fields else ())
        return Term(text, tuple(row for row in rows if row.field in fields))

    def in_force_first(self, cards: list[tuple[int, Card]]) -> list[tuple[int, Card]]:
        ordered = list(cards)
        by_title: dict[str, list[int]] = {}
        for place, (_, card) in enumerate(cards):
            by_title.setdefault(compact(card.title), []).append(place)
        for places in by_title.values():
            own = sorted((cards[place] for place in places), key=lambda one: -self.standing(one[0]))
            for place, one in zip(places, own, strict=True):
                ordered[place] = one
        return ordered


def _all_of(sets: Sequence[set[int]]) -> set[int]:
    return set.intersection(*sets) if sets else set()


def _unique(segments: Sequence[Segment]) -> dict[str, None]:
    return dict.fromkeys(text for segment in segments for text in segment.terms)


def _at_least(least: int, sets: Sequence[set[int]]) -> set[int]:
    counts = Counter(document for one in sets for document in one)
    return {document for document, count in counts.items() if count >= least}


def _nearly(terms: Sequence[Term], least: int) -> list[int]:
    """The documents that hold at least so many of the terms."""
    counts = Counter(document for term in terms for document in term.documents)
    return sorted(document for document, count in counts.items() if count >= least)


def _edits(one: str, two: str) -> int:
    """How many letters two words differ in; two that have changed places count once."""
    before: list[int] = []
    last = list(range(len(two) + 1))
    for row, letter in enumerate(one, start=1):
        following = [row]
        for place, other in enumerate(two, start=1):
            best = min(following[-1] + 1, last[place] + 1, last[place - 1] + (letter != other))
            if row > 1 and place > 1 and letter == two[place - 2] and one[row - 2] == other:
                best = min(best, before[place - 2] + 1)
            following.append(best)
        before, last = last, following
    return last[-1]


def _in_sequence(segment: Segment, row: Sequence[str]) -> bool:
    left = iter(row)
    return all(unit.text in left for unit in segment.units)


def _with_tail(rows: Sequence[tuple[int, float]], documents: set[int]) -> list[Hit]:
    seen = {document for document, _ in rows}
    return [Hit(*row) for row in rows] + [Hit(document) for document in sorted(documents - seen)]


def _in_one_field(texts: Sequence[str], terms: Sequence[Term], fields: Sequence[str]) -> set[int]:
    by_text = {term.text: term for term in terms}
    found: set[int] = set()
    for name in fields:
        sets = [
            {d for row in by_text[text].lists if row.field == name for d in row.documents}
            for text in dict.fromkeys(texts)
        ]
        found |= _all_of(sets)
    return found


def _places(segment: Segment, terms: Sequence[Term], document: int) -> list[tuple[int, float]]:
    counts: dict[int, int] = {}
    for term in terms:
        if term.text in segment.pairs:
            for row in term.lists:
                if document in row.at:
                    place = row.places[row.at[document]]
                    counts[place] = counts.get(place, 0) + 1
    total = sum(counts.values())
    found = [(place, number / total) for place, number in counts.items()]
    return sorted(found, key=lambda one: (-one[1], -one[0])) or [(0, 0.0)]
