"""What the comparison of two editions costs, on every law of which there are several editions.

python -m plugins.commands.redline_benchmark LAWS
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from plugins.disclosure.body import plain_text
from plugins.disclosure.redline import redline

_DATED = re.compile(r"(?P<title>.+)[(（](?P<day>\d{4}-\d{2}-\d{2})[)）]")


def editions(folder: Path) -> list[tuple[str, Path, Path]]:
    """Title, oldest and newest edition of every law of which the folder holds several, in order of title."""
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.rglob("*.md")):
        named = _DATED.fullmatch(path.stem)
        if named:
            found.setdefault(named["title"], {}).setdefault(named["day"], path)
    return [(title, days[min(days)], days[max(days)]) for title, days in sorted(found.items()) if len(days) > 1]


def edition_text(path: Path) -> str:
    """The text of an edition as it is compared."""
    return plain_text(path.read_text("utf-8").split("<!-- INFO END -->", 1)[-1], title="")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare every pair once; print pairs, CPU milliseconds of the median, of 80 % and at most, and pairs over 50."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("laws", type=Path)
    given = parser.parse_args(arguments)
    times = []
    for _, old, new in editions(given.laws):
        before, after = edition_text(old), edition_text(new)
        start = time.process_time()
        redline(before, after)
        times.append(1000 * (time.process_time() - start))
    if not times:
        parser.error(f"no law of which there are several editions: {given.laws}")
    times.sort()
    figures = {
        "pairs": len(times),
        "median": round(statistics.median(times), 1),
        "p80": round(times[int(len(times) * 0.8)], 1),
        "highest": round(times[-1], 1),
        "over_50": sum(one > 50 for one in times),
    }
    json.dump(figures, sys.stdout)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
