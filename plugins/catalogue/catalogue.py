"""政府信息公开目录: the released documents, unchangeable, looked up by number, title and index number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.document_number import number_key
from plugins.catalogue.title import inner_title, title_key

_NONE: tuple[ReleasedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Released documents in order of publication (then index number). Look-ups give every match, in that order."""

    documents: tuple[ReleasedDocument, ...]
    _index: Mapping[str, ReleasedDocument] = field(repr=False, compare=False)
    _numbers: Mapping[str, tuple[ReleasedDocument, ...]] = field(repr=False, compare=False)
    _titles: Mapping[str, tuple[ReleasedDocument, ...]] = field(repr=False, compare=False)
    _inner: Mapping[str, tuple[ReleasedDocument, ...]] = field(repr=False, compare=False)

    @classmethod
    def of(cls, documents: Iterable[ReleasedDocument]) -> Catalogue:
        """The catalogue of these documents, whatever order they come in."""
        ordered = tuple(sorted(documents, key=lambda d: (d.publication_date, d.index_number)))
        numbers: dict[str, tuple[ReleasedDocument, ...]] = {}
        titles: dict[str, tuple[ReleasedDocument, ...]] = {}
        inner: dict[str, tuple[ReleasedDocument, ...]] = {}
        for document in ordered:
            if document.document_number:
                _add(numbers, number_key(document.document_number), document)
            if document.registration_number:
                _add(numbers, number_key(document.registration_number), document)
            _add(titles, title_key(document.title), document)
            carried = inner_title(document.title)
            if carried:
                _add(inner, title_key(carried), document)
        return cls(
            ordered,
            MappingProxyType({d.index_number: d for d in ordered}),
            MappingProxyType(numbers),
            MappingProxyType(titles),
            MappingProxyType(inner),
        )

    def __iter__(self) -> Iterator[ReleasedDocument]:
        return iter(self.documents)

    def __len__(self) -> int:
        return len(self.documents)

    def get(self, index_number: str) -> ReleasedDocument | None:
        """The document with that index number."""
        return self._index.get(index_number)

    def __getitem__(self, index_number: str) -> ReleasedDocument:
        return self._index[index_number]

    def with_number(self, number: str) -> tuple[ReleasedDocument, ...]:
        """Every document with that 发文字号 or 统一编号, however it is spelt."""
        return self._numbers.get(number_key(number), _NONE)

    def with_title(self, title: str) -> tuple[ReleasedDocument, ...]:
        """Every document with exactly that title. Never a part of it, never a similar one."""
        return self._titles.get(title_key(title), _NONE)

    def carrying(self, title: str) -> tuple[ReleasedDocument, ...]:
        """Every notice that issues the text of that title (关于印发《…》的通知)."""
        return self._inner.get(title_key(title), _NONE)

    def editions(self) -> Iterator[tuple[ReleasedDocument, ...]]:
        """Groups of two and more documents with one title."""
        return (group for group in self._titles.values() if len(group) > 1)


def _add(table: dict[str, tuple[ReleasedDocument, ...]], key: str, document: ReleasedDocument) -> None:
    table[key] = (*table.get(key, ()), document)
