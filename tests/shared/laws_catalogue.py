"""The laws beside the repository as a catalogue: title, day and text of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.document import ReleasedDocument

LAWS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "laws"
_HEADING = re.compile(r"^#\s+(.+)$", re.MULTILINE)
_FILED = re.compile(r"[(（](\d{4}-\d{2}-\d{2})[)）]$")
_DAY = re.compile(r"(?<!自)(\d{4})年(\d{1,2})月(\d{1,2})日(?!\s*起?施行)")
_NOTES_END = "<!-- INFO END -->"


@dataclass(frozen=True, slots=True)
class LawText:
    """A law's file: its path relative to the laws, its title, its day (None if none is given), and all its text."""

    path: str
    title: str
    day: date | None
    text: str

    @property
    def body_start(self) -> int:
        """Where the text begins behind the opening notes, in characters."""
        found = self.text.find(_NOTES_END)
        return found + len(_NOTES_END) if found >= 0 else 0


def read_laws() -> list[LawText]:
    """All laws in order of path. The parts of one code that lie in a folder of its own count as one law."""
    out: list[LawText] = []
    for path in sorted(LAWS.rglob("*.md")):
        text = path.read_text("utf-8")
        heading = _HEADING.search(text)
        out.append(
            LawText(
                path.relative_to(LAWS).as_posix(),
                heading[1].strip() if heading else path.stem,
                _day_of(path.stem, text.partition(_NOTES_END)[0] if _NOTES_END in text else ""),
                text,
            )
        )
    return out


def _day_of(stem: str, notes: str) -> date | None:
    """The day that the file is named by, or the last one in the notes that is not one of entry into force."""
    filed = _FILED.search(stem)
    if filed:
        return date.fromisoformat(filed[1])
    days = []
    for year, month, day in _DAY.findall(notes):
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:  # 2月30日 and the like stand in some notes
            continue
    return max(days, default=None)


def laws_catalogue(laws: list[LawText]) -> Catalogue:
    """A document of each law; its index number is its path. Of a code in parts, the first part stands for all."""
    seen: set[str] = set()
    documents = []
    for law in laws:
        folder, title = law.path.rpartition("/")[0], law.title
        if title.endswith(folder) and folder in seen:
            continue
        if title.endswith(folder):
            seen.add(folder)
        documents.append(
            ReleasedDocument(
                index_number=law.path,
                address=law.path.removesuffix(".md"),
                source_path=law.path,
                title=title,
                publication_date=law.day or date(1949, 10, 1),
                date_of_issue=law.day,
            )
        )
    return Catalogue.of(documents)
