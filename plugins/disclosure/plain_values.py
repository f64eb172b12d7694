"""The core's values as plain tuples and back: what the store keeps. Unlike a pickle it names no code to run."""

from __future__ import annotations

import marshal
from dataclasses import fields
from datetime import date
from enum import Enum
from operator import attrgetter
from typing import Any

from plugins.catalogue import document, effects, events, findings, force, gate
from plugins.disclosure.views import Phrase
from plugins.disclosure.year_summary import ListPart, YearSummary

_CLASSES: tuple[type, ...] = (
    document.Attachment, document.Relation, document.StatedForce, document.PublicFields, document.ReleasedDocument,
    document.Document, effects.Target, effects.Effect, effects.StatedEffect, events.Event, events.OutsideTarget,
    events.Reference, force.Change, force.Status, gate.Reading, findings.Finding, Phrase, ListPart, YearSummary,
)  # fmt: skip
_ENUMS: tuple[type[Enum], ...] = (
    document.Disclosure, document.RelationKind, effects.EffectKind, events.Source, force.LegalForce, findings.Severity,
)  # fmt: skip
_DATE, _DICT, _FIRST_CLASS = -1, -2, 0
_FIRST_ENUM = 1000
_GETTERS: dict[type, tuple[int, Any]] = {
    cls: (number, attrgetter(*(f.name for f in fields(cls)))) for number, cls in enumerate(_CLASSES)
}
_ENUM_NUMBERS: dict[type, int] = {cls: _FIRST_ENUM + number for number, cls in enumerate(_ENUMS)}
_SCALARS = (str, int, float, bool, type(None), bytes)


def plain(value: Any) -> Any:
    """The value in tuples, lists and scalars: a list is a marked value, a tuple is a tuple. TypeError for others."""
    kind = value.__class__
    if kind in _SCALARS:
        return value
    if kind is tuple:
        return tuple(map(plain, value))
    if kind in _GETTERS:
        number, parts = _GETTERS[kind]
        return [number, *map(plain, parts(value))]
    if kind is date:
        return [_DATE, value.toordinal()]
    if kind in _ENUM_NUMBERS:
        return [_ENUM_NUMBERS[kind], value.value]
    if kind is dict:
        return [_DICT, tuple((key, plain(item)) for key, item in value.items())]
    raise TypeError(kind)


def restored(value: Any) -> Any:
    """The value that `plain` was given."""
    if value.__class__ is tuple:
        return tuple(map(restored, value))
    if value.__class__ is not list:
        return value
    number = value[0]
    if number == _DATE:
        return date.fromordinal(value[1])
    if number == _DICT:
        return {key: restored(item) for key, item in value[1]}
    if number >= _FIRST_ENUM:
        return _ENUMS[number - _FIRST_ENUM](value[1])
    return _CLASSES[number](*map(restored, value[1:]))


def packed(value: Any) -> bytes:
    """The value as bytes; equal values, equal bytes."""
    return marshal.dumps(plain(value), 2)


def unpacked(data: bytes) -> Any:
    """The value that `packed` was given."""
    return restored(marshal.loads(data))  # noqa: S302 (only data that our own checksum covers)
