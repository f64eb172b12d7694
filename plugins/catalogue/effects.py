"""What one document does to another: the single form in which every source of effect speaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EffectKind(StrEnum):
    """The kinds of effect a document can have on another, or on itself."""

    REPEAL = "repeal"
    """废止: ended by an act."""
    EXPIRE = "expire"
    """失效: ends by itself, or is declared to have ended."""
    PARTIAL_REPEAL = "partial_repeal"
    """Only named parts end."""
    AMEND = "amend"
    """修改: the amended document stays in force."""
    SUPERSEDE = "supersede"
    """代替、取代: a newer document takes its place."""
    SUSPEND = "suspend"
    """暂停执行, for a period."""
    RESUME = "resume"
    """恢复执行: a suspension is over."""
    VALIDITY_PERIOD = "validity_period"
    """有效期: an end is set or moved."""


ON_PUBLICATION = "on_publication"
"""`Effect.effective`: from the day the stating document is published (自公布之日起)."""
ON_ENTRY_INTO_FORCE = "on_effective_date_of_citing_doc"
"""`Effect.effective`: from the stating document's own day of entry into force (本办法施行后)."""

FROM_A_DAY = ".from"
"""Ends the rule of a term that is counted from a day of its own, its `effective`: 有效期自发布之日起五年."""


@dataclass(frozen=True, slots=True)
class Target:
    """The document an effect is about, exactly as the stating text names it.

    At least one of `title` and `number` is not None. `title` has no outer 《》; inner brackets stay.
    `date` is ISO, or `YYYY-MM` or `YYYY` where the text gives no more. `issuer` is the body named beside the title.
    """

    title: str | None = None
    number: str | None = None
    date: str | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect. `target` None means the stating document itself.

    `articles` are the parts concerned, as written, for partial repeals, amendments, suspensions and resumptions.
    `effective` is an ISO date, ON_PUBLICATION, ON_ENTRY_INTO_FORCE or None when the text gives no day.
    `period_years` and `until` (ISO, last valid day, inclusive) belong to VALIDITY_PERIOD, `until` also to SUSPEND.
    `evidence` is the sentence as issued; `rule` the identifier of the rule that read it.
    `certain` False makes it a suggestion for the editor, never a mark.
    """

    kind: EffectKind
    target: Target | None = None
    articles: tuple[str, ...] = ()
    effective: str | None = None
    period_years: float | None = None
    until: str | None = None
    evidence: str = ""
    rule: str = ""
    certain: bool = True
    period_days: int | None = None
    """A VALIDITY_PERIOD that is told in days (有效期90日)."""


@dataclass(frozen=True, slots=True)
class StatedEffect:
    """An effect and the line of the source file where its sentence stands (counted from 1, 0 if not found)."""

    effect: Effect
    line: int = 0
