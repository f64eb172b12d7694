"""lunr's own ranking, over the posting lists that a query needs (the Python side of postings.js)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lunr.index import Index
from lunr.pipeline import Pipeline
from lunr.query import QueryPresence
from lunr.token_set import TokenSet
from lunr.vector import Vector

from plugins.search.analyse import FIELDS
from plugins.search.reader import FieldPostings
from plugins.search.text import key_of

LIMIT = 200
"""How many candidates go into a lunr index; the best of more are chosen by the same sum."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term with its lists."""

    text: str
    lists: tuple[FieldPostings, ...]

    @property
    def documents(self) -> set[int]:
        """The documents that hold it in any of these fields."""
        return {document for row in self.lists for document in row.documents}


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a lunr query over a loaded term."""

    term: Term
    presence: QueryPresence = QueryPresence.OPTIONAL
    boost: float = 1
    fields: tuple[str, ...] = FIELDS


def sums(clauses: Sequence[Clause], candidates: Iterable[int]) -> dict[int, float]:
    """For each candidate what lunr will score it, but for the last bits of rounding."""
    squares = dict.fromkeys(FIELDS, 0.0)
    scoring = [clause for clause in clauses if clause.presence != QueryPresence.PROHIBITED]
    for clause in scoring:
        for name in clause.fields:
            squares[name] += clause.boost**2 if clause.term.lists else 0
    found = dict.fromkeys(candidates, 0.0)
    for clause in scoring:
        for row in clause.term.lists:
            if row.field not in clause.fields:
                continue
            share = clause.boost / squares[row.field] ** 0.5
            for document, weight in zip(row.documents, row.weights, strict=True):
                if document in found:
                    found[document] += weight * share
    return found


def ranked(clauses: Sequence[Clause], candidates: set[int]) -> list[tuple[int, float]]:
    """(document, score) of the candidates that match, in lunr's order, at most LIMIT."""
    if len(candidates) > LIMIT:
        scores = sums(clauses, candidates)
        candidates = set(sorted(scores, key=lambda document: (-scores[document], document))[:LIMIT])
    lists: dict[str, list[FieldPostings]] = {}
    for clause in clauses:
        known = lists.setdefault(clause.term.text, [])
        known += [row for row in clause.term.lists if all(row.field != own.field for own in known)]
    inverted: dict[str, dict[str, object]] = {}
    elements: dict[str, list[float]] = {}
    for index, text in enumerate(sorted(lists, key=key_of)):
        posting: dict[str, object] = {"_index": index}
        by_field: dict[str, dict[str, dict[str, object]]] = {name: {} for name in FIELDS}
        for row in lists[text]:
            for document, weight in zip(row.documents, row.weights, strict=True):
                if document in candidates:
                    by_field[row.field][str(document)] = {}
                    elements.setdefault(f"{row.field}/{document}", []).extend((index, weight))
        inverted[text] = posting | by_field
    index = Index(
        inverted_index=inverted,
        field_vectors={reference: Vector(vector) for reference, vector in elements.items()},
        token_set=TokenSet.from_list(sorted(lists)),
        fields=list(FIELDS),
        pipeline=Pipeline(),
    )
    query = index.create_query()
    for clause in clauses:
        query.term(
            clause.term.text,
            presence=clause.presence,
            boost=clause.boost,
            fields=list(clause.fields),
            use_pipeline=False,
        )
    return [(int(row["ref"]), row["score"]) for row in index.query(query)]
