"""What a site sets: the agency, its rules and its limits, from Pelican's settings into one plain value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from plugins.disclosure.views import Phrase


@dataclass(frozen=True, slots=True)
class ColumnSettings:
    """The settings under `COLUMN` in `pelicanconf.py`, with `SITENAME` and `SITEURL`. Picklable, for the workers.

    `index_number_template` has `{year}` and `{serial}`. `list_on_request` shows title and number of 依申请公开
    documents. `default_term_years` is the local rule for documents that state no term; None is off.
    """

    site_name: str
    base_url: str
    agency: str = ""
    site_id_code: str = ""
    icp_number: str = ""
    police_number: str = ""
    address: str = ""
    telephone: str = ""
    correction_url: str = ""
    accessibility_page: str = ""
    emblem: str = ""
    index_number_template: str = "{year}-{serial:05d}"
    list_on_request: bool = False
    default_term_years: float | None = None
    documents_folder: str = "documents"
    pages_folder: str = "pages"
    review_folder: str = "清理结果"
    register_file: str = "索引号登记.tsv"
    page_size: int = 50
    feed_size: int = 50
    sections: tuple[Phrase, ...] = ()
    archive_name: str = "gongkai"
    retention: str = ""
    search: bool = True
    data: bool = True

    @property
    def domain(self) -> str:
        """The host of the site's address, without scheme and path."""
        return self.base_url.split("://", 1)[-1].split("/", 1)[0]


class SettingsError(Exception):
    """A setting that does not exist or does not fit; the message names all of them."""


def column_settings(settings: Mapping[str, Any]) -> ColumnSettings:
    """The column's settings out of Pelican's. SettingsError names every unknown key."""
    given = dict(settings.get("COLUMN", {}))
    known = {f.name for f in fields(ColumnSettings)}
    unknown = sorted(set(given) - known)
    if unknown:
        raise SettingsError(f"COLUMN: {', '.join(unknown)}")
    given["sections"] = tuple(Phrase(text, url) for text, url in given.get("sections", ()))
    given.setdefault("site_name", str(settings.get("SITENAME", "")))
    given.setdefault("base_url", str(settings.get("SITEURL", "")).rstrip("/"))
    return ColumnSettings(**given)
