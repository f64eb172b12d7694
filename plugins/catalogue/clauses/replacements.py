"""Supersession: 本规范代替《…》, 《…》由本办法取代."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from plugins.catalogue.clauses.nouns import own_name
from plugins.catalogue.clauses.objects import Chain, chain_after, chain_before
from plugins.catalogue.clauses.skeleton import N, Skeleton, T
from plugins.catalogue.clauses.statements import spoken_with_force
from plugins.catalogue.clauses.when import Moment, moment_before

_VERB = re.compile("(?:部分)?(?:代替|替代|取代)(?:了)?")


@dataclass(frozen=True, slots=True)
class Replacement:
    """Documents whose place is taken. `chain` None: the document itself is replaced (an annotation)."""

    rule: str
    chain: Chain
    moments: tuple[Moment, ...]
    place: int
    certain: bool


@cache
def _left() -> re.Pattern[str]:
    own = own_name()
    return re.compile(
        rf"(?:^|[，：；]|{own}(?:\([^()]{{0,12}}\))?|{T}|{N}|后|起|同时|全部|全面|完全|即|，并|用以|用于|以)(?:全文|全部|整体|完全|同时|将|所|旨在)?$"
    )


@cache
def _passive() -> re.Pattern[str]:
    return re.compile(
        rf"(?:由|被|为|已由|已被)(?P<by>{own_name()}|{T}|{N}|新版|新标准)(?:[^，。；]{{0,12}}?)(?:全部|全文|完全|所)?$"
    )


def read_replacements(skeleton: Skeleton, low: int, high: int) -> list[Replacement]:
    """The replacements stated in the sentence [low, high)."""
    text = skeleton.text
    found: list[Replacement] = []
    for match in list(_VERB.finditer(text, low, high))[:20]:
        if (
            "了" in match[0]
            or match[0].startswith("部分")
            or re.match("的|后|品|方案|措施|性|办法|或|和|、", text[match.end() : match.end() + 2])
        ):
            continue
        passive = _passive().search(text[max(low, match.start() - 40) : match.start()])
        if passive:
            edge = match.start() - len(passive[0])
            chain = chain_before(skeleton, low, edge - (text[edge - 1 : edge] == "，"))
            if chain and spoken_with_force(text, low, chain.start, max(text.rfind("，", low, chain.start) + 1, low)):
                moments, _ = _moments(skeleton, low, edge)
                told = not passive[0].startswith("已") and text[edge - 1 : edge] != "已"
                if told:
                    found.append(Replacement("supersede.passive", chain, moments, match.end(), certain=True))
            continue
        moments, edge = _moments(skeleton, low, match.start())
        if not _left().search(text[max(low, edge - 40) : edge] or ""):
            continue
        if not spoken_with_force(text, low, match.start(), max(text.rfind("，", low, match.start()) + 1, low)):
            continue
        chain = chain_after(skeleton, match.end(), high)
        if chain and not any(n.scope.partial for n in chain.named):
            found.append(Replacement("supersede.replaces", chain, moments, match.end(), certain=True))
    return found


def _moments(skeleton: Skeleton, low: int, place: int) -> tuple[tuple[Moment, ...], int]:
    moments: list[Moment] = []
    comma = skeleton.text[place - 1 : place] == "，"
    while place > low and skeleton.text[place - 1] == "，":
        place -= 1
    while True:
        found = moment_before(skeleton, low, place)
        if not found:
            return tuple(moments), place + 1 if comma and not moments else place
        moments.append(found[0])
        place = found[1]
