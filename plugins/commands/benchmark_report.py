"""The page of measurements, `docs/benchmarks.md`, and its chart, `docs/benchmarks.svg`."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

SEARCH = "## Search"
"""The heading of the part that `search_benchmark` writes."""
_WIDTH, _ROW, _LABEL, _FIGURE = 720, 26, 150, 70
_STYLE = "text{font:13px sans-serif;fill:#222}rect{fill:#8a96a3}rect.ours{fill:#a61b1b}svg{background:#fff}"


def report_text(value: dict[str, Any], larger: Sequence[dict[str, Any]] = (), former: str = "") -> str:
    """The page's Markdown; `larger` are measurements of more documents. Of the former page the search section stays."""
    facts = value["machine"]
    lines = [
        "# Measurements",
        "",
        f"{value['documents']} made-up documents (`plugins/commands/corpus_generator.py`: the same every time, sizes "
        f"log-normal about 3 KB). Medians of {value['runs']} runs, each in a fresh process, generators in turn, "
        f"{value['jobs']} processes; {facts['processors']} processors, {facts['memory_gib']} GiB, {facts['system']}, "
        f"Python {facts['python']}, load {facts['load']} when it ended. HUGO and PELICAN name the peers' programs, DIR "
        "holds their sites. Written by",
        "",
        f"    {value['command']}",
        "",
        "- *same work*: what the peers' sites have: a page for each document, lists, feeds, a sitemap. Search, data "
        "files, pages of history and of comparison are off.",
        "- *everything*: as the column is published. *no-op*, *edit*, *repeal* (three documents) and *deletion* are "
        "builds of that site with `--incremental`, in a fresh process. Hugo builds all again for an edit.",
        "- Memory is that of all processes at once; a page of memory that several share is counted once (PSS).",
        "",
        *_table(value),
        "![Wall seconds of each build](benchmarks.svg)",
        "",
        *_ratios(value),
    ]
    lines += ["| Output | Files | MiB |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {size['files']} | {size['bytes'] / 2**20:.0f} |" for name, size in value["output"].items()]
    total = sum(value["stages"].values())
    lines += ["", "Where the time of a cold build goes (same work, one process, CPU milliseconds per document):", ""]
    lines += ["| Stage | ms | Share |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {ms:.3f} | {100 * ms / total:.0f} % |" for name, ms in value["stages"].items()]
    lines.append(f"| all | {total:.3f} | |")
    for other in larger:
        lines += ["", f"## {other['documents']} documents", ""]
        lines += [f"Runs of each cold build: {other['cold_runs']}, of each of the others: {other['runs']}.", ""]
        lines += [f"    {other['command']} --json FILE", "", *_table(other), *_ratios(other)]
        lines += ["Measured at another time, when the machine may have been faster or slower: read what follows beside"]
        lines += ["Hugo's growth in the same two runs.", ""]
        lines += [f"| Against {value['documents']} documents | of wall seconds | of CPU seconds |"]
        lines += ["| --- | ---: | ---: |"]
        for name in (name for name in other["measured"] if name in value["measured"] and name.endswith("cold")):
            now, then = other["measured"][name], value["measured"][name]
            lines.append(f"| {name} | {now['wall'] / then['wall']:.2f} | {now['cpu'] / then['cpu']:.2f} |")
    return "\n".join(lines) + "\n" + search_section(former)


def _table(value: dict[str, Any]) -> list[str]:
    lines = [
        "| Build | Wall s | lowest–highest | CPU s | Memory of all processes MiB | Files changed |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, row in value["measured"].items():
        low, high = value["range"][name]
        files = row["files"] if name in ("no-op", "edit", "repeal", "deletion") else ""
        lines.append(
            f"| {name} | {row['wall']:.2f} | {low:.2f}–{high:.2f} | {row['cpu']:.2f} | {row['mib']:.0f} | {files} |"
        )
    return [*lines, ""]


def _ratios(value: dict[str, Any]) -> list[str]:
    ratios = [key for key in value if "_vs_" in key and not key.endswith("_cpu")]
    if not ratios:
        return []
    lines = ["| Ratio | of wall seconds | of CPU seconds |", "| --- | ---: | ---: |"]
    return [*lines, *(f"| {key} | {value[key]:.3f} | {value[f'{key}_cpu']:.3f} |" for key in ratios), ""]


def search_section(page: str) -> str:
    """The page's part on the search, with the empty line before it; empty where there is none."""
    found = page.find(f"\n{SEARCH}\n")
    return page[found:] if found >= 0 else ""


def chart_svg(value: dict[str, Any]) -> str:
    """Bars of wall seconds, ours in a colour of their own; each has its figure beside it."""
    rows = value["measured"]
    longest = max(row["wall"] for row in rows.values()) or 1.0
    height = _ROW * len(rows) + 10
    title = f"Wall seconds, {value['documents']} documents"
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{title}">',
        f"<title>{title}</title><style>{_STYLE}</style>",
    ]
    for place, (name, row) in enumerate(rows.items()):
        top = 5 + place * _ROW
        length = max(1.0, (_WIDTH - _LABEL - _FIGURE) * row["wall"] / longest)
        kind = "" if name.split()[0] in ("hugo", "pelican", "eleventy") else ' class="ours"'
        out.append(f'<text x="{_LABEL - 8}" y="{top + 17}" text-anchor="end">{escape(name)}</text>')
        out.append(f'<rect{kind} x="{_LABEL}" y="{top + 3}" width="{length:.1f}" height="{_ROW - 6}"/>')
        out.append(f'<text x="{_LABEL + length + 6:.1f}" y="{top + 17}">{row["wall"]:.2f}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"
