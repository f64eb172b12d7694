"""How a page shows another document, and its force: the smallest pieces of every view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.days import written
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.events import Event
from plugins.catalogue.force import Change, LegalForce, Status
from plugins.catalogue.sentences import label, sentence
from plugins.catalogue.title import cited
from plugins.disclosure.views import DocRef, Phrase, Transition


def page_url(document: ReleasedDocument) -> str:
    """The document's page, relative to the root of the site."""
    return document.address + ".html"


def history_url(document: ReleasedDocument) -> str:
    """The page of its history: `history/2024/….html`. Beside the documents, so that not each of them needs a folder."""
    return "history/" + document.address.partition("/")[2] + ".html"


def last_valid_day(document: ReleasedDocument, status: Status) -> date | None:
    """The day with which the document's validity ends, a later notice's before its own; None where none is known."""
    ends = (change.until for change in status.timeline if change.force is LegalForce.LAPSED)
    return next((day for day in ends if day), document.expires_on)


_LEAVES = {
    EffectKind.REPEAL: (LegalForce.REPEALED, LegalForce.LAPSED),
    EffectKind.EXPIRE: (LegalForce.REPEALED, LegalForce.LAPSED),
    EffectKind.SUPERSEDE: (LegalForce.SUPERSEDED, LegalForce.REPEALED, LegalForce.LAPSED),
}


def in_doubt(column: Column, event: Event) -> bool | None:
    """Whether it is open that the event happens; None where the target's history shows that it does not.

    An act of a document that had itself ended, or one that an editor denies, ends nothing.
    """
    left = _LEAVES.get(event.kind)
    if event.disputed or event.itself or left is None:
        return event.disputed
    forces = {change.force for change in column.status[event.target].timeline}
    if not forces.isdisjoint(left):
        return False
    return True if LegalForce.UNDETERMINED in forces else None


def is_resumption(timeline: Sequence[Change], place: int) -> bool:
    """True where the change at this place of a timeline is that a suspension is over."""
    change = timeline[place]
    if place == 0 or change.on is None or timeline[place - 1].force is not LegalForce.SUSPENDED:
        return False
    if change.force is LegalForce.IN_FORCE:
        return True
    # what was done to it while it was suspended is news on the day on which it shows
    return any(
        (earlier.force, earlier.by, earlier.by_text, earlier.articles)
        == (change.force, change.by, change.by_text, change.articles)
        for earlier in timeline[: place - 1]
    )


def word_of(timeline: Sequence[Change], place: int) -> str:
    """The word for a change as news; mostly that of the force which it brings."""
    if is_resumption(timeline, place):
        words = tables.load("theme")["changes"]
        return str(words["resumed"])
    return label(timeline[place].force)


def sentence_of(column: Column, timeline: Sequence[Change], place: int) -> str:
    """The sentence that tells a change; its own would tell one whose day has not come as past."""
    change = timeline[place]
    resumed = is_resumption(timeline, place)
    if change.on is None or change.on <= column.as_of:
        return sentence("resumed", on=change.on) if resumed else change.sentence
    pattern: str = tables.load("force")["upcoming"][change.force.value]
    if resumed:
        words = tables.load("theme")["changes"]
        pattern = words["will_resume"]
    last = change.until or change.on - timedelta(days=1)
    return f"{pattern.replace('{on}', written(change.on)).replace('{until}', written(last))}。"


def doc_ref(column: Column, document: ReleasedDocument) -> DocRef:
    """The document as a line shows it, force and next changes included."""
    force = column.force_of(document)
    day = document.date_of_issue or document.publication_date
    return DocRef(
        document.title,
        document.document_number,
        page_url(document),
        day.isoformat(),
        force.value,
        label(force),
        document.index_number,
        transitions(column, document.index_number),
    )


def text_ref(text: str, number: str = "") -> DocRef:
    """A document outside the catalogue: text without a link."""
    return DocRef(text, number, None)


def transitions(column: Column, index_number: str) -> tuple[Transition, ...]:
    """What will change after the column's day, so that a page can be right on a later one."""
    return tuple(transition(change) for change in column.upcoming(index_number))


def transition(change: Change) -> Transition:
    """A coming change as a page carries it."""
    assert change.on
    return Transition(change.on.isoformat(), change.force.value, label(change.force), change.sentence)


def linked(text: str, change: Change, column: Column) -> tuple[Phrase, ...]:
    """The sentence in runs, the name of the act that caused the change being a link where it has a page."""
    actor = column.catalogue.get(change.by) if change.by else None
    if actor is None:
        return (Phrase(text),)
    name = cited(actor.title)
    out: list[Phrase] = []
    before, found, after = text.partition(name)
    while found:
        if before:
            out.append(Phrase(before))
        out.append(Phrase(name, page_url(actor)))
        before, found, after = after.partition(name)
    if before:
        out.append(Phrase(before))
    return tuple(out)


def marked_title(title: str, force: LegalForce) -> str:
    """The title with 【已废止】 in front where the document is not plainly in force."""
    if force is LegalForce.IN_FORCE:
        return title
    words: str = tables.load("pages")["site"]["mark"]
    return words.replace("{label}", label(force)) + title
