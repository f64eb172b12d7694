"""`clauses --corpus`: what a change of rules gains and loses on a folder of texts, against a kept baseline.

The baseline holds no text of the corpus: a line is the digest of a file's path, the kind, the day and the digest of
the target. The report names what differs in words, because it reads the corpus again.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from plugins.catalogue import tables
from plugins.catalogue.clauses import read_clauses
from plugins.catalogue.effects import Effect
from plugins.catalogue.title import title_key

Line = tuple[str, str, str, str]
"""File digest, kind, day, target digest."""


def run_comparison(corpus: str, baseline: str, *, update: bool = False) -> int:
    """0: as the baseline says (or it was updated); 1: something differs, and is listed; 2: the command was wrong."""
    words = tables.load("commands")["comparison"]
    if not os.path.isdir(corpus):
        sys.stderr.write(words["no_corpus"].replace("{value}", corpus) + "\n")
        return 2
    start = time.perf_counter()
    found = effects_of(Path(corpus))
    seconds = time.perf_counter() - start
    kept = read_baseline(Path(baseline))
    now = set(found)
    gains, losses = sorted(now - kept), sorted(kept - now)
    names = {digest(path): path for path in _paths(Path(corpus))}
    for title, lines in (("gains", gains), ("losses", losses)):
        for line in lines:
            text = found.get(line, "")
            sys.stdout.write(f"{words[title]}\t{names.get(line[0], line[0])}\t{line[1]}\t{line[2]}\t{text}\n")
    kinds = Counter(line[1] for line in now)
    summary = words["summary"]
    values = {"gains": len(gains), "losses": len(losses), "effects": len(now), "seconds": f"{seconds:.1f}"}
    for name, value in values.items():
        summary = summary.replace("{" + name + "}", str(value))
    kinds_text = " ".join(f"{kind}={count}" for kind, count in sorted(kinds.items()))
    sys.stdout.write(f"{summary}\n{kinds_text}\n")
    if update:
        Path(baseline).write_text("".join("\t".join(line) + "\n" for line in sorted(now)), encoding="utf-8")
        return 0
    return 1 if gains or losses else 0


def effects_of(corpus: Path, jobs: int = 2) -> dict[Line, str]:
    """Every certain effect that the texts of the corpus state, as baseline lines, each with its sentence."""
    paths = _paths(corpus)
    chunks = [paths[start : start + 50] for start in range(0, len(paths), 50)]
    out: dict[Line, str] = {}
    with ProcessPoolExecutor(jobs) as executor:
        for part in executor.map(_read, [str(corpus)] * len(chunks), chunks):
            out.update(part)
    return out


def read_baseline(path: Path) -> set[Line]:
    """The lines of a baseline; none when there is no file."""
    if not path.exists():
        return set()
    lines = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return {(a, b, c, d) for a, b, c, d in lines}


def digest(text: str) -> str:
    """Ten hexadecimal characters that stand for a text without telling it."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _paths(corpus: Path) -> list[str]:
    return sorted(p.relative_to(corpus).as_posix() for p in corpus.rglob("*.md"))


def _read(corpus: str, paths: list[str]) -> dict[Line, str]:
    out: dict[Line, str] = {}
    for path in paths:
        text = (Path(corpus) / path).read_text("utf-8")
        title = next((line[2:].strip() for line in text.split("\n")[:5] if line.startswith("# ")), Path(path).stem)
        for effect in read_clauses(text, title=title):
            if effect.certain:
                out[digest(path), effect.kind.value, effect.effective or "", digest(_target(effect))] = effect.evidence
    return out


def _target(effect: Effect) -> str:
    if effect.target is None:
        return ""
    return title_key(effect.target.title or "") or title_key(effect.target.number or "")
