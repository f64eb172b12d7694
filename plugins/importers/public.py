"""公开属性 of a draft: never guessed, set only when the person importing says so and nothing in the source objects."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plugins.catalogue import tables
from plugins.catalogue.document import Disclosure
from plugins.importers.changes import Change, Kind, message, remark
from plugins.importers.chrome import Label
from plugins.importers.front_matter import Value
from plugins.importers.lines import Line

KEY = "公开属性"
_LABELS = ("公开属性", "公开方式")
_LONGEST = 60
_MAY_BE_SIGN = re.compile("公[\\s　]*开|密[\\s　]*★|内部|发布")


def disclosure_of(
    lines: list[Line], labels: Iterable[Label], own: dict[str, Value], given: str | None
) -> tuple[str | None, list[Change]]:
    """The value of 公开属性, None (an open key) unless `given` and not contradicted; and what tells of it.

    附注, the page's label, the source's own head and marks of secrecy can only hold a document back, never let it out.
    """
    signs = list(_signs(lines, labels, own))
    if given is None:
        found = [remark("disclosure_hint", line, KEY, words, what=what) for line, _, words, what in signs]
        return None, [*found, Change(0, Kind.MISSING, key=KEY, note=message("disclosure_missing"))]
    against = [sign for sign in signs if sign[1] != given]
    if against:
        return None, [
            remark("disclosure_doubt", line, KEY, words, value=given, what=what) for line, _, words, what in against
        ]
    note = message("disclosure_given", value=given)
    return given, [Change(0, Kind.FIELD, "", given, key=KEY, note=note)]


def _signs(lines: list[Line], labels: Iterable[Label], own: dict[str, Value]) -> Iterable[tuple[int, str, str, str]]:
    """(line, the value it means or "", the words, where they stand) of each sign."""
    table = tables.load("importers")["disclosure_signs"]
    for line in lines:
        if len(line.text) > _LONGEST or not _MAY_BE_SIGN.search(line.text):
            continue
        plain = re.sub(r"[\s　]", "", line.text)
        for value in Disclosure:
            if plain.strip("（）()。") in table[value.value]:
                yield line.number, value.value, line.text, "附注"
        if any(mark.replace(" ", "") in plain for mark in table["secret"]):
            yield line.number, "", line.text, "密级或内部标志"
    synonyms = tables.load("vocabulary")["disclosure_synonyms"]
    values = {value.value for value in Disclosure}
    stated = [(label.line, label.value, "网页信息表") for label in labels if label.label in _LABELS]
    stated += [(2, str(v), "原文件信息") for k, v in own.items() if k in (KEY, "disclosure") and v]
    if own.get("draft") is True or str(own.get("status", "")).lower() in ("draft", "hidden"):
        yield 2, "", "draft", "原文件信息"
    for number, words, what in stated:
        plain = synonyms.get(words, words)
        yield number, plain if plain in values else "", words, what
