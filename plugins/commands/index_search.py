"""`search`: the published index, searched from the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from plugins.catalogue import tables
from plugins.catalogue.sentences import label
from plugins.disclosure.build import today
from plugins.search.find import search_index


def run_search(output: str, query: str, *, everything: bool = False, count: int = 10) -> int:
    """Print what is found, best first. 0: something was; 1: nothing; 2: there is no index."""
    words = tables.load("commands")["search"]
    folder = Path(output) / "search"
    try:
        answer = search_index(folder, query, today=today().isoformat(), count=count, everything=everything)
    except FileNotFoundError:
        sys.stderr.write(words["no_index"].replace("{path}", str(folder)) + "\n")
        return 2
    if answer.fallback:
        said = tables.load("search")["fallback"][answer.fallback]
        sys.stdout.write(said.replace("{query}", query).replace("{instead}", answer.instead) + "\n")
    for result in answer.results:
        card = result.card
        shown = (label(result.force), card.issued or card.date, card.number, card.title, card.url)
        sys.stdout.write("\t".join(shown) + "\n")
    line = words["found"].replace("{total}", str(answer.total)).replace("{hidden}", str(answer.hidden))
    sys.stdout.write(line + "\n")
    return 0 if answer.results else 1
