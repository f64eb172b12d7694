"""What was withdrawn: a record that editors keep, checked against an earlier bag, and the tombstones made of it.

A document that left the column may have left because it must not be public, so nothing of it is told but its index
number, the day and a reason out of a closed list. The register of index numbers is no source for this: it also holds
numbers of documents that never were public.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plugins.archive.errors import ArchiveError
from plugins.archive.verify import Folder, Refused, Zip
from plugins.catalogue import tables

WITHDRAWALS = "撤回记录.tsv"
"""The record, in the content folder: index number, first day without it (ISO 8601), reason; by tabs, a line each."""

_LINE = re.compile(r"(?P<number>[^\t]+)\t(?P<day>\d{4}-\d{2}-\d{2})(?:\t(?P<reason>[^\t]*))?")


@dataclass(frozen=True, slots=True, order=True)
class Withdrawal:
    """A number that is no longer in the column. `on` is the first day without it; `reason` one of the table's or ''."""

    index_number: str
    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EarlierBag:
    """What an earlier bag says: its as-of day, the numbers in its catalogue, and its tombstones."""

    as_of: date
    held: frozenset[str]
    withdrawn: tuple[Withdrawal, ...]


def read_withdrawals(text: str) -> list[Withdrawal]:
    """The record's lines; a later line for a number replaces an earlier one. ArchiveError names one that is wrong."""
    reasons: list[str] = tables.load("archive")["withdrawal_reasons"]
    found: dict[str, Withdrawal] = {}
    for line, content in enumerate(text.split("\n"), 1):
        if not content.strip():
            continue
        read = _LINE.fullmatch(content.rstrip())
        try:
            if not read or (read["reason"] or "") not in ("", *reasons):
                raise ValueError
            found[read["number"]] = Withdrawal(read["number"], date.fromisoformat(read["day"]), read["reason"] or "")
        except ValueError as error:
            raise ArchiveError("withdrawn_line", path=WITHDRAWALS, line=line, reasons="、".join(reasons)) from error
    return sorted(found.values())


def withdrawals_text(withdrawals: Iterable[Withdrawal]) -> str:
    """The record's text, sorted by number."""
    return "".join(f"{item.index_number}\t{item.on.isoformat()}\t{item.reason}\n" for item in sorted(withdrawals))


def tombstones(withdrawals: Iterable[Withdrawal], released: Collection[str], as_of: date) -> list[dict[str, str]]:
    """The tombstones as of a day: numbers withdrawn by then that are not released (again). Never a title."""
    sentence: str = tables.load("archive")["withdrawn"]["sentence"]
    because: str = tables.load("archive")["withdrawn"]["because"]
    made = []
    for item in sorted(withdrawals):
        if item.on <= as_of and item.index_number not in released:
            values = {"index_number": item.index_number, "withdrawn_on": item.on.isoformat(), "reason": item.reason}
            values["sentence"] = sentence + (because.format(reason=item.reason) if item.reason else "")
            made.append({name: value for name, value in values.items() if value})
    return made


def earlier_bag(bag: Path) -> EarlierBag:
    """What a bag (zip or folder) says of itself. ArchiveError when it is none of ours, or cannot be read."""
    try:
        opened = Folder(str(bag)) if bag.is_dir() else Zip(str(bag))
    except (OSError, Refused) as error:
        raise ArchiveError("not_delta", path=bag.name) from error
    try:
        provenance = json.loads(b"".join(opened.chunks("data/provenance.json")))
        held = {json.loads(line)["index_number"] for line in _lines(opened, "data/catalogue/documents.jsonl")}
        stones = json.loads(b"".join(opened.chunks("data/tombstones.json")))
        withdrawn = tuple(
            Withdrawal(stone["index_number"], date.fromisoformat(stone["withdrawn_on"]), stone.get("reason", ""))
            for stone in stones
        )
        return EarlierBag(date.fromisoformat(provenance["as_of"]), frozenset(held), withdrawn)
    except (KeyError, ValueError, TypeError, OSError, Refused) as error:
        raise ArchiveError("not_delta", path=bag.name) from error
    finally:
        opened.close()


def _lines(opened: Folder | Zip, name: str) -> Iterable[bytes]:
    """The lines of a file, one at a time: a catalogue may be large."""
    rest = b""
    for piece in opened.chunks(name):
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
    if rest:
        yield rest


def newly_withdrawn(
    earlier: EarlierBag, recorded: Iterable[Withdrawal], released: Collection[str], as_of: date
) -> list[Withdrawal]:
    """What the earlier bag held (or mourned) that is neither released nor recorded now, as withdrawn on `as_of`.

    Nothing when `as_of` is before the earlier bag's day: what was published in between is absent, not withdrawn.
    """
    if as_of < earlier.as_of:
        return []
    known = {item.index_number for item in recorded}
    gone = {number: Withdrawal(number, as_of) for number in earlier.held}
    gone |= {item.index_number: item for item in earlier.withdrawn}
    return sorted(item for number, item in gone.items() if number not in known and number not in released)
