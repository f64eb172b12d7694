"""lunr's weights (BM25, as lunr 2.3 computes them), and a small set of levels that stands for them.

A weight is idf x saturation x boost, rounded to thousandths. The idf follows from how many documents hold the term, the
boost from the field; only the saturation differs from posting to posting, so a posting keeps the number of one of
`LEVELS` values chosen for the catalogue (`saturation_levels`). With exact weights a posting keeps the thousandths.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
LEVELS = 8


def idf(documents: int, holders: NDArray[np.integer] | int) -> NDArray[np.float64]:
    """lunr's inverse document frequency: `holders` counts (document, field) pairs that hold the term."""
    count = np.asarray(holders, dtype=np.float64)
    return np.log(1 + np.abs((documents - count + 0.5) / (count + 0.5)))


def rounded(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Scores in whole thousandths, as JavaScript's Math.round rounds them."""
    return np.floor(scores * 1000 + 0.5).astype(np.int64)


def saturation_levels(sample: NDArray[np.float64]) -> NDArray[np.float64]:
    """`LEVELS` ascending values that lie nearest to the sample (Lloyd's method from its quantiles), to 4 decimals."""
    ordered = np.sort(sample)
    if not len(ordered):
        return np.linspace(0.1, 2.2, LEVELS)
    centres = np.quantile(ordered, (np.arange(LEVELS) + 0.5) / LEVELS)
    sums = np.concatenate(([0.0], np.cumsum(ordered)))
    for _ in range(30):
        edges = np.searchsorted(ordered, (centres[1:] + centres[:-1]) / 2)
        bounds = np.concatenate(([0], edges, [len(ordered)]))
        sizes = np.diff(bounds)
        means = np.diff(sums[bounds]) / np.maximum(sizes, 1)
        centres = np.where(sizes > 0, means, centres)
    return np.round(centres, 4)


def level_of(values: NDArray[np.float64], levels: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The number of the nearest level."""
    found = np.zeros(len(values), dtype=np.uint8)
    for edge in (levels[1:] + levels[:-1]) / 2:
        found += values > edge
    return found
