"""The lunr.Index assembled from shards answers as the one that lunr itself builds: same refs, order, scores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lunr_comparison import compared
from search_documents import catalogue

QUERIES = 500


@pytest.mark.browser
def test_same_as_the_monolith(browser: Any, site_server: Any, tmp_path: Path) -> None:
    answer = compared(browser, site_server, tmp_path, catalogue(180), QUERIES)
    assert answer["wrong"] == []
    assert answer["rows"] > 10 * QUERIES
