"""One passage of a batch: a record in, its certain effects out, as plain data."""

from __future__ import annotations

from typing import Any

from plugins.catalogue.clauses import read_clauses
from plugins.catalogue.effects import Effect, EffectKind


def batch_line(record: dict[str, Any]) -> dict[str, Any]:
    """`{"id", "effects"}` for a record `{id, text, doc_title, doc_date, doc_number}`; only certain effects.

    The format has no word for a resumption (恢复执行): it is left out.

    Missing and null members count as unknown. `period_years` is a whole number where it is one.
    """
    effects = read_clauses(
        _text(record, "text"),
        title=_text(record, "doc_title"),
        number=_text(record, "doc_number") or None,
        date_of_issue=_text(record, "doc_date") or None,
    )
    return {
        "id": record.get("id"),
        "effects": [as_data(e) for e in effects if e.certain and e.kind is not EffectKind.RESUME],
    }


def as_data(effect: Effect) -> dict[str, Any]:
    """The effect as plain data. Title and number None: the document speaks of itself."""
    target = effect.target
    years = effect.period_years
    return {
        "kind": effect.kind.value,
        "target_title": target.title if target else None,
        "target_number": target.number if target else None,
        "target_date": target.date if target else None,
        "articles": list(effect.articles),
        "effective": effect.effective,
        "period_years": int(years) if years is not None and years == int(years) else years,
        "until": effect.until,
    }


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""
