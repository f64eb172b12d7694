"""What a site sets: the agency, its rules and its limits, from Pelican's settings into one plain value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from typing import Any

from plugins.catalogue import tables
from plugins.catalogue.index_number import is_index_number
from plugins.disclosure.views import Phrase


@dataclass(frozen=True, slots=True)
class ColumnSettings:
    """The settings under `COLUMN` in `pelicanconf.py`, with `SITENAME` and `SITEURL`. Picklable, for the workers.

    `index_number_template` has `{year}` and `{serial}`. `list_on_request` shows title and number of 依申请公开
    documents. `default_term_years` is the local rule for documents that state no term; None is off. `histories` and
    `comparisons` are pages beside the document's own: without the first its page still says every event.
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
    releases_page: str = ""
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
    histories: bool = True
    comparisons: bool = True

    @property
    def domain(self) -> str:
        """The host of the site's address, without scheme and path."""
        return self.base_url.split("://", 1)[-1].split("/", 1)[0]


class SettingsError(Exception):
    """Settings that do not exist or do not fit; the message names all of them, in Chinese, a line each."""


def column_settings(settings: Mapping[str, Any]) -> ColumnSettings:
    """The column's settings out of Pelican's. SettingsError names every setting that is unknown or does not fit."""
    given = dict(settings.get("COLUMN", {}))
    problems = list(_problems(given))
    if problems:
        raise SettingsError("\n".join(problems))
    given["sections"] = tuple(Phrase(text, url) for text, url in given.get("sections", ()))
    given.setdefault("site_name", str(settings.get("SITENAME", "")))
    given.setdefault("base_url", str(settings.get("SITEURL", "")).rstrip("/"))
    return ColumnSettings(**given)


def _problems(given: Mapping[str, Any]) -> Iterator[str]:
    words = tables.load("commands")["settings"]

    def told(name: str, **values: object) -> str:
        text: str = words[name]
        for key, value in values.items():
            text = text.replace("{" + key + "}", str(value))
        return text

    defaults = {f.name: f.default for f in fields(ColumnSettings)}
    for key, value in given.items():
        if key not in defaults:
            near = get_close_matches(key, defaults, 1)
            yield told("unknown_near" if near else "unknown", key=key, near="".join(near))
        elif key == "sections":
            if not all(_is_pair(item) for item in value):
                yield told("sections", key=key)
        elif key == "default_term_years":
            if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value <= 0):
                yield told("term", key=key, value=repr(value))
        else:
            expected = str if defaults[key] is MISSING else type(defaults[key])
            if type(value) is not expected or (expected is int and value < 1):
                yield told(f"needs_{expected.__name__}", key=key, value=repr(value))
            elif key == "index_number_template" and not _makes_index_numbers(value):
                yield told("template", key=key, value=value)


def _is_pair(item: object) -> bool:
    return isinstance(item, list | tuple) and len(item) == 2 and all(isinstance(part, str) for part in item)


def _makes_index_numbers(template: str) -> bool:
    """True when each serial and each year gives a number of its own."""
    try:
        made = [template.format(year=year, serial=serial) for year in (2024, 2025) for serial in (1, 2)]
    except (LookupError, ValueError, AttributeError):
        return False
    return len(set(made)) == len(made) and all(is_index_number(number) for number in made)
