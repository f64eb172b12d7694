"""Legal force as a pure function of events and a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LegalForce(StrEnum):
    """有效性. 废止 (an act ended it) and 失效 (it ended by itself, or was declared to have) stay different."""

    IN_FORCE = "in_force"
    PENDING = "pending"
    AMENDED = "amended"
    SUPERSEDED = "superseded"
    PARTIALLY_IN_FORCE = "partially_in_force"
    SUSPENDED = "suspended"
    REPEALED = "repealed"
    LAPSED = "lapsed"
    UNDETERMINED = "undetermined"

    @property
    def is_ended(self) -> bool:
        """True for repealed and lapsed documents, which lists and search set apart."""
        return self in (LegalForce.REPEALED, LegalForce.LAPSED)


@dataclass(frozen=True, slots=True)
class Change:
    """From `on` (inclusive) the document has `force`, until the next change.

    `sentence` is the banner's wording. `by` is the index number of the released document that caused it, or None;
    `by_text` names an act outside the catalogue. `evidence` is the sentence as issued, `rule` what read it.
    The first change of a document has `on` None: how it stands before any dated event.
    """

    on: date | None
    force: LegalForce
    sentence: str = ""
    by: str | None = None
    by_text: str = ""
    evidence: str = ""
    rule: str = ""
    articles: tuple[str, ...] = ()
    until: date | None = None


def has_no_day(change: Change) -> bool:
    """True for an end that has come on a day that nobody tells: it is known of the day on which that is said only."""
    return change.on is None and change.force.is_ended


@dataclass(frozen=True, slots=True)
class Status:
    """How one document stands as of a day: the change in effect, and all changes in order of day."""

    current: Change
    timeline: tuple[Change, ...]

    @property
    def force(self) -> LegalForce:
        """The legal force on that day."""
        return self.current.force
