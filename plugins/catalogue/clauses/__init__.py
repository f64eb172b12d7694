"""The clause reader: a Chinese text in, the effects it states on documents out.

The way of a text: `normalise` folds it without moving a character; `triggers` tell whether it says anything of the
kind; `blocks` and `tables` part it; `skeleton` replaces titles, numbers and dates by tokens; `statements`,
`replacements`, `amendments`, `validity` and `annotations` read sentences; `introductions`, `sections`, `lists` and
`rows` read what stands under a heading; `findings` makes effects.
"""

from plugins.catalogue.clauses.dates import chinese_number, parse_date
from plugins.catalogue.clauses.normalise import blank, fold
from plugins.catalogue.clauses.triggers import TRIGGER
from plugins.catalogue.effects import Effect

__all__ = ["chinese_number", "parse_date", "read_clauses"]


def read_clauses(
    text: str, *, title: str, number: str | None = None, date_of_issue: str | None = None
) -> tuple[Effect, ...]:
    """The effects that `text` (a whole document or a passage) states on other documents and on itself, in its order.

    `title` is the document's own; it tells drafts and accounts from acts. `number` is its own document number: an
    effect on that number is none. `date_of_issue` (ISO) tells what was done before from what is done now. Doubtful
    readings come with `certain` False. Nothing is raised for any text.
    """
    folded = fold(blank(text))
    if not TRIGGER.search(folded) and not TRIGGER.search(fold(title)):
        return ()
    # the rules are a fifth of a second to load, and an edit of a text that has no trigger does without them
    from plugins.catalogue.clauses.read import read_triggered

    return read_triggered(text, folded, title=title, number=number, issued=date_of_issue)
