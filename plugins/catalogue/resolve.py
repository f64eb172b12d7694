"""Which document of the catalogue a reference means. One is accepted; several or an unsure one are told, never guessed.

Order: index number; number (and issuer); exact title with date or issuer; exact title, unique and older than the
clause; the newest edition older than the clause; the inner title of a forwarding notice. Never a part of a title,
never a similar one, never the citing document itself, never a document newer than the clause.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.document_number import parse_number
from plugins.catalogue.effects import Target
from plugins.catalogue.title import inner_title, title_key


class Outcome(StrEnum):
    """How a reference came out."""

    FOUND = "found"
    OUTSIDE = "outside"
    """Not in this catalogue: normal, shown as text."""
    AMBIGUOUS = "ambiguous"
    """Several documents fit."""
    UNSURE = "unsure"
    """One fits but for its number, date or age."""
    ITSELF = "itself"
    NEWER = "newer"
    """The document named is newer than the one that names it."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a reference means. `documents` are found (all of them meant) or, unless FOUND, candidates to show."""

    outcome: Outcome
    documents: tuple[ReleasedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Citing:
    """The document in which a reference stands: itself is never meant, and nothing newer than `before` is.

    `before` is the day from which the reference speaks (the effect's day, or the document's own), None if unknown.
    """

    index_number: str
    before: date | None


def resolve(target: Target, citing: Citing, catalogue: Catalogue, index_number: str | None = None) -> Resolution:
    """What `target` means in the catalogue, as said by `citing`."""
    if index_number and (document := catalogue.get(index_number)):
        return _accept((document,), citing, dated=True)
    if target.number:
        found = _by_number(target, catalogue)
        if found:
            return _choose_numbered(found, target, citing)
    if not target.title:
        return Resolution(Outcome.OUTSIDE)
    found = catalogue.with_title(target.title)
    if found:
        return _choose_titled(found, target, citing)
    if not target.number and (document := catalogue.get(target.title)):
        return _accept((document,), citing, dated=True)
    carrier = catalogue.carrying(target.title)
    if carrier:
        return _choose_titled(carrier, target, citing)
    carried = inner_title(target.title)
    if carried and (found := catalogue.with_title(carried)):
        return _choose_titled(found, target, citing)
    return Resolution(Outcome.OUTSIDE)


def _by_number(target: Target, catalogue: Catalogue) -> tuple[ReleasedDocument, ...]:
    assert target.number
    found = catalogue.with_number(target.number)
    if not found and target.issuer:
        number = parse_number(target.number)
        if number and number.year is None:
            found = catalogue.with_number(f"{target.issuer}{target.number}")
    return found


def _choose_numbered(found: tuple[ReleasedDocument, ...], target: Target, citing: Citing) -> Resolution:
    others = _without(found, citing)
    if not others:
        return Resolution(Outcome.ITSELF, found)
    if target.title:
        titled = tuple(d for d in others if _same_matter(d.title, target.title))
        if not titled:
            return Resolution(Outcome.UNSURE, others)
        others = titled
    if len(others) > 1:
        others = _of_issuer(others, target) or others
    if len(others) > 1:
        same = {title_key(d.title) for d in others}
        if len(same) > 1:
            return Resolution(Outcome.AMBIGUOUS, others)
        return _newest_edition(others, target, citing)
    return _accept(others, citing, dated=True)


def _choose_titled(found: tuple[ReleasedDocument, ...], target: Target, citing: Citing) -> Resolution:
    others = _without(found, citing)
    if not others:
        return Resolution(Outcome.ITSELF, found)
    if target.issuer:
        # a namesake issued by another body is not the one meant; one that names no issuer may be
        fitting = tuple(d for d in others if not d.issuers)
        if not (_of_issuer(others, target) or fitting):
            return Resolution(Outcome.UNSURE, others)
        others = _of_issuer(others, target) or fitting
    if target.number:
        # the number is known to be nobody's here: a document with another number is not the one meant
        numberless = tuple(d for d in others if not d.document_number)
        if not numberless:
            return Resolution(Outcome.UNSURE, others)
        others = numberless
    issuers = {d.issuers for d in others if d.issuers}
    if len(others) > 1 and len(issuers) > 1:
        dated = tuple(d for d in others if _has_date(d, target.date))
        if len(dated) != 1:
            return Resolution(Outcome.AMBIGUOUS, others)
        others = dated
    return _newest_edition(others, target, citing)


def _newest_edition(found: tuple[ReleasedDocument, ...], target: Target, citing: Citing) -> Resolution:
    """The newest of the editions that is older than the clause (repeal notes, rules 13 and 14)."""
    older = tuple(d for d in found if _is_older(d, citing))
    if not older:
        if all(d.date_of_issue for d in found) and citing.before:
            return Resolution(Outcome.NEWER, found)
        if len(found) == 1 and (_has_date(found[0], target.date) or _takes_date(found[0], target.date)):
            return Resolution(Outcome.FOUND, found)
        return Resolution(Outcome.UNSURE, found)
    if any(d.date_of_issue is None for d in found):
        return Resolution(Outcome.UNSURE, found)
    exact = tuple(d for d in older if target.date and _has_date(d, target.date))
    newest = max(older, key=lambda d: (d.date_of_issue or date.min, d.publication_date, d.index_number))
    if target.date and not exact and _precedes(newest, target.date):
        return Resolution(Outcome.UNSURE, older)
    same_day = [d for d in older if d.date_of_issue == newest.date_of_issue]
    if len(same_day) > 1:
        return Resolution(Outcome.AMBIGUOUS, tuple(same_day))
    return Resolution(Outcome.FOUND, (newest,))


def _accept(found: tuple[ReleasedDocument, ...], citing: Citing, *, dated: bool) -> Resolution:
    document = found[0]
    if document.index_number == citing.index_number:
        return Resolution(Outcome.ITSELF, found)
    if citing.before and document.date_of_issue and document.date_of_issue > citing.before:
        return Resolution(Outcome.NEWER, found)
    return Resolution(Outcome.FOUND, found)


def _without(found: Iterable[ReleasedDocument], citing: Citing) -> tuple[ReleasedDocument, ...]:
    return tuple(d for d in found if d.index_number != citing.index_number)


def _of_issuer(found: tuple[ReleasedDocument, ...], target: Target) -> tuple[ReleasedDocument, ...]:
    if not target.issuer:
        return ()
    return tuple(d for d in found if any(_same_body(i, target.issuer) for i in d.issuers))


def _same_body(one: str, other: str) -> bool:
    """原 before a body's name (renamed or merged since) does not count."""
    return title_key(one).removeprefix("原") == title_key(other).removeprefix("原")


def _same_matter(title: str, named: str) -> bool:
    """True when the two titles are one, or one is the text that the other issues."""
    keys = {title_key(title), title_key(inner_title(title) or title)}
    return bool(keys & {title_key(named), title_key(inner_title(named) or named)}) or _issuer_in_front(title, named)


def _issuer_in_front(title: str, named: str) -> bool:
    """True when one title is the other behind an issuer's name (示例市文化和旅游局关于…); the number has agreed."""
    one, other = title_key(title), title_key(named)
    long, short = (one, other) if len(one) > len(other) else (other, one)
    return short.startswith("关于") and long.endswith(short)


def _is_older(document: ReleasedDocument, citing: Citing) -> bool:
    return bool(citing.before and document.date_of_issue and document.date_of_issue < citing.before)


def _has_date(document: ReleasedDocument, day: str | None) -> bool:
    """True when the day that the text gives (YYYY, YYYY-MM or ISO) is one of the document's own."""
    if not day:
        return False
    own = [document.date_of_issue, document.publication_date if document.date_of_issue is None else None]
    if any(d and d.isoformat().startswith(day) for d in own):
        return True
    parts = day.split("-")
    words = (
        f"{parts[0]}年"
        + (f"{int(parts[1])}月" if len(parts) > 1 else "")
        + (f"{int(parts[2])}日" if len(parts) > 2 else "")
    )
    return words in document.promulgation_note


def _takes_date(document: ReleasedDocument, day: str | None) -> bool:
    """True for a document of unknown date where the text dates the one it means: nothing speaks against it."""
    return bool(day) and document.date_of_issue is None and not document.promulgation_note


def _precedes(document: ReleasedDocument, day: str) -> bool:
    """True when the document is older than the day given for the one that is meant: an earlier text of that name."""
    issued = document.date_of_issue
    return bool(issued and issued.isoformat()[: len(day)] < day)
