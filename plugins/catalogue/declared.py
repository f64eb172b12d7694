"""Relations that editors wrote down, on either of the two documents, and rows of review tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.document import Relation, ReleasedDocument
from plugins.catalogue.events import Event, OutsideTarget, Reference, Source
from plugins.catalogue.findings import finding
from plugins.catalogue.related import FORCE_KINDS, Related, event_of, named, shown, starts, whole_day
from plugins.catalogue.resolve import Citing, Outcome, Resolution, resolve
from plugins.catalogue.review import KEPT, ReviewRow
from plugins.catalogue.title import cited


def declared(document: ReleasedDocument, relation: Relation, catalogue: Catalogue, related: Related) -> None:
    """A relation that an editor wrote down, on either of the two documents."""
    nameless = not (relation.target.title or relation.target.number or relation.index_number)
    acting = relation.kind.is_active
    if nameless:
        if not acting and relation.kind.reverse in FORCE_KINDS:
            day = relation.effective
            related.events.append(event_of(document, relation, day, Source.WITHHELD, by=None, by_text=""))
        return
    outcome = _find(document, relation, catalogue)
    text = named(relation.target)
    where = (document.source_path, relation.line, 1)
    if outcome.outcome is Outcome.ITSELF:
        related.findings.append(finding(*where, "C05", text))
        return
    if outcome.outcome is Outcome.NEWER:
        other = outcome.documents[0]
        value = f"《{document.title}》（{document.date_of_issue}）与《{other.title}》（{other.date_of_issue}）"
        related.findings.append(finding(*where, "R05", value))
        return
    if outcome.outcome in (Outcome.AMBIGUOUS, Outcome.UNSURE):
        candidates = "；".join(map(shown, outcome.documents))
        related.findings.append(finding(*where, "C06", text, candidates=candidates))
        return
    others: tuple[ReleasedDocument | None, ...] = outcome.documents or (None,)
    if outcome.outcome is Outcome.OUTSIDE:
        related.findings.append(finding(*where, "C07", text))
    kind = relation.kind if acting else relation.kind.reverse
    for end in others:
        actor, target = (document, end) if acting else (end, document)
        if kind not in FORCE_KINDS:
            related.references.append(
                Reference(
                    kind.value,
                    actor.index_number if actor else None,
                    target.index_number if target else None,
                    "" if end else text,
                )
            )
        elif target is None:
            assert actor is not None
            day = relation.effective or starts(document)
            related.outside.append(
                OutsideTarget(
                    document.index_number,
                    FORCE_KINDS[kind],
                    relation.target.title or "",
                    relation.target.number or "",
                    day,
                    "",
                )
            )
        else:
            day = relation.effective or (starts(actor) if actor else whole_day(relation.target.date))
            by_text = "" if actor else text
            by = actor.index_number if actor else None
            unclear = relation.effective is None and by in related.untold
            related.events.append(
                event_of(target, relation, day, Source.DECLARED, by=by, by_text=by_text, disputed=unclear)
            )


def _find(document: ReleasedDocument, relation: Relation, catalogue: Catalogue) -> Resolution:
    """The other end of a declared relation. Only a document that acts must be the newer one."""
    if relation.kind in FORCE_KINDS:
        citing = Citing(document.index_number, relation.effective or starts(document) or date.max)
        return resolve(relation.target, citing, catalogue, relation.index_number)
    if relation.kind.reverse in FORCE_KINDS:
        found = resolve(relation.target, Citing(document.index_number, date.max), catalogue, relation.index_number)
        actor = found.documents[0] if found.outcome is Outcome.FOUND else None
        if actor and actor.date_of_issue and document.date_of_issue and actor.date_of_issue < document.date_of_issue:
            return Resolution(Outcome.NEWER, (actor,))
        return found
    found = resolve(relation.target, Citing(document.index_number, date.max), catalogue, relation.index_number)
    if found.outcome is Outcome.UNSURE and len(found.documents) == 1:
        return Resolution(Outcome.FOUND, found.documents)
    return found


def reviewed(rows: Iterable[ReviewRow], catalogue: Catalogue, related: Related) -> None:
    """The rows of review tables: each an editor's act, dated by the table.

    One that ends a document which another row keeps is open (R06): see `_opposed`.
    """
    by_document: dict[str, list[ReviewRow]] = {}
    for row in rows:
        for target in _reviewed(row, catalogue, related):
            by_document.setdefault(target.index_number, []).append(row)
    for number, said in by_document.items():
        for row in said:
            if row.effect is None:
                continue
            against = next((kept for kept in said if _opposed(kept, row)), None)
            if against:
                title = cited(catalogue[number].title)
                value = f"{title}：{against.path} {against.row}：{against.outcome}；{row.path} {row.row}：{row.outcome}"
                related.findings.append(finding(row.path, row.row, 1, "R06", value))
            related.events.append(
                Event(
                    number,
                    row.effect,
                    row.on,
                    Source.REVIEW,
                    by_text=row.basis,
                    evidence=f"{row.outcome}：{named(row.target)}",
                    rule="review",
                    disputed=against is not None,
                )
            )


def _opposed(kept: ReviewRow, ended: ReviewRow) -> bool:
    """True where one row keeps what the other ends and no later day of the end makes it a change of mind."""
    if kept.outcome not in KEPT:
        return False
    if kept.on and ended.on:
        return kept.on >= ended.on
    return kept.path == ended.path


def _reviewed(row: ReviewRow, catalogue: Catalogue, related: Related) -> tuple[ReleasedDocument, ...]:
    """The documents that a row means; a finding where it is not clear which."""
    found = resolve(row.target, Citing("", row.on or date.max), catalogue)
    if found.outcome is Outcome.OUTSIDE:
        related.findings.append(finding(row.path, row.row, 1, "C07", named(row.target)))
    elif found.outcome is not Outcome.FOUND:
        candidates = "；".join(map(shown, found.documents))
        related.findings.append(finding(row.path, row.row, 1, "C06", named(row.target), candidates=candidates))
    else:
        return found.documents
    return ()
