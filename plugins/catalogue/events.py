"""Events: effects that have found their document and their day. All sources of effect meet here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plugins.catalogue.effects import EffectKind


class Source(StrEnum):
    """Where an event comes from, strongest first where two say the same."""

    DECLARED = "declared"
    CLAUSE = "clause"
    REVIEW = "review"
    TERM = "term"
    EDITION = "edition"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Event:
    """On day `on` (inclusive) `kind` happens to the document `target` (its index number).

    `by` is the index number of the released document that does it; None for an act outside the catalogue
    (`by_text` names it), for a document's own term, and for what stays behind the gate (no name at all).
    `on` None: it has happened, on a day that the editor did not state. `until` is inclusive.
    """

    target: str
    kind: EffectKind
    on: date | None
    source: Source
    by: str | None = None
    by_text: str = ""
    evidence: str = ""
    rule: str = ""
    articles: tuple[str, ...] = ()
    until: date | None = None
    itself: bool = False
    disputed: bool = False
    """From `on` it is open whether this has happened: the document's own text gives two answers."""

    @property
    def ends(self) -> bool:
        """True when the whole document ends or is replaced, and nothing is disputed."""
        return not self.disputed and self.kind in (EffectKind.REPEAL, EffectKind.EXPIRE, EffectKind.SUPERSEDE)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a text may do, for the editor to decide: shown with the sentence and the candidates, never applied."""

    source_path: str
    line: int
    kind: EffectKind
    named: str
    sentence: str
    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutsideTarget:
    """An effect on a document that is not in this catalogue: shown as text on the page of the one that acts."""

    by: str
    kind: EffectKind
    title: str
    number: str
    on: date | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A relation without legal effect (依据, 解读, 转发, 征求意见), seen from the document that acts.

    One of the ends may lie outside the catalogue; then its index number is None and `text` names it.
    """

    kind: str
    source: str | None
    target: str | None
    text: str = ""
