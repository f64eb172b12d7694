"""The clause reader: a Chinese text in, the effects it states on documents out.

The way of a text: `normalise` folds it without moving a character; `triggers` tell whether it says anything of the
kind; `blocks` and `tables` part it; `skeleton` replaces titles, numbers and dates by tokens; `statements`,
`replacements`, `amendments`, `validity` and `annotations` read sentences; `introductions`, `sections`, `lists` and
`rows` read what stands under a heading; `findings` makes effects.
"""

from plugins.catalogue.clauses.dates import chinese_number, parse_date
from plugins.catalogue.clauses.normalise import blank, fold
from plugins.catalogue.clauses.own_entry import undated_entry
from plugins.catalogue.clauses.triggers import TRIGGER
from plugins.catalogue.effects import Effect, EffectKind

__all__ = ["ENTRY_UNDATED", "chinese_number", "parse_date", "read_clauses"]

ENTRY_UNDATED = "entry.undated"
"""The rule of an effect that says: this sentence tells from when the document applies, but no day."""


def read_clauses(
    text: str, *, title: str, number: str | None = None, date_of_issue: str | None = None
) -> tuple[Effect, ...]:
    """The effects that `text` (a whole document or a passage) states on other documents and on itself, in its order.

    `title` is the document's own; it tells drafts and accounts from acts. `number` is its own document number: an
    effect on that number is none. `date_of_issue` (ISO) tells what was done before from what is done now. Doubtful
    readings come with `certain` False. A sentence that tells from when the document applies, but no day, comes first,
    doubtful, by the rule ENTRY_UNDATED. Nothing is raised for any text.
    """
    folded = fold(blank(text))
    effects: tuple[Effect, ...] = ()
    if TRIGGER.search(folded) or TRIGGER.search(fold(title)):
        # the rules are a fifth of a second to load, and an edit of a text that has no trigger does without them
        from plugins.catalogue.clauses.read import read_triggered

        effects = read_triggered(text, folded, title=title, number=number, issued=date_of_issue)
    sentence = undated_entry(text, title)
    if sentence:
        undated = Effect(EffectKind.VALIDITY_PERIOD, evidence=sentence, rule=ENTRY_UNDATED, certain=False)
        effects = (undated, *effects)
    return effects
