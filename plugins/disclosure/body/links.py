"""The addresses met in a body, and what is written for them."""

from __future__ import annotations

from collections.abc import Callable

from plugins.disclosure.body.lines import writable
from plugins.disclosure.body.model import BodyLink
from plugins.disclosure.body.targets import Reach, reach


class Links:
    """Collects every target that looks like an address and says what to write for it."""

    def __init__(self, resolve: Callable[[str], str | None]) -> None:
        self._resolve = resolve
        self.met: list[BodyLink] = []

    def address(self, target: str, line: int, *, is_image: bool) -> str | None:
        """The address to write, or None where the markup stays text as typed.

        Images from elsewhere stay text: a page asks no other host for anything.
        """
        where = reach(target)
        if where is None:
            return None
        self.met.append(BodyLink(target, line, is_image))
        if where is Reach.LOCAL:
            address = self._resolve(target)
            return None if address is None else writable(address)
        return None if is_image else target

    def in_order(self) -> tuple[BodyLink, ...]:
        """All targets met, in the order of their lines."""
        return tuple(sorted(self.met, key=lambda link: link.line))
