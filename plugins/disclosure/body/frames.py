"""The frame that lets a wide table scroll on a phone, by finger and by keyboard."""

from __future__ import annotations

from plugins.catalogue import tables

_LABEL = str(tables.load("body")["table_label"])


def attributes(number: int) -> dict[str, str]:
    """The attributes of the `div` around the text's table `number`, counted from 1, so that each has its own name."""
    return {
        "class": "table-scroll",
        "tabindex": "0",
        "role": "region",
        "aria-label": _LABEL.format(number=number),
    }
