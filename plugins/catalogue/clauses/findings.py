"""What the rules found, turned into effects: days resolved, short names expanded, doubles dropped."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plugins.catalogue.clauses.amendments import Amendment
from plugins.catalogue.clauses.dates import day_after
from plugins.catalogue.clauses.introductions import ListState
from plugins.catalogue.clauses.normalise import as_written
from plugins.catalogue.clauses.nouns import is_bare, names_other
from plugins.catalogue.clauses.objects import Chain, Named
from plugins.catalogue.clauses.paragraphs import Paragraphs
from plugins.catalogue.clauses.rows import Row
from plugins.catalogue.clauses.sections import Reading, Standing
from plugins.catalogue.clauses.skeleton import Skeleton
from plugins.catalogue.clauses.statements import Statement, scope_kind
from plugins.catalogue.clauses.validity import Validity
from plugins.catalogue.clauses.when import AFTER_TRANSITION, RELATIVE, Moment, own_start, transition_end
from plugins.catalogue.effects import ON_PUBLICATION, Effect, EffectKind, Target

_BY_PARTS = (EffectKind.PARTIAL_REPEAL, EffectKind.SUSPEND, EffectKind.RESUME)
ELLIPSIS = "……"
"""Between the words over a list and the item quoted, where they do not stand together."""
_QUOTED_TOGETHER = 240


@dataclass(slots=True)
class _Draft:
    effect: Effect
    amendment: Amendment | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class _Day:
    effective: str | None
    until: str | None = None
    sure: bool = True
    past: bool = False


class Findings:
    """Effects in the making for one document."""

    def __init__(self, text: str, number: str | None, issued: str | None, paragraphs: Paragraphs) -> None:
        self.text = text
        self.number = _key(number)
        self.issued = issued
        self.paragraphs = paragraphs
        self.drafts: list[_Draft] = []
        self.list_moments: tuple[Moment, ...] = ()
        """The day that 目录所列文件自…起废止 gives to a list still to come."""

    # what the reader tells

    def chain(
        self,
        kind: EffectKind,
        chain: Chain,
        rule: str,
        moments: tuple[Moment, ...],
        index: int,
        skeleton: Skeleton,
        sentence: tuple[int, int],
        place: int,
        *,
        certain: bool = True,
        spoken: Skeleton | None = None,
        years: float | None = None,
        until: str | None = None,
    ) -> None:
        """A verb said of documents. `spoken` is the sentence's skeleton where the documents stand in another."""
        said = spoken or skeleton
        day = self._day(moments, index, said, place, kind)
        if day.past:
            return
        evidence = self._quote(said, sentence)
        for named in chain.named:
            target, sure = self._target(named)
            if target is None:
                continue
            what = scope_kind(kind, named.scope)
            last = until or day.until if what is EffectKind.SUSPEND else None
            self._add(
                Effect(
                    what, target, named.scope.parts, day.effective, years, last, evidence, rule,
                    certain and sure and named.sure and day.sure,
                )
            )  # fmt: skip

    def itself(self, statement: Statement, index: int, skeleton: Skeleton, sentence: tuple[int, int]) -> None:
        """A verb said of the document itself, with a day (本通知自…起废止) or as a note (本文件已废止)."""
        day = self._day(statement.moments, index, skeleton, statement.place)
        if statement.history or day.past:
            day = _Day(next((m.day for m in statement.moments if m.day), None))
        evidence = self._quote(skeleton, sentence)
        kind = statement.kind
        until = day.until if kind is EffectKind.SUSPEND else None
        self._add(Effect(kind, None, (), day.effective, None, until, evidence, f"self.{statement.rule}", day.sure))

    def of_itself(
        self, kind: EffectKind, day: str | None, skeleton: Skeleton, rule: str, parts: tuple[str, ...] = ()
    ) -> None:
        """What a note set on the document says of it."""
        evidence = self._quote(skeleton, (0, len(skeleton.text)))
        self._add(Effect(kind, None, parts, day, None, None, evidence, rule))

    def unnamed(self, statement: Statement, index: int, skeleton: Skeleton, sentence: tuple[int, int]) -> None:
        """A class without names (过去有关规定同时废止): for the editor, never a mark."""
        day = self._day(statement.moments, index, skeleton, statement.place)
        self._add(
            Effect(
                statement.kind, Target(statement.pronoun), (), day.effective, None, None,
                self._quote(skeleton, sentence), statement.rule, False,
            )
        )  # fmt: skip

    def validity(self, term: Validity, index: int, skeleton: Skeleton, sentence: tuple[int, int]) -> None:
        """A term of validity, of the document itself or of documents named."""
        effective = term.begins
        for moment in term.moments:
            effective = effective or moment.day or (ON_PUBLICATION if moment.kind == "issue" else None)
        if effective is None and term.chain is None:
            here = list(self.paragraphs.entries(index))
            nearest = [e for e in here if e.place <= term.place] or here or self.paragraphs.entries(index - 1)
            value = (
                nearest[-1].value
                if nearest and nearest[-1].place <= term.place
                else (nearest[0].value if nearest else self.paragraphs.own_entry())
            )
            effective = None if value == RELATIVE or any(m.kind == RELATIVE for m in term.moments) else value
        evidence = self._quote(skeleton, sentence)
        if term.chain is None:
            self._add(
                Effect(
                    EffectKind.VALIDITY_PERIOD,
                    None,
                    (),
                    effective,
                    term.years,
                    term.until,
                    evidence,
                    term.rule,
                    term.certain,
                    term.days,
                )
            )
            return
        for named in term.chain.named:
            target, sure = self._target(named)
            if target:
                self._add(
                    Effect(
                        EffectKind.VALIDITY_PERIOD,
                        target,
                        (),
                        effective,
                        term.years,
                        term.until,
                        evidence,
                        term.rule,
                        term.certain and sure and not term.days,
                        term.days,
                    )
                )

    def amendment(self, amendment: Amendment, index: int, skeleton: Skeleton, sentence: tuple[int, int]) -> None:
        """A document amended; further parts may still be added to `amendment`."""
        target, sure = self._target(amendment.named)
        if target is None:
            return
        value = self.paragraphs.entry_near(index, amendment.place)
        effect = Effect(
            EffectKind.AMEND, target, (), own_start(value) if value else None, None, None,
            self._quote(skeleton, sentence), amendment.rule, sure and amendment.named.sure,
        )  # fmt: skip
        self._add(effect, amendment)

    def listed(
        self,
        state: ListState,
        named: list[Named],
        skeleton: Skeleton,
        span: tuple[int, int],
        reading: Reading | None = None,
    ) -> None:
        """The documents of a list item under the words or the heading of `state`, or as the item itself says."""
        for one in named:
            target, sure = self._target(one)
            if target:
                self._list_effect(
                    reading or state.reading, state, target, one.scope.parts, one.scope.partial, span, sure and one.sure
                )

    def row(self, row: Row, state: ListState | None) -> None:
        """The document of a table row: its own status cell first, else what stands over the table."""
        reading = row.reading or (state.reading if state else None)
        if reading is None or (names_other(row.folded) and not row.number):
            return
        target = Target(row.title, row.number, row.date)
        if target.title is None and state is None and row.reading is None:
            return
        self._list_effect(reading, state, target, row.parts, bool(row.parts), row.span, True, row.ends)

    def date_list(self, moments: tuple[Moment, ...], index: int, skeleton: Skeleton) -> bool:
        """上述文件自…起停止执行 under a list already read: its day. False when no list was read."""
        listed = [d for d in self.drafts if d.listed]
        if not listed:
            return False
        day = self._day(moments, index, skeleton, 0)
        for draft in listed:
            if draft.effect.effective is None and moments:
                draft.effect = replace(draft.effect, effective=day.effective)
        return True

    def effects(self) -> tuple[Effect, ...]:
        """All effects, in the order of the text, each once."""
        seen: dict[tuple[object, ...], int] = {}
        found: list[Effect] = []
        for draft in self.drafts:
            effect = draft.effect
            if draft.amendment is not None:
                effect = replace(effect, articles=tuple(draft.amendment.parts))
            if draft.listed and effect.effective is None:
                effect = replace(effect, effective=self.paragraphs.own_entry())
            target = effect.target
            key = (
                effect.kind,
                _key(target.title) if target and target.title else None,
                _key(target.number) if target else None,
                target.date if target else None,
                effect.articles if effect.kind in _BY_PARTS else None,
            )
            if key in seen:
                if effect.kind is EffectKind.AMEND:
                    first = found[seen[key]]
                    more = tuple(a for a in effect.articles if a not in first.articles)
                    found[seen[key]] = replace(first, articles=first.articles + more)
                elif effect.kind is EffectKind.VALIDITY_PERIOD:
                    found[seen[key]] = _merged(found[seen[key]], effect)
                elif effect.certain and not found[seen[key]].certain:
                    found[seen[key]] = effect
                continue
            seen[key] = len(found)
            found.append(effect)
        return tuple(_without_doubles(found))

    # making

    def _add(self, effect: Effect, amendment: Amendment | None = None, listed: bool = False) -> None:
        if effect.target and effect.target.number and _key(effect.target.number) == self.number and self.number:
            return
        self.drafts.append(_Draft(effect, amendment, listed))

    def _list_effect(
        self,
        reading: Reading,
        state: ListState | None,
        target: Target,
        parts: tuple[str, ...],
        partial: bool,
        span: tuple[int, int],
        sure: bool,
        day_given: str | None = None,
    ) -> None:
        verdict = reading.verdict
        if isinstance(verdict, Standing):
            return
        kind = verdict
        if partial and kind in (EffectKind.REPEAL, EffectKind.EXPIRE):
            kind = EffectKind.PARTIAL_REPEAL
        day = self._moments_only((state.moments if state else ()) or self.list_moments)
        if state and kind is EffectKind.VALIDITY_PERIOD:
            evidence = self._quote_item(state.span, span)
            self._add(
                Effect(kind, target, (), day.effective, state.years, state.until, evidence, "list.validity", sure)
            )
            return
        if day_given:
            day = _Day(day_given)
        rule = f"list.{kind.value.replace('_', '-')}"
        evidence = self._quote_item(state.span if state else None, span)
        self._add(
            Effect(
                kind,
                target,
                parts,
                day.effective,
                None,
                day.until if kind is EffectKind.SUSPEND else None,
                evidence,
                rule,
                sure and reading.sure and day.sure,
            ),
            listed=True,
        )

    def _target(self, named: Named) -> tuple[Target | None, bool]:
        if named.title is None:
            return Target(None, named.number, named.date, named.issuer), True
        if names_other(named.folded) and not named.number:
            return None, False
        full = self.paragraphs.named(named.folded) if len(named.folded) <= 24 else None
        if full is not None and full.folded != named.folded:
            return Target(full.name, named.number or full.number, named.date or full.date, named.issuer), True
        sure = named.number is not None or not is_bare(named.folded)
        return Target(named.title, named.number, named.date, named.issuer), sure

    def _moments_only(self, moments: tuple[Moment, ...]) -> _Day:
        for moment in moments:
            if moment.kind in ("day", "on", "range"):
                return _Day(moment.day, moment.until)
            if moment.kind == "issue":
                return _Day(ON_PUBLICATION)
            if moment.kind == "entry":
                return _Day(own_start(self.paragraphs.own_entry()))
            if moment.kind == "until":
                return _Day(None, moment.until)
        return _Day(None)

    def _day(
        self,
        moments: tuple[Moment, ...],
        index: int,
        skeleton: Skeleton,
        place: int,
        kind: EffectKind | None = None,
    ) -> _Day:
        until = next((m.until for m in moments if m.until), None)
        for moment in moments:
            if moment.kind in ("day", "range"):
                return _Day(moment.day, until)
            if moment.kind == "on":
                if moment.day is None:
                    continue
                if len(moment.day) < 10 or (self.issued and moment.day < self.issued):
                    return _Day(None, past=True)
                return _Day(moment.day, until, sure=self.issued is not None)
            if moment.kind == "issue":
                return _Day(ON_PUBLICATION, until)
            if moment.kind == "entry":
                return _Day(own_start(self.paragraphs.entry_near(index, place)), until)
            if moment.kind == AFTER_TRANSITION:
                last = transition_end(skeleton)
                return _Day(day_after(last) if last else None, until, sure=last is not None)
            if moment.kind == RELATIVE:
                return _Day(None, until, sure=False)
        if until and kind is not EffectKind.SUSPEND:  # of a suspension it is the last day, not the first
            return _Day(until if kind is not EffectKind.SUPERSEDE else None, until)
        value = self.paragraphs.entry_near(index, place)
        return _Day(own_start(value) if value else None, until)

    def _quote(self, skeleton: Skeleton, sentence: tuple[int, int]) -> str:
        low, high = skeleton.source_range(*sentence)
        return self.text[low:high].strip()

    def _quote_item(self, over: tuple[int, int] | None, item: tuple[int, int]) -> str:
        words = self.text[item[0] : item[1]].strip()
        if over is None or over[0] >= item[0]:
            return words
        if item[1] - over[0] <= _QUOTED_TOGETHER:
            return self.text[over[0] : item[1]].strip()
        return f"{self.text[over[0] : over[1]].strip()}{ELLIPSIS}{words}"


def _merged(one: Effect, two: Effect) -> Effect:
    """Two statements of one document's term (试行一年，2020年3月31日终止) as one."""
    return replace(
        one,
        effective=one.effective or two.effective,
        period_years=one.period_years or two.period_years,
        until=one.until or two.until,
        period_days=one.period_days or two.period_days,
        certain=one.certain and two.certain,
    )


def _key(words: str | None) -> str:
    return "".join(c for c in as_written(words) if c.isalnum()) if words else ""


def _without_doubles(effects: list[Effect]) -> list[Effect]:
    """Drop what another effect says with more: the same title and kind without number and date."""
    full = {
        (e.kind, _key(e.target.title))
        for e in effects
        if e.target and e.target.title and (e.target.number or e.target.date)
    }
    kept = []
    for effect in effects:
        target = effect.target
        bare = target is not None and target.title is not None and not target.number and not target.date
        if bare and target and (effect.kind, _key(target.title)) in full:
            continue
        kept.append(effect)
    return kept
