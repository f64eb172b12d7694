"""The page of measurements, `docs/benchmarks.md`: a table, a chart in text, and the command that repeats it."""

from __future__ import annotations

from typing import Any

_WIDTH = 40


def report_text(value: dict[str, Any]) -> str:
    """The page's Markdown."""
    rows = value["measured"]
    longest = max(row["wall"] for row in rows.values()) or 1.0
    work = "the peers' work only (no search, no data files)" if value["same_work"] else "everything on"
    option = " --same-work" if value["same_work"] else ""
    command = f"python3 tasks.py bench --n {value['documents']} --runs {value['runs']}{option} --peers DIR"
    lines = [
        "# Measurements",
        "",
        f"{value['documents']} made-up documents, {work}; medians of {value['runs']} runs, each a fresh process, on "
        f"{value['processors']} processors. Written by",
        "",
        f"    {command}",
        "",
        "| Build | Wall s | CPU s | Memory of all processes MiB |",
        "| --- | ---: | ---: | ---: |",
    ]
    lines += [f"| {name} | {row['wall']:.2f} | {row['cpu']:.2f} | {row['mib']:.0f} |" for name, row in rows.items()]
    lines += ["", "Wall seconds:", "", "```text"]
    for name, row in rows.items():
        bar = "█" * max(1, round(_WIDTH * row["wall"] / longest))
        lines.append(f"{name:18s} {bar} {row['wall']:.2f}")
    lines += ["```", ""]
    ratios = [key for key in value if "_vs_" in key]
    if ratios:
        lines += ["| Ratio | |", "| --- | ---: |", *(f"| {key} | {value[key]} |" for key in ratios), ""]
    size = value["output"]
    lines.append(f"Output: {size['files']} files, {size['bytes'] / 2**20:.0f} MiB.")
    return "\n".join(lines) + "\n"
