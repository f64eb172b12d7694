"""The clause reader: a Chinese text in, the effects it states on documents out.

The way of a text: `normalise` folds it without moving a character; `blocks` and `tables` part it; `skeleton` replaces
titles, numbers and dates by tokens; `statements`, `replacements`, `amendments`, `validity` and `annotations` read
sentences; `introductions`, `sections`, `lists` and `rows` read what stands under a heading; `findings` makes effects.
"""

from plugins.catalogue.clauses.dates import chinese_number, parse_date
from plugins.catalogue.clauses.read import read_clauses

__all__ = ["chinese_number", "parse_date", "read_clauses"]
