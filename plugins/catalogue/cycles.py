"""Documents that end one another in a circle: nothing can be concluded, and the editor is told the path."""

from __future__ import annotations

from collections import defaultdict

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.events import Event
from plugins.catalogue.findings import Finding, finding


def without_cycles(
    events: list[Event], catalogue: Catalogue, findings: list[Finding]
) -> tuple[list[Event], dict[str, str]]:
    """The events that lie on no circle of endings, and the documents on one (their force is undetermined)."""
    edges: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if event.ends and event.by and event.by != event.target:
            edges[event.by].add(event.target)
    circles = [c for c in _components(edges) if len(c) > 1]
    if not circles:
        return events, {}
    member = {number: n for n, circle in enumerate(circles) for number in circle}
    reasons: dict[str, str] = {}
    for circle in circles:
        titles = " → ".join(f"《{catalogue[number].title}》" for number in circle)
        for number in circle:
            reasons[number] = titles
        findings.append(finding(catalogue[circle[0]].source_path, 0, 0, "R04", titles))
    kept = [
        e for e in events if not (e.ends and e.by in member and e.target in member and member[e.by] == member[e.target])
    ]
    return kept, reasons


def _components(edges: dict[str, set[str]]) -> list[tuple[str, ...]]:
    """Strongly connected components (Tarjan), without recursion, in a stable order."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    out: list[tuple[str, ...]] = []
    for root in sorted(edges):
        if root in index:
            continue
        work: list[tuple[str, list[str]]] = [(root, sorted(edges[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            if rest:
                following = rest.pop(0)
                if following not in index:
                    index[following] = low[following] = len(index)
                    stack.append(following)
                    on_stack.add(following)
                    work.append((following, sorted(edges.get(following, ()))))
                elif following in on_stack:
                    low[node] = min(low[node], index[following])
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node])
            if low[node] == index[node]:
                component = []
                while True:
                    member = stack.pop()
                    on_stack.discard(member)
                    component.append(member)
                    if member == node:
                        break
                out.append(tuple(sorted(component)))
    return out
