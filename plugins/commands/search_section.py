"""The part of `docs/benchmarks.md` that says what the search costs and finds."""

from __future__ import annotations

from typing import Any

from plugins.commands.benchmark_report import SEARCH, search_section

LIST = "benchmarks-search.tsv"
"""Beside the page of measurements: what every query cost."""
_KINDS = {"ALL": "all", "a": "titles and metadata", "b": "content", "c": "Traditional", "d": "homophones"}


def section(value: dict[str, Any]) -> str:
    """The section's Markdown, of what `search_benchmark` has measured."""
    lines = [SEARCH, "", f"What every query of these runs cost, by its number: [{LIST}]({LIST}).", ""]
    if "laws" in value:
        lines += _laws(value["laws"])
    if "synthetic" in value:
        lines += _synthetic(value["synthetic"])
    return "\n".join(lines) + "\n"


def with_section(page: str, value: dict[str, Any]) -> str:
    """The page with this section in the place of the one it has, or at its end."""
    before = page.removesuffix(search_section(page))
    return f"{before}\n{section(value)}" if before else section(value)


def _laws(found: dict[str, Any]) -> list[str]:
    peer = "pagefind" in found
    command = "python -m plugins.commands.search_benchmark --shared ../shared"
    lines = [
        f"{found['documents']} laws, Chromium, {found['encoding']} over HTTP/1.1 on loopback; everything is counted "
        "(page, scripts, shards, result cards, 180 bytes a response). Slow line: 40 ms a response, 10 Mbit/s.",
        "",
        f"    {command}{' --pagefind BIN' if peer else ''}",
        "",
        "| Medians | Query | Bytes | 90 % below | Requests | First results ms | on the slow line | Longest task ms |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in ("gongkai", "pagefind"):
        for which in ("first", "following"):
            if name in found and which in found[name]:
                own, slow = found[name][which], found[f"{name} slow"][which]
                cells = [f"{own[key]:,}" for key in ("bytes", "bytes_p90", "requests", "ms")]
                task = max(own["longest_task"], slow["longest_task"])
                label = f"{which}, {own['queries']} queries"
                lines.append(f"| {name} | {label} | {' | '.join(cells)} | {slow['ms']} | {task} |")
    if peer:
        lines += ["", "| Ours / Pagefind's | first query | following |", "| --- | ---: | ---: |"]
        for label, run, key in (("bytes", "", "bytes"), ("ms, slow line", " slow", "ms")):
            shares = [
                f"{found[f'gongkai{run}'][which][key] / found[f'pagefind{run}'][which][key]:.2f}"
                for which in ("first", "following")
            ]
            lines.append(f"| {label} | {' | '.join(shares)} |")
    lines += [
        "",
        "Known-item queries through the page (`score.py`):",
        "",
        "| Engine | Queries | n | MRR@10 | Recall@10 | No result | In force first |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in ("gongkai", "pagefind"):
        for kind, label in _KINDS.items():
            if f"{name} score" in found:
                row = found[f"{name} score"][kind]
                order = "" if row["in_force_first"] is None else f"{row['in_force_first']:.2f}"
                figures = f"{row['n']} | {row['mrr']:.3f} | {row['recall']:.3f} | {row['zero']:.3f} | {order}"
                lines.append(f"| {name} | {label} | {figures} |")
    build = found["build"]
    said = (
        f"{build['ms']:.1f} CPU ms a document (the median of {build['builds']} builds, {build['range'][0]:.1f}–"
        f"{build['range'][1]:.1f}), {build['wall']:.0f} s, {build['peak']:.0f} MiB at most in all processes"
    )
    return [*lines, "", f"Index: {said}, {build['files']:,} files, {build['bytes'] / 1e6:.1f} MB.", ""]


def _synthetic(found: dict[str, Any]) -> list[str]:
    build, edit = found["build"], found["edit"]
    kind = "documents put together from the laws" if found["of_laws"] else "invented documents"
    lines = [
        f"{found['documents']:,} {kind} (`--synthetic {found['documents']}`): index of "
        f"{found['files']:,} files, {found['bytes'] / 1e6:.0f} MB, "
        f"{1000 * build['cpu'] / found['documents']:.1f} CPU ms a document, "
        f"{build['wall']:.0f} s, {build['peak']:.0f} MiB at most in all processes together ({build['held']:.0f} of "
        f"them before the build: what the documents are made of). One edit writes "
        f"{edit['files']} files, {edit['bytes'] / 1e6:.2f} MB.",
        "",
        "| Medians | Bytes | 90 % below | Requests | First results ms | on the slow line | Longest task ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for which in ("first", "following"):
        own, slow = found["free"][which], found["slow"][which]
        cells = [f"{own[key]:,}" for key in ("bytes", "bytes_p90", "requests", "ms")]
        task = max(own["longest_task"], slow["longest_task"])
        lines.append(f"| {which}, {own['queries']} queries | {' | '.join(cells)} | {slow['ms']} | {task} |")
    return lines
