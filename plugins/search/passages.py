"""A document's text in passages: what a result shows a sentence of, and where a phrase is looked for."""

from __future__ import annotations

from plugins.search.text import SEPARATOR, class_of

PASSAGE = 2000
"""Characters a passage has at most, where its text has a place to cut."""


def passages(text: str) -> list[str]:
    """The text cut between paragraphs or, in a long one, after punctuation; joined they are the text again."""
    pieces: list[str] = []
    start = 0
    while len(text) - start > PASSAGE:
        end = text.rfind("\n", start + PASSAGE // 2, start + PASSAGE) + 1
        if not end:
            end = start + PASSAGE
            # a cut inside a phrase would lose a pair of characters; only what separates anyway may be cut after
            while end < len(text) and class_of(text[end - 1]) != SEPARATOR:
                end += 1
        pieces.append(text[start:end])
        start = end
    if start < len(text) or not pieces:
        pieces.append(text[start:])
    return pieces
